"""Work that takes time: in threads, so many at once, and done once however many ask for it at the same time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from unmap.errors import UnmapError
from unmap.stopping import StoppedError, stoppable

from .turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

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


class Lane:
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
        self.running = self.waiting = self.overdue = 0

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
        self.overdue += 1
        return OverdueError(max(1, round(self.limit_s or 0)))


_SOONEST_S = 0.005
"""Seconds between two looks at a meter, at least."""


@dataclass(slots=True)
class _Place:
    """The place of a piece of work: whether it has been given to the next, and what will see to that."""

    given_on: bool = False
    clock: asyncio.TimerHandle | None = None


@dataclass(slots=True, eq=False)
class _Making(Generic[Made]):
    """Something that is being made, and how many wait for it."""

    task: asyncio.Task[Made]
    meter: Meter
    waiting: int = 0

    async def wait(self, lane: Lane) -> Made:
        """Give what is made; where all who waited have gone away it is stopped, or does not begin."""
        self.waiting += 1
        # Not yet stopped, although all who waited before have gone.
        self.meter.abandoned = False
        try:
            return await lane.within_limit(self.task, self.meter)
        except asyncio.CancelledError:
            if self.waiting == 1:
                self.meter.abandoned = True
                if not self.meter.begun:
                    self.task.cancel()
            raise
        finally:
            self.waiting -= 1


class Store(Generic[Made]):
    """What was made, by what it was made for, up to a size; the longest unused goes first.

    What was asked for once goes before what was asked for again, so that no row of questions, each asked once, drives
    out what everybody asks for. All of it happens in the event loop's thread but the making itself, so that no lock is
    needed.
    """

    def __init__(self, most: int, size: Callable[[Made], int], *, keeps: Callable[[Made], bool]) -> None:
        """Start empty; keep things of `most` in size together, as far as `keeps` lets each be kept."""
        self._most, self._size, self._keeps = most, size, keeps
        self._new: OrderedDict[Hashable, Made] = OrderedDict()
        self._wanted: OrderedDict[Hashable, Made] = OrderedDict()
        self._making: dict[Hashable, _Making[Made]] = {}
        self._held_wanted = 0
        self.held = 0
        self.made = 0

    def __len__(self) -> int:
        """Give how many things are kept."""
        return len(self._new) + len(self._wanted)

    def latest(self, count: int) -> list[tuple[Hashable, Made]]:
        """Give the things last used, those first that were used more than once."""
        return list(islice(chain(reversed(self._wanted.items()), reversed(self._new.items())), count))

    def find(self, key: Hashable) -> Made | None:
        """Give what is kept under `key`, if there is something."""
        thing = self._wanted.get(key)
        if thing is not None:
            self._wanted.move_to_end(key)
            return thing
        thing = self._new.pop(key, None)
        if thing is not None:
            self._promote(key, thing)
        return thing

    def _promote(self, key: Hashable, thing: Made) -> None:
        self._wanted[key] = thing
        self._held_wanted += self._size(thing)
        # Some room is left for what is new, which could not be asked for a second time otherwise.
        while self._held_wanted > self._most * _WANTED and len(self._wanted) > 1:
            oldest, least = self._wanted.popitem(last=False)
            self._held_wanted -= self._size(least)
            self._new[oldest] = least

    async def get(self, key: Hashable, make: Callable[[], Made], lane: Lane, client: Hashable = None) -> Made:
        """Give what is kept under `key`, made in `lane` on first use so that other requests go on.

        Who asks for what is being made waits for that; one that goes away does not stop it while others wait. Raises
        BusyError and OverdueError as the lane does.
        """
        while True:
            known = self.find(key)
            if known is not None:
                return known
            making = self._making.get(key)
            if making is None or making.task.done() or making.task.cancelling():
                meter = Meter(lane.limit_s)
                task = asyncio.create_task(self._made(key, make, lane, client, meter))
                making = self._making[key] = _Making(task, meter)
                task.add_done_callback(lambda done: self._finish(key, done))
            try:
                return await making.wait(lane)
            except StoppedError:
                # It stopped for those who went away, just before this one came.
                continue

    async def _made(self, key: Hashable, make: Callable[[], Made], lane: Lane, client: Hashable, meter: Meter) -> Made:
        thing = await lane.run(make, client, meter)
        self.made += 1
        if self._keeps(thing):
            self._new[key] = thing
            self.held += self._size(thing)
            self._shrink()
        return thing

    def _shrink(self) -> None:
        while self.held > self._most and len(self) > 1:
            kept = self._new if len(self._new) > 1 or not self._wanted else self._wanted
            _, oldest = kept.popitem(last=False)
            self.held -= self._size(oldest)
            if kept is self._wanted:
                self._held_wanted -= self._size(oldest)

    def _finish(self, key: Hashable, task: asyncio.Task[Made]) -> None:
        making = self._making.get(key)
        if making is not None and making.task is task:
            del self._making[key]
        if not task.cancelled():
            # Looked at here, since all who asked may have gone away.
            task.exception()


_WANTED = 0.8
"""Share of what is kept that is for things asked for more than once."""
