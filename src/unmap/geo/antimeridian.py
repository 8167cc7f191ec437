"""Countries on both sides of the 180th meridian: shapes brought beside each other, as a map has to draw them.

Longitudes are degrees east in CRS84. What is stored and answered stays within -180 to 180; only what is drawn moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

TURN = 360.0


def middle_of(shapes: NDArray[np.object_]) -> float:
    """Give the longitude in the middle of the shortest arc that holds all shapes, -180 to 180; 0 without any."""
    bounds = shapely.bounds(shapely.get_parts(shapes))
    bounds = bounds[~np.isnan(bounds).any(axis=1)]
    if not len(bounds):
        return 0.0
    order = np.argsort(bounds[:, 0])
    west, reach = bounds[order, 0], np.maximum.accumulate(bounds[order, 2])
    gaps = np.append(west[1:], west[0] + TURN) - reach
    # Of gaps of one width the last goes round the world, so that the shapes stay where they are.
    widest = len(gaps) - 1 - int(np.argmax(gaps[::-1]))
    begin = float(west[(widest + 1) % len(west)])
    return float(nearest(np.array([begin + (TURN - float(gaps[widest])) / 2]), 0.0)[0])


def nearest(lon: NDArray[np.float64], middle: float) -> NDArray[np.float64]:
    """Give longitudes by whole turns within half a turn of `middle`; NaN stays NaN."""
    moved: NDArray[np.float64] = lon - TURN * np.round((lon - middle) / TURN)
    return moved


def beside(shapes: NDArray[np.object_], middle: float) -> NDArray[np.object_]:
    """Give shapes with every part within half a turn of `middle`; parts that meet where they were cut become one.

    Each part must lie on one side of the antimeridian, as RFC 7946 (section 3.1.9) asks for.
    """
    west, _, east, _ = shapely.total_bounds(shapes)
    half = TURN / 2
    if np.isnan(west) or (west >= middle - half and east <= middle + half):
        return shapes
    moved = shapely.transform(shapes, lambda points: np.column_stack([nearest(points[:, 0], middle), points[:, 1]]))
    split = ~shapely.is_valid(moved)
    moved[split] = [shapely.unary_union(shape) for shape in moved[split]]
    return moved
