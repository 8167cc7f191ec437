"""OGC API - Tiles: Mapbox Vector Tiles of each collection, and of all of them together."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BeforeValidator, Field, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotFoundError, ParameterError
from unmap.features.layer_store import layer_sources
from unmap.features.tiles import MAX_ZOOM, Tile, area_tiles, initiative_tiles, limits, office_tiles
from unmap.measures import choose_need

from ..http.bodies import encode
from ..parameters import NeedParameters, Parameters, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .collections import CollectionId, collections_of, level_in, require
from .item_parameters import DocumentParameters, DocumentQuery
from .serializers import answer_document
from .tilesets import MVT, SCHEME, Tileset, tile_matrix_set, tile_matrix_sets, tilejson, tileset_metadata
from .tilesets import tilesets as tileset_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.features.tiles import TileLayer
    from unmap.model import NeedChoice
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..service import Service

router = APIRouter(prefix="/api", tags=["Tiles"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

_INTEGER = re.compile(r"-?[0-9]{1,100}")


class EmptyTileError(Exception):
    """A tile within the limits shows nothing of the layer."""


def _whole(text: object) -> object:
    # Left to itself the framework would read 5.0 and +5 as well, and one tile would have several addresses.
    if isinstance(text, str) and not _INTEGER.fullmatch(text):
        raise ValueError("must be a whole number")
    return text


Zoom = Annotated[
    int,
    BeforeValidator(_whole),
    # The identifier of a tile matrix is a text to the standard, whatever it looks like.
    WithJsonSchema({"type": "string", "pattern": "^([0-9]|1[0-4])$"}),
    Path(alias="tileMatrix", description="zoom, 0 to 14", examples=["5"]),
]
Row = Annotated[int, BeforeValidator(_whole), Path(alias="tileRow", description="row from the north", examples=[14])]
Column = Annotated[
    int, BeforeValidator(_whole), Path(alias="tileCol", description="column from the west", examples=[7])
]


async def _tile(service: TheService, zoom: Zoom, row: Row, column: Column) -> Tile:
    if not 0 <= zoom <= MAX_ZOOM:
        raise NotFoundError(f"there are tiles of zoom 0 to {MAX_ZOOM}; enlarge those of {MAX_ZOOM}")
    west, south, east, north = (float(edge) for edge in service.dataset.layer(None).total_bounds)
    first_row, last_row, first_column, last_column = limits((west, south, east, north), zoom)
    if not (first_row <= row <= last_row and first_column <= column <= last_column):
        rows, columns = f"rows {first_row} to {last_row}", f"columns {first_column} to {last_column}"
        raise NotFoundError(f"the country lies in {rows} and {columns} of this zoom")
    return Tile(zoom, row, column)


TheTile = Annotated[Tile, Depends(_tile)]
"""The tile that the path names; NotFoundError where it lies outside of the country or the zooms that there are."""


class TilesetParameters(DocumentParameters, NeedParameters):
    """Parameters of what describes the tiles of a collection."""


class JsonParameters(Parameters):
    """Parameters of TileJSON of all collections."""

    f: Annotated[Literal["json"] | None, Field(description="format of the answer")] = None


class TileJsonParameters(JsonParameters, NeedParameters):
    """Parameters of TileJSON of one collection."""


class AllTilesParameters(Parameters):
    """Parameters of a tile of all collections."""

    f: Annotated[Literal["mvt"] | None, Field(description="format of the answer")] = None


class TileParameters(AllTilesParameters, NeedParameters):
    """Parameters of a tile of one collection."""


TilesetQuery = Annotated[TilesetParameters, Query()]
TileJsonQuery = Annotated[TileJsonParameters, Query()]
TileQuery = Annotated[TileParameters, Query()]
AllTilesQuery = Annotated[AllTilesParameters, Query()]
AllTileJsonQuery = Annotated[JsonParameters, Query()]

TILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The tile", "content": {MVT: {"schema": {"type": "string", "format": "binary"}}}},
    204: {"description": "The tile shows nothing"},
}
"""How the API's definition describes the answers to a request for a tile."""

_OF_COLLECTION = "/collections/{collection_id}/tiles"
_OF_ALL = "/tiles"
_ADDRESS = f"/{SCHEME}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"


