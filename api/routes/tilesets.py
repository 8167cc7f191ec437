"""What describes tiles: tile matrix sets, tilesets (OGC 17-083r4) and the same as TileJSON 3.0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from unmap.features.crs import CRS84
from unmap.features.extents import extent
from unmap.features.tiles import MAX_ZOOM, limits, tile_matrices
from unmap.model.records import stated_text

from ..http.bodies import GEOJSON, JSON
from ..links import link
from .collections import RELATIONS, collections_of, level_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from unmap.store import Dataset

MVT = "application/vnd.mapbox-vector-tile"

SCHEME = "WebMercatorQuad"
SCHEME_PATH = f"/api/tileMatrixSets/{SCHEME}"
SCHEME_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{SCHEME}"
WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"

CENTRE_ZOOM = 5
"""Zoom at which a country of this size fills a screen."""

HOW_DRAWN = (
    "Drawn as finely as each zoom shows, in full detail from zoom 8 on, and put on its grid. What has no value is "
    "left out of a feature, since a tile knows no null: a feature without need_pct has no data, which is not zero. An"
    " area too small for a zoom is drawn as the smallest square of its grid; islands too small for it are left out, "
    "and so is what has no place."
)


_ACRONYM = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Tileset:
    """Tiles of one or several layers: what they are called, where they are, and what was asked of them."""

    path: str
    title: str
    layers: tuple[str, ...]
    asked: dict[str, str | int]
    sources: tuple[str, ...]

    @property
    def address(self) -> str:
        """Path of the tileset itself."""
        return f"{self.path}/{SCHEME}"


def tile_matrix_sets(request: Request) -> dict[str, Any]:
    """List the tile matrix sets: there is one, which every map on the web knows."""
    links = [link(request, SCHEME_PATH, "self", JSON, "definition"), _registered(request)]
    return {
        "links": [link(request, "/api/tileMatrixSets", "self", JSON, "this document")],
        "tileMatrixSets": [
            {"id": SCHEME, "title": _SCHEME_TITLE, "uri": SCHEME_URI, "crs": WEB_MERCATOR, "links": links}
        ],
    }


_SCHEME_TITLE = "Web Mercator, one tile for the world at zoom 0"


def _registered(request: Request) -> dict[str, str]:
    return {**link(request, "", "canonical", JSON, "definition in the register of OGC"), "href": SCHEME_URI}


def tile_matrix_set(request: Request) -> dict[str, Any]:
    """Define WebMercatorQuad."""
    return {
        "id": SCHEME,
        "title": _SCHEME_TITLE,
        "uri": SCHEME_URI,
        "crs": WEB_MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": tile_matrices(),
        "links": [link(request, SCHEME_PATH, "self", JSON, "this document"), _registered(request)],
    }


def tilesets(request: Request, tileset: Tileset, dataset: Dataset) -> dict[str, Any]:
    """List the tilesets of a collection, or of all of them together: one, in Web Mercator."""
    return {
        "links": [
            link(request, tileset.path, "self", JSON, "this document"),
        ],
        "tilesets": [{**_head(tileset), "links": _links(request, tileset, dataset)}],
    }


def tileset_metadata(request: Request, tileset: Tileset, dataset: Dataset) -> dict[str, Any]:
    """Describe a tileset: where it is, how its tiles are addressed, and what their layers say."""
    west, south, east, north = bounds = _bounds(dataset)
    box = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84.uri, "orderedAxes": ["Lon", "Lat"]}
    return {
        **_head(tileset),
        "description": HOW_DRAWN,
        "version": dataset.edition,
        "attribution": _attribution(dataset, tileset),
        "mediaTypes": [MVT],
        "boundingBox": box,
        "centerPoint": {
            "coordinates": _centre(dataset),
            "crs": CRS84.uri,
            "tileMatrix": str(CENTRE_ZOOM),
        },
        "tileMatrixSetLimits": [_limits(bounds, zoom) for zoom in range(MAX_ZOOM + 1)],
        "layers": [{**_layer(request, dataset, name), "boundingBox": box} for name in tileset.layers],
        "links": _links(request, tileset, dataset),
    }


def tilejson(request: Request, tileset: Tileset, dataset: Dataset) -> dict[str, Any]:
    """Describe a tileset as TileJSON 3.0, which Leaflet, MapLibre, OpenLayers and QGIS read."""
    bounds = _bounds(dataset)
    template = link(request, f"{tileset.address}/{{z}}/{{y}}/{{x}}", "item", MVT, "tiles", **tileset.asked)
    return {
        "tilejson": "3.0.0",
        "name": tileset.title,
        "description": HOW_DRAWN,
        "attribution": _short_attribution(request, dataset, tileset),
        "scheme": "xyz",
        "tiles": [template["href"]],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds,
        "center": [*_centre(dataset), CENTRE_ZOOM],
        "vector_layers": [
            {
                "id": name,
                "description": collections_of(dataset)[name][1],
                "minzoom": 0,
                "maxzoom": MAX_ZOOM,
                "fields": {
                    field.name: ", ".join(filter(None, (field.title, field.description, field.unit)))
                    for field in dataset.registry.tiles[name].values()
                },
            }
            for name in tileset.layers
        ],
    }


def _head(tileset: Tileset) -> dict[str, Any]:
    return {
        "title": tileset.title,
        "dataType": "vector",
        "crs": WEB_MERCATOR,
        "tileMatrixSetURI": SCHEME_URI,
    }


def _links(request: Request, tileset: Tileset, dataset: Dataset) -> list[dict[str, Any]]:
    template = f"{tileset.address}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    described = f"{tileset.address}/tilejson.json"
    return [
        dict(link(request, tileset.address, "self", JSON, tileset.title, **tileset.asked)),
        dict(link(request, SCHEME_PATH, f"{RELATIONS}/tiling-scheme", JSON, "definition of the tile matrix set")),
        {**link(request, template, "item", MVT, "one tile", **tileset.asked), "templated": True},
        dict(link(request, described, "describedby", JSON, "the same as TileJSON", **tileset.asked)),
        *(
            dict(
                link(
                    request, f"/api/collections/{name}", f"{RELATIONS}/geodata", JSON, collections_of(dataset)[name][0]
                )
            )
            for name in tileset.layers
        ),
    ]


def _layer(request: Request, dataset: Dataset, name: str) -> dict[str, Any]:
    title, description = collections_of(dataset)[name]
    return {
        "id": name,
        "title": title,
        "description": description,
        "dataType": "vector",
        "geometryDimension": 0 if level_in(dataset, name) is None else 2,
        "minTileMatrix": "0",
        "maxTileMatrix": str(MAX_ZOOM),
        "propertiesSchema": {
            "type": "object",
            "properties": {field.name: field.json_schema() for field in dataset.registry.tiles[name].values()},
        },
        "links": [link(request, f"/api/collections/{name}/items", "items", GEOJSON, f"{title} as GeoJSON")],
    }


def _attribution(dataset: Dataset, tileset: Tileset) -> str:
    sources = [dataset.source(source_id) for source_id in tileset.sources]
    return "; ".join(
        ": ".join(part for part in (stated_text(source.publisher), source.title) if part)
        + (f" ({source.year})" if source.year else "")
        for source in sources
    )


def _short_attribution(request: Request, dataset: Dataset, tileset: Tileset) -> str:
    """Give the publishers alone, with a link to the rest: map libraries show this on the map itself, as HTML."""
    all_publishers = (stated_text(dataset.source(source_id).publisher) for source_id in tileset.sources)
    publishers = dict.fromkeys(_short(one) for one in all_publishers if one) or {"Sources": None}
    about = link(request, "/about", "about", "text/html", "")["href"]
    return f'<a href="{escape(about)}">{escape(", ".join(publishers))}</a>'


def _short(publisher: str) -> str:
    """Give the acronym that a publisher's name ends with, else the name."""
    found = _ACRONYM.search(publisher)
    return found[1] if found else publisher


def _limits(bounds: tuple[float, float, float, float], zoom: int) -> dict[str, Any]:
    first_row, last_row, first_column, last_column = limits(bounds, zoom)
    return {
        "tileMatrix": str(zoom),
        "minTileRow": first_row,
        "maxTileRow": last_row,
        "minTileCol": first_column,
        "maxTileCol": last_column,
    }


def _centre(dataset: Dataset) -> list[float]:
    """Give the middle of the country, also of one on both sides of the antimeridian, whose tiles lie at both ends."""
    edges = extent(dataset, dataset.layer(None).geometry.to_numpy())
    west, south, east, north = (round(edge, 6) for edge in edges)
    east = east if east >= west else east + 360
    middle = (west + east) / 2
    return [middle if middle <= 180 else middle - 360, (south + north) / 2]  # noqa: PLR2004 - degrees


def _bounds(dataset: Dataset) -> tuple[float, float, float, float]:
    west, south, east, north = (round(float(edge), 6) for edge in dataset.layer(None).total_bounds)
    return west, south, east, north
