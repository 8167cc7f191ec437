"""Equity, clusters, outcomes against their own needs, footprints of agencies, and change over the years."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage.asking import codes
from unmap.layers.coverage_measures import (
    change_answer,
    cluster_answer,
    equity_answer,
    footprint_answer,
    outcome_answer,
)
from unmap.models import Level

from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..record.formats import SPATIAL_FORMS, TABLE_FORMS, wanted
from ..service import TheService
from .answers import answer_body
from .questions import ChangeQuery, ClusterQuery, EquityQuery, FootprintQuery, OutcomeQuery

router = APIRouter(prefix="/api", tags=["Coverage"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


@router.get("/equity", summary="Equity of presence")
async def equity(request: Request, service: TheService, query: EquityQuery) -> Response:
    """Concentration index and curve of presence over areas ordered by need, with a test against chance.

    `direction` says whether presence is concentrated where need is (pro-need), where it is not (against-need), or
    neither can be told from presence that falls by population alone (none).
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(wish, equity_answer(service.dataset, query.question(service.dataset))),
        long=wish.long,
    )


@router.get("/clusters", summary="Clusters of need, presence and gap")
async def clusters(request: Request, service: TheService, query: ClusterQuery) -> Response:
    """Moran's I, global and for each area, of need, presence and gap, and of need here with presence around.

    Where time runs out the permutations done so far count, and `complete` is false.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    question, permutations = query.question(service.dataset), query.permutations
    limit = service.settings.time_limit_s
    answer = await service.solve(
        request,
        ("clusters", question, permutations),
        lambda: cluster_answer(service.dataset, question, permutations, time_limit_s=limit),
    )
    return await service.answer(request, lambda: answer_body(wish, answer, query.table), long=wish.long)


@router.get("/outcome-gaps", summary="Outcomes against their own needs")
async def outcome_gaps(request: Request, service: TheService, query: OutcomeQuery) -> Response:
    """Each outcome's initiatives beside the official indicators that it aims at, by area.

    `kind` does not matter here, since presence is the outcome's initiatives, and the need is its own.
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    municipal = query.level is Level.MUNICIPALITY
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            outcome_answer(service.dataset, query.question(service.dataset)),
            query.table,
            # Their areas are ten times 2,469, and given to who asks for them.
            ("outcomes",) if municipal else None,
        ),
        long=municipal or wish.long,
    )


@router.get("/footprints", summary="Footprints of agencies")
async def footprints(request: Request, service: TheService, query: FootprintQuery) -> Response:
    """Agencies by areas; where each is absent from the highest need, and who is there instead; how agencies overlap.

    `agency` narrows whose rows are listed, not who counts as being there.
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(wish, footprint_answer(service.dataset, query.question(service.dataset)), query.table),
        long=wish.long,
    )


@router.get("/change", summary="Need over the years")
async def change(request: Request, service: TheService, query: ChangeQuery) -> Response:
    """Need in every year of each series, with the change within a series and never across its break."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            change_answer(
                service.dataset,
                query.level,
                query.concept,
                codes("area", query.area),
            ),
        ),
        long=wish.long,
    )
