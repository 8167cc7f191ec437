"""`unmap check`: every problem of a data folder, one line each."""

from __future__ import annotations

from dataclasses import asdict, fields
from enum import StrEnum
from typing import TYPE_CHECKING

import orjson
import pandas as pd
import typer

from unmap.dataset import manifest, read_tables
from unmap.errors import DataError
from unmap.export.delimited import csv_text
from unmap.join import check, load
from unmap.models import Issue, schema
from unmap.models.issues import visible

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.dataset import Dataset

PROBLEMS = 1
"""Exit code where a folder has problems."""


class Form(StrEnum):
    """Form of the list of problems."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def check_data(folder: Path, form: Form, *, accepted: bool = False) -> int:
    """Print every problem of the folder and give the exit code.

    With `accepted` the manifest of the folder is written anew first, where nothing else is wrong with it. Raises
    DataError where there is no such folder and OutputError where the manifest cannot be written.
    """
    dataset, issues = _read(folder)
    taken: tuple[Issue, ...] = ()
    if accepted and all(issue.code in manifest.CODES for issue in issues):
        manifest.accept(folder, read_tables(folder)[0])
        taken, (dataset, issues) = issues, _read(folder)
    if form is Form.JSON:
        typer.echo(orjson.dumps(_records(issues)))
    elif form is Form.CSV:
        table = pd.DataFrame(_records(issues), columns=[field.name for field in fields(Issue)])
        typer.echo(csv_text(table).encode(), nl=False)
    else:
        # What was taken in says how many rows a file had and has: rows lost by accident are seen here or never.
        for issue in taken:
            typer.echo(f"Accepted: {issue.file} {issue.message.removesuffix(manifest.CURE)}")
        for issue in issues:
            typer.echo(str(issue))
        if dataset is not None:
            typer.echo(_clean(dataset, folder))
    return PROBLEMS if issues else 0


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
    rows = sum(len(getattr(dataset, table.name)) for table in schema.TABLES)
    clean = f"No problems in {len(schema.TABLES)} tables with {rows:,} rows (edition {dataset.edition})."
    if manifest.read_records(folder):
        return clean
    return f"{clean}\nNo manifest tells whether a file was cut short; --accept records the files as they are."
