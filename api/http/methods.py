"""Methods: reading is answered everywhere, HEAD as GET without its body; writing at the addresses of keepers alone."""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from .problem_json import problem
from .scope import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET, HEAD, OPTIONS"

WRITING = frozenset({"POST", "PATCH"})

WRITTEN = re.compile(
    r"/signin/[^/]+|/api/(session/end|reviews|imports(/problems)?|editions(/[^/]+/current)?|mistakes(/[^/]+/settle)?"
    r"|records/[^/]+(/[^/]+)?|changes/[^/]+/undo|users(/[^/]+/(link|end))?)|/mcp"
)
"""Addresses that take a body: writes, where there is a workspace, and questions; each knows which methods."""

LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 16_000_000
UPLOADS = frozenset({"/api/imports", "/api/imports/problems"})
"""Bytes of a body, and of one that is or holds a sheet."""

BODY_WAIT_S = 30.0
"""Seconds within which the next piece of a body has to come."""

PREFLIGHT = {
    "allow": METHODS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "content-length": "0",
}
"""What an OPTIONS request is told, a browser's preflight among them: pages of other sites may read."""


class MethodsMiddleware:
    """Answers HEAD and OPTIONS, and refuses what would write where nothing is written (405), or too much (413)."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`, which answers GET, and writes."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on as GET or as a write, or answer it."""
        method = scope["method"] if scope["type"] == "http" else "GET"
        if method == "GET":
            await self.app(scope, receive, send)
        elif method == "HEAD":
            await self._head(scope, receive, send)
        elif method == "OPTIONS":
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)(scope, receive, send)
        elif method in WRITING and WRITTEN.fullmatch(scope["path"]):
            await self._write(scope, receive, send)
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

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a write on, its body bounded in size and in how long it may keep waiting."""
        most = LARGEST_UPLOAD if scope["path"] in UPLOADS else LARGEST_BODY
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > most:
            await refuse(_too_large(most), scope, receive, send)
            return
        got, more = 0, True

        async def bounded() -> Message:
            nonlocal got, more
            try:
                # Behind the body only the end of the connection can come, which nobody waits for too long.
                async with asyncio.timeout(BODY_WAIT_S if more else None):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers={"connection": "close"}) from None
            more = message.get("more_body", False)
            got += len(message.get("body", b""))
            if got > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"connection": "close"})
            return message

        await self.app(scope, bounded, send)


def _too_large(most: int) -> Response:
    return problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "request-too-large",
        f"a body may have {most:,} bytes here",
        headers={"connection": "close"},
    )


def _not_allowed() -> Response:
    return problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "this address is read only: GET, HEAD and OPTIONS are answered",
        # What might follow of a body is not waited for.
        headers={"allow": METHODS, "connection": "close"},
    )
