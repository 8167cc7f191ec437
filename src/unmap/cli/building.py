"""`unmap build`: official files to a data folder, with progress shown."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from unmap.errors import SourceError
from unmap.files import require_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from unmap.models import Issue

SHOWN_OF_A_KIND = 3
"""Issues of one file and code that are printed; a gazetteer has hundreds of places without a point."""


def build_data(sources: Path, out: Path) -> None:
    """Build the data folder `out` from `sources` and print what was noticed. Raises SourceError and OutputError."""
    from unmap.build import build  # noqa: PLC0415 - other commands do without the readers of official files

    require_folder(out)
    console = Console(stderr=True, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("starting", total=None)

        def progress(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        try:
            issues = build(sources, out, progress)
        except SourceError as error:
            _show(console, error.issues)
            raise
    _show(console, issues)
    console.print(f"Wrote {out}; {len(issues)} things to know.", markup=False, highlight=False)


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
