"""Where tiles lie: the tile matrix set WebMercatorQuad (OGC 17-083r4, annex D), and the grid of each tile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXTENT = 4096
"""Grid units along a side of a tile, as nearly every maker of vector tiles has it."""

BUFFER = 64
"""Grid units drawn beyond each side, so that no outline is seen along the edge of a tile: 4 of 256 pixels."""

MAX_ZOOM = 14
"""The finest zoom: a grid unit is 0.6 m, where boundaries are drawn to about 100 m. Maps enlarge these tiles."""

HALF_WORLD_M = 20_037_508.342789244
"""Half a side of the square of Web Mercator in metres: pi times the radius of WGS 84."""

FARTHEST_LATITUDE = 85.0511287798066
"""Where the square of Web Mercator ends, north and south."""

_ZOOMS_DEFINED = 25

_PIXELS = 256
"""Pixels along a side of a tile, as the tile matrix set has it."""

_PIXEL_M = 0.28e-3
"""Side of a pixel by which scale denominators are reckoned (OGC 17-083r4, section 6.1)."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: zoom, row from the north, column from the west."""

    zoom: int
    row: int
    column: int

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Give what is drawn, with the buffer: west, south, east, north in degrees."""
        corner, beyond = np.array([self.column, self.row]), BUFFER / EXTENT
        west, north = _to_degrees((corner - beyond) / 2**self.zoom)
        east, south = _to_degrees((corner + 1 + beyond) / 2**self.zoom)
        return west, south, east, north

    def grid(self, degrees: Floats) -> Floats:
        """Turn longitude and latitude (n, 2) into grid units, eastward and southward from the north-west corner.

        They are counted in the grid of the whole zoom first, so that a place is rounded alike in all tiles.
        """
        units: Floats = to_square(degrees) * (EXTENT * 2**self.zoom)
        return units - (self.column * EXTENT, self.row * EXTENT)


def to_square(degrees: Floats) -> Floats:
    """Turn longitude and latitude (n, 2) into shares of the square of Web Mercator, eastward and southward.

    The spherical Mercator projection (Snyder 1987, Map projections, p. 41) that EPSG:3857 uses; latitudes beyond the
    square are put on its edge.
    """
    sine = np.sin(np.radians(np.clip(degrees[:, 1], -FARTHEST_LATITUDE, FARTHEST_LATITUDE)))
    return np.column_stack([degrees[:, 0] / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)])


def _to_degrees(shares: Floats) -> tuple[float, float]:
    x, y = shares.tolist()
    return x * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def limits(bounds: tuple[float, float, float, float], zoom: int) -> tuple[int, int, int, int]:
    """Give the tiles that a box in degrees lies in: first and last row, first and last column."""
    west, south, east, north = bounds
    corners = np.floor(to_square(np.array([[west, north], [east, south]])) * 2**zoom).astype(int)
    (column, row), (last_column, last_row) = np.clip(corners, 0, 2**zoom - 1).tolist()
    return row, last_row, column, last_column


def tile_matrices() -> list[dict[str, Any]]:
    """Give the tile matrices of WebMercatorQuad as OGC 17-083r4 (annex D.1) defines them, zoom 0 to 24."""
    return [
        {
            "id": str(zoom),
            "scaleDenominator": _cell_size_m(zoom) / _PIXEL_M,
            "cellSize": _cell_size_m(zoom),
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
            "tileWidth": _PIXELS,
            "tileHeight": _PIXELS,
            "matrixWidth": 1 << zoom,
            "matrixHeight": 1 << zoom,
        }
        for zoom in range(_ZOOMS_DEFINED)
    ]


def _cell_size_m(zoom: int) -> float:
    return 2 * HALF_WORLD_M / _PIXELS / (1 << zoom)
