"""Workspaces that each test has for itself, copied from one that was filled once."""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.workspace.stores import Workspace, filled, new_database, opened, postgresql, postgresql_programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.exhaustive))
_NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of our own; skip where the machine has none."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with postgresql(programs) as address:
        yield address


@pytest.fixture(scope="session")
def filled_file(written_squares: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("workspace")
    made = filled(str(place / "squares.db"), written_squares, place / "folders")
    made.database.close()
    return place / "squares.db"


@pytest.fixture(scope="session")
def filled_database(server: str, written_squares: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    made = filled(new_database(server, "filled"), written_squares, tmp_path_factory.mktemp("folders"))
    made.database.close()
    return made.address


@pytest.fixture(params=STORES)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of squares in each kind of store."""
    made = opened(copied(request, request.param, tmp_path), tmp_path / "folders")
    yield made
    made.database.close()


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of squares in a file."""
    made = opened(copied(request, "sqlite", tmp_path), tmp_path / "folders")
    yield made
    made.database.close()


def copied(request: pytest.FixtureRequest, store: str, place: Path) -> str:
    """Copy the workspace that was filled once, in one kind of store, and give its address."""
    if store == "sqlite":
        return str(shutil.copyfile(request.getfixturevalue("filled_file"), place / "squares.db"))
    request.getfixturevalue("filled_database")
    return new_database(request.getfixturevalue("server"), f"copy{next(_NUMBERS)}", "filled")
