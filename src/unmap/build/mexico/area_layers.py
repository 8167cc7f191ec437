"""States and municipalities with population, seat, area and P-code, and the four layers of a data folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.build.mexico.catalogue import CENSUS, PCODES
from unmap.build.mexico.official_boundaries import PLANE
from unmap.errors import Issue, SourceError
from unmap.geo.topology import dissolved, geodesic_area_km2, is_coverage, relative_area_change, rounded, simplified
from unmap.store.table_files import DECIMALS, LON_LAT

if TYPE_CHECKING:
    from unmap.build.mexico.official_boundaries import Boundaries
    from unmap.build.readers import SourceFolder, SourceTable
    from unmap.geo.topology import Geometries


COUNTRY = "00"
"""Key of the country as a whole in need values."""


PCODE_PREFIX = "MX"


STATE_CAPITALS = frozenset(
    (
        *("01001", "02002", "03003", "04002", "05030", "06002", "07101", "08019", "09015", "10005", "11015"),
        *("12029", "13048", "14039", "15106", "16053", "17007", "18017", "19039", "20067", "21114", "22014"),
        *("23004", "24028", "25006", "26030", "27004", "28041", "29033", "30087", "31050", "32056"),
    )
)
"""The municipality (in Mexico City, the borough) where each state has its seat of government."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The attribute rows of both levels, sorted by code, and the problems met on the way.

    `municipalities`: code, pcode, pcode_listed, name, state_code, population, area_km2, seat_lon, seat_lat.
    `states`: the same without state_code.
    """

    states: pd.DataFrame
    municipalities: pd.DataFrame
    issues: tuple[Issue, ...]

    @property
    def codes_by_level(self) -> dict[str, frozenset[str]]:
        """The keys of each level that is drawn on a map."""
        return {"state": frozenset(self.states["code"]), "municipality": frozenset(self.municipalities["code"])}

    @property
    def codes(self) -> frozenset[str]:
        """Every key that a value can belong to, the country's among them."""
        return frozenset({COUNTRY, *self.states["code"], *self.municipalities["code"]})


def describe_areas(sources: SourceFolder, boundaries: Boundaries) -> Areas:
    """Join census, P-codes and geodesic areas to the boundaries by key.

    A state's seat is that of its capital municipality. Raises SourceError for unusable files and for a state without
    a name; an area without census row, a census row without boundary and an unknown seat become issue rows.
    """
    frame, listed = boundaries.frame, _listed_pcodes(sources)
    state_file, municipality_file = CENSUS.files
    counted = _municipal_census(sources.table(municipality_file, ("region", "pop", "long", "lat")))
    municipalities = frame[["code", "name", "state_code"]].merge(counted.rows, on="code", how="left", validate="1:1")
    municipalities["area_km2"] = geodesic_area_km2(frame.geometry.to_numpy()).round(DECIMALS)
    counted_states = _state_census(sources.table(state_file, ("region", "state_name_official", "pop")))
    states = _states(counted_states, frame, municipalities)
    issues = (
        *counted.problems(municipalities),
        *counted_states.problems(states),
        *_unseated(counted_states.table.file, states),
    )
    return Areas(_with_pcodes(states, listed), _with_pcodes(municipalities, listed), issues)


@dataclass(frozen=True, slots=True)
class _Census:
    """The census of one level: the table as read and its rows as numbers, by code."""

    table: SourceTable
    rows: pd.DataFrame

    def problems(self, areas: pd.DataFrame) -> tuple[Issue, ...]:
        """Report rows without boundary and boundaries without row."""
        strangers = self.table.unknown_areas("region", self.rows["code"], set(areas["code"]))
        why = "has boundaries but no census row; its population is not known"
        uncounted = areas.loc[areas["population"].isna(), "code"]
        return strangers + tuple(
            Issue(self.table.file, 0, "region", "no-census", f"{code} {why}") for code in uncounted
        )


def _municipal_census(table: SourceTable) -> _Census:
    rows = _census_rows(table, 5).assign(
        seat_lon=table.numbers("long", minimum=-180, maximum=180),
        seat_lat=table.numbers("lat", minimum=-90, maximum=90),
    )
    return _Census(table, rows)


def _state_census(table: SourceTable) -> _Census:
    return _Census(table, _census_rows(table, 2).assign(name=table.frame["state_name_official"].str.strip()))


def _census_rows(table: SourceTable, width: int) -> pd.DataFrame:
    codes = table.codes("region", width)
    table.refuse_repeats("region", codes)
    return pd.DataFrame({"code": codes, "population": table.numbers("pop", minimum=0)})


