"""The arguments of `unmap workspace`, `history`, `undo`, `publish` and `editions`, as the command line takes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unmap.cli.options import SHIPPED, Form, Format
from unmap.files import shipped_data

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLE = "UNMAP_WORKSPACE"
"""Names the workspace of every command that is given none, as it does for the server."""

Workspace = Annotated[
    Path,
    typer.Option("--workspace", envvar=VARIABLE, help="Workspace: a file, or postgresql://...", show_default=False),
]
Reason = Annotated[str, typer.Option(help="Why, in a few words.", show_default=False)]

app = typer.Typer(help="Make a workspace, in which keepers edit a record.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Make a workspace, in which keepers edit a record."""


@app.command()
def new(
    address: Annotated[
        Path, typer.Argument(metavar="WORKSPACE", help="File to make, or postgresql://...", show_default=False)
    ],
    folder: Annotated[
        Path, typer.Option("--from", help="Data folder that it begins with.", show_default=SHIPPED)
    ] = shipped_data(),  # noqa: B008 - a path, the same for every call
    reason: Annotated[str, typer.Option(help="Why.")] = "the record that it begins with",
) -> None:
    """Make a workspace from a data folder, whose content is its first edition."""
    from unmap.cli import workspace_commands  # noqa: PLC0415 - other commands do without databases

    workspace_commands.new_workspace(address, folder, reason)


def history(
    workspace: Workspace,
    change: Annotated[int | None, typer.Argument(help="One change, field by field.", show_default="the newest")] = None,
    row: Annotated[
        str | None, typer.Option(metavar="TABLE/KEY", help="Of one row, such as offices/iom-07089.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Changes at most.")] = 20,
    form: Format = Form.TABLE,
) -> None:
    """Show who changed what in a workspace, when and why, the newest first."""
    from unmap.cli import workspace_commands  # noqa: PLC0415 - as above

    workspace_commands.show_history(workspace, workspace_commands.HistoryAsked(change, row, limit), form)


def undo(
    change: Annotated[int, typer.Argument(help="Number of the change, as the history tells it.", show_default=False)],
    workspace: Workspace,
    reason: Reason,
) -> None:
    """Put what a change touched back; leaves with 1 where rows stayed, since others changed or need them."""
    from unmap.cli import workspace_commands  # noqa: PLC0415 - as above

    raise typer.Exit(workspace_commands.undo_change(workspace, change, reason))


def publish(
    workspace: Workspace,
    reason: Reason,
    edition: Annotated[
        str | None, typer.Option(help="Go back to this earlier edition.", show_default="the record as it is")
    ] = None,
) -> None:
    """Make an edition of what is validated in a workspace, for readers to see; a broken record is not published."""
    from unmap.cli import workspace_commands  # noqa: PLC0415 - as above

    workspace_commands.publish_record(workspace, reason, edition)


def editions(
    workspace: Workspace,
    publication: Annotated[
        int | None, typer.Argument(help="What one publication changed, field by field.", show_default="a list of them")
    ] = None,
    form: Format = Form.TABLE,
) -> None:
    """Show what was published from a workspace, the newest first, or what one publication changed for readers."""
    from unmap.cli import workspace_commands  # noqa: PLC0415 - as above

    workspace_commands.show_editions(workspace, publication, form)


COMMANDS: dict[str, Callable[..., None]] = {"history": history, "undo": undo, "publish": publish, "editions": editions}
"""Commands of the first rank by their names."""
