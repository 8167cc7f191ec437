"""Standing behind a proxy: who the client is, and under which address it knows the service."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import Scope


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
            if not is_address(address):
                break
            peer = address
            if not self._trusts(address):
                break
        return peer

    def _trusts(self, text: str) -> bool:
        if not is_address(text):
            return False
        address = ipaddress.ip_address(text)
        return any(address in network for network in self._trusted)


class PublicAddress:
    """The address under which clients know the service, whatever a proxy asks for."""

    def __init__(self, base_url: str) -> None:
        """Take scheme and host of `base_url`."""
        parts = urlsplit(base_url)
        self._scheme, self._host = parts.scheme, parts.netloc.encode("latin-1")

    def adapt(self, scope: Scope) -> None:
        """Have a request say that it came to this address."""
        scope["scheme"] = self._scheme
        scope["headers"] = [*(pair for pair in scope["headers"] if pair[0] != b"host"), (b"host", self._host)]


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
