"""The shape of every table of a data folder: one definition, from which reading, checking and describing follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean", "date", "list"]

LIST_SEPARATOR = ";"
"""Between the values of a cell that holds several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it says, of what type, and what may stand in it.

    `refers_to` names `table.column` that must hold the value, or `area` for a state, a municipality or the
    country as a whole. An empty cell means "not stated" and is refused where `required` is true. An `optional` column
    may be left out of the file, and is empty then.
    """

    name: str
    description: str
    type: ColumnType = "string"
    unit: str = ""
    required: bool = False
    pattern: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    refers_to: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its file below the data folder, its columns and the columns that identify a row."""

    name: str
    path: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False
    geometry: bool = field(default=False)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in the order in which they stand in the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the definition of one column; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
