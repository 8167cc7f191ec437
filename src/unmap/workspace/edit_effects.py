"""What an edit would do to the record that readers see, told before it is kept: the record without and with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from unmap.model.schema import tables_of as tables_of_folder
from unmap.store.checking import reference_issues, table_issues
from unmap.store.loading import join
from unmap.store.naming import gazetteer_of
from unmap.store.reading import FIRST_ROW, csv_table
from unmap.store.rules import rule_issues
from unmap.workspace.database import blob
from unmap.workspace.keepers_view import one_of, records_of
from unmap.workspace.publishing import files_of
from unmap.workspace.record_state import Held, RowId, State, needed, readers_rows, tables_of, with_parts
from unmap.workspace.row_cells import TABLES, file_of, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from sqlalchemy import Connection

    from unmap.errors import Issue
    from unmap.store import Dataset
    from unmap.workspace.database import Database
    from unmap.workspace.record_editing import Planned
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells

_NOT_KEPT = frozenset({"values", "places"})
"""Tables with a hundred thousand rows and no word about what keepers write: their rules are held when publishing."""


class Problem(NamedTuple):
    """Something that would keep the record from being published: the issue, and the row that it is about."""

    issue: Issue
    table: str
    key: str


class Effect(NamedTuple):
    """What an edit would come to: the record as it would be, and what readers would see without and with it.

    `after` is None where `problems` would keep it from them.
    """

    record: dict[str, Any]
    before: Dataset
    after: Dataset | None
    problems: list[Problem]


def effect(database: Database, served: Dataset, plan: Callable[[Connection], Planned], stale_before: str) -> Effect:
    """Give what an edit would come to if it were validated and published; nothing is written.

    It is told beside what is validated now, with everything else that waits to be published on both sides, so that
    only this edit makes the difference. `served` is an edition of the same workspace: boundaries, people and need are
    taken from it. Raises what `plan` does.
    """
    with database.reading() as connection:
        planned = plan(connection)
        shown = _rows_of_edition(connection, served.edition)
    then = {row: held for row, held in {**planned.record, **planned.rows}.items() if held is not None}
    record = one_of(records_of(then, planned.row.table), planned.row).told(stale_before)
    seen = planned.record.get(planned.row)
    # Kept for as long as the edition is served, and shared by what stands on the same boundaries.
    gazetteer_of(served)
    before, _ = _placed(_with_rows(served, shown, readers_rows(planned.record), []))
    issues: list[Issue] = []
    new = _with_rows(served, shown, readers_rows(_judged(then, planned.row)), issues)
    after, of_places = _placed(new)
    if new is not after:
        issues += _broken_rules(new)
    problems = [_problem(issue, new) for issue in sorted({*issues, *of_places})]
    told = {**record, "version": seen.version if seen else 0}
    return Effect(told, before.of_report(), None if problems else after.of_report(), problems)


def _rows_of_edition(connection: Connection, edition_id: str) -> dict[RowId, Cells]:
    files = files_of(connection, edition_id)
    found: dict[RowId, Cells] = {}
    for table in TABLES.values():
        if table.path in files:
            rows = rows_in(table, blob(connection, files[table.path]))
            found |= {RowId(table.name, key): cells for key, cells in rows.items()}
    return found


def _judged(record: Rows, row: RowId) -> Rows:
    """Give the record as it is once a reviewer has validated a row that waits."""
    if record[row].state is State.VALIDATED:
        return record
    touched = with_parts(record, [row])
    touched += needed(record, touched)
    waiting = {one: record[one] for one in touched if one == row or record[one].state is not State.WITHDRAWN}
    return {**record, **{one: Held.validated(held.cells) for one, held in waiting.items()}}


def _with_rows(
    served: Dataset, shown: Mapping[RowId, Cells], rows: Mapping[RowId, Cells], issues: list[Issue]
) -> Dataset:
    """Give the dataset with other rows than those `shown` in it; the same one, placed, where there are none."""
    whole = served.whole or served
    was, now = tables_of(shown), tables_of(rows)
    changed = {name: now[name] for name in TABLES if _by_key(name, was[name]) != _by_key(name, now[name])}
    if not changed:
        return whole
    frames = {name: _frame(name, cells, issues) for name, cells in changed.items()}
    # Placed anew: what stands beside an office depends on its names and on the aliases.
    plain = {name: whole.table(name)[[*TABLES[name].column_names]] for name in ("offices", "initiative_places")}
    return replace(whole, **cast("Any", {**plain, **frames}), whole=None, shown="")


def _placed(dataset: Dataset) -> tuple[Dataset, tuple[Issue, ...]]:
    """Give the dataset with its records in areas; as it is, where they are."""
    return (dataset, ()) if "join_method" in dataset.offices else join(dataset)


def _by_key(name: str, rows: list[Cells]) -> dict[tuple[str, ...], Cells]:
    return {tuple(row.get(column, "") for column in TABLES[name].key): row for row in rows}


def _frame(name: str, rows: list[Cells], issues: list[Issue]) -> pd.DataFrame:
    read = csv_table(file_of(TABLES[name], rows), TABLES[name], issues)
    # What was just written has a header.
    frame = cast("pd.DataFrame", read).reset_index(drop=True)
    issues += table_issues(frame, TABLES[name])
    return frame


def _broken_rules(dataset: Dataset) -> list[Issue]:
    levels = dataset.admin_levels
    tables = {table.name: table for table in tables_of_folder(levels) if table.name not in _NOT_KEPT}
    frames = {name: dataset.table(name) for name in tables}
    return [*reference_issues(frames, tables, levels), *rule_issues(frames, levels)]


def _problem(issue: Issue, dataset: Dataset) -> Problem:
    table = next((one for one in TABLES.values() if one.path == issue.file), None)
    if table is None or issue.row < FIRST_ROW:
        return Problem(issue, table.name if table else "", "")
    row = dataset.table(table.name).iloc[issue.row - FIRST_ROW]
    return Problem(issue, table.name, ", ".join(str(row[name]) for name in table.key))
