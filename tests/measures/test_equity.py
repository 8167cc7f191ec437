"""Presence over people ordered by need: the index, its error and what chance alone would give."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unmap
from unmap.errors import ParameterError
from unmap.files import shipped_data
from unmap.measures.equity import Concentration, equity
from unmap.model import Counting, Kind, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

MUNICIPALITIES = PresenceQuery(level="municipality")
OFFICES = PresenceQuery(kind=Kind.OFFICES)
NOTHING = PresenceQuery(text="no such words anywhere")


def _offices_in(dataset: Dataset, *states: str) -> Dataset:
    return replace(dataset, offices=dataset.offices.loc[dataset.offices["state_code"].isin(states)])


def line(need: list[float], presence: list[float], people: list[float]) -> Concentration:
    codes = pd.Index([f"{place:03}" for place in range(len(need))])
    return Concentration.of(codes, *(np.array(values, dtype=float) for values in (need, presence, people)))


def by_pairs(need: list[float], presence: list[float], people: list[float]) -> float:
    """C = sum over pairs of f f' (h - h') sign(need' - need) / (2 mu), which needs neither ranks nor an order."""
    whole = sum(people)
    mean = sum(presence) / whole
    areas = [(n, p / w, w / whole) for n, p, w in zip(need, presence, people, strict=True)]
    total = sum(f * g * (h - k) * ((other > one) - (other < one)) for one, h, f in areas for other, k, g in areas)
    return total / (2 * mean)


def test_the_published_example_comes_out() -> None:
    # Under-five deaths by births in five wealth groups, India 1982-92, poorest first: the index printed is -0.1694
    # (World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7, table 1).
    births = [29_939.0, 28_776.0, 26_528.0, 24_689.0, 19_739.0]
    deaths = [n * rate for n, rate in zip(births, [154.7, 152.9, 119.5, 86.9, 54.3], strict=True)]
    assert round(line([5, 4, 3, 2, 1], deaths, births).index(), 4) == -0.1694


def test_index_of_three_municipalities_by_hand(country: Dataset) -> None:
    found = equity(country, MUNICIPALITIES)
    # In order of need 02002 (60 people, nothing), 02001 (50 people, 1 of 4) and 01001 (900 people, 3 of 4).
    assert found.index == pytest.approx(2 * (85 / 4 + 560 * 3 / 4) / 1010 - 1)
    assert (found.n_areas, found.left_out, found.things) == (3, ("01002",), 4)
    assert found.curve["code"].tolist() == ["", "02002", "02001", "01001"]
    assert found.curve["population_share"].tolist() == pytest.approx([0, 60 / 1010, 110 / 1010, 1])
    assert found.curve["presence_share"].tolist() == pytest.approx([0, 0, 1 / 4, 1])


AREAS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(1, 1_000)), min_size=2, max_size=12
).filter(lambda areas: any(presence for _, presence, _ in areas))


@given(AREAS)
def test_index_is_that_of_all_pairs_of_people(areas: list[tuple[int, int, int]]) -> None:
    columns = [[float(value) for value in column] for column in zip(*areas, strict=True)]
    need, presence, people = columns
    found = line(need, presence, people)
    assert found.index() == pytest.approx(by_pairs(need, presence, people), abs=1e-12)
    # Twice the area between the diagonal and the curve.
    curve = found.curve()
    points = curve[["population_share", "presence_share"]].to_numpy().tolist()
    under = sum((right - left) * (low + high) / 2 for (left, low), (right, high) in pairwise(points))
    assert found.index() == pytest.approx(1 - 2 * under, abs=1e-12)
    # More of everything, everywhere, changes nothing; neither does the order in which areas are listed.
    assert line(need, [7 * amount for amount in presence], people).index() == pytest.approx(found.index())
    assert line(need[::-1], presence[::-1], people[::-1]).index() == pytest.approx(found.index(), abs=1e-12)
    # Need the other way round turns the sign.
    assert line([-value for value in need], presence, people).index() == pytest.approx(-found.index(), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 1_000)), min_size=1, max_size=9))
def test_presence_that_follows_people_has_no_index(areas: list[tuple[int, int]]) -> None:
    need, people = ([float(value) for value in column] for column in zip(*areas, strict=True))
    found = line(need, [amount / 100 for amount in people], people)
    assert found.index() == pytest.approx(0, abs=1e-12)
    assert found.standard_error() == pytest.approx(0, abs=1e-6)


