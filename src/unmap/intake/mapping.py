"""Which column of a sheet holds which field: by a mapping, by hashtag, by known title, by the codes that it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from unmap.errors import SheetError, quoted
from unmap.intake.cells import decimal_sign, is_blank, is_no_data, is_number, text
from unmap.intake.dates import date_order
from unmap.intake.fields import Kind, code_titles, name_titles, title_key, title_keys
from unmap.intake.sheet_tables import table_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from unmap.intake.sheet_tables import SheetColumn, SheetRow, SheetTable
    from unmap.intake.workbooks import Cell, Sheet

How = Literal["mapping", "hashtag", "title", "values"]
"""By what a column was told to hold a field."""

Told = tuple[str, "SheetColumn"]
Finder = Callable[["SheetTable", Kind, "list[SheetColumn]", "KnownAreas"], "Iterator[Told]"]

SIMILAR = 85
"""Of 100, by RapidFuzz's ratio: titles of which one is proposed for the other, and never taken."""

MOST_PROPOSALS = 3

_LONG_TITLE = 5
"""Characters from which a title is like another: in shorter ones a letter makes another word."""

_CODES = 0.9
"""Share of the cells of a column that are codes of one level, from which the column is that of the level's codes."""

_LONG = 4
"""Characters from which a code of figures alone is none by accident."""


@dataclass(frozen=True, slots=True)
class KnownAreas:
    """What a country's areas are called, by level: their codes, and the words for the level in any language."""

    codes: Mapping[int, frozenset[str]] = field(default_factory=dict)
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


NO_AREAS = KnownAreas()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a person decided about a sheet: `columns` by field; `none` are fields that no column holds.

    `sheet` and `header_row` say where the table is, `order` and `decimal` how dates and numbers are written, `year`
    which year a month alone belongs to, `units` the unit of columns of need, by title. None or empty: not decided.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    none: tuple[str, ...] = ()
    order: str | None = None
    decimal: str | None = None
    year: int | None = None
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column whose title is like one that is known for a field; `similarity` is 0 to 100."""

    column: SheetColumn
    field: str
    similarity: float


@dataclass(frozen=True)
class Mapped:
    """A table with its columns told: `columns` by field, `how` each was told, and `others`, which hold no field.

    `order` is "day-first" or "month-first", None where the sheet does not tell; `decimal` is "." or ",".
    """

    table: SheetTable
    kind: Kind
    columns: Mapping[str, SheetColumn]
    how: Mapping[str, How]
    others: tuple[SheetColumn, ...]
    proposals: tuple[Proposal, ...]
    order: str | None
    decimal: str

    def cell(self, row: SheetRow, name: str) -> Cell:
        """Give the cell of a field in a row; None where no column holds the field."""
        column = self.columns.get(name)
        return None if column is None else row.cells[column.place]

    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Give each group of fields of which the kind needs one and the table has none."""
        return tuple(group for group in self.kind.needs if not any(name in self.columns for name in group))

    def numeric(self) -> tuple[SheetColumn, ...]:
        """Give the columns without a field most of whose filled cells are numbers: the indicators of a need sheet."""
        return tuple(column for column in self.others if _is_numeric(self.table.rows, column, self.decimal))


def map_columns(
    table: SheetTable, kind: Kind, mapping: ColumnMapping | None = None, areas: KnownAreas = NO_AREAS
) -> Mapped:
    """Say which column holds which field of `kind`.

    What `mapping` says comes first. Then a hashtag decides, then whether a column holds codes of `areas` (whatever its
    title), then a known title, the words for the levels of `areas` before the usual ones. Of two columns for one field
    the better known title takes it, and the other stays without. Raises SheetError where the mapping names a column
    that the sheet has not, or one for two fields.
    """
    columns, how = _told(table, kind, mapping)
    ruled_out = set(mapping.none) if mapping else set()
    ways: tuple[tuple[How, Finder], ...] = (("hashtag", _by_tag), ("values", _by_values), ("title", _by_title))
    for way, found in ways:
        free = [column for column in table.columns if column not in columns.values()]
        for wanted, column in found(table, kind, free, areas):
            if wanted not in columns and wanted not in ruled_out and column not in columns.values():
                columns[wanted], how[wanted] = column, way
    others = tuple(column for column in table.columns if column not in columns.values())
    return Mapped(
        table,
        kind,
        columns,
        how,
        others,
        tuple(_proposals(kind, columns, others)),
        (mapping.order if mapping else None) or date_order(_cells(table, columns, kind, "date")),
        (mapping.decimal if mapping else None) or _decimal(table, kind, columns, others),
    )


