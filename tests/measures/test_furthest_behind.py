"""Where areas stand whatever the weights: against a plain double loop, cases by hand, and what must hold of any."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unmap.errors import ParameterError
from unmap.measures import furthest_behind
from unmap.measures.conditions import conditions_of
from unmap.measures.weightings import METHODS, score, standing
from unmap.model import Kind, PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

THREE = ("extreme_poverty", "food_access", "health_access")
INTERVAL = (0.05, 0.95)
STATES = PresenceQuery(level="state")


def frame(rows: list[list[float]]) -> pd.DataFrame:
    """Areas a, b, ... with conditions x, y, ..."""
    return pd.DataFrame(rows, index=list("abcdefgh"[: len(rows)]), columns=list("xyz"[: len(rows[0])]), dtype="float64")


def scaled(values: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Make columns comparable, one value at a time."""
    made = values.copy()
    for name in values:
        column = list(values[name])
        mean = sum(column) / len(column)
        spread = (sum((one - mean) ** 2 for one in column) / len(column)) ** 0.5
        for area, one in values[name].items():
            below = sum(other < one for other in column) + (sum(other == one for other in column) - 1) / 2
            made.loc[area, name] = {
                "rank": 1 + 99 * below / (len(column) - 1),
                "min-max": 1 + 99 * (one - min(column)) / (max(column) - min(column)),
                "z": (one - mean) / spread,
            }[scale]
    return made


def shares_by_a_grid(values: pd.DataFrame, worst: int, steps: int) -> pd.Series:
    """Give the part of all weightings of a grid under which each area is among the worst, method by method."""
    inside = dict.fromkeys(values.index, 0.0)
    # The middles of equal triangles stand for all weightings of three conditions alike.
    thirds = [
        ((3 * x + up) / (3 * steps), (3 * y + up) / (3 * steps))
        for up in (1, 2)
        for x, y in product(range(steps), repeat=2)
        if x + y <= steps - up
    ]
    for scale, mean in METHODS:
        table = scaled(values, scale)
        for first, second in thirds:
            weights = dict(zip(values.columns, (first, second, 1 - first - second), strict=True))
            sums = {}
            for area in table.index:
                shown = table.loc[area]
                sums[area] = (
                    sum(weights[name] * shown[name] for name in weights)
                    if mean == "arithmetic"
                    else np.prod([shown[name] ** weights[name] for name in weights])
                )
            for area in sorted(sums, key=lambda one: -sums[one])[:worst]:
                inside[area] += 1
    return pd.Series(inside) / (len(thirds) * len(METHODS))


def test_the_shares_are_those_of_a_grid_of_all_weightings() -> None:
    values = frame([[70, 10, 30], [40, 60, 20], [20, 35, 90], [55, 45, 40], [10, 20, 25], [65, 5, 80]])
    found = standing(values, worst=2, draws=20_000, seed=1, interval=INTERVAL)
    np.testing.assert_allclose(found.share, shares_by_a_grid(values, 2, 24), atol=0.02)


def test_one_that_is_worst_in_everything_is_sure_and_one_that_others_dominate_never() -> None:
    found = standing(frame([[9, 9], [5, 7], [7, 5], [1, 1]]), worst=1, draws=500, seed=3, interval=INTERVAL)
    assert found.share.tolist() == [1, 0, 0, 0]
    assert (found.first.tolist(), found.last.tolist()) == ([1, 2, 2, 4], [1, 3, 3, 4])
    assert (found.low[0], found.high[3]) == (1, 4)


def test_areas_of_the_same_values_share_the_better_rank_and_a_condition_twice_is_that_condition() -> None:
    found = standing(frame([[3, 3], [8, 8], [8, 8], [1, 1]]), worst=1, draws=200, seed=1, interval=INTERVAL)
    assert found.share.tolist() == [0, 1, 1, 0]
    assert found.median.tolist() == found.first.tolist() == found.last.tolist() == [3, 1, 1, 4]


def test_an_area_without_a_value_is_ranked_by_the_rest() -> None:
    values = frame([[np.nan, 9], [5, 5], [1, 1]])
    found = standing(values, worst=1, draws=200, seed=1, interval=INTERVAL)
    assert found.share[0] == 1
    assert score(values, np.array([0.5, 0.5])).round(2).tolist() == [100, 75.25, 1]


