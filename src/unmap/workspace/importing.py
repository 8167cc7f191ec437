"""Sheets into the record of a workspace: by the very intake that adds to a data folder, then row by row with why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import delete, insert, select

from unmap.errors import ConflictError, DataError, NotAllowedError
from unmap.intake.adding import TablesOf, mapped_sheet, read_into
from unmap.intake.mapping import ColumnMapping
from unmap.store.loading import broken, load
from unmap.store.table_files import csv_bytes
from unmap.workspace.changing import Asked, Kind, apply, require_reason, written
from unmap.workspace.database import digest, packed, put_blobs
from unmap.workspace.publishing import read_record
from unmap.workspace.record_state import Held, RowId, State, keepers_rows, read_rows, readers_rows
from unmap.workspace.row_cells import REPORT, TABLES, only_names_its_report, rows_in
from unmap.workspace.stored_tables import MAPPINGS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from sqlalchemy import Connection

    from unmap.intake.adding import SheetAsked, SheetRead
    from unmap.intake.area_names import Alias
    from unmap.intake.mapping import Mapped
    from unmap.intake.reports_asked import ReportAsked
    from unmap.model import Table
    from unmap.store import Dataset
    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database
    from unmap.workspace.publishing import Folders, Record
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells

ChangedRows = dict[RowId, Held | None]
"""Rows as they are to be; None for one that goes."""

ATTEMPTS = 3
"""Times that an import is worked out again where somebody changes the same rows meanwhile."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import came to: each sheet as read, what it changes row by row, and the number of the change.

    `change` is 0 where nothing was to be written: a dry run, or a sheet that says what the record says.
    """

    sheets: list[SheetRead]
    rows: dict[RowId, tuple[Held | None, Held | None]]
    change: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAsked:
    """Sheets to take in, into which report, with the spellings that a person has accepted, and why."""

    sheets: Sequence[SheetAsked]
    report: ReportAsked
    decided: Sequence[Alias] = ()
    reason: str = ""
    dry_run: bool = False


def take_in(database: Database, folders: Folders, actor: Actor, asked: ImportAsked) -> Imported:
    """Take sheets into the record; every row of a sheet is in one bucket, and a dry run says what the run does.

    What a contributor brings waits for review. Raises what `unmap.intake.adding.add` does of sheets and report,
    NotAllowedError where a contributor's sheet touches rows of other organisations, ConflictError where others kept
    changing the same rows.
    """
    if not asked.dry_run:
        require_reason(asked.reason)
    for _ in range(ATTEMPTS):
        found, moment = _worked_out(database, folders, actor, asked)
        if asked.dry_run or not found.rows:
            return found
        with database.writing() as (connection, now):
            held = read_rows(connection, [*found.rows])
            if any(one.version > moment for one in held.values()) or _appeared(held, found):
                continue
            rows = {row: after for row, (_, after) in found.rows.items()}
            summary = {"sheets": [one.account.summary() for one in found.sheets]}
            found.change = apply(connection, now, Asked(actor, Kind.IMPORT, asked.reason, summary=summary), rows)
            _keep_sheets(connection, found, asked)
            return found
    raise ConflictError("others change the same rows; nothing was taken in, try again")


def _appeared(held: Mapping[RowId, Held], found: Imported) -> bool:
    return any(before is None and row in held for row, (before, _) in found.rows.items())


def _worked_out(database: Database, folders: Folders, actor: Actor, asked: ImportAsked) -> tuple[Imported, int]:
    record = read_record(database)
    dataset = _sound(folders, record)
    sheets = [_remembered(database, dataset, sheet) for sheet in asked.sheets]
    read, before, after = read_into(dataset, sheets, asked.report, asked.decided)
    rows = {row: (record.rows.get(row), held) for row, held in _changed(record.rows, before, after, actor).items()}
    _require_own(actor, [(row, *both) for row, both in rows.items()])
    return Imported(sheets=read, rows=rows), record.moment


def _remembered(database: Database, dataset: Dataset, sheet: SheetAsked) -> SheetAsked:
    """Give a sheet of which nobody said how its columns are meant with what was said of one with the same titles."""
    if sheet.mapping is not None:
        return sheet
    mapped = mapped_sheet(sheet, dataset)
    asked = select(MAPPINGS.c.mapping).where(MAPPINGS.c.header == _header(mapped))
    with database.reading() as connection:
        found = connection.execute(asked).scalar_one_or_none()
    return replace(sheet, table=mapped.table, mapping=None if found is None else _unpacked(found))


def _unpacked(said: str) -> ColumnMapping:
    told = orjson.loads(said)
    return ColumnMapping(**{**told, "none": tuple(told["none"])})


def _header(mapped: Mapped) -> str:
    return digest(packed([mapped.kind.name, *(column.title for column in mapped.table.columns)]).encode())


def _remember(connection: Connection, change: int, mapped: Mapped, mapping: ColumnMapping) -> None:
    """Keep how the columns of a sheet are meant, for the next one with the same titles; not where they stood in it."""
    header = _header(mapped)
    said = packed(asdict(replace(mapping, sheet=None, header_row=None)))
    connection.execute(delete(MAPPINGS).where(MAPPINGS.c.header == header))
    connection.execute(insert(MAPPINGS).values(header=header, mapping=said, change_id=change))


def _sound(folders: Folders, record: Record) -> Dataset:
    """Give the record with all that waits or, where one of those rows breaks it, without: it is no reason to wait.

    Raises DataError where what was validated is broken.
    """
    for rows in (keepers_rows(record.rows), readers_rows(record.rows)):
        with folders.of(record, rows) as folder:
            try:
                newest = load(folder)
            except DataError as error:
                issues = list(error.issues)
            else:
                return newest.whole or newest
    raise broken(Path("the record"), issues)


def _changed(rows: Rows, before: TablesOf, after: TablesOf, actor: Actor) -> ChangedRows:
    """Give the rows that an import changes, in the cells that it changes: the rest stays as it was written."""
    changed: ChangedRows = {}
    for table, frame in after.items():
        was, now = _text(table, before.get(table)), _text(table, frame)
        for key in dict.fromkeys((*was, *now)):
            row = RowId(table.name, key)
            if key not in now:
                changed[row] = None
            elif was.get(key) != now[key]:
                held = rows.get(row)
                if held is not None and only_names_its_report(was.get(key, {}), now[key]):
                    changed[row] = _named(held, now[key][REPORT])
                else:
                    changed[row] = written(held, _merged(held, was.get(key, {}), now[key]), _state(row, actor))
    return changed


def _named(held: Held, report: str) -> Held:
    """Give a row with its report; nobody needs to judge that, and whoever sees the row sees it."""
    shown = None if held.shown is None else {**held.shown, REPORT: report}
    return replace(held, cells={**held.cells, REPORT: report}, shown=shown)


def _text(table: Table, frame: pd.DataFrame | None) -> dict[str, Cells]:
    return {} if frame is None else rows_in(table, csv_bytes(table, frame))


def _merged(held: Held | None, was: Cells, now: Cells) -> Cells:
    if held is None or held.state is State.WITHDRAWN:
        return now
    cells = dict(held.cells)
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            cells[name] = now.get(name, "")
    return {name: cell for name, cell in cells.items() if cell}


def _state(row: RowId, actor: Actor) -> State:
    """Give the state of what an import writes: lists that the record draws on need nobody's judgement."""
    return State.VALIDATED if row.table in {"sources", "reports"} else actor.state


