"""OGC API - Features: landing page, standards kept, and the collections with what their properties are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotFoundError
from unmap.features import Resolution, filtering
from unmap.features.crs import CRS84, offered
from unmap.features.extents import extent
from unmap.features.layer_store import layer_sources
from unmap.formats.content import about
from unmap.measures import choose_need, record_totals
from unmap.measures.answer import report_record
from unmap.model.records import NOT_STATED, stated_text
from unmap.pages.page_facts import page_facts

from ..http.bodies import GEOJSON, JSON
from ..http.negotiation import MEDIA_TYPES
from ..links import FORMAT_NAMES, link
from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .item_parameters import DocumentQuery
from .serializers import HTML_TYPE, ITEM_TYPES, SCHEMA, SCHEMA_PAGE, answer_document, both

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.features import Layer
    from unmap.model import NeedChoice
    from unmap.model.properties import Property
    from unmap.store import Dataset

    from ..links import Link
    from ..service import Service

router = APIRouter(prefix="/api", dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

COLLECTIONS = {
    "offices": ("Offices", "Offices as the report lists them, with the areas that they were placed in"),
    "initiatives": (
        "Initiatives",
        "What the report gives an account of, with agencies, places, results and partners, at the seats of its areas",
    ),
}

"""Title and description of the collections that every report has; those of areas are the levels of the data."""


def collections_of(dataset: Dataset) -> dict[str, tuple[str, str]]:
    """Give title and description of every collection by its name."""
    areas = {
        level.id: (title := level.plural_en.capitalize(), f"{title} with need and presence joined")
        for level in dataset.admin_levels
    }
    return areas | COLLECTIONS


def level_in(dataset: Dataset, name: str) -> str | None:
    """Give the level whose areas a collection holds, None for one of the report's."""
    return next((level.word for level in dataset.admin_levels if level.id == name), None)


RELATED = {
    "/api/presence": "offices, agencies and initiatives by area, and who does what where",
    "/api/framework": "the cooperation framework, and its outcomes by area",
    "/api/coverage": "need beside presence, and the gap between them",
    "/api/equity": "whether presence is where people in need are",
    "/api/clusters": "where need, presence and gap lie together",
    "/api/reach": "people in need near an office",
    "/api/siting": "places for more offices",
    "/api/furthest-behind": "areas that are furthest behind whatever the weights of several conditions",
    "/api/outcome-gaps": "outcomes beside the needs that they aim at",
    "/api/footprints": "where each agency is and is not",
    "/api/change": "need over the years",
    "/api/reports": "reports whose record is served",
    "/api/report-change": "what two reports have in common and what one has alone",
    "/api/agencies": "agencies with what they have",
    "/api/figures": "figures of context that the report prints",
    "/api/need/indicators": "indicators of need",
    "/api/sources": "sources and their terms",
    "/api/exports": "every layer and table as a file",
    "/api/v2/coordination-context/operational-presence": "who does what where, as HDX HAPI has it",
}

DEFINITIONS = {"3.0": "/api/openapi-3.0.json", "3.1": "/api/openapi.json"}
"""Addresses of the API's definition by its version of OpenAPI."""

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
"""Where OGC names the relations of its links."""

CollectionId = Annotated[str, Path(max_length=100)]


