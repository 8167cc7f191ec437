"""The chosen seats are proven best, by enumeration and by spopt, and never counted for people reached already."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import inf, nan
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pulp
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from spopt.locate import MCLP, PMedian

from tests.tables import with_layers
from unmap.errors import ParameterError
from unmap.measures.reach import reach
from unmap.measures.siting import Siting, siting
from unmap.measures.siting_model import Solver
from unmap.measures.siting_problem import Savings, greedy, improve
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

UNHCR = PresenceQuery(agencies=frozenset({"UNHCR"}))
NO_OFFICE = PresenceQuery(outcomes=frozenset({"1"}))


def seats_of(dataset: Dataset, states: set[str]) -> pd.DataFrame:
    layer = dataset.municipalities
    return layer.loc[layer["state_code"].isin(states), ["code", "seat_lon", "seat_lat"]].reset_index(drop=True)


def km_between(first: pd.DataFrame, second: pd.DataFrame) -> np.ndarray:
    rows, columns = np.divmod(np.arange(len(first) * len(second)), len(second))
    a, b = first.to_numpy(dtype=float)[rows], second.to_numpy(dtype=float)[columns]
    metres: np.ndarray = Geod(ellps="WGS84").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
    return metres.reshape(len(first), -1) / 1000


def needs_and_distances(dataset: Dataset, query: PresenceQuery, sites: pd.DataFrame) -> tuple[Any, ...]:
    """People, distance to the nearest office and distances to the sites, from the layers alone."""
    areas = reach(dataset, query, 100).areas
    layer = dataset.municipalities
    offices = dataset.offices.loc[
        dataset.offices["municipality_code"].isin(layer["code"]) & dataset.offices["agency_id"].isin(query.agencies)
    ]
    seats = layer[["seat_lon", "seat_lat"]]
    return (
        areas["persons"].fillna(0).to_numpy(),
        km_between(seats, offices[["lon", "lat"]]),
        km_between(seats, sites[["seat_lon", "seat_lat"]]),
    )


@st.composite
def problems(draw: st.DrawFn) -> tuple[Savings, np.ndarray]:
    demands, sites = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    cells = draw(st.lists(st.integers(0, 9), min_size=demands * sites, max_size=demands * sites))
    table = np.array(cells, dtype=float).reshape(demands, sites) * draw(st.sampled_from([1.0, 0.37, 1e6]))
    return of_table(table), table


def of_table(table: np.ndarray) -> Savings:
    demand, site = np.nonzero(table)
    return Savings(demand.astype(np.int32), site.astype(np.int32), table[demand, site], table.shape)


def best_by_enumeration(table: np.ndarray, k: int) -> float:
    return max(float(table[:, list(sites)].max(axis=1).sum()) for sites in combinations(range(table.shape[1]), k))


@settings(max_examples=60)
@given(problems())
def test_the_optimum_is_that_of_trying_every_choice(problem: tuple[Savings, np.ndarray]) -> None:
    savings, table = problem
    solver, until = Solver(savings), monotonic() + 600
    for k in range(savings.sites, 0, -1):
        start = greedy(savings, k)
        # What a choice by turns gives, the whole work is left to the solver.
        solved = solver.solve(k, start, inf, until)
        assert solved.optimal
        assert len(set(solved.sites)) == k
        assert solved.value == pytest.approx(best_by_enumeration(table, k), rel=1e-9)
        assert solved.bound >= solved.value
        assert savings.value(start) <= savings.value(improve(savings, start, until)) <= solved.value * (1 + 1e-12)
        assert savings.value(start) >= (1 - 1 / np.e) * solved.value * (1 - 1e-12)


def test_an_exchange_never_loses_to_the_last_bit_of_a_sum() -> None:
    # Sites 0 and 2 beside site 1 save 5 + 7 + 6 and 6 + 7 + 5: equal, but not as sums of these in binary.
    savings = of_table(np.array([[4, 7, 5], [5, 0, 6], [6, 5, 4]]) * 0.37)
    start = (1, 2)
    assert savings.value((0, 1)) < savings.value(start)
    assert savings.value(improve(savings, start, inf)) >= savings.value(start)


def test_of_equal_sites_the_first_is_taken() -> None:
    savings = of_table(np.array([[4.0, 7, 5], [5, 0, 6], [6, 5, 4]]))
    assert savings.value((0, 1)) == savings.value((1, 2))
    assert improve(savings, (1, 2), inf) == (0, 1)


def test_sites_in_parts_are_branched_on() -> None:
    # Each of three sites serves two of three demands: half of each serves them all, one and a half sites.
    table = np.kron(np.eye(4), np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]))
    savings = of_table(table)
    solver = Solver(savings)
    for k in (7, 6, 5, 3, 2):
        start = tuple(range(k))
        solved = solver.solve(k, start, inf, monotonic() + 600)
        assert (solved.value, solved.optimal) == (best_by_enumeration(table, k), True)


def test_no_time_gives_the_start_and_an_honest_bound() -> None:
    rng = np.random.default_rng(5)
    table = rng.uniform(0, 1, (40, 12)) * (rng.uniform(0, 1, (40, 12)) < 0.3)
    savings = of_table(table)
    solved = Solver(savings).solve(4, (0, 1, 2, 3), inf, monotonic() - 1)
    assert solved.sites == (0, 1, 2, 3)
    assert solved.value <= best_by_enumeration(table, 4) <= solved.bound
    assert not solved.optimal


@pytest.mark.parametrize(
    ("k", "radius_km", "chosen", "covered"), [(1, 50, ["02002"], 147), (2, 50, ["02002", "02001"], 187)]
)
def test_coverage_of_a_small_country(
    country: Dataset, k: int, radius_km: float, chosen: list[str], covered: float
) -> None:
    # Both offices stand in 01001 with 90 in need; 02001 has 40, 02002 has 57, Norte no data.
    answer = siting(country, None, k, radius_km)
    assert answer.chosen["code"].tolist() == chosen
    assert (answer.covered_before, answer.covered_after, answer.persons) == (90, covered, 187)
    assert (answer.objective_value, answer.bound, answer.gap, answer.optimal) == (covered, covered, 0, True)
    assert answer.chosen["persons_added"].tolist() == [57, 40][:k]
    assert answer.gain_by_k["gain"].tolist() == [57, 40][:k]
    assert (answer.offices, answer.candidates, answer.without_need) == (2, 4, 1)


def test_of_equal_places_the_lowest_code_is_taken_and_the_useless_are_left_out(country: Dataset) -> None:
    # Only 02002 is beyond 115 km (152 km away); 01002, 02001 and 02002 itself would all bring it in.
    answer = siting(country, None, 3, 115)
    assert answer.chosen[["rank", "code", "persons_added"]].to_numpy().tolist() == [[1, "01002", 57]]
    assert "fewer-places" in answer.notes
    assert answer.gain_by_k["gain"].tolist() == [57, 0, 0]


def test_distance_of_a_small_country(country: Dataset) -> None:
    east, corner, up = (
        Geodesic.WGS84.Inverse(20.5, -98.5, lat, lon)["s12"] / 1000
        for lat, lon in ((20.5, -99.5), (20.5, -99.5), (21.5, -98.5))
    )
    corner = Geodesic.WGS84.Inverse(21.5, -98.5, 20.5, -99.5)["s12"] / 1000
    answer = siting(country, None, 1, 50, objective="distance")
    # A place in 02002 saves its 57 people 152 km each; one in 02001 its 40 people 104 km and those 57 only 41 km.
    assert answer.chosen["code"].tolist() == ["02002"]
    assert 57 * corner > 40 * east + 57 * (corner - up)
    assert answer.mean_km_before == pytest.approx((40 * east + 57 * corner) / 187, rel=1e-12)
    assert answer.mean_km_after == pytest.approx(40 * east / 187, rel=1e-12)
    assert answer.objective_value == answer.bound == answer.mean_km_after
    assert answer.chosen["mean_km_cut"].tolist() == pytest.approx([57 * corner / 187])


def test_without_an_office_the_first_place_is_the_best_middle(country: Dataset) -> None:
    answer = siting(country, NO_OFFICE, 2, 50, objective="distance")
    assert answer.reason == "offices-have-none"
    assert (answer.covered_before, answer.mean_km_before, answer.offices) == (0, None, 0)
    assert answer.optimal
    assert set(answer.chosen["code"]) == {"01001", "02002"}
    assert answer.gain_by_k["gain"].isna().tolist() == [True, False]
    covering = siting(country, NO_OFFICE, 1, 50)
    assert (covering.chosen["code"].tolist(), covering.covered_before, covering.covered_after) == (["01001"], 0, 90)


@pytest.mark.parametrize("objective", ["coverage", "distance"])
def test_places_of_oaxaca_are_those_of_trying_every_choice(dataset: Dataset, objective: str) -> None:
    sites = seats_of(dataset, {"20"}).iloc[::30].reset_index(drop=True)
    persons, offices, km = needs_and_distances(dataset, UNHCR, sites)
    today = offices.min(axis=1)
    answer = siting(dataset, UNHCR, 3, 80, objective=objective, candidates=sites["code"])
    assert answer.candidates == len(sites) == 19
    for k, row in enumerate(answer.gain_by_k.itertuples(), start=1):
        after = [np.minimum(today, km[:, list(chosen)].min(axis=1)) for chosen in combinations(range(len(sites)), k)]
        if objective == "coverage":
            assert row.objective_value == max(persons[one <= 80].sum() for one in after)
        else:
            assert row.objective_value == pytest.approx(min((persons * one).sum() for one in after) / persons.sum())
        assert row.optimal


@pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
def test_spopt_finds_the_same_coverage(dataset: Dataset) -> None:
    sites = seats_of(dataset, {"12", "16", "30"}).iloc[::4].reset_index(drop=True)
    persons, offices, km = needs_and_distances(dataset, UNHCR, sites)
    k = 4
    some = (persons > 0) & ((km <= 100).any(axis=1) | (offices <= 100).any(axis=1))
    costs = np.hstack([km[some], offices[some]])
    there = np.r_[np.zeros(len(sites), dtype=int), np.ones(offices.shape[1], dtype=int)]
    model = MCLP.from_cost_matrix(costs, persons[some], 100, k + offices.shape[1], predefined_facilities_arr=there)
    model = model.solve(pulp.HiGHS(msg=False), results=False)
    answer = siting(dataset, UNHCR, k, 100, candidates=sites["code"])
    assert answer.optimal
    assert answer.covered_after == pytest.approx(model.problem.objective.value(), abs=0.5)


@pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
def test_spopt_finds_the_same_mean_distance(dataset: Dataset) -> None:
    layer = dataset.municipalities
    small = with_layers(
        dataset, municipalities=layer.loc[layer["state_code"].isin({"12", "29"})].reset_index(drop=True)
    )
    sites = seats_of(small, {"12"}).iloc[::3].reset_index(drop=True)
    query = PresenceQuery(agencies=frozenset({"UNODC", "UNHCR"}))
    persons, offices, km = needs_and_distances(small, query, sites)
    k = 3
    there = np.r_[np.zeros(len(sites), dtype=int), 1]
    costs = np.hstack([km, offices.min(axis=1, keepdims=True)])
    model = PMedian.from_cost_matrix(costs, persons, k + 1, predefined_facilities_arr=there)
    model = model.solve(pulp.HiGHS(msg=False), results=False)
    answer = siting(small, query, k, 100, objective="distance", candidates=sites["code"])
    assert answer.optimal
    assert answer.mean_km_after == pytest.approx(model.problem.objective.value() / persons.sum(), rel=1e-6)


def test_five_places_for_mexico(dataset: Dataset) -> None:
    answer = siting(dataset, None, 5, 100)
    before = reach(dataset, None, 100)
    assert (answer.covered_before, answer.persons) == (before.covered, before.persons)
    # Found by spopt's MCLP on the same matrix, four seconds for each k.
    assert (answer.covered_after, answer.optimal) == (44_657_775, True)
    assert answer.chosen["persons_added"].sum() == answer.covered_after - answer.covered_before
    assert answer.chosen["name"].tolist()[0] == "Carrillo Puerto"
    by_k = answer.gain_by_k
    assert (by_k["objective_value"] >= by_k["greedy_value"]).all()
    assert by_k["objective_value"].iloc[-1] > by_k["greedy_value"].iloc[-1]
    assert by_k["optimal"].all()
    assert by_k["objective_value"].is_monotonic_increasing
    assert by_k["gain"].sum() == answer.covered_after - answer.covered_before


def test_what_siting_promises_reach_finds(dataset: Dataset) -> None:
    answer = siting(dataset, UNHCR, 3, 120)
    field = dataset.offices.loc[dataset.offices["agency_id"] == "UNHCR"]
    new = pd.concat([field.iloc[[0]]] * 3, ignore_index=True).assign(
        office_id=[f"new-{code}" for code in answer.chosen["code"]],
        lon=answer.chosen["lon"],
        lat=answer.chosen["lat"],
        point_lon=answer.chosen["lon"],
        point_lat=answer.chosen["lat"],
        state_code=answer.chosen["state_code"],
        municipality_code=answer.chosen["code"],
    )
    built = replace(dataset, offices=pd.concat([dataset.offices, new], ignore_index=True))
    assert reach(built, UNHCR, 120).covered == answer.covered_after
    assert reach(dataset, UNHCR, 120).covered == answer.covered_before


def same(first: Siting, second: Siting) -> bool:
    pd.testing.assert_frame_equal(first.chosen, second.chosen)
    pd.testing.assert_frame_equal(first.gain_by_k, second.gain_by_k)
    return first.objective_value == second.objective_value


@pytest.mark.exhaustive
@pytest.mark.parametrize("objective", ["coverage", "distance"])
def test_neither_the_order_of_the_areas_nor_a_second_run_changes_the_answer(dataset: Dataset, objective: str) -> None:
    mixed = dataset.municipalities.sample(frac=1, random_state=3).reset_index(drop=True)
    answer = siting(dataset, None, 3, 60, objective=objective)
    assert same(answer, siting(dataset, None, 3, 60, objective=objective))
    assert same(answer, siting(with_layers(dataset, municipalities=mixed), None, 3, 60, objective=objective))


@pytest.mark.exhaustive
def test_a_time_limit_leaves_the_best_known_with_a_bound(dataset: Dataset) -> None:
    begin = process_time()
    cut = siting(dataset, None, 5, 100, objective="distance", time_limit_s=0.01)
    assert process_time() - begin < 3
    whole = siting(dataset, None, 5, 100, objective="distance")
    assert not cut.optimal
    assert whole.optimal
    assert cut.bound is not None
    assert whole.mean_km_after is not None
    assert cut.mean_km_after is not None
    assert cut.bound <= whole.mean_km_after <= cut.mean_km_after
    assert cut.gap is not None
    assert cut.gap > 0
    assert (cut.gain_by_k["bound"] <= whole.gain_by_k["objective_value"] * (1 + 1e-9)).all()
    assert len(cut.chosen) == 5


def test_without_any_seat_there_is_nothing_to_choose_from(country: Dataset) -> None:
    layer = country.municipalities.assign(seat_lon=np.nan)
    with pytest.raises(ParameterError, match="no candidate has a seat in these data"):
        siting(with_layers(country, municipalities=layer), None, 1, 50)


@pytest.mark.parametrize("k", [0, -1, 2.5, 21, 5, True, "2", None])
def test_a_number_of_places_that_is_none_is_refused(country: Dataset, k: Any) -> None:  # noqa: ANN401 - whatever comes
    with pytest.raises(ParameterError, match="whole number from 1 to 4") as error:
        siting(country, None, k, 50)
    assert error.value.parameter == "k"


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"radius_km": 0}, "radius"),
        ({"radius_km": nan}, "radius"),
        ({"radius_km": 20_000}, "radius"),
        ({"objective": "<script>"}, "objective"),
        ({"candidates": ["01001", "<script>"]}, "candidates"),
        ({"candidates": ["03"]}, "candidates"),
        ({"min_town": -1}, "min_town"),
        ({"min_town": 1.5}, "min_town"),
        ({"min_town": 1_000_000}, "min_town"),
        ({"candidates": []}, "candidates"),
        ({"candidates": ["01001"], "k": 2}, "k"),
        ({"time_limit_s": 0}, "time_limit_s"),
        ({"time_limit_s": nan}, "time_limit_s"),
        ({"query": PresenceQuery(indicator="<script>")}, "indicator"),
        ({"query": PresenceQuery(areas=frozenset({"<script>"}))}, "area"),
    ],
)
def test_bad_questions_are_refused_and_not_echoed(country: Dataset, options: dict[str, Any], parameter: str) -> None:
    with pytest.raises(ParameterError) as error:
        siting(country, **{"k": 1, "radius_km": 50, **options})
    assert error.value.parameter == parameter
    assert "<script>" not in error.value.sentence


def test_too_many_pairs_are_refused(country: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unmap.measures.siting_problem.MOST_PAIRS", 5)
    with pytest.raises(ParameterError, match="name fewer") as error:
        siting(country, NO_OFFICE, 1, 5000)
    assert error.value.parameter == "candidates"
