"""Workspaces of the country of squares for tests, in a file and in a PostgreSQL server that the tests start."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import create_engine, text

from tests.conftest import free_port
from unmap.workspace.changing import Actor, Role
from unmap.workspace.database import make_database, open_database
from unmap.workspace.publishing import Folders, fill
from unmap.workspace.record_state import RowId
from unmap.workspace.row_cells import TABLES, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.workspace.database import Database

KEEPER = Actor(name="Ana")
REVIEWER = Actor(name="Rosa", role=Role.REVIEWER)
CONTRIBUTOR = Actor(name="Luis", role=Role.CONTRIBUTOR, organisation="AAA")


class Workspace(NamedTuple):
    """A workspace of squares: its address, its database, and where its folders are written."""

    address: str
    database: Database
    folders: Folders


def row(table: str, **key: str) -> RowId:
    """Name a row by the cells of its key."""
    return RowId(table, key_of(TABLES[table], key))


def office(office_id: str) -> RowId:
    """Name an office."""
    return row("offices", office_id=office_id)


def filled(address: str, squares: Path, place: Path) -> Workspace:
    """Make a workspace of squares."""
    database = make_database(address)
    fill(database, squares, KEEPER, "as it is")
    return Workspace(address, database, Folders(database, place))


def opened(address: str, place: Path) -> Workspace:
    """Open a workspace again."""
    database = open_database(address)
    return Workspace(address, database, Folders(database, place))


def postgresql_programs() -> Path | None:
    """Give the folder of the newest PostgreSQL server on this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """Start a server of our own on a free port of the loopback, and give the address of its first database."""
    # A server refuses to run as root: then it runs as the user that Debian makes for it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    place = Path(tempfile.mkdtemp(prefix="unmap-postgresql-"))
    place.chmod(0o777)
    port, data = free_port(), place / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "-D", str(data), "-U", "keeper", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", str(data), "-w", "-t", "300", "-l", str(place / "log"), "-o", options, "start")
        try:
            yield f"postgresql://keeper@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def new_database(server: str, name: str, template: str = "template1") -> str:
    """Make a database on a server, a copy of another one if so, and give its address."""
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    engine.dispose()
    return server.rpartition("/")[0] + f"/{name}"
