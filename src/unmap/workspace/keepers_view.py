"""Offices and initiatives as keepers see them: each with its parts, its state and the date of its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from unmap.errors import NotFoundError
from unmap.geo.names import normalise
from unmap.workspace.changing import history
from unmap.workspace.database import packed
from unmap.workspace.record_state import RowId, State, read_rows
from unmap.workspace.row_cells import key_cells, short_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from unmap.workspace.database import Database
    from unmap.workspace.record_state import Held, Rows
    from unmap.workspace.row_cells import Cells

KEPT = ("offices", "initiatives")
"""Tables whose rows keepers see one by one."""

LISTED = {"agencies": ("initiative_agencies", "agency_id"), "places": ("initiative_places", "area_code")}
"""What an initiative has several of: under which name, in which table, and in which column of it."""

_LISTS = frozenset(name for name, _ in LISTED.values())

_OPEN = frozenset({State.PENDING, State.DISPUTED, State.DRAFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records are listed: of a table, in a state, of an organisation, in areas, with words, stale or not.

    What is empty or None lets everything through. Data of before `stale_before` is stale.
    """

    table: str = "offices"
    state: str = ""
    agency: str = ""
    areas: frozenset[str] | None = None
    q: str = ""
    stale: bool | None = None
    stale_before: str = ""


class KeptRecord(NamedTuple):
    """An office or initiative with its parts; of an initiative they are rows of their own."""

    row: RowId
    held: Held
    parts: Mapping[str, Rows]
    date_of_data: str

    def codes(self, name: str) -> list[str]:
        """Give the organisations (`agencies`) or areas (`places`) that it has, but for those withdrawn."""
        table, column = LISTED[name]
        if self.row.table == "offices":
            cell = self.held.cells.get("agency_id" if name == "agencies" else "area_code", "")
            return [cell] if cell else []
        return [one.cells[column] for one in self.parts[table].values() if one.state is not State.WITHDRAWN]

    @property
    def state(self) -> State:
        """Its own state, unless that is validated and something waits in a part of it."""
        waiting = [one.state for rows in self.parts.values() for one in rows.values() if one.state in _OPEN]
        return waiting[0] if waiting and self.held.state is State.VALIDATED else self.held.state

    @property
    def version(self) -> int:
        """The moment of the last change of it or a part."""
        return max([self.held.version, *(one.version for rows in self.parts.values() for one in rows.values())])

    def told(self, stale_before: str = "") -> dict[str, Any]:
        """Give it as plain data."""
        cells: dict[str, Any] = dict(self.held.cells)
        if self.row.table == "initiatives":
            cells |= {name: self.codes(name) for name in LISTED}
        return {
            "table": self.row.table,
            "key": short_key(self.row.key),
            "version": self.version,
            "state": str(self.state),
            "why": self.held.why,
            "cells": cells,
            "shown": self.held.shown,
            "agency_ids": self.codes("agencies"),
            "area_codes": self.codes("places"),
            "date_of_data": self.date_of_data,
            "stale": bool(self.date_of_data) and self.date_of_data < stale_before,
        }


def row_of(table: str, key: str) -> RowId:
    """Give the row that an address names; raises NotFoundError for a table whose rows are not kept one by one."""
    if table not in KEPT:
        raise NotFoundError(f"there are {' and '.join(KEPT)}")
    return RowId(table, packed([key]))


def kept_records(connection: Connection, table: str) -> list[KeptRecord]:
    """Give all records of a table, sorted by key."""
    parts = [name for name, _ in LISTED.values()] if table == "initiatives" else []
    rows: Rows = {}
    for name in ("reports", table, *parts):
        rows |= read_rows(connection, table=name)
    return records_of(rows, table)


def records_of(rows: Rows, table: str) -> list[KeptRecord]:
    """Give all records of a table that are among `rows`, sorted by key."""
    ends = _ends_of_reports(one for row, one in rows.items() if row.table == "reports")
    parts: dict[str, dict[str, Rows]] = {}
    found: Rows = {}
    for row, held in rows.items():
        if row.table == table:
            found[row] = held
        elif table == "initiatives" and row.table in _LISTS:
            parts.setdefault(key_cells(row.key)[0], {}).setdefault(row.table, {})[row] = held
    none: dict[str, Rows] = {name: {} for name in _LISTS}
    return [
        KeptRecord(row, held, {**none, **parts.get(short_key(row.key), {})}, _date_of(held.cells, ends))
        for row, held in sorted(found.items())
    ]


def _ends_of_reports(reports: Iterable[Held]) -> dict[str, str]:
    """Give the last day of each report by its id, that of the newest under ""."""
    ends = {
        one.cells["report_id"]: one.cells.get("period_end") or f"{one.cells['reporting_year']}-12-31" for one in reports
    }
    return {**ends, "": max(ends.values(), default="")}


def _date_of(cells: Cells, ends: Mapping[str, str]) -> str:
    """Give the day that the data of a record is of: the last one reported, else the end of its report."""
    return cells.get("valid_to") or ends.get(cells.get("report_id", ""), ends[""])


def listed(database: Database, wanted: Wanted) -> list[dict[str, Any]]:
    """Give the records that fit."""
    words = normalise(wanted.q).split()
    with database.reading() as connection:
        found = kept_records(connection, wanted.table)
    told = [one.told(wanted.stale_before) for one in found]
    return [one for one in told if _fits(one, wanted, words)]


def _fits(one: Mapping[str, Any], wanted: Wanted, words: Sequence[str]) -> bool:
    if wanted.state and one["state"] != wanted.state:
        return False
    if wanted.agency and wanted.agency not in one["agency_ids"]:
        return False
    if wanted.areas is not None and wanted.areas.isdisjoint(one["area_codes"]):
        return False
    if wanted.stale is not None and one["stale"] is not wanted.stale:
        return False
    if not words:
        return True
    text = normalise(" ".join([one["key"], *one["agency_ids"], *filter(_is_text, one["cells"].values())]))
    return all(word in text for word in words)


def _is_text(cell: object) -> bool:
    return isinstance(cell, str)


def one_record(database: Database, row: RowId, stale_before: str) -> dict[str, Any]:
    """Give one record with its history; raises NotFoundError where there is none."""
    with database.reading() as connection:
        told = one_of(kept_records(connection, row.table), row).told(stale_before)
    return {**told, "history": [with_short_keys(one) for one in history(database, row=row)]}


def with_short_keys(change: dict[str, Any]) -> dict[str, Any]:
    """Give a change of the history with the keys of its rows as a person reads them."""
    fields = [{**one, "key": ", ".join(one["key"])} for one in change.get("fields", ())]
    return {**change, "fields": fields} if "fields" in change else change


def one_of(records: Iterable[KeptRecord], row: RowId) -> KeptRecord:
    """Give the record of a row; raises NotFoundError where there is none."""
    found = next((one for one in records if one.row == row), None)
    if found is None:
        raise NotFoundError("there is no such record")
    return found


def waiting(database: Database, stale_before: str) -> list[dict[str, Any]]:
    """Give what waits for a reviewer: records that are pending or disputed."""
    with database.reading() as connection:
        found = [one for table in KEPT for one in kept_records(connection, table)]
    return [one.told(stale_before) for one in found if one.state in {State.PENDING, State.DISPUTED}]
