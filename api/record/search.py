"""The search of the map's page: what is called so, in any usual way."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from unmap.layers.search import search

from ..parameters import Parameters, refuse_repeats
from ..service import TheService

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_repeats)])


class SearchParameters(Parameters):
    """Parameters of the search."""

    q: Annotated[str, Field(description="words, each of which begins a word of what is found", max_length=100)]
    lang: Annotated[Literal["en", "es"], Field(description="language of the names")] = "en"
    group: Annotated[
        Literal["place", "office", "agency", "theme", "indicator", "initiative"] | None,
        Field(description="all of one kind; the first few of each unless given"),
    ] = None


@router.get("/search")
async def find(request: Request, service: TheService, query: Annotated[SearchParameters, Query()]) -> Response:
    """Give places, offices, agencies, themes, indicators and initiatives by any of their names."""
    return await service.answer_json(
        request, lambda: {"groups": search(service.dataset, query.q, query.lang, query.group)}
    )
