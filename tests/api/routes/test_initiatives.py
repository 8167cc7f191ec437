"""Initiatives are found by exact codes, words and boxes; what has no place lies in every box."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.tables import fitting, many, parsed, table

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PATH = "/api/collections/initiatives/items"


def items(client: TestClient, **parameters: str | int) -> dict[str, Any]:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    body: dict[str, Any] = answer.json()
    assert body["numberReturned"] == len(body["features"])
    return body


def ids(client: TestClient, **parameters: str | int) -> set[str]:
    body = items(client, **parameters)
    found = [feature["id"] for feature in body["features"]]
    assert len(found) == len(set(found)) == body["numberMatched"]
    return set(found)


@pytest.mark.parametrize(
    "filters",
    [
        {"agency": "UNHCR"},
        {"agency": "UNHCR,IOM"},
        {"outcome": "2,10"},
        {"priority": "4"},
        {"pillar": "2"},
        {"theme": "migration"},
        {"donor": "European Union,Joint SDG Fund"},
        {"scope": "regional,unnamed-places"},
        {"area": "07"},
        {"area": "07089"},
        {"area": "09,19"},
        {"agency": "UNHCR", "area": "07"},
        {"theme": "gender", "priority": "4", "scope": "located"},
    ],
)
def test_filters_give_what_the_tables_say(client: TestClient, filters: dict[str, str]) -> None:
    expected = fitting(**filters)
    assert 0 < len(expected) < len(table("initiatives"))
    assert ids(client, **filters) == expected


def test_a_state_is_asked_for_with_its_municipalities_and_not_the_other_way_round(client: TestClient) -> None:
    places = many("initiative_places", "area_code")
    state, tapachula = ids(client, area="07"), ids(client, area="07089")
    assert any("07" not in places[key] for key in state)
    assert {key for key in state if places[key] == {"07"}}.isdisjoint(tapachula)


def test_words_are_found_in_any_order_without_accents(client: TestClient) -> None:
    [title] = [row for row in table("initiatives") if row["title"] == "Shelter for asylum seekers in Tapachula"]
    for text in ("tapachula SHELTER", "asylum, Tapáchula", f"{title['title_es']}"):
        assert title["initiative_id"] in ids(client, q=text), text
    assert ids(client, q="zq9x") == set()


def test_what_has_no_place_lies_in_every_box(client: TestClient) -> None:
    nowhere = {row["initiative_id"] for row in table("initiatives") if row["scope"] != "located"}
    assert ids(client, bbox="-110,5,-109,6") == nowhere
    in_tapachula = fitting(area="07089")
    assert in_tapachula
    # The seat of Tapachula alone lies in this box.
    assert ids(client, bbox="-92.3,14.85,-92.2,14.95") == nowhere | {
        key for key in in_tapachula if "07089" in many("initiative_places", "area_code")[key]
    }
    assert ids(client, bbox="-92.3,14.85,-92.2,14.95", scope="located") == in_tapachula


def test_only_located_work_has_a_geometry_of_one_point_for_each_place(client: TestClient) -> None:
    places = many("initiative_places", "area_code")
    for feature in items(client)["features"]:
        points = feature["geometry"]["coordinates"] if feature["geometry"] else []
        assert len(points) == len(places[feature["id"]]), feature["id"]


def test_pages_follow_each_other_in_the_order_of_the_table(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = f"{PATH}?limit=7&scope=located"
    while address:
        body = client.get(address).json()
        seen += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    located = fitting(scope="located")
    assert seen == [row["initiative_id"] for row in table("initiatives") if row["initiative_id"] in located]


def test_a_record_carries_agencies_places_results_and_partners(client: TestClient) -> None:
    for feature in items(client)["features"]:
        properties, key = feature["properties"], feature["id"]
        assert set(properties.get("agency_ids", ())) == many("initiative_agencies", "agency_id")[key]
        places, results, partners = (json.loads(properties[name] or "[]") for name in ("places", "results", "partners"))
        assert {place["area_code"] for place in places} == many("initiative_places", "area_code")[key]
        stated = [row for row in table("initiative_results") if row["initiative_id"] == key]
        assert [result["value"] for result in results] == [float(row["value"]) for row in stated]
        named = [row["partner"] for row in table("initiative_partners") if row["initiative_id"] == key]
        assert [partner["partner"] for partner in partners] == named


def test_csv_holds_what_json_holds(client: TestClient) -> None:
    answer = client.get(PATH, params={"f": "csv", "agency": "UNHCR"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="unmap-initiatives-2020.csv"' in answer.headers["content-disposition"]
    rows = parsed(answer.text)
    features = items(client, agency="UNHCR")["features"]
    described = client.get("/api/collections/initiatives/schema").json()["properties"]
    assert list(rows[0]) == [
        *(name for name in described if name != "geometry"),
        "sources",
        "terms",
        "period",
        "edition",
    ]
    assert len(rows) == len(features)
    for row, feature in zip(rows, features, strict=True):
        properties = feature["properties"]
        assert row["initiative_id"] == feature["id"]
        assert row["title_es"] == properties["title_es"]
        assert row["agency_ids"] == ";".join(properties["agency_ids"])
        assert row["themes"] == ";".join(properties["themes"])
        for name in ("places", "results", "partners"):
            assert json.loads(row[name] or "[]") == json.loads(properties[name] or "[]")
        assert row["start_year"] == str(properties.get("start_year", ""))


def test_an_empty_answer_keeps_its_header(client: TestClient) -> None:
    [header] = client.get(PATH, params={"f": "csv", "q": "zq9x"}).text.splitlines()
    assert header.startswith("initiative_id,title,title_es,")
    assert items(client, q="zq9x")["numberMatched"] == 0


def test_one_initiative_links_to_its_areas(client: TestClient) -> None:
    places = many("initiative_places", "area_code")
    for key in sorted(fitting(area="07")):
        body = client.get(f"{PATH}/{key}").json()
        assert (body["id"], body["properties"]["initiative_id"]) == (key, key)
        linked = [link["href"] for link in body["links"] if link["rel"] == "related"]
        assert {href.rsplit("/", 1)[1] for href in linked} == places[key]
        assert client.get(linked[0]).json()["code"] in places[key]


def test_the_collection_spans_the_years_that_are_stated(client: TestClient) -> None:
    years = [int(row[name]) for row in table("initiatives") for name in ("start_year", "end_year") if row[name]]
    [[first, last]] = client.get("/api/collections/initiatives").json()["extent"]["temporal"]["interval"]
    assert (first, last) == (f"{min(years)}-01-01T00:00:00Z", f"{max(2020, *years)}-12-31T23:59:59Z")
    [[first, last]] = client.get("/api/collections/offices").json()["extent"]["temporal"]["interval"]
    assert (first, last) == ("2020-01-01T00:00:00Z", "2020-12-31T23:59:59Z")
