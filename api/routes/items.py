"""OGC API - Features: the items of each collection, all or one of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated

import numpy as np
from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotFoundError, ParameterError
from unmap.features import Look, Resolution
from unmap.features.crs import CRS84, offered, read_box, read_crs
from unmap.features.filtering import select
from unmap.features.layer_store import SortKey
from unmap.features.periods import read_interval
from unmap.measures import choose_need, matching
from unmap.model import Kind
from unmap.model.arguments import no_such
from unmap.store.naming import codes_of

from ..http.negotiation import form_of
from ..parameters import Parameters, read_query, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .collections import CollectionId, level_in, require
from .item_bodies import LONG_FORMATS, OTHER_CRS, Items, collection_of, feature_body, items_body
from .item_parameters import (
    DOCUMENT_FORMATS,
    ITEM_FORMATS,
    AreaItems,
    AreaParameters,
    FeatureParameters,
    HighestAreaItems,
    InitiativeItems,
    ItemsParameters,
    item_models,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from unmap.features import Layer
    from unmap.features.crs import Crs
    from unmap.model import AdminLevel
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..parameters import NeedParameters
    from ..service import Service
    from .item_bodies import Collection

router = APIRouter(
    prefix="/api",
    tags=["Features"],
    dependencies=[Depends(refuse_repeats)],
    responses=RESPONSES,
)

Equal = Mapping[str, frozenset[Hashable]]

FeatureId = Annotated[str, Path(max_length=100)]

ITEMS, ITEM = "/collections/{collection_id}/items", "/collections/{collection_id}/items/{feature_id}"
"""Paths of the items of any collection, which the definition of the API gives for each collection by itself."""


@router.get(ITEMS, include_in_schema=False)
async def items(request: Request, service: TheService, collection_id: CollectionId) -> Response:
    """The features of a collection, with the parameters that the levels of the data give it."""
    _take_as_declared(request, service.dataset, collection_id, 0)
    query = read_query(item_models(service.dataset.admin_levels)[collection_id], request)
    find = {"offices": _find_offices, "initiatives": _find_initiatives}.get(collection_id, _find_areas)
    given = "json" if query.f == "geojson" else query.f
    form = form_of(request, given, ITEM_FORMATS)
    return await service.answer(
        request,
        lambda: items_body(request, find(service, collection_id, query), query, form),
        long=form in LONG_FORMATS,
        filtered=query.filter is not None,
    )


def _find_areas(service: Service, name: str, query: ItemsParameters) -> Items:
    assert isinstance(query, HighestAreaItems | AreaItems)  # noqa: S101 - by the collection
    resolution = query.resolution or Resolution.OVERVIEW
    if isinstance(query, AreaItems):
        placed = not query.placing.isdisjoint(query.model_fields_set)
        resolution = query.resolution or (Resolution.DETAIL if placed else Resolution.OVERVIEW)
        if resolution is Resolution.DETAIL and not placed and query.filter is None:
            *others, last = sorted(query.placing - {"bbox"}, key=lambda one: (one in {"code", "pcode"}, one))
            kinds = f"{', '.join([*others, last])}, bbox or filter"
            raise ParameterError("resolution", f"detail is given for a {kinds}, not for the whole country")
    return _items(_areas(service, name, query), query, query.equal(), resolution)


def _find_offices(service: Service, _: str, query: ItemsParameters) -> Items:
    equal = query.equal()
    if "agency_id" in equal:
        named = map(str, equal["agency_id"])
        equal["agency_id"] = frozenset(codes_of(service.dataset, "agency", named, "agency_id"))
    return _items(_offices(service), query, equal, Resolution.DETAIL)


def _find_initiatives(service: Service, _: str, query: ItemsParameters) -> Items:
    assert isinstance(query, InitiativeItems)  # noqa: S101 - by the collection
    record = matching(service.dataset, query.asked(service.dataset, kind=Kind.INITIATIVES))
    return _items(_initiatives(service), query, query.equal(), Resolution.DETAIL, record.initiative)


def _areas(service: Service, name: str, query: NeedParameters) -> Collection:
    need = choose_need(service.dataset, level_in(service.dataset, name), query.indicator, query.year)
    return collection_of(service, name, service.layers.areas(need), need)


def _offices(service: Service) -> Collection:
    return collection_of(service, "offices", service.layers.offices)


def _initiatives(service: Service) -> Collection:
    return collection_of(service, "initiatives", service.layers.initiatives)


def _items(
    found: Collection, query: ItemsParameters, equal: Equal, resolution: Resolution, among: np.ndarray | None = None
) -> Items:
    refuse_unknown_codes(found.service.dataset, found.name, equal)
    systems = offered(found.service.dataset)
    rows = selected(found.layer, query, equal, systems, among)
    return Items(found, rows, look_of(found.layer, query, resolution, systems))


@router.get(ITEM, include_in_schema=False)
async def item(request: Request, service: TheService, collection_id: CollectionId, feature_id: FeatureId) -> Response:
    """One feature of a collection; an area in full detail."""
    _take_as_declared(request, service.dataset, collection_id, 1)
    if level_in(service.dataset, collection_id) is not None:
        asked = read_query(AreaParameters, request)
        return await _answer_one(request, service, asked, lambda: (_areas(service, collection_id, asked), feature_id))
    query = read_query(FeatureParameters, request)
    of_report = {"offices": _offices, "initiatives": _initiatives}[collection_id]
    return await _answer_one(request, service, query, lambda: (of_report(service), feature_id))


def _take_as_declared(request: Request, dataset: Dataset, name: str, place: int) -> None:
    """Let what is counted, logged and refused name the collection's own route, as the definition of the API does."""
    require(dataset, name)
    levels = dataset.admin_levels
    request.scope["route"] = documented(levels).routes[2 * list(item_models(levels)).index(name) + place]


