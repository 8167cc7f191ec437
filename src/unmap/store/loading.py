"""From a data folder to one validated Dataset with its records placed, or to the list of everything wrong with it.

The files are held against what the folder's `datapackage.json` records of them.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from unmap.errors import DataError, Issue
from unmap.files import UnfitFileError, content_inside, unfit, write_whole
from unmap.model import schema
from unmap.model.datapackage import FILE, FileRecord, datapackage_bytes, file_records
from unmap.store.boundary_rules import boundary_issues
from unmap.store.checking import reference_issues, table_issues
from unmap.store.dataset import Dataset, with_areas_above
from unmap.store.geometry import GEOMETRY, layer_in
from unmap.store.level_rules import layers_of, levels_of
from unmap.store.need_rules import with_missing_classes
from unmap.store.office_points import with_points
from unmap.store.placing import place_initiatives, place_offices
from unmap.store.reading import FIRST_ROW, csv_content, csv_table, empty_frame, file_content, read_csv
from unmap.store.rules import rule_issues

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from unmap.model import AdminLevel, Table


CURE = '; where that is meant, "unmap check --accept" records the folder as it is'
"""The end of each message."""


MANIFEST_CODES = frozenset({"bad-manifest", "changed-file", "lost-file", "unrecorded-file"})
"""What `manifest_issues` finds, and accepting a folder mends."""


def read_levels(folder: Path) -> tuple[AdminLevel, ...]:
    """Give the levels of a data folder, the highest first, without reading the rest of it.

    Raises DataError where the table cannot be read.
    """
    issues: list[Issue] = []
    table = read_csv(folder, schema.LEVELS, issues)
    if table is None or issues:
        raise broken(folder, issues)
    return levels_of(table)


def manifest_issues(folder: Path, frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    """Tell which files are not those that the manifest of the folder records: cut short, edited, lost or added.

    `frames` holds the tables that could be read. A folder without a manifest, or with a description that records no
    file, is held against nothing.
    """
    try:
        records = read_records(folder)
    except (OSError, UnfitFileError, ValueError) as error:
        reason = str(error) if isinstance(error, UnfitFileError) else f"cannot be read{CURE}"
        return [Issue(FILE, 0, "", "bad-manifest", reason)]
    if not records:
        return []
    tables = schema.tables_of(levels_of(frames.get(schema.LEVELS.name)))
    return [issue for table in tables for issue in _held(folder, table, records.get(table.name), frames)]


def read_records(folder: Path) -> dict[str, FileRecord]:
    """Give what the folder's manifest records, by table; nothing where there is none.

    Raises UnfitFileError, OSError or ValueError where it is not to be read.
    """
    if not os.path.lexists(folder / FILE):
        return {}
    return file_records(content_inside(folder, FILE))


def accept(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write the manifest anew: the files of `folder` as they are, with the rows that `frames` holds of them.

    Raises OutputError where it cannot be written.
    """
    tables = schema.tables_of(levels_of(frames[schema.LEVELS.name]))
    records = {
        table.name: FileRecord.of(content_inside(folder, table.path), len(frames[table.name]))
        for table in tables
        if os.path.lexists(folder / table.path)
    }
    write_whole(folder / FILE, datapackage_bytes(frames[schema.SOURCES.name], tables, records))


