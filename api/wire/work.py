"""Work that takes time: in threads, so many at once, and done once however many ask for it at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from starlette.concurrency import run_in_threadpool

from unmap.errors import UnmapError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Made = TypeVar("Made")


class BusyError(UnmapError):
    """All places for long work are taken; `retry_after_s` says when to ask again."""

    code: ClassVar[str] = "busy"

    def __init__(self, retry_after_s: int) -> None:
        """Keep how long to wait."""
        super().__init__("others are being answered; ask again a little later")
        self.retry_after_s = retry_after_s


class Lane:
    """Lets so much work at once into threads; what waits longer than `wait_s` seconds is turned away."""

    def __init__(self, at_once: int, wait_s: float | None = None) -> None:
        """Start empty; without `wait_s` work waits until it can start."""
        self._places = asyncio.Semaphore(at_once)
        self._wait_s = wait_s

    async def run(self, make: Callable[[], Made]) -> Made:
        """Give what `make` gives, worked out in a thread; raises BusyError where no place came free in time."""
        try:
            async with asyncio.timeout(self._wait_s):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError(max(1, round(self._wait_s or 0))) from None
        try:
            return await run_in_threadpool(make)
        finally:
            self._places.release()


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

    def find(self, key: Hashable) -> Made | None:
        """Give what is kept under `key`, if there is something."""
        thing = self._things.get(key)
        if thing is not None:
            self._things.move_to_end(key)
        return thing

    async def get(self, key: Hashable, make: Callable[[], Made], lane: Lane) -> Made:
        """Give what is kept under `key`, made in `lane` on first use so that other requests go on.

        Who asks for what is being made waits for that; one that goes away does not stop it.
        """
        known = self.find(key)
        if known is not None:
            return known
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._made(key, make, lane))
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    async def _made(self, key: Hashable, make: Callable[[], Made], lane: Lane) -> Made:
        thing = await lane.run(make)
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
