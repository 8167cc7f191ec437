"""Points to areas: which municipality or state holds a longitude and latitude, for 37 points or a million."""

from __future__ import annotations

from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from unmap.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

NO_AREA: Final = -1
"""Position that stands for "in no area"."""

_ROWS_AT_ONCE = 65_536
"""Points turned into geometry objects at a time; each costs about 200 bytes while it lives."""

_MAX_LON, _MAX_LAT = 180.0, 90.0


class PointProblem(StrEnum):
    """Why a point has no area."""

    NOT_A_NUMBER = "not-a-number"
    ZERO_ZERO = "zero-zero"
    SWAPPED = "swapped"
    OUT_OF_RANGE = "out-of-range"
    OUTSIDE = "outside"


class AreaLocator:
    """Finds the area of points; built once from the areas, then asked as often as needed.

    A point gets exactly one code or none. Inside an area that is the area's code. On a border, where several
    areas touch the point, it is the lowest of their codes (compared as text), so the answer depends neither
    on the order of the areas nor on that of the points. A point on an outer border belongs to the area.
    Points that are NaN or infinite, or beyond 180 degrees of longitude or 90 of latitude, get none.

    Areas that overlap break no rule: a point in several gets the lowest code. Coordinates are longitude and
    latitude (CRS84), and borders run straight between vertices in these coordinates, as `geopandas.sjoin`
    sees them too. May be shared between threads.
    """

    def __init__(self, codes: ArrayLike, geometries: NDArray[Any] | Sequence[BaseGeometry | None]) -> None:
        """Take n codes (text) and n polygons or multipolygons in CRS84; a missing geometry holds no point.

        Raises `ParameterError` where the two differ in length, a code is not text or a geometry is a line
        or point.
        """
        code_array = np.asarray(codes, dtype=object)
        shapes = np.asarray(geometries, dtype=object)
        _check_areas(code_array, shapes)
        order = np.argsort(code_array, kind="stable")
        self.codes: NDArray[Any] = code_array[order]
        # force_2d also copies: preparing changes the geometry object itself, and that one is the caller's.
        self._shapes: NDArray[Any] = np.asarray(shapely.force_2d(shapes[order]), dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._lock = Lock()

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[Any]:
        """Give the area code of each point as an object array of shape (n,), None where it has no area.

        Takes longitudes and latitudes of shape (n,). Raises `ParameterError` for other shapes and for
        values that are not numbers.
        """
        code_or_none = np.append(self.codes, [None])
        return np.asarray(code_or_none[self.positions(lon, lat)], dtype=object)

    def positions(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int32]:
        """Give the same answer as `locate`, as positions in `codes`; -1 where the point has no area."""
        x, y = _coordinates(lon, lat)
        usable = (np.abs(x) <= _MAX_LON) & (np.abs(y) <= _MAX_LAT)
        if usable.all():
            return self._find(x, y)
        found = np.full(len(x), NO_AREA, dtype=np.int32)
        found[usable] = self._find(x[usable], y[usable])
        return found

    def _find(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int32]:
        found = np.full(len(x), NO_AREA, dtype=np.int32)
        # GEOS completes prepared geometries on first use, which two threads must not do at once.
        with self._lock:
            for begin in range(0, len(x), _ROWS_AT_ONCE):
                some = slice(begin, begin + _ROWS_AT_ONCE)
                self._fill(found[some], x[some], y[some])
        return found

    def _fill(self, found: NDArray[np.int32], x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Write into `found` the first area that touches each of some finite points."""
        # With a predicate the tree would prepare each point and test it against the whole polygon: four to six
        # times as slow as asking it for boxes and the prepared polygons for the rest.
        point, area = self._tree.query(shapely.points(x, y))
        # Area by area, since a prepared polygon answers several times as fast while it is in the cache. The last area
        # comes first, so that of several the first is what stays.
        order = np.argsort(area.astype(np.min_scalar_type(len(self.codes))), kind="stable")[::-1]
        point, area = point[order], area[order]
        hit = shapely.intersects_xy(self._shapes[area], x[point], y[point])
        found[point[hit]] = area[hit]


def locate(
    points: pd.DataFrame,
    areas: gpd.GeoDataFrame | AreaLocator,
    *,
    lon: str = "lon",
    lat: str = "lat",
    code: str = "code",
) -> pd.Series[str]:
    """Give the area code of each row of `points`: a text column `area_code` on the same index.

    `lon` and `lat` name the columns of `points` that hold degrees, `code` the column of `areas` that holds
    the codes. The value is missing where a point has no area; `diagnose` says why. The rule for borders
    stands at `AreaLocator`; pass one as `areas` to ask the same areas several times.

    Raises `ParameterError` for a column that is absent or holds something else than numbers, and for areas
    whose coordinates are not known to be degrees.
    """
    locator = areas if isinstance(areas, AreaLocator) else _locator_of(areas, code)
    position = locator.positions(_column(points, "lon", lon), _column(points, "lat", lat))
    # Taking from a short text column is many times faster than making one of a million strings.
    codes = pd.Series(locator.codes, dtype="str").array.take(position, allow_fill=True)
    return pd.Series(codes, index=points.index, name="area_code")


def diagnose(lon: ArrayLike, lat: ArrayLike, locator: AreaLocator) -> NDArray[Any]:
    """Say for each point why it has no area: an object array of `PointProblem`, None where it has one.

    Of several reasons the most telling is given: a coordinate that is NaN or infinite; 0,0; inside an area
    once longitude and latitude are exchanged; beyond 180 or 90 degrees; otherwise outside every area.
    Raises as `AreaLocator.locate` does.
    """
    x, y = _coordinates(lon, lat)
    lost = locator.positions(x, y) == NO_AREA
    problem = np.full(len(x), None, dtype=object)
    problem[lost] = PointProblem.OUTSIDE
    problem[lost & ((np.abs(x) > _MAX_LON) | (np.abs(y) > _MAX_LAT))] = PointProblem.OUT_OF_RANGE
    # In much of the world an exchanged point is out of range as well; that it was exchanged says more.
    exchanged = np.zeros(len(x), dtype=np.bool_)
    exchanged[lost] = locator.positions(y[lost], x[lost]) != NO_AREA
    problem[exchanged] = PointProblem.SWAPPED
    problem[lost & (x == 0) & (y == 0)] = PointProblem.ZERO_ZERO
    problem[~(np.isfinite(x) & np.isfinite(y))] = PointProblem.NOT_A_NUMBER
    return problem


def _check_areas(codes: NDArray[Any], geometries: NDArray[Any]) -> None:
    if codes.ndim != 1 or codes.shape != geometries.shape:
        raise ParameterError("geometries", f"{geometries.size} geometries do not match {codes.size} codes")
    if not all(isinstance(code, str) for code in codes):
        raise ParameterError("codes", "every code must be text, since a number would lose its leading zero")
    kinds = shapely.GeometryType
    if not np.isin(shapely.get_type_id(geometries), (kinds.POLYGON, kinds.MULTIPOLYGON, kinds.MISSING)).all():
        raise ParameterError("geometries", "every area must be a polygon or multipolygon")


def _coordinates(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    try:
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ParameterError("lon, lat", "every coordinate must be a number") from error
    if x.ndim != 1 or x.shape != y.shape:
        raise ParameterError("lon, lat", f"{x.size} longitudes do not match {y.size} latitudes as two lists")
    return x, y


def _column(points: pd.DataFrame, parameter: str, name: str) -> NDArray[np.float64]:
    if name not in points.columns:
        raise ParameterError(parameter, "the points have no such column")
    try:
        return points[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ParameterError(parameter, "the column holds something that is not a number") from error


def _locator_of(areas: gpd.GeoDataFrame, code: str) -> AreaLocator:
    if code not in areas.columns:
        raise ParameterError("code", "the areas have no such column")
    if areas.crs is None or not areas.crs.is_geographic:
        raise ParameterError("areas", "must be in degrees, as areas.to_crs('OGC:CRS84') gives them")
    return AreaLocator(areas[code].to_numpy(dtype=object), areas.geometry.to_numpy())
