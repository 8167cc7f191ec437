"""From full-resolution boundaries to the four layers of a data folder, with what must hold of them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from unmap.build.boundaries import PLANE
from unmap.build.tables import LON_LAT
from unmap.errors import SourceError
from unmap.geo.topology import dissolved, is_coverage, relative_area_change, rounded, simplified
from unmap.models import Issue

if TYPE_CHECKING:
    import pandas as pd

    from unmap.build.areas import Areas
    from unmap.build.boundaries import Boundaries
    from unmap.geo.topology import Geometries

DETAIL_TOLERANCES_M = (100, 90, 80, 70, 60, 50)  # the first that leaves every seat inside its municipality
DETAIL_DECIMALS = 6  # with 5, two municipalities cross themselves
OVERVIEW_TOLERANCE_M = 1200  # the whole country stays below 450 kB gzipped
OVERVIEW_DECIMALS = 4  # about 10 m, a hundredth of the tolerance

_LARGE_CHANGE = 0.02


@dataclass(frozen=True, slots=True)
class Layers:
    """The drawn layers: attributes with geometry in longitude and latitude."""

    states: gpd.GeoDataFrame
    municipalities: gpd.GeoDataFrame
    states_overview: gpd.GeoDataFrame
    municipalities_overview: gpd.GeoDataFrame
    issues: tuple[Issue, ...]


def draw_layers(boundaries: Boundaries, areas: Areas) -> Layers:
    """Simplify the municipalities as a coverage, twice, and dissolve each into states.

    The largest change of a municipality's area, and each above 2 per cent, become issue rows. Raises SourceError
    where the result is not a valid coverage of the same areas with every seat inside its municipality.
    """
    detail, issues = _detail(boundaries, areas)
    overview = _drawn(boundaries, OVERVIEW_TOLERANCE_M, OVERVIEW_DECIMALS)
    return Layers(
        states=_states(boundaries, areas.states, detail),
        municipalities=gpd.GeoDataFrame(areas.municipalities, geometry=detail, crs=LON_LAT),
        states_overview=_states(boundaries, areas.states[["code"]], overview),
        municipalities_overview=gpd.GeoDataFrame(areas.municipalities[["code"]], geometry=overview, crs=LON_LAT),
        issues=issues + _area_changes(boundaries, detail),
    )


def _detail(boundaries: Boundaries, areas: Areas) -> tuple[Geometries, tuple[Issue, ...]]:
    """Draw the detailed layer, closer to the official lines until no seat is left outside its municipality."""
    issues: list[Issue] = []
    for tolerance_m in DETAIL_TOLERANCES_M:
        drawn = _drawn(boundaries, tolerance_m, DETAIL_DECIMALS)
        outside = _seats_outside(areas.municipalities, drawn)
        if not outside:
            return drawn, tuple(issues)
        why = f"simplified at {tolerance_m} m, the seats of {', '.join(outside)} lie outside; drawn more closely"
        issues.append(Issue(boundaries.file, 0, "geometry", "seat-outside", why))
    raise SourceError(f"{boundaries.file}: the seat lies outside the municipality for {', '.join(outside)}", issues)


def _drawn(boundaries: Boundaries, tolerance_m: float, decimals: int) -> Geometries:
    drawn = gpd.GeoSeries(simplified(boundaries.plane, tolerance_m), crs=PLANE).to_crs(LON_LAT)
    try:
        return rounded(drawn.to_numpy(), decimals)
    except ValueError as error:
        raise SourceError(f"{boundaries.file}: simplified at {tolerance_m:g} m, {error}") from error


def _states(boundaries: Boundaries, states: pd.DataFrame, drawn: Geometries) -> gpd.GeoDataFrame:
    joined = dissolved(drawn, boundaries.frame["state_code"].tolist())
    if list(joined) != states["code"].tolist() or not is_coverage(np.asarray(list(joined.values()))):
        raise SourceError(f"{boundaries.file}: the states dissolved from it are not a coverage")
    return gpd.GeoDataFrame(states, geometry=list(joined.values()), crs=LON_LAT)


def _seats_outside(municipalities: pd.DataFrame, drawn: Geometries) -> list[str]:
    seats = shapely.points(municipalities["seat_lon"].to_numpy(), municipalities["seat_lat"].to_numpy())
    outside = municipalities["seat_lon"].notna().to_numpy() & ~shapely.intersects(drawn, seats)
    return municipalities.loc[outside, "code"].tolist()


def _area_changes(boundaries: Boundaries, drawn: Geometries) -> tuple[Issue, ...]:
    plane = gpd.GeoSeries(drawn, crs=LON_LAT).to_crs(PLANE).to_numpy()
    change = relative_area_change(boundaries.plane, plane)
    named = sorted({int(change.argmax()), *np.flatnonzero(change > _LARGE_CHANGE).tolist()})
    codes, names = boundaries.frame["code"], boundaries.frame["name"]
    return tuple(
        Issue(
            boundaries.file,
            0,
            "geometry",
            "area-change",
            f"{codes[at]} {names[at]}: drawn with fewer vertices, its area changed by {100 * change[at]:.2f} %",
        )
        for at in named
    )
