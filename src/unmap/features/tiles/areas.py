"""Areas made ready for tiles: their vertices in world units, and what of them a tile shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.features.tiles.encode import Kind, polygon_commands
from unmap.features.tiles.grid import to_world
from unmap.features.tiles.snap import Rings, clipped, meeting_places, snapped, without_overlaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.features.tiles.encode import Drawn
    from unmap.features.tiles.grid import Tile

    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

_BLOCK_AREAS = 64
"""Areas taken apart at a time: all at once would need ten times the memory that is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaShapes:
    """Polygons one behind the other as rings, each with its area and bounding box; and a point within each area.

    Made once, in about 0.1 s; 12 MB for all municipalities in full detail. `ring_begins` tells where each polygon's
    rings begin, `vertex_begins` where each ring's vertices do.
    """

    area: Ints
    bounds: NDArray[np.int32]
    rings: Rings
    ring_begins: Ints
    vertex_begins: Ints
    middles: NDArray[np.int64]
    meetings: NDArray[np.int64]

    kind = Kind.POLYGON

    @classmethod
    def of(cls, areas: Shapes) -> AreaShapes:
        """Take areas in degrees, longitude first."""
        blocks = [_counted(areas[begin : begin + _BLOCK_AREAS]) for begin in range(0, len(areas), _BLOCK_AREAS)]
        world, vertices, holes, parts = (np.concatenate(each) for each in zip(*blocks, strict=True))
        x, y = np.ascontiguousarray(world.T)
        rings = Rings(x, y, np.zeros(len(x), dtype=bool), _numbered(vertices), _numbered(holes))
        meetings = meeting_places(rings)
        ring_begins, vertex_begins = _begins(holes), _begins(vertices)
        starts = vertex_begins[ring_begins[:-1]]
        return cls(
            _numbered(parts).astype(np.intp),
            np.column_stack([side.reduceat(along, starts) for side in (np.minimum, np.maximum) for along in (x, y)]),
            replace(rings, held=np.isin(rings.places, meetings)),
            ring_begins,
            vertex_begins,
            to_world(shapely.get_coordinates(shapely.point_on_surface(areas))),
            meetings,
        )

    def commands(self, tile: Tile) -> Drawn:
        """Give the rows of the areas that a tile shows, and the commands that draw them."""
        polygons, area = self.drawn(tile)
        return polygon_commands(polygons, area)

    def drawn(self, tile: Tile) -> tuple[Shapes, Ints]:
        """Give the polygons that a tile shows, on its grid, and the area of each.

        An area that has no extent left at this zoom keeps the smallest square of the grid, in the tiles that its
        middle is drawn in: it is never lost from a zoom. Islands that have none are left out.
        """
        west, north, east, south = tile.window
        low_x, low_y, high_x, high_y = self.bounds.T
        near = (low_x < east) & (high_x > west) & (low_y < south) & (high_y > north)
        inside = (low_x >= west) & (high_x <= east) & (low_y >= north) & (high_y <= south)
        whole, cut = np.flatnonzero(inside), np.flatnonzero(near & ~inside)
        pieces, of_cut = clipped(self._rings(cut), tile.window)
        rings = self._rings(whole).then(self._of_pieces(pieces, tile), len(whole))
        cell_bits = tile.unit_bits + tile.coarseness
        polygons, source = snapped(rings, cell_bits, tile.origin)
        polygons, area = without_overlaps(polygons, self.area[np.concatenate([whole, cut[of_cut]])[source]])
        tiny = np.setdiff1d(self._with_middle_in(tile), area)
        squares = _squares((self.middles[tiny] - tile.origin) >> cell_bits)
        polygons = np.concatenate([polygons, squares])
        if tile.coarseness:
            polygons = shapely.transform(polygons, lambda xy: xy * (1 << tile.coarseness))
        return polygons, np.concatenate([area, tiny])

    def _of_pieces(self, pieces: Shapes, tile: Tile) -> Rings:
        """Give the rings of cut polygons; where they are cut, their vertices are held."""
        rings = Rings.of(pieces)
        west, north, east, south = tile.window
        edge = (rings.x == west) | (rings.x == east) | (rings.y == north) | (rings.y == south)
        return replace(rings, held=edge | np.isin(rings.places, self.meetings))

    def _rings(self, polygons: Ints) -> Rings:
        """Give the rings of some of the polygons."""
        if len(polygons) == len(self.area):
            return self.rings
        ring, ring_counts = _spans(self.ring_begins, polygons)
        vertex, counts = _spans(self.vertex_begins, ring)
        return Rings(
            self.rings.x[vertex],
            self.rings.y[vertex],
            self.rings.held[vertex],
            _numbered(counts),
            _numbered(ring_counts),
        )

    def _with_middle_in(self, tile: Tile) -> Ints:
        west, north, east, south = tile.window
        x, y = self.middles.T
        return np.flatnonzero((x >= west) & (x < east) & (y >= north) & (y < south))


def _counted(areas: Shapes) -> tuple[NDArray[np.int32], Ints, Ints, Ints]:
    """Give the vertices of areas in world units, how many each ring has, rings each polygon, polygons each area."""
    parts = shapely.get_parts(areas)
    rings = shapely.get_rings(parts)
    return (
        to_world(shapely.get_coordinates(rings)).astype(np.int32),
        shapely.get_num_coordinates(rings).astype(np.intp),
        shapely.get_num_interior_rings(parts).astype(np.intp) + 1,
        shapely.get_num_geometries(areas).astype(np.intp),
    )


def _numbered(counts: Ints) -> NDArray[np.int32]:
    """Give the number of the owner to each of what owners have so many of."""
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _begins(counts: Ints) -> Ints:
    """Give where what each owner has begins, and where all ends."""
    return np.concatenate([[0], np.cumsum(counts)])


def _spans(begins: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Give all positions that lie in the chosen spans, one span after the other, and how many each has."""
    counts = begins[chosen + 1] - begins[chosen]
    ahead = np.cumsum(counts) - counts
    return np.repeat(begins[chosen] - ahead, counts) + np.arange(int(counts.sum())), counts


def _squares(corners: NDArray[np.int64]) -> Shapes:
    x, y = corners.T.astype(float)
    return np.asarray(shapely.box(x, y, x + 1, y + 1), dtype=object)
