"""Rules of counting at their very edges: each test fails where one sign, limit or word of its rule is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import unmap
from unmap.measures import beside_the_map, choose_need, footprints, gaps, outcome_gaps, reach, siting
from unmap.measures.gap_answer import coverage_classes
from unmap.measures.matching import measure
from unmap.measures.ranks import RankChoices
from unmap.model import Counting, Kind, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

    Rewrite = Callable[[Path, str, str], None]

MUNICIPALITIES = PresenceQuery(level="municipality")
VALUES = "need/values.csv"


def test_a_gap_on_a_limit_falls_into_the_class_below_it() -> None:
    points = [-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0, np.nan]
    areas = pd.DataFrame(
        {"gap": points, "presence": 0.0, "presence_class": "0", "bivariate": "low-0", "need_third": "low"}
    )
    found = coverage_classes(areas.assign(need_pct=1.0), "rate")["gap"]
    # Nine in ten of the sizes lie up to 10, a step of the ladder: the limits are that and the two before it.
    assert found["limits"] == [-10, -5, -2, 2, 5, 10]
    assert found["counts"] == [1, 1, 1, 2, 1, 1, 0]
    assert found["no_data"] == 1


def test_who_lives_just_at_the_radius_is_within_it_in_every_figure(country: Dataset) -> None:
    radius = reach(country).areas["nearest_km"].to_dict()["02001"]
    for km, persons in ((radius, 130), (np.nextafter(radius, 0), 90)):
        answer = reach(country, radius_km=km)
        assert answer.covered == persons == answer.before.covered
        assert answer.by_agency["persons"].tolist() == [persons, persons]
        assert answer.curve.loc[answer.curve["distance_km"] == km, "persons"].tolist() == [persons]
        assert answer.plan_offices["persons_within"].tolist() == [persons, persons]
        assert siting(country, radius_km=km, k=1).covered_before == persons


def test_the_mean_distance_is_that_of_people_and_not_of_places(country: Dataset) -> None:
    answer = reach(country)
    km = answer.areas["nearest_km"]
    assert answer.after.mean_km == pytest.approx((90 * 0 + 40 * km["02001"] + 57 * km["02002"]) / 187)


def with_need_everywhere(squares: Path, rewrite: Rewrite) -> None:
    """Norte has figures as well: by rate the areas stand 95, 80, 50, 10."""
    rewrite(squares / VALUES, "01002,poverty_pct.new,2021,\n", "01002,poverty_pct.new,2021,50\n")
    rewrite(squares / VALUES, "01002,poverty_persons.new,2021,\n", "01002,poverty_persons.new,2021,50\n")


def test_of_four_areas_the_neediest_alone_is_a_blank_spot_while_nothing_is_there(
    squares: Path, rewrite: Rewrite
) -> None:
    with_need_everywhere(squares, rewrite)
    blank = gaps(unmap.load(squares), MUNICIPALITIES).areas.set_index("code")["blank_spot"]
    assert blank.to_dict() == {"01001": False, "01002": False, "02001": False, "02002": True}
    [of_rights, _] = outcome_gaps(unmap.load(squares), MUNICIPALITIES).outcomes.to_dict("records")
    assert (of_rights["blank_spots"], of_rights["persons_in_blank_spots"]) == (1, 57)
    rewrite(squares / "programme/initiative_places.csv", "both-states,02001,", "in-state,02002,")
    rewrite(squares / "programme/initiative_places.csv", '"Centro de Abajo, Abajo"', "Playa Grande")
    one = gaps(unmap.load(squares), MUNICIPALITIES).areas.set_index("code")
    assert (one.loc["02002", "presence"], one.loc["02002", "blank_spot"]) == (1, False)


def test_what_is_equal_shares_the_better_rank_and_the_next_one_is_left_out(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / VALUES, "02002,poverty_pct.new,2021,95", "02002,poverty_pct.new,2021,80")
    rewrite(squares / VALUES, "02002,poverty_persons.new,2021,57", "02002,poverty_persons.new,2021,48")
    rewrite(squares / "need/classes.csv", "2,10,95", "2,10,80")
    by_rate = RankChoices(need_measures=("rate",), kinds=(Kind.OFFICES,), countings=(Counting.DISTINCT,))
    table = gaps(unmap.load(squares), MUNICIPALITIES, by_rate).areas.set_index("code")
    for rank in ("need_rank", "rank_median"):
        assert table[rank].dropna().to_dict() == {"01001": 3, "02001": 1, "02002": 1}


def test_two_of_a_kind_are_the_class_of_two_or_more(country: Dataset) -> None:
    classes = {
        kind: gaps(country, PresenceQuery(level="municipality", kind=kind)).areas["presence_class"].tolist()
        for kind in (Kind.OFFICES, Kind.INITIATIVES)
    }
    assert classes == {Kind.OFFICES: ["2+", "0", "0", "0"], Kind.INITIATIVES: ["1", "1", "1", "0"]}


def test_headquarters_count_as_offices_alone_and_never_as_agencies(country: Dataset) -> None:
    # Abajo has one initiative, of two agencies, and three headquarters without a name.
    counted = {kind: measure(country, PresenceQuery(kind=kind, headquarters=True))["02"] for kind in Kind}
    assert counted == {Kind.ANY: 4, Kind.OFFICES: 3, Kind.INITIATIVES: 1, Kind.AGENCIES: 2}


def test_headquarters_of_an_agency_are_no_part_of_its_footprint(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/offices.csv", "main,,", "main,AAA,")
    found = footprints(unmap.load(squares), PresenceQuery(kind=Kind.OFFICES)).cells
    assert found.to_numpy().tolist() == [["AAA", "01", 1, 0], ["BBB", "01", 1, 0]]


def test_an_office_listed_under_two_names_of_a_place_is_one_for_reach_too(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/offices.csv", "b-centro,BBB,Arriba,Centro,", "b-centro,AAA,Arriba,El Centro,")
    rewrite(squares / "geo/aliases.csv", "State of Abajo,02", "State of Abajo,02\nEl Centro,01001")
    answer = reach(unmap.load(squares))
    assert (answer.offices, answer.by_agency[["agency_id", "offices"]].to_numpy().tolist()) == (1, [["AAA", 1]])


def test_absences_are_the_neediest_of_the_areas_without_an_agency(country: Dataset) -> None:
    # By people in need Centro comes first, where both agencies are, then Playa Grande.
    query = PresenceQuery(level="municipality", kind=Kind.OFFICES, indicator="poverty_persons.new")
    found = footprints(country, query, highest=1).absences
    assert found[["agency_id", "rank", "code"]].to_numpy().tolist() == [["AAA", 1, "02002"], ["BBB", 1, "02002"]]


def more_years(squares: Path, rewrite: Rewrite, series: str, year: int) -> None:
    """Give the states figures of another year."""
    rows = [
        f"{code},poverty_{unit}.{series},{year},{value}"
        for code, pct, persons in (("01", 20, 200), ("02", 90, 130))
        for unit, value in (("pct", pct), ("persons", persons))
    ]
    rewrite(squares / VALUES, "01001,poverty_pct.new,", "\n".join([*rows, "01001,poverty_pct.new,"]))


def test_of_two_years_as_near_to_the_report_the_later_is_meant(squares: Path, rewrite: Rewrite) -> None:
    more_years(squares, rewrite, "new", 2019)
    dataset = unmap.load(squares)
    for indicator in (None, "poverty_pct.new"):
        assert choose_need(dataset, "state", indicator).year == 2021
    assert outcome_gaps(dataset).outcomes["year"].dropna().tolist() == [2021]


def test_of_two_series_with_the_year_the_one_that_goes_on_is_the_default(squares: Path, rewrite: Rewrite) -> None:
    more_years(squares, rewrite, "new", 2020)
    rewrite(squares / "need/indicators.csv", "Vieja,state,,,census,", "Vieja,state,,,census,state")
    names = "poverty,People,Personas,persons,persons,personas,high-is-worse,old,Old,Vieja"
    rewrite(
        squares / "need/indicators.csv",
        "poverty_pct.new",
        f"poverty_persons.old,{names},state,,,census,\npoverty_pct.new",
    )
    rewrite(squares / VALUES, "02,poverty_pct.old", "01,poverty_persons.old,2020,400\n02,poverty_pct.old")
    need = choose_need(unmap.load(squares), "state")
    assert (need.indicator.indicator_id, need.year) == ("poverty_pct.new", 2020)


def test_the_limits_of_an_interval_are_the_outer_ranks(country: Dataset) -> None:
    # Initiatives: one each in Centro and Centro de Abajo. By headcount the gaps are -2, -29 and 30 points,
    # by rate -45, -7 and 51: Centro is second and last, Centro de Abajo last and second, Playa Grande first.
    choices = RankChoices(kinds=(Kind.INITIATIVES,), countings=(Counting.DISTINCT,))
    query = PresenceQuery(level="municipality", kind=Kind.INITIATIVES)
    table = gaps(country, query, choices).areas.set_index("code")
    found = table[["rank_p05", "rank_median", "rank_p95"]].dropna()
    assert found.to_numpy(float).tolist() == [[2, 2.5, 3], [2, 2.5, 3], [1, 1, 1]]


def test_what_is_placed_in_a_whole_state_is_asked_for_with_a_municipality_only_where_statewide_is(
    country: Dataset,
) -> None:
    here = frozenset({"01001"})
    assert beside_the_map(country, PresenceQuery(areas=here))["located"] == 1
    assert beside_the_map(country, PresenceQuery(areas=here, statewide=True))["located"] == 3
