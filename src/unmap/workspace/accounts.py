"""Who may write: users with a role, and what they show for it: links that work once, sessions, tokens for scripts.

Every credential is 256 random bits. It is shown once, to whom it was made for; the database holds its SHA-256 alone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from unmap.errors import NotAllowedError, NotFoundError, ParameterError
from unmap.workspace.changing import Actor, Role
from unmap.workspace.database import now, packed
from unmap.workspace.record_state import RowId, read_rows
from unmap.workspace.stored_tables import CREDENTIALS, USERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from unmap.workspace.database import Database

LINK_DAYS = 7
SESSION_DAYS = 30
"""Days after which a link that nobody used, and a session, end by themselves."""

LONGEST_NAME = 80
_BYTES = 32
_LONGEST_TOKEN = 200


class Proof(StrEnum):
    """What kind of credential: a link that opens one session, the session of a browser, the token of a script."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may write: a display name and nothing else of the person, a role, a contributor's organisation."""

    name: str
    role: Role
    organisation: str
    active: bool
    created_at: str

    @property
    def actor(self) -> Actor:
        """The same as who writes."""
        return Actor(name=self.name, role=self.role, organisation=self.organisation)


def require_keeper(actor: Actor) -> None:
    """Raise NotAllowedError for anybody but a keeper."""
    if actor.role is not Role.KEEPER:
        raise NotAllowedError("users are the affair of keepers")


def add_user(database: Database, name: str, role: Role, organisation: str = "") -> str:
    """Add a user, and give the token of a link that opens one session.

    A name that was ended once is opened again, with the role given. Raises ParameterError for a name that cannot be one
    or that an active user has, and for a contributor without an organisation of the record.
    """
    told = _require_name(name)
    with database.writing() as (connection, _):
        _require_organisation(connection, role, organisation)
        found = _user(connection, told)
        if found is not None and found.active:
            raise ParameterError("name", "is that of another user; names tell people apart")
        row = {"role": str(role), "organisation": organisation if role is Role.CONTRIBUTOR else "", "active": True}
        if found is None:
            connection.execute(insert(USERS).values(name=told, created_at=now(), **row))
        else:
            connection.execute(update(USERS).where(USERS.c.name == told).values(**row))
        return _issued(connection, told, Proof.LINK, "")


def _require_name(name: str) -> str:
    told = " ".join(name.split())
    if not told or not told.isprintable():
        raise ParameterError("name", "must be a display name")
    if len(told) > LONGEST_NAME:
        raise ParameterError("name", f"must have at most {LONGEST_NAME} characters")
    return told


def _require_organisation(connection: Connection, role: Role, organisation: str) -> None:
    if role is not Role.CONTRIBUTOR:
        return
    if not organisation:
        raise ParameterError("organisation", "is needed: a contributor writes the rows of one organisation")
    row = RowId("agencies", packed([organisation]))
    if row not in read_rows(connection, [row]):
        raise ParameterError("organisation", "is no agency_id of the record", organisation)


def users(database: Database) -> list[User]:
    """Give all users by name, those that were ended among them."""
    with database.reading() as connection:
        return [_told(row) for row in connection.execute(select(USERS).order_by(USERS.c.name))]


def user_named(database: Database, name: str) -> User | None:
    """Give an active user by name, as a trusted proxy says it; None for nobody."""
    with database.reading() as connection:
        found = _user(connection, name)
    return found if found is not None and found.active else None


def new_link(database: Database, name: str) -> str:
    """Give the token of one more link for an active user; raises NotFoundError for nobody."""
    with database.writing() as (connection, _):
        return _issued(connection, _require_active(connection, name).name, Proof.LINK, "")


def end_user(database: Database, name: str) -> None:
    """End a user: what they wrote stays, and no credential of theirs opens anything. NotFoundError for nobody."""
    with database.writing() as (connection, _):
        user = _require_active(connection, name)
        connection.execute(update(USERS).where(USERS.c.name == user.name).values(active=False))
        mine = (CREDENTIALS.c.user_name == user.name) & CREDENTIALS.c.ended_at.is_(None)
        connection.execute(update(CREDENTIALS).where(mine).values(ended_at=now()))


