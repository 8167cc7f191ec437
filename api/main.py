"""The application: `uvicorn api.main:app` from a checkout, `unmap serve` from anywhere."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

import unmap

from . import exports, hapi, openapi, operating, problems, web
from .controlled import Controlled, Worker
from .coverage import distance, gaps, measures
from .ogc import collections, features, schemas, tiles
from .pages import brief
from .record import areas, facets, framework, need, presence, programme, search
from .service import Service
from .settings import read_settings
from .wire.gate import Gate
from .wire.logs import open_log, tell
from .wire.metrics import Metrics
from .wire.reloading import Reload, Reloader, prepare

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ROUTED = (
    collections,
    features,
    schemas,
    tiles,
    presence,
    facets,
    search,
    framework,
    programme,
    need,
    areas,
    gaps,
    measures,
    distance,
    hapi,
    exports,
    openapi,
    brief,
    web,
    operating,
)
"""Modules with paths, in the order of the documentation."""


SHARED_EVERY_S = 1.0
"""Seconds between two times that a worker lets the others see its counts."""


def create_app(
    service: Service | None = None,
    *,
    worker: Worker | None = None,
    told: Callable[[str, Reload | None], None] | None = None,
    ahead: bool = False,
) -> Gate:
    """Make the application; without a service it loads the data folder of the settings when it starts.

    On SIGHUP it reads the data again, and `told` hears of that; a `worker` does so when its supervisor says so. What is
    asked for most is made `ahead`, beside the first requests.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        open_log()
        gate.open(service or Service.of(read_settings()))
        app.state.reloader = reloader = Reloader(gate, told)
        sharing = None
        if worker is not None:
            sharing = asyncio.create_task(_share(gate))
            Controlled(worker.control, reloader).listen()
        elif hasattr(signal, "SIGHUP") and threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reloader.request)
        tell("start", version=unmap.__version__, edition=reloader.serving.dataset.edition)
        preparing = asyncio.create_task(prepare(app, reloader.serving)) if ahead else None
        yield
        if preparing is not None:
            preparing.cancel()
        if sharing is not None:
            sharing.cancel()
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

    app.state.metrics = Metrics(worker.shared if worker is not None else None)
    gate = Gate(app, app.state.metrics)
    return gate


async def _share(gate: Gate) -> None:
    while True:
        await asyncio.sleep(SHARED_EVERY_S)
        gate.metrics.share(gate.service)


app = create_app(ahead=True)