def test_areas_that_lack_the_same_value_share_a_rank_too() -> None:
    values = frame([[5, np.nan]] * 3 + [[1, 1]])
    assert standing(values, worst=1, draws=100, seed=1, interval=INTERVAL).share.tolist() == [1, 1, 1, 0]


values_of_areas = st.lists(
    st.tuples(*(st.integers(0, 100) for _ in range(3))), min_size=4, max_size=8, unique=True
).filter(lambda rows: all(len(set(column)) > 1 for column in zip(*rows, strict=True)))


@given(values_of_areas, st.tuples(*(st.sampled_from([0.5, 2.0, 8.0]) for _ in range(3))), st.integers(-64, 64))
def test_units_change_nothing(rows: list[tuple[int, ...]], units: tuple[float, ...], zero: int) -> None:
    values = frame([list(map(float, row)) for row in rows])
    there = standing(values * np.array(units) + zero, 2, 100, 1, INTERVAL)
    here = standing(values, 2, 100, 1, INTERVAL)
    # Sums that are equal but for rounding may stand in either order, in one weighting of a hundred or two.
    np.testing.assert_allclose(there.share, here.share, atol=0.03)


@given(values_of_areas)
def test_more_need_never_makes_an_area_less_sure(rows: list[tuple[int, ...]]) -> None:
    ends = [[0.0] * 3, [120.0] * 3]
    values = frame([[float(one) for one in row] for row in rows[:6]] + ends)
    worse = values.copy()
    worse.iloc[0] += 10
    before, after = (standing(one, 2, 200, 1, INTERVAL).share[0] for one in (values, worse))
    assert after >= before


def test_neither_order_nor_a_second_question_changes_the_answer(dataset: Dataset) -> None:
    one = furthest_behind(dataset, STATES, conditions=THREE, draws=500)
    other = furthest_behind(dataset, STATES, conditions=", ".join(reversed(THREE)), draws=500)
    pd.testing.assert_frame_equal(one.areas, other.areas)
    assert [choice.indicator.concept for choice in one.conditions] == sorted(THREE)


def test_overlap_lists_and_presence_are_those_of_the_tables(dataset: Dataset) -> None:
    found = furthest_behind(dataset, STATES, conditions=THREE, draws=500, worst_share=25)
    values = conditions_of(dataset, "state", THREE).values
    highest = {name: set(values[name].nlargest(8).index) for name in values}
    assert found.areas["overlap"].to_dict() == {
        code: sum(code in codes for codes in highest.values()) for code in values.index
    }
    assert all(
        len(names) == count for names, count in zip(found.areas["worst_in"], found.areas["overlap"], strict=True)
    )
    assert found.lists["areas"].sum() == 32
    assert found.lists["people"].sum() == found.areas["population"].sum()
    assert found.lists["people_share"].sum() == pytest.approx(1)
    sure = found.areas.loc[found.areas["list"] == "sure"]
    assert found.lists.loc["sure", "areas_without"] == (sure["presence"] == 0).sum()
    assert (found.agencies["sure_with"] + found.agencies["sure_without"] == len(sure)).all()
    assert found.agencies["agency_id"].ne("").all()


def test_own_weights_stand_inside_and_say_what_decides(dataset: Dataset) -> None:
    alone = furthest_behind(dataset, STATES, conditions=THREE, draws=500, weights={"food_access": 3})
    values = conditions_of(dataset, "state", THREE).values
    food = next(str(name) for name in values if str(name).startswith("food_access"))
    assert alone.areas["rank"].to_dict() == values[food].rank(ascending=False, method="min").to_dict()
    assert set(alone.areas["decides"]) == {food}
    mixed = furthest_behind(dataset, STATES, conditions=THREE, draws=500, weights={"food_access": 1, THREE[0]: 1})
    assert mixed.weights is not None
    assert sorted(mixed.weights.values()) == [0, 0.5, 0.5]
    for areas in (alone.areas, mixed.areas):
        assert areas["rank"].between(areas["rank_first"], areas["rank_last"]).all()


