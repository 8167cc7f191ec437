"""Putting newly read data in the place of the old, without a request noticing more than its new answer."""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from starlette.concurrency import run_in_threadpool

from unmap.dataset.loading import edition
from unmap.errors import DataError
from unmap.memory import give_back

from ..loading import problems_of
from ..service import Service
from .logs import tell, tell_error
from .warming import make_ready, warm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from .gate import Gate

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


class Reloader:
    """Reads data beside the data that is served, and puts it in its place."""

    def __init__(self, gate: Gate, told: Callable[[str, Reload | None], None] | None = None) -> None:
        """Work for `gate`; `told` hears of every beginning and every outcome."""
        self._gate, self._told = gate, told
        self.since = now()
        self.last: Reload | None = None
        self._next: Service | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False

    @property
    def serving(self) -> Service:
        """What is served; raises DataError before anything is."""
        if self._gate.service is None:
            raise DataError("no data is loaded yet")
        return self._gate.service

    def request(self) -> None:
        """Read the data again soon; asked while it is being read, once more after that."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        else:
            self._again = True

    async def _run(self) -> None:
        again = True
        while again:
            self._again = False
            if self._told is not None:
                self._told("begun", None)
            done = await self.reload()
            if self._told is not None:
                self._told("done", done)
            again = self._again

    async def reload(self, folder: Path | None = None) -> Reload:
        """Read the data folder of the settings, or another, and serve it unless it is broken."""
        begun = perf_counter()
        problems: tuple[str, ...] = ()
        try:
            new = await self.prepare(folder)
            outcome: Outcome = self.swap() if new else "unchanged"
        except DataError as error:
            outcome, problems = "kept", problems_of(error, folder or self.serving.settings.data)
        except Exception as error:  # noqa: BLE001 - whatever happens, the old data goes on being served
            tell_error("reload failed", error)
            outcome, problems = "kept", ("the data could not be read; the log of the server says why",)
        return self.note(outcome, perf_counter() - begun, problems)

    async def prepare(self, folder: Path | None = None) -> bool:
        """Read the folder and make ready what is asked most; false where the same data is served already.

        Raises DataError where it is broken.
        """
        old = self.serving
        settings = old.settings if folder is None else old.settings.model_copy(update={"data": folder})
        if await run_in_threadpool(_edition, settings.data) == old.dataset.edition:
            return False
        with _short_turns():
            new = await run_in_threadpool(Service.of, settings)
            await run_in_threadpool(new.prepare)
        new.follow(old)
        await warm(self._gate.app, old, new, WARM_S)
        self._next = new
        return True

    def swap(self) -> Outcome:
        """Serve what was made ready."""
        if self._next is None:
            return "unchanged"
        self._gate.turn_to(self._next)
        self._next = None
        self.since = now()
        asyncio.get_running_loop().call_later(1.0, settle)
        return "swapped"

    def forget(self) -> None:
        """Do without what was made ready."""
        self._next = None

    def note(self, outcome: Outcome, seconds: float, problems: tuple[str, ...] = ()) -> Reload:
        """Remember an outcome, write it down and count it."""
        self.last = Reload(now(), outcome, self.serving.dataset.edition, round(seconds, 2), problems)
        self._gate.metrics.reloads[outcome] += 1
        level = 40 if outcome == "kept" else 20
        tell("reload", level=level, **self.last.document())
        return self.last


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
