"""Everything known of one area, and the sources it all comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pandas as pd
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.features.area_document import area_document
from unmap.measures.answer import source_record

from ..http.bodies import GEOJSON, JSON
from ..links import link
from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .measure_parameters import DocumentQuery, TableQuery
from .serializers import DOCUMENT_FORMS, TABLE_FORMS, document_body, table_body, wanted

if TYPE_CHECKING:
    from ..http.bodies import Body

router = APIRouter(prefix="/api", tags=["Areas"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)


@router.get("/areas/{code}", summary="One area")
async def area(
    request: Request,
    service: TheService,
    code: Annotated[str, Path(max_length=100, description="code, P-code or name of a state or municipality")],
    query: DocumentQuery,
) -> Response:
    """All that is known of a state or municipality: need in every series and year, offices, initiatives, sources.

    Each need value stands beside the `country`'s of the same series and year, null where none is published, and the
    `median` of the areas of its level; `neighbours` share a border or a corner with the area. `gap` is its row of
    /api/coverage and `change` are its rows of /api/change, both as these answer by default.
    `in_sources` has the names that the sources of a year call a municipality by, where it was renamed since.
    """
    wish = wanted(request, service, query, DOCUMENT_FORMS)

    def body() -> Body:
        found = area_document(service.layers, code)
        layer = service.dataset.level(found["level"]).id
        content = {**found, "links": _links(request, layer, found["level"], found["code"])}
        return document_body(wish, content, found["name"])

    return await service.answer(request, body)


def _links(request: Request, layer: str, level: str, code: str) -> list[dict[str, str]]:
    return [
        link(request, f"/api/areas/{code}", "self", JSON, "this document"),
        link(request, f"/api/collections/{layer}/items/{code}", "related", GEOJSON, "the area with its boundary"),
        link(
            request,
            "/api/collections/initiatives/items",
            "related",
            GEOJSON,
            "initiatives placed in the area or inside it",
            area=code,
        ),
        link(request, "/api/presence", "related", JSON, "who does what in the area", area=code, level=level),
        link(request, "/api/coverage", "related", JSON, "need beside presence", area=code, level=level),
        link(request, "/api/framework", "related", JSON, "outcomes worked on in the area", area=code),
    ]


@router.get("/sources", summary="Sources")
async def sources(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every source with its publisher, year, terms and address."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        known = [source_record(dataset, source_id) for source_id in dataset.sources["source_id"]]
        if wish.file:
            return table_body(wish, "sources", pd.DataFrame(known), dataset.sources["source_id"])
        return document_body(wish, {"sources": known}, "Sources and their terms")

    return await service.answer(request, body)
