"""Requests that no route should see."""

from __future__ import annotations

import ipaddress
import math
import re
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ..problems import problem
from .headers import METHODS
from .host import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limits import RateLimitItem
    from starlette.responses import Response
    from starlette.types import Scope

LARGEST_HEAD = 65_536
"""Bytes of a request before it is whole; a request here has no body worth reading."""

LONGEST_ADDRESS = 16_384
"""Bytes of path and query together."""

LONGEST_ACCEPT = 1_000

MOST_PARAMETERS = 100

# Links in answers repeat the host, so it must be one.
_HOST = re.compile(rb"[A-Za-z0-9._-]{1,255}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?|")


def refusal_of(scope: Scope, given: Mapping[bytes, bytes]) -> Response | None:
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
    if not (_is_text(scope["raw_path"]) and _is_text(query)):
        return problem(
            HTTPStatus.BAD_REQUEST,
            "not-utf-8",
            "an address is text in UTF-8, which writes é as %C3%A9: this one holds other bytes",
        )
    if query.count(b"&") >= MOST_PARAMETERS:
        return problem(
            HTTPStatus.BAD_REQUEST, "too-many-parameters", f"an address may have {MOST_PARAMETERS} parameters"
        )
    if len(given.get(b"accept", b"")) > LONGEST_ACCEPT:
        return problem(HTTPStatus.NOT_ACCEPTABLE, "not-acceptable", f"an Accept header may have {LONGEST_ACCEPT} bytes")
    return _refusal_of_head(scope, given)


def _is_text(part: bytes) -> bool:
    # Left to itself the framework would read U+FFFD for what it cannot read, and look for that.
    try:
        unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return False
    return True


def _refusal_of_head(scope: Scope, given: Mapping[bytes, bytes]) -> Response | None:
    """Give the answer to a request whose head HTTP does not allow, None for others."""
    if scope["http_version"] == "0.9":
        return problem(HTTPStatus.BAD_REQUEST, "bad-request", "this is no request of HTTP/1.1")
    if too_long(scope):
        return problem(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "request-too-large",
            f"a request may have {LARGEST_HEAD} bytes; ask for less at once",
        )
    if b"host" not in given and scope["http_version"] == "1.1":
        return problem(HTTPStatus.BAD_REQUEST, "bad-host", "a request of HTTP/1.1 has a Host header")
    if not _HOST.fullmatch(given.get(b"host", b"")):
        return problem(HTTPStatus.BAD_REQUEST, "bad-host", "the Host header must be a name or an address")
    return None


def too_long(scope: Scope) -> bool:
    """Tell whether the headers of a request are more than may be; what comes in one piece was read whole."""
    return sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD


def without_repeats(scope: Scope) -> dict[bytes, bytes]:
    """Give the headers of a request by name, and have the request itself carry each that decides about its answer once.

    Ready bodies are looked up by the last of several; routes look at the first. So several Accept headers become one,
    as they mean the same (RFC 9110, section 5.3), and of other repeats the last counts for all.
    """
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


EXEMPT = frozenset({"/healthz", "/readyz", "/metrics"})
"""Paths that monitoring asks for; they are cheap."""

_HOME_BITS = 64
"""An IPv6 client has at least 64 bits of addresses to itself and counts as one."""


class RateLimit:
    """Turns away a client that asks more than `rate`."""

    def __init__(self, rate: RateLimitItem) -> None:
        """Start with nobody known."""
        self._rate = rate
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def refusal(self, client: str) -> Response | None:
        """Count a request; give the answer to it where it is one too many (429)."""
        key = counted_as(client)
        if self._window.hit(self._rate, key):
            return None
        reset, remaining = self._window.get_window_stats(self._rate, key)
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


def counted_as(client: str) -> str:
    """Give what a client counts as: its address, of IPv6 the network that it has to itself."""
    if ":" not in client or not is_address(client):
        return client
    return str(ipaddress.ip_network(f"{client.partition('%')[0]}/{_HOME_BITS}", strict=False))
