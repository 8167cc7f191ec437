"""Places for work, given to clients in turn."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

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
