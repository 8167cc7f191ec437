"""Places made ready for tiles: points in world units, and which of them a tile shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.features.tiles.encode import Kind, point_commands
from unmap.features.tiles.grid import to_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.features.tiles.encode import Drawn
    from unmap.features.tiles.grid import Tile


@dataclass(frozen=True, slots=True, eq=False)
class PointShapes:
    """Points in world units, each with the row of its feature; a feature has none, one or several."""

    places: NDArray[np.int64]
    feature: NDArray[np.intp]

    kind = Kind.POINT

    @classmethod
    def of(cls, points: NDArray[np.object_]) -> PointShapes:
        """Take points or groups of points in degrees, longitude first; None has no place."""
        degrees, feature = shapely.get_coordinates(points, return_index=True)
        return cls(to_world(degrees), feature)

    def commands(self, tile: Tile) -> Drawn:
        """Give the rows of the features that a tile shows, and the commands that draw them."""
        west, north, east, south = tile.window
        x, y = self.places.T
        shown = np.flatnonzero((x >= west) & (x <= east) & (y >= north) & (y <= south))
        half = (1 << tile.unit_bits) >> 1
        grid = (self.places[shown] - tile.origin + half) >> tile.unit_bits
        rows, begins = np.unique(self.feature[shown], return_index=True)
        return rows, [point_commands(group) for group in np.split(grid, begins[1:])] if rows.size else []
