"""What those who run the service ask it: does it live, is it ready, what does it count."""

from __future__ import annotations

from http import HTTPStatus
from secrets import compare_digest

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import unmap

from ..follower import Follower
from ..http.metrics import Metrics
from ..service import NotReadyError, Service, service_of

router = APIRouter(include_in_schema=False)


async def for_operators(request: Request) -> None:
    """Refuse who does not name the token of the settings, where there is one."""
    service: Service | None = request.app.state.service
    token = "" if service is None else service.settings.operator_token.get_secret_value()
    given = request.headers.get("authorization", "")
    if token and not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(HTTPStatus.UNAUTHORIZED, headers={"www-authenticate": "Bearer"})


Operators = [Depends(for_operators)]

NOT_KEPT = {"cache-control": "no-store"}


@router.get("/healthz")
async def healthz() -> Response:
    """Tell that the process answers."""
    return JSONResponse({"status": "ok"}, headers=NOT_KEPT)


@router.get("/readyz", dependencies=Operators)
async def readyz(request: Request) -> Response:
    """Tell which data is served and since when, and what came of the last reload.

    503 before there is any, and before what every page asks for first has been made once.
    """
    service = service_of(request)
    if not request.app.state.prepared:
        raise NotReadyError
    follower: Follower = request.app.state.follower
    document = {
        "status": "ready",
        "version": unmap.__version__,
        "edition": service.dataset.edition,
        "report_year": service.dataset.report.reporting_year,
        "since": follower.since,
        "last_reload": None if follower.last is None else follower.last.counted(),
    }
    return JSONResponse(document, headers=NOT_KEPT)


@router.get("/metrics", dependencies=Operators)
async def metrics(request: Request) -> Response:
    """Give the counts of all workers in the text format of Prometheus."""
    counted: Metrics = request.app.state.metrics
    content = counted.exposition(request.app.state.service)
    return Response(content, headers={"content-type": CONTENT_TYPE_LATEST, **NOT_KEPT})
