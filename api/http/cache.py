"""The cache of ready answers: what was asked for before leaves from here as bytes, without a framework between.

Whole layers, tiles and features are most of the traffic of a map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bodies import key_of, send_representation
from .scope import READY

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from .bodies import Body, BodyCache, Representation


class CacheMiddleware:
    """Answers GET requests with what is ready; everything else is handed on."""

    def __init__(self, app: ASGIApp, bodies: Callable[[], BodyCache | None]) -> None:
        """Stand before `app`; `bodies` gives what is ready now, None before there is anything."""
        self.app = app
        self._bodies = bodies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            given = dict(scope["headers"])
            found = self._find(scope, given)
            if found is not None:
                body, form = found
                scope[READY], scope["route"] = True, body.route
                await send_representation(send, form, given)
                return
        await self.app(scope, receive, send)

    def _find(self, scope: Scope, given: dict[bytes, bytes]) -> tuple[Body, Representation] | None:
        bodies = self._bodies()
        # What needs a second look gets it from the application.
        if bodies is None or b"range" in given or b"if-match" in given:
            return None
        body = bodies.find(key_of(scope, given))
        if body is None or body.route is None:
            return None
        form = body.representations.get(body.coding(given.get(b"accept-encoding", b"")))
        return None if form is None else (body, form)
