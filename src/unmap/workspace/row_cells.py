"""Rows of a record as text: out of a table's file and into it again, with what differs between two states of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import orjson

from unmap.model import LIST_SEPARATOR, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from unmap.model import Table

Cells = dict[str, str]
"""The cells of a row that are not empty, by column, as they stand in the table's file."""

TABLES: dict[str, Table] = {
    table.name: table
    for table in schema.FIXED
    if table.path.startswith("programme/") or table in {schema.ALIASES, schema.SOURCES}
}
"""The tables that keepers write, by name. Boundaries, people and need are built from official files."""

REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (column.name, column.refers_to.partition(".")[0])
        for column in table.columns
        if column.refers_to.partition(".")[0] in TABLES
    )
    for name, table in TABLES.items()
}
"""Of each table the columns that name rows of another one, with that table."""


def key_of(table: Table, cells: Mapping[str, str]) -> str:
    """Give the key of a row as text: its cells as a JSON list."""
    return orjson.dumps([cells.get(name, "") for name in table.key]).decode()


def key_cells(key: str) -> tuple[str, ...]:
    """Give the cells of a key."""
    return tuple(orjson.loads(key))


def short_key(key: str) -> str:
    """Give a key as a person reads it."""
    return ", ".join(key_cells(key))


def rows_in(table: Table, content: bytes) -> dict[str, Cells]:
    """Give the rows of a table's file by their key, in its order."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    rows = [{name: cell for name, cell in row.items() if name and cell} for row in reader]
    return {key_of(table, row): row for row in rows}


def header_of(content: bytes) -> tuple[str, ...]:
    """Give the columns of a table's file."""
    return tuple(next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), ()))


def file_of(table: Table, rows: Iterable[Mapping[str, str]], header: Iterable[str] = ()) -> bytes:
    """Give the file of a table: the columns of `header` and whatever else is needed, the rows sorted by key."""
    ordered = sorted(rows, key=lambda row: [row.get(name, "") for name in table.key])
    used = {*header, *table.key, *(name for row in ordered for name in row)}
    names = [column.name for column in table.columns if column.required or column.name in used]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in ordered)
    return text.getvalue().encode()


def fields_that_differ(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Give each column in which two states of a row differ, with both cells; "" for an empty one."""
    names = dict.fromkeys((*before, *after))
    return [(name, before.get(name, ""), after.get(name, "")) for name in names if before.get(name) != after.get(name)]


REPORT = "report_id"


def only_names_its_report(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Tell whether a row says which report it belongs to and nothing else: beside a second report it must."""
    return fields_that_differ(was, now) == [(REPORT, "", now.get(REPORT))]


def differences(table: str, before: Mapping[str, Cells], after: Mapping[str, Cells]) -> Iterator[dict[str, Any]]:
    """Give each field of each row by key that differs between two states of a table, old and new."""
    for key in dict.fromkeys((*before, *after)):
        what = "changed" if key in before and key in after else "added" if key in after else "removed"
        for field, old, new in fields_that_differ(before.get(key, {}), after.get(key, {})):
            yield {"table": table, "key": short_key(key), "change": what, "field": field, "old": old, "new": new}


def named_by(table: str, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the rows of other tables that a row names: table and key."""
    for column, other in REFERENCES[table]:
        text = cells.get(column, "")
        parts = text.split(LIST_SEPARATOR) if TABLES[table].column(column).type == "list" else (text,)
        for part in filter(None, map(str.strip, parts)):
            # A reference names one column: whatever it names has a key of one cell, or is looked for in vain.
            yield other, orjson.dumps([part]).decode()
