"""Polygons put on the grid of a tile, and valid there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

POLYGON = int(shapely.GeometryType.POLYGON)

_SHORTEST_RING = 4
"""Vertices of a triangle, with the first one again at the end."""

_PASSES = 3
"""How often vertices that draw nothing are taken out: what one pass lays bare, the next one finds."""

_SLIGHT = 2
"""Twice the area between a vertex and its neighbours up to which it is taken out: one cell, 1/16 of a pixel."""

_PLACE_BITS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Rings of polygons, one behind the other: their vertices, which ring each is of, which polygon each ring is of.

    The first ring of a polygon goes around it, others around its holes; a ring ends with the vertex that it begins
    with. `held` vertices stay whatever happens to those around them.
    """

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    held: Flags
    ring: NDArray[np.int32]
    polygon: NDArray[np.int32]

    @classmethod
    def of(cls, polygons: Shapes) -> Rings:
        """Take polygons apart; their coordinates are rounded to whole numbers."""
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        x, y = np.rint(xy.T).astype(np.int32)
        return cls(x, y, np.zeros(len(x), dtype=bool), ring.astype(np.int32), polygon.astype(np.int32))

    @property
    def places(self) -> NDArray[np.int64]:
        """Give one number for each place that a vertex can have."""
        return self.x.astype(np.int64) << _PLACE_BITS | self.y

    def then(self, other: Rings, polygons: int) -> Rings:
        """Give these with `other` behind; these are of so many `polygons`."""
        if not len(other.x):
            return self
        return Rings(
            np.concatenate([self.x, other.x]),
            np.concatenate([self.y, other.y]),
            np.concatenate([self.held, other.held]),
            np.concatenate([self.ring, other.ring + np.int32(len(self.polygon))]),
            np.concatenate([self.polygon, other.polygon + np.int32(polygons)]),
        )


def meeting_places(rings: Rings) -> NDArray[np.int64]:
    """Give the places where borders of a coverage meet or a ring begins, in order.

    Everywhere else each ring that passes has the same two vertices before and behind, so that whatever is decided by
    a vertex and its neighbours is decided alike on both sides of a border.
    """
    places = rings.places
    scrambled = _scrambled(places)
    beside = np.zeros(len(places), dtype=np.uint32)
    beside[1:] += scrambled[:-1]
    beside[:-1] += scrambled[1:]
    ends = np.ones(len(places), dtype=bool)
    ends[1:-1] = (rings.ring[2:] != rings.ring[1:-1]) | (rings.ring[:-2] != rings.ring[1:-1])
    beside[ends] = np.arange(int(ends.sum()))
    order = np.argsort(places, kind="stable")
    places, beside = places[order], beside[order]
    return np.unique(places[1:][(places[1:] == places[:-1]) & (beside[1:] != beside[:-1])])


def snapped(rings: Rings, bits: int, origin: tuple[int, int]) -> tuple[Shapes, Ints]:
    """Put vertices on cells of 2^`bits` units counted from `origin`, and give the polygons that are left of it.

    A vertex goes to the nearest corner of a cell, whichever polygon it is of, so that neighbours still share their
    border. Vertices that draw nothing are taken out, see `_thinned`. What has no area left falls away. Beside each
    polygon stands which one it was before.
    """
    half = (1 << bits) >> 1
    x = ((rings.x + np.int64(half - origin[0])) >> bits).astype(np.int32)
    y = ((rings.y + np.int64(half - origin[1])) >> bits).astype(np.int32)
    x, y, ring = _thinned(x, y, rings.held, rings.ring)
    counts = np.bincount(ring, minlength=len(rings.polygon))
    outer = np.ones(len(rings.polygon), dtype=bool)
    outer[1:] = rings.polygon[1:] != rings.polygon[:-1]
    long_enough = counts >= _SHORTEST_RING
    lost = rings.polygon[outer & ~long_enough]
    kept = long_enough & ~np.isin(rings.polygon, lost)
    chosen = kept[ring]
    number = np.cumsum(kept) - 1
    return _valid(*_polygons_of(x[chosen], y[chosen], number[ring[chosen]], rings.polygon[kept]))


def _polygons_of(
    x: NDArray[np.int32], y: NDArray[np.int32], ring: NDArray[np.integer], polygon: NDArray[np.int32]
) -> tuple[Shapes, Ints]:
    """Put rings together to polygons, and give beside each which one it is of those that there were."""
    if not len(x):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.intp)
    closed = np.asarray(shapely.linearrings(np.column_stack([x, y]).astype(float), indices=ring))
    of, position = np.unique(polygon, return_inverse=True)
    return np.asarray(shapely.polygons(closed, indices=position)), of.astype(np.intp)


