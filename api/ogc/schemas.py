"""What the properties of a collection are: schema, queryables and sortables (OGC API - Features - Parts 3 and 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.layers.properties import LAYERS

from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .collections import COLLECTIONS, CollectionId, require
from .documents import SCHEMA_PAGE, answer_document
from .parameters import DocumentQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.layers.schema import Property

router = APIRouter(prefix="/api", tags=["Features"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)


@router.get("/collections/{collection_id}/schema", summary="Schema of the features")
async def schema(request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery) -> Response:
    """What each property of the features is: type, meaning, unit and role.

    A missing text is null; a missing number, day or list is left out of its feature. Neither is ever zero.
    """
    require(collection_id)

    def content() -> dict[str, Any]:
        document = _document(request, collection_id, f"Features of {_title(collection_id)}", lambda _: True)
        for name, stated in document["properties"].items():
            # Nothing can be written here.
            stated |= {**LAYERS[collection_id][name].returned_schema(), "readOnly": True}
        return document

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


@router.get("/collections/{collection_id}/queryables", summary="What features can be filtered by")
async def queryables(
    request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery
) -> Response:
    """The properties that a filter can speak of; each with one value is a parameter of the items as well."""
    require(collection_id)

    def content() -> dict[str, Any]:
        return _document(request, collection_id, f"Queryables of {_title(collection_id)}", lambda one: one.queryable)

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


@router.get("/collections/{collection_id}/sortables", summary="What features can be sorted by")
async def sortables(
    request: Request, service: TheService, collection_id: CollectionId, query: DocumentQuery
) -> Response:
    """The properties that the parameter sortby takes."""
    require(collection_id)

    def content() -> dict[str, Any]:
        return _document(request, collection_id, f"Sortables of {_title(collection_id)}", lambda one: one.simple)

    return await answer_document(request, service, query, SCHEMA_PAGE, content)


def _title(name: str) -> str:
    return COLLECTIONS[name][0].lower()


def _document(request: Request, name: str, title: str, wanted: Callable[[Property], bool]) -> dict[str, Any]:
    listed = [each for each in LAYERS[name].values() if wanted(each)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": str(request.base_url).rstrip("/") + request.url.path,
        "type": "object",
        "title": title,
        "description": COLLECTIONS[name][1],
        "properties": {
            each.name: {**each.json_schema(), "x-ogc-propertySeq": place} for place, each in enumerate(listed, 1)
        },
        "additionalProperties": False,
    }
