"""`unmap build`: official files to a data folder, with progress shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import TaskID

_SHOWN = 20


def build_data(sources: Path, out: Path) -> None:
    """Build the data folder `out` from `sources`; what was noticed is printed line by line. Raises SourceError."""
    from unmap.build import build  # noqa: PLC0415 - other commands do without the readers of official files

    console = Console(stderr=True, soft_wrap=True)
    steps: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:

        def progress(step: str, done: int, total: int) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step, total=total)
            bar.update(steps[step], completed=done, total=total)

        issues = build(sources, out, progress)
    for issue in issues[:_SHOWN]:
        console.print(str(issue), markup=False, highlight=False)
    if len(issues) > _SHOWN:
        console.print(f"and {len(issues) - _SHOWN} more", highlight=False)
    console.print(f"Wrote {out}; {len(issues)} things to know.", highlight=False)
