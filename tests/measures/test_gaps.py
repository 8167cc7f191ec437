"""Gaps: shares of need, people and presence, by hand on a small country and from the tables on the real one."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

import unmap
from tests.conftest import ROOT
from tests.tables import with_layers
from unmap.errors import ParameterError
from unmap.measures.gap_answer import area_gaps, gap_answer
from unmap.measures.gaps import gap_points, gaps
from unmap.measures.ranks import RankChoices
from unmap.model import Counting, Kind, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

MUNICIPALITIES = PresenceQuery(level="municipality", kind=Kind.INITIATIVES)


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def persons(indicator: str, year: str, width: int) -> dict[str, float]:
    """Headcounts straight from the table, by codes of `width` digits."""
    return {
        row["area_code"]: float(row["value"])
        for row in rows("need/values.csv")
        if row["indicator_id"] == indicator
        and row["year"] == year
        and len(row["area_code"]) == width
        and row["area_code"] != "00"
        and row["value"]
    }


def test_shares_and_gaps_of_a_small_country_by_hand(country: Dataset) -> None:
    # In poverty: 200 in Arriba, 130 in Abajo. Things: two offices and three initiatives there, one initiative here.
    answer = gaps(country)
    table = answer.areas.set_index("code")
    assert answer.need_total == 330
    assert answer.presence_total == 6
    assert table.loc["01", "need_share"] == pytest.approx(200 / 330)
    assert table.loc["01", "presence_share"] == pytest.approx(5 / 6)
    assert table.loc["01", "gap"] == pytest.approx(100 * (200 / 330 - 5 / 6))
    assert table.loc["02", "gap_population"] == pytest.approx(100 * (110 / 1_110 - 1 / 6))
    assert table["rank"].to_dict() == {"01": 2, "02": 1}
    assert table["need_rank"].to_dict() == {"01": 2, "02": 1}
    assert table["persons_rank"].to_dict() == {"01": 1, "02": 2}
    assert table["bivariate"].to_dict() == {"01": "low-2+", "02": "middle-1"}
    assert table.loc["02", "why_en"] == (
        "39.4% of the country's total (poverty), 16.7% of field offices and placed initiatives"
    )


def test_an_area_without_need_data_is_left_out_and_named(country: Dataset) -> None:
    answer = gaps(country, MUNICIPALITIES)
    table = answer.areas.set_index("code")
    assert answer.left_out == ("01002",)
    assert answer.presence_left_out == 1  # in-towns is in 01002 too
    assert table.loc["01002", ["need_share", "gap", "rank", "rank_median"]].isna().all()
    assert table["blank_spot"].isna().to_dict() == {"01001": False, "01002": True, "02001": False, "02002": False}
    assert table.loc["01002", "bivariate"] == "no-data"
    assert table.loc["01002", "why_en"] == "no data on need"
    assert table["gap"].sum() == pytest.approx(0, abs=1e-9)


def test_blank_spots_are_the_neediest_quarter_without_presence(country: Dataset) -> None:
    table = gaps(country, PresenceQuery(level="municipality")).areas.set_index("code")
    # Of three areas with data a quarter is none.
    assert not table["blank_spot"].fillna(value=False).any()


def test_fractional_counting_shares_a_thing_between_its_areas(country: Dataset) -> None:
    query = PresenceQuery(kind=Kind.INITIATIVES, counting=Counting.FRACTIONAL)
    table = gaps(country, query).areas.set_index("code")
    # both-states counts half in each; in-state and in-towns are in Arriba alone.
    assert table["presence"].to_dict() == {"01": 2.5, "02": 0.5}


def test_no_presence_is_said_and_not_zero(country: Dataset) -> None:
    answer = gaps(country, PresenceQuery(kind=Kind.OFFICES, outcomes=frozenset({"1"})))
    assert answer.reasons == ("no-presence",)
    assert answer.areas[["presence_share", "gap", "rank"]].isna().all(axis=None)
    assert answer.areas["need_share"].notna().all()
    assert not answer.choices.loc[answer.choices["kind"] == "offices", "used"].any()


def test_an_indicator_without_headcounts_gives_no_shares(country: Dataset) -> None:
    answer = gaps(country, PresenceQuery(indicator="poverty_pct.old", year=2020))
    assert answer.reasons == ("no-headcount",)
    assert answer.need_total is None
    assert answer.areas[["need_share", "gap"]].isna().all(axis=None)
    assert answer.areas["need_rank"].notna().all()
    used = answer.choices.loc[answer.choices["used"]]
    assert set(used["need_measure"]) == {"rate"}
    assert answer.areas["rank_median"].notna().all()


def test_need_all_zero_is_said(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    for old, new in (
        ("01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,0"),
        ("01,poverty_persons.new,2021,200", "01,poverty_persons.new,2021,0"),
        ("02,poverty_pct.new,2021,90", "02,poverty_pct.new,2021,0"),
        ("02,poverty_persons.new,2021,130", "02,poverty_persons.new,2021,0"),
    ):
        rewrite(squares / "need/values.csv", old, new)
    for line in (
        "poverty_pct.new,state,1,20,20,JenksCaspall\n",
        "poverty_pct.new,state,2,20,90,JenksCaspall\n",
        "poverty_persons.new,state,1,130,200,JenksCaspall\n",
    ):
        rewrite(squares / "need/classes.csv", line, "")
    answer = gaps(unmap.load(squares))
    assert answer.reasons == ("need-all-zero",)
    assert answer.areas[["need_share", "gap", "rank", "blank_spot", "rank_median"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (PresenceQuery(indicator="wealth"), "indicator"),
        (PresenceQuery(indicator="poverty_pct.mmp-2016", year=1999), "year"),
        (PresenceQuery(level="municipality", indicator="poverty_pct.mmp-2016"), "indicator"),
        (PresenceQuery(agencies=frozenset({"UN"})), "agency"),
    ],
)
def test_what_does_not_exist_is_refused(dataset: Dataset, query: PresenceQuery, parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        gaps(dataset, query)
    assert caught.value.parameter == parameter


def test_choices_are_every_combination_and_can_be_narrowed(dataset: Dataset) -> None:
    answer = gaps(dataset)
    poverty = {"poverty", "extreme_poverty", "moderate_poverty", "income_below_poverty_line"}
    assert set(answer.choices["concept"]) == poverty
    assert len(answer.choices) == 4 * 2 * 4 * 2
    narrow = RankChoices(concepts=frozenset({"poverty"}), kinds=(Kind.OFFICES,), countings=(Counting.DISTINCT,))
    few = gaps(dataset, choices=narrow)
    assert len(few.choices) == 2
    assert (few.areas["rank_p05"] <= few.areas["rank_median"]).all()
    with pytest.raises(ParameterError, match=r'^concepts "illiteracy": .*there are extreme_poverty'):
        gaps(dataset, choices=RankChoices(concepts=frozenset({"illiteracy"})))


def test_one_choice_gives_its_own_rank(dataset: Dataset) -> None:
    query = PresenceQuery(kind=Kind.INITIATIVES)
    only = RankChoices(frozenset({"poverty"}), ("headcount",), (Kind.INITIATIVES,), (Counting.DISTINCT,))
    table = gaps(dataset, query, only).areas
    assert table["rank_median"].tolist() == table["rank"].tolist()
    assert table["rank_p05"].tolist() == table["rank_p95"].tolist() == table["rank_median"].tolist()
    assert set(table["top5_share"]) == {0, 1}
    assert table.loc[table["rank"] <= 5, "top5_share"].eq(1).all()


def test_intervals_against_ranks_worked_out_one_by_one(dataset: Dataset) -> None:
    """Every choice asked for alone, and the ranks put together by hand."""
    query = PresenceQuery(kind=Kind.OFFICES)
    whole = gaps(dataset, query)
    alone, same = [], []
    for row in whole.choices.loc[whole.choices["used"]].itertuples():
        one = RankChoices(
            frozenset({str(row.concept)}),
            (str(row.need_measure),),
            (Kind(str(row.kind)),),
            (Counting(str(row.counting)),),
        )
        found = gaps(dataset, query, one).areas
        alone.append(found["rank_median"].to_numpy())
        # One choice alone: all of it has the sign of the gap asked for, or none of it has.
        same.append(found["sign_holds"].to_numpy(bool))
    held = np.array(same).mean(axis=0)
    assert whole.areas["sign_holds"].tolist() == (held >= 0.9).tolist()
    assert 0 < whole.areas["sign_holds"].sum() < len(held)
    ranks = np.sort(np.array(alone), axis=0)
    middle = len(ranks) // 2
    median = (ranks[middle - 1] + ranks[middle]) / 2 if len(ranks) % 2 == 0 else ranks[middle]
    assert whole.areas["rank_median"].to_numpy() == pytest.approx(median)
    assert whole.areas["top5_share"].to_numpy() == pytest.approx((ranks <= 5).mean(axis=0))
    # Nine in ten: one in twenty choices is left out on either side, and the rank asked for never is.
    outer, rank = math.floor((len(ranks) - 1) / 20), whole.areas["rank"].to_numpy(float)
    assert outer > 0
    assert whole.areas["rank_p05"].tolist() == np.minimum(ranks[outer], rank).tolist()
    assert whole.areas["rank_p95"].tolist() == np.maximum(ranks[-1 - outer], rank).tolist()


@pytest.mark.parametrize("level", ["state", "municipality"])
@pytest.mark.parametrize("concept", ["poverty", "extreme_poverty"])
@pytest.mark.parametrize("unit", ["pct", "persons"])
@pytest.mark.parametrize("kind", [Kind.ANY, Kind.OFFICES])
def test_no_rank_lies_outside_its_own_interval(
    dataset: Dataset, level: str, concept: str, unit: str, kind: Kind
) -> None:
    series = {"state": "mmp-2016", "municipality": "mun-2020"}[level]
    query = PresenceQuery(level=level, indicator=f"{concept}_{unit}.{series}", year=2020, kind=kind)
    table = gaps(dataset, query, RankChoices(kinds=(Kind.ANY, Kind.INITIATIVES))).areas
    known = table["rank"].notna()
    assert known.sum() > 30
    shown = table.loc[known, ["rank_p05", "rank", "rank_p95"]].to_numpy(float)
    assert (np.diff(shown, axis=1) >= 0).all()
    assert (table["rank_median"].between(table["rank_p05"], table["rank_p95"]) | ~known).all()


def test_ranks_are_whole_numbers_and_medians_whole_or_half(dataset: Dataset) -> None:
    table = gaps(dataset, PresenceQuery(level="municipality")).areas
    ranks = ["rank", "need_rank", "persons_rank", "rank_p05", "rank_p95"]
    assert {str(table[name].dtype) for name in ranks} == {"Int64"}
    assert (2 * table["rank_median"].dropna() % 1 == 0).all()


def test_states_from_the_tables(dataset: Dataset) -> None:
    """The gap of field offices against people in poverty of 2020, worked out from the CSV files."""
    poor = persons("poverty_persons.mmp-2016", "2020", 2)
    offices: dict[str, set[tuple[str, str]]] = {}
    for row in rows("programme/offices.csv"):
        if row["office_type"] == "field":
            offices.setdefault(row["area_code"][:2], set()).add((row["agency_id"], row["area_code"]))
    placed = sum(map(len, offices.values()))
    expected = {
        code: 100 * (count / sum(poor.values()) - len(offices.get(code, ())) / placed) for code, count in poor.items()
    }
    table = gaps(dataset, PresenceQuery(kind=Kind.OFFICES)).areas.set_index("code")
    assert placed == 35
    assert table["gap"].to_dict() == pytest.approx(expected)
    # The State of Mexico has the most people in poverty of all and one office.
    assert max(expected, key=lambda code: expected[code]) == "15"
    assert table["rank"]["15"] == 1


def test_blank_spots_of_the_country_from_the_tables(dataset: Dataset) -> None:
    """Of the eight states with the highest poverty rates, those without any office."""
    rates = persons("poverty_pct.mmp-2016", "2020", 2)
    neediest = sorted(rates, key=lambda code: -rates[code])[:8]
    with_office = {row["area_code"][:2] for row in rows("programme/offices.csv") if row["office_type"] == "field"}
    table = gaps(dataset, PresenceQuery(kind=Kind.OFFICES)).areas.set_index("code")
    found = set(table.index[table["blank_spot"].fillna(value=False).astype(bool)])
    assert found == set(neediest) - with_office
    assert {"17", "29"} <= found  # Morelos and Tlaxcala


def test_municipalities_without_data_are_the_three_that_coneval_leaves_out(dataset: Dataset) -> None:
    answer = gaps(dataset, MUNICIPALITIES)
    known = persons("poverty_persons.mun-2020", "2020", 5)
    assert set(answer.left_out) == set(dataset.areas("municipality")) - set(known)
    assert answer.need_total == pytest.approx(sum(known.values()))


@settings(max_examples=25)
@given(
    level=st.sampled_from(["state", "municipality"]),
    kind=st.sampled_from(list(Kind)),
    counting=st.sampled_from(list(Counting)),
    headquarters=st.booleans(),
    statewide=st.booleans(),
)
def test_gaps_sum_to_nothing_and_shares_to_one(
    dataset: Dataset, level: str, kind: Kind, counting: Counting, *, headquarters: bool, statewide: bool
) -> None:
    query = PresenceQuery(level=level, kind=kind, counting=counting, headquarters=headquarters, statewide=statewide)
    table = gaps(dataset, query).areas
    for share in ("need_share", "population_share", "presence_share"):
        assert math.isclose(table[share].sum(), 1, abs_tol=1e-9)
    assert math.isclose(table["gap"].sum(), 0, abs_tol=1e-7)
    assert math.isclose(table["gap_population"].sum(), 0, abs_tol=1e-7)
    assert gap_points(dataset, query).equals(table.set_index("code")["gap"])


def test_the_order_of_the_areas_changes_nothing(dataset: Dataset) -> None:
    query = PresenceQuery(kind=Kind.INITIATIVES)
    turned = with_layers(
        dataset,
        states=dataset.states.iloc[::-1].reset_index(drop=True),
        states_overview=dataset.states_overview.iloc[::-1].reset_index(drop=True),
    )
    columns = ["gap", "rank", "rank_median", "rank_p05", "top5_share", "bivariate"]
    before = gaps(dataset, query).areas.set_index("code")[columns].sort_index()
    after = gaps(turned, query).areas.set_index("code")[columns].sort_index()
    assert before["bivariate"].equals(after["bivariate"])
    numbers = columns[:-1]
    assert after[numbers].to_numpy() == pytest.approx(before[numbers].to_numpy())


def test_thirds_hold_a_third_each(dataset: Dataset) -> None:
    table = gaps(dataset, MUNICIPALITIES).areas
    counts = table["need_third"].value_counts()
    assert counts.sum() == 2_466
    # Equal rates share the better rank, and with it the third.
    assert counts.to_numpy() == pytest.approx(822, abs=3)
    assert table["presence_class"].isin(["0", "1", "2+"]).all()


def test_low_is_worse_turns_the_order_round(dataset: Dataset) -> None:
    table = gaps(dataset, PresenceQuery(indicator="marginalisation_index.marginacion-2020")).areas.set_index("code")
    index = {
        row["area_code"]: float(row["value"])
        for row in rows("need/values.csv")
        if row["indicator_id"] == "marginalisation_index.marginacion-2020" and len(row["area_code"]) == 2
    }
    index.pop("00", None)
    assert table["need_rank"].idxmin() == min(index, key=lambda code: index[code])


def test_values_below_zero_stay_below_zero(dataset: Dataset) -> None:
    query = PresenceQuery(indicator="social_backwardness_index.rezago-2020")
    table = gaps(dataset, query).areas.set_index("code")
    assert table["need_pct"]["19"] < 0 < table["need_pct"]["07"]  # Nuevo León, Chiapas
    assert table["need_rank"]["07"] < table["need_rank"]["19"]


def test_nearest_offices_by_a_second_geodesic_library(dataset: Dataset) -> None:
    offices = [
        (float(row["lon"]), float(row["lat"]))
        for row in rows("programme/offices.csv")
        if row["agency_id"] == "UNHCR" and row["office_type"] == "field"
    ]
    table = gaps(dataset, PresenceQuery(level="municipality", agencies=frozenset({"UNHCR"}))).areas
    seats = dataset.municipalities
    for place in range(0, len(table), 400):
        lon, lat = float(seats["seat_lon"].iloc[place]), float(seats["seat_lat"].iloc[place])
        expected = min(Geodesic.WGS84.Inverse(lat, lon, y, x)["s12"] for x, y in offices) / 1000
        assert table["nearest_office_km"].iloc[place] == pytest.approx(expected, abs=1e-6)
        assert table["nearest_office_id"].iloc[place].startswith("unhcr-")


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_ranks_and_thirds_go_by_the_headcount_or_the_rate_asked_for(dataset: Dataset, level: str) -> None:
    series = {"state": "mmp-2016", "municipality": "mun-2020"}[level]
    for unit, column, measure in (("pct", "need_pct", "rate"), ("persons", "need_persons", "headcount")):
        query = PresenceQuery(level=level, indicator=f"extreme_poverty_{unit}.{series}", year=2020)
        answer = gap_answer(dataset, query)
        assert answer.head["need_measure"] == answer.head["classes"]["bivariate"]["by"] == measure
        table = answer.table("areas")
        known = table.loc[table["need_rank"].notna()].sort_values("need_rank")
        assert known[column].is_monotonic_decreasing
        thirds = answer.head["classes"]["bivariate"]["thirds"]
        assert thirds["low"][1] <= thirds["middle"][0] <= thirds["middle"][1] <= thirds["high"][0]
        assert thirds["high"][1] == table[column].max()
        code = table["code"].iloc[7]
        rows, said = area_gaps(dataset, query)
        [row] = rows.loc[rows["code"] == code].to_dict("records")
        assert row["need_rank"] == 1 + (table[column] > row[column]).sum()
        assert (said["need_measure"], said["indicator_id"], said["year"]) == (measure, query.indicator, 2020)


def test_a_blank_spot_is_one_by_rate_whatever_is_asked_for(dataset: Dataset) -> None:
    by = [
        gaps(dataset, PresenceQuery(level="municipality", indicator=f"poverty_{unit}.mun-2020", year=2020)).areas
        for unit in ("pct", "persons")
    ]
    assert by[0]["blank_spot"].equals(by[1]["blank_spot"])


def test_an_index_is_ranked_by_its_own_value(dataset: Dataset) -> None:
    answer = gaps(dataset, PresenceQuery(indicator="marginalisation_index.marginacion-2020"))
    assert answer.need_measure == "value"
