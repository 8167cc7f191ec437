"""Which columns of a table of need are indicators: what each measures, in which unit, which end of it is worse."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unmap.build.area_rows import cell_issue
from unmap.build.need_units import likely_unit, stated_unit, unit_in_title
from unmap.errors import SourceError, quoted
from unmap.geo.names import normalise
from unmap.intake.cells import is_number, number, text
from unmap.intake.fields import is_known_title, title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.build.need_units import Direction
    from unmap.errors import Issue
    from unmap.intake.mapping import Mapped
    from unmap.intake.sheet_tables import SheetColumn, SheetRow

_NO_NEED = re.compile(r"admin level|objectid|fid|gid|shape (?:st ?)?(?:area|length)|year|(?:.* )?id")
"""Columns of numbers that no need is in, by their title, normalised."""


@dataclass(frozen=True, slots=True)
class NeedColumn:
    """One indicator as a table has it.

    `concept` is the beginning of its id; `unit` is the word that was stated (share, percent, persons, index, rate).
    `of_people` says that it is a share of all inhabitants, so that people in need follow from it.
    """

    column: SheetColumn
    concept: str
    name_en: str
    name_es: str
    unit: str
    direction: Direction = "high-is-worse"
    of_people: bool = False


@dataclass(frozen=True, slots=True)
class NeedLayout:
    """The indicators of a table; `of_row` holds, by number, the only one of a row, where rows differ in it."""

    columns: tuple[NeedColumn, ...]
    of_row: Mapping[int, NeedColumn] | None = None
    issues: tuple[Issue, ...] = ()

    def columns_in(self, row: SheetRow) -> tuple[NeedColumn, ...]:
        """Give the indicators that a row has a value of."""
        if self.of_row is None:
            return self.columns
        return (self.of_row[row.number],) if row.number in self.of_row else ()


@dataclass(frozen=True, slots=True)
class _Known:
    concept: str
    name_en: str
    name_es: str
    unit: str
    of_people: bool = False


_KNOWN = {
    "mpi": _Known("mpi", "Multidimensional poverty index", "Índice de pobreza multidimensional", "index"),
    "headcountratio": _Known(
        "multidimensional_poverty",
        "People in multidimensional poverty",
        "Personas en pobreza multidimensional",
        "percent",
        of_people=True,
    ),
    "intensitydeprivation": _Known(
        "poverty_intensity",
        "Intensity of deprivation among people in multidimensional poverty",
        "Intensidad de las privaciones de las personas en pobreza multidimensional",
        "percent",
    ),
    "vulnerabletopoverty": _Known(
        "vulnerable_to_poverty",
        "People vulnerable to multidimensional poverty",
        "Personas vulnerables a la pobreza multidimensional",
        "percent",
        of_people=True,
    ),
    "inseverepoverty": _Known(
        "severe_poverty",
        "People in severe multidimensional poverty",
        "Personas en pobreza multidimensional severa",
        "percent",
        of_people=True,
    ),
}
"""Columns of OPHI's global MPI by the key of their title, with the units of its documentation."""


def need_columns(mapped: Mapped, unit: str, units: Mapping[str, str]) -> NeedLayout:
    """Find the indicators of a table.

    `units` states units by title, `unit` that of columns for which nothing else says it. A column whose unit is not
    known is left out, with an issue that asks for it. Raises SourceError where no column is left, and ParameterError
    for a unit that is none.
    """
    if layout := _humanitarian_needs(mapped):
        return layout
    stated = {title_key(title): stated_unit(word) for title, word in units.items()}
    directions = _directions(mapped)
    columns: list[NeedColumn] = []
    issues: list[Issue] = []
    for column in _candidates(mapped, directions):
        values = _values(mapped, column)
        titles = [title for title in (column.title, column.group) if title]
        known = _KNOWN.get(title_key(column.title))
        said = stated.get(title_key(column.title)) or (known.unit if known else "")
        word = said or unit_in_title(titles, values) or stated_unit(unit)
        if not word:
            why = f"the unit of {quoted(column.title)} is not stated; map it to share, percent, persons, index or rate"
            guess = likely_unit(titles, values)
            issues.append(cell_issue(mapped, None, column, "unit-asked", f"{why}, perhaps {guess}"))
            continue
        columns.append(_need_column(column, known, word, directions.get(column.place, "high-is-worse")))
    if not columns:
        file = mapped.table.sheet.place
        why = issues[0].message if issues else "has no column of numbers beside those of areas"
        raise SourceError(f"{file}: {why}", issues)
    _refuse_repeats(mapped, columns)
    return NeedLayout(tuple(columns), None, tuple(issues))