@router.get("/tileMatrixSets", summary="Tile matrix sets", operation_id="getTileMatrixSetsList")
async def scheme_list(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """The tile matrix sets that tiles come in."""
    return await answer_document(request, service, query, "document.html", lambda: tile_matrix_sets(request))


@router.get(f"/tileMatrixSets/{SCHEME}", summary="WebMercatorQuad", operation_id="getTileMatrixSet")
async def scheme(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """The definition of WebMercatorQuad: where each zoom's tiles lie."""
    return await answer_document(request, service, query, "document.html", lambda: tile_matrix_set(request))


@router.get(_OF_COLLECTION, summary="Tilesets of a collection", operation_id="collection.vector.getTileSetsList")
async def collection_tilesets(
    request: Request, service: TheService, collection_id: CollectionId, query: TilesetQuery
) -> Response:
    """The tilesets of a collection: one, in Web Mercator."""
    tileset = _tileset(service, collection_id, query)
    return await answer_document(
        request, service, query, "document.html", lambda: tileset_list(request, tileset, service.dataset)
    )


@router.get(
    f"{_OF_COLLECTION}/{SCHEME}", summary="Tileset of a collection", operation_id="collection.vector.getTileSet"
)
async def collection_tileset(
    request: Request, service: TheService, collection_id: CollectionId, query: TilesetQuery
) -> Response:
    """How the tiles of a collection are addressed, and what their features say."""
    tileset = _tileset(service, collection_id, query)
    return await answer_document(
        request, service, query, "document.html", lambda: tileset_metadata(request, tileset, service.dataset)
    )


@router.get(f"{_OF_COLLECTION}/{SCHEME}/tilejson.json", summary="TileJSON of a collection")
async def collection_tilejson(
    request: Request, service: TheService, collection_id: CollectionId, query: TileJsonQuery
) -> Response:
    """The same for map libraries: TileJSON 3.0."""
    tileset = _tileset(service, collection_id, query)
    return await service.answer_json(request, lambda: tilejson(request, tileset, service.dataset))


@router.get(
    f"{_OF_COLLECTION}{_ADDRESS}",
    summary="Tile of a collection",
    operation_id="collection.vector.getTile",
    responses=TILE,
    response_class=Response,
)
async def collection_tile(
    request: Request, service: TheService, collection_id: CollectionId, tile: TheTile, query: TileQuery
) -> Response:
    """One Mapbox Vector Tile of a collection; row and column count from the north-west, row first."""
    require(service.dataset, collection_id)
    return await _answer(request, service, tile, {collection_id: query})


@router.get(_OF_ALL, summary="Tilesets of all collections", operation_id="dataset.vector.getTileSetsList")
async def all_tilesets(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """The tilesets of all collections together: one, in Web Mercator."""
    tileset = _whole_tileset(service)
    return await answer_document(
        request, service, query, "document.html", lambda: tileset_list(request, tileset, service.dataset)
    )


@router.get(f"{_OF_ALL}/{SCHEME}", summary="Tileset of all collections", operation_id="dataset.vector.getTileSet")
async def all_tileset(request: Request, service: TheService, query: DocumentQuery) -> Response:
    """How the tiles of all collections together are addressed, and what their features say."""
    tileset = _whole_tileset(service)
    return await answer_document(
        request, service, query, "document.html", lambda: tileset_metadata(request, tileset, service.dataset)
    )


@router.get(f"{_OF_ALL}/{SCHEME}/tilejson.json", summary="TileJSON of all collections")
async def all_tilejson(request: Request, service: TheService, _: AllTileJsonQuery) -> Response:
    """The same for map libraries: TileJSON 3.0."""
    tileset = _whole_tileset(service)
    return await service.answer_json(request, lambda: tilejson(request, tileset, service.dataset))


@router.get(
    f"{_OF_ALL}{_ADDRESS}",
    summary="Tile of all collections",
    operation_id="dataset.vector.getTile",
    responses=TILE,
    response_class=Response,
)
async def all_tile(request: Request, service: TheService, tile: TheTile, _: AllTilesQuery) -> Response:
    """One Mapbox Vector Tile with a layer for each collection, with the default need."""
    return await _answer(request, service, tile, dict.fromkeys(collections_of(service.dataset), NeedParameters()))


async def _answer(request: Request, service: Service, tile: Tile, asked: Mapping[str, NeedParameters]) -> Response:
    """Answer with a tile of some collections, each with the need asked for; 204 where it shows nothing of them."""

    def body() -> Body:
        content = b"".join(_layer(service, name, query).tile(tile) for name, query in asked.items())
        if not content:
            raise EmptyTileError
        return encode(content, MVT)

    try:
        return await service.answer(request, body)
    except EmptyTileError:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"cache-control": "no-cache"})


def _layer(service: Service, name: str, query: NeedParameters) -> TileLayer:
    need = _need(service.dataset, name, query)
    if need is not None:
        return area_tiles(service.layers, need)
    return office_tiles(service.layers) if name == "offices" else initiative_tiles(service.layers)


def _need(dataset: Dataset, name: str, query: NeedParameters) -> NeedChoice | None:
    """Give the need that the features of a collection carry, None for those that carry none."""
    level = level_in(dataset, name)
    if level is not None:
        return choose_need(dataset, level, query.indicator, query.year)
    for parameter, value in (("indicator", query.indicator), ("year", query.year)):
        if value is not None:
            raise ParameterError(
                parameter, f"is for the tiles of {' and '.join(level.id for level in dataset.admin_levels)}"
            )
    return None


def _tileset(service: Service, name: str, query: NeedParameters) -> Tileset:
    require(service.dataset, name)
    # Refused here as well, so that no template leads to tiles that there are not.
    need = _need(service.dataset, name, query)
    asked = {"indicator": query.indicator, "year": query.year}
    return Tileset(
        f"/api/collections/{name}/tiles",
        f"{collections_of(service.dataset)[name][0]} as vector tiles",
        (name,),
        {parameter: value for parameter, value in asked.items() if value is not None},
        layer_sources(service.dataset, name, need),
    )


def _whole_tileset(service: Service) -> Tileset:
    dataset = service.dataset
    used = (layer_sources(dataset, name, _need(dataset, name, NeedParameters())) for name in collections_of(dataset))
    sources = tuple(dict.fromkeys(source_id for each in used for source_id in each))
    return Tileset("/api/tiles", "All collections as vector tiles", tuple(collections_of(dataset)), {}, sources)
