"""Which of some polygons holds a point: a tree of boxes gives the candidates, GEOS decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_AREA: Final = -1
"""Position that stands for "in no area"."""

_BLOCK_POINTS = 65_536
"""Points turned into geometry objects at a time; each costs about 200 bytes while it lives."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each of n shapes the areas it may meet, ascending: `areas[start[i]:start[i + 1]]`.

    `start` has n + 1 entries. Every area that truly meets the shape is among them.
    """

    start: NDArray[np.int32]
    areas: NDArray[np.int32]


class AreaIndex:
    """Polygons in a fixed order, asked for the first one that touches each point.

    Coordinates are longitude and latitude, compared as plane coordinates. A polygon touches the points of
    its inside and of its boundary (GEOS `intersects`), so of several that share a border the first wins.
    An object is not safe to share between threads: GEOS completes prepared geometries on first use.
    """

    def __init__(self, geometries: NDArray[Any]) -> None:
        """Index polygons and multipolygons; missing and empty ones hold no point."""
        # force_2d also copies: preparing changes the geometry object itself, and that one is the caller's.
        self.geometries: NDArray[Any] = np.asarray(shapely.force_2d(geometries), dtype=object)
        shapely.prepare(self.geometries)
        self._tree = shapely.STRtree(self.geometries)

    def candidates(self, shapes: NDArray[Any]) -> Candidates:
        """Give the areas whose bounding box meets that of each shape."""
        shape, area = self._tree.query(shapes)
        # One sort of one combined key is much faster than a lexsort of two.
        key = shape * len(self.geometries) + area
        key.sort()
        count = np.bincount(shape, minlength=len(shapes))
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        return Candidates(start, (key % max(len(self.geometries), 1)).astype(np.int32))

    def first(
        self,
        candidates: Candidates,
        rows: NDArray[np.integer],
        x: NDArray[np.float64],
        y: NDArray[np.float64],
    ) -> NDArray[np.int32]:
        """Give the position of the first area that touches each point, or `NO_AREA`.

        `rows[i]` is the row of `candidates` in which the areas around point i stand.
        """
        found = np.full(len(x), NO_AREA, dtype=np.int32)
        small = np.min_scalar_type(len(self.geometries))
        at, end = candidates.start[rows], candidates.start[rows + 1]
        left = np.flatnonzero(at < end)
        while len(left):
            # Area by area, since a prepared polygon answers three times as fast while it is in the cache;
            # the narrow type makes numpy sort by radix.
            area = candidates.areas[at[left]]
            order = np.argsort(area.astype(small), kind="stable")
            area, left = area[order], left[order]
            hit = shapely.intersects_xy(self.geometries[area], x[left], y[left])
            found[left[hit]] = area[hit]
            left = left[~hit]
            at[left] += 1
            left = left[at[left] < end[left]]
        return found

    def find(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int32]:
        """Give the position of the first area that touches each of n finite points, or `NO_AREA`."""
        found = np.empty(len(x), dtype=np.int32)
        for begin in range(0, len(x), _BLOCK_POINTS):
            block = slice(begin, begin + _BLOCK_POINTS)
            candidates = self.candidates(np.asarray(shapely.points(x[block], y[block])))
            found[block] = self.first(candidates, np.arange(len(x[block])), x[block], y[block])
        return found
