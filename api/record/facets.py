"""The values of each filter with what they would let through: lists to choose from that lead nowhere empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.layers.coverage_frame import report_record
from unmap.layers.facets import facet_records, facet_table

from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .formats import TABLE_FORMS, document_body, table_body, wanted
from .questions import FacetQuery
from .records import filter_record

if TYPE_CHECKING:
    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Presence"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

COUNTING = (
    "Each value is counted with all other filters on and its own list off: what choosing it would give. Distinct "
    "agency x municipality of field offices, distinct initiatives with or without a place, and distinct agencies. "
    "Offices have no outcome, priority, theme or pillar: what a value or a filter does not ask for is null, not zero."
)


@router.get("/facets", summary="Filters with counts")
async def facets(request: Request, service: TheService, query: FacetQuery) -> Response:
    """Every value of every filter of the record, with the offices and initiatives it lets through under the others."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        asked = query.query(dataset)
        if wish.file:
            return table_body(wish, "facets", facet_table(dataset, asked))
        content = {
            "query": {"kind": asked.kind, **filter_record(asked)},
            "edition": dataset.edition,
            "report": report_record(dataset),
            "counting": COUNTING,
            "facets": facet_records(dataset, asked),
        }
        return document_body(wish, content, "Filters with counts")

    return await service.answer(request, body)
