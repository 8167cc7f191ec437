"""A plan of offices reaches whom a count by hand over every pair of seat and office says, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.conftest import ROOT
from tests.measures.test_reach import people_in_poverty_2020, reached_by_hand, rows_of
from unmap.errors import ParameterError
from unmap.measures.plan import Plan, plan_of
from unmap.measures.reach import reach
from unmap.measures.siting import siting
from unmap.model import PresenceQuery
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from unmap.store import Dataset

EARTH = Geod(ellps="WGS84")
SEATS = pd.read_parquet(
    ROOT / "data/geo/municipalities.parquet", columns=["code", "seat_lon", "seat_lat", "population"]
).set_index("code")
NEED = pd.Series(people_in_poverty_2020()).reindex(SEATS.index)
OFFICES = pd.DataFrame([row for row in rows_of("programme/offices.csv") if row["office_type"] == "field"]).set_index(
    "office_id"
)

PLACES: dict[str, tuple[float, float]] = {
    **{
        str(code): (float(lon), float(lat))
        for code, lon, lat in zip(SEATS.index, SEATS["seat_lon"], SEATS["seat_lat"], strict=True)
    },
    **{
        str(office): (float(lon), float(lat))
        for office, lon, lat in zip(OFFICES.index, OFFICES["lon"], OFFICES["lat"], strict=True)
    },
}
"""Longitude and latitude by code of a municipality or id of an office."""


def km_from(lon: float, lat: float) -> pd.Series[float]:
    """Distance of every seat from a place."""
    metres = EARTH.inv(np.full(len(SEATS), lon), np.full(len(SEATS), lat), SEATS["seat_lon"], SEATS["seat_lat"])[2]
    return pd.Series(np.asarray(metres) / 1000, index=SEATS.index)


@dataclass
class ByHand:
    """Distances of every seat from each of some offices, one column an office."""

    km: pd.DataFrame

    @classmethod
    def of(cls, plan: Plan, agency: str = "") -> ByHand:
        kept = [
            one
            for one, of in zip(OFFICES.index, OFFICES["agency_id"], strict=True)
            if agency in {"", of} and one not in set(plan.remove)
        ]
        columns = {one: km_from(*PLACES[one]) for one in kept}
        columns |= {f"added-{code}": km_from(*PLACES[code]) for code in plan.add}
        return cls(pd.DataFrame(columns))

    def covered(self, radius_km: float, of: pd.Series[float] = NEED) -> float:
        return float(of[(self.km <= radius_km).any(axis=1)].sum())

    def mean_km(self) -> float:
        known = NEED.notna()
        return float(np.average(self.km.min(axis=1)[known], weights=NEED[known]))

    def alone(self, office: str, radius_km: float) -> float:
        """People near this office and no other of these."""
        others = (self.km.drop(columns=office) <= radius_km).any(axis=1)
        return float(NEED[(self.km[office] <= radius_km) & ~others].sum())


PLANS = [
    ("07059,20067", "unodc-16053,iom-07065", 100.0, ""),
    ("11020", "", 50.0, "UNHCR"),
    ("", "unhcr-21114", 250.0, ""),
    ("01001,32056,09015", "unodc-32056,unodc-19039", 25.0, "UNODC"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("add", "remove", "radius_km", "agency"), PLANS)
def test_a_plan_reaches_whom_a_count_over_every_pair_does(
    dataset: Dataset, add: str, remove: str, radius_km: float, agency: str
) -> None:
    plan = plan_of(add or None, remove or None)
    query = PresenceQuery(agencies=frozenset({agency} - {""}))
    answer = reach(dataset, query, radius_km, plan)
    before, after = ByHand.of(Plan(), agency), ByHand.of(plan, agency)
    for found, counted in ((answer.before, before), (answer.after, after)):
        assert found.covered == counted.covered(radius_km)
        assert found.population_covered == counted.covered(radius_km, SEATS["population"])
        assert found.mean_km == pytest.approx(counted.mean_km())
        assert found.share == pytest.approx(counted.covered(radius_km) / NEED.sum())
    assert (answer.covered, answer.share) == (answer.after.covered, answer.after.share)
    assert answer.before.covered == reached_by_hand(radius_km, agency)
    now, then = ((hand.km <= radius_km).any(axis=1) for hand in (before, after))
    assert (answer.areas["covered_before"] == now.reindex(answer.areas.index)).all()
    assert (answer.areas["covered"] == then.reindex(answer.areas.index)).all()
    assert answer.by_highest["covered_before"].sum() == answer.before.covered
    assert answer.by_highest["covered"].sum() == answer.after.covered


@pytest.mark.parametrize(("add", "remove", "radius_km", "agency"), PLANS)
def test_each_office_is_given_whom_it_alone_reaches(
    dataset: Dataset, add: str, remove: str, radius_km: float, agency: str
) -> None:
    plan = plan_of(add or None, remove or None)
    query = PresenceQuery(agencies=frozenset({agency} - {""}))
    table = reach(dataset, query, radius_km, plan).plan_offices.set_index("office_id")
    today, then = ByHand.of(Plan(), agency), ByHand.of(plan, agency)
    everything = ByHand.of(Plan(add=plan.add), agency).km
    assert set(table.index) == set(everything.columns)
    assert dict(table["status"].value_counts()) == {
        status: number
        for status, number in (
            ("added", len(plan.add)),
            ("removed", len(plan.remove)),
            ("kept", len(today.km.columns) - len(plan.remove)),
        )
        if number
    }
    for office, row in zip(table.index.astype(str), table.to_dict("records"), strict=True):
        assert row["persons_within"] == NEED[everything[office] <= radius_km].sum()
        one = everything[[office]]
        assert row["persons_only_today"] == ByHand(today.km.assign(**{office: one[office]})).alone(office, radius_km)
        assert row["persons_only_plan"] == ByHand(then.km.assign(**{office: one[office]})).alone(office, radius_km)


def test_what_a_change_brings_is_what_the_plan_loses_without_it(dataset: Dataset) -> None:
    plan = plan_of("07059,07096,20067", "iom-07065,unhcr-27017")
    answer = reach(dataset, radius_km=80, plan=plan)
    table = answer.plan_offices.set_index("office_id")["persons_only_plan"]
    assert answer.covered is not None
    for code in plan.add:
        without = reach(dataset, radius_km=80, plan=Plan(tuple({*plan.add} - {code}), plan.remove))
        assert without.covered == answer.covered - table[f"added-{code}"]
    for office in plan.remove:
        back = reach(dataset, radius_km=80, plan=Plan(plan.add, tuple({*plan.remove} - {office})))
        assert back.covered == answer.covered + table[office]


CODES = st.sets(st.sampled_from(sorted(SEATS.index)), max_size=4)
IDS = st.sets(st.sampled_from(sorted(OFFICES.index)), max_size=4)


@settings(max_examples=5)
@given(add=CODES, remove=IDS, radius_km=st.floats(1, 600))
def test_an_office_more_never_reaches_fewer_and_one_less_never_more(
    dataset: Dataset, add: set[str], remove: set[str], radius_km: float
) -> None:
    def covered(*, adding: bool, removing: bool) -> float:
        plan = Plan(tuple(sorted(add)) if adding else (), tuple(sorted(remove)) if removing else ())
        found = reach(dataset, radius_km=radius_km, plan=plan).covered
        assert found is not None
        return found

    assert covered(adding=False, removing=True) <= covered(adding=False, removing=False)
    assert covered(adding=False, removing=False) <= covered(adding=True, removing=False)
    assert covered(adding=False, removing=True) <= covered(adding=True, removing=True)


def test_without_a_plan_before_and_after_are_one(dataset: Dataset) -> None:
    answer = reach(dataset)
    assert answer.before == answer.after
    assert (answer.areas["covered_before"] == answer.areas["covered"]).all()
    assert (answer.plan, set(answer.plan_offices["status"])) == (Plan(), {"kept"})
    assert len(answer.plan_offices) == len(OFFICES)


def test_an_office_that_the_filter_leaves_out_changes_nothing_and_that_is_told(dataset: Dataset) -> None:
    query = PresenceQuery(agencies=frozenset({"IOM"}))
    answer = reach(dataset, query, 100, plan_of(None, "unhcr-21114,headquarters-09"))
    assert answer.before == answer.after
    strange = answer.plan_offices.set_index("office_id").loc[["unhcr-21114", "headquarters-09"]]
    assert not strange["counted"].any()
    assert strange[["persons_within", "persons_only_plan"]].isna().all(axis=None)
    assert "removed-not-counted" in answer.notes
    assert words(Language.EN)("answer.note.removed-not-counted")


def test_a_second_office_of_an_agency_in_a_municipality_is_allowed_told_and_counted_once(dataset: Dataset) -> None:
    mexicali = plan_of("02002")
    for agencies, more in ((frozenset({"IOM"}), 0), (frozenset[str](), 1)):
        answer = reach(dataset, PresenceQuery(agencies=agencies), 100, mexicali)
        assert answer.offices == answer.before.offices + more
        assert "added-beside-an-office" in answer.notes
        added = answer.plan_offices.iloc[0]
        assert (added["status"], added["code"], added["offices_here"]) == ("added", "02002", 1 if agencies else 3)


def test_an_added_office_is_of_the_agency_that_is_asked_for(dataset: Dataset) -> None:
    answer = reach(dataset, PresenceQuery(agencies=frozenset({"IOM"})), 100, plan_of("11020"))
    assert answer.by_agency["agency_id"].tolist() == ["IOM"]
    assert answer.by_agency["persons"].tolist() == [answer.covered]
    several = reach(dataset, plan=plan_of("11020"))
    assert several.plan_offices.iloc[0]["agency_id"] == ""


def test_nobody_is_reached_once_every_office_is_taken_away_and_it_says_so(dataset: Dataset) -> None:
    answer = reach(dataset, plan=plan_of(None, ",".join(OFFICES.index[:50])))
    assert (answer.offices, answer.covered, answer.reason) == (0, None, "all-removed")
    assert answer.before.covered == reached_by_hand(100.0)
    assert words(Language.EN)("answer.reason.all-removed")
    assert answer.by_highest["covered"].isna().all()


@pytest.mark.parametrize(
    ("plan", "parameter"),
    [
        (Plan(add=("99999",)), "add"),
        (Plan(add=("07",)), "add"),
        (Plan(add=tuple(SEATS.index[:51])), "add"),
        (Plan(remove=("nobody",)), "remove"),
    ],
)
def test_what_does_not_exist_is_refused_by_its_name(dataset: Dataset, plan: Plan, parameter: str) -> None:
    for asked in (reach, siting):
        with pytest.raises(ParameterError) as refused:
            asked(dataset, plan=plan)
        assert refused.value.parameter == parameter


def test_the_order_of_a_plan_makes_no_difference() -> None:
    assert plan_of("20067,07059,20067", "b,a") == plan_of("07059, 20067", "a,b") == Plan(("07059", "20067"), ("a", "b"))
    with pytest.raises(ParameterError, match="add"):
        plan_of(" , ")


def test_a_municipality_without_a_seat_cannot_be_given_an_office(country: Dataset) -> None:
    with pytest.raises(ParameterError, match="seat"):
        reach(country, plan=Plan(add=("99999",)))


def test_the_best_place_is_best_beside_the_offices_of_the_plan(dataset: Dataset) -> None:
    plan = plan_of("11042,30043", "unhcr-21114")
    candidates = SEATS.sort_index().iloc[::9]
    query = PresenceQuery(level="municipality")
    found = siting(dataset, query, 1, 60, candidates=candidates.index, plan=plan)
    hand = ByHand.of(plan)
    assert found.optimal
    assert found.covered_before == hand.covered(60) == reach(dataset, radius_km=60, plan=plan).covered
    lost = NEED[~(hand.km <= 60).any(axis=1)].fillna(0)
    gains = {code: float(lost[km_from(*PLACES[code]).reindex(lost.index) <= 60].sum()) for code in candidates.index}
    best = max(gains.values())
    assert found.covered_after == found.covered_before + best
    assert found.chosen["code"].tolist() == [min(code for code, gain in gains.items() if gain == best)]
    assert found.bound == found.covered_after
