"""The ground of a map on paper: degrees to units of a picture, and shapes to paths."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

KM_PER_DEGREE = 111.2
"""Length of a degree of latitude on a sphere of the Earth's mean radius."""

_COARSE = 10.0
"""Units below which a bend is not drawn: about half a printed pixel."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A window of `width` x `height` units; the parallel in its middle keeps its length (equirectangular)."""

    width: int
    height: int
    west: float
    north: float
    units_x: float
    units_y: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], width: int, height: int, margin: float) -> Ground:
        """Give the window that holds `bounds` (west, south, east, north) with a margin, a part of its size."""
        west, south, east, north = bounds
        # A point has no size of its own; a tenth of a degree around it is shown.
        wide, high = max(east - west, 0.02), max(north - south, 0.02)
        shrink = max(cos(radians((south + north) / 2)), 0.05)
        units_y = min(width / (wide * shrink), height / high) / (1 + 2 * margin)
        units_x = units_y * shrink
        return cls(
            width,
            height,
            (west + east) / 2 - width / 2 / units_x,
            (south + north) / 2 + height / 2 / units_y,
            units_x,
            units_y,
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return (self.west, self.north - self.height / self.units_y, self.west + self.width / self.units_x, self.north)

    @property
    def units_per_km(self) -> float:
        """Units that a kilometre takes."""
        return self.units_y / KM_PER_DEGREE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give a place in units."""
        return (lon - self.west) * self.units_x, (self.north - lat) * self.units_y

    def drawn(self, shapes: np.ndarray) -> np.ndarray:
        """Give shapes that cover an area without gaps in units, as coarse as the picture, still without gaps."""
        origin, scale = np.array([self.west, self.north]), np.array([self.units_x, -self.units_y])
        flat = shapely.transform(shapes, lambda points: (points - origin) * scale)
        return shapely.coverage_simplify(flat, _COARSE)

    def inside(self, shapes: np.ndarray) -> np.ndarray:
        """Cut drawn shapes off a little outside the window."""
        return shapely.clip_by_rect(shapes, -60, -60, self.width + 60, self.height + 60)


def path_of(shapes: Iterable[shapely.Geometry]) -> str:
    """Give the outlines of shapes as the data of one path, in whole units."""
    parts = shapely.get_parts(np.asarray(list(shapes), dtype=object))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(points: np.ndarray) -> str:
    whole = np.round(points[:-1]).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[(steps != 0).any(axis=1)]
    if len(moved) < 2:  # noqa: PLR2004 - a line has no inside
        return ""
    (x, y), lines = whole[0], " ".join(f"{dx} {dy}" for dx, dy in moved.tolist())
    return f"M{x} {y}l{lines}z"
