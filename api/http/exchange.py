"""One request that the application answers: what is added to its answer, and what is known of it at the end."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .headers import COMMON, RawHeaders
from .logging import LONGEST_PATH, request_id, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Message, Scope, Send


class Exchange:
    """A request and its answer, which gets the common headers and the id of the request."""

    def __init__(self, scope: Scope, send: Send, given: Mapping[bytes, bytes]) -> None:
        """Begin; `given` are the headers of the request."""
        self.scope, self._send = scope, send
        self.method: str = scope["method"]
        self.id = request_id(given.get(b"x-request-id"))
        self.status = 0
        self._headless = self.method == "HEAD"

    @property
    def begun(self) -> bool:
        """Whether the answer has begun, so that it cannot become another one."""
        return self.status > 0

    async def send(self, message: Message) -> None:
        """Send a message of the answer on; of a HEAD request the headers alone."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            listed = message["headers"]
            if self.status == HTTPStatus.TEMPORARY_REDIRECT:
                listed = _within_the_host(listed)
            common = () if listed[-len(COMMON) :] == COMMON else COMMON
            message = {**message, "headers": [*listed, *common, (b"x-request-id", self.id)]}
        elif self._headless and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def described(self) -> dict[str, Any]:
        """Say what was asked: no parameters, and of the path only so much."""
        path: str = self.scope["path"]
        return {"request_id": self.id.decode(), "method": self.method, "path": path[:LONGEST_PATH]}


def _within_the_host(listed: RawHeaders) -> RawHeaders:
    """Have a redirect of the framework's, to an address without its last slash, name no host, and not be kept."""
    kept = [pair for pair in listed if pair[0] != b"location"]
    target = next(value for name, value in listed if name == b"location")
    path = urlsplit(target.decode("latin-1"))._replace(scheme="", netloc="").geturl()
    return [*kept, (b"location", path.encode("latin-1")), (b"cache-control", b"no-store")]


def tell_request(described: Mapping[str, Any], route: str, status: int, seconds: float, client: str | None) -> None:
    """Write the line of a request that has been answered; `client` is None where addresses are not kept."""
    line = {**described, "route": route, "status": status, "ms": round(seconds * 1_000, 2)}
    tell("request", **(line if client is None else {**line, "client": client}))
