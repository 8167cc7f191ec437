"""What is derived from a dataset once and kept as long as the dataset lives."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.dataset.dataset import Dataset

Derived = TypeVar("Derived")


def once_per_dataset(derive: Callable[[Dataset], Derived]) -> Callable[[Dataset], Derived]:
    """Keep what `derive` gives for a dataset; it goes when the dataset goes."""
    kept: WeakKeyDictionary[Dataset, Derived] = WeakKeyDictionary()

    @wraps(derive)
    def derived(dataset: Dataset) -> Derived:
        if dataset not in kept:
            kept[dataset] = derive(dataset)
        return kept[dataset]

    return derived
