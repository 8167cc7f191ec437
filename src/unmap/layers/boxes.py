"""Bounding boxes as clients write them, in any reference system that is offered, as shapes in CRS84."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.errors import ParameterError
from unmap.layers.crs import AXES, CRS84, to_crs84

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from unmap.layers.crs import Crs

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TWO_CORNERS = (2 * AXES, 2 * (AXES + 1))

# A straight edge of a projected box is a curve in degrees: so many parts follow it to a metre or two at the size of
# the country, and closer the smaller the box.
_PARTS_OF_AN_EDGE = 256

_ROUNDED_M = 1.0


def read_box(text: str, crs: Crs = CRS84) -> BaseGeometry:
    """Read a box of two corners, each with its coordinates in the order of `crs`, and give it in CRS84.

    Heights, where the corners have three coordinates, are passed over. In degrees a box whose western edge lies east of
    its eastern one crosses the antimeridian (RFC 7946, section 5.2). A box without width or height is a line or a
    point. Raises ParameterError for anything else.
    """
    low, high = (_within(corner, crs) for corner in _corners(text))
    inverted = [axis for axis in range(AXES) if low[axis] > high[axis]]
    if inverted == [crs.east]:
        return _across(low, high, inverted[0], crs)
    if inverted:
        raise ParameterError("bbox", "must have its lower corner first: south before north, and west before east")
    return _box(low, high, crs)


def _corners(text: str) -> tuple[list[float], list[float]]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in _TWO_CORNERS or not all(map(_NUMBER.fullmatch, parts)):
        raise ParameterError(
            "bbox", "must be four or six numbers separated by commas: the lower corner, then the upper"
        )
    numbers = [float(part) for part in parts]
    half = len(numbers) // 2
    low, high = numbers[:half], numbers[half:]
    if half > AXES and not -np.inf < low[AXES] <= high[AXES] < np.inf:
        raise ParameterError("bbox", "must have its lower height in its lower corner")
    return low[:AXES], high[:AXES]


def _within(corner: list[float], crs: Crs) -> list[float]:
    """Give a corner as it is; one beyond the edge by what clients round away is put on the edge."""
    rounded = 0 if crs.east is not None else _ROUNDED_M
    edges = list(zip(crs.limits[:AXES], crs.limits[AXES:], strict=True))
    if any(not low - rounded <= value <= high + rounded for value, (low, high) in zip(corner, edges, strict=True)):
        raise ParameterError(
            "bbox", f"must lie within {', '.join(f'{limit:.10g}' for limit in crs.limits)} ({crs.name})"
        )
    return [min(max(value, low), high) for value, (low, high) in zip(corner, edges, strict=True)]


def _across(low: list[float], high: list[float], axis: int, crs: Crs) -> BaseGeometry:
    """Give the two boxes on either side of the antimeridian."""
    edges = list(crs.limits)
    west_end, east_end = high.copy(), low.copy()
    west_end[axis], east_end[axis] = edges[AXES + axis], edges[axis]
    return shapely.union(_box(low, west_end, crs), _box(east_end, high, crs))


def _box(low: list[float], high: list[float], crs: Crs) -> BaseGeometry:
    if low == high:
        return shapely.Point(to_crs84(crs)(np.array([low]))[0])
    flat = low[0] == high[0] or low[1] == high[1]
    if crs.east is not None:
        corners = to_crs84(crs)(np.array([low, high]))
        return shapely.LineString(corners) if flat else shapely.box(*corners.ravel())
    outline = [low, (low[0], high[1]), high, (high[0], low[1]), low]
    along = np.linspace(0, 1, _PARTS_OF_AN_EDGE, endpoint=False)[:, None]
    edges = np.vstack([np.array(start) + along * (np.array(end) - start) for start, end in pairwise(outline)])
    found = to_crs84(crs)(edges)
    return shapely.LineString(found) if flat else shapely.Polygon(found)
