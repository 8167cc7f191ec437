"""The database of a workspace: made, opened and brought up to date; reads that see one state, writes one by one."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import orjson
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, event, insert, inspect, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import QueuePool

from unmap.errors import WorkspaceError
from unmap.files import address_of, leads_to_workspace, without_password
from unmap.workspace.stored_tables import BLOBS, CLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Engine

SERVER = "postgresql://"
"""Addresses that begin so lead to a database server; everything else is a file."""

_DRIVER = "postgresql+psycopg://"

WAIT_S = 60.0
"""Seconds that a write to a file waits for another one to end."""

_CONNECT_S = 10
"""Seconds that a server has to answer before it counts as away."""

FULL = "SQLITE_FULL"


def now() -> str:
    """Give the time in UTC, to the second, as RFC 3339 has it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def packed(content: object) -> str:
    """Give plain data as text that is the same for the same content."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()


class Database:
    """A database that holds a workspace."""

    def __init__(self, address: str, engine: Engine) -> None:
        """Keep where it is and how it is reached."""
        self.address = address
        self.engine = engine

    @property
    def name(self) -> str:
        """What messages call it: its file, or its address without a password."""
        return without_password(self.address)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection all of whose reads see one and the same state."""
        with self.told(), self.engine.connect().execution_options(**self._one_state()) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, int]]:
        """Give a connection for one write, and its moment; all of it is kept when the block ends well, or nothing."""
        with self.told(), self.engine.begin() as connection:
            counted = update(CLOCK).values(moment=CLOCK.c.moment + 1).returning(CLOCK.c.moment)
            yield connection, connection.execute(counted).scalar_one()

    def _one_state(self) -> dict[str, Any]:
        return {"isolation_level": "REPEATABLE READ"} if is_on_server(self.address) else {}

    def close(self) -> None:
        """Let go of the file or the server."""
        self.engine.dispose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell in a sentence what the database refuses."""
        try:
            yield
        except DBAPIError as error:
            raise WorkspaceError(f"{self.name}: {_reason(error)}") from error


def open_database(address: str | Path) -> Database:
    """Open the database of a workspace, and bring it to this release where an older one made it.

    Raises WorkspaceError where there is none, a newer release made it or it cannot be reached.
    """
    if not is_on_server(address) and not leads_to_workspace(address):
        what = "is no workspace" if Path(address).exists() else "there is no such workspace"
        raise WorkspaceError(f"{address}: {what}; make one with unmap workspace new")
    with _prepared(address) as (database, connection):
        if not inspect(connection).has_table(CLOCK.name):
            raise WorkspaceError(f"{database.name}: holds no workspace; make one with unmap workspace new")
        _bring_up_to_date(connection, database.name)
    return database


def make_database(address: str | Path) -> Database:
    """Make the tables of a workspace in a new file, or in a database of a server that holds none.

    Raises WorkspaceError where there is one already.
    """
    if not is_on_server(address) and os.path.lexists(address):
        raise WorkspaceError(f"{address}: is there already; a workspace is made where nothing is")
    with _prepared(address, new=True) as (database, connection):
        if not inspect(connection).has_table(CLOCK.name):
            _bring_up_to_date(connection, database.name)
            connection.execute(insert(CLOCK).values(id=1, moment=0))
        elif connection.execute(select(CLOCK.c.moment)).scalar_one():
            # One that was made and never filled holds nothing.
            raise WorkspaceError(f"{database.name}: holds a workspace already")
    return database


@contextmanager
def _prepared(address: str | Path, *, new: bool = False) -> Iterator[tuple[Database, Connection]]:
    """Give a database to prepare in one step; it is let go of where that fails."""
    database = _connected(address, new=new)
    try:
        with database.told(), database.engine.begin() as connection:
            yield database, connection
    except BaseException:
        database.close()
        raise


def is_on_server(address: str | Path) -> bool:
    """Tell whether an address leads to a database of a server."""
    return str(address).startswith("postgresql:/")


def _connected(address: str | Path, *, new: bool) -> Database:
    """Reach a server, or a file that is there; one that is not is made where a `new` workspace is wanted alone."""
    text = address_of(Path(address)) if isinstance(address, Path) else address
    try:
        if is_on_server(text):
            wait = {"connect_timeout": _CONNECT_S}
            return Database(
                text, create_engine(text.replace(SERVER, _DRIVER, 1), pool_pre_ping=True, connect_args=wait)
            )
        # A file that was moved away must not be taken for an empty one.
        file = f"file:{quote(str(Path(text).absolute()))}?mode={'rwc' if new else 'rw'}"
        opened = partial(sqlite3.connect, file, uri=True, timeout=WAIT_S, check_same_thread=False)
        engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool)
    except (NoSuchModuleError, ModuleNotFoundError):
        raise WorkspaceError(f"{SERVER}...: needs a driver; install unmap[postgresql]") from None
    except ArgumentError:
        raise WorkspaceError(f"{SERVER}...: is no address of a database") from None
    event.listen(engine, "connect", _as_wanted)
    event.listen(engine, "begin", _begun)
    return Database(text, engine)


def _as_wanted(connection: sqlite3.Connection, _: object) -> None:
    # sqlite3 begins transactions by rules of its own; SQLAlchemy says when instead, so that reads see one state.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _bring_up_to_date(connection: Connection, name: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        head = ScriptDirectory.from_config(config).get_current_head()
        raise WorkspaceError(
            f"{name}: a newer release of unmap made this workspace (this one knows it up to step {head})"
        ) from error


def _reason(error: DBAPIError) -> str:
    cause: Any = error.orig
    if getattr(cause, "sqlite_errorname", "") == FULL:
        return "nothing was written: the disk is full"
    if isinstance(error, OperationalError):
        said = str(cause).strip().splitlines()[0] if str(cause).strip() else "no answer"
        return f"nothing was written; the database cannot be used now ({said})"
    return f"nothing was written ({str(cause).strip().splitlines()[0]})"


def put_blobs(connection: Connection, contents: Mapping[str, bytes]) -> None:
    """Keep files by their SHA-256, each once."""
    known = select(BLOBS.c.sha256).where(BLOBS.c.sha256.in_(list(contents)))
    missing = {*contents} - {*connection.execute(known).scalars()}
    if missing:
        connection.execute(insert(BLOBS), [{"sha256": one, "content": contents[one]} for one in sorted(missing)])


def blob(connection: Connection, sha256: str) -> bytes:
    """Give a file by its SHA-256; WorkspaceError where it is not kept any more."""
    content = connection.execute(select(BLOBS.c.content).where(BLOBS.c.sha256 == sha256)).scalar_one_or_none()
    if content is None:
        raise WorkspaceError("a file of this edition is not kept any more")
    return cast("bytes", content)


def digest(content: bytes) -> str:
    """Give the SHA-256 of a file as text."""
    return hashlib.sha256(content).hexdigest()
