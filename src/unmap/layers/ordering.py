"""Rows in the order of their properties: what is missing last, ties as they stood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence


class SortKey(NamedTuple):
    """A property to sort by, from the lowest unless `descending`."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Sorts rows of one table; what each column's order is, is worked out once."""

    table: pd.DataFrame
    _ranks: dict[str, np.ndarray] = field(default_factory=dict)

    def sorted(self, rows: np.ndarray, keys: Sequence[SortKey]) -> np.ndarray:
        """Give `rows` by the first key, where two tie by the second and so on, and at last as they stood.

        What has no value stands last in either direction. Texts are compared without regard to case and accents first,
        as a reader looks for them, and letter by letter where only these differ.
        """
        levels: list[np.ndarray] = []
        for key in reversed(keys):
            ranks = self._ranks_of(key.name)[rows]
            levels += [-ranks if key.descending else ranks, np.isnan(ranks)]
        return rows[np.lexsort(levels)] if levels else rows

    def _ranks_of(self, name: str) -> np.ndarray:
        ranks = self._ranks.get(name)
        if ranks is None:
            column = self.table[name]
            numeric = pd.api.types.is_numeric_dtype(column.dtype)
            ranks = column.to_numpy(dtype="float64", na_value=np.nan) if numeric else _ranks_of_texts(column.tolist())
            self._ranks[name] = ranks
        return ranks


def _ranks_of_texts(texts: list[object]) -> np.ndarray:
    known = {text for text in texts if isinstance(text, str) and text}
    places = {text: float(place) for place, text in enumerate(sorted(known, key=lambda text: (_folded(text), text)))}
    return np.array([places.get(text, np.nan) if isinstance(text, str) else np.nan for text in texts])


def _folded(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
