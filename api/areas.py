"""Everything known of one area, and the sources it all comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import default_need
from unmap.errors import NotFoundError
from unmap.layers import records
from unmap.models import Level

from .parameters import NoQuery, refuse_repeats
from .problems import RESPONSES
from .records import need_records, source_record
from .service import TheService

if TYPE_CHECKING:
    from .service import Service

router = APIRouter(prefix="/api", tags=["Areas"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

KEPT = ("code", "name", "pcode", "population", "area_km2", "agencies", "headquarters", "presence")


@router.get("/areas/{code}", summary="One area")
async def area(
    request: Request, service: TheService, code: Annotated[str, Path(max_length=12)], _: NoQuery
) -> Response:
    """All that is known of a state or municipality: need in every series and year, offices, sources."""
    return await service.answer_json(request, lambda: _area(service, code))


def _area(service: Service, code: str) -> dict[str, Any]:
    dataset = service.dataset
    level = next((level for level in Level if code in set(dataset.areas(level))), None)
    if level is None:
        raise NotFoundError("there is no state or municipality of that code")
    table = service.layers.areas(default_need(dataset, level)).table
    [row] = records(table.loc[table["code"] == code])
    offices = service.layers.offices.table
    here = offices.loc[offices["state_code" if level is Level.STATE else "municipality_code"] == code]
    need = need_records(dataset, code)
    found = records(here)
    used = {record["source_id"] for record in (*need, *found)}
    return {
        "level": str(level),
        **{name: row[name] for name in KEPT},
        "state": {"code": row["state_code"], "name": row["state_name"]} if level is Level.MUNICIPALITY else None,
        "need": need,
        "offices": found,
        "sources": [source_record(dataset, source_id) for source_id in sorted(used)],
    }


@router.get("/sources", summary="Sources")
async def sources(request: Request, service: TheService, _: NoQuery) -> Response:
    """Every source with its publisher, year, terms and address."""
    dataset = service.dataset
    return await service.answer_json(
        request,
        lambda: {"sources": [source_record(dataset, source_id) for source_id in dataset.sources["source_id"]]},
    )
