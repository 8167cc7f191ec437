"""Tables printed for people: columns that give way on a narrow terminal, numbers as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table

from unmap.model.plain import records
from unmap.model.report_names import period_between, period_in_words
from unmap.model.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console

    from unmap.measures.answer import Answer


UNKNOWN = "–"


_GAP = 2


_NARROWEST_TEXT = 14
"""Characters below which a column of words is no longer read but spelled."""


_LONGEST_WORD = 20
"""Characters up to which a word gets a line of its own."""


class Column(NamedTuple):
    """A column with its cells; of those with a `spare` above 0 the highest is left out first where room is short.

    Numbers stand at the right, and so does what is no word unless it is to stand at the `left`; neither is broken.
    """

    head: str
    cells: list[str]
    words: bool = False
    spare: int = 0
    left: bool = False

    @property
    def width(self) -> int:
        """Characters that it needs: all of a number, of words enough to be read."""
        longest = max((len(line) for cell in (self.head, *self.cells) for line in cell.split("\n")), default=0)
        return max(min(longest, _NARROWEST_TEXT), self.word) if self.words else longest

    @property
    def word(self) -> int:
        """Characters of its longest word, which is never broken; a chain of signs such as an address may be."""
        words = (word for cell in (self.head, *self.cells) for word in re.split(r"[\s/-]", cell))
        return min(max(map(len, words), default=0), _LONGEST_WORD)


def plain_table(*heads: str, numbers: tuple[str, ...] = ()) -> Table:
    """Give an empty table: words first, then numbers."""
    # The box of rich that only underlines the heads takes three characters between columns; 80 are few.
    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for head in numbers:
        table.add_column(head, justify="right")
    return table


def fitted(columns: Sequence[Column], width: int) -> Table:
    """Give the columns, without those that can be spared where they do not all fit into `width` characters."""
    kept = list(columns)
    while sum(column.width + _GAP for column in kept) - _GAP > width and any(column.spare for column in kept):
        kept.remove(max(kept, key=lambda column: column.spare))
    table = plain_table()
    left_out = [" ".join(column.head.split()) for column in columns if column not in kept]
    if left_out:
        table.caption = f"Too narrow for: {', '.join(left_out)}."
        table.caption_justify, table.caption_style = "left", ""
    for column in kept:
        if column.words:
            table.add_column(column.head, overflow="fold", min_width=column.width)
        else:
            table.add_column(column.head, justify="left" if column.left else "right", no_wrap=True)
    for row in zip(*(column.cells for column in kept), strict=True):
        table.add_row(*row)
    return table


def whole(value: float | None) -> str:
    """Write a number of people or things: 4,218,026; a share of one in several places as 1.5."""
    if value is None:
        return UNKNOWN
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def people(value: float | None) -> str:
    """Write a number of people, who are never parts of one."""
    return UNKNOWN if value is None else f"{value:,.0f}"


def points(value: float | None) -> str:
    """Write percentage points or kilometres with one decimal."""
    return UNKNOWN if value is None else f"{value:,.1f}"


def percent(share: float | None) -> str:
    """Write a share (0 to 1) in percent with one decimal."""
    return points(None if share is None else 100 * share)


def decimals(value: float | None, places: int = 3) -> str:
    """Write a statistic with so many decimals."""
    return UNKNOWN if value is None else f"{value:.{places}f}"


def interval(rank: float | None, low: float | None, high: float | None) -> str:
    """Write a rank with its interval: 1 (1-6)."""
    if rank is None:
        return UNKNOWN
    return f"{rank:.0f}" if low is None or high is None else f"{rank:.0f} ({low:.0f}-{high:.0f})"


Rows = list[dict[str, Any]]


def rows_of(answer: Answer, table: str) -> Rows:
    """Give the rows of a table as records."""
    return records(answer.table(table))


def words(head: str, rows: Rows, name: str) -> Column:
    """Give a column of words."""
    return Column(head, [row[name] or UNKNOWN for row in rows], words=True)


def numbers(head: str, rows: Rows, name: str, write: Callable[[Any], str]) -> Column:
    """Give a column of numbers, each written by `write`."""
    return Column(head, [write(row[name]) for row in rows])


def because(answer: Answer) -> list[str]:
    """Say why something could not be answered."""
    return [reason["en"] for reason in answer.head["reasons"]]


def known(answer: Answer) -> list[str]:
    """Say what has to be known beside the figures."""
    return [note["en"] for note in answer.head["notes"]]


def basis(answer: Answer) -> list[str]:
    """Say which need, which presence and which sources an answer rests on."""
    head, lines = answer.head, []
    need = head.get("need")
    if need:
        lines.append(f"Need: {need['name_en']}, {need['unit_name_en']} ({need['series_name_en']}), {need['year']}.")
    report = head["report"]
    period = period_between(report["reporting_year"], report["period_start"], report["period_end"])
    lines.append(f"Presence, {period_in_words(period, Language.EN)}: {head['counting']}")
    return [*lines, f"Sources: {sources_named(answer)} (edition {head['edition']}).", head["disclaimer"]]


def sources_named(answer: Answer) -> str:
    """Name the sources of an answer."""
    return "; ".join(source["title"] for source in answer.head["sources"])


def say(console: Console, *lines: str) -> None:
    """Print sentences below a table."""
    console.print()
    print_all(console, lines)


def print_all(console: Console, lines: Iterable[str]) -> None:
    """Print one sentence a paragraph."""
    for line in lines:
        console.print(line)
