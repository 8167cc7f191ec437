"""A raster laid over areas, by which most points find theirs without any geometry.

A cell that no boundary comes near lies wholly inside one area, or outside all. A cell that one comes near
is split into smaller cells of the same two kinds; points in the smallest cells near a boundary are put to
the exact test. The raster only saves work: it is cautious about where boundaries run, and every area that
stands in a cell comes from the exact test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from unmap.geo.areaindex import NO_AREA, AreaIndex, Candidates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

_SPLIT = 8
"""Small cells along a side of a split cell. A power of two, so that scaling by it rounds nothing."""

_CELLS_PER_ROOT_EDGE = 1.5
"""Cells along a side for each root of the number of edges: 1,163 for Mexico's municipalities at 100 m."""

_MAX_SIDE = 4096
"""At most 64 MB of cells that may be split."""

_MIN_CELL_DEGREES = 1e-5
"""Some metres. A coordinate is rounded to 3e-14 degrees, so to 3e-8 of the small cells within."""

_MARGIN = 1e-6
"""Share of a small cell by which boundaries are widened: more than rounding can move them, see above."""

_BLOCK_POINTS = 1 << 16
"""Points looked up at a time: few enough that the working arrays stay in the cache."""

_NEAR_BOUNDARY = NO_AREA - 1
"""Cells hold an area's position, `NO_AREA`, or this; where cells are split, this and downwards for the
first, second ... of the split ones."""


