"""The record as it stands in a workspace: its rows, each in a state, and which of them readers see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import and_, bindparam, delete, insert, or_, select, tuple_

from unmap.workspace.database import packed
from unmap.workspace.row_cells import TABLES, named_by, short_key
from unmap.workspace.stored_tables import RECORD_ROWS, REVISIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from unmap.workspace.row_cells import Cells


class State(StrEnum):
    """Where a row is on its way to readers, who see what was validated."""

    DRAFT = "draft"
    PENDING = "pending"
    VALIDATED = "validated"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class RowId(NamedTuple):
    """Which row: its table and its key as text."""

    table: str
    key: str

    def __str__(self) -> str:
        """Name the row for a person."""
        return f"{self.table} {short_key(self.key)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A row of the record: its cells now, its state, and its cells as readers see them (none where they do not).

    `version` is the moment of the change that made it so; it is no part of what the row says.
    """

    cells: Cells
    state: State = State.VALIDATED
    shown: Cells | None = None
    why: str = ""
    version: int = 0

    @classmethod
    def validated(cls, cells: Cells) -> Held:
        """Give a row that readers see as it is."""
        return cls(cells=cells, shown=cells)

    @classmethod
    def unpacked(cls, text: str | None) -> Held | None:
        """Give the row that `packed` wrote down; None for none."""
        if text is None:
            return None
        said = orjson.loads(text)
        return cls(**{**said, "state": State(said["state"])})

    def packed(self) -> str:
        """Give what the row says as text, to be compared and kept."""
        return packed({"cells": self.cells, "state": str(self.state), "shown": self.shown, "why": self.why})

    def same_as(self, other: Held | None) -> bool:
        """Tell whether another row says the same."""
        return other is not None and replace(self, version=0) == replace(other, version=0)


Rows = dict[RowId, Held]

_BLOCK = 400


def read_rows(connection: Connection, wanted: Collection[RowId] | None = None, table: str = "") -> Rows:
    """Give the rows of the record: all, those `wanted`, or those of one table."""
    asked = select(RECORD_ROWS)
    if table:
        asked = asked.where(RECORD_ROWS.c.table_name == table)
    if wanted is None:
        return dict(map(_row, connection.execute(asked)))
    found: Rows = {}
    names, ids = tuple_(RECORD_ROWS.c.table_name, RECORD_ROWS.c.row_key), list(wanted)
    for begin in range(0, len(ids), _BLOCK):
        block = names.in_([tuple(one) for one in ids[begin : begin + _BLOCK]])
        found |= map(_row, connection.execute(asked.where(block)))
    return found


def _row(row: Any) -> tuple[RowId, Held]:  # noqa: ANN401 - a row of any columns
    shown = None if row.shown is None else orjson.loads(row.shown)
    held = Held(cells=orjson.loads(row.cells), state=State(row.state), shown=shown, why=row.why, version=row.version)
    return RowId(row.table_name, row.row_key), held


def put_rows(connection: Connection, rows: Mapping[RowId, Held | None], moment: int) -> None:
    """Write rows as they are from `moment` on; None takes a row out."""
    if not rows:
        return
    ids = [{"t": one.table, "k": one.key} for one in rows]
    this = (RECORD_ROWS.c.table_name == bindparam("t")) & (RECORD_ROWS.c.row_key == bindparam("k"))
    connection.execute(delete(RECORD_ROWS).where(this), ids)
    written = [
        {
            "table_name": one.table,
            "row_key": one.key,
            "version": moment,
            "state": str(held.state),
            "cells": packed(held.cells),
            "shown": None if held.shown is None else packed(held.shown),
            "why": held.why,
        }
        for one, held in rows.items()
        if held is not None
    ]
    if written:
        connection.execute(insert(RECORD_ROWS), written)


def readers_rows(rows: Mapping[RowId, Held]) -> dict[RowId, Cells]:
    """Give what readers see: rows that were validated, without those of an initiative that they do not see."""
    seen = {one: held.shown for one, held in rows.items() if held.shown is not None}
    return {one: cells for one, cells in seen.items() if all(parent in seen for parent in _parents(one, cells))}


def keepers_rows(rows: Mapping[RowId, Held]) -> dict[RowId, Cells]:
    """Give the record as it would be with all that waits, without what was withdrawn."""
    seen = {one: held.cells for one, held in rows.items() if held.state is not State.WITHDRAWN}
    return {one: cells for one, cells in seen.items() if all(parent in seen for parent in _parents(one, cells))}


PARTS = ("initiative_agencies", "initiative_places", "initiative_partners", "initiative_results")
"""Tables whose rows are parts of an initiative, and go where it goes."""


def _parents(row: RowId, cells: Cells) -> Iterable[RowId]:
    if row.table in PARTS:
        yield from (RowId(*other) for other in named_by(row.table, cells) if other[0] == "initiatives")


def tables_of(rows: Mapping[RowId, Cells]) -> dict[str, list[Cells]]:
    """Give rows by the name of their table; every table of the record is there."""
    tables: dict[str, list[Cells]] = {name: [] for name in TABLES}
    for row, cells in rows.items():
        tables[row.table].append(cells)
    return tables


def with_parts(record: Rows, rows: Sequence[RowId]) -> list[RowId]:
    """Give rows with the parts of the initiatives among them: their organisations, places, partners, results."""
    wanted = {row for row in rows if row.table == "initiatives"}
    if not wanted:
        return [*rows]
    return [*rows] + [
        row
        for row, held in record.items()
        if row.table in PARTS and wanted & {RowId(*one) for one in named_by(row.table, held.cells)}
    ]


def needed(record: Rows, rows: Iterable[RowId]) -> list[RowId]:
    """Give what rows name, and what that names, as far as readers do not see it yet."""
    found: dict[RowId, None] = {}
    wanted = [RowId(*one) for row in rows for one in named_by(row.table, record[row].cells)]
    while wanted:
        row = wanted.pop()
        if row in record and record[row].shown is None and row not in found:
            found[row] = None
            wanted += [RowId(*one) for one in named_by(row.table, record[row].cells)]
    return [*found]


def revisions_of(row: RowId) -> ColumnElement[bool]:
    """Say which revisions are of a row: its own and, of an initiative, those of the parts whose key begins with its."""
    own = and_(REVISIONS.c.table_name == row.table, REVISIONS.c.row_key == row.key)
    if row.table != "initiatives":
        return own
    begins = f"{row.key.removesuffix(']')},"
    return or_(own, and_(REVISIONS.c.table_name.in_(PARTS), REVISIONS.c.row_key.startswith(begins, autoescape=True)))
