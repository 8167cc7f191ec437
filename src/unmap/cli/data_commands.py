"""`unmap build`, `check`, `verify`, `reload`: make a data folder, check it, hold it against its sources, serve it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict, fields
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pandas as pd
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from unmap.cli.options import data_folder
from unmap.cli.runfile import NotRunningError, find
from unmap.errors import DataError, Issue, ParameterError, SourceError, visible
from unmap.files import leads_to_workspace, require_folder
from unmap.formats.delimited import csv_text
from unmap.model import schema
from unmap.store import loading, read_tables
from unmap.store.loading import check, load, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from unmap.store import Dataset


SHOWN_OF_A_KIND = 3
"""Issues of one file and code that are printed; a gazetteer has hundreds of places without a point."""


PROBLEMS = 1
"""Exit code where a folder has problems."""


class Form(StrEnum):
    """Form of the list of problems."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def build_data(sources: Path, out: Path) -> None:
    """Build the data folder `out` from `sources` and print what was noticed. Raises SourceError and OutputError."""
    from unmap.build import build  # noqa: PLC0415 - other commands do without the readers of official files

    require_folder(out)
    console = Console(stderr=True, soft_wrap=True)
    with _reading(console) as progress:
        issues = build(sources, out, progress)
    _show(console, issues)
    console.print(f"Wrote {out}; {len(issues)} things to know.", markup=False, highlight=False)


@contextmanager
def _reading(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the reading of official files is, and what is wrong with one that ends it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("starting", total=None)

        def progress(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        try:
            yield progress
        except SourceError as error:
            _show(console, error.issues)
            raise


def verify_data(folder: Path, sources: Path, form: Form) -> int:
    """Print each difference between a data folder and its official files and give the exit code.

    Raises SourceError where one of the files cannot be read, DataError where there is no such folder and ParameterError
    where it was not made from official files.
    """
    from unmap.build import verify  # noqa: PLC0415 - other commands do without the readers of official files

    folder = data_folder(folder)
    with _reading(Console(stderr=True, soft_wrap=True)) as progress:
        issues = verify(folder, sources, progress)
    if form is Form.TEXT:
        for line in _lines(issues):
            typer.echo(line)
        told = f"{len(issues):,} differences" if issues else "Every value is what the official files say"
        typer.echo(f"{told} (edition {loading.edition(folder)}).")
    else:
        _print_records(issues, form)
    return PROBLEMS if issues else 0


def _show(console: Console, issues: Iterable[Issue]) -> None:
    for line in _lines(issues):
        console.print(line, markup=False, highlight=False)


def _lines(issues: Iterable[Issue]) -> Iterable[str]:
    kind = attrgetter("file", "code")
    for _, group in groupby(sorted(issues, key=kind), key=kind):
        same = list(group)
        yield from map(str, same[:SHOWN_OF_A_KIND])
        if len(same) > SHOWN_OF_A_KIND:
            yield f"{same[0].file} [{same[0].code}] and {len(same) - SHOWN_OF_A_KIND} more like these"


def check_data(folder: Path, form: Form, *, accepted: bool = False) -> int:
    """Print every problem of the folder and give the exit code.

    With `accepted` the manifest of the folder is written anew first, where nothing else is wrong with it. Raises
    DataError where there is no such folder and OutputError where the manifest cannot be written.
    """
    if accepted and leads_to_workspace(folder):
        raise ParameterError("accept", "is for data folders; what a workspace publishes is recorded already")
    folder = data_folder(folder)
    dataset, issues = _read(folder)
    taken: tuple[Issue, ...] = ()
    if accepted and all(issue.code in loading.MANIFEST_CODES for issue in issues):
        loading.accept(folder, read_tables(folder)[0])
        taken, (dataset, issues) = issues, _read(folder)
    if form is not Form.TEXT:
        _print_records(issues, form)
    else:
        # What was taken in says how many rows a file had and has: rows lost by accident are seen here or never.
        for issue in taken:
            typer.echo(f"Accepted: {issue.file} {issue.message.removesuffix(loading.CURE)}")
        for issue in issues:
            typer.echo(str(issue))
        if dataset is not None:
            typer.echo(_clean(dataset, folder))
    return PROBLEMS if issues else 0


def _print_records(issues: tuple[Issue, ...], form: Form) -> None:
    if form is Form.JSON:
        typer.echo(orjson.dumps(_records(issues)))
    else:
        table = pd.DataFrame(_records(issues), columns=[field.name for field in fields(Issue)])
        typer.echo(csv_text(table).encode(), nl=False)


def _records(issues: tuple[Issue, ...]) -> list[dict[str, str | int]]:
    """Give issues as records in which nothing steers a terminal."""
    return [
        {name: visible(cell) if isinstance(cell, str) else cell for name, cell in asdict(issue).items()}
        for issue in issues
    ]


def _read(folder: Path) -> tuple[Dataset | None, tuple[Issue, ...]]:
    """Give the dataset, or what keeps it from being one."""
    try:
        return load(folder), ()
    except DataError:
        # Loading stops at what makes the tables unsound; the list also holds what joining them finds.
        return None, check(folder)


def _clean(dataset: Dataset, folder: Path) -> str:
    tables = schema.tables_of(dataset.admin_levels)
    rows = sum(len(dataset.table(table.name)) for table in tables)
    clean = f"No problems in {len(tables)} tables with {rows:,} rows (edition {dataset.edition})."
    if loading.read_records(folder):
        return clean
    return f"{clean}\nNo manifest tells whether a file was cut short; --accept records the files as they are."


LIMIT_S = 300.0


_PAUSE_S = 0.1


def reload(port: int) -> None:
    """Wait until every worker of the server on `port` has read what its data folder holds, and tell what came of it.

    A server follows its folder by itself: this asks nothing of it. Raises NotRunningError where no server of this user
    runs there and DataError where the new data is broken, so that the server goes on with the old.
    """
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        server = find(port)
        workers = server.workers()
        if workers and all(map(_shows(Path(server.data)), workers)):
            # Where one could not read it, that is what there is to say.
            _show_workers(min((worker["reload"] for worker in workers), key=lambda one: one["outcome"] != "kept"))
            return
        time.sleep(_PAUSE_S)
    raise NotRunningError(f"the server on port {port} said nothing for {LIMIT_S:.0f} s")


def _shows(data: Path) -> Callable[[dict[str, Any]], bool]:
    """Give what tells whether a worker has read what a folder holds, or the edition that is current in a workspace."""
    if leads_to_workspace(data):
        from unmap.workspace.database import open_database  # noqa: PLC0415 - folders do without databases
        from unmap.workspace.publishing import current  # noqa: PLC0415

        edition = current(open_database(data))
        return lambda worker: worker["reload"]["edition"] == edition
    holds = signature(data)
    return lambda worker: worker["seen"] == holds


def _show_workers(outcome: dict[str, Any]) -> None:
    if outcome["outcome"] == "kept":
        raise DataError("\n".join([*outcome["problems"], f"edition {outcome['edition']} is served on"]))
    said = "is served now" if outcome["outcome"] == "swapped" else "is what the folder holds and what was served"
    Console(soft_wrap=True).print(f"edition {outcome['edition']} {said}", highlight=False)
