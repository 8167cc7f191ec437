"""Small tables of the programme record: the agencies, and the figures of context that the report prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.layers import records
from unmap.layers.coverage_frame import report_record
from unmap.layers.programme import agency_table, figure_table

from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .formats import TABLE_FORMS, document_body, table_body, wanted
from .questions import TableQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from unmap.dataset import Dataset

    from ..wire.bodies import Body
    from .formats import Wanted

TITLES = {"agencies": "Agencies", "figures": "Figures of context"}

router = APIRouter(prefix="/api", tags=["Programme"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)


@router.get("/agencies", summary="Agencies")
async def agencies(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every agency with its names and its numbers of field offices, initiatives and states."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(request, lambda: _table_body(wish, agency_table, "agencies"))


@router.get("/figures", summary="Figures of context")
async def figures(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every figure of context that the report prints, with the source that it names."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(request, lambda: _table_body(wish, figure_table, "figures"))


def _table_body(wish: Wanted, make: Callable[[Dataset], pd.DataFrame], name: str) -> Body:
    dataset = wish.service.dataset
    table = make(dataset)
    if wish.file:
        return table_body(wish, name, table)
    content = {
        "edition": dataset.edition,
        "report": report_record(dataset),
        name: records(table),
    }
    return document_body(wish, content, TITLES[name])
