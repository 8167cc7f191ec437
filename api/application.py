"""The application: middlewares around routes, and what runs beside them while it serves."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware import Middleware

import unmap

from . import problems
from .follower import Follower, prepare
from .http.cache import CacheMiddleware
from .http.connections import ConnectionMiddleware
from .http.headers import HeadersMiddleware
from .http.host import Clients, HostMiddleware
from .http.limits import LimitsMiddleware, RateLimitMiddleware
from .http.logging import LoggingMiddleware, open_log, tell
from .http.methods import MethodsMiddleware
from .http.metrics import Metrics, MetricsMiddleware
from .mcp import endpoint
from .mcp.endpoint import Protocol
from .openapi.definition import operation_id
from .routes import (
    area_record,
    collections,
    exports,
    hapi_v2,
    indicators,
    items,
    keeping_editions,
    keeping_imports,
    keeping_people,
    keeping_records,
    measures,
    monitoring,
    openapi_documents,
    report,
    sharing,
    site,
    vector_tiles,
)
from .service import Service
from .settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

ROUTED = (
    collections,
    items,
    vector_tiles,
    report,
    indicators,
    area_record,
    measures,
    hapi_v2,
    exports,
    keeping_records,
    keeping_imports,
    keeping_editions,
    keeping_people,
    openapi_documents,
    site,
    sharing,
    monitoring,
    endpoint,
)
"""Modules with paths, in the order of the documentation."""


def create_app(service: Service | None = None, *, ahead: bool = False, follow: bool = False) -> ASGIApp:
    """Make the application; without a service it loads the data folder of the settings when it starts.

    It will `follow` the data folder, and read it again on SIGHUP. What is asked for most is made `ahead`, beside the
    first requests.
    """
    settings = read_settings() if service is None else service.settings
    routes = _routes(settings, service, ahead=ahead, follow=follow)
    app: ASGIApp = routes
    for middleware in reversed(_middlewares(routes, settings)):
        app = middleware.cls(app, *middleware.args, **middleware.kwargs)
    return app


def _middlewares(routes: FastAPI, settings: Settings) -> list[Middleware]:
    """List what stands before the routes, the outermost first; each can be left out without the others."""
    state = routes.state
    clients = Clients(settings.trusted_proxies)
    return [
        Middleware(ConnectionMiddleware),
        Middleware(MetricsMiddleware, state.metrics),
        Middleware(
            LoggingMiddleware, lines=settings.log == "requests", clients=clients if settings.log_clients else None
        ),
        *([Middleware(RateLimitMiddleware, settings.rate, clients)] if settings.rate is not None else []),
        Middleware(LimitsMiddleware),
        Middleware(HostMiddleware, settings.base_url),
        Middleware(CacheMiddleware, lambda: None if state.service is None else state.service.bodies),
        Middleware(HeadersMiddleware),
        Middleware(MethodsMiddleware),
    ]


def _routes(settings: Settings, service: Service | None, *, ahead: bool, follow: bool) -> FastAPI:
    """Make what is behind the middlewares: the routes, and what runs beside them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        open_log()
        app.state.service = service or Service.started(settings)
        app.state.follower = follower = Follower(app)
        tell("start", version=unmap.__version__, edition=follower.serving.dataset.edition)
        tasks = [asyncio.create_task(prepare(app, follower.serving))] if ahead else []
        if follow:
            tasks.append(asyncio.create_task(follower.run()))
            if hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, follower.look_now)
        tasks.append(asyncio.create_task(app.state.metrics.share(lambda: follower.serving)))
        yield
        for task in tasks:
            task.cancel()
        app.state.metrics.leave()
        app.state.protocol.close()
        tell("stop")

    app = FastAPI(
        title="unmap",
        version=unmap.__version__,
        description="Where agencies work, beside where need is.",
        lifespan=lifespan,
        openapi_url=None,
        generate_unique_id_function=operation_id,
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = None
    app.state.metrics = Metrics()
    app.state.protocol = Protocol()
    app.state.prepared = not ahead
    problems.install(app)
    for module in ROUTED:
        app.include_router(module.router)
    return app