def test_areas_of_one_need_lie_on_a_straight_line() -> None:
    curve = line([2, 1, 1], [2, 0, 2], [10, 10, 10]).curve()
    assert curve["presence_share"].tolist() == pytest.approx([0, 1 / 2, 3 / 4, 1])


def test_standard_error_is_that_of_single_people() -> None:
    # Kakwani, Wagstaff and van Doorslaer (1997), equation 14, written out for people one by one.
    health = [3.0, 0.0, 5.0, 1.0, 2.0, 0.0, 1.0]
    n, mean = len(health), sum(health) / len(health)
    ranks = [(place + 0.5) / n for place in range(n)]
    index = 2 / (n * mean) * sum(h * r for h, r in zip(health, ranks, strict=True)) - 1
    q = [sum(health[:place]) / (mean * n) for place in range(n + 1)]
    a = [
        h / mean * (2 * r - 1 - index) + 2 - before - after
        for h, r, (before, after) in zip(health, ranks, pairwise(q), strict=True)
    ]
    variance = (sum(value**2 for value in a) / n - (1 + index) ** 2) / n
    found = line([float(n - place) for place in range(n)], health, [1.0] * n)
    assert found.standard_error() == pytest.approx(variance**0.5)


def test_standard_error_agrees_with_the_bootstrap() -> None:
    rng = np.random.default_rng(1)
    size = 600
    need = rng.normal(size=size)
    presence = rng.gamma(0.7, np.exp(0.4 * need))

    def index(rows: np.ndarray) -> float:
        return line(need[rows].tolist(), presence[rows].tolist(), [1.0] * size).index()

    again = [index(rng.integers(0, size, size)) for _ in range(600)]
    found = line(need.tolist(), presence.tolist(), [1.0] * size)
    assert found.standard_error() == pytest.approx(np.std(again), rel=0.1)


def test_draws_follow_people_alone() -> None:
    # One thing over a quarter and three quarters of the people: -0.75 or 0.25, with these chances.
    null = line([2, 1], [1, 0], [1, 3]).by_population_alone(things=1, draws=20_000, seed=3)
    assert sorted(set(null.tolist())) == pytest.approx([-0.75, 0.25])
    assert (null < 0).mean() == pytest.approx(0.25, abs=0.01)
    assert null.mean() == pytest.approx(0, abs=0.01)


def test_p_is_that_of_every_way_four_things_can_fall(country: Dataset) -> None:
    found = equity(country, MUNICIPALITIES, draws=20_000)
    people, ranks = (60 / 1010, 50 / 1010, 900 / 1010), (30 / 1010, 85 / 1010, 560 / 1010)
    exact = 0.0
    for places in product(range(3), repeat=4):
        index = 2 * sum(ranks[place] for place in places) / 4 - 1
        if abs(index) >= abs(found.index or 0) - 1e-12:
            exact += prod(people[place] for place in places)
    assert found.p_value == pytest.approx(exact, abs=0.01)


def test_p_counts_the_arrangement_found_as_one_of_the_draws(dataset: Dataset) -> None:
    # Chiapas alone lies beyond every draw.
    found = equity(_offices_in(dataset, "07"), OFFICES, draws=9)
    assert found.p_value == 1 / 10


def test_the_seed_decides_the_draws(dataset: Dataset) -> None:
    first, again, other = (equity(dataset, OFFICES, draws=199, seed=seed) for seed in (1, 1, 2))
    assert first.null_interval == again.null_interval
    assert first.null_interval != other.null_interval
    assert (first.index, first.draws, first.seed) == (other.index, 199, 1)


def offices_by_state() -> Counter[str]:
    with (shipped_data() / "programme/offices.csv").open(encoding="utf-8", newline="") as file:
        field = {(row["agency_id"], row["area_code"]) for row in csv.DictReader(file) if row["office_type"] == "field"}
    return Counter(area[:2] for _, area in field)


def published(indicator: str, level_digits: int) -> dict[str, float]:
    with (shipped_data() / "need/values.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["indicator_id"] == indicator
            and row["year"] == "2020"
            and len(row["area_code"]) == level_digits
            and row["area_code"] != "00"
            and row["value"]
        }


