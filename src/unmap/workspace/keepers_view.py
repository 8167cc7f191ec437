"""Offices and initiatives as keepers see and write them: each with its parts, its state and the date of its data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from unmap.errors import ConflictError, Issue, NotAllowedError, NotFoundError, ParameterError
from unmap.geo.names import normalise
from unmap.model import LIST_SEPARATOR
from unmap.store.checking import table_issues
from unmap.store.reading import csv_table
from unmap.workspace.changing import Asked, Edit, Kind, apply, edited, history, written
from unmap.workspace.database import packed
from unmap.workspace.record_state import Held, RowId, State, read_rows
from unmap.workspace.row_cells import REFERENCES, TABLES, file_of, key_cells, short_key
from unmap.workspace.stored_tables import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells

KEPT = ("offices", "initiatives")
"""Tables whose rows keepers see one by one."""

LISTED = {"agencies": ("initiative_agencies", "agency_id"), "places": ("initiative_places", "area_code")}
"""What an initiative has several of: under which name, in which table, and in which column of it."""

AreaNames = dict[str, tuple[str, str]]
"""The word of the level and the name of each area by its code."""

_OPEN = frozenset({State.PENDING, State.DISPUTED, State.DRAFT})
_LONGEST_KEY = 60


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
    ends = _ends_of_reports(read_rows(connection, table="reports"))
    parts: dict[str, dict[str, Rows]] = {}
    if table == "initiatives":
        for name, _ in LISTED.values():
            for row, held in read_rows(connection, table=name).items():
                parts.setdefault(key_cells(row.key)[0], {}).setdefault(name, {})[row] = held
    none: dict[str, Rows] = {name: {} for name, _ in LISTED.values()}
    found = sorted(read_rows(connection, table=table).items())
    return [
        KeptRecord(row, held, {**none, **parts.get(short_key(row.key), {})}, _date_of(held.cells, ends))
        for row, held in found
    ]


def _ends_of_reports(reports: Rows) -> dict[str, str]:
    """Give the last day of each report by its id, that of the newest under ""."""
    ends = {
        one.cells["report_id"]: one.cells.get("period_end") or f"{one.cells['reporting_year']}-12-31"
        for one in reports.values()
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
        told = _one(connection, row).told(stale_before)
    return {**told, "history": [with_short_keys(one) for one in history(database, row=row)]}


def with_short_keys(change: dict[str, Any]) -> dict[str, Any]:
    """Give a change of the history with the keys of its rows as a person reads them."""
    fields = [{**one, "key": ", ".join(one["key"])} for one in change.get("fields", ())]
    return {**change, "fields": fields} if "fields" in change else change


def _one(connection: Connection, row: RowId) -> KeptRecord:
    found = next((one for one in kept_records(connection, row.table) if one.row == row), None)
    if found is None:
        raise NotFoundError("there is no such record")
    return found


def waiting(database: Database, stale_before: str) -> list[dict[str, Any]]:
    """Give what waits for a reviewer: records that are pending or disputed."""
    with database.reading() as connection:
        found = [one for table in KEPT for one in kept_records(connection, table)]
    return [one.told(stale_before) for one in found if one.state in {State.PENDING, State.DISPUTED}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written of a record: cells by field (lists for `agencies` and `places`), why, and whether as a draft.

    `version` is that of the record which whoever writes has seen; 0 for a new one.
    """

    cells: Mapping[str, str | list[str]]
    reason: str
    version: int = 0
    draft: bool = False


def add_record(database: Database, actor: Actor, table: str, new: Written, areas: AreaNames) -> RowId:
    """Add an office or initiative with its parts, and give its row.

    What is not given and can be known is filled in: a key, the report with its source and period. Raises
    ParameterError for a cell that cannot stand there, NotAllowedError where the record is not the actor's to write,
    ConflictError where there is one of that key.
    """
    row_of(table, "")
    own, lists = _split(table, new.cells)
    with database.writing() as (connection, moment):
        record = read_rows(connection)
        cells = {**_known_of_report(record, table), **{name: cell for name, cell in own.items() if cell}}
        name = TABLES[table].key[0]
        cells.setdefault(name, _free_key(record, table, cells))
        row = row_of(table, cells[name])
        if row in record:
            raise ConflictError("there is a record of this key", [(name, cells[name], cells[name])])
        rows: dict[RowId, Held | None] = {row: _as(new, written(None, cells, actor.state))}
        rows |= {part: _as(new, held) for part, held in _new_parts(row, lists, actor, areas).items()}
        _require_own(actor, lists.get("agencies", [cells.get("agency_id", "")] if table == "offices" else []))
        _require_sound(record, rows, areas)
        apply(connection, moment, Asked(actor, Kind.EDIT, new.reason), rows)
    return row


