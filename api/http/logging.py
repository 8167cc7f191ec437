"""Log lines as JSON, one a line, for people's tools and machines alike."""

from __future__ import annotations

import logging
import re
import sys
import uuid
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

import orjson

from .problem_json import unexpected
from .scope import CLIENT_LEFT, READY, route_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .host import Clients

LOGGER = logging.getLogger("unmap")

LONGEST_PATH = 200
"""Characters of a path that a line repeats."""

_IDENTITY = "unmap.request_id"

_SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")

UVICORN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    # Of the event loop comes what it could not accept for want of file descriptors.
    "loggers": {
        name: {"handlers": ["stderr"], "level": "WARNING", "propagate": False} for name in ("uvicorn", "asyncio")
    },
}
"""How the web server and its event loop log: warnings and errors, in the same lines."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, process, event, and what came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "pid": record.process,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def open_log() -> None:
    """Have lines of unmap written to stderr, unless somebody else already takes them."""
    if not LOGGER.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)


def tell(event: str, /, level: int = logging.INFO, **fields: object) -> None:
    """Write one line."""
    LOGGER.log(level, event, extra={"fields": fields})


def tell_error(event: str, error: BaseException, /, **fields: object) -> None:
    """Write one line with the stack trace of `error`."""
    LOGGER.error(event, exc_info=error, extra={"fields": fields})


def request_id(given: bytes | None) -> bytes:
    """Give the id that a request came with where it is short and harmless, else a new one."""
    return given if given is not None and _SANE.fullmatch(given) else uuid.uuid4().hex.encode()


class LoggingMiddleware:
    """Gives each request an id, and writes a line for each that is wanted and for each that fails.

    What fails here has met no other handler: it is answered with 500, unless an answer has begun.
    """

    def __init__(self, app: ASGIApp, *, lines: bool = False, clients: Clients | None = None) -> None:
        """Stand before `app`; write `lines` for all requests, with the address of `clients` where these are given."""
        self.app = app
        self._lines, self._clients = lines, clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        status = 0

        async def identified(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                # Ready answers are the same bytes for all.
                if READY not in scope:
                    message = {**message, "headers": [*message["headers"], (b"x-request-id", _identity(scope))]}
            await send(message)

        try:
            await self.app(scope, receive, identified)
        except Exception as error:  # noqa: BLE001 - the last place where a fault of ours can be met
            tell_error("an answer failed", error, **_described(scope))
            if not status:
                await unexpected()(scope, receive, identified)
        finally:
            if self._lines:
                fields = {**_described(scope), "route": route_of(scope), "status": status or CLIENT_LEFT}
                client = {} if self._clients is None else {"client": self._clients.client(scope)}
                tell("request", **{**fields, "ms": round((perf_counter() - begun) * 1_000, 2), **client})


def _identity(scope: Scope) -> bytes:
    """Give the id of a request, the same as long as it is answered."""
    if _IDENTITY not in scope:
        scope[_IDENTITY] = request_id(dict(scope["headers"]).get(b"x-request-id"))
    known: bytes = scope[_IDENTITY]
    return known


def _described(scope: Scope) -> dict[str, Any]:
    """Say what was asked: no parameters, and of the path only so much."""
    return {"request_id": _identity(scope).decode(), "method": scope["method"], "path": scope["path"][:LONGEST_PATH]}
