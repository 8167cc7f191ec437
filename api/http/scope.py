"""What a request carries in its ASGI scope besides what the server says: notes from a middleware to those around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

READY = "unmap.ready"
"""Set where an answer came from the cache."""

_REFUSED = "unmap.refused"

REFUSED = "refused"
"""Stands for a route where a request was turned away before there was one."""

UNMATCHED = "unmatched"
"""Stands for a route where no route has the path: the paths that clients make up are endless."""

CLIENT_LEFT = 499
"""What nginx calls the status of an answer that nobody was there to receive."""


async def refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that no route will see."""
    scope[_REFUSED] = True
    await response(scope, receive, send)


def route_of(scope: Scope) -> str:
    """Give the path that an answered request's route was declared with."""
    path: str = getattr(scope.get("route"), "path", UNMATCHED)
    return REFUSED if _REFUSED in scope else path
