"""Methods: the service is read only; HEAD is answered as GET without its body, OPTIONS with what browsers ask first."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from .problem_json import problem
from .scope import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET, HEAD, OPTIONS"

PREFLIGHT = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "content-length": "0",
}
"""What an OPTIONS request is told, a browser's preflight among them."""


class MethodsMiddleware:
    """Answers HEAD and OPTIONS, and refuses methods that would change something (405)."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`, which answers GET."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on as GET, or answer it."""
        method = scope["method"] if scope["type"] == "http" else "GET"
        if method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            await self._head(scope, receive, send)
        elif method == "OPTIONS":
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)(scope, receive, send)
        else:
            await refuse(_not_allowed(), scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Ranges are defined for GET alone.
        headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
        inner = {**scope, "method": "GET", "headers": headers}

        async def headless(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        try:
            await self.app(inner, receive, headless)
        finally:
            scope["route"] = inner.get("route")


def _not_allowed() -> Response:
    return problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "unmap is read only: GET, HEAD and OPTIONS are answered",
        headers={"allow": METHODS},
    )
