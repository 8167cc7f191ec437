"""What tables of answers share: columns out of records, and sentences on what the figures rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.cli.tables import UNKNOWN, Column
from unmap.layers import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from unmap.layers.coverage_answer import Answer

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
    if "need" in head:
        need = head["need"]
        lines.append(f"Need: {need['name_en']}, {need['unit_name_en']} ({need['series_name_en']}), {need['year']}.")
    lines.append(f"Presence, {head['report']['reporting_year']}: {head['counting']}")
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
