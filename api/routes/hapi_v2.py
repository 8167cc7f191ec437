"""HDX HAPI, version 2: the record under the addresses, parameters and field names that humanitarian systems ask for.

What is better than in the original: names match whole and never in part, the envelope counts what matched and links the
next page, `limit` above the maximum is clamped, rows have one order, CSV has the columns of JSON and a header even when
empty, and an unknown parameter is refused and not passed over. As in the original, a value that does not exist gives an
empty answer; `unknown` then names its parameter, so that a misspelt code is not taken for absence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import orjson
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from unmap.formats import hapi, hapi_figures
from unmap.formats.delimited import BYTE_ORDER_MARK, csv_text
from unmap.formats.hapi import during, matching, unknown
from unmap.formats.writing import Extras
from unmap.measures.answer import DISCLAIMER, source_record
from unmap.model.plain import records

from ..http.bodies import JSON, encode, encode_csv
from ..http.negotiation import form_of
from ..links import link, page_links
from ..pages.render import html_body
from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .hapi_parameters import (
    Admin2Parameters,
    AdminParameters,
    AvailabilityParameters,
    DatedParameters,
    HapiParameters,
    LocationParameters,
    OrgParameters,
    OrgTypeParameters,
    PopulationParameters,
    PovertyParameters,
    PresenceParameters,
    SectorParameters,
    SourceParameters,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..service import Service

router = APIRouter(prefix="/api/v2", tags=["HDX HAPI"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

OFFERED = ("json", "csv", "html")

TITLES = {
    "operational-presence": "Operational presence",
    "admin1": "States and their P-codes",
    "admin2": "Municipalities and their P-codes",
    "org": "Organisations",
    "sector": "Sectors: outcomes of the cooperation framework",
    "location": "Country",
    "org-type": "Types of organisation",
    "dataset": "Sources",
    "data-availability": "What there is of each area",
    "poverty-rate": "Poverty rate",
    "baseline-population": "People counted in the census",
}
"""What the pages are called."""


@router.get("/coordination-context/operational-presence", summary="Operational presence")
async def operational_presence(
    request: Request, service: TheService, query: Annotated[PresenceParameters, Query()]
) -> Response:
    """Who works where on what: distinct area, organisation and sector, with P-codes and the reporting year.

    `admin_level` is 2 for municipalities, 1 for what is placed in a state as a whole, 0 for work without a named place,
    which is never given to an area. Sectors are the outcomes of the cooperation framework; field offices and work under
    none have the sector Multi, unspecified. What only HDX knows (its ids, `has_hrp`, `in_gho`) is null. The report does
    not name the agencies of some work: its organisation is null. Headquarters are left out.
    """
    return await _answer(request, service, query, hapi.operational_presence, "operational-presence")


@router.get("/metadata/admin1", summary="Admin level 1")
async def admin1(request: Request, service: TheService, query: Annotated[AdminParameters, Query()]) -> Response:
    """Areas of the first level with their P-codes; `from_cods`: the common operational dataset lists the code."""
    return await _answer(request, service, query, hapi.admin1, "admin1")


@router.get("/metadata/admin2", summary="Admin level 2")
async def admin2(request: Request, service: TheService, query: Annotated[Admin2Parameters, Query()]) -> Response:
    """Areas of the second level with their P-codes and the areas above them."""
    return await _answer(request, service, query, hapi.admin2, "admin2")


@router.get("/metadata/org", summary="Organisations")
async def org(request: Request, service: TheService, query: Annotated[OrgParameters, Query()]) -> Response:
    """Organisations that the report names, with their types where these are stated."""
    return await _answer(request, service, query, hapi.organisations, "org")


@router.get("/metadata/sector", summary="Sectors")
async def sector(request: Request, service: TheService, query: Annotated[SectorParameters, Query()]) -> Response:
    """Sectors of operational presence: outcomes of the cooperation framework, without one themes such as clusters."""
    return await _answer(request, service, query, hapi.sectors, "sector")


@router.get("/metadata/location", summary="Country")
async def location(request: Request, service: TheService, query: Annotated[LocationParameters, Query()]) -> Response:
    """The country that everything here speaks of."""
    return await _answer(request, service, query, hapi_figures.locations, "location")


@router.get("/metadata/org-type", summary="Types of organisation")
async def org_type(request: Request, service: TheService, query: Annotated[OrgTypeParameters, Query()]) -> Response:
    """Types that the organisations of the report are stated to be of."""
    return await _answer(request, service, query, hapi_figures.org_types, "org-type")


@router.get("/metadata/dataset", summary="Sources in the words of HDX")
async def dataset(request: Request, service: TheService, query: Annotated[SourceParameters, Query()]) -> Response:
    """Sources with their publishers; they come from these and not from HDX, whose own ids are null."""
    return await _answer(request, service, query, hapi_figures.datasets, "dataset")


@router.get("/metadata/data-availability", summary="What there is of each area")
async def data_availability(
    request: Request, service: TheService, query: Annotated[AvailabilityParameters, Query()]
) -> Response:
    """Areas that operational presence, poverty and population speak of."""
    return await _answer(request, service, query, hapi_figures.availability, "data-availability")


@router.get("/food-security-nutrition-poverty/poverty-rate", summary="Poverty rate")
async def poverty_rate(request: Request, service: TheService, query: Annotated[PovertyParameters, Query()]) -> Response:
    """Share of people in poverty and in extreme poverty (0-100) by area, series and year.

    It is the country's own multidimensional measure: `headcount_ratio` is poverty, `in_severe_poverty` extreme poverty;
    what OPHI's index alone has is null. Rows of different series (`indicator_id`) are not comparable.
    """
    return await _answer(request, service, query, hapi_figures.poverty_rate, "poverty-rate")


@router.get("/geography-infrastructure/baseline-population", summary="People counted in the census")
async def baseline_population(
    request: Request, service: TheService, query: Annotated[PopulationParameters, Query()]
) -> Response:
    """People of each area, of both sexes and every age together."""
    return await _answer(request, service, query, hapi_figures.baseline_population, "baseline-population")


async def _answer(
    request: Request, service: Service, query: HapiParameters, make: Callable[[Dataset], pd.DataFrame], name: str
) -> Response:
    form = form_of(request, query.output_format, OFFERED)
    Extras(bom=query.bom).refuse(form)

    def body() -> Body:
        dataset = service.dataset
        whole = make(dataset)
        found = matching(whole, query.wanted)
        if isinstance(query, DatedParameters) and "reference_period_start" in found:
            found = during(found, query.start_date, query.end_date)
        page = found.iloc[query.offset : query.offset + query.limit]
        if form == "csv":
            return encode_csv(f"{BYTE_ORDER_MARK if query.bom else ''}{csv_text(page)}", name)
        content = {
            "data": records(page),
            "numberMatched": len(found),
            "numberReturned": len(page),
            "unknown": unknown(dataset, whole, query.wanted),
            "links": _links(request, query, len(found)),
            "edition": dataset.edition,
            "sources": [source_record(dataset, source_id) for source_id in _sources(dataset, found)],
            "disclaimer": DISCLAIMER,
        }
        if form == "html":
            # To say that no value was unknown tells a reader nothing.
            content = {member: value for member, value in content.items() if member != "unknown" or value}
            return html_body(service, "document.html", title=TITLES[name], document=content, request=request)
        return encode(orjson.dumps(content), JSON)

    return await service.answer(request, body)


def _sources(dataset: Dataset, found: pd.DataFrame) -> list[str]:
    """Give the sources of what was found: those that its rows name, else the report."""
    named = found["source_id"].dropna().unique().tolist() if "source_id" in found else []
    return named or [dataset.report.source_id]


def _links(request: Request, query: HapiParameters, matched: int) -> list[dict[str, str]]:
    path = request.url.path
    given = {name: value for name, value in request.query_params.items() if name not in {"output_format", "bom"}}
    # Of pages without rows there is no next one.
    pages = (
        page_links(request, JSON, offset=query.offset, limit=query.limit, matched=matched)
        if query.limit
        else [link(request, path, "self", JSON, "this page", **given)]
    )
    forms = {"csv": "text/csv", "html": "text/html"}
    return [
        *pages,
        *(
            link(request, path, "alternate", media_type, f"this page as {form.upper()}", **given, output_format=form)
            for form, media_type in forms.items()
        ),
    ]