def _told(
    table: SheetTable, kind: Kind, mapping: ColumnMapping | None
) -> tuple[dict[str, SheetColumn], dict[str, How]]:
    columns: dict[str, SheetColumn] = {}
    by_title = {title_key(column.title) or column.title: column for column in table.columns}
    for name, title in (mapping.columns if mapping else {}).items():
        if name not in kind:
            known = ", ".join(one.name for one in kind.fields)
            raise SheetError(
                f"{table.sheet.place}: {quoted(name)} is no field of a {kind.name} sheet; those are {known}"
            )
        column = by_title.get(title_key(title) or title)
        if column is None:
            titles = ", ".join(quoted(one.title) for one in table.columns)
            raise SheetError(f"{table.sheet.place}: {name} is mapped to {quoted(title)}, and the columns are {titles}")
        twice = next((other for other, taken in columns.items() if taken == column), None)
        if twice:
            raise SheetError(f"{table.sheet.place}: column {quoted(title)} is mapped twice, to {twice} and to {name}")
        columns[name] = column
    return columns, dict.fromkeys(columns, "mapping")


def _by_tag(_table: SheetTable, kind: Kind, free: list[SheetColumn], _areas: KnownAreas) -> Iterator[Told]:
    for column in free:
        fits = [(one.tag_fit(column.tag), one.name) for one in kind.fields] if column.tag else []
        best = max((fit for fit, _ in fits), default=0)
        if best:
            yield next(name for fit, name in fits if fit == best), column


def _by_values(table: SheetTable, _kind: Kind, free: list[SheetColumn], areas: KnownAreas) -> Iterator[Told]:
    for column in free:
        # Sheets repeat themselves: each cell is made a text once.
        counts = Counter(row.cells[column.place] for row in table.rows)
        held: Counter[str] = Counter()
        for cell, count in counts.items():
            if not is_blank(cell):
                held[text(cell)] += count
        for level, codes in areas.codes.items():
            inside = sum(count for cell, count in held.items() if cell in codes and _is_telling(cell))
            if held and inside >= _CODES * held.total():
                yield f"adm{level}_code", column


def _is_telling(code: str) -> bool:
    return len(code) >= _LONG or not code.isdigit()


def _by_title(_table: SheetTable, kind: Kind, free: list[SheetColumn], areas: KnownAreas) -> Iterator[Told]:
    known = dict(kind.titles)
    for level, words in areas.words.items():
        for titles, what in ((name_titles(words), "name"), (code_titles(words), "code")):
            known.update({title_key(title): (kind[f"adm{level}_{what}"], -1) for title in titles})
    ranked = []
    for column in free:
        tried = [known[key] for key in title_keys(column.title) if key in known]
        if tried:
            ranked.append((tried[0][1], column.place, tried[0][0].name, column))
    yield from ((name, column) for _, _, name, column in sorted(ranked, key=lambda one: one[:2]))


def _cells(table: SheetTable, columns: Mapping[str, SheetColumn], kind: Kind, holds: str) -> Iterator[Cell]:
    for name, column in columns.items():
        if kind[name].holds == holds:
            yield from (row.cells[column.place] for row in table.rows)


def _decimal(table: SheetTable, kind: Kind, columns: Mapping[str, SheetColumn], others: Sequence[SheetColumn]) -> str:
    told = list(_cells(table, columns, kind, "number"))
    return decimal_sign(told or [row.cells[column.place] for column in others for row in table.rows])


def _is_numeric(rows: Sequence[SheetRow], column: SheetColumn, decimal: str) -> bool:
    filled = [row.cells[column.place] for row in rows if not is_no_data(row.cells[column.place])]
    return bool(filled) and 2 * sum(is_number(cell, decimal) for cell in filled) > len(filled)


def _proposals(kind: Kind, columns: Mapping[str, SheetColumn], others: Sequence[SheetColumn]) -> Iterator[Proposal]:
    known = {key: one.name for key, (one, _) in kind.titles.items() if one.name not in columns}
    for column in others:
        key = title_key(column.title)
        best: dict[str, float] = {}
        # What differs in a figure ("admin1", "admin2") is another thing and not a slip of the pen.
        alike = [title for title in known if re.sub(r"\D", "", title) == re.sub(r"\D", "", key)]
        for title, similarity, _ in process.extract(key, alike, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=None):
            best[known[title]] = max(similarity, best.get(known[title], 0))
        if len(key) >= _LONG_TITLE:
            yield from (
                Proposal(column, name, best[name]) for name in sorted(best, key=lambda one: -best[one])[:MOST_PROPOSALS]
            )


def best_sheet(sheets: Sequence[Sheet], kind: Kind, areas: KnownAreas = NO_AREAS) -> Sheet:
    """Propose the sheet of a file that fits a kind: what the kind needs, then most fields, then fewest other columns.

    Hidden sheets are no candidates. Raises SheetError, naming what each sheet lacks, where none fits.
    """
    fitting, lacking = [], []
    for sheet in (sheet for sheet in sheets if not sheet.hidden and sheet.rows):
        try:
            mapped = map_columns(table_in(sheet), kind, None, areas)
        except SheetError as error:
            lacking.append(str(error))
            continue
        if missing := mapped.missing():
            lacking.append(f"{sheet.place}: has no column for {' or '.join(missing[0])}")
        else:
            fitting.append((len(mapped.columns) + len(mapped.columns) / len(mapped.table.columns), sheet))
    if not fitting:
        raise SheetError(f"no sheet fits {kind.name}: {'; '.join(lacking) or 'all are empty or hidden'}")
    return max(fitting, key=lambda one: one[0])[1]
