"""States and municipalities with population, seat, area and P-code, and the layers drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.drawing import LARGE, draw_layers
from unmap.build.mexico.catalogue import CENSUS, LEVELS, PCODES
from unmap.errors import Issue, SourceError
from unmap.geo.topology import geodesic_area_km2
from unmap.store.table_files import DECIMALS

if TYPE_CHECKING:
    from unmap.build.drawing import Layers
    from unmap.build.mexico.official_boundaries import Boundaries
    from unmap.build.readers import SourceFolder, SourceTable


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


def draw_mexico(boundaries: Boundaries, areas: Areas) -> Layers:
    """Draw both levels in full detail, small and for tiles; raises SourceError where that gives no coverage."""
    return draw_layers(boundaries.outlines, LEVELS, (areas.states, areas.municipalities), LARGE)
