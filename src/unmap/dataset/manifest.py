"""Holding the files of a data folder against what its `datapackage.json` records of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unmap.files import UnfitFileError, content_inside, write_whole
from unmap.models import Issue, schema
from unmap.models.datapackage import FILE, FileRecord, datapackage_bytes, file_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from unmap.models import Table

CURE = '; where that is meant, "unmap check --accept" records the folder as it is'
"""The end of each message."""

CODES = frozenset({"bad-manifest", "changed-file", "lost-file", "unrecorded-file"})
"""What `manifest_issues` finds, and accepting a folder mends."""


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
    return [issue for table in schema.TABLES for issue in _held(folder, table, records.get(table.name), frames)]


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
    records = {
        table.name: FileRecord.of(content_inside(folder, table.path), len(frames[table.name]))
        for table in schema.TABLES
        if os.path.lexists(folder / table.path)
    }
    write_whole(folder / FILE, datapackage_bytes(frames[schema.SOURCES.name], records))


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
