"""The point of a row as a witness of where it is: which area it lies in, or what is wrong with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import shapely
from pyproj import Geod

from unmap.geo import AreaLocator, PointProblem, diagnose
from unmap.store.placing import BORDER_M, POINT_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

_GEOD = Geod(ellps="WGS84")

CURES: Mapping[PointProblem, str] = {
    PointProblem.NOT_A_NUMBER: "give both in degrees, or leave both cells empty",
    PointProblem.ZERO_ZERO: "leave both cells empty, or give the right ones",
    PointProblem.OUT_OF_RANGE: "give longitude and latitude in degrees of WGS 84",
    PointProblem.SWAPPED: "exchange the two cells",
    PointProblem.OUTSIDE: "correct the point, or leave both cells empty",
}
"""What to do about a bad point."""


class PointFault(NamedTuple):
    """What is wrong with a point: a stable word, what is the matter and what to do."""

    code: str
    reason: str
    cure: str


class PointWitness:
    """Points against the areas of the finest level; without their geometry no point says anything."""

    def __init__(self, finest: gpd.GeoDataFrame | None) -> None:
        """Take the areas of the finest level: columns code and geometry (CRS84)."""
        self._locator = None if finest is None else AreaLocator(finest["code"].to_numpy(), finest.geometry.to_numpy())
        self._shapes = {} if finest is None else dict(zip(finest["code"], finest.geometry, strict=True))

    def area(self, lon: float | None, lat: float | None) -> str | PointFault | None:
        """Give the finest area that a point lies in, what is wrong with it, or None where there is no point."""
        if self._locator is None or (lon is None and lat is None):
            return None
        x, y = (math.nan if one is None else one for one in (lon, lat))
        if (area := self._locator.locate([x], [y])[0]) is not None:
            return str(area)
        fault: PointProblem = diagnose([x], [y], self._locator)[0]
        return PointFault(str(fault), POINT_FAULTS[fault], CURES[fault])

    def near(self, lon: float, lat: float, codes: Iterable[str]) -> bool:
        """Whether a point lies at most BORDER_M outside one of some finest areas."""
        point = shapely.Point(lon, lat)
        shapes = [self._shapes[code] for code in codes if code in self._shapes]
        return any(_GEOD.geometry_length(shapely.shortest_line(point, one)) <= BORDER_M for one in shapes)
