"""The tools over HTTP at `/mcp`: the streamable transport without sessions, each request whole in itself.

Any worker answers any request, and nothing is kept of who asked. A question waits its turn like every other long work.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ..service import service_of
from .told import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
    from starlette.types import Receive, Scope, Send

router = APIRouter(include_in_schema=False)

ADDRESS = "/mcp"

_request: ContextVar[Request] = ContextVar("request")


class Protocol:
    """The transport of one application, opened by the first who asks: nobody else waits for its library."""

    def __init__(self) -> None:
        """Start closed."""
        self._opening: asyncio.Future[StreamableHTTPSessionManager] | None = None
        self._task: asyncio.Task[None] | None = None

    async def manager(self) -> StreamableHTTPSessionManager:
        """Give what handles requests."""
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._run(self._opening))
        return await asyncio.shield(self._opening)

    async def _run(self, opening: asyncio.Future[StreamableHTTPSessionManager]) -> None:
        manager = await asyncio.to_thread(_made)
        async with manager.run():
            opening.set_result(manager)
            await asyncio.Event().wait()

    def close(self) -> None:
        """End what runs."""
        if self._task is not None:
            self._task.cancel()


def _made() -> StreamableHTTPSessionManager:
    from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415 - takes half a second

    from .protocol import make_server  # noqa: PLC0415

    server = make_server(_asked, _in_turn)
    # All that can be asked is public, and nobody signs in: a page of another site may read it too.
    anywhere = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(
        streamable_http_path=ADDRESS, json_response=True, stateless_http=True, transport_security=anywhere
    )
    return server.session_manager


def _asked() -> Asked:
    request = _request.get()
    return Asked(service_of(request).layers, str(request.base_url).rstrip("/"))


async def _in_turn(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    request = _request.get()
    service = service_of(request)
    return await service.long.run(make, service.client(request))


class _Handled(Response):
    """An answer that the transport writes itself."""

    def __init__(self, manager: StreamableHTTPSessionManager, request: Request) -> None:
        super().__init__()
        self._manager, self._request = manager, request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _request.set(self._request)
        await self._manager.handle_request(scope, receive, send)


@router.post(ADDRESS)
async def ask(request: Request) -> Response:
    """Answer a message of the Model Context Protocol."""
    service_of(request)
    protocol: Protocol = request.app.state.protocol
    return _Handled(await protocol.manager(), request)
