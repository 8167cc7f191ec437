"""Headers that every answer carries, as they go over the wire."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]


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


CONTENT_POLICY = "content-security-policy"

ANYWHERE = {CONTENT_POLICY: POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")}
"""The policy of a page that is made for frames of other sites; it stands in the place of the common one."""


def besides(headers: Mapping[str, str]) -> RawHeaders:
    """Give the common headers that `headers` do not say themselves."""
    return COMMON[1:] if CONTENT_POLICY in headers else COMMON


def embed_in(origins: Iterable[str]) -> None:
    """Let pages of these origins, too, show pages in a frame; told at the start, before any answer is encoded."""
    COMMON[:1] = raw({"content-security-policy": " ".join((POLICY, *origins))})


class HeadersMiddleware:
    """Gives every answer the common headers, where it has not brought them."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                listed = message["headers"]
                if message["status"] == HTTPStatus.TEMPORARY_REDIRECT:
                    listed = _within_the_host(listed)
                # The policy, the first of them, is the answer's own where it brings one.
                if listed[1 - len(COMMON) :] != COMMON[1:]:
                    message = {**message, "headers": [*listed, *COMMON]}
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def _within_the_host(listed: RawHeaders) -> RawHeaders:
    """Have a redirect of the framework's, to an address without its last slash, name no host, and not be kept."""
    kept = [pair for pair in listed if pair[0] != b"location"]
    target = next(value for name, value in listed if name == b"location")
    path = urlsplit(target.decode("latin-1"))._replace(scheme="", netloc="").geturl()
    return [*kept, (b"location", path.encode("latin-1")), (b"cache-control", b"no-store")]
