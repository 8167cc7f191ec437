"""Clients that go away before they are answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from starlette.requests import Request

Made = TypeVar("Made")

CLIENT_LEFT = 499
"""What nginx calls the status of an answer that nobody was there to receive."""


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
