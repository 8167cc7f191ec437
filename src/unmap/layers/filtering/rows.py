"""The rows that a filter is asked about, column by column, and truth with three values.

Every column is an array as long as the table, or of length 1 where it is the same for all rows; numpy makes one fit
the other. What is missing is told apart from every value, as SQL does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.layers.schema import PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.layers.schema import Property


@dataclass(frozen=True, slots=True)
class Truth:
    """For each row whether something holds, does not hold, or cannot be known (neither)."""

    true: np.ndarray
    false: np.ndarray

    def __and__(self, other: Truth) -> Truth:
        """Hold where both hold."""
        return Truth(self.true & other.true, self.false | other.false)

    def __or__(self, other: Truth) -> Truth:
        """Hold where one holds."""
        return Truth(self.true | other.true, self.false & other.false)

    def __invert__(self) -> Truth:
        """Hold where it does not hold; what cannot be known stays so."""
        return Truth(self.false, self.true)


def known(holds: np.ndarray, *missing: np.ndarray) -> Truth:
    """Give what `holds`, unknown wherever something was `missing`."""
    usable = ~missing[0]
    for column in missing[1:]:
        usable = usable & ~column
    return Truth(holds & usable, ~holds & usable)


@dataclass(frozen=True, slots=True)
class Column:
    """Values, and where there is none; what stands in `values` there is of their type and means nothing."""

    values: np.ndarray
    missing: np.ndarray

    @property
    def constant(self) -> bool:
        """Whether it is one value for all rows."""
        return self.values.shape == (1,)


def constant(value: object, dtype: type | str) -> Column:
    """Give one value for all rows."""
    values = np.empty(1, dtype=dtype)
    values[0] = value
    return Column(values, np.zeros(1, dtype=bool))


@dataclass(frozen=True, slots=True)
class Rows:
    """A table and the geometry of each of its rows, with the columns that were read from it."""

    table: pd.DataFrame
    shapes: np.ndarray
    _read: dict[str, Column] = field(default_factory=dict)

    def column(self, of: Property) -> Column:
        """Give the values of a property that is no geometry."""
        if of.name not in self._read:
            self._read[of.name] = READERS[of.type](self.table[of.name])
        return self._read[of.name]


NO_ROWS = Rows(pd.DataFrame(), np.empty(0, dtype=object))
"""What a value that is the same for all rows is asked with."""


def _filled(cells: pd.Series[Any]) -> Column:
    """Give the cells with an empty text for whatever is missing: NA has no truth, not even in a comparison."""
    absent = cells.isna().to_numpy()
    values = np.where(absent, "", cells.to_numpy(dtype=object)) if absent.any() else cells.to_numpy(dtype=object)
    return Column(values, np.asarray(values == "", dtype=bool))


def _numbers(cells: pd.Series[Any]) -> Column:
    numbers = cells if pd.api.types.is_numeric_dtype(cells.dtype) else pd.to_numeric(cells, errors="coerce")
    values = numbers.to_numpy(dtype=float, na_value=np.nan)
    return Column(values, ~np.isfinite(values))


def _booleans(cells: pd.Series[Any]) -> Column:
    filled = _filled(cells)
    return Column(filled.values.astype(bool), filled.missing)


def _days(cells: pd.Series[Any]) -> Column:
    """Give days since 1970."""
    moments = pd.to_datetime(cells.astype(object), errors="coerce", format="ISO8601")
    missing = moments.isna().to_numpy()
    return Column(np.where(missing, 0, moments.to_numpy(dtype="datetime64[D]").astype(np.int64)), missing)


def _sets(cells: pd.Series[Any]) -> Column:
    """Give sets of texts; an empty list is a list, and only what is no list is missing."""
    values = np.empty(len(cells), dtype=object)
    missing = np.zeros(len(cells), dtype=bool)
    for row, cell in enumerate(cells.tolist()):
        if isinstance(cell, str):
            cell = cell.split(";") if cell else None  # noqa: PLW2901 - several texts in one, as tables have it
        missing[row] = not isinstance(cell, (list, tuple, set, frozenset, np.ndarray))
        values[row] = frozenset() if missing[row] else frozenset(cell)
    return Column(values, missing)


READERS: dict[PropertyType, Callable[[pd.Series[Any]], Column]] = {
    PropertyType.TEXT: _filled,
    PropertyType.INTEGER: _numbers,
    PropertyType.NUMBER: _numbers,
    PropertyType.BOOLEAN: _booleans,
    PropertyType.DATE: _days,
    PropertyType.TEXTS: _sets,
}
"""How a column of each type is read."""
