"""`unmap workspace`, `history`, `undo`, `publish`, `editions`: a record that its keepers edit, from the command line.

Whoever can open the database is a keeper of it, so what is done here needs a reason and nobody's leave.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import pandas as pd
import typer
from rich.console import Console

from unmap.cli.options import Form
from unmap.cli.printed_tables import Column, fitted
from unmap.errors import ParameterError, visible
from unmap.files import address_of, without_password
from unmap.formats.delimited import csv_text
from unmap.memory import share_pools
from unmap.workspace import publishing
from unmap.workspace.changing import COMMAND_LINE, history, undo
from unmap.workspace.database import open_database
from unmap.workspace.publishing import Folders
from unmap.workspace.record_state import RowId
from unmap.workspace.row_cells import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unmap.workspace.database import Database


@contextmanager
def opened(address: Path) -> Iterator[tuple[Database, Folders]]:
    """Give the database of a workspace, and a place for its folders until the block ends."""
    share_pools()
    database = open_database(address)
    with TemporaryDirectory(prefix="unmap-workspace-") as place:
        try:
            yield database, Folders(database, Path(place))
        finally:
            database.close()


def new_workspace(address: Path, folder: Path, reason: str) -> None:
    """Make a workspace from a data folder, and say how to serve it."""
    share_pools()
    edition = publishing.new_workspace(address, folder, COMMAND_LINE, reason)
    typer.echo(f"{visible(without_password(address_of(address)))} holds {visible(str(folder))} (edition {edition}).")
    typer.echo(f'Next: unmap serve --workspace "{visible(str(address))}"')


class HistoryAsked(NamedTuple):
    """Which changes to show: one, those of a row, or the newest."""

    change: int | None
    row: str | None
    limit: int


def show_history(workspace: Path, asked: HistoryAsked, form: Form) -> None:
    """Print changes; raises ParameterError where there is none of the number asked for."""
    change, row, limit = asked
    wanted = None if row is None else _row(row)
    with opened(workspace) as (database, _):
        found = history(database, row=wanted, change=change, limit=limit)
    if change is not None and not found:
        raise ParameterError("change", "there is none of this number", change)
    if form is Form.JSON:
        typer.echo(orjson.dumps(found))
        return
    names = ("change", "kind", "at", "by", "rows", "reason")
    _print([{**{name: one[name] for name in names}, "undone by": one["undone_by"]} for one in found], form)
    fields = [{"change": one["change"], **field} for one in found for field in one.get("fields", ())]
    if fields:
        typer.echo("")
        _print([{**one, "key": ", ".join(one["key"])} for one in fields], form)


def _row(text: str) -> RowId:
    table, _, key = text.partition("/")
    if table not in TABLES or not key:
        raise ParameterError("row", f"must be TABLE/KEY with a table of {', '.join(TABLES)}", text)
    return RowId(table, orjson.dumps(key.split("|")).decode())


def undo_change(workspace: Path, change: int, reason: str) -> int:
    """Undo a change, print what became of its rows and give the exit code."""
    with opened(workspace) as (database, _):
        done = undo(database, COMMAND_LINE, change, reason)
    typer.echo(f"change {done.change}: {len(done.back):,} rows went back, {len(done.stayed):,} stayed")
    for row, why in done.stayed:
        typer.echo(visible(f"  {row} {why}"))
    typer.echo("Readers see it once it is published.")
    return 1 if done.stayed else 0


def publish_record(workspace: Path, reason: str, edition: str | None) -> None:
    """Publish the record, or an earlier edition again, and print what changed for readers."""
    with opened(workspace) as (database, folders):
        if edition is not None:
            publishing.go_back(database, COMMAND_LINE, edition, reason)
            typer.echo(f"edition {edition} is current again; the record itself stays as it is")
            return
        done = publishing.publish(database, folders, COMMAND_LINE, reason)
        if not done.new:
            typer.echo(f"edition {done.edition} is current already: nothing that readers see has changed")
            return
        changes = publishing.edition_changes(database, publishing.publications(database, 1)[0]["publication"])
    rows = Counter((table, what) for table, _, what in {(one["table"], one["key"], one["change"]) for one in changes})
    typer.echo(f"edition {done.edition} is current")
    for (table, what), count in sorted(rows.items()):
        typer.echo(f"  {table}: {count:,} {what}")


def show_editions(workspace: Path, publication: int | None, form: Form) -> None:
    """Print what was published, or what one publication changed."""
    with opened(workspace) as (database, _):
        if publication is None:
            found = publishing.publications(database)
        else:
            found = publishing.edition_changes(database, publication)
    _print(found, form)


_NUMBERS = {"rows", "undone by", "publication"}
_WHOLE = {"at", "edition", "kept"}
_SPARE = {"by": 1, "kind": 2}


def _print(rows: Sequence[dict[str, Any]], form: Form) -> None:
    """Print rows of the same columns."""
    if form is Form.JSON:
        typer.echo(orjson.dumps(list(rows)))
        return
    if form is Form.CSV:
        typer.echo(csv_text(pd.DataFrame(rows)).encode(), nl=False)
        return
    columns = [
        Column(
            name,
            ["" if one[name] is None else visible(str(one[name])) for one in rows],
            words=name not in _NUMBERS | _WHOLE,
            spare=_SPARE.get(name, 0),
            left=name not in _NUMBERS,
        )
        for name in (rows[0] if rows else ())
    ]
    console = Console()
    console.print(fitted(columns, console.width), highlight=False) if columns else console.print("Nothing yet.")
