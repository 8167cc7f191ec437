"""Presence: how much of the programme record there is by area, and who does what where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import presence_rows
from unmap.export.delimited import csv_text
from unmap.layers import records
from unmap.layers.coverage_frame import report_record
from unmap.layers.programme import asked_totals, placeless, presence_table

from ..parameters import RecordQuery, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from ..wire.bodies import JSON, encode, encode_csv
from .records import filter_record

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import PresenceQuery

    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Presence"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

TABLES = {"areas": presence_table, "rows": presence_rows}


@router.get("/presence", summary="Presence by area")
async def presence(request: Request, service: TheService, query: RecordQuery) -> Response:
    """Distinct offices, agencies and initiatives by area, and one row for each agency, thing and place."""

    def body() -> Body:
        dataset, asked = service.dataset, query.query
        if query.f == "csv":
            table = query.table or "rows"
            return encode_csv(csv_text(TABLES[table](dataset, asked)), f"presence-{table}")
        wanted = (query.table,) if query.table else tuple(TABLES)
        tables = {name: records(TABLES[name](dataset, asked)) for name in wanted}
        return encode(orjson.dumps({**_frame(dataset, asked), **tables}), JSON)

    return await service.answer(request, body)


def _frame(dataset: Dataset, query: PresenceQuery) -> dict[str, Any]:
    """Give what a reader needs to know about the tables: question, source, rule, sums."""
    return {
        "query": {
            "level": query.level,
            "kind": query.kind,
            **filter_record(query),
            "headquarters": query.headquarters,
            "statewide": query.statewide,
        },
        "edition": dataset.edition,
        "report": report_record(dataset),
        "counting": _counting(query),
        "totals": asked_totals(dataset, query),
        "beside_the_map": placeless(dataset, query),
    }


def _counting(query: PresenceQuery) -> str:
    main = "counted as offices of their state" if query.headquarters else "counted apart and no field presence"
    statewide = "included in" if query.statewide else "not included in"
    return (
        "Distinct agency x municipality, distinct initiatives and distinct agencies, each counted once in an area; the "
        f"number of a state is not the sum of its municipalities. Headquarters are {main}. Work placed in a state as a "
        f"whole is {statewide} the numbers of its municipalities. Work without a named place is counted beside the "
        "map. A count that was not asked for, or that the report does not divide so, is null."
    )
