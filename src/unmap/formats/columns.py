"""Columns as files give them: units in words, decimals, formats of numbers, hashtags, and sheets that explain them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.model.properties import (
    BOOLEAN,
    DATE,
    DEGREES,
    INTEGER,
    KILOMETRES,
    NUMBER,
    OBJECTS,
    PERCENT,
    PERSONS,
    POINTS,
    SHARE,
    SQUARE_KILOMETRES,
    TEXT,
    Property,
)
from unmap.model.registry import OF_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.model.registry import Registry

_WORDS = {
    PERSONS: "persons",
    PERCENT: "percent, 0 to 100",
    SQUARE_KILOMETRES: "km²",
    DEGREES: "degrees",
    "degree": "degrees",
}
"""What people call units that are written as UCUM or the tables of a data folder have them."""

DECIMALS = 6
"""Of every number in a file, unless its unit has fewer; of degrees that is a tenth of a metre."""

_DECIMALS_OF = {KILOMETRES: 1, POINTS: 4}
"""Seats of municipalities are no closer known than to 100 m; points keep what makes thousands of them sum to 0."""

_SHOWN = {
    KILOMETRES: "#,##0.0",
    SHARE: "0.0%",
    POINTS: "0.0",
    _WORDS[PERSONS]: "#,##0",
    _WORDS[PERCENT]: "0.0",
    _WORDS[SQUARE_KILOMETRES]: "#,##0.0",
}
"""How a workbook shows numbers of a unit; the cells hold them in full."""

NUMBER_FORMATS = tuple(dict.fromkeys(_SHOWN.values()))
"""Every number format that `shown_as` gives."""


def unit_of(column: Property) -> str:
    """Give the unit of a column in words; "" where it has none."""
    return _WORDS.get(column.unit or "", column.unit or "")


def shown_as(registry: Registry, file: str, name: str) -> str | None:
    """Give the number format in which a workbook shows a column; None for that of any number."""
    known = registry.column(file, name)
    return _SHOWN.get(unit_of(known)) if known else None


def described(
    registry: Registry, files: Mapping[str, Iterable[str]], more: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Explain the columns of one or more tables, by their names: a row for each, with title, unit and meaning.

    `more` holds meanings that go before those that are known.
    """
    rows = []
    for file, names in files.items():
        for name in names:
            known = registry.column(file, name) or Property(name, TEXT, "")
            said = (more or {}).get(name) or known.description or ", ".join(known.values)
            rows.append((file, name, known.title, unit_of(known), str(known.type), said))
    table = pd.DataFrame(rows, columns=["table", "column", "title", "unit", "type", "meaning"])
    return table if len(files) > 1 else table.drop(columns="table")


def meaning(registry: Registry, file: str, name: str, more: Mapping[str, str]) -> str:
    """Give what a column holds as one text, for formats that have a place for one; "" where nothing is known."""
    known = registry.column(file, name)
    if name in more or known is None:
        return more.get(name, "")
    unit = f" ({unit_of(known)})" if known.unit else ""
    return f"{known.title}{unit}" + (f": {known.description}" if known.description else "")


def finished(registry: Registry, file: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give a table as it goes into files: in order, whole numbers and days as such, other numbers to their decimals."""
    table = registry.in_order(file, table)
    cells = {name: _finished(registry.column(file, str(name)), file, each) for name, each in table.items()}
    return pd.DataFrame(cells, index=table.index)


def _finished(known: Property | None, file: str, cells: pd.Series) -> pd.Series:
    if known and known.type is DATE and pd.api.types.is_string_dtype(cells.dtype):
        cells = pd.to_datetime(cells.where(cells != ""), format="%Y-%m-%d")
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return pd.Series([_day(cell) for cell in cells.tolist()], index=cells.index, dtype=object)
    if known and not cells.notna().any():
        return _nothing(known, cells)
    if known is None or file.startswith(OF_FOLDER) or not pd.api.types.is_float_dtype(cells.dtype):
        # The tables of a data folder leave as they came, so that they can go back.
        return cells
    numbers = cells.astype("float64").round(_DECIMALS_OF.get(known.unit or "", DECIMALS))
    whole = known.type is INTEGER or known.unit == PERSONS
    if whole and bool((numbers.dropna() % 1 == 0).all()) and np.isfinite(numbers.dropna()).all():
        return numbers.astype("Int64")
    return numbers


def _nothing(known: Property, cells: pd.Series) -> pd.Series:
    """Give a column without a value in its type: what is filtered away must not change what a column is."""
    kind = {INTEGER: "Int64", NUMBER: "float64", BOOLEAN: "boolean"}.get(known.type)
    return pd.Series([None] * len(cells), index=cells.index, dtype=kind) if kind else cells


def _day(cell: object) -> object:
    # NaT is a datetime as well, and not equal to itself.
    return cell.date() if isinstance(cell, datetime) and cell == cell else None  # noqa: PLR0124


def tags(registry: Registry, name: str, table: pd.DataFrame) -> list[str]:
    """Give the hashtag of each column of the file `name` (HXL 1.1); empty, which the standard allows, for none."""
    level = _level(registry, table)
    return [(registry.tag(name, column) or _made(registry, name, column)).format(level) for column in map(str, table)]


def _made(registry: Registry, file: str, column: str) -> str:
    """Give the hashtag of a column that has no word of its own in HXL: what it is called, and whether it counts.

    Lists of objects, which are JSON in a cell, have none.
    """
    known = registry.column(file, column)
    if known is None or known.type is OBJECTS:
        return ""
    return f"#indicator+{column}+num" if known.type in {INTEGER, NUMBER} else f"#meta+{column}"


def _level(registry: Registry, table: pd.DataFrame) -> int:
    """Give the number of the level of the areas of a table: below those that it tells of each, else that of its codes.

    Levels whose codes look the same are told apart by the former alone.
    """
    above = [level.level for level in registry.levels[:-1] if f"{level.word}_code" in table]
    codes = [code for code in table["code"].astype("str") if code] if "code" in table else []
    forms = (level.level for level in registry.levels if all(re.fullmatch(level.code_form, code) for code in codes))
    return max(above) + 1 if above else next(forms, 1)