def _require_own(actor: Actor, rows: Sequence[tuple[RowId, Held | None, Held | None]]) -> None:
    others = {
        held.cells.get("agency_id", "")
        for row, before, after in rows
        if "agency_id" in TABLES[row.table].column_names and row.table != "agencies"
        if before is None or after is None or not only_names_its_report(before.cells, after.cells)
        if (held := after or before) is not None
    }
    if others and not actor.may_write(others):
        names = ", ".join(sorted(others - {actor.organisation})[:3])
        raise NotAllowedError(
            f"holds rows of other organisations than {actor.organisation} ({names}); nothing was taken in"
        )


def _keep_sheets(connection: Connection, found: Imported, asked: ImportAsked) -> None:
    contents = [one.file.read_bytes() for one in asked.sheets]
    put_blobs(connection, {digest(content): content for content in contents})
    connection.execute(
        insert(SHEETS),
        [
            {
                "change_id": found.change,
                "place": place,
                "file_name": one.file.name,
                "sha256": digest(content),
                "account": packed(read.account.summary()),
            }
            for place, (one, content, read) in enumerate(zip(asked.sheets, contents, found.sheets, strict=True))
        ],
    )
    for one, read in zip(asked.sheets, found.sheets, strict=True):
        if one.mapping is not None and one.mapping.columns:
            _remember(connection, found.change, read.mapped, one.mapping)
