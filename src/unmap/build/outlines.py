"""The plane that a country is measured and drawn in, and its areas there as a sound coverage.

The antimeridian is no border there: what a file cuts in two at 180 degrees is one in the plane and is cut again on
the way back, as RFC 7946 wants it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from unmap.errors import Issue, SourceError
from unmap.geo.antimeridian import beside, middle_of
from unmap.geo.topology import cleaned, coverage_faults, invalid_polygons, is_coverage, relative_area_change
from unmap.store.table_files import LON_LAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.geo.topology import Fault, Geometries

GAP_WIDTH_M = 1
"""Open slits between two areas that are narrower than this are reported."""

_NAMED_FAULTS = 5
_COLUMN = "geometry"
_HALF, _WHOLE = 180.0, 360.0


@dataclass(frozen=True, slots=True)
class CountryPlane:
    """A reference system in metres, and the meridian where longitudes begin anew: one far from the country.

    `cut` is None where that is the antimeridian.
    """

    crs: CRS
    cut: float | None = None

    @classmethod
    def around(cls, shapes: Geometries) -> CountryPlane:
        """Give an equal-area plane (Lambert) around polygons in longitude and latitude, anywhere on earth."""
        longitudes, latitudes = shapely.get_coordinates(shapes).T
        around = np.unique(np.mod(longitudes, _WHOLE))
        gaps = np.diff(np.append(around, around[0] + _WHOLE))
        widest = int(gaps.argmax())
        cut = (around[widest] + gaps[widest] / 2 + _HALF) % _WHOLE - _HALF
        # Where the antimeridian itself lies in the gap, longitudes are best left as they are.
        ends = around[widest] + gaps[widest]
        crosses = not (around[widest] <= _HALF <= ends or ends >= _HALF + _WHOLE)
        east = np.mod(longitudes - cut, _WHOLE)
        middle = ((east.min() + east.max()) / 2 + cut + _HALF) % _WHOLE - _HALF
        height = (latitudes.min() + latitudes.max()) / 2
        laea = f"+proj=laea +lat_0={height:.3f} +lon_0={middle:.3f} +datum=WGS84 +units=m"
        return cls(CRS.from_user_input(laea), float(cut) if crosses else None)

    def flat(self, shapes: Geometries) -> Geometries:
        """Take polygons from longitude and latitude into the plane; what the antimeridian cuts is one there."""
        if self.cut is not None:
            shapes = np.asarray([_joined(shape) for shape in self._unwrapped(shapes)], dtype=object)
        return np.asarray(gpd.GeoSeries(shapes, crs=LON_LAT).to_crs(self.crs).to_numpy())

    def lon_lat(self, shapes: Geometries) -> Geometries:
        """Take polygons back into longitude and latitude, cut at the antimeridian."""
        back = np.asarray(gpd.GeoSeries(shapes, crs=self.crs).to_crs(LON_LAT).to_numpy())
        if self.cut is None:
            return back
        return np.asarray([_halved(shape) for shape in self._unwrapped(back)], dtype=object)

    def _unwrapped(self, shapes: Geometries) -> Geometries:
        cut = self.cut or 0.0

        def moved(points: Any) -> Any:  # noqa: ANN401 - an array of any shape
            return np.column_stack([np.mod(points[:, 0] - cut, _WHOLE) + cut, points[:, 1]])

        return np.asarray(shapely.transform(shapes, moved))


def _joined(shape: shapely.Geometry) -> shapely.Geometry:
    """Make one of the parts that touch each other along the antimeridian."""
    west, _, east, _ = shapely.bounds(shape)
    return shapely.union_all(shapely.get_parts(shape)) if west < _HALF < east else shape


def _halved(shape: shapely.Geometry) -> shapely.Geometry:
    """Cut a polygon where longitude passes 180, and count what lies beyond from -180 on."""
    west, south, east, north = shapely.bounds(shape)
    if east <= _HALF:
        return shape
    inside = shapely.intersection(shape, shapely.box(min(west, _HALF) - 1, south - 1, _HALF, north + 1))
    beyond = shapely.intersection(shape, shapely.box(_HALF, south - 1, east + 1, north + 1))
    moved: Any = shapely.transform(beyond, lambda points: points - (_WHOLE, 0))
    parts = [part for half in (inside, moved) for part in shapely.get_parts(half) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


@dataclass(frozen=True, slots=True)
class Outlines:
    """The finest areas of a country at full resolution, by code: a coverage in the metres of `plane`."""

    file: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: Geometries
    plane: CountryPlane

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees; of a country that the antimeridian cuts one lies beyond 180."""
        shapes = self.plane.lon_lat(self.shapes)
        west, south, east, north = shapely.total_bounds(beside(shapes, middle_of(shapes))).tolist()
        return west, south, east, north


def refuse_missing(file: str, codes: Sequence[str], faults: Sequence[Fault]) -> None:
    """Raise SourceError where an area has no polygon."""
    if missing := [_issue(file, codes, fault) for fault in faults if fault.kind == "missing"]:
        raise SourceError(f"{file}: {missing[0].message}", missing)


def sound_coverage(
    file: str, codes: Sequence[str], shapes: Geometries, most_change: float
) -> tuple[Geometries, tuple[Issue, ...]]:
    """Make polygons in metres a coverage; each fault and each repair becomes an issue row.

    `most_change` is the share of its area by which a repair may change one. Raises SourceError where that does not
    do, and for an area without polygon.
    """
    faults = invalid_polygons(shapes)
    refuse_missing(file, codes, faults)
    broken = faults or not is_coverage(shapes)
    mended = cleaned(shapes) if broken else shapes
    if not faults:
        faults = coverage_faults(shapes, GAP_WIDTH_M)
    issues = tuple(_issue(file, codes, fault) for fault in faults)
    if not broken:
        return shapes, issues
    change = relative_area_change(shapes, mended)
    if not is_coverage(mended) or (change > most_change).any():
        named = "; ".join(str(issue) for issue in issues[:_NAMED_FAULTS])
        raise SourceError(f"{file}: {len(issues)} faults in the geometry, too large to repair: {named}", issues)
    touched = np.flatnonzero(~shapely.equals_exact(shapely.normalize(shapes), shapely.normalize(mended)))
    repairs = tuple(
        Issue(file, 0, _COLUMN, "repaired", f"{codes[at]} repaired; its area changed by {change[at]:.1e} of itself")
        for at in touched.tolist()
    )
    return mended, (*issues, *repairs)


def _issue(file: str, codes: Sequence[str], fault: Fault) -> Issue:
    neighbour = "" if fault.other is None else f" ({codes[fault.other]})"
    return Issue(file, 0, _COLUMN, f"geometry-{fault.kind}", f"{codes[fault.position]} {fault.message}{neighbour}")
