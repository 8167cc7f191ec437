"""The table of a sheet: which row is its header, what its columns are called, which rows are data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.errors import SheetError
from unmap.intake.cells import is_blank, text
from unmap.intake.fields import is_known_title, is_tag, title_key
from unmap.intake.workbook_bounds import MOST_CELLS

if TYPE_CHECKING:
    from unmap.intake.workbooks import Cell, Sheet

Cells = tuple["Cell", ...]

LOOKED_AT = 40
"""Rows among which the header is looked for: titles, logos and instructions above it take fewer."""

_WORDS = 0.8
"""Share of the cells of a header that are words: the rest may be years or numbers of questions."""

_NOTHING: frozenset[int] = frozenset()

_YEAR = re.compile("(?:19|20)[0-9]{2}")

_INSTRUCTION = re.compile(
    r"(?:required|optional|mandatory|enter|example|select|choose|please|e\.g\.|insert|write|free text|drop-?down"
    r"|obligatoire|facultatif|saisir|exemple|choisir|veuillez|indiquer|obligatorio|opcional|ingrese|escriba|ejemplo"
    r"|seleccione|indique|dd/mm|mm/dd|yyyy|jj/mm|dd-mm|aaaa)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its place in the cells of a row (from 0), its letter, its title, what stands above it, its hashtag.

    Titles are unique in a table: a repeated one has what stands above it in front ("2024: People"), else its letter
    behind. Line breaks are spaces.
    """

    place: int
    letter: str
    title: str
    group: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of data: its number as a spreadsheet counts, and its cells, as many as the sheet is wide.

    A cell merged over several rows has its value in each of them; `carried` holds the places of those that the row has
    from above, so that one number for three rows is not counted three times.
    """

    number: int
    cells: Cells
    carried: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The table of a sheet. `header_row` is the number of its (lower) header row.

    Every row beneath the header, to the last with something in it, is in `rows`, is counted in `empty`, or has its
    number in `asides`: hashtags, instructions, and a header that stands there again. A sheet of problems that comes
    back is `mended`.
    """

    sheet: Sheet
    header_row: int
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    empty: int
    asides: tuple[int, ...] = ()
    mended: bool = False


def table_in(sheet: Sheet, header_row: int | None = None) -> SheetTable:
    """Find the table of a sheet, or read the one whose header stands in `header_row` (from 1).

    Above the header may stand titles and a row of groups, above or beneath it HXL hashtags, beneath it instructions.
    The header is the row with most known titles, where there are two at least, else the first that is as wide as the
    table and has words alone, each once. Raises SheetError where no row can be the header.
    """
    rows = [_shown(row) for row in sheet.rows]
    header = _header_index(sheet, rows) if header_row is None else header_row - 1
    if not 0 <= header < len(rows) or not any(_filled(rows[header])):
        raise SheetError(f"{sheet.place}: row {header + 1} is empty and can be no header")
    header, above = _header_pair(sheet, rows, header)
    tags = next((index for index in _beside(header, rows) if _is_tag_row(rows[index])), None)
    columns = _columns(rows, header, above, () if tags is None else rows[tags])
    return _with_rows(sheet, rows, header, columns)


def _shown(row: Cells) -> Cells:
    """Give a row with None in each cell that shows nothing, itself where it has no other."""
    shown = tuple(None if is_blank(cell) else cell for cell in row)
    return row if shown == row else shown


def _filled(row: Cells) -> list[Cell]:
    return [cell for cell in row if cell is not None]


def _is_tag_row(row: Cells) -> bool:
    cells = _filled(row)
    return bool(cells) and all(isinstance(cell, str) and is_tag(cell) for cell in cells)


def _beside(header: int, rows: list[Cells]) -> range:
    return range(max(0, header - 2), min(len(rows), header + 4))


def _is_word(cell: Cell) -> bool:
    if isinstance(cell, str):
        return _YEAR.fullmatch(cell.strip()) is not None or not re.fullmatch(r"[\d.,/:% -]+", cell)
    return _YEAR.fullmatch(str(cell)) is not None


def _known(row: Cells) -> int:
    return sum(isinstance(cell, str) and is_known_title(cell) for cell in row)


def _header_index(sheet: Sheet, rows: list[Cells]) -> int:
    top = [(index, row) for index, row in enumerate(rows[:LOOKED_AT]) if any(_filled(row)) and not _is_tag_row(row)]
    known = {index: _known(row) for index, row in top if _could_be(row)}
    if known and max(known.values()) > 1:
        return max(known, key=lambda index: (known[index], -index))
    widest = max((len(_filled(row)) for _, row in top), default=0)
    for index, row in top:
        if _could_be(row) and 2 * len(_filled(row)) > widest:
            return index
    raise SheetError(f"{sheet.place}: no row among the first {LOOKED_AT} can be the header; say which row it is")


