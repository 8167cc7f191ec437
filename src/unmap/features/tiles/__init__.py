"""Vector tiles of the layers, made from the boundaries in full detail (Mapbox Vector Tile 2.1, WebMercatorQuad)."""

from __future__ import annotations

from unmap.features.tiles.conformance import CONFORMANCE
from unmap.features.tiles.fields import FIELDS
from unmap.features.tiles.grid import MAX_ZOOM, Tile, limits, tile_matrices
from unmap.features.tiles.store import TileLayer, area_tiles, initiative_tiles, office_tiles

__all__ = [
    "CONFORMANCE",
    "FIELDS",
    "MAX_ZOOM",
    "Tile",
    "TileLayer",
    "area_tiles",
    "initiative_tiles",
    "limits",
    "office_tiles",
    "tile_matrices",
]
