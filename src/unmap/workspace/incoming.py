"""What comes in from outside: mistakes that readers report, and writes that are sent again with their key."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import delete, insert, select, update

from unmap.errors import ConflictError, NotAllowedError, NotFoundError, ParameterError
from unmap.workspace.changing import Role
from unmap.workspace.database import now, packed
from unmap.workspace.stored_tables import ANSWERS, MISTAKES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database

LONGEST_MESSAGE = 2_000
MOST_OPEN = 2_000
"""Mistakes that wait at once; further ones are turned away until some are settled."""

ABANDONED_MIN = 10
"""Minutes after which a write that never came to an answer may be tried again under its key."""

ANSWERS_KEPT_DAYS = 7


def report_mistake(database: Database, about: Mapping[str, str], message: str) -> int:
    """Keep what a reader says is wrong of a record or area, as plain text, and give its number.

    Raises ParameterError for an empty or too long message, ConflictError where too many wait.
    """
    told = "".join(one for one in message if one.isprintable() or one == "\n").strip()
    if not told:
        raise ParameterError("message", "must say what is wrong")
    if len(told) > LONGEST_MESSAGE:
        raise ParameterError("message", f"must have at most {LONGEST_MESSAGE:,} characters")
    with database.writing() as (connection, moment):
        open_now = select(MISTAKES.c.id).where(MISTAKES.c.settled_at.is_(None)).limit(MOST_OPEN)
        if len(connection.execute(open_now).all()) >= MOST_OPEN:
            raise ConflictError("many reports wait for an answer; send this one in a few days")
        row = {"id": moment, "told_at": now(), "about": packed(dict(about)), "message": told, "answer": ""}
        connection.execute(insert(MISTAKES).values(**row))
        return moment


def open_mistakes(database: Database) -> list[dict[str, Any]]:
    """Give the mistakes that nobody has settled, the oldest first."""
    asked = select(MISTAKES).where(MISTAKES.c.settled_at.is_(None)).order_by(MISTAKES.c.id)
    with database.reading() as connection:
        return [
            {"id": one.id, "told_at": one.told_at, "about": orjson.loads(one.about), "message": one.message}
            for one in connection.execute(asked)
        ]


def settle_mistake(database: Database, actor: Actor, mistake: int, answer: str) -> None:
    """Settle a mistake with a few words on what was done.

    Raises NotAllowedError for a contributor, ParameterError without an answer, NotFoundError where none waits.
    """
    if actor.role is Role.CONTRIBUTOR:
        raise NotAllowedError("settling is for reviewers and keepers")
    told = " ".join(answer.split())
    if not 0 < len(told) <= LONGEST_MESSAGE:
        raise ParameterError("answer", f"must say what was done, in at most {LONGEST_MESSAGE:,} characters")
    with database.writing() as (connection, _):
        this = (MISTAKES.c.id == mistake) & MISTAKES.c.settled_at.is_(None)
        settled = {"settled_at": now(), "settled_by": actor.name, "answer": told}
        if not connection.execute(update(MISTAKES).where(this).values(**settled)).rowcount:
            raise NotFoundError("no mistake of this number waits")


class Answer(NamedTuple):
    """What a write was answered: its status and its body as JSON."""

    status: int
    body: str


@dataclass(slots=True)
class Place:
    """The place of an answer under a key: what was answered before, or what is to be kept when the write has ended."""

    known: Answer | None = None
    made: Answer | None = None


@contextmanager
def once(database: Database, actor: Actor, key: str, asked: str) -> Iterator[Place]:
    """Give the place of an answer under a key of the actor's; where it holds one, nothing is to be done again.

    What stands in the place when the block ends well is kept. `asked` is the digest of what is asked. Raises
    ParameterError where the key stood for something else, ConflictError while the first one is still being done.
    """
    mine = (ANSWERS.c.idempotency_key == key) & (ANSWERS.c.made_by == actor.name)
    with database.writing() as (connection, _):
        long_ago = _before(timedelta(days=ANSWERS_KEPT_DAYS))
        connection.execute(delete(ANSWERS).where(ANSWERS.c.made_at < long_ago))
        found = connection.execute(select(ANSWERS).where(mine)).one_or_none()
        if found is not None and found.asked != asked:
            raise ParameterError("Idempotency-Key", "was sent with another request before")
        if found is not None and not found.answer and found.made_at > _before(timedelta(minutes=ABANDONED_MIN)):
            raise ConflictError("the same request is being done just now; ask again for its answer")
        if found is None or not found.answer:
            connection.execute(delete(ANSWERS).where(mine))
            row = {"idempotency_key": key, "made_by": actor.name, "asked": asked, "answer": "", "made_at": now()}
            connection.execute(insert(ANSWERS).values(**row))
    place = Place(known=Answer(*orjson.loads(found.answer)) if found is not None and found.answer else None)
    if place.known is not None:
        yield place
        return
    try:
        yield place
    finally:
        with database.writing() as (connection, _):
            if place.made is None:
                connection.execute(delete(ANSWERS).where(mine))
            else:
                connection.execute(update(ANSWERS).where(mine).values(answer=packed(list(place.made))))


def _before(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="seconds").replace("+00:00", "Z")
