"""Everything known of one area, and the sources it all comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.measures import default_need
from unmap.measures.answer import source_record
from unmap.measures.area import held_against, initiatives_here, neighbours_here
from unmap.measures.change import area_change
from unmap.measures.gap_answer import area_gap
from unmap.measures.presence import placeless
from unmap.model import Level
from unmap.model.plain import plain, records
from unmap.model.query import PresenceQuery
from unmap.store.naming import area_of, names_in_sources

from ..http.bodies import GEOJSON, JSON
from ..links import link
from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .report_parameters import DocumentQuery, TableQuery
from .serializers import DOCUMENT_FORMS, TABLE_FORMS, document_body, table_body, wanted

if TYPE_CHECKING:
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..service import Service

router = APIRouter(prefix="/api", tags=["Areas"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

KEPT = ("code", "name", "pcode", "population", "area_km2", "agencies", "headquarters", "presence")

COUNTS = (
    "offices",
    "office_agencies",
    "initiatives",
    "initiatives_direct",
    "initiatives_inside",
    "initiatives_statewide",
    "initiative_agencies",
    "agencies",
    "agencies_statewide",
    "headquarters",
)
"""Columns of presence, as far as the area's level has them."""


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
        found = _area(service, code)
        content = {**found, "links": _links(request, Level(found["level"]), found["code"])}
        return document_body(wish, content, found["name"])

    return await service.answer(request, body)


def _area(service: Service, text: str) -> dict[str, Any]:
    dataset = service.dataset
    code = area_of(dataset, text)
    level = next(level for level in Level if code in set(dataset.areas(level)))
    choice = default_need(dataset, level)
    table = service.layers.areas(choice).table
    [row] = records(table.loc[table["code"] == code])
    offices = service.layers.offices.table
    here = records(offices.loc[offices["state_code" if level is Level.STATE else "municipality_code"] == code])
    need = need_records(dataset, level, code)
    initiatives = initiatives_here(dataset, service.layers.initiatives.table, code)
    used = {record["source_id"] for part in (need, here, *initiatives.values()) for record in part}
    return {
        "level": str(level),
        **{name: row[name] for name in KEPT},
        "in_sources": {"year": choice.year, "names": names_in_sources(dataset, code, choice.year)},
        "state": {"code": row["state_code"], "name": row["state_name"]} if level is Level.MUNICIPALITY else None,
        "counts": {name: row[name] for name in COUNTS if name in row},
        "need": need,
        "gap": area_gap(dataset, PresenceQuery(level=level), code),
        "change": area_change(dataset, level, code),
        "offices": here,
        "initiatives": initiatives,
        "neighbours": neighbours_here(dataset, level, code),
        "beside_the_map": placeless(dataset, PresenceQuery()),
        "sources": [source_record(dataset, source_id) for source_id in sorted(used | {row["presence_source"]})],
    }


def _links(request: Request, level: Level, code: str) -> list[dict[str, str]]:
    collection = "states" if level is Level.STATE else "municipalities"
    return [
        link(request, f"/api/areas/{code}", "self", JSON, "this document"),
        link(request, f"/api/collections/{collection}/items/{code}", "related", GEOJSON, "the area with its boundary"),
        link(
            request,
            "/api/collections/initiatives/items",
            "related",
            GEOJSON,
            "initiatives placed in the area or inside it",
            area=code,
        ),
        link(request, "/api/presence", "related", JSON, "who does what in the area", area=code, level=str(level)),
        link(request, "/api/coverage", "related", JSON, "need beside presence", area=code, level=str(level)),
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


INDICATOR_KEPT = (
    "indicator_id",
    "concept",
    "name_en",
    "name_es",
    "unit",
    "unit_name_en",
    "unit_name_es",
    "direction",
    "series",
    "series_name_en",
    "series_name_es",
)


def need_records(dataset: Dataset, level: Level, code: str) -> list[dict[str, Any]]:
    """Give every value known of one area, no data as null, each with its indicator, series, year and source.

    Beside each stand the `country`'s figure of the same series and year, null where none is published, and the
    `median` of the areas of its `level`.
    """
    values = dataset.values
    rows = values.loc[values["area_code"] == code]
    against = held_against(dataset, level)
    indicators = {indicator["indicator_id"]: indicator for indicator in records(dataset.indicators)}
    found = []
    for indicator_id, year, value in zip(rows["indicator_id"], rows["year"], rows["value"], strict=True):
        indicator = indicators[indicator_id]
        found.append(
            {
                **{name: indicator[name] for name in INDICATOR_KEPT},
                "year": int(year),
                "value": plain(value),
                **against[indicator_id, int(year)],
                "source_id": indicator["source_id"],
            }
        )
    return found
