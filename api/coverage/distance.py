"""Reach of the offices there are, and places for more."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage.asking import codes
from unmap.errors import ParameterError
from unmap.layers.coverage_distance import reach_answer, siting_answer

from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..record.formats import SPATIAL_FORMS, wanted
from ..service import TheService
from .answers import answer_body
from .questions import ReachQuery, SitingQuery

router = APIRouter(prefix="/api", tags=["Coverage"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


@router.get("/reach", summary="People in need near an office")
async def reach(request: Request, service: TheService, query: ReachQuery) -> Response:
    """People in need within the radius of a field office, each counted once; by agency, by state, and who is left out.

    Always by municipality, whatever `level` says; `kind` and `counting` do not change what an office is. With `add` or
    `remove` the figures are those of the plan, beside what was reached `before` it, the `change`, and whom each office
    alone reaches (`plan`).
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    tables = query.tables
    if len(tables) > 1 and wish.form in {"csv", "geojson"}:
        raise ParameterError("table", "names several tables, of which CSV and GeoJSON have one")
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            reach_answer(service.dataset, query.question(service.dataset), query.radius, query.plan),
            tables[0] if len(tables) == 1 else None,
            tables,
        ),
        long=wish.long,
    )


@router.get("/siting", summary="Places for more offices")
async def siting(request: Request, service: TheService, query: SitingQuery) -> Response:
    """The k seats of municipalities that, beside the offices there are, add most people in need within the radius.

    With `add` or `remove` the offices are those that a plan leaves. `objective=distance` cuts their mean distance
    instead. Where time runs out the places are the best known, `optimal` is false, and `bound` says how much better
    others could be at most.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    question = query.question(service.dataset)
    candidates = None if query.candidates is None else codes("candidates", query.candidates)
    asked = (query.k, query.radius, query.objective, candidates, query.min_town, query.plan)
    limit = service.settings.time_limit_s
    answer = await service.solve(
        request,
        ("siting", question, *asked),
        lambda: siting_answer(
            service.dataset,
            question,
            query.k,
            query.radius,
            objective=query.objective,
            candidates=candidates,
            min_town=query.min_town,
            time_limit_s=limit,
            plan=query.plan,
        ),
    )
    return await service.answer(request, lambda: answer_body(wish, answer, query.table), long=wish.long)
