"""Reference systems that features are asked for and given out in (OGC API - Features - Part 2), and boxes in them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.errors import ParameterError
from unmap.features.extents import mainland_bounds
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from unmap.store import Dataset


AXES = 2


_HALF_EQUATOR = math.pi * 6_378_137


@dataclass(frozen=True, slots=True)
class Crs:
    """One reference system; coordinates stand in the order of axes that its authority defines.

    `limits` are the lowest first and second coordinate and the highest first and second that a box may have. `east` is
    the position of the longitude, None where the axes are lengths. `digits` behind the decimal point say a centimetre
    or less.
    """

    name: str
    uri: str
    title: str
    limits: tuple[float, float, float, float]
    digits: int
    east: int | None = None


CRS84 = Crs(
    "OGC:CRS84",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "WGS 84, longitude before latitude",
    (-180, -90, 180, 90),
    7,
    east=0,
)


EPSG_4326 = Crs(
    "EPSG:4326",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "WGS 84, latitude before longitude",
    (-90, -180, 90, 180),
    7,
    east=1,
)


EPSG_3857 = Crs(
    "EPSG:3857",
    "http://www.opengis.net/def/crs/EPSG/0/3857",
    "WGS 84 / Pseudo-Mercator, easting before northing, metres",
    # Half the equator of the sphere, where the antimeridian is.
    (-_HALF_EQUATOR, -_HALF_EQUATOR, _HALF_EQUATOR, _HALF_EQUATOR),
    2,
)


EVERYWHERE = (CRS84, EPSG_4326, EPSG_3857)
"""Offered for any country; the default first."""


@once_per_dataset
def offered(dataset: Dataset) -> tuple[Crs, ...]:
    """Give the reference systems that the features of a dataset are given out in, the default first.

    The national one stands last, where the report names one (`metric_crs`).
    """
    name = dataset.report.metric_crs
    return (*EVERYWHERE, national(name, mainland_bounds(dataset))) if name else EVERYWHERE


_AROUND_M, _WHOLE_M = 2_000_000, 1_000_000


def national(name: str, bounds: tuple[float, float, float, float]) -> Crs:
    """Give the metric system of that EPSG code for a country of those bounds: west, south, east, north in degrees.

    A box in it may reach two thousand kilometres beyond the country: farther away a projection need not have an
    inverse.
    """
    from pyproj import CRS, Transformer  # noqa: PLC0415 - reads its database, which most processes never need

    system = CRS(name)
    bounds = Transformer.from_crs(CRS84.name, name).transform_bounds(*bounds)
    low = [math.floor((each - _AROUND_M) / _WHOLE_M) * _WHOLE_M for each in bounds[:AXES]]
    high = [math.ceil((each + _AROUND_M) / _WHOLE_M) * _WHOLE_M for each in bounds[AXES:]]
    first, second = (axis.name.lower() for axis in system.axis_info)
    return Crs(
        name,
        f"http://www.opengis.net/def/crs/EPSG/0/{name.partition(':')[2]}",
        f"{system.name}, {first} before {second}, metres",
        (low[0], low[1], high[0], high[1]),
        2,
    )


def names_of(crs: Crs) -> tuple[str, ...]:
    """Give every way to name a reference system: its URI, as the standard has it, or compact, in brackets or bare."""
    return crs.uri, f"[{crs.name}]", crs.name


def read_crs(parameter: str, text: str | None, among: Sequence[Crs]) -> Crs:
    """Give which of those offered a parameter names, CRS84 for None; raises ParameterError for any other."""
    if text is None:
        return CRS84
    for crs in among:
        if text in names_of(crs):
            return crs
    raise ParameterError(parameter, f"must be one of {', '.join(crs.uri for crs in among)}")


def from_crs84(shapes: np.ndarray, crs: Crs) -> np.ndarray:
    """Give shapes in another reference system, rounded as far as it is exact; None stays None."""
    if crs is CRS84:
        return shapes
    return np.asarray(shapely.transform(shapes, _rounded(_coordinates(crs, to_crs84=False), crs.digits)))


def to_crs84(crs: Crs) -> Callable[[np.ndarray], np.ndarray]:
    """Give the function that turns coordinates (n rows of two, in the order of `crs`) into longitude and latitude."""
    return _coordinates(crs, to_crs84=True)


def _rounded(function: Callable[[np.ndarray], np.ndarray], digits: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda coordinates: np.round(function(coordinates), digits)


def _coordinates(crs: Crs, *, to_crs84: bool) -> Callable[[np.ndarray], np.ndarray]:
    if crs is CRS84:
        return lambda coordinates: coordinates
    if crs is EPSG_4326:
        # The same numbers in the other order: no arithmetic may touch them.
        return lambda coordinates: np.asarray(coordinates)[:, ::-1]
    ends = (crs.name, CRS84.name) if to_crs84 else (CRS84.name, crs.name)
    transformer = _transformer(*ends)
    return lambda coordinates: np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))


@cache
def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 - reads its database, which most processes never need

    # The axes stay in the order of their authorities, which is what Part 2 asks for.
    return Transformer.from_crs(source, target)


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
