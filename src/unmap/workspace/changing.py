"""Changes to the record: what was done, by whom and why, row by row, and every one of them undone.

Nothing is changed without a change that says so; the history is only ever added to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import insert, select

from unmap.errors import ConflictError, NotAllowedError, NotFoundError, ParameterError
from unmap.model.tables import inert
from unmap.workspace.database import now, packed
from unmap.workspace.record_state import (
    PARTS,
    Held,
    RowId,
    State,
    needed,
    put_rows,
    read_rows,
    revisions_of,
    with_parts,
)
from unmap.workspace.row_cells import TABLES, fields_that_differ, named_by, only_names_its_report
from unmap.workspace.stored_tables import CHANGES, REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from unmap.model import Column
    from unmap.workspace.database import Database
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells


class Role(StrEnum):
    """What somebody may do: write rows of an organisation, review, or everything."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    KEEPER = "keeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who writes: a display name, a role, and the organisation of a contributor."""

    name: str
    role: Role = Role.KEEPER
    organisation: str = ""

    @property
    def state(self) -> State:
        """The state of what they write: a contributor's waits for review."""
        return State.PENDING if self.role is Role.CONTRIBUTOR else State.VALIDATED

    def may_write(self, agencies: Iterable[str]) -> bool:
        """Tell whether rows of these organisations are theirs to write."""
        return self.role is not Role.CONTRIBUTOR or {*agencies} == {self.organisation}


COMMAND_LINE = Actor(name="command line")
"""Whoever can write the file of a workspace is a keeper of it."""


class Kind(StrEnum):
    """What kind of change."""

    IMPORT = "import"
    EDIT = "edit"
    REVIEW = "review"
    UNDO = "undo"


LONGEST_REASON = 500
LONGEST_CELL = 10_000


def require_reason(reason: str) -> str:
    """Give a reason without blanks at its ends; raises ParameterError where there is none or it is no sentence."""
    told = " ".join(reason.split())
    if not told:
        raise ParameterError("reason", "must say why, in a few words")
    if len(told) > LONGEST_REASON:
        raise ParameterError("reason", f"must have at most {LONGEST_REASON} characters")
    return told


class Asked(NamedTuple):
    """Who changes something, what kind of change it is, and why."""

    actor: Actor
    kind: Kind
    reason: str
    undoes: int | None = None
    summary: Mapping[str, Any] = {}


def apply(connection: Connection, moment: int, asked: Asked, rows: Mapping[RowId, Held | None]) -> int:
    """Write rows with the change that says so, and give its number; nothing is written where nothing differs."""
    before = read_rows(connection, [*rows])
    differing = {one: held for one, held in rows.items() if not _same(held, before.get(one))}
    change = {
        "id": moment,
        "kind": str(asked.kind),
        "made_at": now(),
        "made_by": asked.actor.name,
        "reason": require_reason(asked.reason),
        "undoes": asked.undoes,
        "summary": packed({"rows": len(differing), **asked.summary}),
    }
    connection.execute(insert(CHANGES), change)
    if differing:
        revisions = [
            {
                "change_id": moment,
                "table_name": one.table,
                "row_key": one.key,
                "before": before[one].packed() if one in before else None,
                "after": held.packed() if held is not None else None,
            }
            for one, held in differing.items()
        ]
        connection.execute(insert(REVISIONS), revisions)
        put_rows(connection, differing, moment)
        _mark_wholes(connection, {one: before[one] for one, held in differing.items() if held is None}, moment)
    return moment


def _mark_wholes(connection: Connection, gone: Mapping[RowId, Held], moment: int) -> None:
    """Let initiatives that have lost a part be as new as that: what is gone has no version that says so."""
    named = {RowId(*one) for row, held in gone.items() if row.table in PARTS for one in named_by(row.table, held.cells)}
    wholes = [one for one in named if one.table == "initiatives"]
    put_rows(connection, read_rows(connection, wholes), moment)