@lru_cache(maxsize=8)
def documented(levels: tuple[AdminLevel, ...]) -> APIRouter:
    """Give two routes for each collection, of all items and of one, with its own parameters: for the definition alone.

    They stand in the order of `item_models`.
    """
    told = APIRouter(prefix="/api", tags=["Features"], responses=RESPONSES)
    keys: dict[str, tuple[str, str, type[FeatureParameters]]] = {
        **{level.id: (level.word, "code", AreaParameters) for level in levels},
        **_OF_REPORT,
    }
    for name, model in item_models(levels).items():
        title = name.capitalize()
        about = _ABOUT.get(name, f"{title} with their need and presence.")
        told.add_api_route(f"/collections/{name}/items", _takes(model), summary=title, description=about, name=name)
        one, key, parameters = keys[name]
        told.add_api_route(
            f"/collections/{name}/items/{{{key}}}",
            _takes(parameters, key),
            summary=f"One {one}",
            description=f"One {one} in full detail." if parameters is AreaParameters else f"One {one}.",
            name=one,
        )
    return told


_OF_REPORT: dict[str, tuple[str, str, type[FeatureParameters]]] = {
    "offices": ("office", "office_id", FeatureParameters),
    "initiatives": ("initiative", "initiative_id", FeatureParameters),
}
"""Of a collection of the report: what one feature is called, the parameter that names it, the others."""

_ABOUT = {
    "offices": "Offices; headquarters that the report only counts have no geometry.",
    "initiatives": "Initiatives; those without a named place have no geometry and lie in every box.",
}


def _takes(model: type[Parameters], *keys: str) -> Callable[..., Response]:
    """Give an endpoint that takes the parameters of `model` and the `keys` in its path; it is never called."""

    def endpoint(**_: object) -> Response:
        raise NotImplementedError

    parameters = [
        Parameter("query", Parameter.KEYWORD_ONLY, annotation=Annotated[model, Query()]),
        *(Parameter(key, Parameter.KEYWORD_ONLY, annotation=FeatureId) for key in keys),
    ]
    endpoint.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    endpoint.__annotations__ = {one.name: one.annotation for one in parameters}
    return endpoint


async def _answer_one(
    request: Request, service: Service, query: FeatureParameters, find: Callable[[], tuple[Collection, str]]
) -> Response:
    """Answer with the one feature of a collection that has a key."""
    form = form_of(request, "json" if query.f == "geojson" else query.f, DOCUMENT_FORMATS)
    crs = read_crs("crs", query.crs, offered(service.dataset))
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
    areas = {level.id: dataset.layer(level) for level in dataset.admin_levels}
    own = [areas[name]] if name in areas else list(areas.values())
    known = {
        **{f"{level}_code": [areas[level.id]["code"]] for level in dataset.admin_levels},
        **{key: [layer[key] for layer in own] for key in ("code", "pcode")},
    }
    for parameter in known.keys() & equal.keys():
        there = [code for codes in known[parameter] for code in codes]
        for code in sorted(map(str, equal[parameter] - set(there))):
            raise no_such(parameter, code, there)


def selected(
    layer: Layer, query: ItemsParameters, equal: Equal, systems: Sequence[Crs], among: np.ndarray | None = None
) -> np.ndarray:
    """Give the positions of the rows that match, sorted as asked; only those `among`, where that is given.

    `equal` holds the values that properties must have one of: those of `query`, with codes for what it names;
    `systems` are the reference systems that there are.

    Raises ParameterError for a parameter that cannot be read, or that names what the layer does not have.
    """
    of_box = read_crs("bbox-crs", query.bbox_crs, systems)
    bbox = None if query.bbox is None else read_box(query.bbox, of_box)
    rows = layer.rows(equal, bbox)
    if among is not None:
        rows = np.intersect1d(rows, among)
    if query.datetime is not None:
        rows = rows[layer.periods.during(read_interval(query.datetime))[rows]]
    # Read even where nothing is left, so that what is wrong with it is told.
    crs = read_crs("filter-crs", query.filter_crs, systems)
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


def look_of(layer: Layer, query: ItemsParameters, resolution: Resolution, systems: Sequence[Crs]) -> Look:
    """Say how the features are to be given out; raises ParameterError for a property or a CRS that there is not."""
    return Look(
        resolution=resolution,
        crs=read_crs("crs", query.crs, systems),
        names=None if query.properties is None else _names(query.properties, layer.names),
        geometry=not query.skip_geometry,
    )


def _names(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the properties that a list names, in the layer's own order."""
    wanted = {part.strip() for part in text.split(",")} if text else set()
    if not wanted <= set(known):
        raise ParameterError("properties", f"must be one or more of {', '.join(known)}")
    return tuple(name for name in known if name in wanted)
