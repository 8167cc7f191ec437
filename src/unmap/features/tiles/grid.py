"""Where tiles lie: the tile matrix set WebMercatorQuad, in whole numbers from end to end.

The square of Web Mercator (EPSG:3857) is counted in 2^31 units a side, from its north-west corner, eastward and
southward as tiles are; a unit is 1.9 cm at the equator. Every grid that a tile of zoom 0 to 14 can have is a power of
two of them, so that a vertex comes to lie on the same cell from whichever tile it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTENT_BITS = 12

EXTENT = 1 << EXTENT_BITS
"""Grid units along a side of a tile, as nearly every maker of vector tiles has it."""

BUFFER = 64
"""Grid units drawn beyond each side, so that no outline is seen along the edge of a tile: 4 of 256 pixels."""

MAX_ZOOM = 14
"""The finest zoom: a grid unit is 0.6 m, where boundaries are drawn to about 100 m. Maps enlarge these tiles."""

WORLD_BITS = 31

HALF_WORLD_M = 20_037_508.342789244
"""Half a side of the square in metres: pi times the radius of WGS 84."""

FARTHEST_LATITUDE = 85.0511287798066
"""Where the square of Web Mercator ends, north and south."""

_ZOOMS_DEFINED = 25

_PIXELS = 256
"""Pixels along a side of a tile, as the tile matrix set has it."""

_PIXEL_M = 0.28e-3
"""Side of a pixel by which scale denominators are reckoned (OGC 17-083r4, section 6.1)."""

_COARSENESS = (0, 1, 2, 2, 2, 2, 2, 2, 1)
"""By zoom, to which power of two grid units vertices are put; 0 from the next zoom on.

Up to 4 units, a quarter of a pixel where a tile is drawn with 256 of them: finer is not seen, and the whole country in
one tile would take several times as long to make and to send.
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: zoom, row from the north, column from the west."""

    zoom: int
    row: int
    column: int

    @property
    def unit_bits(self) -> int:
        """Give the power of two of world units that one grid unit has."""
        return WORLD_BITS - EXTENT_BITS - self.zoom

    @property
    def coarseness(self) -> int:
        """Give the power of two of grid units that vertices are put to."""
        return _COARSENESS[self.zoom] if self.zoom < len(_COARSENESS) else 0

    @property
    def origin(self) -> tuple[int, int]:
        """Give the north-west corner in world units, x and y."""
        side = WORLD_BITS - self.zoom
        return self.column << side, self.row << side

    @property
    def window(self) -> tuple[int, int, int, int]:
        """Give what is drawn, with the buffer: west, north, east, south in world units."""
        x, y = self.origin
        low, high = BUFFER << self.unit_bits, (EXTENT + BUFFER) << self.unit_bits
        return x - low, y - low, x + high, y + high


def to_world(degrees: NDArray[np.float64]) -> NDArray[np.int64]:
    """Turn longitude and latitude (n, 2) into world units, x and y.

    The spherical Mercator projection (Snyder 1987, Map projections, p. 41) that EPSG:3857 uses; latitudes beyond the
    square are put on its edge.
    """
    sine = np.sin(np.radians(np.clip(degrees[:, 1], -FARTHEST_LATITUDE, FARTHEST_LATITUDE)))
    x = degrees[:, 0] / 360 + 0.5
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    side = 1 << WORLD_BITS
    world: NDArray[np.int64] = np.clip(np.rint(np.column_stack([x, y]) * side), 0, side - 1).astype(np.int64)
    return world


def limits(bounds: tuple[float, float, float, float], zoom: int) -> tuple[int, int, int, int]:
    """Give the tiles that a box in degrees lies in: first and last row, first and last column."""
    west, south, east, north = bounds
    corners = to_world(np.array([[west, north], [east, south]])) >> (WORLD_BITS - zoom)
    (column, row), (last_column, last_row) = corners.tolist()
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