def _same(one: Held | None, other: Held | None) -> bool:
    return one is other if one is None or other is None else one.same_as(other)


def written(held: Held | None, cells: Cells, state: State) -> Held:
    """Give a row with new cells: seen by readers at once where they are validated, else as before until they are."""
    shown = cells if state is State.VALIDATED else held.shown if held is not None else None
    return Held(cells=cells, state=state, shown=shown)


class Edit(NamedTuple):
    """New cells of a row ("" empties one), and the version of it that whoever edits has seen; 0 for a new row."""

    row: RowId
    cells: Mapping[str, str]
    version: int


def edited(connection: Connection, edit: Edit, actor: Actor) -> Held:
    """Give a row with an edit in it.

    Fields that nobody else has changed since the version that was seen are merged. Raises ConflictError where somebody
    changed the same one to something else, NotFoundError where the row is gone, ParameterError for a cell that cannot
    stand there, NotAllowedError where the row is not the actor's to write.
    """
    table = TABLES[edit.row.table]
    for name, cell in edit.cells.items():
        if name not in table.column_names:
            raise ParameterError(name, f"is no column of {table.name}")
        if name in table.key:
            raise ParameterError(name, "is the key of the row, and stays as it is")
        if len(cell) > LONGEST_CELL:
            raise ParameterError(name, f"must have at most {LONGEST_CELL:,} characters")
    held = read_rows(connection, [edit.row]).get(edit.row)
    if held is None:
        raise (
            ConflictError(f"{edit.row}: is not in the record any more")
            if edit.version
            else NotFoundError(f"{edit.row}: there is no such row")
        )
    if held.version > edit.version:
        _require_no_conflict(connection, edit, held)
    cells = {**held.cells, **{name: _as_kept(table.column(name), cell) for name, cell in edit.cells.items()}}
    return written(held, {name: cell for name, cell in cells.items() if cell}, actor.state)


def _as_kept(column: Column, cell: str) -> str:
    """Give a cell as files hold it: what a spreadsheet would run as a formula begins with an apostrophe."""
    return inert(cell) if column.type in {"string", "list"} else cell


def _require_no_conflict(connection: Connection, edit: Edit, held: Held) -> None:
    """Raise ConflictError where a field of the edit has been changed to something else since its version."""
    seen = _as_of(connection, edit.row, edit.version)
    changed = {name for name, _, _ in fields_that_differ(seen.cells if seen else {}, held.cells)}
    both = [
        (name, held.cells.get(name, ""), cell)
        for name, cell in edit.cells.items()
        if name in changed and held.cells.get(name, "") != cell
    ]
    if both:
        names = ", ".join(name for name, _, _ in both)
        raise ConflictError(f"{edit.row}: somebody else has changed {names} meanwhile", both)


def _as_of(connection: Connection, row: RowId, version: int) -> Held | None:
    """Give a row as it was after the change `version`."""
    later = (
        select(REVISIONS.c.before)
        .where(REVISIONS.c.table_name == row.table, REVISIONS.c.row_key == row.key, REVISIONS.c.change_id > version)
        .order_by(REVISIONS.c.change_id)
        .limit(1)
    )
    return Held.unpacked(connection.execute(later).scalar_one_or_none())


class Verdict(StrEnum):
    """What a reviewer says of a row."""

    VALIDATE = "validate"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


WITHDRAWN_SINCE = ("closed", "duplicate", "never there", "wrong place", "wrong organisation", "not for this report")
"""Why a row is withdrawn: one of a short list, so that reasons can be counted."""


class Decision(NamedTuple):
    """What a reviewer says of rows: the verdict, the reason in words, and of what is withdrawn why, by the list."""

    verdict: Verdict
    reason: str
    why: str = ""


