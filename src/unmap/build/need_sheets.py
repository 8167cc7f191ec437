"""Need of any country from tables of code and columns: which columns are indicators, in which unit, and their values.

Known by their titles: OPHI's global MPI and its copy in HDX HAPI, humanitarian needs of HDX HAPI, and A2SIT's template,
whose rows above the header say what a column is called and which end of it is worse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.area_rows import read_area_rows
from unmap.build.need_columns import need_columns
from unmap.build.need_units import STATED_UNITS, in_unit, indicator_id, out_of_range
from unmap.errors import SourceError, quoted
from unmap.intake.cells import CellError, number
from unmap.intake.dates import DAY_FIRST, period
from unmap.intake.fields import NEED

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.area_rows import AreaRows
    from unmap.build.areas import Areas
    from unmap.build.need_columns import NeedColumn
    from unmap.errors import Issue
    from unmap.intake.mapping import ColumnMapping, Mapped
    from unmap.intake.sheet_tables import SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedOptions:
    """What a person states of a table of need beside its cells.

    `source_id` is the row of sources.csv, and names the series; `series_name` is what readers see of it. `year` is that
    of rows without a date, `unit` (share, percent, persons, index or rate) that of columns whose title states none;
    `mapping` may state units by title.
    """

    source_id: str
    series_name: str
    year: int | None = None
    unit: str = ""
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True)
class NeedTable:
    """What one table says: its columns that are indicators, values and the problems met.

    `values` has area_code, indicator_id, year and value (NaN is no data), in the unit that the indicator is kept in;
    `mapped` is the sheet.
    """

    options: NeedOptions
    columns: tuple[NeedColumn, ...]
    values: pd.DataFrame
    issues: tuple[Issue, ...]
    mapped: Mapped


def read_need(path: Path, areas: Areas, options: NeedOptions) -> NeedTable:
    """Read the indicators of one table and their values for areas of any level and for the country.

    A cell that is no number, or no value that the unit can have, is no data and an issue row; so is a row of an unknown
    area, and one that gives an area another value for the same year: then neither counts. Raises SheetError where the
    file cannot be read, SourceError where it has no indicator or rows have no year.
    """
    table = read_area_rows(path, NEED, areas, options.mapping)
    units = options.mapping.units if options.mapping else {}
    layout = need_columns(table.mapped, options.unit, units)
    figures = _Figures(table, options.source_id, [*table.issues, *layout.issues])
    for area, row in table.rows:
        columns = layout.columns_in(row)
        if columns and (year := figures.year(row, options.year)):
            for column in columns:
                figures.add(area, row, column, year)
    return NeedTable(options, layout.columns, figures.frame(), tuple(figures.issues), table.mapped)


@dataclass(slots=True)
class _Figures:
    """The values of a table as they are read, one for an area, indicator and year."""

    table: AreaRows
    series: str
    issues: list[Issue]
    values: dict[tuple[str, str, int], float] = field(default_factory=dict)

    def year(self, row: SheetRow, otherwise: int | None) -> int | None:
        """Give the year that a row speaks of: the last of its period; None, with an issue, where a date is wrong."""
        mapped = self.table.mapped
        for name in ("end", "period", "start"):
            cell = mapped.cell(row, name)
            if cell is None:
                continue
            try:
                days = period(cell, mapped.order or DAY_FIRST, otherwise).value
            except CellError as error:
                self.issues.append(self.table.issue(row, mapped.columns[name], "bad-date", str(error)))
                return None
            if days is not None:
                return days.last.year
        if otherwise is None:
            raise SourceError(f"{mapped.table.sheet.place}: row {row.number} says no year; state the year of the table")
        return otherwise

    def add(self, area: str, row: SheetRow, column: NeedColumn, year: int) -> None:
        """Read one cell."""
        value = self._value(row, column)
        key = (area, named(column, self.series), year)
        if key in self.values and not _same(self.values[key], value):
            why = f"{quoted(area)} has another value for {year} in an earlier row; neither counts"
            self.issues.append(self.table.issue(row, column.column, "repeated-area", why))
            value = float("nan")
        self.values[key] = value

    def _value(self, row: SheetRow, column: NeedColumn) -> float:
        try:
            value = number(row.cells[column.column.place], self.table.mapped.decimal).value
        except CellError as error:
            self.issues.append(self.table.issue(row, column.column, "bad-number", str(error)))
            return float("nan")
        if value is None:
            return float("nan")
        if out_of_range(value, column.unit):
            why = f"{value:g} cannot be a value of unit {column.unit}"
            self.issues.append(self.table.issue(row, column.column, "out-of-range", why))
            return float("nan")
        if column.unit == "persons" and value % 1:
            why = f"{value:g} people are no whole number; it is rounded"
            self.issues.append(self.table.issue(row, column.column, "rounded", why))
            return float(round(value))
        return in_unit(value, column.unit)

    def frame(self) -> pd.DataFrame:
        """Give the values as rows."""
        rows = [(*key, value) for key, value in self.values.items()]
        frame = pd.DataFrame(rows, columns=["area_code", "indicator_id", "year", "value"])
        return frame.astype({"year": "int64", "value": "float64"})


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def named(column: NeedColumn, series: str) -> str:
    """Give the id of the indicator that a column is."""
    return indicator_id(column.concept, STATED_UNITS[column.unit], series)
