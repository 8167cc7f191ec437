"""The conformance classes that the tiles keep, for those who serve them."""

from __future__ import annotations

_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
_TILE_MATRIX_SETS = "http://www.opengis.net/spec/tms/2.0/conf"

CONFORMANCE = (
    *(
        f"{_TILES}/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "dataset-tilesets", "mvt")
    ),
    *(
        f"{_TILE_MATRIX_SETS}/{prefix}{name}"
        for name in ("tilematrixset", "tilematrixsetlimits", "tilesetmetadata")
        for prefix in ("", "json-")
    ),
)
"""OGC API - Tiles - Part 1 (20-057) and Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0 (17-083r4)."""
