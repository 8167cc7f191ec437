"""Giving every record its area, with the method and the candidates kept beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unmap.dataset import Dataset, assemble, broken, read, read_tables
from unmap.dataset.cells import FIRST_ROW
from unmap.dataset.manifest import CODES as MANIFEST_CODES
from unmap.join.initiatives import place_initiatives
from unmap.join.offices import place_offices
from unmap.models import schema

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from unmap.models import Issue

__all__ = ["check", "join", "load", "place_initiatives", "place_offices"]


def join(dataset: Dataset) -> tuple[Dataset, tuple[Issue, ...]]:
    """Give the dataset with its records placed in areas, and an issue for each record that could not be placed."""
    offices, of_offices = place_offices(dataset)
    places, of_places = place_initiatives(dataset)
    return replace(dataset, offices=offices, initiative_places=places), (*of_offices, *of_places)


def load(folder: Path) -> Dataset:
    """Read, validate and join a data folder; raises DataError with every issue where anything is wrong."""
    dataset, issues = join(read(folder))
    if issues:
        raise broken(folder, list(check(folder)))
    return dataset


def check(folder: Path) -> tuple[Issue, ...]:
    """Give every problem of a data folder, those of the join included where its tables can be read at all.

    Raises DataError where there is no such folder.
    """
    frames, issues = read_tables(folder)
    dataset = assemble(folder, frames)
    # Joining needs sound areas; records that are wrong in themselves keep their own problems.
    unsound = dataset is None or any(
        issue.file.startswith("geo/") or issue.row == 0 for issue in issues if issue.code not in MANIFEST_CODES
    )
    placed = () if unsound or dataset is None else [_on_its_line(issue, frames) for issue in join(dataset)[1]]
    told = {(issue.file, issue.row, issue.column) for issue in issues}
    return tuple(sorted([*issues, *(issue for issue in placed if (issue.file, issue.row, issue.column) not in told)]))


def _on_its_line(issue: Issue, frames: dict[str, pd.DataFrame]) -> Issue:
    """Give an issue of the join, which counts records, the line of the file on which its record begins."""
    index = next(frames[table.name].index for table in schema.TABLES if table.path == issue.file)
    return replace(issue, row=int(index[issue.row - FIRST_ROW]) + FIRST_ROW)