def _states(census: _Census, frame: pd.DataFrame, municipalities: pd.DataFrame) -> pd.DataFrame:
    by_state = municipalities.groupby("state_code")
    states = by_state["area_km2"].sum().round(DECIMALS).rename_axis("code").reset_index()
    states = states.merge(census.rows, on="code", how="left", validate="1:1")
    # The boundaries may name the state too; the census names it for INEGI's shapefile, which does not.
    drawn = frame.drop_duplicates("state_code").set_index("state_code")["state_name"]
    states["name"] = states["name"].fillna(states["code"].map(drawn)).fillna("")
    if (states["name"] == "").any():
        nameless = states.loc[states["name"] == "", "code"].iloc[0]
        raise SourceError(f"{census.table.file}: no row for state {nameless}")
    capitals = municipalities[municipalities["code"].isin(list(STATE_CAPITALS))].set_index("state_code")
    return states.assign(
        seat_lon=states["code"].map(capitals["seat_lon"]), seat_lat=states["code"].map(capitals["seat_lat"])
    )


def _unseated(file: str, states: pd.DataFrame) -> tuple[Issue, ...]:
    codes = states.loc[states["seat_lon"].isna(), "code"]
    why = "the seat of its capital municipality is not known"
    return tuple(Issue(file, 0, "region", "no-seat", f"{code}: {why}") for code in codes)


def _listed_pcodes(sources: SourceFolder) -> set[str]:
    return set(sources.table(PCODES.file, ("P-Code",)).frame["P-Code"].str.strip())


def _with_pcodes(areas: pd.DataFrame, listed: set[str]) -> pd.DataFrame:
    pcodes = PCODE_PREFIX + areas["code"]
    return areas.assign(
        pcode=pcodes, pcode_listed=pcodes.isin(list(listed)), population=areas["population"].astype("Int64")
    )


DETAIL_TOLERANCES_M = (100, 90, 80, 70, 60, 50)  # the first that leaves every seat inside its municipality


DETAIL_DECIMALS = 6  # with 5, two municipalities cross themselves


OVERVIEW_TOLERANCE_M = 1200  # the whole country stays below 450 kB gzipped


OVERVIEW_DECIMALS = 4  # about 10 m, a hundredth of the tolerance


TILE_TOLERANCES_M = {4: 4800, 7: 600}
"""By the finest zoom that areas are drawn for so: about half a pixel of that zoom, where a tile has 256 of them.

The overview is as fine as zooms 5 and 6 ask for, the detail as those from 8 on.
"""


_LARGE_CHANGE = 0.02


@dataclass(frozen=True, slots=True)
class Layers:
    """The drawn layers: attributes with geometry in longitude and latitude."""

    states: gpd.GeoDataFrame
    municipalities: gpd.GeoDataFrame
    states_overview: gpd.GeoDataFrame
    municipalities_overview: gpd.GeoDataFrame
    tile_shapes: gpd.GeoDataFrame
    issues: tuple[Issue, ...]


def draw_layers(boundaries: Boundaries, areas: Areas) -> Layers:
    """Simplify the municipalities as a coverage, once for each use, and dissolve each drawing into states.

    The largest change of a municipality's area, and each above 2 per cent, become issue rows. Raises SourceError
    where the result is not a valid coverage of the same areas with every seat inside its municipality.
    """
    detail, issues = _detail(boundaries, areas)
    overview = _drawn(boundaries, OVERVIEW_TOLERANCE_M, OVERVIEW_DECIMALS)
    return Layers(
        states=_state_layer(boundaries, areas.states, detail),
        municipalities=gpd.GeoDataFrame(areas.municipalities, geometry=detail, crs=LON_LAT),
        states_overview=_state_layer(boundaries, areas.states[["code"]], overview),
        municipalities_overview=gpd.GeoDataFrame(areas.municipalities[["code"]], geometry=overview, crs=LON_LAT),
        tile_shapes=_tile_shapes(boundaries, areas),
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


def _tile_shapes(boundaries: Boundaries, areas: Areas) -> gpd.GeoDataFrame:
    """Draw both levels for each group of zooms in `TILE_TOLERANCES_M`; `max_zoom` names the group."""
    drawings = []
    for max_zoom, tolerance_m in TILE_TOLERANCES_M.items():
        drawn = _drawn(boundaries, tolerance_m, OVERVIEW_DECIMALS)
        municipalities = gpd.GeoDataFrame(areas.municipalities[["code"]], geometry=drawn, crs=LON_LAT)
        states = _state_layer(boundaries, areas.states[["code"]], drawn)
        drawings += [layer.assign(max_zoom=max_zoom) for layer in (states, municipalities)]
    return gpd.GeoDataFrame(pd.concat(drawings, ignore_index=True), crs=LON_LAT)


def _state_layer(boundaries: Boundaries, states: pd.DataFrame, drawn: Geometries) -> gpd.GeoDataFrame:
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
