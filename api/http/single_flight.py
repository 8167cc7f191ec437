"""A single-flight LRU cache: what takes time is made once, however many ask meanwhile, and kept while it is used."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic

from unmap.stopping import StoppedError

from .bulkhead import Bulkhead, Made, Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable
    from typing import Any

    from starlette.requests import Request


@dataclass(slots=True, eq=False)
class _Flight(Generic[Made]):
    """Something that is being made, and how many wait for it."""

    task: asyncio.Task[Made]
    meter: Meter
    waiting: int = 0

    async def wait(self, bulkhead: Bulkhead) -> Made:
        """Give what is made; where all who waited have gone away it is stopped, or does not begin."""
        self.waiting += 1
        # Not yet stopped, although all who waited before have gone.
        self.meter.abandoned = False
        try:
            return await bulkhead.within_limit(self.task, self.meter)
        except asyncio.CancelledError:
            if self.waiting == 1:
                self.meter.abandoned = True
                if not self.meter.begun:
                    self.task.cancel()
            raise
        finally:
            self.waiting -= 1


class SingleFlightCache(Generic[Made]):
    """What was made, by what it was made for, up to a size; the longest unused goes first.

    What was asked for once goes before what was asked for again, so that no row of questions, each asked once, drives
    out what everybody asks for. All of it happens in the event loop's thread but the making itself, so that no lock is
    needed.
    """

    def __init__(self, most: int, size: Callable[[Made], int], *, keeps: Callable[[Made], bool]) -> None:
        """Start empty; keep things of `most` in size together, as far as `keeps` lets each be kept."""
        self._most, self._size, self._keeps = most, size, keeps
        self._new: OrderedDict[Hashable, Made] = OrderedDict()
        self._frequent: OrderedDict[Hashable, Made] = OrderedDict()
        self._flights: dict[Hashable, _Flight[Made]] = {}
        self._held_frequent = 0
        self.held = 0

    def __len__(self) -> int:
        """Give how many things are kept."""
        return len(self._new) + len(self._frequent)

    def latest(self, count: int) -> list[tuple[Hashable, Made]]:
        """Give the things last used, those first that were used more than once."""
        return list(islice(chain(reversed(self._frequent.items()), reversed(self._new.items())), count))

    def find(self, key: Hashable) -> Made | None:
        """Give what is kept under `key`, if there is something."""
        thing = self._frequent.get(key)
        if thing is not None:
            self._frequent.move_to_end(key)
            return thing
        thing = self._new.pop(key, None)
        if thing is not None:
            self._promote(key, thing)
        return thing

    def _promote(self, key: Hashable, thing: Made) -> None:
        self._frequent[key] = thing
        self._held_frequent += self._size(thing)
        # Some room is left for what is new, which could not be asked for a second time otherwise.
        while self._held_frequent > self._most * _FREQUENT and len(self._frequent) > 1:
            oldest, least = self._frequent.popitem(last=False)
            self._held_frequent -= self._size(least)
            self._new[oldest] = least

    async def get(self, key: Hashable, make: Callable[[], Made], bulkhead: Bulkhead, client: Hashable = None) -> Made:
        """Give what is kept under `key`, made in `bulkhead` on first use so that other requests go on.

        Who asks for what is being made waits for that; one that goes away does not stop it while others wait. Raises
        BusyError and OverdueError as the bulkhead does.
        """
        while True:
            known = self.find(key)
            if known is not None:
                return known
            flight = self._flights.get(key)
            if flight is None or flight.task.done() or flight.task.cancelling():
                meter = Meter(bulkhead.limit_s)
                task = asyncio.create_task(self._made(key, make, bulkhead, client, meter))
                flight = self._flights[key] = _Flight(task, meter)
                task.add_done_callback(lambda done: self._finish(key, done))
            try:
                return await flight.wait(bulkhead)
            except StoppedError:
                # It stopped for those who went away, just before this one came.
                continue

    async def _made(
        self, key: Hashable, make: Callable[[], Made], bulkhead: Bulkhead, client: Hashable, meter: Meter
    ) -> Made:
        thing = await bulkhead.run(make, client, meter)
        if self._keeps(thing):
            self._new[key] = thing
            self.held += self._size(thing)
            self._shrink()
        return thing

    def _shrink(self) -> None:
        while self.held > self._most and len(self) > 1:
            kept = self._new if len(self._new) > 1 or not self._frequent else self._frequent
            _, oldest = kept.popitem(last=False)
            self.held -= self._size(oldest)
            if kept is self._frequent:
                self._held_frequent -= self._size(oldest)

    def _finish(self, key: Hashable, task: asyncio.Task[Made]) -> None:
        flight = self._flights.get(key)
        if flight is not None and flight.task is task:
            del self._flights[key]
        if not task.cancelled():
            # Looked at here, since all who asked may have gone away.
            task.exception()


_FREQUENT = 0.8
"""Share of what is kept that is for things asked for more than once."""


class LeftError(Exception):
    """The client went away; whatever is answered reaches nobody."""


async def unless_gone(request: Request, making: Coroutine[Any, Any, Made]) -> Made:
    """Give what `making` gives; it is cancelled, and LeftError raised, once the client has gone away."""
    task = asyncio.ensure_future(making)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise LeftError
        return task.result()
    finally:
        gone.cancel()
        task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
