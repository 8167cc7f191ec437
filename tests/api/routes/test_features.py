"""Collections answer as OGC API - Features has it, with the joined attributes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

STATES = "/api/collections/states/items"
MUNICIPALITIES = "/api/collections/municipalities/items"
OFFICES = "/api/collections/offices/items"


def items(client: TestClient, path: str, **parameters: str | int) -> dict[str, Any]:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == len(body["features"])
    return body


def ids(body: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in body["features"]]


def rel(body: dict[str, Any], name: str) -> str | None:
    return next((link["href"] for link in body["links"] if link["rel"] == name), None)


def test_the_landing_page_links_to_everything(client: TestClient) -> None:
    body = client.get("/api").json()
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= {
        link["rel"] for link in body["links"]
    }
    for link in body["links"]:
        assert client.get(link["href"]).status_code == 200, link
    assert body["totals"]["states_without_any"] == 12
    assert body["report"]["reporting_year"] == 2020


def test_every_collection_is_listed_and_links_to_its_items(client: TestClient) -> None:
    body = client.get("/api/collections").json()
    assert [collection["id"] for collection in body["collections"]] == [
        "states",
        "municipalities",
        "offices",
        "initiatives",
    ]
    for collection in body["collections"]:
        assert client.get(f"/api/collections/{collection['id']}").json() == collection
        assert client.get(rel(collection, "items") or "", params={"limit": 1}).status_code == 200
        [west, south, east, north] = collection["extent"]["spatial"]["bbox"][0]
        assert -119 < west < east < -86
        assert 14 < south < north < 33


def test_all_states_and_municipalities_are_served(client: TestClient) -> None:
    assert items(client, STATES)["numberMatched"] == 32
    assert items(client, MUNICIPALITIES)["numberReturned"] == 2_469


def test_the_overview_of_all_municipalities_stays_below_900_kb(client: TestClient) -> None:
    answer = client.get(MUNICIPALITIES, headers={"accept-encoding": "gzip"})
    assert int(answer.headers["content-length"]) <= 900_000


def test_a_state_carries_need_presence_and_their_sources(client: TestClient) -> None:
    properties = items(client, STATES, code="07")["features"][0]["properties"]
    assert properties["pcode"] == "MX07"
    assert properties["need_indicator"] == "poverty_pct.mmp-2016"
    assert properties["need_series"] == "mmp-2016"
    assert properties["need_year"] == 2020
    assert round(properties["need_pct"], 1) == 75.5
    assert (properties["offices"], properties["office_agencies"], properties["presence"]) == (7, 6, "field")
    known = {source["source_id"] for source in client.get("/api/sources").json()["sources"]}
    assert {properties["need_source"], properties["presence_source"]} <= known


def test_another_need_can_be_chosen(client: TestClient) -> None:
    body = items(client, STATES, indicator="poverty_pct.mmp-2008", year=2018, code="07,19")
    values = {feature["id"]: round(feature["properties"]["need_value"], 1) for feature in body["features"]}
    assert values == {"07": 76.4, "19": 14.5}


def test_twelve_states_are_found_without_any_office(client: TestClient) -> None:
    body = items(client, STATES, presence="none-reported")
    assert body["numberMatched"] == 12
    assert "22" in ids(body)


def test_pages_follow_each_other_to_the_last_feature(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = f"{MUNICIPALITIES}?limit=1000"
    while address:
        body = client.get(address).json()
        assert body["numberMatched"] == 2_469
        seen += ids(body)
        address = rel(body, "next")
    assert len(seen) == 2_469
    assert seen == sorted(set(seen))


def test_a_limit_above_the_maximum_is_clamped(client: TestClient) -> None:
    assert items(client, STATES, limit=1_000_000)["numberReturned"] == 32


def test_an_offset_behind_the_end_gives_an_empty_page(client: TestClient) -> None:
    body = items(client, STATES, offset=100)
    assert (body["features"], body["numberMatched"], body["numberReturned"]) == ([], 32, 0)


def test_codes_are_matched_exactly(client: TestClient) -> None:
    assert ids(items(client, STATES, code="07")) == ["07"]
    assert ids(items(client, STATES, pcode="MX07,MX20")) == ["07", "20"]
    assert items(client, MUNICIPALITIES, state_code="09")["numberMatched"] == 16


def test_a_box_gives_what_it_touches(client: TestClient) -> None:
    assert ids(items(client, STATES, bbox="-92.2,14.8,-92.1,15.0")) == ["07"]
    found = items(client, OFFICES, bbox="-92.5,14.7,-92.0,15.1")
    # Tapachula's two, and the headquarters, which have no point.
    assert ids(found) == ["headquarters-09", "unhcr-07089", "unicef-07089"]


def test_a_box_with_heights_is_understood(client: TestClient) -> None:
    assert ids(items(client, STATES, bbox="-92.2,14.8,0,-92.1,15.0,500")) == ["07"]


def test_a_part_of_the_country_comes_in_detail(client: TestClient) -> None:
    def vertices(**parameters: str) -> int:
        [feature] = items(client, MUNICIPALITIES, code="23005", **parameters)["features"]
        return len(str(feature["geometry"]).split(","))

    assert vertices() == vertices(resolution="detail") > 3 * vertices(resolution="overview")


def test_one_feature_links_to_its_collection(client: TestClient) -> None:
    for path, name in (
        (f"{STATES}/07", "Chiapas"),
        (f"{MUNICIPALITIES}/23005", "Benito Juárez"),
        (f"{OFFICES}/undp-23005", None),
    ):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/geo+json"
        body = answer.json()
        assert body["id"] == path.rsplit("/", 1)[1]
        assert body["properties"].get("name") == name
        assert client.get(rel(body, "collection") or "").status_code == 200
        assert client.get(rel(body, "self") or "").json() == body


def test_offices_are_35_points_and_one_count_without_place(client: TestClient) -> None:
    body = items(client, OFFICES)
    assert body["numberMatched"] == 36
    [main] = [feature for feature in body["features"] if feature["geometry"] is None]
    assert (main["properties"]["listed_count"], main["properties"]["agency_id"]) == (25, None)
    assert items(client, OFFICES, agency_id="UNODC")["numberMatched"] == 7
    assert items(client, OFFICES, agency_id="UNICEF,IOM", state_code="07")["numberMatched"] == 2


def test_a_feature_links_to_what_is_known_of_its_areas(client: TestClient) -> None:
    for path, area in (
        (f"{STATES}/07", "07"),
        (f"{OFFICES}/undp-23005", "23005"),
        (f"{OFFICES}/headquarters-09", "09"),
    ):
        address = rel(client.get(path).json(), "related") or ""
        assert client.get(address).json()["code"] == area


@pytest.mark.parametrize("path", [STATES, MUNICIPALITIES, OFFICES])
def test_csv_has_the_columns_of_the_properties(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"f": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    features = items(client, path)["features"]
    assert len(rows) == len(features)
    extra = {"sources", "terms", "period", "edition"} | ({"lon", "lat"} if path == OFFICES else set())
    assert set(rows[0]) == set(features[0]["properties"]) | extra
    first = features[-1]["properties"]
    for name, value in first.items():
        if isinstance(value, str):
            assert rows[-1][name] == value
        else:
            assert (float(rows[-1][name]) if rows[-1][name] else None) == value


def test_an_empty_csv_keeps_its_header(client: TestClient) -> None:
    answer = client.get(STATES, params={"f": "csv", "name": "Nowhere"})
    assert answer.text.startswith("code,pcode,name")
    assert len(answer.text.splitlines()) == 1
