"""People of each area from tables of population: COD-PS, or any table of code and people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from unmap.build.area_rows import read_area_rows
from unmap.errors import quoted
from unmap.intake.cells import CellError, number
from unmap.intake.fields import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from unmap.build.area_rows import AreaRows
    from unmap.build.areas import Areas
    from unmap.errors import Issue
    from unmap.intake.mapping import ColumnMapping, Mapped
    from unmap.intake.sheet_tables import SheetRow


@dataclass(frozen=True, slots=True)
class People:
    """Inhabitants by area code, as tables give them; `year` is theirs, None where it is not known.

    `mapped` is the sheet of one table, None for what is put together of several.
    """

    counts: Mapping[str, float]
    year: int | None
    issues: tuple[Issue, ...]
    mapped: Mapped | None = None


def read_people(path: Path, areas: Areas, mapping: ColumnMapping | None = None, year: int | None = None) -> People:
    """Read the people of areas from a table with one row an area.

    What is no number, below zero, of no known area, or of an area that another row gives other people for becomes an
    issue row and is not counted. Raises SheetError where the file cannot be read or has no column of people.
    """
    table = read_area_rows(path, PEOPLE, areas, mapping)
    issues = list(table.issues)
    rows: dict[str, list[tuple[SheetRow, float]]] = defaultdict(list)
    for area, row in table.rows:
        people = _count(table, row, issues)
        if people is not None:
            rows[area].append((row, people))
    counts = {area: found[0][1] for area, found in rows.items() if len({people for _, people in found}) == 1}
    column = table.mapped.columns["population"]
    issues += [
        table.issue(
            row, column, "repeated-area", f"{quoted(area)} stands in several rows with other people; none counts"
        )
        for area, found in rows.items()
        if area not in counts
        for row, _ in found[1:]
    ]
    return People(counts, year, tuple(issues), table.mapped)


def _count(table: AreaRows, row: SheetRow, issues: list[Issue]) -> float | None:
    column = table.mapped.columns["population"]
    try:
        people = number(row.cells[column.place], table.mapped.decimal).value
    except CellError as error:
        issues.append(table.issue(row, column, "bad-number", str(error)))
        return None
    if people is not None and people < 0:
        issues.append(table.issue(row, column, "out-of-range", f"{people:g} is below zero"))
        return None
    return people


def all_people(tables: Sequence[People]) -> People:
    """Put tables of several levels together; a later one counts where two have the same area."""
    counts = {area: people for table in tables for area, people in table.counts.items()}
    years = [table.year for table in tables if table.year is not None]
    return People(counts, max(years, default=None), tuple(issue for table in tables for issue in table.issues))


def with_people(areas: Areas, people: People) -> tuple[Areas, People]:
    """Write people into the tables of areas, and give them with those that follow.

    An area for which no table has people has those of its parts, where they are known for every part.
    """
    counts = dict(people.counts)
    tables: list[pd.DataFrame] = []
    for level, table in reversed(list(zip(areas.levels, areas.tables, strict=True))):
        if tables:
            parts = tables[0].groupby(f"{level.word}_code")["code"]
            counts = _added({str(area): codes.tolist() for area, codes in parts}, counts)
        inhabitants = table["code"].map(counts).astype("Float64").round().astype("Int64")
        tables.insert(0, table.assign(population=inhabitants))
    return replace(areas, tables=tuple(tables)), replace(people, counts=counts)


def _added(parts: Mapping[str, Sequence[str]], counts: Mapping[str, float]) -> dict[str, float]:
    sums = {
        area: sum(counts[code] for code in codes)
        for area, codes in parts.items()
        if area not in counts and all(code in counts for code in codes)
    }
    return {**counts, **sums}
