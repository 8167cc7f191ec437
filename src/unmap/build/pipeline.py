"""`unmap build` from end to end: all is read, checked and written aside before the folder is replaced in one step."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.areas import describe_areas
from unmap.build.boundaries import read_boundaries
from unmap.build.catalogue import OFFICIAL_SOURCES
from unmap.build.classes import classes_table
from unmap.build.layers import draw_layers
from unmap.build.need.reading import read_need
from unmap.build.official_names import read_names
from unmap.build.places import read_places
from unmap.build.readers import SourceFolder
from unmap.build.sources import source_rows
from unmap.build.tables import csv_bytes, write_layer
from unmap.errors import SourceError
from unmap.files import folder_written_whole, keep_the_rest
from unmap.models import schema
from unmap.models.datapackage import FILE as PACKAGE_FILE
from unmap.models.datapackage import FileRecord, datapackage_bytes, file_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.build.layers import Layers
    from unmap.models import Issue, Table

    Progress = Callable[[str, int, int], None]

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
    steps.begin("need")
    need = read_need(folder, areas)
    steps.begin("sources")
    publications = source_rows(folder, boundaries.file, out)
    steps.begin("layers")
    layers = draw_layers(boundaries, areas)
    steps.begin("places")
    places = read_places(folder, layers.municipalities)
    names = read_names(folder, areas)
    steps.begin("classes")
    classes = classes_table(need.values, areas.codes_by_level)
    steps.begin("writing")
    tables = {
        schema.PLACES: places.frame,
        schema.OFFICIAL_NAMES: names,
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
    frames = {
        schema.STATES: layers.states,
        schema.MUNICIPALITIES: layers.municipalities,
        schema.STATES_OVERVIEW: layers.states_overview,
        schema.MUNICIPALITIES_OVERVIEW: layers.municipalities_overview,
    }
    with folder_written_whole(out) as new:
        for table in (*tables, *frames):
            (new / table.path).parent.mkdir(parents=True, exist_ok=True)
        for table, frame in tables.items():
            (new / table.path).write_bytes(csv_bytes(table, frame))
        for table, layer in frames.items():
            write_layer(table, layer, new / table.path)
        rows = {table: len(frame) for table, frame in {**tables, **frames}.items()}
        (new / PACKAGE_FILE).write_bytes(datapackage_bytes(tables[schema.SOURCES], _recorded(new, rows, out)))
        keep_the_rest(out, new)


def _recorded(aside: Path, rows: dict[Table, int], out: Path) -> dict[str, FileRecord]:
    """Record the files just written; of the others what the manifest in `out` says, for a build vouches for its own."""
    try:
        kept = file_records((out / PACKAGE_FILE).read_bytes())
    except (OSError, ValueError):
        kept = {}
    return kept | {table.name: FileRecord.of((aside / table.path).read_bytes(), count) for table, count in rows.items()}