def review(database: Database, actor: Actor, rows: Sequence[RowId], decision: Decision) -> int:
    """Validate, dispute, withdraw or reinstate rows with their parts, and give the number of the change.

    What a row names and readers do not see yet, such as a new organisation, is validated with it, if it was not
    withdrawn. Raises NotAllowedError for a contributor, NotFoundError for a row that is not there, ParameterError for
    another `why` than those of the list and for a row that names something withdrawn.
    """
    verdict, reason, why = decision
    if actor.role is Role.CONTRIBUTOR:
        raise NotAllowedError("reviewing is for reviewers and keepers")
    if verdict is Verdict.WITHDRAW and why not in WITHDRAWN_SINCE:
        raise ParameterError("why", f"must be one of {', '.join(WITHDRAWN_SINCE)}")
    with database.writing() as (connection, moment):
        record = read_rows(connection)
        for row in rows:
            if row not in record:
                raise NotFoundError(f"{row}: there is no such row")
        changed = {row: _reviewed(record[row], verdict, why or reason) for row in _judged(record, rows, verdict)}
        asked = Asked(actor, Kind.REVIEW, reason, summary={"verdict": str(verdict), "why": why})
        return apply(connection, moment, asked, changed)


def _judged(record: Rows, rows: Sequence[RowId], verdict: Verdict) -> list[RowId]:
    """Give the rows that a verdict is of: those named, their parts, and what these need to be seen."""
    touched = with_parts(record, rows)
    if verdict is Verdict.REINSTATE:
        return touched + needed(record, touched)
    touched = [row for row in touched if row in rows or record[row].state is not State.WITHDRAWN]
    new = needed(record, touched) if verdict is Verdict.VALIDATE else []
    for row in new:
        if record[row].state is State.WITHDRAWN and row not in touched:
            raise ParameterError("rows", f"names {row}, which was withdrawn; reinstate that first")
    return touched + new


def _reviewed(held: Held, verdict: Verdict, why: str) -> Held:
    match verdict:
        case Verdict.VALIDATE | Verdict.REINSTATE:
            return Held.validated(held.cells)
        case Verdict.DISPUTE:
            return replace(held, state=State.DISPUTED, why=why)
        case Verdict.WITHDRAW:
            return replace(held, state=State.WITHDRAWN, shown=None, why=why)


Told = dict[str, Any]
"""Plain data, as it is printed and answered."""


class Undone(NamedTuple):
    """What undoing a change came to: the change that did it, rows that went back, and those that stayed and why."""

    change: int
    back: tuple[RowId, ...]
    stayed: tuple[tuple[RowId, str], ...]


def undo(database: Database, actor: Actor, change: int, reason: str) -> Undone:
    """Put every row that a change touched back, unless somebody has changed it since or something needs it.

    Raises NotFoundError where there is no such change, ParameterError where it was undone already, NotAllowedError
    where a contributor would undo what another one did.
    """
    with database.writing() as (connection, moment):
        found = connection.execute(select(CHANGES).where(CHANGES.c.id == change)).one_or_none()
        if found is None:
            raise NotFoundError(f"change {change}: there is none of this number")
        if actor.role is Role.CONTRIBUTOR and found.made_by != actor.name:
            raise NotAllowedError("undoing what somebody else did is for reviewers and keepers")
        if connection.execute(select(CHANGES.c.id).where(CHANGES.c.undoes == change)).first():
            raise ParameterError("change", "was undone already", change)
        asked = select(REVISIONS).where(REVISIONS.c.change_id == change)
        touched = {RowId(one.table_name, one.row_key): one for one in connection.execute(asked)}
        record = read_rows(connection)
        back, stayed = _going_back(record, touched)
        summary = {"stayed": len(stayed)}
        apply(connection, moment, Asked(actor, Kind.UNDO, reason, change, summary), back)
        return Undone(moment, tuple(back), tuple(stayed.items()))


