"""`unmap build` from end to end: all is read, checked and written aside before the folder is replaced in one step."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.drawing import write_geography
from unmap.build.mexico.area_layers import describe_areas, draw_mexico
from unmap.build.mexico.catalogue import BOUNDARIES, LEVELS, OFFICIAL_SOURCES, SURROUNDINGS
from unmap.build.mexico.gazetteer_tables import read_names, read_places, with_short_names
from unmap.build.mexico.need_reading import read_need
from unmap.build.mexico.official_boundaries import read_boundaries
from unmap.build.readers import SourceFolder
from unmap.errors import SourceError
from unmap.files import folder_written_whole, keep_the_rest
from unmap.model import LIST_SEPARATOR, schema
from unmap.model.datapackage import FILE as PACKAGE_FILE
from unmap.model.datapackage import FileRecord, datapackage_bytes, file_records
from unmap.store.class_limits import classes_table
from unmap.store.table_files import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.build.drawing import Layers
    from unmap.build.mexico.catalogue import OfficialSource
    from unmap.errors import Issue
    from unmap.model import Table

    Progress = Callable[[str, int, int], None]


def source_rows(sources: SourceFolder, boundary_file: str, out: Path) -> pd.DataFrame:
    """Give the rows of `sources.csv`: the official files read, and rows that `out` holds of anything else.

    A hand-written row, such as that of the report, stays as it is. Raises SourceError where the existing file
    cannot be read.
    """
    files = {source.source_id: source.files for source in OFFICIAL_SOURCES} | {BOUNDARIES.source_id: (boundary_file,)}
    rows = [_row(source, files[source.source_id], sources) for source in OFFICIAL_SOURCES]
    return pd.DataFrame(rows + _kept_rows(out / schema.SOURCES.path, set(files)))


def _row(source: OfficialSource, files: tuple[str, ...], sources: SourceFolder) -> dict[str, object]:
    checksums = [hashlib.sha256(sources.path(file).read_bytes()).hexdigest() for file in files]
    return {
        "source_id": source.source_id,
        "title": source.title,
        "publisher": source.publisher,
        "year": source.year,
        "terms": source.terms,
        "url": source.url,
        "role": source.role,
        "file": LIST_SEPARATOR.join(files),
        "sha256": LIST_SEPARATOR.join(checksums),
    }


def _kept_rows(path: Path, own: set[str]) -> list[dict[str, object]]:
    if not path.is_file():
        return []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path}: the existing table cannot be read ({error})") from error
    names, found = schema.SOURCES.column_names, reader.fieldnames or ()
    needed = [column.name for column in schema.SOURCES.columns if column.required]
    whole = set(needed) <= set(found) <= set(names)
    if not whole or any(None in row or None in row.values() for row in rows):
        raise SourceError(f"{path}: the existing table needs the columns {', '.join(names)} in each row")
    nothing = dict.fromkeys(names, "")
    return [
        {**nothing, **row, "role": row.get("role", "").split(LIST_SEPARATOR)}
        for row in rows
        if row["source_id"] not in own
    ]


STEPS = ("boundaries", "areas", "need", "sources", "layers", "places", "classes", "writing")
"""What a build does, in this order."""


def build(sources: Path, out: Path, progress: Progress | None = None) -> tuple[Issue, ...]:
    """Derive the geography and need tables of a data folder from official files.

    Writes `geo/`, `need/`, `sources.csv` and `datapackage.json` below `out` and leaves everything else there as it
    is; rows of `sources.csv` about other things are kept. `progress` is called with the label of a step, how many
    steps are done and how many there are. Gives the issue rows: whatever was left out, repaired or noteworthy.
    Raises SourceError where a file is missing or unusable and OutputError where `out` cannot be written; then
    nothing in `out` has changed.
    """
    steps = _Steps(progress)
    if not sources.is_dir():
        raise SourceError(f"{sources}: there is no such sources folder")
    folder = SourceFolder(sources)
    folder.require(file for source in OFFICIAL_SOURCES for file in source.files)
    steps.begin("boundaries")
    boundaries = read_boundaries(folder)
    steps.begin("areas")
    areas = describe_areas(folder, boundaries)
    names = read_names(folder, areas)
    areas = with_short_names(folder, areas, names)
    steps.begin("need")
    need = read_need(folder, areas)
    steps.begin("sources")
    publications = source_rows(folder, boundaries.file, out)
    steps.begin("layers")
    layers = draw_mexico(boundaries, areas)
    steps.begin("places")
    places = read_places(folder, layers.frames[LEVELS[-1].id])
    steps.begin("classes")
    classes = classes_table(need.values, areas.codes_by_level)
    steps.begin("writing")
    tables = {
        schema.places_table(LEVELS[-1]): places.frame,
        schema.OFFICIAL_NAMES: names,
        schema.SURROUNDINGS: pd.DataFrame(SURROUNDINGS, columns=schema.SURROUNDINGS.column_names),
        schema.INDICATORS: pd.DataFrame([asdict(indicator) for indicator in need.indicators]),
        schema.VALUES: need.values,
        schema.CLASSES: classes,
        schema.SOURCES: publications,
    }
    _write(out, layers, tables)
    steps.end()
    groups = (boundaries.issues, areas.issues, layers.issues, places.issues, need.issues)
    # The census is read for areas and for need, and reports a stranger both times.
    return tuple(dict.fromkeys(issue for group in groups for issue in group))


class _Steps:
    """Tells the caller which step begins."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def begin(self, step: str) -> None:
        self._tell(step, STEPS.index(step))

    def end(self) -> None:
        self._tell(STEPS[-1], len(STEPS))

    def _tell(self, step: str, done: int) -> None:
        if self._progress:
            self._progress(step, done, len(STEPS))


def _write(out: Path, layers: Layers, tables: dict[Table, pd.DataFrame]) -> None:
    whole = schema.tables_of(LEVELS)
    with folder_written_whole(out) as new:
        drawn = write_geography(new, LEVELS, layers)
        for table, frame in tables.items():
            (new / table.path).parent.mkdir(parents=True, exist_ok=True)
            (new / table.path).write_bytes(csv_bytes(table, frame))
        rows = {table: len(frame) for table, frame in tables.items()}
        rows |= {table: drawn[table.name] for table in whole if table.name in drawn}
        (new / PACKAGE_FILE).write_bytes(datapackage_bytes(tables[schema.SOURCES], whole, _recorded(new, rows, out)))
        keep_the_rest(out, new)


def _recorded(aside: Path, rows: dict[Table, int], out: Path) -> dict[str, FileRecord]:
    """Record the files just written; of the others what the manifest in `out` says, for a build vouches for its own."""
    try:
        kept = file_records((out / PACKAGE_FILE).read_bytes())
    except (OSError, ValueError):
        kept = {}
    return kept | {table.name: FileRecord.of((aside / table.path).read_bytes(), count) for table, count in rows.items()}
