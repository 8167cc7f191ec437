"""Work that takes time: in threads, so many at once, and done once however many ask for it at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from unmap.errors import UnmapError

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


class Lane:
    """Lets so much work at once into threads; what waits longer than `wait_s` seconds is turned away.

    Who asks is answered within `limit_s` seconds or told that it takes too long. A thread cannot be stopped: it goes on
    to its end, and what it makes is kept for who asks again. So that it does not hold up all others meanwhile, its
    place is given on half-way, as long as fewer than `spare` such threads run; beyond that places stay taken.
    """

    def __init__(self, at_once: int, wait_s: float | None = None, limit_s: float | None = None, spare: int = 3) -> None:
        """Start empty; without `wait_s` work waits until it can start."""
        self._places = asyncio.Semaphore(at_once)
        self._wait_s, self.limit_s, self._spare = wait_s, limit_s, spare
        self.running = self.waiting = self.overdue = 0

    async def run(self, make: Callable[[], Made]) -> Made:
        """Give what `make` gives, worked out in a thread; raises BusyError where no place came free in time."""
        self.waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError(max(1, round(self._wait_s or 0))) from None
        finally:
            self.waiting -= 1
        self.running += 1
        given_on = _GivenOn()
        clock = None
        if self.limit_s is not None:
            # Half-way, so that whoever waits behind it is still answered within the limit.
            clock = asyncio.get_running_loop().call_later(self.limit_s / 2, self._give_on, given_on)
        try:
            return await run_in_threadpool(make)
        finally:
            self.running -= 1
            if clock is not None:
                clock.cancel()
            if given_on.true:
                self._spare += 1
            else:
                self._places.release()

    def _give_on(self, given_on: _GivenOn) -> None:
        if self._spare > 0:
            self._spare -= 1
            given_on.true = True
            self._places.release()

    async def within_limit(self, task: asyncio.Task[Made]) -> Made:
        """Wait for `task` as long as one may; raises OverdueError beyond. The task itself goes on."""
        limit = asyncio.timeout(self.limit_s)
        try:
            async with limit:
                return await asyncio.shield(task)
        except TimeoutError:
            if not limit.expired():
                raise
            self.overdue += 1
            raise OverdueError(max(1, round(self.limit_s or 0))) from None


class _GivenOn:
    """Whether the place of a piece of work has been given to the next."""

    true = False


class Store(Generic[Made]):
    """What was made, by what it was made for, up to a size; the longest unused goes first.

    All of it happens in the event loop's thread but the making itself, so that no lock is needed.
    """

    def __init__(self, most: int, size: Callable[[Made], int], *, keeps: Callable[[Made], bool]) -> None:
        """Start empty; keep things of `most` in size together, as far as `keeps` lets each be kept."""
        self._most, self._size, self._keeps = most, size, keeps
        self._things: OrderedDict[Hashable, Made] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Made]] = {}
        self.held = 0
        self.made = 0

    def __len__(self) -> int:
        """Give how many things are kept."""
        return len(self._things)

    def latest(self, count: int) -> list[tuple[Hashable, Made]]:
        """Give the things last used, the very last first."""
        return list(islice(reversed(self._things.items()), count))

    def find(self, key: Hashable) -> Made | None:
        """Give what is kept under `key`, if there is something."""
        thing = self._things.get(key)
        if thing is not None:
            self._things.move_to_end(key)
        return thing

    async def get(self, key: Hashable, make: Callable[[], Made], lane: Lane) -> Made:
        """Give what is kept under `key`, made in `lane` on first use so that other requests go on.

        Who asks for what is being made waits for that; one that goes away does not stop it. Raises BusyError and
        OverdueError as the lane does.
        """
        known = self.find(key)
        if known is not None:
            return known
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._made(key, make, lane))
            task.add_done_callback(lambda done: self._finish(key, done))
        return await lane.within_limit(task)

    async def _made(self, key: Hashable, make: Callable[[], Made], lane: Lane) -> Made:
        thing = await lane.run(make)
        self.made += 1
        if self._keeps(thing):
            self._things[key] = thing
            self.held += self._size(thing)
            while self.held > self._most and len(self._things) > 1:
                _, oldest = self._things.popitem(last=False)
                self.held -= self._size(oldest)
        return thing

    def _finish(self, key: Hashable, task: asyncio.Task[Made]) -> None:
        del self._making[key]
        if not task.cancelled():
            # Looked at here, since all who asked may have gone away.
            task.exception()
