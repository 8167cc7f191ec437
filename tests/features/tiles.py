"""What tests of tiles share: tiles read back by the library's own decoder, as shapes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import mapbox_vector_tile
import numpy as np
import shapely
from shapely.geometry import shape

from unmap.features.tiles import Tile, limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.features.tiles import TileLayer
    from unmap.store import Dataset

SQUARE = shapely.box(0, 0, 4096, 4096)
"""What a tile covers, without its buffer."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One feature in one tile: coordinates count eastward and southward from the tile's corner."""

    tile: Tile
    id: int
    properties: dict[str, Any]
    shape: shapely.Geometry


def decoded(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Give the features of each layer of a tile; empty where the tile is."""
    layers = mapbox_vector_tile.decode(content, default_options={"geojson": False, "y_coord_down": True})
    assert all((layer["extent"], layer["version"]) == (4096, 2) for layer in layers.values())
    return {name: layer["features"] for name, layer in layers.items()}


def seen(layer: TileLayer, tile: Tile) -> Iterator[Seen]:
    """Give the features of a layer in one tile."""
    for feature in decoded(layer.tile(tile)).get(layer.name, []):
        yield Seen(tile, feature["id"], feature["properties"], shape(feature["geometry"]))


def tiles_of(dataset: Dataset, zoom: int) -> list[Tile]:
    """Give every tile of a zoom that the country lies in."""
    west, south, east, north = (float(edge) for edge in dataset.states.total_bounds)
    first_row, last_row, first_column, last_column = limits((west, south, east, north), zoom)
    return [
        Tile(zoom, row, column)
        for row in range(first_row, last_row + 1)
        for column in range(first_column, last_column + 1)
    ]


@cache
def all_seen(layer: TileLayer, dataset: Dataset, zoom: int) -> tuple[Seen, ...]:
    """Give the features in every tile of a zoom."""
    return tuple(each for tile in tiles_of(dataset, zoom) for each in seen(layer, tile))


def within(shapes: list[shapely.Geometry]) -> np.ndarray:
    """Give what of shapes lies in the tile itself."""
    return np.asarray(shapely.intersection(np.array(shapes, dtype=object), SQUARE))
