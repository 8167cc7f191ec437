"""OGC API - Features: the landing page, the collections and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import choose_need, office_totals
from unmap.errors import NotFoundError, ParameterError
from unmap.layers import Resolution
from unmap.models import Level

from .bodies import GEOJSON, JSON, encode
from .items import Selection, items_body
from .links import link
from .parameters import (
    MunicipalityQuery,
    NeedParameters,
    NeedQuery,
    NoQuery,
    OfficeQuery,
    StateQuery,
    codes,
    refuse_repeats,
)
from .problems import RESPONSES
from .records import report_record
from .service import TheService

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.dataset import Dataset
    from unmap.layers import Layer

    from .bodies import Body
    from .service import Service

router = APIRouter(prefix="/api", dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

COLLECTIONS = {
    "states": ("States", "States with need and presence joined"),
    "municipalities": ("Municipalities", "Municipalities with need and presence joined"),
    "offices": ("Offices", "Offices as the report lists them, with the areas that they were placed in"),
}

FeatureId = Annotated[str, Path(max_length=100)]


@router.get("", summary="Landing page", tags=["Capabilities"])
async def landing(request: Request, service: TheService, _: NoQuery) -> Response:
    """What is served here: the report, its totals, and links to everything else."""

    def content() -> dict[str, Any]:
        dataset = service.dataset
        return {
            "title": "unmap",
            "description": f"Where the UN System works in {dataset.report.country_name_en}, beside where need is.",
            "links": [
                link(request, "/api", "self", JSON, "this document"),
                link(
                    request,
                    "/api/openapi.json",
                    "service-desc",
                    "application/vnd.oai.openapi+json;version=3.1",
                    "the API's definition",
                ),
                link(request, "/docs", "service-doc", "text/html", "the API's documentation"),
                link(request, "/api/conformance", "conformance", JSON, "standards that the API keeps"),
                link(request, "/api/collections", "data", JSON, "collections of features"),
                link(request, "/api/need/indicators", "related", JSON, "indicators of need"),
                link(request, "/api/sources", "related", JSON, "sources and their terms"),
            ],
            "report": report_record(dataset),
            "totals": office_totals(dataset),
            "edition": dataset.edition,
        }

    return await service.answer_json(request, content)


@router.get("/conformance", summary="Standards kept", tags=["Capabilities"])
async def conformance(request: Request, service: TheService, _: NoQuery) -> Response:
    """Conformance classes that the API keeps."""
    return await service.answer_json(request, lambda: {"conformsTo": CONFORMANCE})


@router.get("/collections", summary="Collections", tags=["Features"])
async def collections(request: Request, service: TheService, _: NoQuery) -> Response:
    """The collections of features."""

    def content() -> dict[str, Any]:
        return {
            "links": [link(request, "/api/collections", "self", JSON, "this document")],
            "collections": [_collection(request, service.dataset, name) for name in COLLECTIONS],
        }

    return await service.answer_json(request, content)


@router.get("/collections/{collection_id}", summary="One collection", tags=["Features"])
async def collection(request: Request, service: TheService, collection_id: FeatureId, _: NoQuery) -> Response:
    """What one collection holds."""
    if collection_id not in COLLECTIONS:
        raise NotFoundError(f"there is no such collection; there are {', '.join(COLLECTIONS)}")
    return await service.answer_json(request, lambda: _collection(request, service.dataset, collection_id))


def _collection(request: Request, dataset: Dataset, name: str) -> dict[str, Any]:
    title, description = COLLECTIONS[name]
    offices = dataset.offices
    return {
        "id": name,
        "title": title,
        "description": description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {
                "bbox": [[round(float(edge), 6) for edge in dataset.states.total_bounds]],
                "crs": CRS84,
            },
            "temporal": {
                "interval": [
                    [f"{day:%Y-%m-%dT00:00:00Z}" for day in (offices["valid_from"].min(), offices["valid_to"].max())]
                ]
            },
        },
        "links": [
            link(request, f"/api/collections/{name}", "self", JSON, title),
            link(request, f"/api/collections/{name}/items", "items", GEOJSON, f"{title} as GeoJSON"),
            link(request, f"/api/collections/{name}/items", "items", "text/csv", f"{title} as CSV", f="csv"),
        ],
    }


@router.get("/collections/states/items", summary="States", tags=["Features"])
async def states(request: Request, service: TheService, query: StateQuery) -> Response:
    """States with their need and presence."""

    def body() -> Body:
        layer = service.layers.areas(choose_need(service.dataset, Level.STATE, query.indicator, query.year))
        equal = _equal({"code": query.code, "pcode": query.pcode, "presence": query.presence})
        rows = layer.rows(equal, query.bounds)
        return items_body(request, "states", layer, Selection(rows, query.resolution or Resolution.OVERVIEW), query)

    return await service.answer(request, body)


@router.get("/collections/municipalities/items", summary="Municipalities", tags=["Features"])
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


@router.get("/collections/offices/items", summary="Offices", tags=["Features"])
async def offices(request: Request, service: TheService, query: OfficeQuery) -> Response:
    """Offices; headquarters that the report only counts have no geometry."""

    def body() -> Body:
        layer = service.layers.offices
        asked = {name: getattr(query, name) for name in ("state_code", "municipality_code", "office_type")}
        equal = _equal(asked) | _known("agency_id", query.agency_id, service.dataset.agencies["agency_id"])
        rows = layer.rows(equal, query.bounds)
        return items_body(request, "offices", layer, Selection(rows, Resolution.DETAIL), query)

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


@router.get("/collections/states/items/{code}", summary="One state", tags=["Features"])
async def state(request: Request, service: TheService, code: FeatureId, query: NeedQuery) -> Response:
    """One state in full detail."""
    return await service.answer(request, lambda: _area_body(request, service, Level.STATE, code, query))


@router.get("/collections/municipalities/items/{code}", summary="One municipality", tags=["Features"])
async def municipality(request: Request, service: TheService, code: FeatureId, query: NeedQuery) -> Response:
    """One municipality in full detail."""
    return await service.answer(request, lambda: _area_body(request, service, Level.MUNICIPALITY, code, query))


@router.get("/collections/offices/items/{office_id}", summary="One office", tags=["Features"])
async def office(request: Request, service: TheService, office_id: FeatureId, _: NoQuery) -> Response:
    """One office."""
    return await service.answer(
        request, lambda: _feature_body(request, "offices", service.layers.offices, "office_id", office_id)
    )


def _area_body(request: Request, service: Service, level: Level, code: str, query: NeedParameters) -> Body:
    layer = service.layers.areas(choose_need(service.dataset, level, query.indicator, query.year))
    name = "states" if level is Level.STATE else "municipalities"
    return _feature_body(request, name, layer, "code", code)


def _feature_body(request: Request, name: str, layer: Layer, key: str, value: str) -> Body:
    rows = layer.rows({key: frozenset({value})})
    if not rows.size:
        raise NotFoundError("the collection has no feature of that code")
    [feature] = layer.features(rows.tolist(), Resolution.DETAIL)
    links = [
        link(request, request.url.path, "self", GEOJSON, "this feature"),
        link(request, f"/api/collections/{name}", "collection", JSON, COLLECTIONS[name][0]),
    ]
    return encode(b'%b,"links":%b}' % (feature[:-1], orjson.dumps(links)), GEOJSON)
