"""HDX HAPI, version 2: the record under the addresses, parameters and field names that humanitarian systems ask for.

What is better than in the original: names match whole and never in part, the envelope counts what matched and links the
next page, `limit` above the maximum is clamped, rows have one order, CSV has the columns of JSON and a header even when
empty, and an unknown parameter is refused and not passed over. As in the original, a value that does not exist gives an
empty answer; `unknown` then names its parameter, so that a misspelt code is not taken for absence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import Field, field_validator
from starlette.requests import Request
from starlette.responses import Response

from unmap.export.delimited import csv_text
from unmap.layers import hapi, records
from unmap.layers.coverage_frame import DISCLAIMER, source_record
from unmap.layers.hapi_filters import during, matching, unknown

from .links import link, page_links
from .pages import html_body
from .parameters import Parameters, refuse_repeats
from .problems import RESPONSES
from .service import TheService
from .wire.bodies import JSON, encode, encode_csv
from .wire.formats import form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from unmap.dataset import Dataset

    from .service import Service
    from .wire.bodies import Body

router = APIRouter(prefix="/api/v2", tags=["HDX HAPI"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

OFFERED = ("json", "csv", "html")

LIMIT = 10_000
"""Rows at most in an answer, and without `limit`; that of the original."""

TITLES = {
    "operational-presence": "Operational presence",
    "admin1": "States and their P-codes",
    "admin2": "Municipalities and their P-codes",
    "org": "Organisations",
    "sector": "Sectors: outcomes of the cooperation framework",
}
"""What the pages are called."""

Text = Annotated[str | None, Field(min_length=1, max_length=512)]


def _text(description: str, *examples: str) -> Any:  # noqa: ANN401 - what pydantic calls a field
    return Field(default=None, description=description, examples=list(examples) or None)


class HapiParameters(Parameters):
    """What every address takes."""

    filters: ClassVar[tuple[str, ...]] = ()

    limit: Annotated[
        int,
        Field(
            description="rows in the answer; more than the maximum gives the maximum",
            ge=0,
            json_schema_extra={"maximum": LIMIT},
        ),
    ] = LIMIT
    offset: Annotated[int, Field(description="rows to pass over first", ge=0, le=10_000_000)] = 0
    output_format: Annotated[
        Literal["json", "csv", "html"] | None, Field(description="format of the answer; JSON unless Accept prefers one")
    ] = None
    app_identifier: Annotated[
        str | None, Field(description="taken for the sake of clients of HDX HAPI, and not used", max_length=512)
    ] = None

    @field_validator("limit")
    @classmethod
    def _clamp(cls, limit: int) -> int:
        return min(limit, LIMIT)

    @property
    def wanted(self) -> dict[str, str]:
        """The filters that were given, by column."""
        given = {name: getattr(self, name) for name in self.filters}
        return {name: str(value) for name, value in given.items() if value is not None}


class DatedParameters(HapiParameters):
    """The same with what has a reference period."""

    start_date: Text = _text("rows whose reference period reaches this date: YYYY, YYYY-MM, YYYY-MM-DD", "2020-01-01")
    end_date: Text = _text("rows whose reference period begins before the end of this date", "2020-12-31")


class PresenceParameters(DatedParameters):
    """Parameters of operational presence."""

    filters: ClassVar[tuple[str, ...]] = (
        *("location_code", "location_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level"),
        *("provider_admin1_name", "provider_admin2_name", "org_acronym", "org_name", "org_type_code"),
        *("org_type_description", "sector_code", "sector_name"),
    )

    location_code: Text = _text("ISO 3166-1 alpha-3 code of the country", "MEX")
    location_name: Text = _text("name of the country")
    admin1_code: Text = _text("P-code of a state", "MX07")
    admin1_name: Text = _text("name of a state", "Chiapas")
    admin2_code: Text = _text("P-code of a municipality", "MX07089")
    admin2_name: Text = _text("name of a municipality", "Tapachula")
    provider_admin1_name: Text = _text("state as the report prints it")
    provider_admin2_name: Text = _text("place as the report prints it")
    admin_level: Annotated[
        int | None,
        Field(description="0 country (work without a named place), 1 state, 2 municipality", ge=0, le=2),
    ] = None
    org_acronym: Text = _text("acronym of an agency", "UNHCR")
    org_name: Text = _text("name of an agency")
    org_type_code: Text = _text("type of organisation; every agency is 447, United Nations", "447")
    org_type_description: Text = _text("name of the type of organisation")
    sector_code: Text = _text("outcome of the cooperation framework, 1 to 10", "10")
    sector_name: Text = _text("title of an outcome of the cooperation framework")


class AdminParameters(DatedParameters):
    """Parameters of states."""

    filters: ClassVar[tuple[str, ...]] = ("code", "name", "location_code", "location_name")

    code: Text = _text("P-code", "MX07")
    name: Text = _text("name of the area")
    location_code: Text = _text("ISO 3166-1 alpha-3 code of the country", "MEX")
    location_name: Text = _text("name of the country")


class Admin2Parameters(AdminParameters):
    """Parameters of municipalities."""

    filters: ClassVar[tuple[str, ...]] = (*AdminParameters.filters, "admin1_code", "admin1_name")

    admin1_code: Text = _text("P-code of a state", "MX07")
    admin1_name: Text = _text("name of a state")


class OrgParameters(HapiParameters):
    """Parameters of organisations."""

    filters: ClassVar[tuple[str, ...]] = ("acronym", "name", "org_type_code", "org_type_description")

    acronym: Text = _text("acronym of an agency", "UNHCR")
    name: Text = _text("name of an agency")
    org_type_code: Text = _text("type of organisation; every agency is 447, United Nations", "447")
    org_type_description: Text = _text("name of the type of organisation")


class SectorParameters(HapiParameters):
    """Parameters of sectors."""

    filters: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Text = _text("outcome of the cooperation framework, 1 to 10", "10")
    name: Text = _text("title of an outcome")


@router.get("/coordination-context/operational-presence", summary="Operational presence")
async def operational_presence(
    request: Request, service: TheService, query: Annotated[PresenceParameters, Query()]
) -> Response:
    """Who works where on what: distinct area, organisation and sector, with P-codes and the reporting year.

    `admin_level` is 2 for municipalities, 1 for what is placed in a state as a whole, 0 for work without a named place,
    which is never given to an area. Sectors are the outcomes of the cooperation framework; field offices have none
    (null). What only HDX knows (its ids, `has_hrp`, `in_gho`) is null. The report does not name the agencies of some
    work: its organisation is null. Headquarters are left out.
    """
    return await _answer(request, service, query, hapi.operational_presence, "operational-presence")


@router.get("/metadata/admin1", summary="States")
async def admin1(request: Request, service: TheService, query: Annotated[AdminParameters, Query()]) -> Response:
    """States with their P-codes; `from_cods` says whether the common operational dataset lists the code."""
    return await _answer(request, service, query, hapi.admin1, "admin1")


@router.get("/metadata/admin2", summary="Municipalities")
async def admin2(request: Request, service: TheService, query: Annotated[Admin2Parameters, Query()]) -> Response:
    """Municipalities with their P-codes and states."""
    return await _answer(request, service, query, hapi.admin2, "admin2")


@router.get("/metadata/org", summary="Organisations")
async def org(request: Request, service: TheService, query: Annotated[OrgParameters, Query()]) -> Response:
    """Agencies of the United Nations that the report names."""
    return await _answer(request, service, query, hapi.organisations, "org")


@router.get("/metadata/sector", summary="Sectors")
async def sector(request: Request, service: TheService, query: Annotated[SectorParameters, Query()]) -> Response:
    """Outcomes of the cooperation framework, which are the sectors of operational presence."""
    return await _answer(request, service, query, hapi.sectors, "sector")


async def _answer(
    request: Request, service: Service, query: HapiParameters, make: Callable[[Dataset], pd.DataFrame], name: str
) -> Response:
    form = form_of(request, query.output_format, OFFERED)

    def body() -> Body:
        dataset = service.dataset
        whole = make(dataset)
        found = matching(whole, query.wanted)
        if isinstance(query, DatedParameters):
            found = during(found, query.start_date, query.end_date)
        page = found.iloc[query.offset : query.offset + query.limit]
        if form == "csv":
            return encode_csv(csv_text(page), name)
        content = {
            "data": records(page),
            "numberMatched": len(found),
            "numberReturned": len(page),
            "unknown": unknown(dataset, whole, query.wanted),
            "links": _links(request, query, len(found)),
            "edition": dataset.edition,
            "sources": [source_record(dataset, dataset.report.source_id)],
            "disclaimer": DISCLAIMER,
        }
        if form == "html":
            # To say that no value was unknown tells a reader nothing.
            content = {member: value for member, value in content.items() if member != "unknown" or value}
            return html_body(service, "document.html", title=TITLES[name], document=content, request=request)
        return encode(orjson.dumps(content), JSON)

    return await service.answer(request, body)


def _links(request: Request, query: HapiParameters, matched: int) -> list[dict[str, str]]:
    path = request.url.path
    given = {name: value for name, value in request.query_params.items() if name != "output_format"}
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
