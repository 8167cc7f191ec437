"""Furthest behind over HTTP says what the engine says, in every format, and refuses what cannot be answered."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from unmap.measures import PresenceQuery, furthest_behind
from unmap.measures.conditions import default_conditions
from unmap.measures.furthest_answer import weights_of

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

PATH = "/api/furthest-behind"
QUICK = {"draws": 200}


def ask(client: TestClient, **given: object) -> dict[str, Any]:
    answer = client.get(PATH, params={**QUICK, **{name: str(value) for name, value in given.items()}})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_areas_lists_and_conditions_are_those_of_the_engine(client: TestClient, dataset: Dataset) -> None:
    body = ask(client, level="state")
    found = furthest_behind(dataset, PresenceQuery(), draws=200)
    assert {row["code"]: (row["share"], row["list"]) for row in body["areas"]} == {
        code: (pytest.approx(row["share"]), row["list"]) for code, row in found.areas.iterrows()
    }
    assert [(row["list"], row["areas"], row["people"]) for row in body["lists"]] == [
        (name, row["areas"], row["people"]) for name, row in found.lists.iterrows()
    ]
    assert [one["indicator_id"] for one in body["conditions"]] == sorted(default_conditions(dataset))
    assert body["default_conditions"]
    shares = [row["share"] for row in body["areas"] if row["share"] is not None]
    assert shares == sorted(shares, reverse=True)


def test_default_conditions_are_the_parts_of_the_default_need_in_their_order(dataset: Dataset) -> None:
    parts = [one.partition("_pct.")[0] for one in default_conditions(dataset, "municipality")]
    assert parts == [
        *("educational_lag", "health_access", "social_security", "housing_quality", "housing_services", "food_access"),
        *("income_below_poverty_line", "income_below_extreme_line"),
    ]


def test_data_that_names_no_parts_asks_for_conditions(country: Dataset) -> None:
    assert default_conditions(country) == ()
    with pytest.raises(Exception, match="conditions: must be named"):
        furthest_behind(country)


def test_areas_of_a_state_are_listed_and_ranked_against_the_country(client: TestClient) -> None:
    whole = {row["code"]: row for row in ask(client, level="municipality")["areas"]}
    body = ask(client, level="municipality", area="Guerrero", list="sure")
    assert body["areas"]
    for row in body["areas"]:
        assert (row["state_code"], row["list"]) == ("12", "sure")
        assert row == whole[row["code"]]
    by_state = {(row["list"], row["state_code"]): row for row in body["parents"]}
    assert by_state["sure", "12"]["areas"] == len(body["areas"])
    assert sum(row["areas"] for row in body["parents"]) == 2_469


def test_own_weights_give_a_rank_inside_its_interval_with_what_decides(client: TestClient) -> None:
    body = ask(client, weights="food_access:2,health_access:1", conditions="food_access,health_access,educational_lag")
    assert sum(body["weights"].values()) == pytest.approx(1)
    for row in body["areas"]:
        assert row["rank_first"] <= row["rank"] <= row["rank_last"]
        assert row["decides"] in {*body["weights"], None}


def test_every_format_has_the_same_areas(client: TestClient) -> None:
    rows = ask(client)["areas"]
    table = client.get(PATH, params={**QUICK, "f": "csv"}).text
    read = list(csv.DictReader(io.StringIO(table)))
    assert [(row["code"], row["list"]) for row in read] == [(row["code"], row["list"]) for row in rows]
    assert {row["conditions"].count(".mmp-2016") for row in read} == {8}
    features = client.get(PATH, params={**QUICK, "f": "geojson"}).json()["features"]
    assert [one["properties"]["code"] for one in features] == [row["code"] for row in rows]
    assert all(one["geometry"]["type"] == "MultiPolygon" for one in features)


def test_what_to_know_of_conditions_is_said_in_both_languages(client: TestClient) -> None:
    notes = {note["code"]: note for note in ask(client, level="municipality")["condition_notes"]}
    assert notes["missing-values"]["number"] == 3
    assert notes["alike"]["conditions"] == [
        "income_below_extreme_line_pct.mun-2020",
        "income_below_poverty_line_pct.mun-2020",
    ]
    assert notes["alike"]["en"].startswith("The two say nearly the same (rank correlation 0.9")
    assert notes["alike"]["es"].startswith("Las dos dicen casi lo mismo")


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("conditions=poverty", "conditions"),
        ("conditions=poverty,happiness", "conditions"),
        ("conditions=poverty,poverty", "conditions"),
        ("conditions=poverty_persons.mmp-2016,food_access", "conditions"),
        ("level=municipality&conditions=homicide,poverty", "conditions"),
        ("conditions=" + ",".join(f"c{number}" for number in range(60)), "conditions"),
        ("conditions=,", "conditions"),
        ("k=0", "k"),
        ("k=100", "k"),
        ("k=nan", "k"),
        ("worst_share=100", "worst_share"),
        ("draws=99", "draws"),
        ("draws=100001", "draws"),
        ("seed=-1", "seed"),
        ("missing=guess", "missing"),
        ("list=perhaps", "list"),
        ("weights=food_access", "weights"),
        ("weights=food_access:nan", "weights"),
        ("weights=food_access:inf", "weights"),
        ("weights=food_access:-1", "weights"),
        ("weights=food_access:0", "weights"),
        ("weights=food_access:1,food_access:2", "weights"),
        ("weights=happiness:1", "weights"),
        ("level=moon", "level"),
        ("year=1999", "year"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_its_parameter(client: TestClient, asked: str, parameter: str) -> None:
    answer = client.get(f"{PATH}?{asked}")
    assert answer.status_code == 400
    assert parameter in answer.json()["description"]


def test_weights_are_read_as_an_address_has_them() -> None:
    assert weights_of(None) is None
    assert weights_of("a.b-2020:2, c:0.5") == {"a.b-2020": 2.0, "c": 0.5}
