"""Whether a data folder says what the official files say: they are read again and every value is compared."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd

from unmap.build.mexico.catalogue import OFFICIAL_SOURCES
from unmap.build.mexico.pipeline import build
from unmap.errors import Issue, ParameterError, SourceError, quoted
from unmap.files import UnfitFileError, content_inside, unfit
from unmap.model import LIST_SEPARATOR, schema
from unmap.store.loading import levels_in
from unmap.store.reading import FIRST_ROW, csv_content, text_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from unmap.build.mexico.pipeline import Progress
    from unmap.model import Table

_SAME_PLACE = 1e-9
"""Degrees by which a corner may differ: another release of a geometry library may round the last digit otherwise."""


def verify(folder: Path, sources: Path, progress: Progress | None = None) -> tuple[Issue, ...]:
    """Name each cell of a data folder that differs from what the official files give when they are read again.

    `folder` is one that `unmap build` wrote, `sources` the official files. All that a build derives is compared: every
    value, row, name and outline of `geo/` and `need/`, and the publications. Of the files that other rows of
    `sources.csv` name, such as the report, the checksum is compared. Tables that are written by hand are left alone.

    Gives one issue for each difference, in the order of the files; none where the folder says what its sources say.
    Raises SourceError where a file of the sources is missing or unusable and ParameterError where the folder was not
    made from such files.
    """
    mine = _text(folder, schema.SOURCES, [])
    if mine is None or not {source.source_id for source in OFFICIAL_SOURCES} & set(mine["source_id"]):
        raise ParameterError("folder", "holds nothing of official files that unmap build reads", str(folder))
    with tempfile.TemporaryDirectory(prefix="unmap-verify-") as made:
        again = Path(made)
        # A build keeps what is written by hand about other sources, so that both tables hold them.
        (again / schema.SOURCES.path).write_bytes(content_inside(folder, schema.SOURCES.path))
        build(sources, again, progress)
        found = differences(folder, again)
    return (*found, *_other_sources(mine, sources))


def differences(folder: Path, again: Path) -> tuple[Issue, ...]:
    """Name each cell of `folder` that differs from its like in `again`, in the tables that `again` has."""
    tables = [table for table in schema.tables_of(levels_in(again)) if (again / table.path).is_file()]
    return tuple(issue for table in tables for issue in _differences(folder, again, table))


def _differences(folder: Path, again: Path, table: Table) -> Iterator[Issue]:
    if not (folder / table.path).is_file():
        yield Issue(table.path, 0, "", "not-there", "is missing, and the official files give it")
        return
    if problem := unfit(folder, table.path):
        yield Issue(table.path, 0, "", "bad-file", problem)
        return
    if content_inside(folder, table.path) == (again / table.path).read_bytes():
        return
    if table.geometry:
        yield from _layer_differences(folder, again, table)
        return
    issues: list[Issue] = []
    mine, theirs = _text(folder, table, issues), _text(again, table, [])
    yield from issues
    if mine is not None and theirs is not None:
        yield from _cell_differences(mine, theirs, table)


def _text(folder: Path, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Give the cells of a table as they are printed, indexed by line; None where it is no table."""
    content = csv_content(folder, table, issues)
    return None if content is None else text_cells(content, table, issues)


def _layer_differences(folder: Path, again: Path, table: Table) -> Iterator[Issue]:
    try:
        mine = gpd.read_parquet(folder / table.path)
    except (OSError, ValueError) as error:
        yield Issue(table.path, 0, "", "bad-layer", f"cannot be read ({error})")
        return
    theirs = gpd.read_parquet(again / table.path)
    shapes = str(mine.geometry.name)
    yield from _cell_differences(mine.drop(columns=shapes).astype(str), theirs.drop(columns=shapes).astype(str), table)
    key = list(table.key)
    both = (
        mine.set_index(key)[shapes].to_frame("mine").join(theirs.set_index(key)[shapes].rename("theirs"), how="inner")
    )
    same = gpd.GeoSeries(both["mine"]).geom_equals_exact(gpd.GeoSeries(both["theirs"]), _SAME_PLACE)
    for code in both.index[~same.to_numpy()]:
        message = f"the outline of {quoted(code)} is not the one that the official files give"
        yield Issue(table.path, 0, shapes, "other-value", message)


def _cell_differences(mine: pd.DataFrame, theirs: pd.DataFrame, table: Table) -> Iterator[Issue]:
    """Compare two tables of text by their key: rows that one of them lacks, then cells that differ."""
    for column in theirs.columns.difference(mine.columns, sort=False):
        if (theirs[column] != "").any():
            yield Issue(table.path, 1, column, "missing-column", "is missing, and the official files give it")
    key = list(table.key)
    if not set(key) <= set(mine.columns):
        return
    mine = mine.assign(_row=mine.index + FIRST_ROW)
    # What stands twice is named by the check of a folder; here its first row is compared.
    mine = mine.drop_duplicates(key).set_index(key)
    theirs = theirs.set_index(key)
    for index, row in mine.loc[mine.index.difference(theirs.index), "_row"].sort_values().items():
        yield Issue(table.path, int(row), key[-1], "not-in-sources", f"{_named(index)} is in no official file")
    for index in theirs.index.difference(mine.index):
        yield Issue(table.path, 0, "", "missing-row", f"{_named(index)} is missing, and the official files give it")
    both = theirs.index.intersection(mine.index)
    mine, theirs = mine.loc[both], theirs.loc[both]
    for column in theirs.columns.intersection(mine.columns):
        differs = (mine[column] != theirs[column]).to_numpy()
        rows = zip(mine["_row"][differs], mine[column][differs], theirs[column][differs], strict=True)
        for row, is_, should in rows:
            message = f"is {quoted(is_)}; the official files give {quoted(should)}"
            yield Issue(table.path, int(row), column, "other-value", message)


def _named(index: object) -> str:
    return quoted(" ".join(map(str, index)) if isinstance(index, tuple) else index)


def _other_sources(publications: pd.DataFrame, sources: Path) -> Iterator[Issue]:
    """Compare the checksums of files that no build reads, where the folder of sources has them."""
    own = {source.source_id for source in OFFICIAL_SOURCES}
    others = publications[~publications["source_id"].isin(own) & (publications["file"] != "")]
    for row, files, checksums in zip(others.index + FIRST_ROW, others["file"], others["sha256"], strict=True):
        for file, checksum in zip(files.split(LIST_SEPARATOR), checksums.split(LIST_SEPARATOR), strict=False):
            try:
                content = content_inside(sources, file)
            except (OSError, UnfitFileError) as error:
                raise SourceError(f"{file}: missing from the sources folder {sources}") from error
            if hashlib.sha256(content).hexdigest() != checksum:
                message = f"{quoted(file)} is another file than the one with this checksum"
                yield Issue(schema.SOURCES.path, row, "sha256", "other-value", message)