def _split(table: str, cells: Mapping[str, str | list[str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Part the cells of a row from the lists of its parts; raises ParameterError where one is neither."""
    own: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for name, cell in cells.items():
        if table == "initiatives" and name in LISTED:
            if isinstance(cell, str):
                raise ParameterError(name, "must be a list of codes")
            lists[name] = list(dict.fromkeys(cell))
        elif name not in TABLES[table].column_names:
            raise ParameterError(name, f"is no column of {table}")
        elif not isinstance(cell, str):
            raise ParameterError(name, "must be a text")
        else:
            own[name] = cell
    return own, lists


def _known_of_report(record: Rows, table: str) -> Cells:
    """Give what the newest report says of every row of a table."""
    reports = [held.cells for row, held in record.items() if row.table == "reports"]
    if not reports:
        return {}
    newest = max(reports, key=lambda one: one.get("period_end") or one["reporting_year"])
    named = len(reports) > 1 or any(held.cells.get("report_id") for row, held in record.items() if row.table == table)
    known = {"source_id": newest["source_id"], **({"report_id": newest["report_id"]} if named else {})}
    if table == "initiatives":
        return known
    begins = newest.get("period_start") or f"{newest['reporting_year']}-01-01"
    return {**known, "office_type": "field", "listed_count": "1", "valid_from": begins}


def _free_key(record: Rows, table: str, cells: Cells) -> str:
    names = ("agency_id", "place_reported", "area_code") if table == "offices" else ("title",)
    told = [normalise(cells.get(name, "")).replace(" ", "-") for name in names]
    base = "-".join(filter(None, told[:2])).encode("ascii", "ignore").decode()[:_LONGEST_KEY].strip("-") or table[:-1]
    found, number = base, 1
    while row_of(table, found) in record:
        number += 1
        found = f"{base}-{number}"
    return found


def _as(new: Written, held: Held) -> Held:
    return replace(held, state=State.DRAFT, shown=None) if new.draft else held


def _new_parts(row: RowId, lists: Mapping[str, Iterable[str]], actor: Actor, areas: AreaNames) -> dict[RowId, Held]:
    initiative = short_key(row.key)
    found: dict[RowId, Held] = {}
    for name, codes in lists.items():
        table, column = LISTED[name]
        for code in codes:
            cells = {"initiative_id": initiative, column: code}
            if name == "places":
                level, called = areas.get(code, ("", ""))
                cells |= {"level": level, "place_reported": called, "basis": "stated"}
            found[RowId(table, packed([initiative, code]))] = written(None, cells, actor.state)
    return found


def edit_record(database: Database, actor: Actor, row: RowId, new: Written, areas: AreaNames) -> int:
    """Change cells and parts of a record, and give the number of the change.

    Fields that others changed meanwhile are merged where they are other ones. Raises ConflictError with both values
    where somebody changed the same, and what `add_record` raises.
    """
    own, lists = _split(row.table, new.cells)
    with database.writing() as (connection, moment):
        before = _one(connection, row)
        _require_own(actor, before.codes("agencies"))
        _require_lists_unchanged(connection, before, lists, new.version)
        held = edited(connection, Edit(row, own, new.version), actor)
        rows: dict[RowId, Held | None] = {
            row: replace(held, state=State.DRAFT, shown=before.held.shown) if new.draft else held
        }
        for name, codes in lists.items():
            rows |= _changed_parts(before, name, codes, actor, areas)
        agency = [own["agency_id"]] if "agency_id" in own else []
        _require_own(actor, lists.get("agencies", agency) or before.codes("agencies"))
        _require_sound(read_rows(connection), rows, areas)
        return apply(connection, moment, Asked(actor, Kind.EDIT, new.reason), rows)


def _changed_parts(
    before: KeptRecord, name: str, codes: Sequence[str], actor: Actor, areas: AreaNames
) -> dict[RowId, Held | None]:
    table, column = LISTED[name]
    new = _new_parts(before.row, {name: codes}, actor, areas)
    there = before.parts[table]
    gone = [part for part, held in there.items() if held.cells[column] not in codes]
    if gone and actor.state is not State.VALIDATED:
        raise NotAllowedError(f"{name}: taking one away is for reviewers and keepers")
    back = {part: held for part, held in new.items() if part not in there or there[part].state is State.WITHDRAWN}
    return {**dict.fromkeys(gone), **back}


def _require_lists_unchanged(
    connection: Connection, before: KeptRecord, lists: Mapping[str, list[str]], version: int
) -> None:
    both = []
    for name, codes in lists.items():
        own = packed([short_key(before.row.key)])[:-1]
        asked = select(REVISIONS.c.change_id).where(
            REVISIONS.c.table_name == LISTED[name][0],
            REVISIONS.c.change_id > version,
            REVISIONS.c.row_key.startswith(f"{own},", autoescape=True),
        )
        theirs = before.codes(name)
        if {*theirs} != {*codes} and connection.execute(asked).first():
            both.append((name, "; ".join(theirs), "; ".join(codes)))
    if both:
        names = ", ".join(name for name, _, _ in both)
        raise ConflictError(f"{before.row}: somebody else has changed {names} meanwhile", both)


def _require_own(actor: Actor, agencies: Iterable[str]) -> None:
    if not actor.may_write(agencies):
        raise NotAllowedError(f"a contributor writes what is of {actor.organisation} alone")


def _require_sound(record: Rows, rows: Mapping[RowId, Held | None], areas: AreaNames) -> None:
    """Raise ParameterError for the first cell that cannot stand in its table, or that names what is not there."""
    for row, held in rows.items():
        if held is None:
            continue
        table, issues = TABLES[row.table], list[Issue]()
        frame = csv_table(file_of(table, [held.cells]), table, issues)
        issues += [] if frame is None else table_issues(frame, table)
        for issue in issues:
            raise ParameterError(issue.column or row.table, issue.message)
        for name, other in REFERENCES[row.table]:
            for cell in filter(None, map(str.strip, held.cells.get(name, "").split(LIST_SEPARATOR))):
                named = RowId(other, packed([cell]))
                if named not in record and named not in rows:
                    raise ParameterError(name, f"names nothing that is in {other}")
        for column in table.columns:
            cell = held.cells.get(column.name, "")
            if column.refers_to == "area" and cell and cell not in areas:
                raise ParameterError(column.name, "is no code of an area")
