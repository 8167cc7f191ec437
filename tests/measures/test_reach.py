"""Reach counts each person once, by geodesic distance from the seat to the nearest office that passes the filters."""

from __future__ import annotations

import csv
from dataclasses import replace
from math import asin, cos, inf, nan, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

import unmap
from tests.conftest import ROOT
from tests.tables import with_layers
from unmap.errors import ParameterError
from unmap.measures.reach import reach
from unmap.model import Kind, PresenceQuery
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from unmap.store import Dataset

DATA = ROOT / "data"


def rows_of(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people_in_poverty_2020() -> dict[str, float]:
    return {
        row["area_code"]: float(row["value"])
        for row in rows_of("need/values.csv")
        if row["indicator_id"] == "poverty_persons.mun-2020" and row["year"] == "2020" and row["value"]
        if len(row["area_code"]) == 5
    }


def haversine_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    up, along = radians(lat_b - lat_a) / 2, radians(lon_b - lon_a) / 2
    return 2 * 6371.0 * asin(sqrt(sin(up) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(along) ** 2))


def near(seat: tuple[float, float], offices: Iterable[tuple[float, float]], radius_km: float) -> bool:
    """By haversine, and where that is within 2 % of the radius by a second geodesic library."""
    for office in offices:
        rough = haversine_km(*seat, *office)
        if rough < radius_km * 0.98:
            return True
        if rough < radius_km * 1.02:
            metres = Geodesic.WGS84.Inverse(seat[1], seat[0], office[1], office[0])["s12"]
            if metres <= radius_km * 1000:
                return True
    return False


def reached_by_hand(radius_km: float, agency: str = "") -> float:
    places = pd.read_parquet(DATA / "geo/municipalities.parquet", columns=["code", "seat_lon", "seat_lat"])
    offices = {
        (float(row["lon"]), float(row["lat"]))
        for row in rows_of("programme/offices.csv")
        if row["office_type"] == "field" and agency in {"", row["agency_id"]}
    }
    persons = people_in_poverty_2020()
    return sum(
        persons.get(code, 0)
        for code, lon, lat in places.itertuples(index=False)
        if near((lon, lat), offices, radius_km)
    )


@pytest.mark.parametrize(("radius_km", "agency"), [(100.0, ""), (50.0, ""), (100.0, "UNHCR"), (250.0, "UNICEF")])
def test_people_within_reach_as_worked_out_from_the_files(dataset: Dataset, radius_km: float, agency: str) -> None:
    query = PresenceQuery(agencies=frozenset({agency} - {""}))
    answer = reach(dataset, query, radius_km)
    assert answer.covered == reached_by_hand(radius_km, agency)
    assert answer.persons == sum(people_in_poverty_2020().values())


def test_three_in_five_of_the_people_in_poverty_live_within_100_km_of_an_office(dataset: Dataset) -> None:
    answer = reach(dataset, radius_km=100)
    assert (answer.covered, answer.persons, answer.offices) == (34_393_162, 56_647_995, 35)
    assert answer.share == pytest.approx(0.60714, abs=1e-5)
    assert (answer.area_count, answer.without_need, answer.without_seat) == (2469, 3, 0)
    assert answer.left_out[["code", "name"]].iloc[:2].to_numpy().tolist() == [["11020", "León"], ["25006", "Culiacán"]]
    assert (answer.choice.indicator.series, answer.choice.year) == ("mun-2020", 2020)
    by_agency = answer.by_agency.set_index("agency_id")
    assert by_agency["offices"].sum() == 35
    assert by_agency.loc["UNHCR"].to_numpy().tolist() == [12, 17_645_051, 17_645_051 / 56_647_995]


def test_reach_of_a_small_country(country: Dataset) -> None:
    # Both offices stand at the seat of 01001. 02001 is a degree of longitude away (104.3 km), 02002 a degree of each.
    answers = {radius: reach(country, radius_km=radius) for radius in (100, 105, 160)}
    assert [(answer.covered, answer.persons) for answer in answers.values()] == [(90, 187), (130, 187), (187, 187)]
    assert [answer.beyond for answer in answers.values()] == [97, 57, 0]
    assert [answer.population_covered for answer in answers.values()] == [900, 950, 1110]
    answer = answers[105]
    assert (answer.offices, answer.without_need, answer.without_seat, answer.reason) == (2, 1, 0, "")
    assert answer.by_agency.to_numpy().tolist() == [["AAA", 1, 130, 130 / 187], ["BBB", 1, 130, 130 / 187]]
    assert answer.by_highest.to_numpy().tolist() == [["01", 90, 90, 0, 1, 90], ["02", 97, 40, 57, 40 / 97, 40]]
    assert answer.areas["covered"].to_dict() == {"01001": True, "01002": False, "02001": True, "02002": False}
    assert answer.areas["nearest_office_id"].unique().tolist() == ["a-centro"]
    # Norte has no data, so it is not among those known to be left out.
    columns = ["code", "persons", "pct", "nearest_office_id"]
    assert answer.left_out[columns].to_numpy().tolist() == [["02002", 57, 95, "a-centro"]]
    metres = Geodesic.WGS84.Inverse(21.5, -98.5, 20.5, -99.5)["s12"]
    assert answer.left_out["nearest_km"].tolist() == pytest.approx([metres / 1000], abs=1e-9)


def test_a_person_near_two_offices_counts_once(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(
        squares / "programme/offices.csv",
        "b-centro,BBB,Arriba,Centro,01001,-99.5",
        "b-east,BBB,Abajo,Centro de Abajo,02001,-98.5",
    )
    answer = reach(unmap.load(squares), radius_km=115)
    assert answer.covered == 187 == answer.persons
    assert answer.by_agency["persons"].sum() == 130 + 187


def test_an_office_without_a_point_stands_at_the_seat(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(
        squares / "programme/offices.csv",
        "a-centro,AAA,Arriba,Centro,01001,-99.5,20.5",
        "a-centro,AAA,Arriba,Norte,01002,,",
    )
    answer = reach(unmap.load(squares), PresenceQuery(agencies=frozenset({"AAA"})), 1)
    assert answer.areas["covered"].to_dict() == {"01001": False, "01002": True, "02001": False, "02002": False}


def test_headquarters_count_at_the_seat_of_their_state_where_asked_for(country: Dataset) -> None:
    assert reach(country, radius_km=100).notes == ("municipal-series", "at-the-seat")
    [main] = country.offices.loc[country.offices["office_type"] == "headquarters"].to_dict("records")
    left, asked = (
        reach(country, PresenceQuery(headquarters=wanted, agencies=frozenset({"BBB"})), 100) for wanted in (False, True)
    )
    assert asked.offices == left.offices + 1
    assert "headquarters-at-the-seat" in asked.notes
    [office] = asked.plan_offices.loc[asked.plan_offices["office_id"] == main["office_id"]].to_dict("records")
    seat = country.states.set_index("code").loc[main["area_code"]]
    assert (office["lon"], office["lat"]) == (seat["seat_lon"], seat["seat_lat"])


def test_headquarters_are_no_office_of_initiatives(country: Dataset) -> None:
    answer = reach(country, PresenceQuery(headquarters=True, outcomes=frozenset({"1"})), 100)
    assert (answer.offices, answer.reason) == (0, "offices-have-none")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (PresenceQuery(outcomes=frozenset({"1"})), "offices-have-none"),
        (PresenceQuery(text="wells"), "offices-have-none"),
        (PresenceQuery(kind=Kind.INITIATIVES), "no-office-of-initiatives"),
        (PresenceQuery(agencies=frozenset({"BBB"})), "no-office"),
    ],
)
def test_no_office_is_told_from_nobody_reached(country: Dataset, query: PresenceQuery, reason: str) -> None:
    answer = reach(replace(country, offices=country.offices.query("agency_id == 'AAA'")), query, 100)
    assert (answer.covered, answer.share, answer.population_covered, answer.offices) == (None, None, None, 0)
    assert (answer.persons, answer.beyond) == (187, None)
    assert answer.reason == reason
    assert words(Language.EN)(f"answer.reason.{reason}", filters="outcome")
    assert answer.areas["covered"].isna().all()
    assert answer.by_highest[["covered", "beyond"]].isna().all(axis=None)
    assert [len(frame) for frame in (answer.curve, answer.by_agency, answer.left_out)] == [0, 0, 0]


def test_without_any_seat_nothing_is_measured_and_nobody_is_said_to_be_out_of_reach(country: Dataset) -> None:
    answer = reach(with_layers(country, municipalities=country.municipalities.assign(seat_lon=np.nan)), radius_km=50)
    assert (answer.covered, answer.beyond, answer.share, answer.reason) == (None, None, None, "no-seat")
    assert (answer.offices, answer.without_seat) == (reach(country, radius_km=50).offices, 4)
    assert [len(frame) for frame in (answer.curve, answer.by_agency, answer.left_out)] == [0, 0, 0]


def test_a_municipality_without_a_seat_is_never_within_reach(country: Dataset) -> None:
    layer = country.municipalities.copy()
    layer.loc[layer["code"] == "02001", "seat_lon"] = np.nan
    answer = reach(with_layers(country, municipalities=layer), radius_km=5000)
    assert (answer.covered, answer.persons, answer.without_seat) == (147, 187, 1)
    assert answer.areas["covered"].isna().to_dict()["02001"]
    assert answer.left_out.empty


@pytest.mark.exhaustive
@settings(max_examples=15)
@given(st.lists(st.floats(0.001, 5000), min_size=2, max_size=6))
def test_a_larger_radius_never_covers_fewer_people(dataset: Dataset, radii: list[float]) -> None:
    covered = [reach(dataset, radius_km=radius).covered for radius in sorted(radii)]
    assert all(one is not None and one <= 56_647_995 for one in covered)
    assert covered == sorted(covered, key=lambda one: one or 0)


def test_the_curve_passes_through_the_radius_and_never_falls(dataset: Dataset) -> None:
    answer = reach(dataset, radius_km=123.4)
    curve = answer.curve.set_index("distance_km")
    assert len(curve) == 102
    assert curve.loc[123.4].to_numpy().tolist() == [answer.covered, answer.share]
    assert curve["persons"].is_monotonic_increasing
    assert curve["persons"][100.0] == reach(dataset, radius_km=100).covered
    assert curve["share"][500.0] <= 1
    assert answer.by_highest["covered"].sum() == answer.covered
    assert answer.by_highest["beyond"].sum() == answer.beyond


def test_the_order_of_the_areas_changes_nothing_but_the_order(dataset: Dataset) -> None:
    mixed = dataset.municipalities.sample(frac=1, random_state=7).reset_index(drop=True)
    usual, other = reach(dataset), reach(with_layers(dataset, municipalities=mixed))
    assert other.areas.index.tolist() == mixed["code"].tolist()
    pd.testing.assert_frame_equal(other.areas.sort_index(), usual.areas.sort_index())
    for name in ("curve", "by_agency", "by_highest", "left_out"):
        pd.testing.assert_frame_equal(getattr(other, name), getattr(usual, name))


def test_more_agencies_never_cover_fewer_people(dataset: Dataset) -> None:
    def covered(*agencies: str) -> float:
        return reach(dataset, PresenceQuery(agencies=frozenset(agencies)), 100).covered or 0

    assert max(covered("UNHCR"), covered("UNODC")) <= covered("UNHCR", "UNODC")
    assert covered("UNHCR", "UNODC") <= covered("UNHCR") + covered("UNODC")


def test_the_level_of_the_query_does_not_matter(dataset: Dataset) -> None:
    levels = [reach(dataset, PresenceQuery(level=level)).covered for level in ("state", "municipality")]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("radius_km", [0, -1, nan, inf, -inf, 20_000, 5_000.1, True, "100"])
def test_a_radius_that_is_none_is_refused(country: Dataset, radius_km: float) -> None:
    with pytest.raises(ParameterError, match="above 0 and at most 5,000") as error:
        reach(country, radius_km=radius_km)
    assert error.value.parameter == "radius"


def test_an_indicator_without_a_headcount_is_refused(dataset: Dataset) -> None:
    known = set(dataset.indicators["concept"] + "|" + dataset.indicators["series"])
    headcounts = dataset.indicators.loc[dataset.indicators["unit"] == "persons"]
    without = known - set(headcounts["concept"] + "|" + headcounts["series"])
    candidates = [
        indicator
        for indicator, concept, series in dataset.indicators[["indicator_id", "concept", "series"]].to_numpy()
        if f"{concept}|{series}" in without and (indicator, "municipality") in dataset.years
    ]
    assert candidates
    for indicator in candidates:
        with pytest.raises(ParameterError, match="no headcount") as error:
            reach(dataset, PresenceQuery(indicator=indicator))
        assert error.value.parameter == "indicator"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (PresenceQuery(indicator="<script>"), "indicator"),
        (PresenceQuery(year=1850), "year"),
        (PresenceQuery(agencies=frozenset({"<script>"})), "agency"),
    ],
)
def test_bad_questions_are_refused_and_not_echoed(country: Dataset, query: PresenceQuery, parameter: str) -> None:
    with pytest.raises(ParameterError) as error:
        reach(country, query)
    assert error.value.parameter == parameter
    assert "<script>" not in error.value.sentence


def test_another_need_gives_another_answer_that_names_it(dataset: Dataset) -> None:
    query = PresenceQuery(indicator="extreme_poverty_persons.mun-2020")
    answer = reach(dataset, query)
    assert (answer.choice.level, answer.choice.indicator.indicator_id) == ("municipality", query.indicator)
    assert answer.persons < reach(dataset).persons
    assert "municipal-series" in answer.notes
    assert all(words(Language.EN)(f"answer.note.{note}") for note in answer.notes)
