"""Limits: how much one client may ask, and how large a request may be."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from .problem_json import problem
from .scope import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limits import RateLimitItem
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .host import Clients

LARGEST_HEAD = 65_536
"""Bytes of a request before it is whole; a request here has no body worth reading."""

LONGEST_ADDRESS = 16_384
"""Bytes of path and query together."""

LONGEST_ACCEPT = 1_000

MOST_PARAMETERS = 100

EXEMPT = frozenset({"/healthz", "/readyz", "/metrics"})
"""Paths that monitoring asks for; they are cheap."""


class RateLimitMiddleware:
    """Turns away a client that asks more than it may (429): a moving window over its address, in each worker."""

    def __init__(self, app: ASGIApp, rate: RateLimitItem, clients: Clients) -> None:
        """Stand before `app`, with nobody known; `clients` says who asks."""
        self.app = app
        self._rate, self._clients = rate, clients
        self._window = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request, and hand it on unless it is one too many."""
        if scope["type"] == "http" and scope["path"] not in EXEMPT:
            client = self._clients.counted(scope)
            if not self._window.hit(self._rate, client):
                await refuse(self._too_many(client), scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _too_many(self, client: str) -> Response:
        reset, remaining = self._window.get_window_stats(self._rate, client)
        wait_s = max(1, math.ceil(reset - time.time()))
        return problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            f"more requests than this service answers one client; ask again in {wait_s} s",
            headers={
                "retry-after": str(wait_s),
                # As draft-ietf-httpapi-ratelimit-headers has them.
                "ratelimit-policy": f'"default";q={self._rate.amount};w={self._rate.get_expiry()}',
                "ratelimit": f'"default";r={remaining};t={wait_s}',
            },
        )


class LimitsMiddleware:
    """Refuses requests that are too large or no text, and has each header that counts for an answer stand once.

    The cache looks at the last of several headers, routes look at the first. So several Accept headers become one, as
    they mean the same (RFC 9110, section 5.3), and of other repeats the last counts for all.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] == "http":
            given = _once(scope)
            if b"upgrade" in given:
                send = _closing(send)
            refusal = _refusal_of(scope, given)
            if refusal is not None:
                await refuse(refusal, scope, receive, send)
                return
        await self.app(scope, receive, send)


def _once(scope: Scope) -> Mapping[bytes, bytes]:
    """Give the headers of a request by name, and have the request itself carry each once."""
    listed = scope["headers"]
    given = dict(listed)
    if len(given) < len(listed):
        accepted = [value for name, value in listed if name == b"accept"]
        if len(accepted) > 1:
            given[b"accept"] = b", ".join(accepted)
        if sum(name == b"host" for name, _ in listed) > 1:
            # Not a host, so that the request is refused (RFC 9112, section 3.2).
            given[b"host"] = b", "
        scope["headers"] = list(given.items())
    return given


def _closing(send: Send) -> Send:
    """Have the connection end with its answer: its parser waits for the other protocol that the client asked for."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return closing


def _refusal_of(scope: Scope, given: Mapping[bytes, bytes]) -> Response | None:
    """Give the answer to a request that no route should see, None for one that may pass."""
    query, path = scope["query_string"], scope["raw_path"]
    if len(path) + len(query) > LONGEST_ADDRESS:
        return problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "address-too-long",
            f"an address may have {LONGEST_ADDRESS} bytes; ask for less at once",
        )
    if not _is_text(path + b"?" + query):
        return problem(
            HTTPStatus.BAD_REQUEST,
            "not-utf-8",
            "an address is text in UTF-8, which writes é as %C3%A9: this one holds other bytes",
        )
    if query.count(b"&") >= MOST_PARAMETERS:
        return problem(
            HTTPStatus.BAD_REQUEST, "too-many-parameters", f"an address may have {MOST_PARAMETERS} parameters"
        )
    return _refusal_of_head(scope, given)


def _refusal_of_head(scope: Scope, given: Mapping[bytes, bytes]) -> Response | None:
    if len(given.get(b"accept", b"")) > LONGEST_ACCEPT:
        return problem(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", f"an Accept header may have {LONGEST_ACCEPT} bytes")
    if scope["http_version"] == "0.9":
        return problem(HTTPStatus.BAD_REQUEST, "bad-request", "this is no request of HTTP/1.1")
    # What comes in one piece was read whole.
    if sum(map(len, given)) + sum(map(len, given.values())) > LARGEST_HEAD:
        return problem(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "request-too-large",
            f"a request may have {LARGEST_HEAD} bytes; ask for less at once",
        )
    return None


def _is_text(part: bytes) -> bool:
    # Left to itself the framework would read U+FFFD for what it cannot read, and look for that.
    if part.isascii() and b"%" not in part:
        return True
    try:
        unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return False
    return True
