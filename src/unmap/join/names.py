"""The names of one dataset, indexed once for every table that is joined by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.dataset.derived import once_per_dataset
from unmap.geo import Gazetteer

if TYPE_CHECKING:
    from unmap.dataset import Dataset


@once_per_dataset
def gazetteer_of(dataset: Dataset) -> Gazetteer:
    """Give the gazetteer of the dataset's states, municipalities, places and aliases."""
    return Gazetteer(dataset.states, dataset.municipalities, dataset.places, dataset.aliases)
