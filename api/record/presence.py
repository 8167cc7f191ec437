"""Presence: how much of the programme record there is by area, and who does what where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import presence_rows
from unmap.layers import records
from unmap.layers.coverage_frame import report_record
from unmap.layers.programme import asked_totals, placeless, presence_table

from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..service import TheService
from .formats import TABLE_FORMS, document_body, table_body, wanted
from .questions import RecordQuery
from .records import filter_record

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import PresenceQuery

    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Presence"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)

TABLES = {"areas": presence_table, "rows": presence_rows}


@router.get("/presence", summary="Presence by area")
async def presence(request: Request, service: TheService, query: RecordQuery) -> Response:
    """Distinct offices, agencies and initiatives by area, and one row for each agency, thing and place."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        asked = query.query(dataset)
        if wish.file:
            table = query.table or "rows"
            return table_body(wish, f"presence-{table}", TABLES[table](dataset, asked))
        wanted = (query.table,) if query.table else tuple(TABLES)
        tables = {name: records(TABLES[name](dataset, asked)) for name in wanted}
        content = {**_frame(dataset, asked), **tables}
        return document_body(wish, content, "Presence by area")

    return await service.answer(request, body, long=wish.long)


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
