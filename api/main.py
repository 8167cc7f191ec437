"""The application: `uvicorn api.main:app` from a checkout, `unmap serve` from anywhere."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

import unmap

from . import problems
from .follower import Follower, prepare
from .http.connections import Watched
from .http.gate import Gate
from .http.logging import open_log, tell
from .http.metrics import Metrics
from .routes import (
    area_record,
    collections,
    definitions,
    exports,
    hapi_v2,
    indicators,
    items,
    measures,
    monitoring,
    report,
    site,
    vector_tiles,
)
from .service import Service
from .settings import read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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
    definitions,
    site,
    monitoring,
)
"""Modules with paths, in the order of the documentation."""


SHARED_EVERY_S = 1.0
"""Seconds between two times that a worker lets the others see its counts."""


def create_app(service: Service | None = None, *, ahead: bool = False, follow: bool = False) -> Gate:
    """Make the application; without a service it loads the data folder of the settings when it starts.

    It will `follow` the data folder, and read it again on SIGHUP. What is asked for most is made `ahead`, beside the
    first requests.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        open_log()
        gate.open(service or Service.started(read_settings()))
        app.state.follower = follower = Follower(gate)
        tell("start", version=unmap.__version__, edition=follower.serving.dataset.edition)
        tasks = [asyncio.create_task(prepare(app, follower.serving))] if ahead else []
        if follow:
            tasks.append(asyncio.create_task(follower.run()))
            if hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
                asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, follower.look_now)
        if gate.metrics.shared is not None:
            tasks.append(asyncio.create_task(_share(gate)))
        yield
        for task in tasks:
            task.cancel()
        gate.metrics.share(gate.service)
        tell("stop")

    app = FastAPI(
        title="unmap",
        version=unmap.__version__,
        description="Where the agencies of the UN System work, beside where need is.",
        lifespan=lifespan,
        openapi_url=None,
        generate_unique_id_function=lambda route: f"get_{route.name}",
        docs_url=None,
        redoc_url=None,
    )
    app.state.prepared = not ahead
    problems.install(app)
    for module in ROUTED:
        app.include_router(module.router)

    app.state.metrics = Metrics()
    gate = Gate(app, app.state.metrics)
    return gate


async def _share(gate: Gate) -> None:
    while True:
        await asyncio.sleep(SHARED_EVERY_S)
        gate.metrics.share(gate.service)


app = Watched(create_app(ahead=True, follow=True))
