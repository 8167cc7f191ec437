"""Reach and siting over HTTP: people counted once, and places that are proven best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyproj import Geod

from tests.api.routes.test_coverage import values
from tests.api.routes.test_measures import ask
from tests.api.tables import by, offices_of, parsed, same_in_csv

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset


def seats(dataset: Dataset) -> dict[str, tuple[float, float]]:
    layer = dataset.municipalities
    return dict(zip(layer["code"], zip(layer["seat_lon"], layer["seat_lat"], strict=True), strict=True))


def test_people_near_an_office_are_those_of_the_municipalities_whose_seats_are(
    client: TestClient, dataset: Dataset
) -> None:
    body = ask(client, "reach", radius=50, agency="IOM")
    persons, at = values("poverty_persons.mun-2020", "2020"), seats(dataset)
    persons = {code: number for code, number in persons.items() if len(code) == 5}
    offices = dataset.offices.loc[dataset.offices["agency_id"] == "IOM", ["lon", "lat"]].to_numpy()
    earth = Geod(ellps="WGS84")

    def nearest(code: str) -> float:
        return float(min(earth.inv(*at[code], *office)[2] for office in offices)) / 1000

    assert body["offices"] == len(offices_of(agency_id="IOM"))
    assert body["persons"] == sum(persons.values())
    assert body["covered"] == sum(number for code, number in persons.items() if nearest(code) <= 50)
    assert body["beyond"] == sum(number for code, number in persons.items() if nearest(code) > 50)
    assert body["share"] == pytest.approx(body["covered"] / body["persons"])
    areas = by(body["areas"], "code")
    assert areas["07089"]["nearest_km"] == pytest.approx(nearest("07089"), abs=1e-6)
    assert body["query"]["radius"] == 50
    assert body["query"]["level"] == body["need"]["level"] == "municipality"
    assert sum(row["covered"] for row in body["by_state"]) == body["covered"]


@pytest.mark.parametrize("name", ["areas", "by_state", "by_agency", "left_out", "curve"])
def test_every_table_of_reach_is_there_as_csv(client: TestClient, name: str) -> None:
    body = ask(client, "reach", table=name)
    rows = body[name]
    assert not {"areas", "by_state", "by_agency", "left_out", "curve"} - {name} & set(body)
    lines = parsed(client.get("/api/reach", params={"table": name, "f": "csv"}).text)
    same_in_csv(lines, rows)
    assert {line["indicator_id"] for line in lines} == {"poverty_pct.mun-2020"}


def test_reach_is_drawn_with_the_values_of_its_areas(client: TestClient) -> None:
    features = client.get("/api/reach", params={"f": "geojson"}).json()
    assert [feature["properties"] for feature in features["features"]] == ask(client, "reach")["areas"]
    assert features["radius_km"] == 100


def test_no_office_reaches_nobody_and_says_why(client: TestClient) -> None:
    body = ask(client, "reach", outcome="3")
    assert (body["offices"], body["covered"], body["share"]) == (0, None, None)
    [reason] = body["reasons"]
    assert reason["code"] == "offices-have-none"
    assert "oficinas" in reason["es"]


def test_places_are_chosen_with_their_proof(client: TestClient) -> None:
    body = ask(client, "siting", k=3)
    assert (body["optimal"], body["k"], len(body["chosen"])) == (True, 3, 3)
    assert body["objective_value"] == body["covered_after"] == body["bound"]
    near = ask(client, "reach")
    assert body["covered_before"] == near["covered"]
    added = sum(place["persons_added"] for place in body["chosen"])
    assert body["covered_before"] + added == body["covered_after"]
    assert [step["k"] for step in body["gain_by_k"]] == [1, 2, 3]
    assert all(step["objective_value"] >= step["greedy_value"] for step in body["gain_by_k"])
    lines = parsed(client.get("/api/siting", params={"k": 3, "f": "csv"}).text)
    assert [line["code"] for line in lines] == [place["code"] for place in body["chosen"]]
    features = client.get("/api/siting", params={"k": 3, "f": "geojson"}).json()["features"]
    assert [feature["properties"] for feature in features] == body["chosen"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [
        [place["lon"], place["lat"]] for place in body["chosen"]
    ]


def test_places_are_chosen_among_towns_of_a_state(client: TestClient) -> None:
    body = ask(client, "siting", k=2, candidates="20", min_town=20_000)
    assert {row["code"][:2] for row in body["chosen"]} == {"20"}
    assert (body["query"]["candidates"], body["query"]["min_town"]) == (["20"], 20_000)


def test_headquarters_count_where_asked_for(client: TestClient) -> None:
    without, counted = (ask(client, "reach", agency="UNICEF", headquarters=wanted) for wanted in (False, True))
    assert counted["offices"] == without["offices"] + 1
    assert counted["share"] > without["share"]
    assert "Headquarters count too" in counted["counting"]


def test_places_are_chosen_among_candidates(client: TestClient) -> None:
    body = ask(client, "siting", k=2, candidates="11020,27004,30193", objective="distance")
    assert {place["code"] for place in body["chosen"]} <= {"11020", "27004", "30193"}
    assert body["query"]["candidates"] == ["11020", "27004", "30193"]
    assert body["candidates"] == 3
    assert body["mean_km_after"] < body["mean_km_before"]
