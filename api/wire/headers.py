"""Headers that every answer carries, as they go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RawHeaders = list[tuple[bytes, bytes]]

METHODS = "GET, HEAD, OPTIONS"


def raw(headers: Mapping[str, str]) -> RawHeaders:
    """Give headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


COMMON = raw(
    {
        "content-security-policy": (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        # Anyone's page may show and read what anyone may read; nothing here depends on who asks.
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": (
            "Accept-Ranges, Content-Crs, Content-Disposition, Content-Range, ETag, Link, Retry-After, X-Request-Id"
        ),
    }
)
"""What every answer carries, errors included."""

PREFLIGHT = raw(
    {
        "allow": METHODS,
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": "*",
        "access-control-max-age": "86400",
        "content-length": "0",
    }
)
"""What an OPTIONS request is told, a browser's preflight among them."""
