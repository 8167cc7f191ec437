"""How much one client may ask: a moving window over its address, in the memory of each worker."""

from __future__ import annotations

import ipaddress
import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ..problems import problem
from .proxies import is_address

if TYPE_CHECKING:
    from limits import RateLimitItem
    from starlette.responses import Response

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
