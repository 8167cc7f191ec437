"""The metric reference system of a country: its own, or the zone of UTM that its middle lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info, query_utm_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError

if TYPE_CHECKING:
    from pyproj.database import CRSInfo

MOST_TIMES = 4.0
"""A system whose area of use is so many times the box of the country is one of a continent or of the world."""


HALF_ROUND = 180


def is_metric(name: str) -> bool:
    """Whether EPSG has a reference system of that name with two lengths in metres."""
    try:
        crs = CRS(name)
    except CRSError:
        return False
    units = [axis.unit_name for axis in crs.axis_info]
    return crs.is_projected and units == ["metre", "metre"]


def metric_crs(bounds: tuple[float, float, float, float]) -> str:
    """Give the EPSG code, such as "EPSG:6372", of the metric system that suits a box best.

    It is that of the smallest area of use that holds the box, the newest of several; where none is made for about this
    area, the zone of UTM of the box's middle, on WGS 84.

    Parameters:
    - `bounds`: west, south, east, north in degrees (CRS84), west before east: where the antimeridian runs through the
      box, one of them lies beyond 180.

    >>> metric_crs((-118.4, 14.5, -86.7, 32.7))
    'EPSG:6372'
    >>> metric_crs((13.5, 7.4, 24.0, 23.5))
    'EPSG:32634'
    """
    west, south, east, north = bounds
    size = (east - west) * (north - south)
    for code in _made_for(bounds, MOST_TIMES * size) if west >= -HALF_ROUND and east <= HALF_ROUND else ():
        if is_metric(f"EPSG:{code}"):
            return f"EPSG:{code}"
    lon, lat = ((west + east) / 2 + HALF_ROUND) % (2 * HALF_ROUND) - HALF_ROUND, (south + north) / 2
    [zone, *_] = query_utm_crs_info("WGS 84", AreaOfInterest(lon, lat, lon, lat))
    return f"EPSG:{zone.code}"


def _made_for(bounds: tuple[float, float, float, float], most: float) -> list[str]:
    """Give the codes of the systems whose area of use holds a box and is no larger, the smallest and newest first."""
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, AreaOfInterest(*bounds), contains=True)
    sized = sorted((_size(one), -int(one.code), one.code) for one in found)
    return [code for size, _, code in sized if size <= most]


def _size(info: CRSInfo) -> float:
    """Give the square degrees of an area of use; infinite for one that is not known or crosses the antimeridian."""
    area = info.area_of_use
    if area is None or area.east <= area.west:
        return float("inf")
    return (area.east - area.west) * (area.north - area.south)
