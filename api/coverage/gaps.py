"""Gaps: need beside presence for every area, in four formats with the same columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError
from unmap.export.answers import answer_name
from unmap.export.files import Form
from unmap.layers import Resolution, encode_collection, records
from unmap.layers.coverage_answer import AREAS
from unmap.layers.coverage_features import answer_features
from unmap.layers.coverage_gaps import gap_answer
from unmap.models import Level

from ..links import page_links
from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..record.formats import SPATIAL_FORMS, document_body, wanted
from ..service import TheService
from ..wire.bodies import GEOJSON, JSON, encode, named
from .answers import TITLES, file_body
from .questions import CoverageQuery

if TYPE_CHECKING:
    import pandas as pd

    from unmap.layers.coverage_answer import Answer

    from ..record.formats import Wanted
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
    wish = wanted(request, service, query, SPATIAL_FORMS)

    def body() -> Body:
        dataset = service.dataset
        question = query.question(dataset)
        _refuse_all_in_detail(query, question.level)
        return _page(wish, gap_answer(dataset, question, query.choices, query.listing), query)

    return await service.answer(request, body, long=wish.long)


def _refuse_all_in_detail(query: CoverageParameters, level: Level) -> None:
    if query.resolution is Resolution.DETAIL and level is Level.MUNICIPALITY and query.area is None:
        raise ParameterError("resolution", "detail of municipalities is given for an area, not for the whole country")


def _page(wish: Wanted, answer: Answer, query: CoverageParameters) -> Body:
    areas = answer.table(AREAS)
    page = areas.iloc[query.offset : query.offset + query.limit]
    if wish.file:
        return file_body(wish, answer, {answer.name: page})
    members = {**answer.head, "choices": records(answer.table("choices")), **_paging(wish, query, areas, page)}
    if wish.form == "geojson":
        features = answer_features(wish.service.layers, answer, page, query.resolution)
        return encode(encode_collection(features, members), GEOJSON, named(answer_name(answer, Form.GEOJSON)))
    return document_body(wish, {**members, AREAS: records(page)}, TITLES[answer.name])


def _paging(wish: Wanted, query: CoverageParameters, areas: pd.DataFrame, page: pd.DataFrame) -> dict[str, Any]:
    media_type = GEOJSON if wish.form == "geojson" else JSON
    return {
        "links": page_links(wish.request, media_type, offset=query.offset, limit=query.limit, matched=len(areas)),
        "numberMatched": len(areas),
        "numberReturned": len(page),
    }
