"""Connections: bounded request heads, and an end for those who stand still.

uvicorn's parser gathers a head of any length, and waits for the rest of it, and for whoever reads nothing of an answer,
for ever. Only what asyncio defines of a protocol is added to here; whether an answer is under way is told from outside,
by `ConnectionMiddleware`.
"""

from __future__ import annotations

from asyncio import TimerHandle
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .limits import LARGEST_HEAD
from .logging import request_id
from .methods import WRITING
from .problem_json import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

HEAD_LIMIT_S = 30.0
"""Seconds for a request to become whole, and for a client to take anything of its answer."""

LINGER_S = 2.0
"""Seconds that a client gets to read why it was refused."""

END_OF_HEAD = b"\r\n\r\n"

CONNECTION = "unmap.connection"
"""Under which name a request's `state` holds its connection."""


def _refusal(status: HTTPStatus, code: str, description: str) -> bytes:
    """Give the whole answer to a request that cannot be read, as the other refusals are but for the application."""
    named = {"connection": "close", "x-request-id": request_id(None).decode()}
    answer = problem(status, code, description, headers=named)
    lines = b"".join(b"%b: %b\r\n" % pair for pair in answer.raw_headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, status.phrase.encode(), lines, bytes(answer.body))


TOO_LARGE = partial(
    _refusal,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "request-too-large",
    f"a request may have {LARGEST_HEAD} bytes; ask for less at once",
)
UNREADABLE = partial(_refusal, HTTPStatus.BAD_REQUEST, "bad-request", "this is no request of HTTP/1.1")


class ConnectionMiddleware:
    """Tells each connection when the application begins and ends to answer one of its requests."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        connection: Bounded | None = scope.get("state", {}).get(CONNECTION) if scope["type"] == "http" else None
        if connection is None:
            await self.app(scope, receive, send)
            return
        connection.answering += 1
        try:
            await self.app(scope, receive, send)
        finally:
            connection.answering -= 1
            connection.answered()


class Bounded(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 with bounds that its parser has not; needs `ConnectionMiddleware` around the application."""

    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Begin with a connection that has said nothing."""
        super().__init__(*args, **given)
        self.app_state = {**self.app_state, CONNECTION: self}
        self.answering = 0
        self._pending = 0
        self._last = b""
        self._refused = False
        self._clock: TimerHandle | None = None
        self._unsent = 0
        self._in_body = self._had_body = False

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Start to wait for a request."""
        super().connection_made(transport)
        self._start_clock(self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, up to LARGEST_HEAD bytes without the end of a head; what is written has bounds of its own."""
        if self._refused:
            return
        super().data_received(data)
        if self._in_body or self._had_body:
            self._had_body, self._pending, self._last = False, 0, b""
            self._stop_clock()
            return
        # The end of a head may lie across two pieces.
        _, end, rest = (self._last + data).rpartition(END_OF_HEAD)
        self._pending = len(rest) if end else self._pending + len(data)
        self._last = rest[1 - len(END_OF_HEAD) :]
        if self._pending > LARGEST_HEAD:
            self._refuse(TOO_LARGE)
        elif not self._pending:
            self._stop_clock()
        elif self._clock is None and not self._refused:
            self._start_clock(self._give_up)

    def on_headers_complete(self) -> None:
        """Note that a body follows, as far as one is read: the application bounds its size and its time."""
        super().on_headers_complete()
        self._in_body = self.scope["method"] in WRITING

    def on_message_complete(self) -> None:
        """Note that a body has ended."""
        super().on_message_complete()
        self._in_body, self._had_body = False, self._in_body

    def send_400_response(self, msg: str) -> None:
        """Tell that the request cannot be read."""
        del msg
        self._refuse(UNREADABLE)

    def answered(self) -> None:
        """Note that the application has said all of an answer; whoever takes nothing of it is left after a while."""
        if self._refused:
            # Behind the requests that came whole before.
            self.loop.call_soon(self._close_behind)
        elif self._clock is None and (unsent := self.transport.get_write_buffer_size()):
            self._unsent = unsent
            self._start_clock(self._leave_who_stands_still)

    def _refuse(self, answer: Callable[[], bytes]) -> None:
        if not self._refused:
            self._refused = True
            self._stop_clock()
            # By then the application has begun with a request that came whole in the same piece.
            self.loop.call_soon(self._turn_away, answer)

    def _turn_away(self, answer: Callable[[], bytes]) -> None:
        """Write an answer and close; what the client still sends is thrown away for a while.

        Closed at once, its system would throw the answer away instead of showing it. Where a request before it is
        still being answered, that answer goes out, and the connection closes behind it.
        """
        if self.transport.is_closing() or self.answering:
            return
        self.transport.write(answer())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._clock = self.loop.call_later(LINGER_S, self.transport.abort)

    def _close_behind(self) -> None:
        if not self.answering:
            self.transport.close()

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing() and not self.answering:
            self.transport.abort()

    def _leave_who_stands_still(self) -> None:
        self._clock = None
        unsent = self.transport.get_write_buffer_size()
        if unsent and unsent == self._unsent:
            self.transport.abort()
        elif unsent:
            self._unsent = unsent
            self._start_clock(self._leave_who_stands_still)

    def _start_clock(self, what: Callable[[], None]) -> None:
        self._clock = self.loop.call_later(HEAD_LIMIT_S, what)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
