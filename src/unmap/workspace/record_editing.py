"""Offices and initiatives as keepers write them: added or changed with their parts, checked before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from unmap.errors import ConflictError, Issue, NotAllowedError, ParameterError
from unmap.geo.names import normalise
from unmap.model import LIST_SEPARATOR
from unmap.store.checking import table_issues
from unmap.store.reading import csv_table
from unmap.workspace.changing import Asked, Edit, Kind, apply, edited, written
from unmap.workspace.database import packed
from unmap.workspace.keepers_view import LISTED, one_of, records_of, row_of
from unmap.workspace.record_state import Held, RowId, State, read_rows
from unmap.workspace.row_cells import REFERENCES, TABLES, file_of, short_key
from unmap.workspace.stored_tables import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database
    from unmap.workspace.keepers_view import KeptRecord
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells

AreaNames = dict[str, tuple[str, str]]
"""The word of the level and the name of each area by its code."""

_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written of a record: cells by field (lists for `agencies` and `places`), why, and whether as a draft.

    `version` is that of the record which whoever writes has seen; 0 for a new one.
    """

    cells: Mapping[str, str | list[str]]
    reason: str
    version: int = 0
    draft: bool = False


class Planned(NamedTuple):
    """What a write would make: the whole record that it found, the row that is meant, and rows as they are to be."""

    record: Rows
    row: RowId
    rows: Mapping[RowId, Held | None]


def add_record(database: Database, actor: Actor, table: str, new: Written, areas: AreaNames) -> RowId:
    """Add an office or initiative with its parts, and give its row; raises what `plan_new` does."""
    with database.writing() as (connection, moment):
        planned = plan_new(connection, actor, table, new, areas)
        apply(connection, moment, Asked(actor, Kind.EDIT, new.reason), planned.rows)
    return planned.row


def plan_new(connection: Connection, actor: Actor, table: str, new: Written, areas: AreaNames) -> Planned:
    """Give an office or initiative with its parts as adding it would make them.

    What is not given and can be known is filled in: a key, the report with its source and period. Raises
    ParameterError for a cell that cannot stand there, NotAllowedError where the record is not the actor's to write,
    ConflictError where there is one of that key.
    """
    row_of(table, "")
    own, lists = _split(table, new.cells)
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
    return Planned(record, row, rows)


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
    """Change cells and parts of a record, and give the number of the change; raises what `plan_edit` does."""
    with database.writing() as (connection, moment):
        planned = plan_edit(connection, actor, row, new, areas)
        return apply(connection, moment, Asked(actor, Kind.EDIT, new.reason), planned.rows)


def plan_edit(connection: Connection, actor: Actor, row: RowId, new: Written, areas: AreaNames) -> Planned:
    """Give a record with its parts as changing it would make them.

    Fields that others changed meanwhile are merged where they are other ones. Raises ConflictError with both values
    where somebody changed the same, and what `plan_new` raises.
    """
    own, lists = _split(row.table, new.cells)
    record = read_rows(connection)
    before = one_of(records_of(record, row.table), row)
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
    _require_sound(record, rows, areas)
    return Planned(record, row, rows)


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
