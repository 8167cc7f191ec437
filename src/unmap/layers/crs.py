"""Coordinate reference systems that features are given out and asked for in (OGC API - Features - Part 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyproj import Transformer

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
EPSG_6372 = Crs(
    "EPSG:6372",
    "http://www.opengis.net/def/crs/EPSG/0/6372",
    "Mexico ITRF2008 / LCC, northing before easting, metres",
    # The country with more than a thousand kilometres around it, where the projection still has an inverse.
    (-2_000_000, -2_000_000, 5_000_000, 7_000_000),
    2,
)

OFFERED = (CRS84, EPSG_4326, EPSG_3857, EPSG_6372)
"""The default first."""

# A URI as the standard wants it, or a compact one, safe (in brackets) or bare.
NAMES = {text: crs for crs in OFFERED for text in (crs.uri, f"[{crs.name}]", crs.name)}
"""Every way in which a request may name a reference system."""


def read_crs(parameter: str, text: str | None) -> Crs:
    """Give the reference system that a parameter names, CRS84 for None; raises ParameterError for any other."""
    if text is None:
        return CRS84
    crs = NAMES.get(text)
    if crs is None:
        raise ParameterError(parameter, f"must be one of {', '.join(crs.uri for crs in OFFERED)}")
    return crs


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
