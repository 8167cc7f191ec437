"""From a data folder to one validated Dataset, or to the list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from unmap.dataset.boundaries import boundary_issues
from unmap.dataset.checking import reference_issues, table_issues
from unmap.dataset.classes import with_missing_classes
from unmap.dataset.dataset import Dataset
from unmap.dataset.geometry import read_layer
from unmap.dataset.manifest import manifest_issues
from unmap.dataset.reading import empty_frame, read_csv
from unmap.dataset.rules import rule_issues
from unmap.errors import DataError
from unmap.files import UnfitFileError, content_inside, unfit
from unmap.models import Issue, schema
from unmap.models.datapackage import FILE

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


_CATEGORIES = {"values": ("area_code", "indicator_id")}
"""Text that repeats a hundred thousand times is kept once."""

_NEVER_EMPTY = (schema.STATES, schema.MUNICIPALITIES, schema.INDICATORS)
"""Without areas there is no map, and without an indicator nothing that could be said to have no data."""

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
    if len(frames) < len(schema.TABLES):
        return None
    # Only issues tell lines; whoever works with a dataset counts its rows from 0.
    frames = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
    frames["classes"] = with_missing_classes(frames)
    # Arrow keeps the memory that reading took, some 70 MB of a server's resident set, unless told to give it back.
    pa.default_memory_pool().release_unused()
    return Dataset(edition=edition(folder), **cast("Any", frames))


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Issue]]:
    """Read every table that can be read, and tell every problem of the folder, sorted by file and row.

    Raises DataError where there is no such folder.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: there is no such data folder")
    issues: list[Issue] = []
    frames: dict[str, pd.DataFrame] = {}
    for table in schema.TABLES:
        # A link that leads nowhere is no table that the folder does without.
        if table.optional and not os.path.lexists(folder / table.path):
            frames[table.name] = empty_frame(table)
            continue
        if reason := unfit(folder, table.path):
            issues.append(Issue(table.path, 0, "", "unfit-file", reason))
            continue
        frame = read_layer(folder, table, issues) if table.geometry else read_csv(folder, table, issues)
        if frame is not None:
            frame = frame.astype(dict.fromkeys(_CATEGORIES.get(table.name, ()), "category"))
            frames[table.name] = frame
            issues += table_issues(frame, table)
    issues += reference_issues(frames, {table.name: table for table in schema.TABLES})
    issues += rule_issues(frames)
    issues += boundary_issues(frames, issues)
    issues += manifest_issues(folder, frames)
    issues += [
        Issue(table.path, 0, "", "no-rows", "must hold at least one row")
        for table in _NEVER_EMPTY
        if table.name in frames and frames[table.name].empty
    ]
    if "reports" in frames and len(frames["reports"]) != 1:
        issues.append(Issue(schema.REPORTS.path, 0, "", "bad-count", "must hold exactly one report"))
    return frames, sorted(issues)


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
    for name in (*(table.path for table in schema.TABLES), FILE):
        try:
            found = (real / name).stat()
        except OSError:
            seen.append("")
        else:
            seen.append(f"{found.st_ino} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]


def edition(folder: Path) -> str:
    """Name the content of the folder: the first 12 hexadecimal digits of a SHA-256 over its tables."""
    whole = hashlib.sha256()
    for table in schema.TABLES:
        try:
            content = content_inside(folder, table.path)
        except FileNotFoundError:
            continue
        except (OSError, UnfitFileError) as error:
            content = str(error).encode()
        whole.update(table.path.encode())
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()[:12]
