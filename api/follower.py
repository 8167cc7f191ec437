"""Following the data folder: newly read data takes the place of the old without a request noticing more than that."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import unquote

import orjson
from starlette.concurrency import run_in_threadpool

from unmap.errors import DataError
from unmap.files import write_whole
from unmap.memory import give_back
from unmap.store.loading import edition, signature

from .editions import problems_of
from .http.logging import tell, tell_error
from .http.negotiation import IDENTITY
from .keeping import keeping_of
from .service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from starlette.types import Message, Scope

    from unmap.store import Dataset

    from .http.bodies import Key

LOOK_S = 1.0
"""Seconds between two looks at the data folder."""

WARM_S = 5.0
"""Seconds that making the most asked answers may take before the new data is put in place without the rest of them."""

TURN_S = 0.0005

Outcome = Literal["swapped", "unchanged", "kept"]


@dataclass(frozen=True, slots=True)
class Reload:
    """What came of reading the data again: new data in place, nothing new, or the old kept since the new is broken."""

    at: str
    outcome: Outcome
    edition: str
    seconds: float
    problems: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Give it as plain data, for the log and for whoever asked for it."""
        return {**asdict(self), "problems": list(self.problems)}

    def counted(self) -> dict[str, Any]:
        """Give it as plain data with the number of problems: what they say may be read by those who keep the data."""
        return {**asdict(self), "problems": len(self.problems)}


def now() -> str:
    """Give the time, in UTC, as RFC 3339 has it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Follower:
    """Serves what the data folder holds: reads a new edition beside the one that is served, then swaps.

    Every worker follows by itself, so that two of them may be an edition apart for as long as reading takes.
    """

    def __init__(self, app: FastAPI) -> None:
        """Follow the folder of what `app` serves."""
        self._app = app
        self.since = now()
        self.last: Reload | None = None
        self._seen = self.serving.seen
        self._before = self._seen
        self._asked = asyncio.Event()
        if self.serving.problems:
            self.note("kept", 0.0, self.serving.problems)

    @property
    def serving(self) -> Service:
        """What is served."""
        service: Service = self._app.state.service
        return service

    def look_now(self) -> None:
        """Read the folder again at once, whatever its files look like."""
        self._seen = ""
        self._asked.set()

    async def run(self) -> None:
        """Look at the folder until cancelled."""
        self._tell_commands()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), LOOK_S)
            _end_without_parent()
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - whatever happens, what is served goes on being served
                tell_error("the data folder could not be looked at", error)

    async def _look(self) -> None:
        asked = self._asked.is_set()
        self._asked.clear()
        if (keeping := keeping_of(self.serving.settings)) is not None:
            await run_in_threadpool(keeping.follow)
        found = await run_in_threadpool(signature, self.serving.settings.data)
        # What somebody is writing changes again: it is read once it has stayed the same between two looks.
        settled, self._before = found == self._before, found
        if found != self._seen and (settled or asked):
            await self.reload()
            self._seen = found
            self._tell_commands()

    async def reload(self) -> Reload:
        """Read the data folder, and serve it unless it is broken."""
        begun = perf_counter()
        problems: tuple[str, ...] = ()
        try:
            outcome: Outcome = "swapped" if await self._renew() else "unchanged"
        except DataError as error:
            outcome, problems = "kept", problems_of(error, self.serving.settings.data)
        except Exception as error:  # noqa: BLE001 - whatever happens, the old data goes on being served
            tell_error("reload failed", error)
            outcome, problems = "kept", ("the data could not be read; the log of the server says why",)
        return self.note(outcome, perf_counter() - begun, problems)

    async def _renew(self) -> bool:
        """Read the folder, make ready what is asked most and serve it; false where the same data is served already.

        Raises DataError where it is broken.
        """
        old = self.serving
        if await run_in_threadpool(_edition, old.settings.data) == old.dataset.edition:
            return False
        with _short_turns():
            new = await run_in_threadpool(Service.of, old.settings)
            await run_in_threadpool(new.prepare)
        new.follow(old)
        await warm(self._app, old, new, WARM_S)
        # Requests that have begun end where they began.
        self._app.state.service = new
        self.since = now()
        asyncio.get_running_loop().call_later(1.0, settle)
        return True

    def note(self, outcome: Outcome, seconds: float, problems: tuple[str, ...] = ()) -> Reload:
        """Remember an outcome, write it down and count it."""
        self.last = Reload(now(), outcome, self.serving.dataset.edition, round(seconds, 2), problems)
        self._app.state.metrics.reloads.labels(outcome).inc()
        level = 40 if outcome == "kept" else 20
        tell("reload", level=level, **self.last.document())
        return self.last

    def _tell_commands(self) -> None:
        """Write down what this worker serves, for `unmap reload`."""
        shared = self.serving.settings.run_folder
        if shared is None:
            return
        last = self.last or Reload(self.since, "unchanged", self.serving.dataset.edition, 0.0)
        told = {"pid": os.getpid(), "seen": self._seen, "reload": last.document()}
        place = shared / "workers"
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True)
            write_whole(place / f"{os.getpid()}.json", orjson.dumps(told))


def _end_without_parent() -> None:
    """Stop a worker whose parent is gone: nobody could stop it or see it any more."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        os.kill(os.getpid(), signal.SIGTERM)


