"""How far a country reaches, in degrees (CRS84), also where the antimeridian runs through it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from unmap.geo.antimeridian import beside, middle_of, nearest
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from unmap.store import Dataset

Box: TypeAlias = tuple[float, float, float, float]

_STRIPS = 16
"""Strips of the country's width in which `low_edges` looks for room below."""


@once_per_dataset
def middle_longitude(dataset: Dataset) -> float:
    """Give the longitude that the largest parts of the areas at the highest level lie around: -180 to 180."""
    return middle_of(_mainland(dataset.layer(None, overview=True).geometry.to_numpy()))


def mainland_bounds(dataset: Dataset) -> Box:
    """Give the box around the largest part of each area at the highest level, to a tenth of a degree outwards.

    Small islands far out would make the country small in the middle of a map of the sea. Of a country on both sides of
    the antimeridian west is below -180 or east above 180, so that all of it lies between them.
    """
    shapes = beside(dataset.layer(None, overview=True).geometry.to_numpy(), middle_longitude(dataset))
    west, south, east, north = (10 * float(edge) for edge in shapely.total_bounds(_mainland(shapes)))
    return math.floor(west) / 10, math.floor(south) / 10, math.ceil(east) / 10, math.ceil(north) / 10


def low_edges(dataset: Dataset) -> tuple[float, ...]:
    """Give how far down land reaches in strips of `mainland_bounds`, from west to east, so that a legend may lie below.

    On a map in Web Mercator: 0 is the upper edge, 1 the lower; 0 where a strip has no land. Parts as small as
    `mainland_bounds` leaves out do not count.
    """
    shapes = beside(dataset.layer(None, overview=True).geometry.to_numpy(), middle_longitude(dataset))
    largest = _mainland(shapes)
    west, south, east, north = mainland_bounds(dataset)
    bottom, top = (float(edge) for edge in _mercator(np.array([south, north])))
    edges = np.linspace(west, east, _STRIPS + 1)
    strips = (shapely.clip_by_rect(largest, left, south, right, north) for left, right in pairwise(edges))
    lowest = np.array([shapely.total_bounds(strip)[1] for strip in strips])
    reach = (top - _mercator(lowest)) / (top - bottom)
    return tuple(math.ceil(100 * share) / 100 for share in np.nan_to_num(reach).tolist())


def _mercator(latitudes: np.ndarray) -> np.ndarray:
    """Give how far north latitudes in degrees lie on a map in Web Mercator, in radians of its equator."""
    northing: np.ndarray = np.arcsinh(np.tan(np.radians(latitudes)))
    return northing


def extent(dataset: Dataset, shapes: np.ndarray) -> Box:
    """Give the box around shapes as standards write it: west is east of east where it crosses the antimeridian."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(beside(shapes, middle_longitude(dataset))))
    west, east = (float(edge) for edge in nearest(np.array([west, east]), 0.0))
    return west, south, east, north


def _mainland(shapes: np.ndarray) -> np.ndarray:
    """Give the largest part of each shape."""
    parts, area = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), area))
    largest: np.ndarray = parts[order[np.unique(area[order], return_index=True)[1]]]
    return largest
