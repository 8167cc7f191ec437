"""Vector tiles of the layers (Mapbox Vector Tile 2.1, WebMercatorQuad), encoded by `mapbox-vector-tile`."""

from __future__ import annotations

from unmap.features.tiles.tile_layers import TileLayer, area_tiles, initiative_tiles, office_tiles
from unmap.features.tiles.tiling import MAX_ZOOM, Tile, limits, tile_matrices

__all__ = [
    "MAX_ZOOM",
    "Tile",
    "TileLayer",
    "area_tiles",
    "initiative_tiles",
    "limits",
    "office_tiles",
    "tile_matrices",
]