def _need_column(column: SheetColumn, known: _Known | None, word: str, direction: Direction) -> NeedColumn:
    if known:
        return NeedColumn(column, known.concept, known.name_en, known.name_es, word, direction, known.of_people)
    return NeedColumn(column, _concept(column.title), column.group or column.title, "", word, direction)


def _concept(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", normalise(title)).strip("_") or "need"


def _refuse_repeats(mapped: Mapped, columns: Iterable[NeedColumn]) -> None:
    seen: dict[str, NeedColumn] = {}
    for one in columns:
        if one.concept in seen:
            both = f"{quoted(seen[one.concept].column.title)} and {quoted(one.column.title)}"
            raise SourceError(f"{mapped.table.sheet.place}: columns {both} would be one indicator; rename one")
        seen[one.concept] = one


def _candidates(mapped: Mapped, directions: Mapping[int, Direction]) -> list[SheetColumn]:
    """List the columns of numbers that hold no field; in A2SIT's template those without any number, too."""
    numeric = set(mapped.numeric())
    return [
        column
        for column in mapped.others
        if (column in numeric or column.place in directions)
        and not _NO_NEED.fullmatch(normalise(column.title))
        and (title_key(column.title) in _KNOWN or not is_known_title(column.title))
    ]


def _values(mapped: Mapped, column: SheetColumn) -> list[float]:
    cells = [row.cells[column.place] for row in mapped.table.rows]
    read = (number(cell, mapped.decimal).value for cell in cells if is_number(cell, mapped.decimal))
    return [value for value in read if value is not None]


def _directions(mapped: Mapped) -> dict[int, Direction]:
    """Read which end is worse from the row of A2SIT's template that says so: 1 for high, -1 for low."""
    above = mapped.table.sheet.rows[: mapped.table.header_row - 1]
    row = next((row for row in above if any(text(cell).casefold().startswith("direction") for cell in row[:2])), ())
    ends: dict[object, Direction] = {1: "high-is-worse", -1: "low-is-worse"}
    return {place: ends[cell] for place, cell in enumerate(row) if isinstance(cell, int | float) and cell in ends}


@dataclass(slots=True)
class _Sectors:
    """The indicators of people in need that rows speak of, one a sector."""

    column: SheetColumn
    found: dict[str, NeedColumn] = field(default_factory=dict)

    def of(self, sector: str) -> NeedColumn:
        """Give the indicator of a sector, a new one at its first row."""
        if sector not in self.found:
            concept = f"in_need_{_concept(sector)}"
            self.found[sector] = NeedColumn(
                self.column, concept, f"People in need: {sector}", f"Personas con necesidades: {sector}", "persons"
            )
        return self.found[sector]


_IN_NEED, _ALL = "inn", frozenset({"", "all", "total"})


def _humanitarian_needs(mapped: Mapped) -> NeedLayout | None:
    """Read the layout of HDX HAPI's humanitarian needs: a row an area, sector, status and group of people.

    Only people in need (INN) of all groups together are need; those targeted or reached are no indicators.
    """
    by_key = {title_key(column.title): column for column in mapped.table.columns}
    if not {"populationstatus", "population", "sectorname"} <= by_key.keys():
        return None
    status, people, sector = (by_key[name] for name in ("populationstatus", "population", "sectorname"))
    groups = [by_key[name] for name in ("category", "gender", "agerange") if name in by_key]
    sectors = _Sectors(people)
    of_row = {
        row.number: sectors.of(text(row.cells[sector.place]) or "all sectors")
        for row in mapped.table.rows
        if text(row.cells[status.place]).casefold() == _IN_NEED
        and all(text(row.cells[group.place]).casefold() in _ALL for group in groups)
    }
    if not of_row:
        raise SourceError(f"{mapped.table.sheet.place}: no row has the population status INN, people in need")
    return NeedLayout(tuple(sectors.found.values()), of_row)
