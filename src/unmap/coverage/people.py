"""People in need at the seats of their municipalities, and the offices that may be near: what distance is asked of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.coverage.distances import Points, nearest, seats
from unmap.coverage.need import choose_need, need_by_area
from unmap.coverage.record import NOWHERE, matching
from unmap.dataset.derived import once_per_dataset
from unmap.errors import ParameterError
from unmap.models import Kind, Level, PresenceQuery
from unmap.models.given import decimal_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

MOST_KM = 5_000.0
"""Largest radius that can be asked for."""

_QUESTIONS_KEPT = 64
"""Sets of agencies whose nearest offices stay known: 40 kB each for 2,469 municipalities."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Every municipality in the order of its layer.

    `areas` is indexed by `code`: name, state_code, persons (in need; missing where there is no data), pct (its rate),
    population. `rows` are the positions in it of the municipalities with a seat, `seats` their seats in that order.
    """

    choice: NeedChoice
    areas: pd.DataFrame
    rows: NDArray[np.int64]
    seats: Points

    @property
    def persons(self) -> NDArray[np.float64]:
        """People in need by municipality, 0 where there is no data."""
        return self.areas["persons"].fillna(0.0).to_numpy(dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Offices:
    """The offices that a query lets through and distance is measured from, by office_id.

    `table` has office_id, agency_id and `thing`, the same number for what counts as one office; `points` are their
    places in the same order. `unplaced` counts offices without a municipality, which have no place to measure from.
    """

    table: pd.DataFrame
    points: Points
    unplaced: int

    @property
    def count(self) -> int:
        """How many distinct offices there are: agency x municipality."""
        return int(self.table["thing"].nunique())


def people_in_need(dataset: Dataset, query: PresenceQuery) -> People:
    """Give people in need by municipality, whatever the level of the query.

    Raises ParameterError for an unknown indicator or year, and for an indicator that has no headcount of people.
    """
    choice = choose_need(dataset, Level.MUNICIPALITY, query.indicator, query.year)
    need = need_by_area(dataset, choice).iloc[:-1]
    if need["persons"].isna().all():
        raise ParameterError("indicator", "has no headcount of people by municipality, so nobody can be counted")
    layer = dataset.municipalities
    areas = pd.DataFrame(
        {
            "name": layer["name"].to_numpy(),
            "state_code": layer["state_code"].to_numpy(),
            "persons": need["persons"].to_numpy(),
            "pct": need["pct"].to_numpy(),
            "population": layer["population"].to_numpy(dtype=np.float64, na_value=np.nan),
        },
        index=dataset.areas(Level.MUNICIPALITY),
    )
    return People(choice, areas, *seats(dataset))


def field_offices(dataset: Dataset, query: PresenceQuery) -> Offices:
    """Give the offices that `query` lets through; raises ParameterError for an unknown filter value.

    An office without a point of its own stands at the seat of its municipality. Headquarters count where the query
    asks for them, at the seat of their state. A report that counts headquarters without saying whose they are leaves
    them to every agency that is asked about.
    """
    record = matching(dataset, query)
    record = record.take(record.is_office & ~record.headquarters)
    at = _seats_of(dataset.municipalities, record.municipality)
    table = _places(dataset.offices.iloc[record.office], at).assign(thing=record.thing)
    table["placed"] = record.municipality != NOWHERE
    if query.headquarters:
        table = pd.concat([table, _headquarters(dataset, query)], ignore_index=True)
    known = table.pop("placed") & np.isfinite(table["lon"]) & np.isfinite(table["lat"])
    table = table.loc[known].sort_values("office_id", ignore_index=True)
    points = Points.of(table.pop("lon"), table.pop("lat"))
    return Offices(table, points, int((~known).sum()))


def _headquarters(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    record = matching(dataset, replace(query, agencies=frozenset()))
    record = record.take(record.is_office & record.headquarters)
    rows = dataset.offices.iloc[record.office]
    table = _places(rows, _seats_of(dataset.states, record.state))
    table = table.assign(thing=record.thing, placed=record.state != NOWHERE)
    mine = table["agency_id"].isin({*query.agencies, ""}) if query.agencies else slice(None)
    return table.loc[mine]


def _seats_of(layer: pd.DataFrame, rows: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    return {name: layer[f"seat_{name}"].to_numpy(dtype=np.float64, na_value=np.nan)[rows] for name in ("lon", "lat")}


def _places(offices: pd.DataFrame, seats: dict[str, NDArray[np.float64]]) -> pd.DataFrame:
    """Give offices with the place to measure from: their own point, or else the seat."""
    own = {name: offices[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in seats}
    pointed = np.isfinite(own["lon"]) & np.isfinite(own["lat"])
    return pd.DataFrame(
        {
            "office_id": offices["office_id"].to_numpy(),
            "agency_id": offices["agency_id"].to_numpy(),
            **{name: np.where(pointed, own[name], seats[name]) for name in seats},
        }
    )


def nearest_offices(dataset: Dataset, query: PresenceQuery) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Give for each area of the query's level the geodesic distance in km from its seat to the nearest field office.

    Offices are those of the query's agencies, whatever else it asks for; beside the distances stand their office_ids.
    An area without a seat, or with no office to measure to, has NaN and None.
    """
    kept = _nearest(dataset)
    key = (query.level, query.agencies)
    found = kept.get(key)
    if found is None:
        if len(kept) >= _QUESTIONS_KEPT:
            kept.clear()
        offices = field_offices(dataset, PresenceQuery(agencies=query.agencies))
        layer = dataset.states if query.level is Level.STATE else dataset.municipalities
        lon, lat = (layer[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("seat_lon", "seat_lat"))
        seated = np.isfinite(lon) & np.isfinite(lat)
        distances, ids = np.full(len(layer), np.nan), np.full(len(layer), None, dtype=object)
        position, distances[seated] = nearest(Points.of(lon[seated], lat[seated]), offices.points)
        if offices.count:
            ids[seated] = offices.table["office_id"].to_numpy(dtype=object)[position]
        # Another thread may clear what is kept before this one returns.
        found = kept[key] = distances, ids
    return found


@once_per_dataset
def _nearest(
    dataset: Dataset,
) -> dict[tuple[Level, frozenset[str]], tuple[NDArray[np.float64], NDArray[np.object_]]]:
    del dataset  # what is kept for it starts empty
    return {}


def why_no_office(query: PresenceQuery) -> str:
    """Give the code of why the filters leave no office to measure from, as `words.REASONS` explains it."""
    if query.of_initiatives:
        return "offices-have-none"
    return "no-office-of-initiatives" if query.kind is Kind.INITIATIVES else "no-office"


def notes(query: PresenceQuery, offices: Offices) -> tuple[str, ...]:
    """Give the codes of what has to be known beside any figure of people and distance, as `words.NOTES` says it."""
    return (
        "municipal-series",
        "at-the-seat",
        *(("headquarters-at-the-seat",) if query.headquarters else ()),
        *(("offices-unplaced",) if offices.unplaced else ()),
    )


def usable_radius(radius_km: float) -> float:
    """Give the radius as a number; raises ParameterError unless it is above 0 and at most 5,000 km."""
    number = decimal_number(radius_km)
    if number is None or not 0 < number <= MOST_KM:
        raise ParameterError("radius", f"must be a number of kilometres above 0 and at most {MOST_KM:,.0f}", radius_km)
    return float(number)


def share_of(part: float | None, whole: float) -> float | None:
    """Give part / whole; None where either is missing or the whole is nothing."""
    return None if part is None or whole == 0 else part / whole