def _going_back(record: Rows, touched: Mapping[RowId, Any]) -> tuple[dict[RowId, Held | None], dict[RowId, str]]:
    back: dict[RowId, Held | None] = {}
    stayed: dict[RowId, str] = {}
    for row, revision in touched.items():
        if _same(record.get(row), Held.unpacked(revision.after)):
            back[row] = Held.unpacked(revision.before)
        else:
            stayed[row] = "was changed since"
    # What stays keeps others: what it names, and, where the change made it, what it is made of.
    while kept := _kept_by_others(record, back, {row: touched[row] for row in stayed}):
        for row, why in kept.items():
            del back[row]
            stayed[row] = why
    return back, stayed


def _kept_by_others(record: Rows, back: Mapping[RowId, Held | None], stayed: Mapping[RowId, Any]) -> dict[RowId, str]:
    """Give the rows that cannot go back without what stays being broken, each with why."""
    made = {row for row, revision in stayed.items() if revision.before is None}
    several = any(row.table == "reports" for row in made)
    kept = dict.fromkeys(_still_named(record, back), "is named by another row")
    for row, before in back.items():
        now = record.get(row)
        if row.table in PARTS and now is not None and made & {RowId(*one) for one in named_by(row.table, now.cells)}:
            kept[row] = "is a part of a row that stays"
        elif several and before is not None and now is not None and only_names_its_report(before.cells, now.cells):
            kept[row] = "must name its report, since there are several"
    return kept


def _still_named(record: Rows, back: Mapping[RowId, Held | None]) -> set[RowId]:
    after = {**record, **back}
    kept = {row: held for row, held in after.items() if held is not None and held.state is not State.WITHDRAWN}
    named = {RowId(*one) for row, held in kept.items() for one in named_by(row.table, held.cells)}
    return {row for row, held in back.items() if held is None and row in named}


def history(database: Database, row: RowId | None = None, change: int | None = None, limit: int = 50) -> list[Told]:
    """Give the newest changes, or those of one row: number, kind, when, who, why, and what they came to.

    With `change` that one alone. Of one row, with its parts, and of one change each field is told before and after.
    """
    asked = select(CHANGES).order_by(CHANGES.c.id.desc()).limit(limit)
    if row is not None:
        asked = asked.where(CHANGES.c.id.in_(select(REVISIONS.c.change_id).where(revisions_of(row))))
    if change is not None:
        asked = asked.where(CHANGES.c.id == change)
    with database.reading() as connection:
        found = [_told(one) for one in connection.execute(asked)]
        if row is not None or change is not None:
            for one in found:
                one["fields"] = _fields(connection, one["change"], row)
        undone = select(CHANGES.c.undoes, CHANGES.c.id).where(CHANGES.c.undoes.in_([one["change"] for one in found]))
        by = {one.undoes: one.id for one in connection.execute(undone)}
    return [{**one, "undone_by": by.get(one["change"])} for one in found]


def _told(change: Any) -> Told:  # noqa: ANN401 - a row of any columns
    said = {"change": change.id, "kind": change.kind, "at": change.made_at, "by": change.made_by}
    return {**said, "reason": change.reason, "undoes": change.undoes, **orjson.loads(change.summary)}


def _fields(connection: Connection, change: int, row: RowId | None) -> list[Told]:
    """Give each field that a change touched, of all its rows or of one, with the state where that changed."""
    asked = select(REVISIONS).where(REVISIONS.c.change_id == change)
    if row is not None:
        asked = asked.where(revisions_of(row))
    told = []
    for one in connection.execute(asked.order_by(REVISIONS.c.table_name, REVISIONS.c.row_key)):
        before, after = Held.unpacked(one.before), Held.unpacked(one.after)
        fields = fields_that_differ(_with_state(before), _with_state(after))
        told += [
            {"table": one.table_name, "key": orjson.loads(one.row_key), "field": name, "old": old, "new": new}
            for name, old, new in fields
        ]
    return told


def _with_state(held: Held | None) -> Cells:
    return {} if held is None else {**held.cells, "state": str(held.state), **({"why": held.why} if held.why else {})}
