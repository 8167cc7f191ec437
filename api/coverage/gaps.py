"""Gaps: need beside presence for every area, in four formats with the same columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError
from unmap.export.delimited import csv_text
from unmap.export.workbook import workbook
from unmap.layers import Resolution, encode_collection, records
from unmap.layers.coverage_answer import AREAS
from unmap.layers.coverage_features import answer_features
from unmap.layers.coverage_gaps import gap_answer
from unmap.models import Level

from ..links import page_links
from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..service import TheService
from ..wire.bodies import GEOJSON, JSON, XLSX, attached, encode, encode_csv
from .questions import CoverageQuery

if TYPE_CHECKING:
    import pandas as pd

    from unmap.layers.coverage_answer import Answer

    from ..service import Service
    from ..wire.bodies import Body
    from .questions import CoverageParameters

router = APIRouter(prefix="/api", tags=["Coverage"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


@router.get("/coverage", summary="Gaps between need and presence")
async def coverage(request: Request, service: TheService, query: CoverageQuery) -> Response:
    """For each area its need, its presence, the gap between their shares of the country, and how sure its rank is.

    The gap is the area's share of the people in need less its share of presence, in percentage points; ranks carry
    their median and 90 % interval over every defensible choice of indicator, measure, kind of presence and counting,
    which `rank_concepts`, `rank_measures`, `rank_kinds` and `rank_countings` narrow. What cannot be said is null, and
    `reasons` says why.
    """

    def body() -> Body:
        _refuse_all_in_detail(query)
        answer = gap_answer(service.dataset, query.question, query.choices, query.listing)
        return _page(request, service, answer, query)

    # Thousands of rows take a workbook half a second.
    return await service.answer(request, body, long=query.f == "xlsx")


def _refuse_all_in_detail(query: CoverageParameters) -> None:
    if query.resolution is Resolution.DETAIL and query.level is Level.MUNICIPALITY and query.area is None:
        raise ParameterError("resolution", "detail of municipalities is given for an area, not for the whole country")


def _page(request: Request, service: Service, answer: Answer, query: CoverageParameters) -> Body:
    areas = answer.table(AREAS)
    page = areas.iloc[query.offset : query.offset + query.limit]
    name = f"{answer.name}-{query.level}"
    if query.f == "csv":
        return encode_csv(csv_text(answer.stamped(page)), name)
    if query.f == "xlsx":
        sheets = {"Coverage": answer.stamped(page), "Sources": answer.about()}
        return encode(workbook(sheets), XLSX, attached(f"{name}.xlsx"))
    members = {**answer.head, "choices": records(answer.table("choices")), **_paging(request, query, areas, page)}
    if query.f == "geojson":
        features = answer_features(service.layers, answer, page, query.resolution)
        return encode(encode_collection(features, members), GEOJSON)
    return encode(orjson.dumps({**members, AREAS: records(page)}), JSON)


def _paging(request: Request, query: CoverageParameters, areas: pd.DataFrame, page: pd.DataFrame) -> dict[str, Any]:
    media_type = GEOJSON if query.f == "geojson" else JSON
    return {
        "links": page_links(request, media_type, offset=query.offset, limit=query.limit, matched=len(areas)),
        "numberMatched": len(areas),
        "numberReturned": len(page),
    }