def test_municipalities_without_values_are_named_or_ranked_by_the_rest(dataset: Dataset) -> None:
    query = PresenceQuery(level="municipality", kind=Kind.OFFICES)
    told = furthest_behind(dataset, query, conditions=["poverty", "illiteracy_pct.rezago-2020"], draws=100)
    assert [note.code for note in told.notes] == ["missing-values"]
    assert len(told.left_out) == told.notes[0].number == 3
    assert set(told.areas.loc[list(told.left_out), "list"]) == {"no-data"}
    assert told.areas.loc[list(told.left_out), "overlap"].isna().all()
    rest = furthest_behind(
        dataset, query, conditions=["poverty", "illiteracy_pct.rezago-2020"], draws=100, missing="rest"
    )
    assert rest.left_out == ()
    assert told.parents["areas"].sum() == 2_469
    assert set(told.parents["parent_code"]) == set(dataset.areas("state"))


def test_what_says_the_same_twice_or_the_opposite_is_said(dataset: Dataset) -> None:
    notes = conditions_of(dataset, "municipality", "extreme_poverty,income_below_extreme_line").notes
    assert [note.code for note in notes if note.code != "missing-values"] == ["alike"]
    notes = conditions_of(dataset, "municipality", ["vulnerable_income", "extreme_poverty"]).notes
    assert [(note.code, note.number < 0) for note in notes if note.code != "missing-values"] == [("opposed", True)]
    years = conditions_of(dataset, "municipality", ["poverty_pct.mun-2015", "poverty_pct.mun-2020"]).notes
    assert ("years-differ", 2) in [(note.code, note.number) for note in years]


@pytest.mark.parametrize(
    ("told", "parameter", "sentence"),
    [
        ({"conditions": ["extreme_poverty"]}, "conditions", "must be 2 to 24 indicators; there are 1"),
        ({"conditions": ["extreme_poverty"] * 60}, "conditions", "must be 2 to 24 indicators; there are 60"),
        ({"conditions": ["extreme_poverty", "extreme_poverty"]}, "conditions", "holds the same indicator twice"),
        ({"conditions": ["extreme_poverty", "hunger"]}, "conditions", "that does not exist"),
        ({"conditions": ["extreme_poverty", "illiteracy_pct.census-1900"]}, "conditions", "that does not exist"),
        ({"conditions": ["extreme_poverty", "poverty_pct.mun-2020"]}, "conditions", "has no values at the level"),
        ({"conditions": ["extreme_poverty", "poverty_persons.mmp-2016"]}, "conditions", "must be rates or indices"),
        ({"conditions": ["extreme_poverty", "indigenous_language"]}, "conditions", "neither more nor less is worse"),
        ({"conditions": ["extreme_poverty", 7]}, "conditions", "must hold ids of indicators as text"),
        ({"conditions": THREE, "k": 0}, "k", "above 0 and below 100"),
        ({"conditions": THREE, "k": 100}, "k", "above 0 and below 100"),
        ({"conditions": THREE, "worst_share": float("nan")}, "worst_share", "above 0 and below 100"),
        ({"conditions": THREE, "weights": {}}, "weights", "must not all be 0"),
        ({"conditions": THREE, "weights": {"food_access": 0}}, "weights", "must not all be 0"),
        ({"conditions": THREE, "weights": {"food_access": float("nan")}}, "weights", "must be numbers of 0 or more"),
        ({"conditions": THREE, "weights": {"food_access": -1}}, "weights", "must be numbers of 0 or more"),
        ({"conditions": THREE, "weights": {"poverty": 1}}, "weights", "holds one of no condition"),
        ({"conditions": THREE, "weights": {"food_access": 1e308, "health_access": 1e308}}, "weights", "too large"),
        ({"conditions": THREE, "missing": "somehow"}, "missing", "must be one of left-out, rest"),
        ({"conditions": THREE, "draws": 5}, "draws", "must lie between 100 and 100,000"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    dataset: Dataset, told: dict[str, Any], parameter: str, sentence: str
) -> None:
    with pytest.raises(ParameterError, match=sentence) as refused:
        furthest_behind(dataset, STATES, **told)
    assert refused.value.parameter == parameter