def _held(folder: Path, table: Table, record: FileRecord | None, frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    if not os.path.lexists(folder / table.path):
        # Without a table that must be there nothing is read, and that is an issue of its own.
        lost = record is not None and table.optional
        return [Issue(table.path, 0, "", "lost-file", f"is missing, but {FILE} records it{CURE}")] if lost else []
    if record is None:
        return [Issue(table.path, 0, "", "unrecorded-file", f"is not recorded in {FILE}{CURE}")]
    try:
        found = FileRecord.of(content_inside(folder, table.path), len(frames.get(table.name, ())))
    except (OSError, UnfitFileError):
        return []
    if (found.size, found.sha256) == (record.size, record.sha256):
        return []
    rows = f" ({found.rows:,} rows for {record.rows:,})" if table.name in frames else ""
    message = f"has {found.size:,} bytes where {FILE} records {record.size:,}{rows}{CURE}"
    if found.size == record.size:
        message = f"is not the file that {FILE} records{CURE}"
    return [Issue(table.path, 0, "", "changed-file", message)]


_CATEGORIES = {"values": ("area_code", "indicator_id")}
"""Text that repeats a hundred thousand times is kept once."""


_SMALL_BYTES = 16 * 1024
"""A folder is read again where one file of it is another, and most of its thirty files are no larger than this: what
they held is known then. What takes time with them is not their rows."""


_SHOWN = 20


def read(folder: Path) -> Dataset:
    """Read and validate the data folder; raises DataError with every issue where anything is wrong."""
    frames, issues = read_tables(folder)
    dataset = assemble(folder, frames)
    if issues or dataset is None:
        raise broken(folder, issues)
    return dataset


def assemble(folder: Path, frames: dict[str, pd.DataFrame]) -> Dataset | None:
    """Make a Dataset of the tables of `folder`; None where one of them could not be read."""
    levels = levels_of(frames.get(schema.LEVELS.name))
    tables = schema.tables_of(levels)
    if not levels or len(frames) < len(tables):
        return None
    # Only issues tell lines; whoever works with a dataset counts its rows from 0.
    frames = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    frames["classes"] = with_missing_classes(frames, levels)
    # Arrow keeps the memory that reading took, some 70 MB of a server's resident set, unless told to give it back.
    pa.default_memory_pool().release_unused()
    drawn: Any = {name: frames.pop(name) for level in levels for name in (level.id, f"{level.id}{schema.OVERVIEW}")}
    return Dataset(edition=edition(folder), **cast("Any", frames), layers=with_areas_above(drawn, levels))


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Issue]]:
    """Read every table that can be read, and tell every problem of the folder, sorted by file and row.

    Raises DataError where there is no such folder.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such data folder")
    issues: list[Issue] = []
    frames: dict[str, pd.DataFrame] = {}
    _read_table(folder, schema.LEVELS, frames, issues)
    levels = levels_of(frames.get(schema.LEVELS.name))
    tables = {table.name: table for table in schema.tables_of(levels)}
    for table in tables.values():
        if table is not schema.LEVELS:
            _read_table(folder, table, frames, issues)
    _draw_missing_overviews(folder, levels, frames)
    issues += reference_issues(frames, tables, levels)
    issues += rule_issues(frames, levels)
    issues += boundary_issues(frames, levels, issues)
    issues += manifest_issues(folder, frames)
    # Without areas there is no map, and nobody could say where they come from.
    never_empty = (schema.LEVELS, *layers_of(levels), schema.SOURCES)
    issues += [
        Issue(table.path, 0, "", "no-rows", "must hold at least one row")
        for table in never_empty
        if table.name in frames and frames[table.name].empty
    ]
    if "reports" in frames and frames["reports"].empty:
        issues.append(Issue(schema.REPORTS.path, 0, "", "bad-count", "must hold at least one report"))
    return frames, sorted(issues)


def _read_table(folder: Path, table: Table, frames: dict[str, pd.DataFrame], issues: list[Issue]) -> None:
    # A link that leads nowhere is no table that the folder does without.
    if table.optional and not os.path.lexists(folder / table.path):
        frame: pd.DataFrame | None = _with_categories(empty_frame(table), table)
    elif reason := unfit(folder, table.path):
        issues.append(Issue(table.path, 0, "", "unfit-file", reason))
        return
    else:
        frame = _read_checked(folder, table, issues)
    if frame is not None:
        frames[table.name] = frame


def _read_checked(folder: Path, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read a table and hold it against its own definition; what a small one that was read before held is known."""
    content = (file_content if table.geometry else csv_content)(folder, table, issues)
    if content is None:
        return None
    is_small = len(content) <= _SMALL_BYTES
    frame, found = (_small if is_small else _checked)(content, table)
    issues += found
    return frame.copy() if is_small and frame is not None else frame


def _checked(content: bytes, table: Table) -> tuple[pd.DataFrame | None, tuple[Issue, ...]]:
    issues: list[Issue] = []
    frame = layer_in(content, table, issues) if table.geometry else csv_table(content, table, issues)
    if frame is None:
        return None, tuple(issues)
    frame = _with_categories(frame, table)
    return frame, (*issues, *table_issues(frame, table))


_small = lru_cache(maxsize=96)(_checked)