def add_token(database: Database, name: str, label: str) -> str:
    """Give a token for a script that acts as a user, shown this once.

    Raises NotFoundError for nobody, ParameterError for a label that is none or that a token in use has.
    """
    told = _require_name(label)
    with database.writing() as (connection, _):
        user = _require_active(connection, name)
        if connection.execute(select(CREDENTIALS.c.token_hash).where(_tokens(user.name, told))).first():
            raise ParameterError("label", "is that of another token in use", told)
        return _issued(connection, user.name, Proof.TOKEN, told)


def end_token(database: Database, name: str, label: str) -> None:
    """Revoke the token of a user by its label; raises NotFoundError where there is none in use."""
    with database.writing() as (connection, _):
        ended = connection.execute(update(CREDENTIALS).where(_tokens(name, label)).values(ended_at=now()))
        if not ended.rowcount:
            raise NotFoundError("there is no such token in use")


def _tokens(name: str, label: str) -> Any:  # noqa: ANN401 - a condition of SQL
    mine = (CREDENTIALS.c.user_name == name) & (CREDENTIALS.c.label == label)
    return mine & (CREDENTIALS.c.kind == str(Proof.TOKEN)) & CREDENTIALS.c.ended_at.is_(None)


def open_session(database: Database, link: str) -> str:
    """Use a link up, and give the token of the session that it opens.

    Raises NotFoundError for a link that is none, was used or has run out.
    """
    with database.writing() as (connection, _):
        found = _holder(connection, link, Proof.LINK)
        if found is None:
            raise NotFoundError("this link was used, has run out or never was one; ask a keeper for a new one")
        used = (CREDENTIALS.c.token_hash == _hash(link)) & CREDENTIALS.c.ended_at.is_(None)
        connection.execute(update(CREDENTIALS).where(used).values(ended_at=now()))
        return _issued(connection, found.name, Proof.SESSION, "")


def end_session(database: Database, token: str) -> None:
    """End a session; one that has ended already stays so."""
    with database.writing() as (connection, _):
        mine = (CREDENTIALS.c.token_hash == _hash(token)) & CREDENTIALS.c.ended_at.is_(None)
        connection.execute(update(CREDENTIALS).where(mine).values(ended_at=now()))


def holder(database: Database, token: str, proof: Proof) -> User | None:
    """Give the active user whom a credential of this kind belongs to, with the role of this moment; None for nobody."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    with database.reading() as connection:
        return _holder(connection, token, proof)


def _holder(connection: Connection, token: str, proof: Proof) -> User | None:
    held = (CREDENTIALS.c.token_hash == _hash(token)) & (CREDENTIALS.c.kind == str(proof))
    asked = (
        select(USERS, CREDENTIALS.c.ends_at)
        .join(CREDENTIALS, CREDENTIALS.c.user_name == USERS.c.name)
        .where(held, CREDENTIALS.c.ended_at.is_(None), USERS.c.active)
    )
    found = connection.execute(asked).one_or_none()
    if found is None or (found.ends_at is not None and found.ends_at <= now()):
        return None
    return _told(found)


def _issued(connection: Connection, name: str, proof: Proof, label: str) -> str:
    token = secrets.token_urlsafe(_BYTES)
    days = {Proof.LINK: LINK_DAYS, Proof.SESSION: SESSION_DAYS}.get(proof)
    ends = None if days is None else datetime.now(UTC) + timedelta(days=days)
    row = {
        "token_hash": _hash(token),
        "kind": str(proof),
        "label": label,
        "user_name": name,
        "created_at": now(),
        # As `now` writes it, so that the two can be compared as text.
        "ends_at": None if ends is None else ends.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    connection.execute(insert(CREDENTIALS).values(**row))
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _user(connection: Connection, name: str) -> User | None:
    found = connection.execute(select(USERS).where(USERS.c.name == name)).one_or_none()
    return None if found is None else _told(found)


def _require_active(connection: Connection, name: str) -> User:
    found = _user(connection, name)
    if found is None or not found.active:
        raise NotFoundError("there is no active user of this name")
    return found


def _told(row: Any) -> User:  # noqa: ANN401 - a row of any columns
    return User(
        name=row.name,
        role=Role(row.role),
        organisation=row.organisation,
        active=bool(row.active),
        created_at=row.created_at,
    )