@dataclass(frozen=True, slots=True)
class _Lattice:
    """`side` x `side` cells over at least the bounding box of areas, each of `_SPLIT` x `_SPLIT` small cells."""

    x0: float
    y0: float
    per_x: float
    per_y: float
    side: int

    @classmethod
    def over(cls, geometries: NDArray[Any]) -> _Lattice:
        """Choose cells so that a boundary passes few of them; `per_x`, `per_y` are small cells a degree."""
        x0, y0, x1, y1 = (float(bound) for bound in shapely.total_bounds(geometries))
        width, height = max(x1 - x0, _MIN_CELL_DEGREES), max(y1 - y0, _MIN_CELL_DEGREES)
        edges = int(shapely.get_num_coordinates(geometries).sum())
        most = min(_MAX_SIDE, width / _MIN_CELL_DEGREES, height / _MIN_CELL_DEGREES)
        side = max(int(min(_CELLS_PER_ROOT_EDGE * edges**0.5, most)), 1)
        return cls(x0, y0, side * _SPLIT / width, side * _SPLIT / height, side)

    def scaled(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Turn degrees into small columns and rows with fractions."""
        return (x - self.x0) * self.per_x, (y - self.y0) * self.per_y

    def whole(self, u: Floats) -> Ints:
        """Give the small column or row; beyond the lattice that of its rim.

        That is safe: areas end at the bounding box, so a rim cell is near a boundary or in no area.
        """
        return np.clip(u, 0, self.side * _SPLIT - 1).astype(np.intp)

    def cells(self, column: Ints, row: Ints) -> Ints:
        """Give the number of the cell in which small columns and rows lie."""
        return row // _SPLIT * self.side + column // _SPLIT

    def degrees(self, column: NDArray[Any], row: NDArray[Any]) -> tuple[Floats, Floats]:
        """Turn small columns and rows, with or without fractions, into degrees."""
        return self.x0 + column / self.per_x, self.y0 + row / self.per_y

    def corner(self, cells: Ints) -> tuple[Ints, Ints]:
        """Give the small column and row in the south-west corner of cells."""
        row, column = np.divmod(cells, self.side)
        return column * _SPLIT, row * _SPLIT

    def boxes(self, cells: Ints) -> NDArray[Any]:
        """Give cells as polygons in degrees, a margin wider than they are."""
        column, row = self.corner(cells)
        west, south = self.degrees(column - _MARGIN, row - _MARGIN)
        east, north = self.degrees(column + (_SPLIT + _MARGIN), row + (_SPLIT + _MARGIN))
        return np.asarray(shapely.box(west, south, east, north), dtype=object)


def _small(split_cell: Ints, column: Ints, row: Ints) -> Ints:
    """Give the place of small cells in an array that holds one split cell after the other."""
    return (split_cell * _SPLIT + row % _SPLIT) * _SPLIT + column % _SPLIT


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The filled raster: all cells, the small ones of those split, and candidates by split cell."""

    index: AreaIndex
    lattice: _Lattice
    cells: NDArray[np.int32]
    small_cells: NDArray[np.signedinteger]
    candidates: Candidates

    @classmethod
    def over(cls, index: AreaIndex) -> Grid:
        """Lay a raster over areas, at least one of which is neither missing nor empty."""
        lattice = _Lattice.over(index.geometries)
        split, near_boundary = _mark(index.geometries, lattice)
        candidates = index.candidates(lattice.boxes(split))
        cells = _fill_cells(index, lattice, split)
        small_cells = _fill_small_cells(index, lattice, split, near_boundary, candidates)
        return cls(index, lattice, cells, small_cells, candidates)

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes, without the areas themselves."""
        held = (self.cells, self.small_cells, self.candidates.start, self.candidates.areas)
        return sum(array.nbytes for array in held)

    def find(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Give the position of the first area that touches each of n finite points, or `NO_AREA`."""
        found = np.empty(len(x), dtype=np.int32)
        near = [np.empty(0, dtype=np.intp)]
        split_cell = [np.empty(0, dtype=np.intp)]
        for begin in range(0, len(x), _BLOCK_POINTS):
            block = slice(begin, begin + _BLOCK_POINTS)
            at, cell = self._read(x[block], y[block], found[block])
            near.append(at + begin)
            split_cell.append(cell)
        # One exact test for all blocks together, since it goes through its points area by area.
        at = np.concatenate(near)
        found[at] = self.index.first(self.candidates, np.concatenate(split_cell), x[at], y[at])
        return found

    def _read(self, x: Floats, y: Floats, found: NDArray[np.int32]) -> tuple[Ints, Ints]:
        """Write into `found` what the cells say; give the points near a boundary and their split cells."""
        column, row = (self.lattice.whole(u) for u in self.lattice.scaled(x, y))
        found[:] = self.cells[self.lattice.cells(column, row)]
        at = np.flatnonzero(found <= _NEAR_BOUNDARY)
        split_cell = (_NEAR_BOUNDARY - found[at]).astype(np.intp)
        found[at] = self.small_cells[_small(split_cell, column[at], row[at])]
        near = found[at] == _NEAR_BOUNDARY
        return at[near], split_cell[near]


def _edges(geometries: NDArray[Any], lattice: _Lattice) -> tuple[Floats, Floats, Floats, Floats]:
    """Give where the edges of all rings begin and how far they go, in small columns and rows."""
    rings = shapely.get_rings(shapely.get_parts(geometries))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    u, v = lattice.scaled(*xy.T)
    within = ring[1:] == ring[:-1]
    return u[:-1][within], v[:-1][within], np.diff(u)[within], np.diff(v)[within]


def _mark(geometries: NDArray[Any], lattice: _Lattice) -> tuple[Ints, NDArray[np.bool_]]:
    """Give the cells to split, and by small cell whether an edge comes within a margin of it.

    Edges are cut into pieces shorter than a small cell. Such a piece lies in the cells of the four corners
    of its bounding box, so no line needs to be followed from cell to cell; a few cells too many are marked.
    """
    u, v, du, dv = _edges(geometries, lattice)
    pieces = np.maximum(np.ceil(np.maximum(np.abs(du), np.abs(dv)) * 1.001).astype(np.intp), 1)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    nth = np.arange(len(edge)) - (np.cumsum(pieces) - pieces)[edge]
    du, dv = (du / pieces)[edge], (dv / pieces)[edge]
    u, v = u[edge] + nth * du, v[edge] + nth * dv
    columns = [lattice.whole(np.minimum(u, u + du) - _MARGIN), lattice.whole(np.maximum(u, u + du) + _MARGIN)]
    rows = [lattice.whole(np.minimum(v, v + dv) - _MARGIN), lattice.whole(np.maximum(v, v + dv) + _MARGIN)]
    corners = [(column, row) for column in columns for row in rows]
    is_split = np.zeros(lattice.side**2, dtype=np.bool_)
    for corner in corners:
        is_split[lattice.cells(*corner)] = True
    split = np.flatnonzero(is_split)
    number = np.cumsum(is_split) - 1
    near_boundary = np.zeros(len(split) * _SPLIT**2, dtype=np.bool_)
    for corner in corners:
        near_boundary[_small(number[lattice.cells(*corner)], *corner)] = True
    return split, near_boundary


def _free_runs(marked: NDArray[np.bool_], row_length: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Cut rows of cells into runs that are marked or free throughout: first cell, length, whether free.

    No boundary passes between two cells of a free run, so one point speaks for all of it.
    """
    starts = np.empty(len(marked), dtype=np.bool_)
    starts[1:] = marked[1:] != marked[:-1]
    starts[::row_length] = True
    first = np.flatnonzero(starts)
    return first, np.diff(first, append=len(marked)), ~marked[first]


def _fill_cells(index: AreaIndex, lattice: _Lattice, split: Ints) -> NDArray[np.int32]:
    marked = np.zeros(lattice.side**2, dtype=np.bool_)
    marked[split] = True
    first, length, free = _free_runs(marked, lattice.side)
    column, row = lattice.corner((first + length // 2)[free])
    area = np.full(len(first), NO_AREA, dtype=np.int32)
    area[free] = index.find(*lattice.degrees(column + _SPLIT / 2, row + _SPLIT / 2))
    cells = np.repeat(area, length)
    cells[split] = _NEAR_BOUNDARY - np.arange(len(split))
    return cells


def _fill_small_cells(
    index: AreaIndex, lattice: _Lattice, split: Ints, near_boundary: NDArray[np.bool_], candidates: Candidates
) -> NDArray[np.signedinteger]:
    first, length, free = _free_runs(near_boundary, _SPLIT)
    split_cell, place = np.divmod((first + length // 2)[free], _SPLIT**2)
    column, row = lattice.corner(split[split_cell])
    centre = lattice.degrees(column + place % _SPLIT + 0.5, row + place // _SPLIT + 0.5)
    narrow = np.int16 if len(index.geometries) <= np.iinfo(np.int16).max else np.int32
    area = np.full(len(first), _NEAR_BOUNDARY, dtype=narrow)
    area[free] = index.first(candidates, split_cell, *centre)
    return np.repeat(area, length)
