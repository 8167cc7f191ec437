"""The application: `uvicorn api.main:app` from a checkout, `unmap serve` from anywhere."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import JSONResponse

import unmap

from . import problems, web
from .coverage import distance, gaps, measures
from .ogc import collections, features
from .record import areas, framework, need, presence, programme
from .service import Service
from .settings import Settings
from .wire.gate import Gate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROUTED = (collections, features, presence, framework, programme, need, areas, gaps, measures, distance, web)
"""Modules with paths, in the order of the documentation."""


def create_app(service: Service | None = None) -> Gate:
    """Make the application; without a service it loads the data folder of the settings when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = service or Service.of(Settings())
        yield

    app = FastAPI(
        title="unmap",
        version=unmap.__version__,
        description="Where the agencies of the UN System work, beside where need is.",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    for module in ROUTED:
        app.include_router(module.router)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        """Tell that the process answers."""
        return JSONResponse({"status": "ok"})

    return Gate(app)


app = create_app()
