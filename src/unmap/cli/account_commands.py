"""`unmap user` and `unmap token`: who may write to a workspace, and what scripts show for it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from unmap.cli.options import Form
from unmap.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.workspace.database import Database

user = typer.Typer(help="Say who may write to a workspace.", no_args_is_help=True)
token = typer.Typer(help="Make and revoke tokens, by which scripts write to a workspace.", no_args_is_help=True)

Workspace = Annotated[
    str,
    typer.Option("--workspace", envvar="UNMAP_WORKSPACE", help="File or address of the workspace.", show_default=False),
]
_Name = Annotated[str, typer.Argument(help="Display name; nothing else is kept of a person.", show_default=False)]
_Label = Annotated[str, typer.Option(help="What the token is for.", show_default=False)]
_Site = Annotated[
    str, typer.Option(envvar="UNMAP_BASE_URL", help="Address of the service, for the link.", show_default="path")
]


class UserRole(StrEnum):
    """What somebody may do, as the library has it, which other commands do without."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    KEEPER = "keeper"


@contextmanager
def _opened(address: str) -> Iterator[Database]:
    from unmap.workspace.database import open_database  # noqa: PLC0415 - other commands do without databases

    database = open_database(address)
    try:
        yield database
    finally:
        database.close()


@user.command("add")
def add_one(
    name: _Name,
    workspace: Workspace,
    role: Annotated[UserRole, typer.Option(help="What they may do.")] = UserRole.CONTRIBUTOR,
    organisation: Annotated[str, typer.Option(help="Of a contributor: agency_id whose rows they write.")] = "",
    site: _Site = "",
) -> None:
    """Add a user, or open one again, and print a link that works once; for a user that is there, print a new link."""
    from unmap.workspace.accounts import LINK_DAYS, add_user, new_link, user_named  # noqa: PLC0415 - as above
    from unmap.workspace.changing import Role  # noqa: PLC0415 - as above

    with _opened(workspace) as database:
        known = user_named(database, name)
        if known is not None and known.role == Role(role) and known.organisation in {organisation, ""}:
            link = new_link(database, name)
        else:
            link = add_user(database, name, Role(role), organisation)
    typer.echo(f"{site.rstrip('/')}/signin/{link}")
    typer.echo(f"The link opens one session, and ends after {LINK_DAYS} days; it is not shown again.", err=True)


@user.command("list")
def list_all(workspace: Workspace, form: Annotated[Form, typer.Option("--format", help="Form.")] = Form.TABLE) -> None:
    """List the users: name, role, organisation, whether they may still write."""
    from unmap.workspace.accounts import users  # noqa: PLC0415 - as above

    with _opened(workspace) as database:
        found = users(database)
    if form is Form.JSON:
        typer.echo(orjson.dumps([asdict(one) for one in found]))
        return
    for one in found:
        of = f" of {one.organisation}" if one.organisation else ""
        typer.echo(visible(f"{one.name}: {one.role}{of}{'' if one.active else ' (ended)'}"))


@user.command("end")
def end_one(name: _Name, workspace: Workspace) -> None:
    """End a user with all their sessions, links and tokens; what they wrote stays."""
    from unmap.workspace.accounts import end_user  # noqa: PLC0415 - as above

    with _opened(workspace) as database:
        end_user(database, name)
    typer.echo(visible(f"{name} may not write any more."))


@token.command("add")
def add_one_token(name: _Name, label: _Label, workspace: Workspace) -> None:
    """Print a token by which a script acts as a user; it is shown this once."""
    from unmap.workspace.accounts import add_token  # noqa: PLC0415 - as above

    with _opened(workspace) as database:
        made = add_token(database, name, label)
    typer.echo(made)


@token.command("end")
def end_one_token(name: _Name, label: _Label, workspace: Workspace) -> None:
    """Revoke a token."""
    from unmap.workspace.accounts import end_token  # noqa: PLC0415 - as above

    with _opened(workspace) as database:
        end_token(database, name, label)
    typer.echo(visible(f"The token {label} of {name} opens nothing any more."))
