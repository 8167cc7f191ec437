"""Making answers before they are asked for: those that were asked for last, from newly read data."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from .compress import IDENTITY
from .logs import tell

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import Message, Scope

    from ..service import Service
    from .bodies import Key

FIRST = (
    "/",
    "/api/collections/states/items?f=topojson",
    "/api/collections/municipalities/items?f=topojson",
    "/api/collections/offices/items",
    "/api/collections/initiatives/items",
    "/api/need/indicators",
    "/api/need?level=state",
    "/api/need?level=municipality",
    "/api/presence?level=state&table=areas",
    "/api/presence?level=municipality&table=areas",
    "/api/framework",
    "/api/agencies",
    "/api/facets",
    "/api/coverage",
    "/api/outcome-gaps",
    "/api/openapi.json",
)
"""What the first visitors of the map and of the API ask for: a server is not ready before it has answered it once."""

MOST_WARMED = 32
LONGEST_S = 0.5
"""Answers that took longer to make are made again when somebody asks for them."""


async def make_ready(app: FastAPI, service: Service) -> None:
    """Ask `service` for what its first visitors will, so that it has at hand what it derives from its data once."""
    for address in FIRST:
        path, _, query = address.partition("?")
        await _ask(app, service, ("http", b"", path.encode(), query.encode(), b""), IDENTITY)


async def warm(app: FastAPI, old: Service, new: Service, limit_s: float) -> None:
    """Ask `new` for what `old` was asked last, in every coding that was wanted, for at most `limit_s` seconds."""
    try:
        async with asyncio.timeout(limit_s):
            for key, body in old.bodies.latest(MOST_WARMED):
                if body.took_s > LONGEST_S:
                    continue
                for coding in tuple(body.forms):
                    await _ask(app, new, cast("Key", key), coding)
    except TimeoutError:
        tell("warming stopped before its end", limit_s=limit_s)


async def _ask(app: FastAPI, service: Service, key: Key, coding: str) -> None:
    scheme, host, raw_path, query, accept = key
    named = {b"host": host, b"accept": accept, b"accept-encoding": coding.encode() if coding != IDENTITY else b""}
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": scheme,
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name, value) for name, value in named.items() if value],
        "client": None,
        "server": None,
        "state": {},
        # Where the dependency of the routes looks first.
        "unmap.service": service,
    }

    async def receive() -> Message:
        # Nobody asks, and so nobody goes away.
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
            tell("an answer could not be made ready", path=scope["path"], status=message["status"])

    await app(scope, receive, send)
