"""Rows of a table to the areas that they speak of: of one level, or the country as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.errors import Issue, quoted
from unmap.intake.cells import CellError, code, text
from unmap.intake.clues import Clue, CountryWide, Held, Placed
from unmap.intake.fields import title_key
from unmap.intake.mapping import best_sheet, map_columns
from unmap.intake.sheet_tables import table_in
from unmap.intake.workbooks import read_sheets
from unmap.model.records import COUNTRY_CODE

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.areas import Areas
    from unmap.intake.fields import Kind
    from unmap.intake.mapping import ColumnMapping, Mapped
    from unmap.intake.sheet_tables import SheetColumn, SheetRow

_ISO = (2, 3)
"""Letters of a country's code."""


@dataclass(frozen=True, slots=True)
class AreaRows:
    """A table whose rows have been given their areas, in its order; rows without one are in `issues`."""

    mapped: Mapped
    rows: tuple[tuple[str, SheetRow], ...]
    issues: tuple[Issue, ...]

    def issue(self, row: SheetRow | None, column: SheetColumn | None, code: str, message: str) -> Issue:
        """Say what is wrong in a cell, a row or a column of the table: its sheet stands in the sentence."""
        return cell_issue(self.mapped, row, column, code, message)


def cell_issue(mapped: Mapped, row: SheetRow | None, column: SheetColumn | None, code: str, message: str) -> Issue:
    """Say what is wrong in a cell, a row (no column) or a column (no row: its header)."""
    sheet = mapped.table.sheet
    at = mapped.table.header_row if row is None else row.number
    where = f"sheet {quoted(sheet.name)}: {message}" if sheet.name else message
    return Issue(sheet.file, at, "" if column is None else column.letter, code, where)


def read_area_rows(path: Path, kind: Kind, areas: Areas, mapping: ColumnMapping | None = None) -> AreaRows:
    """Read the sheet of a file that fits `kind`, or the one that `mapping` names, and give each row its area.

    A code decides before a name. A row that names the country alone is the country's; one that names no area, an
    unknown one or another country is left out with an issue. Raises SheetError where the file cannot be read or no
    sheet fits.
    """
    sheets = read_sheets(path)
    named = [sheet for sheet in sheets if mapping and sheet.name == mapping.sheet]
    sheet = named[0] if named else best_sheet(sheets, kind, areas.known)
    table = table_in(sheet, mapping.header_row if mapping else None)
    mapped = map_columns(table, kind, mapping, areas.known)
    rows: list[tuple[str, SheetRow]] = []
    issues: list[Issue] = []
    for row in table.rows:
        area = _area_of(mapped, row, areas, issues)
        if area:
            rows.append((area, row))
    return AreaRows(mapped, tuple(rows), tuple(issues))


def _area_of(mapped: Mapped, row: SheetRow, areas: Areas, issues: list[Issue]) -> str:
    """Give the code of the area that a row speaks of, "" where it has none: then that is an issue."""
    try:
        clue = _clue(mapped, row, len(areas.levels))
    except CellError as error:
        issues.append(cell_issue(mapped, row, None, error.code, str(error)))
        return ""
    country = text(mapped.cell(row, "country"))
    if len(country) in _ISO and country.isupper() and country not in {areas.country.code, areas.country.short_code}:
        why = f"is of {quoted(country)}, another country"
        issues.append(cell_issue(mapped, row, mapped.columns["country"], "other-country", why))
        return ""
    if not any((*clue.codes.values(), *clue.names.values(), clue.text)):
        if country and _level(mapped, row) in {"", "0"}:
            return COUNTRY_CODE
        issues.append(cell_issue(mapped, row, None, "no-area", "names no area"))
        return ""
    return _placed(mapped, row, clue, areas, issues)


def _level(mapped: Mapped, row: SheetRow) -> str:
    """Give what a row of HDX HAPI says of its level, "" where the table does not say."""
    column = next((one for one in mapped.table.columns if title_key(one.title) == "adminlevel"), None)
    return "" if column is None else text(row.cells[column.place])


def _placed(mapped: Mapped, row: SheetRow, clue: Clue, areas: Areas, issues: list[Issue]) -> str:
    found = areas.finder.find(clue)
    if isinstance(found, CountryWide):
        return COUNTRY_CODE
    if isinstance(found, Held):
        usual = "area_code" if found.field.endswith("code") else "area_name"
        column = mapped.columns.get(found.field) or mapped.columns.get(usual)
        issues.append(cell_issue(mapped, row, column, found.code, f"{found.reason}; {found.cure}"))
        return ""
    if len(found.areas) > 1:
        issues.append(cell_issue(mapped, row, None, "several-areas", "names several areas; write one in a row"))
        return ""
    # Statistics spell names in their own way; beside a code that is known a spelling is no news.
    alone = areas.finder.find(Clue(codes=clue.codes)) if any(clue.codes.values()) else found
    said = alone.said if isinstance(alone, Placed) and alone.areas == found.areas else found.said
    issues += [cell_issue(mapped, row, None, "read-otherwise", one) for one in said]
    return found.areas[0]


def _clue(mapped: Mapped, row: SheetRow, finest: int) -> Clue:
    codes = {level: code(mapped.cell(row, f"adm{level}_code")).value or "" for level in range(1, finest + 1)}
    names = {level: text(mapped.cell(row, f"adm{level}_name")) for level in codes}
    alone = code(mapped.cell(row, "area_code")).value or ""
    name = text(mapped.cell(row, "area_name"))
    if alone and not any(codes.values()):
        # A code says by itself of which level it is.
        codes[finest] = alone
    written = [level for level, cell in codes.items() if cell and f"adm{level}_code" in mapped.columns]
    if name and written and not names[max(written)]:
        names[max(written)], name = name, ""
    has = {level for level in codes if f"adm{level}_code" in mapped.columns or codes[level]}
    named = {level for level in names if f"adm{level}_name" in mapped.columns or names[level]}
    return Clue(
        codes={level: codes[level] for level in sorted(has)},
        names={level: names[level] for level in sorted(named)},
        text=name,
    )
