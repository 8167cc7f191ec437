"""Who asks, and under which address: the client behind a proxy, and the host that links in answers repeat."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .problem_json import problem
from .scope import refuse

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(rb"[A-Za-z0-9._-]{1,255}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?|")

_HOME_BITS = 64
"""An IPv6 client has at least 64 bits of addresses to itself and counts as one."""


class HostMiddleware:
    """Refuses a Host that is no name and no address (400), since links in answers repeat it.

    With a `base_url` every request counts as one for that address, whatever a proxy asks for.
    """

    def __init__(self, app: ASGIApp, base_url: str = "") -> None:
        """Stand before `app`; take scheme and host of `base_url` where it is not empty."""
        self.app = app
        parts = urlsplit(base_url)
        self._scheme, self._host = parts.scheme, parts.netloc.encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] == "http":
            if self._host:
                scope["scheme"] = self._scheme
                scope["headers"] = [*(pair for pair in scope["headers"] if pair[0] != b"host"), (b"host", self._host)]
            elif not _is_host(host := dict(scope["headers"]).get(b"host"), scope["http_version"]):
                await refuse(_refusal(host), scope, receive, send)
                return
        await self.app(scope, receive, send)


@lru_cache(256)
def _is_host(host: bytes | None, version: str) -> bool:
    return version != "1.1" if host is None else _HOST.fullmatch(host) is not None


def _refusal(host: bytes | None) -> Response:
    wrong = (
        "a request of HTTP/1.1 has a Host header" if host is None else "the Host header must be a name or an address"
    )
    return problem(HTTPStatus.BAD_REQUEST, "bad-host", wrong)


class Clients:
    """Who asks: the peer of the connection, or whom a trusted proxy names."""

    def __init__(self, trusted: tuple[str, ...]) -> None:
        """Trust the proxies at these addresses or in these networks."""
        self._trusted = [ipaddress.ip_network(network) for network in trusted]

    def client(self, scope: Scope) -> str:
        """Give the address of the client, "" where it is not known."""
        peer = scope["client"][0] if scope.get("client") else ""
        if not self._trusted or not self._trusts(peer):
            return peer
        forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        named = [part.strip() for part in b",".join(forwarded).decode("latin-1").split(",")]
        # Each proxy adds at the right whom it heard from: the first from there that is none of ours is the client.
        for address in reversed(named):
            if not _is_address(address):
                break
            peer = address
            if not self._trusts(address):
                break
        return peer

    def counted(self, scope: Scope) -> str:
        """Give what a client counts as: its address, of IPv6 the network that it has to itself."""
        client = self.client(scope)
        if ":" not in client or not _is_address(client):
            return client
        return str(ipaddress.ip_network(f"{client.partition('%')[0]}/{_HOME_BITS}", strict=False))

    def _trusts(self, text: str) -> bool:
        if not _is_address(text):
            return False
        address = ipaddress.ip_address(text)
        return any(address in network for network in self._trusted)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
