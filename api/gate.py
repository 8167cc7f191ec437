"""What stands before the routes: headers that every answer carries, HEAD for GET, and bodies that are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bodies import key_of, send_body

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = [
    (name.encode(), value.encode())
    for name, value in (
        (
            "content-security-policy",
            (
                "default-src 'self'; img-src 'self' data:; object-src 'none'; "
                "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
            ),
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("access-control-allow-origin", "*"),
    )
]


class Gate:
    """Answers at once what was answered before, and hands everything else to the application behind it."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if head:
            scope = {**scope, "method": "GET"}
        ready = scope["app"].state.service.bodies.find(key_of(scope)) if scope["method"] == "GET" else None
        if ready is not None:
            await send_body(scope, send_with_headers, ready)
        else:
            await self.app(scope, receive, send_with_headers)