def _with_categories(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    columns = _CATEGORIES.get(table.name)
    return frame.astype(dict.fromkeys(columns, "category")) if columns else frame


_small = lru_cache(maxsize=96)(_checked)


def _draw_missing_overviews(folder: Path, levels: Sequence[AdminLevel], frames: dict[str, pd.DataFrame]) -> None:
    """Let the areas of a level stand for its overview in a folder that does without one."""
    for level in levels:
        table = schema.overview_table(level)
        if level.id in frames and not os.path.lexists(folder / table.path):
            frames[table.name] = frames[level.id][["code", GEOMETRY]]


def broken(folder: Path, issues: list[Issue]) -> DataError:
    """Give the error for a folder with `issues`: how many there are, and the first of them line by line."""
    lines = [str(issue) for issue in issues[:_SHOWN]]
    if len(issues) > _SHOWN:
        lines.append(f"and {len(issues) - _SHOWN} more")
    count = "1 problem" if len(issues) == 1 else f"{len(issues)} problems"
    return DataError("\n".join([f"{folder}: {count} in the data", *lines]), issues)


def signature(folder: Path) -> str:
    """Give what changes whenever a file of the folder is written or replaced: cheap to ask for again and again.

    A link to the folder is followed; a file that is not there counts as such.
    """
    real = folder.resolve()
    seen = [str(real)]
    for name in paths(real):
        try:
            found = (real / name).stat()
        except OSError:
            seen.append("")
        else:
            seen.append(f"{found.st_ino} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]


def paths(folder: Path) -> tuple[str, ...]:
    """Give the files that a folder can have, as its levels say, with its manifest behind; there or not."""
    return (*(table.path for table in schema.tables_of(levels_in(folder))), FILE)


def levels_in(folder: Path) -> tuple[AdminLevel, ...]:
    """Give the levels of a folder without reading the rest of it; none where they cannot be read."""
    content = csv_content(folder, schema.LEVELS, [])
    return () if content is None else _levels_of(content)


@lru_cache
def _levels_of(content: bytes) -> tuple[AdminLevel, ...]:
    """Keep what a file says: a service asks each second whether one of its folder's files is another."""
    return levels_of(_small(content, schema.LEVELS)[0])


def edition(folder: Path) -> str:
    """Name the content of the folder: the first 12 hexadecimal digits of a SHA-256 over its tables."""
    whole = hashlib.sha256()
    for path in paths(folder):
        if path == FILE:
            continue
        try:
            content = content_inside(folder, path)
        except FileNotFoundError:
            continue
        except (OSError, UnfitFileError) as error:
            content = str(error).encode()
        whole.update(path.encode())
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()[:12]


def join(dataset: Dataset) -> tuple[Dataset, tuple[Issue, ...]]:
    """Give the dataset with its records placed in areas, and an issue for each record that could not be placed."""
    offices, of_offices = place_offices(dataset)
    places, of_places = place_initiatives(dataset)
    return replace(dataset, offices=with_points(dataset, offices), initiative_places=places), (*of_offices, *of_places)


def load(folder: Path) -> Dataset:
    """Read, validate and join a data folder; raises DataError with every issue where anything is wrong.

    The dataset shows the newest report of the folder.
    """
    dataset, issues = join(read(folder))
    if issues:
        raise broken(folder, list(check(folder)))
    return dataset.of_report()


def check(folder: Path) -> tuple[Issue, ...]:
    """Give every problem of a data folder, those of the join included where its tables can be read at all.

    Raises DataError where there is no such folder.
    """
    return _with_placing(folder, *read_tables(folder))


def check_new(folder: Path) -> tuple[Issue, ...]:
    """Give every problem of a folder that was just written, and record its files in its manifest where there is none.

    Raises OutputError where the manifest cannot be written.
    """
    (folder / FILE).unlink(missing_ok=True)
    frames, found = read_tables(folder)
    issues = _with_placing(folder, frames, found)
    if not issues:
        accept(folder, frames)
    return issues


def _with_placing(folder: Path, frames: dict[str, pd.DataFrame], issues: list[Issue]) -> tuple[Issue, ...]:
    """Give the issues of a folder's tables with those of joining its records to areas."""
    dataset = assemble(folder, dict(frames))
    # Joining needs sound areas; records that are wrong in themselves keep their own problems.
    unsound = dataset is None or any(
        issue.file.startswith("geo/") or issue.row == 0 for issue in issues if issue.code not in MANIFEST_CODES
    )
    placed = () if unsound or dataset is None else [_on_its_line(issue, frames) for issue in join(dataset)[1]]
    told = {(issue.file, issue.row, issue.column) for issue in issues}
    return tuple(sorted([*issues, *(issue for issue in placed if (issue.file, issue.row, issue.column) not in told)]))


def _on_its_line(issue: Issue, frames: dict[str, pd.DataFrame]) -> Issue:
    """Give an issue of the join, which counts records, the line of the file on which its record begins."""
    index = next(frames[table.name].index for table in schema.FIXED if table.path == issue.file)
    return replace(issue, row=int(index[issue.row - FIRST_ROW]) + FIRST_ROW)