def _could_be(row: Cells) -> bool:
    cells = _filled(row)
    return sum(map(_is_word, cells)) >= _WORDS * len(cells)


def _header_pair(sheet: Sheet, rows: list[Cells], header: int) -> tuple[int, Cells]:
    """Give the lower of the header rows, and what stands above each of its columns."""
    below = rows[header + 1] if header + 1 < len(rows) else ()
    if _goes_on(rows[header], below):
        return header + 1, _spread(sheet, header, rows[header])
    above = rows[header - 1] if header else ()
    if len(_filled(above)) > 1 and _could_be(above) and not _is_tag_row(above):
        return header, _spread(sheet, header - 1, above)
    return header, ()


def _goes_on(upper: Cells, lower: Cells) -> bool:
    """Say whether a second header row completes the first: titles under a group beside titles over two rows."""
    if not _could_be(lower) or _is_tag_row(lower) or not _known(lower):
        return False
    pairs = list(zip(upper, lower, strict=True))
    alone = any(one is not None and two is None for one, two in pairs)
    return alone and any(one is None and two is not None for one, two in pairs)


def _spread(sheet: Sheet, index: int, row: Cells) -> Cells:
    """Give the row of groups with each group over all of its columns: as merged, else up to the next group."""
    merged = {first[1]: last[1] for first, last in sheet.merged if first[0] == index}
    spread, group, until = [], None, -1
    for place, cell in enumerate(row):
        if cell is not None:
            group, until = cell, merged.get(place, place) if sheet.merged else len(row)
        spread.append(group if place <= until else None)
    return tuple(spread)


def _columns(rows: list[Cells], header: int, above: Cells, tags: Cells) -> tuple[SheetColumn, ...]:
    used = [any(row[place] is not None for row in rows[header:]) for place in range(len(rows[header]))]
    titles = [text(cell) for cell in rows[header]]
    groups = [text(above[place]) if above else "" for place in range(len(titles))]
    titles = [title or group for title, group in zip(titles, groups, strict=True)]
    repeated = {key for key, count in Counter(map(title_key, titles)).items() if count > 1}
    columns: list[SheetColumn] = []
    taken: set[str] = set()
    for place in (place for place, is_used in enumerate(used) if is_used or titles[place]):
        title, group = titles[place], groups[place]
        if title_key(title) in repeated and group and group != title:
            title = f"{group}: {title}"
        if not title or title in taken:
            title = f"{title} (column {letter(place)})".strip()
        taken.add(title)
        columns.append(SheetColumn(place, letter(place), title, group, text(tags[place]) if tags else ""))
    return tuple(columns)


def letter(place: int) -> str:
    """Give the letter of a column as a spreadsheet shows it: 0 is "A", 26 is "AA"."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(65 + rest) + letters
        place -= 1
    return letters


def _with_rows(sheet: Sheet, rows: list[Cells], header: int, columns: tuple[SheetColumn, ...]) -> SheetTable:
    carried = _carried(sheet, rows, header)
    data: list[SheetRow] = []
    asides: list[int] = []
    empty = waiting = 0
    for index in range(header + 1, len(rows)):
        row = rows[index]
        if not any(cell is not None for cell in row):
            waiting += 1
            continue
        # Empty rows count once something follows them: what is only formatted at the end does not.
        empty, waiting = empty + waiting, 0
        if _is_aside(row, rows[header], is_first=not data):
            asides.append(index + 1)
            continue
        above = carried.get(index, {})
        cells = tuple(above.get(place, cell) for place, cell in enumerate(row)) if above else row
        data.append(SheetRow(index + 1, cells, frozenset(above) if above else _NOTHING))
    return SheetTable(sheet, header + 1, columns, tuple(data), empty, tuple(asides))


def _is_aside(row: Cells, header: Cells, *, is_first: bool) -> bool:
    if row == header or _is_tag_row(row):
        return True
    cells = _filled(row)
    told = sum(isinstance(cell, str) and _INSTRUCTION.match(cell) is not None for cell in cells)
    return is_first and told * 2 > len(cells)


def _carried(sheet: Sheet, rows: list[Cells], header: int) -> dict[int, dict[int, Cell]]:
    """Give, by row, the values that cells merged over several rows have from above, by place."""
    carried: dict[int, dict[int, Cell]] = {}
    tall = [(first, last) for first, last in sheet.merged if first[0] > header and last[0] > first[0]]
    if sum(last[0] - first[0] for first, last in tall) > MOST_CELLS:
        raise SheetError(f"{sheet.place}: has merged cells that lie over each other")
    for (top, place), (bottom, _) in tall:
        for index in range(top + 1, min(bottom + 1, len(rows))):
            if place < len(rows[top]) and rows[index][place] is None:
                carried.setdefault(index, {})[place] = rows[top][place]
    return carried
