"""Headers that every answer carries, as they go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RawHeaders = list[tuple[bytes, bytes]]

METHODS = "GET, HEAD, OPTIONS"


def raw(headers: Mapping[str, str]) -> RawHeaders:
    """Give headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""What a page may load, and who may show it in a frame: nobody else, unless the operator names them."""

COMMON = raw(
    {
        "content-security-policy": POLICY,
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


def embed_in(origins: Iterable[str]) -> None:
    """Let pages of these origins, too, show pages in a frame; told at the start, before any answer is encoded."""
    COMMON[:1] = raw({"content-security-policy": " ".join((POLICY, *origins))})


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
