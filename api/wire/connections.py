"""Connections: ready answers at once, bounded request heads, and an end for those who stand still."""

from __future__ import annotations

from asyncio import TimerHandle
from functools import partial
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ..problems import problem
from .gate import Gate
from .headers import COMMON
from .logs import request_id
from .refusing import LARGEST_HEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

HEAD_LIMIT_S = 30.0
"""Seconds for a request to become whole, and for a client to take anything of its answer."""


SMALL = 65_536
"""Bytes of a body that is copied behind its head to leave in one piece; a larger one is handed over as it lies."""


LINGER_S = 2.0
"""Seconds that a client gets to read why it was refused."""


def _refusal(status: HTTPStatus, code: str, description: str) -> bytes:
    """Give the whole answer to a request that cannot be read, as the other refusals are but for the application."""
    named = {"connection": "close", "x-request-id": request_id(None).decode()}
    answer = problem(status, code, description, headers=named)
    lines = b"".join(b"%b: %b\r\n" % pair for pair in (*answer.raw_headers, *COMMON))
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, status.phrase.encode(), lines, bytes(answer.body))


TOO_LARGE = partial(
    _refusal,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "request-too-large",
    f"a request may have {LARGEST_HEAD} bytes; ask for less at once",
)
UNREADABLE = partial(_refusal, HTTPStatus.BAD_REQUEST, "bad-request", "this is no request of HTTP/1.1")


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 with bounds that its parser has not, and a short way for ready answers.

    Its parser would gather an address of any length in memory; what comes whole in one piece, as nearly every request
    does, pays one comparison for the bounds. An answer that is ready is written as it lies, without a task, without
    looking its headers through again: half of what such an answer costs otherwise.
    """

    _pending = 0
    _refused = False
    _queued = False
    _clock: TimerHandle | None = None
    _unsent = 0

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        """Start to wait for a request."""
        super().connection_made(transport)
        self._clock = self.loop.call_later(HEAD_LIMIT_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, up to LARGEST_HEAD bytes of one request."""
        if self._refused:
            return
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            if self._clock is not None:
                self._stop_clock()
            self._pending = 0
        else:
            self._wait(len(data))

    def send_400_response(self, msg: str) -> None:
        """Tell that the request cannot be read."""
        del msg
        self._refuse(UNREADABLE)

    def on_response_complete(self) -> None:
        """Go on with the next request of the connection, one that waited for its turn in a task of its own."""
        # Answered at once, thousands in a row would each start the next from inside the one before.
        self._queued = True
        super().on_response_complete()
        self._queued = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        if not self._answer_at_once(cycle, app):
            super()._start_asgi_task(cycle, app)

    def _answer_at_once(self, cycle: RequestResponseCycle, app: object) -> bool:
        """Write the answer of a request if it is ready; tell whether it was."""
        if (
            self._queued
            or not isinstance(app, Gate)
            or not app.direct
            or not cycle.keep_alive
            or self.flow.write_paused
            or cycle.scope["method"] != "GET"
        ):
            return False
        begun = perf_counter()
        found = app.find(cast("Scope", cycle.scope))
        if found is None:
            return False
        cycle.response_started = cycle.response_complete = True
        dated = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        head = b"%b%b\r\n" % (found.form.head_unchanged if found.known else found.form.head, dated)
        body: bytes = b"" if found.known else found.form.body["body"]
        if len(body) <= SMALL:
            self.transport.write(head + body)
        else:
            # In one call: two writes were measured at half the layers a second.
            self.transport.writelines((head, body))
        found.counted(begun)
        self.on_response_complete()
        return True

    def _wait(self, count: int) -> None:
        self._pending += count
        if self.transport.is_closing():
            return
        if self._pending > LARGEST_HEAD:
            self._refuse(TOO_LARGE)
        elif self._clock is None:
            self._clock = self.loop.call_later(HEAD_LIMIT_S, self._give_up)

    def _refuse(self, answer: Callable[[], bytes]) -> None:
        """Write an answer and close; what the client still sends is thrown away for a while.

        Closed at once, its system would throw the answer away instead of showing it. Where a request before it is
        still being answered, that answer goes out, and the connection closes behind it.
        """
        if self._refused:
            return
        self._stop_clock()
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return
        self.transport.write(answer())
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._clock = self.loop.call_later(LINGER_S, self.transport.abort)

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
            self.transport.abort()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def timeout_keep_alive_handler(self) -> None:
        """Close what is idle; who still reads an answer gets time as long as bytes of it leave."""
        unsent = self.transport.get_write_buffer_size()
        if not unsent:
            super().timeout_keep_alive_handler()
        elif unsent == self._unsent:
            self.transport.abort()
        else:
            self._unsent = unsent
            self.timeout_keep_alive_task = self.loop.call_later(HEAD_LIMIT_S, self.timeout_keep_alive_handler)
