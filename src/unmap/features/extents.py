"""How far a country reaches, in degrees (CRS84), also where the antimeridian runs through it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from unmap.geo.antimeridian import beside, middle_of, nearest
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from unmap.store import Dataset

Box: TypeAlias = tuple[float, float, float, float]

_LOWER = 0.5
"""Part of the country's height beside which a legend stands on a wide screen."""


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


def clear_west(dataset: Dataset) -> float:
    """Give the part of the country's width, from its west, in which the lower part of a map of it has no land: 0 to 1.

    There a legend may lie on the map. Parts as small as `mainland_bounds` leaves out do not count.
    """
    shapes = beside(dataset.layer(None, overview=True).geometry.to_numpy(), middle_longitude(dataset))
    largest = _mainland(shapes)
    west, south, east, north = shapely.total_bounds(largest)
    low = shapely.clip_by_rect(largest, west, south, east, south + _LOWER * (north - south))
    first = shapely.total_bounds(low)[0]
    return 0.0 if np.isnan(first) else math.floor(100 * float((first - west) / (east - west))) / 100


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
