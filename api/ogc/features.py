"""OGC API - Features: the items of each collection, all or one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
import orjson
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import choose_need, matching
from unmap.errors import NotFoundError, ParameterError
from unmap.layers import Resolution
from unmap.models import Kind, Level

from ..links import link
from ..parameters import (
    InitiativeQuery,
    MunicipalityQuery,
    NeedParameters,
    NeedQuery,
    NoQuery,
    OfficeQuery,
    StateQuery,
    codes,
    refuse_repeats,
)
from ..problems import RESPONSES
from ..service import TheService
from ..wire.bodies import GEOJSON, JSON, encode
from .collections import COLLECTIONS
from .items import Selection, items_body

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from unmap.layers import Layer

    from ..service import Service
    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Features"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

FeatureId = Annotated[str, Path(max_length=100)]


@router.get("/collections/states/items", summary="States")
async def states(request: Request, service: TheService, query: StateQuery) -> Response:
    """States with their need and presence."""

    def body() -> Body:
        layer = service.layers.areas(choose_need(service.dataset, Level.STATE, query.indicator, query.year))
        equal = _equal({"code": query.code, "pcode": query.pcode, "presence": query.presence})
        rows = layer.rows(equal, query.bounds)
        return items_body(request, "states", layer, Selection(rows, query.resolution or Resolution.OVERVIEW), query)

    return await service.answer(request, body)


@router.get("/collections/municipalities/items", summary="Municipalities")
async def municipalities(request: Request, service: TheService, query: MunicipalityQuery) -> Response:
    """Municipalities with their need and presence."""

    def body() -> Body:
        layer = service.layers.areas(choose_need(service.dataset, Level.MUNICIPALITY, query.indicator, query.year))
        asked = {name: getattr(query, name) for name in ("code", "pcode", "state_code", "presence")}
        partial = query.bbox is not None or any(asked[name] is not None for name in ("code", "pcode", "state_code"))
        resolution = query.resolution or (Resolution.DETAIL if partial else Resolution.OVERVIEW)
        if resolution is Resolution.DETAIL and not partial:
            raise ParameterError(
                "resolution",
                "detail is given for a state_code, code, pcode or bbox, not for the whole country",
            )
        rows = layer.rows(_equal(asked), query.bounds)
        return items_body(request, "municipalities", layer, Selection(rows, resolution), query)

    return await service.answer(request, body)


@router.get("/collections/offices/items", summary="Offices")
async def offices(request: Request, service: TheService, query: OfficeQuery) -> Response:
    """Offices; headquarters that the report only counts have no geometry."""

    def body() -> Body:
        layer = service.layers.offices
        asked = {name: getattr(query, name) for name in ("state_code", "municipality_code", "office_type")}
        equal = _equal(asked) | _known("agency_id", query.agency_id, service.dataset.agencies["agency_id"])
        rows = layer.rows(equal, query.bounds)
        return items_body(request, "offices", layer, Selection(rows, Resolution.DETAIL), query)

    return await service.answer(request, body)


@router.get("/collections/initiatives/items", summary="Initiatives")
async def initiatives(request: Request, service: TheService, query: InitiativeQuery) -> Response:
    """Initiatives; those without a named place have no geometry and lie in every box."""

    def body() -> Body:
        layer = service.layers.initiatives
        record = matching(service.dataset, query.asked(kind=Kind.INITIATIVES))
        rows = np.intersect1d(record.initiative, layer.rows({}, query.bounds))
        return items_body(request, "initiatives", layer, Selection(rows, Resolution.DETAIL), query)

    return await service.answer(request, body)


def _equal(asked: dict[str, str | None]) -> dict[str, frozenset[str]]:
    return {name: codes(text) for name, text in asked.items() if text is not None}


def _known(name: str, text: str | None, known: Iterable[str]) -> dict[str, frozenset[str]]:
    if text is None:
        return {}
    wanted = codes(text)
    if not wanted <= set(known):
        raise ParameterError(name, f"must be one or more of {', '.join(sorted(known))}")
    return {name: wanted}


@router.get("/collections/states/items/{code}", summary="One state")
async def state(request: Request, service: TheService, code: FeatureId, query: NeedQuery) -> Response:
    """One state in full detail."""
    return await service.answer(request, lambda: _area_body(request, service, Level.STATE, code, query))


@router.get("/collections/municipalities/items/{code}", summary="One municipality")
async def municipality(request: Request, service: TheService, code: FeatureId, query: NeedQuery) -> Response:
    """One municipality in full detail."""
    return await service.answer(request, lambda: _area_body(request, service, Level.MUNICIPALITY, code, query))


@router.get("/collections/offices/items/{office_id}", summary="One office")
async def office(request: Request, service: TheService, office_id: FeatureId, _: NoQuery) -> Response:
    """One office."""
    return await service.answer(
        request, lambda: _feature_body(request, "offices", service.layers.offices, {"office_id": office_id})
    )


@router.get("/collections/initiatives/items/{initiative_id}", summary="One initiative")
async def initiative(request: Request, service: TheService, initiative_id: FeatureId, _: NoQuery) -> Response:
    """One initiative."""
    return await service.answer(
        request,
        lambda: _feature_body(request, "initiatives", service.layers.initiatives, {"initiative_id": initiative_id}),
    )


def _area_body(request: Request, service: Service, level: Level, code: str, query: NeedParameters) -> Body:
    layer = service.layers.areas(choose_need(service.dataset, level, query.indicator, query.year))
    return _feature_body(request, "states" if level is Level.STATE else "municipalities", layer, {"code": code})


def _feature_body(request: Request, name: str, layer: Layer, key: dict[str, str]) -> Body:
    rows = layer.rows({column: frozenset({value}) for column, value in key.items()})
    if not rows.size:
        raise NotFoundError("the collection has no feature of that code")
    [feature] = layer.features(rows.tolist(), Resolution.DETAIL)
    links = [
        link(request, request.url.path, "self", GEOJSON, "this feature"),
        link(request, f"/api/collections/{name}", "collection", JSON, COLLECTIONS[name][0]),
        *(
            link(request, f"/api/areas/{code}", "related", JSON, f"all that is known of {code}")
            for code in _areas_of(layer.table.iloc[rows[0]])
        ),
    ]
    return encode(b'%b,"links":%b}' % (feature[:-1], orjson.dumps(links)), GEOJSON)


def _areas_of(row: pd.Series) -> tuple[str, ...]:
    """Give the codes of the areas that a feature is, or lies in as far as its record says."""
    if "area_codes" in row:
        return tuple(row["area_codes"])
    return (row["code"],) if "code" in row else (row["municipality_code"] or row["state_code"],)