def _thinned(
    x: NDArray[np.int32], y: NDArray[np.int32], held: Flags, ring: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Take out vertices that repeat the one before, lie on a line with their neighbours, or stand out by a cell.

    What stands out is measured as Visvalingam and Whyatt (1993, Line generalisation by repeated elimination of
    points) do it, by the area between a vertex and its neighbours. Of two such neighbours one goes in each pass,
    chosen by where they lie, so that a border comes out the same in whichever direction it is followed.
    """
    for last in (*[False] * _PASSES, True):
        begins = np.ones(len(x), dtype=bool)
        begins[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1]) | (ring[1:] != ring[:-1])
        begin = np.flatnonzero(begins)
        # What falls together is held as soon as one of it was.
        holding = np.searchsorted(begin, np.flatnonzero(held), side="right") - 1
        x, y, ring, held = x[begin], y[begin], ring[begin], np.zeros(len(begin), dtype=bool)
        held[holding] = True
        if last:
            break
        idle = _idle(x, y, held, ring)
        if not idle.any():
            break
        x, y, held, ring = x[~idle], y[~idle], held[~idle], ring[~idle]
    return x, y, ring


def _idle(x: NDArray[np.int32], y: NDArray[np.int32], held: Flags, ring: NDArray[np.int32]) -> Flags:
    idle = np.zeros(len(x), dtype=bool)
    dx, dy = np.diff(x), np.diff(y)
    twice_area = np.abs(dx[:-1] * dy[1:] - dy[:-1] * dx[1:])
    free = (ring[2:] == ring[:-2]) & ~held[1:-1]
    rank = np.full(len(x), np.iinfo(np.uint32).max)
    slight = np.flatnonzero(free & (twice_area > 0) & (twice_area <= _SLIGHT)) + 1
    rank[slight] = _scrambled(x[slight].astype(np.int64) << _PLACE_BITS | y[slight])
    idle[1:-1] = (rank[1:-1] < rank[:-2]) & (rank[1:-1] < rank[2:]) | free & (twice_area == 0)
    return idle


def _scrambled(places: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Give numbers in no order to places, the same to the same (Knuth, multiplicative hashing)."""
    return (places.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)).astype(np.uint32)


def _valid(polygons: Shapes, of: Ints) -> tuple[Shapes, Ints]:
    """Mend the polygons that rounding has made touch or cross themselves; their vertices stay on the grid."""
    good = shapely.is_valid(polygons)
    if good.all():
        return polygons, of
    mended, source = _polygons(shapely.make_valid(polygons[~good], method="structure", keep_collapsed=False))
    # Where two edges crossed between the corners of cells, the new vertex has to find one as well.
    xy, index = shapely.get_coordinates(mended, return_index=True)
    off = np.unique(index[(xy != np.rint(xy)).any(axis=1)])
    if off.size:
        exact, moved = _polygons(shapely.set_precision(mended[off], 1))
        mended, source = (
            np.concatenate([np.delete(mended, off), exact]),
            np.concatenate([np.delete(source, off), source[off][moved]]),
        )
    return np.concatenate([polygons[good], mended]), np.concatenate([of[good], of[~good][source]])


def without_overlaps(polygons: Shapes, owner: Ints) -> tuple[Shapes, Ints]:
    """Merge the polygons of one owner that rounding has brought together, such as an island and its coast."""
    order = np.argsort(owner, kind="stable")
    polygons, owner = polygons[order], owner[order]
    several = np.isin(owner, np.flatnonzero(np.bincount(owner) > 1))
    if not several.any():
        return polygons, owner
    owners, group = np.unique(owner[several], return_inverse=True)
    together = np.asarray(shapely.multipolygons(polygons[several], indices=group))
    bad = owners[~shapely.is_valid(together)]
    if not bad.size:
        return polygons, owner
    merged = np.array([shapely.union_all(polygons[owner == each], grid_size=1) for each in bad], dtype=object)
    parts, source = _polygons(merged)
    good = ~np.isin(owner, bad)
    return np.concatenate([polygons[good], parts]), np.concatenate([owner[good], bad[source]])


def _polygons(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Give the polygons that shapes of any kind are made of, and which shape each is of."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    keep = (shapely.get_type_id(parts) == POLYGON) & ~shapely.is_empty(parts)
    return parts[keep], index[keep]


def clipped(rings: Rings, window: tuple[int, int, int, int]) -> tuple[Shapes, Ints]:
    """Give what of polygons lies in a window, as polygons, and which one each is of."""
    polygons, of = _polygons_of(rings.x, rings.y, rings.ring, rings.polygon)
    pieces, source = _polygons(shapely.clip_by_rect(polygons, *window))
    return pieces, of[source]
