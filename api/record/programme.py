"""Small tables of the programme record: the agencies, and the figures of context that the report prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.export.delimited import csv_text
from unmap.layers import records
from unmap.layers.coverage_frame import report_record
from unmap.layers.programme import agency_table, figure_table

from ..parameters import TableQuery, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from ..wire.bodies import JSON, encode, encode_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from unmap.dataset import Dataset

    from ..service import Service
    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Programme"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)


@router.get("/agencies", summary="Agencies")
async def agencies(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every agency with its names and its numbers of field offices, initiatives and states."""
    return await service.answer(request, lambda: _table_body(service, agency_table, "agencies", query.f))


@router.get("/figures", summary="Figures of context")
async def figures(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every figure of context that the report prints, with the source that it names."""
    return await service.answer(request, lambda: _table_body(service, figure_table, "figures", query.f))


def _table_body(service: Service, make: Callable[[Dataset], pd.DataFrame], name: str, form: str) -> Body:
    table = make(service.dataset)
    if form == "csv":
        return encode_csv(csv_text(table), name)
    content = {
        "edition": service.dataset.edition,
        "report": report_record(service.dataset),
        name: records(table),
    }
    return encode(orjson.dumps(content), JSON)