async def prepare(app: FastAPI, service: Service) -> None:
    """Make ready what is asked for most, beside the requests that come meanwhile."""
    try:
        with _short_turns():
            await run_in_threadpool(service.prepare)
            await make_ready(app, service)
    except Exception as error:  # noqa: BLE001 - what could not be made ready is made when it is asked for
        tell_error("what is asked for most could not be made ready", error)
    app.state.prepared = True
    settle()


def settle() -> None:
    """Give back what only the reading needed, and let the garbage collector pass over what stays.

    Looking all of it through held a request up by 40 ms.
    """
    gc.unfreeze()
    give_back()
    gc.freeze()


@contextmanager
def _short_turns() -> Iterator[None]:
    """Have threads take turns ten times as often: a request then does not wait 5 ms for the thread that reads data."""
    kept = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(kept)


def _edition(folder: Path) -> str | None:
    try:
        return edition(folder.resolve())
    except OSError:
        return None


_OF_LEVELS = (
    "/api/collections/{id}/items?f=topojson",
    "/api/need?level={word}",
    "/api/presence?level={word}&table=areas",
)


_OF_ALL = (
    "/",
    "/api/collections/offices/items",
    "/api/collections/initiatives/items",
    "/api/need/indicators",
    "/api/framework",
    "/api/agencies",
    "/api/facets",
    "/api/coverage",
    "/api/outcome-gaps",
    "/api/openapi.json",
)


def first_asked(dataset: Dataset) -> tuple[str, ...]:
    """Give what the first visitors of the map and of the API ask for: a server is not ready before it answered it."""
    of_levels = (
        address.format(id=level.id, word=level.word) for address in _OF_LEVELS for level in dataset.admin_levels
    )
    return (*_OF_ALL, *of_levels)


MOST_WARMED = 32
LONGEST_S = 0.5
"""Answers that took longer to make are made again when somebody asks for them."""


async def make_ready(app: FastAPI, service: Service) -> None:
    """Ask `service` for what its first visitors will, so that it has at hand what it derives from its data once."""
    for address in first_asked(service.dataset):
        path, _, query = address.partition("?")
        await _ask(app, service, ("http", b"", path.encode(), query.encode(), b""), IDENTITY)


async def warm(app: FastAPI, old: Service, new: Service, limit_s: float) -> None:
    """Ask `new` for what `old` was asked last, in every coding that was wanted, for at most `limit_s` seconds."""
    try:
        async with asyncio.timeout(limit_s):
            for key, body in old.bodies.latest(MOST_WARMED):
                if body.took_s > LONGEST_S:
                    continue
                for coding in tuple(body.representations):
                    await _ask(app, new, cast("Key", key), coding)
    except TimeoutError:
        tell("warming stopped before its end", limit_s=limit_s)


async def _ask(app: FastAPI, service: Service, key: Key, coding: str) -> None:
    scheme, host, raw_path, query, accept = key
    named = {b"host": host, b"accept": accept, b"accept-encoding": coding.encode() if coding != IDENTITY else b""}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": scheme,
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name, value) for name, value in named.items() if value],
        "client": None,
        "server": None,
        "state": {},
        # Where the dependency of the routes looks first.
        "unmap.service": service,
    }

    async def receive() -> Message:
        # Nobody asks, and so nobody goes away.
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
            tell("an answer could not be made ready", path=scope["path"], status=message["status"])

    await app(scope, receive, send)
