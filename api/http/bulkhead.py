"""A bulkhead around work that takes time: so much of it at once in threads, each client in turn."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from starlette.concurrency import run_in_threadpool

from unmap.errors import UnmapError
from unmap.stopping import StoppedError, stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MOST_OF_ONE = 64
"""Pieces of work of one client that may wait at once; a browser opens six connections."""


class Turns:
    """So many places; a client that asks for much waits behind itself, and not before everybody else."""

    def __init__(self, places: int) -> None:
        """Start with all places free."""
        self._free = places
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    def full_for(self, client: Hashable) -> bool:
        """Tell whether as much of a client waits as may."""
        return len(self._waiting.get(client, ())) >= MOST_OF_ONE

    async def acquire(self, client: Hashable) -> None:
        """Wait for a place."""
        if self._free:
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled():
                self._leave(client, place)
            else:
                # It was given just before.
                self.release()
            raise

    def release(self) -> None:
        """Give a place to the client whose turn it is."""
        if not self._waiting:
            self._free += 1
            return
        client, queue = self._waiting.popitem(last=False)
        place = queue.popleft()
        if queue:
            self._waiting[client] = queue
        if place.done():
            # Its client goes away at this very moment.
            self.release()
        else:
            place.set_result(None)

    def _leave(self, client: Hashable, place: asyncio.Future[None]) -> None:
        queue = self._waiting.get(client)
        if queue is not None and place in queue:
            queue.remove(place)
            if not queue:
                del self._waiting[client]


Made = TypeVar("Made")


class BusyError(UnmapError):
    """All places for work of this kind are taken; `retry_after_s` says when to ask again."""

    code: ClassVar[str] = "busy"

    def __init__(self, retry_after_s: int) -> None:
        """Keep how long to wait."""
        super().__init__("others are being answered; ask again a little later")
        self.retry_after_s = retry_after_s


class OverdueError(UnmapError):
    """An answer takes longer than it may; `retry_after_s` says when to ask again."""

    code: ClassVar[str] = "took-too-long"

    def __init__(self, retry_after_s: int) -> None:
        """Keep how long to wait."""
        super().__init__("the answer takes longer than it may; ask for less at once, or again a little later")
        self.retry_after_s = retry_after_s


class Meter:
    """How long the thread of a piece of work has had a processor, and whether the work is to stop.

    A busy machine lets a thread wait, which is no fault of who asked: only what it works counts against `limit_s`.
    """

    def __init__(self, limit_s: float | None = None) -> None:
        """Start before the work does."""
        self.limit_s = limit_s
        self.abandoned = False
        self._clock: Callable[[], float] | None = None
        self._begun = self._spent = 0.0

    def run(self, make: Callable[[], Made]) -> Made:
        """Give what `make` gives, which this thread works out now; raises StoppedError where it was stopped."""
        self._begun = (clock := _clock_of_this_thread())()
        self._clock = clock
        try:
            with stoppable(self.check):
                return make()
        finally:
            self._spent, self._clock = clock() - self._begun, None

    @property
    def spent_s(self) -> float:
        """Seconds worked so far."""
        clock = self._clock
        return self._spent if clock is None else clock() - self._begun

    @property
    def begun(self) -> bool:
        """Whether the work has begun, or is done."""
        return self._clock is not None or self._spent > 0

    @property
    def overdue(self) -> bool:
        """Whether the work has taken longer than it may."""
        return self.limit_s is not None and self.spent_s >= self.limit_s

    def check(self) -> None:
        """Raise StoppedError where the work is to stop."""
        if self.abandoned or self.overdue:
            raise StoppedError("the work was stopped")


def _clock_of_this_thread() -> Callable[[], float]:
    """Give the clock of what this thread works, which any thread can read; where there is none, that on the wall."""
    if hasattr(time, "pthread_getcpuclockid"):
        return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))
    return time.perf_counter


class Bulkhead:
    """Lets so much work at once into threads, of each client in turn; what waits over `wait_s` seconds is turned away.

    Who asks is told that it takes too long when the work has taken `limit_s` seconds of a processor. A thread cannot be
    stopped unless its work asks whether it may go on: other work goes on to its end, and what it makes is kept for who
    asks again. So that it does not hold up all others meanwhile, its place is given on half-way, as long as fewer than
    `spare` such threads run; beyond that places stay taken.
    """

    def __init__(self, at_once: int, wait_s: float | None = None, limit_s: float | None = None, spare: int = 3) -> None:
        """Start empty; without `wait_s` work waits until it can start."""
        self._turns = Turns(at_once)
        self._wait_s, self.limit_s, self._spare = wait_s, limit_s, spare
        self.running = self.waiting = 0

    async def run(self, make: Callable[[], Made], client: Hashable = None, meter: Meter | None = None) -> Made:
        """Give what `make` gives, worked out in a thread for `client`.

        Raises BusyError where no place came free in time, or where too much of the same client waits already.
        """
        meter = meter or Meter(self.limit_s)
        await self._wait_for_turn(client)
        self.running += 1
        place = _Place()
        self._give_on_half_way(place, meter)
        try:
            return await run_in_threadpool(meter.run, make)
        finally:
            self.running -= 1
            if place.clock is not None:
                place.clock.cancel()
            if place.given_on:
                self._spare += 1
            else:
                self._turns.release()

    async def _wait_for_turn(self, client: Hashable) -> None:
        if self._turns.full_for(client):
            raise self._busy()
        self.waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._turns.acquire(client)
        except TimeoutError:
            raise self._busy() from None
        finally:
            self.waiting -= 1

    def _busy(self) -> BusyError:
        return BusyError(max(1, round(self._wait_s or 0)))

    def _give_on_half_way(self, place: _Place, meter: Meter) -> None:
        """Give a place to the next once its work has had half of its time; look again when it may have."""
        if self.limit_s is None:
            return
        left = self.limit_s / 2 - meter.spent_s
        if left > 0:
            loop = asyncio.get_running_loop()
            place.clock = loop.call_later(max(left, _SOONEST_S), self._give_on_half_way, place, meter)
        elif self._spare > 0:
            self._spare -= 1
            place.given_on = True
            self._turns.release()

    async def within_limit(self, task: asyncio.Task[Made], meter: Meter) -> Made:
        """Wait for `task` until its work has taken as long as it may; raises OverdueError then. The task goes on."""
        while not task.done():
            left = None if meter.limit_s is None else max(meter.limit_s - meter.spent_s, _SOONEST_S)
            await asyncio.wait({task}, timeout=left)
            if not task.done() and meter.overdue:
                raise self._too_long()
        try:
            return task.result()
        except StoppedError:
            if not meter.overdue:
                raise
            raise self._too_long() from None

    def _too_long(self) -> OverdueError:
        return OverdueError(max(1, round(self.limit_s or 0)))


_SOONEST_S = 0.005
"""Seconds between two looks at a meter, at least."""


@dataclass(slots=True)
class _Place:
    """The place of a piece of work: whether it has been given to the next, and what will see to that."""

    given_on: bool = False
    clock: asyncio.TimerHandle | None = None