@router.get("", summary="Landing page", tags=["Capabilities"])
# Where a client arrives that puts the path / of the standard behind the address of the service.
@router.get("/", include_in_schema=False)
async def landing(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """What is served here: the report, its totals, and links to everything else."""

    def content() -> dict[str, Any]:
        dataset = service.dataset
        return {
            "title": "unmap",
            "description": f"Where agencies work in {dataset.report.country_name_en}, beside where need is.",
            "attribution": "; ".join(filter(None, map(stated_text, dataset.sources["publisher"].drop_duplicates())))
            or NOT_STATED,
            "links": _landing_links(request),
            "report": report_record(dataset),
            "totals": record_totals(dataset),
            "edition": dataset.edition,
            **page_facts(dataset),
        }

    return await answer_document(request, service, query, "landing.html", content)


def _landing_links(request: Request) -> list[Link]:
    definition = "application/vnd.oai.openapi+json;version="
    return [
        link(request, "/api", "self", JSON, "this document"),
        *both(request),
        *(
            link(request, path, "service-desc", f"{definition}{version}", f"the API's definition (OpenAPI {version})")
            for version, path in DEFINITIONS.items()
        ),
        link(request, "/docs", "service-doc", HTML_TYPE, "the API's documentation"),
        link(request, "/api/conformance", "conformance", JSON, "standards that the API keeps"),
        link(request, "/api/conformance", f"{RELATIONS}/conformance", JSON, "standards that the API keeps"),
        link(request, "/api/collections", "data", JSON, "collections of features"),
        link(request, "/api/collections", f"{RELATIONS}/data", JSON, "collections of features"),
        link(request, "/api/tiles", f"{RELATIONS}/tilesets-vector", JSON, "vector tiles of all collections"),
        link(request, "/api/tileMatrixSets", f"{RELATIONS}/tiling-schemes", JSON, "grids of the tiles"),
        link(request, "/api/sources", "license", JSON, "sources and their terms of use"),
        *(link(request, path, "related", JSON, title) for path, title in RELATED.items()),
    ]


@router.get("/conformance", summary="Standards kept", tags=["Capabilities"])
async def conformance(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """Conformance classes that the API keeps."""

    def content() -> dict[str, Any]:
        itself = link(request, "/api/conformance", "self", JSON, "this document")
        return {"links": [itself, *both(request)], "conformsTo": CONFORMANCE}

    return await answer_document(request, service, query, "conformance.html", content)


@router.get("/collections", summary="Collections", tags=["Features"])
async def collections(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """The collections of features."""

    def content() -> dict[str, Any]:
        return {
            "links": [link(request, "/api/collections", "self", JSON, "this document"), *both(request)],
            "collections": [_collection(request, service, name) for name in collections_of(service.dataset)],
        }

    return await answer_document(request, service, query, "collections.html", content)


@router.get("/collections/{collection_id}", summary="One collection", tags=["Features"])
async def collection(
    request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery
) -> Response:
    """What one collection holds, where and when, in which reference systems, from which sources."""
    require(service.dataset, collection_id)

    def content() -> dict[str, Any]:
        return _collection(request, service, collection_id)

    return await answer_document(request, service, query, "collection.html", content)


def require(dataset: Dataset, collection_id: str) -> None:
    """Raise NotFoundError where there is no such collection."""
    known = collections_of(dataset)
    if collection_id not in known:
        raise NotFoundError(f"there is no such collection; there are {', '.join(known)}")


def _collection(request: Request, service: Service, name: str) -> dict[str, Any]:
    dataset = service.dataset
    title, description = collections_of(dataset)[name]
    return {
        "id": name,
        "title": title,
        "description": description,
        "itemType": "feature",
        "crs": [crs.uri for crs in offered(dataset)],
        "storageCrs": CRS84.uri,
        "extent": {
            "spatial": {
                "bbox": [extent_of(service, name)],
                "crs": CRS84.uri,
            },
            **_temporal(_layer(service, name)),
        },
        "links": _links(request, name, title),
        "about": about(dataset, layer_sources(dataset, name, _default_need(dataset, name))).document(),
    }


HALF_ROUND = 180
"""Degrees of longitude beyond which a box is rather one that crosses the antimeridian."""


def extent_of(service: Service, name: str) -> tuple[float, float, float, float]:
    """Give west, south, east and north of all that a collection gives out; of the country where nothing has a place."""
    geometries = _layer(service, name).geometries
    bounds = geometries.bounds
    if bounds[2] - bounds[0] > HALF_ROUND:  # on both sides of the antimeridian: west lies east of east (RFC 7946)
        return extent(service.dataset, geometries.shapes(Resolution.DETAIL))
    return extent_of(service, service.dataset.level().id) if any(map(math.isnan, bounds)) else bounds


def _layer(service: Service, name: str) -> Layer:
    need = _default_need(service.dataset, name)
    layer: Layer = getattr(service.layers, name) if need is None else service.layers.areas(need)
    return layer


def _links(request: Request, name: str, title: str) -> list[Link]:
    path = f"/api/collections/{name}"
    return [
        link(request, path, "self", JSON, title),
        link(request, path, "alternate", HTML_TYPE, f"{title} as a page", f="html"),
        link(request, f"{path}/items", "items", GEOJSON, f"{title} as GeoJSON"),
        *(
            link(request, f"{path}/items", "items", media_type, f"{title} as {FORMAT_NAMES[form]}", f=form)
            for form, media_type in ITEM_TYPES.items()
            if form != "json"
        ),
        *(
            link(request, f"{path}/{each}", f"{RELATIONS}/{each}", SCHEMA, f"{each} of {title.lower()}")
            for each in ("schema", "queryables", "sortables")
        ),
        link(request, f"{path}/tiles", f"{RELATIONS}/tilesets-vector", JSON, f"{title} as vector tiles"),
        # The whole as one file, which the standard has for who would page through everything.
        link(request, f"/api/exports/{name}", "enclosure", MEDIA_TYPES["gpkg"][0], f"all {title.lower()}", f="gpkg"),
        link(request, "/api/sources", "license", JSON, "sources and their terms of use"),
    ]


def _default_need(dataset: Dataset, name: str) -> NeedChoice | None:
    level = level_in(dataset, name)
    return None if level is None else choose_need(dataset, level)


def _temporal(layer: Layer) -> dict[str, Any]:
    """Give the first and last moment that a collection speaks of; nothing where it has no time of its own."""
    starts, ends = layer.periods.starts, layer.periods.ends
    if np.isnat(starts).all():
        return {}
    first, last = (moment.astype("datetime64[s]") for moment in (starts.min(), ends.max()))
    return {
        "temporal": {
            "interval": [[f"{first}Z", f"{last}Z"]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    }


_SPEC = "http://www.opengis.net/spec"


def _classes(part: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{_SPEC}/{part}/1.0/conf/{name}" for name in names)


_SCHEMAS = ("schemas", "returnables-and-receivables", "queryables", "sortables")

TILES = (
    *_classes("ogcapi-tiles-1", "core", "tileset", "tilesets-list", "geodata-tilesets", "dataset-tilesets", "mvt"),
    *(
        f"{_SPEC}/tms/2.0/conf/{form}{name}"
        for name in ("tilematrixset", "tilematrixsetlimits", "tilesetmetadata")
        for form in ("", "json-")
    ),
)
"""OGC API - Tiles - Part 1 (20-057) and Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0 (17-083r4)."""

CONFORMANCE = (
    *_classes("ogcapi-common-1", "core", "landing-page", "json", "html", "oas30"),
    *_classes("ogcapi-features-1", "core", "geojson", "html", "oas30"),
    *_classes("ogcapi-features-2", "crs"),
    *_classes("ogcapi-features-3", "queryables", "queryables-query-parameters", "filter", "features-filter"),
    # Part 5 was published as Common - Part 3 (OGC 23-058r2); QGIS and others look for the names of its drafts.
    *_classes("ogcapi-common-3", *_SCHEMAS, "advanced-property-roles"),
    *_classes("ogcapi-features-5", *_SCHEMAS, "core-roles-features"),
    *filtering.CONFORMANCE,
    *TILES,
)


@router.get("/collections/{collection_id}/schema", summary="Schema of the features", tags=["Features"])
async def schema(request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery) -> Response:
    """What each property of the features is: type, meaning, unit and role.

    A missing text is null; a missing number, day or list is left out of its feature. Neither is ever zero.
    """
    require(service.dataset, collection_id)

    def content() -> dict[str, Any]:
        document = _document(
            request, service, collection_id, f"Features of {_title(service, collection_id)}", lambda _: True
        )
        for name, stated in document["properties"].items():
            # Nothing can be written here.
            stated |= {**service.dataset.registry.layers[collection_id][name].returned_schema(), "readOnly": True}
        return document

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


@router.get("/collections/{collection_id}/queryables", summary="What features can be filtered by", tags=["Features"])
async def queryables(
    request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery
) -> Response:
    """The properties that a filter can speak of; each with one value is a parameter of the items as well."""
    require(service.dataset, collection_id)

    def content() -> dict[str, Any]:
        return _document(
            request,
            service,
            collection_id,
            f"Queryables of {_title(service, collection_id)}",
            lambda one: one.queryable,
        )

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


@router.get("/collections/{collection_id}/sortables", summary="What features can be sorted by", tags=["Features"])
async def sortables(
    request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery
) -> Response:
    """The properties that the parameter sortby takes."""
    require(service.dataset, collection_id)

    def content() -> dict[str, Any]:
        return _document(
            request, service, collection_id, f"Sortables of {_title(service, collection_id)}", lambda one: one.simple
        )

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


def _title(service: Service, name: str) -> str:
    return collections_of(service.dataset)[name][0].lower()


def _document(
    request: Request, service: Service, name: str, title: str, wanted: Callable[[Property], bool]
) -> dict[str, Any]:
    listed = [each for each in service.dataset.registry.layers[name].values() if wanted(each)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": str(request.base_url).rstrip("/") + request.url.path,
        "type": "object",
        "title": title,
        "description": collections_of(service.dataset)[name][1],
        "properties": {
            each.name: {**each.json_schema(), "x-ogc-propertySeq": place} for place, each in enumerate(listed, 1)
        },
        "additionalProperties": False,
    }
