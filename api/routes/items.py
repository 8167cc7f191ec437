"""OGC API - Features: the items of each collection, all or one of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Annotated

import numpy as np
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotFoundError, ParameterError
from unmap.features import Look, Resolution
from unmap.features.crs import CRS84, read_box, read_crs
from unmap.features.filtering import select
from unmap.features.layer_store import SortKey
from unmap.features.periods import read_interval
from unmap.measures import choose_need, matching
from unmap.model import Kind, Level
from unmap.model.arguments import no_such
from unmap.store.naming import codes_of

from ..http.negotiation import form_of
from ..parameters import ModelRoute, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .item_bodies import LONG_FORMATS, OTHER_CRS, Items, collection_of, feature_body, items_body
from .item_parameters import (
    DOCUMENT_FORMATS,
    ITEM_FORMATS,
    AreaQuery,
    FeatureQuery,
    InitiativeQuery,
    MunicipalityQuery,
    OfficeQuery,
    StateQuery,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from unmap.features import Layer
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..parameters import NeedParameters
    from ..service import Service
    from .item_bodies import Collection
    from .item_parameters import FeatureParameters, ItemsParameters

router = APIRouter(
    prefix="/api",
    tags=["Features"],
    dependencies=[Depends(refuse_repeats)],
    responses=RESPONSES,
    route_class=ModelRoute,
)

Equal = Mapping[str, frozenset[Hashable]]

FeatureId = Annotated[str, Path(max_length=100)]

_PLACED = frozenset({"bbox", "code", "pcode", "state_code"})
"""Parameters that mean a part of the country, which is drawn in detail."""


@router.get("/collections/states/items", summary="States")
async def states(request: Request, service: TheService, query: StateQuery) -> Response:
    """States with their need and presence."""

    def find() -> Items:
        found = _areas(service, Level.STATE, query)
        return _items(found, query, query.equal(), query.resolution or Resolution.OVERVIEW)

    return await _answer(request, service, query, find)


@router.get("/collections/municipalities/items", summary="Municipalities")
async def municipalities(request: Request, service: TheService, query: MunicipalityQuery) -> Response:
    """Municipalities with their need and presence."""

    def find() -> Items:
        placed = not _PLACED.isdisjoint(query.model_fields_set)
        resolution = query.resolution or (Resolution.DETAIL if placed else Resolution.OVERVIEW)
        if resolution is Resolution.DETAIL and not placed and query.filter is None:
            raise ParameterError(
                "resolution",
                "detail is given for a state_code, code, pcode, bbox or filter, not for the whole country",
            )
        return _items(_areas(service, Level.MUNICIPALITY, query), query, query.equal(), resolution)

    return await _answer(request, service, query, find)


@router.get("/collections/offices/items", summary="Offices")
async def offices(request: Request, service: TheService, query: OfficeQuery) -> Response:
    """Offices; headquarters that the report only counts have no geometry."""

    def find() -> Items:
        equal = query.equal()
        if "agency_id" in equal:
            named = map(str, equal["agency_id"])
            equal["agency_id"] = frozenset(codes_of(service.dataset, "agency", named, "agency_id"))
        return _items(_offices(service), query, equal, Resolution.DETAIL)

    return await _answer(request, service, query, find)


@router.get("/collections/initiatives/items", summary="Initiatives")
async def initiatives(request: Request, service: TheService, query: InitiativeQuery) -> Response:
    """Initiatives; those without a named place have no geometry and lie in every box."""

    def find() -> Items:
        record = matching(service.dataset, query.asked(service.dataset, kind=Kind.INITIATIVES))
        return _items(_initiatives(service), query, query.equal(), Resolution.DETAIL, record.initiative)

    return await _answer(request, service, query, find)


def _areas(service: Service, level: Level, query: NeedParameters) -> Collection:
    need = choose_need(service.dataset, level, query.indicator, query.year)
    return collection_of(service, service.dataset.admin_levels[level].id, service.layers.areas(need), need)


def _offices(service: Service) -> Collection:
    return collection_of(service, "offices", service.layers.offices)


def _initiatives(service: Service) -> Collection:
    return collection_of(service, "initiatives", service.layers.initiatives)


def _items(
    found: Collection, query: ItemsParameters, equal: Equal, resolution: Resolution, among: np.ndarray | None = None
) -> Items:
    refuse_unknown_codes(found.service.dataset, found.name, equal)
    return Items(found, selected(found.layer, query, equal, among), look_of(found.layer, query, resolution))


async def _answer(request: Request, service: Service, query: ItemsParameters, find: Callable[[], Items]) -> Response:
    given = "json" if query.f == "geojson" else query.f
    form = form_of(request, given, ITEM_FORMATS)
    return await service.answer(
        request,
        lambda: items_body(request, find(), query, form),
        long=form in LONG_FORMATS,
        filtered=query.filter is not None,
    )


@router.get("/collections/states/items/{code}", summary="One state")
async def state(request: Request, service: TheService, code: FeatureId, query: AreaQuery) -> Response:
    """One state in full detail."""
    return await _answer_one(request, service, query, lambda: (_areas(service, Level.STATE, query), code))


@router.get("/collections/municipalities/items/{code}", summary="One municipality")
async def municipality(request: Request, service: TheService, code: FeatureId, query: AreaQuery) -> Response:
    """One municipality in full detail."""
    return await _answer_one(request, service, query, lambda: (_areas(service, Level.MUNICIPALITY, query), code))


@router.get("/collections/offices/items/{office_id}", summary="One office")
async def office(request: Request, service: TheService, office_id: FeatureId, query: FeatureQuery) -> Response:
    """One office."""
    return await _answer_one(request, service, query, lambda: (_offices(service), office_id))


@router.get("/collections/initiatives/items/{initiative_id}", summary="One initiative")
async def initiative(request: Request, service: TheService, initiative_id: FeatureId, query: FeatureQuery) -> Response:
    """One initiative."""
    return await _answer_one(request, service, query, lambda: (_initiatives(service), initiative_id))


async def _answer_one(
    request: Request, service: Service, query: FeatureParameters, find: Callable[[], tuple[Collection, str]]
) -> Response:
    """Answer with the one feature of a collection that has a key."""
    form = form_of(request, "json" if query.f == "geojson" else query.f, DOCUMENT_FORMATS)
    crs = read_crs("crs", query.crs)
    if form != "json" and crs is not CRS84:
        raise ParameterError("crs", OTHER_CRS)

    def body() -> Body:
        found, key = find()
        rows = found.layer.rows({next(iter(found.layer.schema)): frozenset({key})})
        if not rows.size:
            padded = found.layer.rows({next(iter(found.layer.schema)): frozenset({f"0{key}"})})
            hint = f'; did you mean "0{key}"? Codes are text and keep their leading zero' if padded.size else ""
            raise NotFoundError(f"the collection has no feature of that code{hint}")
        return feature_body(request, Items(found, rows, Look(Resolution.DETAIL, crs)), form)

    return await service.answer(request, body)


def refuse_unknown_codes(dataset: Dataset, name: str, equal: Equal) -> None:
    """Raise ParameterError for a code that no area has, so that 7 is not taken for a state without anything.

    `equal` holds what is asked of the collection called `name`.
    """
    areas = {"states": dataset.states, "municipalities": dataset.municipalities}
    own = [areas[name]] if name in areas else list(areas.values())
    known = {
        "state_code": [dataset.states["code"]],
        "municipality_code": [dataset.municipalities["code"]],
        **{key: [layer[key] for layer in own] for key in ("code", "pcode")},
    }
    for parameter in known.keys() & equal.keys():
        there = [code for codes in known[parameter] for code in codes]
        for code in sorted(map(str, equal[parameter] - set(there))):
            raise no_such(parameter, code, there)


def selected(layer: Layer, query: ItemsParameters, equal: Equal, among: np.ndarray | None = None) -> np.ndarray:
    """Give the positions of the rows that match, sorted as asked; only those `among`, where that is given.

    `equal` holds the values that properties must have one of: those of `query`, with codes for what it names.

    Raises ParameterError for a parameter that cannot be read, or that names what the layer does not have.
    """
    bbox = None if query.bbox is None else read_box(query.bbox, read_crs("bbox-crs", query.bbox_crs))
    if query.bbox is None and query.bbox_crs is not None:
        read_crs("bbox-crs", query.bbox_crs)
    rows = layer.rows(equal, bbox)
    if among is not None:
        rows = np.intersect1d(rows, among)
    if query.datetime is not None:
        rows = rows[layer.periods.during(read_interval(query.datetime))[rows]]
    # Read even where nothing is left, so that what is wrong with it is told.
    crs = read_crs("filter-crs", query.filter_crs)
    if query.filter is not None:
        rows = select(layer, query.filter, query.filter_lang, crs, rows)
    keys = _sort_keys(layer, query.sortby)
    return layer.order.sorted(rows, keys) if keys else rows


def _sort_keys(layer: Layer, text: str | None) -> list[SortKey]:
    if not text:
        # An empty list is one of nothing (OGC API - Common - Part 1).
        return []
    sortables = {each.name for each in layer.schema.values() if each.simple}
    # A plus sign in an address is read as a space unless the client escapes it.
    keys = [SortKey(part.strip().lstrip("+-").strip(), part.strip().startswith("-")) for part in text.split(",")]
    names = [key.name for key in keys]
    if not sortables.issuperset(names) or len(set(names)) < len(names):
        raise ParameterError("sortby", f"must name properties, each once: {', '.join(sorted(sortables))}")
    return keys


def look_of(layer: Layer, query: ItemsParameters, resolution: Resolution) -> Look:
    """Say how the features are to be given out; raises ParameterError for a property or a CRS that there is not."""
    return Look(
        resolution=resolution,
        crs=read_crs("crs", query.crs),
        names=None if query.properties is None else _names(query.properties, layer.names),
        geometry=not query.skip_geometry,
    )


def _names(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the properties that a list names, in the layer's own order."""
    wanted = {part.strip() for part in text.split(",")} if text else set()
    if not wanted <= set(known):
        raise ParameterError("properties", f"must be one or more of {', '.join(known)}")
    return tuple(name for name in known if name in wanted)