def test_offices_do_not_follow_poverty_among_states(dataset: Dataset) -> None:
    poverty, people = published("poverty_pct.mmp-2016", 2), published("population_persons.census-2020", 2)
    offices = offices_by_state()
    codes = sorted(poverty)
    expected = by_pairs(
        [poverty[code] for code in codes],
        [float(offices[code]) for code in codes],
        [people[code] for code in codes],
    )
    found = equity(dataset, OFFICES)
    assert found.index == pytest.approx(expected)
    assert (found.n_areas, found.left_out, found.things, found.reason) == (32, (), 35, "")
    assert found.direction == "none"
    # Chiapas, Guerrero and Puebla were the poorest in 2020, Baja California the least poor.
    assert found.curve["code"].tolist()[1:4] == ["07", "12", "21"]
    assert found.curve["code"].iloc[-1] == "02"
    # 7 of the 35 offices are in Chiapas.
    assert found.curve["presence_share"].iloc[1] == pytest.approx(7 / 35)


def test_offices_lie_in_the_less_poor_municipalities(dataset: Dataset) -> None:
    found = equity(dataset, PresenceQuery(level="municipality", kind=Kind.OFFICES))
    assert found.left_out == ("04012", "07125", "29048")
    assert found.index is not None
    assert found.p_value is not None
    assert found.index > 0.2
    assert found.p_value < 0.01
    assert found.direction == "against-need"
    assert found.null_mean == pytest.approx(0, abs=0.01)


def test_presence_in_the_poorest_states_is_pro_need(dataset: Dataset) -> None:
    found = equity(_offices_in(dataset, "07", "12", "20"), OFFICES)
    assert found.index is not None
    assert found.index < -0.5
    assert (found.direction, found.p_value) == ("pro-need", 1 / 2_000)


def test_a_headcount_orders_areas_by_its_rate(dataset: Dataset) -> None:
    by_rate, by_persons = (
        equity(dataset, PresenceQuery(indicator=f"poverty_{unit}.mmp-2016")) for unit in ("pct", "persons")
    )
    assert by_rate.index == by_persons.index


def test_where_low_is_worse_the_lowest_come_first(dataset: Dataset) -> None:
    index = published("marginalisation_index.marginacion-2020", 2)
    found = equity(dataset, PresenceQuery(indicator="marginalisation_index.marginacion-2020"))
    assert found.curve["code"].tolist()[1:] == sorted(index, key=lambda code: index[code])
    assert set(found.curve["code"].iloc[1:4]) == {"07", "12", "20"}


def test_fractions_are_drawn_as_whole_things(dataset: Dataset) -> None:
    found = equity(dataset, PresenceQuery(kind=Kind.INITIATIVES, counting=Counting.FRACTIONAL))
    placed = dataset.initiative_places["initiative_id"].nunique()
    assert found.things == placed


def test_without_presence_there_is_no_index(dataset: Dataset) -> None:
    found = equity(dataset, NOTHING)
    assert (found.reason, found.index, found.standard_error, found.ci95) == ("no-presence", None, None, None)
    assert (found.p_value, found.null_mean, found.null_interval, found.direction) == (None, None, None, "none")
    assert (found.n_areas, found.things) == (32, 0)
    assert not found.curve.isna().any(axis=None)


def test_without_an_order_there_is_no_index(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,90")
    found = equity(unmap.load(squares), PresenceQuery())
    assert (found.reason, found.index, found.p_value) == ("need-all-equal", None, None)
    assert not found.curve.isna().any(axis=None)


@pytest.mark.parametrize(
    ("query", "options", "parameter"),
    [
        (PresenceQuery(indicator="wealth"), {}, "indicator"),
        (PresenceQuery(year=1999), {}, "year"),
        (PresenceQuery(agencies=frozenset({"UN"})), {}, "agency"),
        (PresenceQuery(), {"draws": 0}, "draws"),
        (PresenceQuery(), {"draws": 100_000}, "draws"),
        (PresenceQuery(), {"seed": -1}, "seed"),
        (PresenceQuery(), {"seed": 2**32}, "seed"),
    ],
)
def test_bad_input_is_refused_by_parameter(
    dataset: Dataset, query: PresenceQuery, options: dict[str, Any], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        equity(dataset, query, **options)
    assert caught.value.parameter == parameter
