"""Giving every record its area, with the method and the candidates kept beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unmap.dataset import Dataset, broken, read
from unmap.join.offices import place_offices

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.models import Issue

__all__ = ["join", "load", "place_offices"]


def join(dataset: Dataset) -> tuple[Dataset, tuple[Issue, ...]]:
    """Give the dataset with its records placed in areas, and an issue for each record that could not be placed."""
    offices, issues = place_offices(dataset)
    return replace(dataset, offices=offices), issues


def load(folder: Path) -> Dataset:
    """Read, validate and join a data folder; raises DataError with every issue where anything is wrong."""
    dataset, issues = join(read(folder))
    if issues:
        raise broken(folder, list(issues))
    return dataset
