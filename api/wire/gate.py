"""What stands before the application: ready bodies at once, and what no route has to think of.

Whole layers, tiles and features that were asked for before leave from here as bytes, without a framework between: that
is most of the traffic of a map, and measured at about twice the speed of a route. Everything else is handed on.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from ..problems import problem
from .bodies import key_of, known_already
from .headers import COMMON, METHODS, PREFLIGHT

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Message, Receive, Scope, Send

LONGEST_ADDRESS = 16_384
"""Bytes of path and query together; a filter is at most 1,024 of them."""

MOST_PARAMETERS = 100

NOTHING: Message = {"type": "http.response.body", "body": b""}


class Gate:
    """The whole service as one ASGI application, with the framework's application behind it."""

    def __init__(self, app: FastAPI) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        if method == "GET" and await self._ready(scope, send):
            return
        send = _with_common_headers(send, headless=method == "HEAD")
        refusal = _refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
        elif method == "OPTIONS":
            await send({"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": PREFLIGHT})
            await send(NOTHING)
        else:
            await self.app({**scope, "method": "GET"} if method == "HEAD" else scope, receive, send)

    async def _ready(self, scope: Scope, send: Send) -> bool:
        """Answer with a body that is ready, if there is one in the form that the client wants."""
        body = self.app.state.service.bodies.find(key_of(scope))
        if body is None:
            return False
        accepted, condition = b"", None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                condition = value
        form = body.forms.get(body.coding(accepted))
        if form is None:
            return False
        if condition is not None and known_already(condition, form.tag):
            await send(form.unchanged)
            await send(NOTHING)
        else:
            await send(form.start)
            await send(form.body)
        return True


def _refusal(scope: Scope) -> Response | None:
    """Give the answer to a request that no route should see, None for one that may pass."""
    if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
        return problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "unmap is read only: GET, HEAD and OPTIONS are answered",
            headers={"allow": METHODS},
        )
    query = scope["query_string"]
    if len(scope["raw_path"]) + len(query) > LONGEST_ADDRESS:
        return problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "address-too-long",
            f"an address may have {LONGEST_ADDRESS} bytes; ask for less at once",
        )
    if query.count(b"&") >= MOST_PARAMETERS:
        return problem(
            HTTPStatus.BAD_REQUEST, "too-many-parameters", f"an address may have {MOST_PARAMETERS} parameters"
        )
    return None


def _with_common_headers(send: Send, *, headless: bool) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["headers"][-len(COMMON) :] != COMMON:
                message = {**message, "headers": [*message["headers"], *COMMON]}
        elif headless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_on
