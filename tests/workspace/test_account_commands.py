"""`unmap user` and `unmap token`: who is let in is let in once, and who is sent away opens nothing any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from unmap.cli.app import app
from unmap.errors import NotFoundError, ParameterError
from unmap.workspace.accounts import Proof, holder, open_session

if TYPE_CHECKING:
    from tests.workspace.stores import Workspace


def told(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--workspace", workspace.address])


def line(result: Result) -> str:
    """Give what a command printed, which is one line."""
    assert result.exit_code == 0, result.output
    [printed] = result.stdout.splitlines()
    return printed


def test_a_user_gets_a_link_that_opens_one_session_once(workspace: Workspace) -> None:
    site = "https://maps.example.org/"
    words = ("user", "add", "Luisa", "--role", "contributor", "--organisation", "AAA", "--site", site)
    address = line(told(workspace, *words))
    assert address.startswith("https://maps.example.org/signin/")
    link = address.rsplit("/", 1)[-1]
    session = open_session(workspace.database, link)
    user = holder(workspace.database, session, Proof.SESSION)
    assert user is not None
    assert (user.name, user.role, user.organisation) == ("Luisa", "contributor", "AAA")
    with pytest.raises(NotFoundError):
        open_session(workspace.database, link)
    again = line(told(workspace, "user", "add", "Luisa", "--organisation", "AAA"))
    assert again.rsplit("/", 1)[-1] != link
    assert open_session(workspace.database, again.rsplit("/", 1)[-1])


def test_users_are_listed_and_one_that_is_ended_opens_nothing(workspace: Workspace) -> None:
    link = line(told(workspace, "user", "add", "Rosa", "--role", "reviewer")).rsplit("/", 1)[-1]
    session = open_session(workspace.database, link)
    token = line(told(workspace, "token", "add", "Rosa", "--label", "monthly"))
    spare = line(told(workspace, "user", "add", "Rosa", "--role", "reviewer")).rsplit("/", 1)[-1]
    assert "Rosa: reviewer" in told(workspace, "user", "list").stdout.splitlines()
    listed = json.loads(told(workspace, "user", "list", "--format", "json").stdout)
    assert {"name": "Rosa", "role": "reviewer", "organisation": "", "active": True}.items() <= listed[-1].items()
    assert line(told(workspace, "user", "end", "Rosa")) == "Rosa may not write any more."
    assert "Rosa: reviewer (ended)" in told(workspace, "user", "list").stdout.splitlines()
    assert holder(workspace.database, session, Proof.SESSION) is None
    assert holder(workspace.database, token, Proof.TOKEN) is None
    with pytest.raises(NotFoundError):
        open_session(workspace.database, spare)


def test_a_token_is_shown_once_and_opens_nothing_after_it_was_revoked(workspace: Workspace) -> None:
    told(workspace, "user", "add", "Ana", "--role", "keeper")
    token = line(told(workspace, "token", "add", "Ana", "--label", "monthly"))
    user = holder(workspace.database, token, Proof.TOKEN)
    assert user is not None
    assert user.name == "Ana"
    twice = told(workspace, "token", "add", "Ana", "--label", "monthly")
    assert isinstance(twice.exception, ParameterError)
    assert token not in told(workspace, "user", "list", "--format", "json").stdout
    assert line(told(workspace, "token", "end", "Ana", "--label", "monthly")).startswith("The token monthly of Ana")
    assert holder(workspace.database, token, Proof.TOKEN) is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("user", "add", "Luisa"), "organisation"),
        (("user", "add", "Luisa", "--organisation", "NOBODY"), "NOBODY"),
        (("user", "add", " "), "name"),
        (("user", "end", "Nobody"), "no active user of this name"),
        (("token", "add", "Nobody", "--label", "x"), "no active user of this name"),
        (("token", "end", "Nobody", "--label", "x"), "no such token in use"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(workspace: Workspace, words: tuple[str, ...], sentence: str) -> None:
    refused = told(workspace, *words)
    assert isinstance(refused.exception, NotFoundError | ParameterError), refused.output
    assert sentence in str(refused.exception)
