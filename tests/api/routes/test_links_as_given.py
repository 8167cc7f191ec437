"""Addresses as people pass them on, paste them and shorten them lead where they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.api.routes.asking import INITIATIVES, MUNICIPALITIES, STATES, ids

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("/api/collections/", "/api/collections"),
        ("/api/collections/states/", "/api/collections/states"),
        ("/api/collections/states/items/?limit=1", "/api/collections/states/items?limit=1"),
        ("/api/collections/states/items/07/", "/api/collections/states/items/07"),
        ("/api/coverage/?top=", "/api/coverage?top="),
        ("/collections", "/api/collections"),
        ("/collections/", "/api/collections/"),
        ("/collections/states/items?limit=1&code=07", "/api/collections/states/items?limit=1&code=07"),
        ("/conformance", "/api/conformance"),
    ],
)
def test_a_slash_too_many_or_a_root_too_few_leads_to_the_same(client: TestClient, given: str, meant: str) -> None:
    reached = client.get(given)
    asked = client.get(meant)
    assert (reached.status_code, reached.content) == (asked.status_code, asked.content)
    if reached.history:
        # With method and query as they were, and on this server.
        assert {step.status_code for step in reached.history} <= {307, 308}
        assert urlsplit(str(reached.url)).netloc == "testserver"


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("application/json", True),
        ("application/json, */*;q=0.1", True),
        ("text/html,application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_a_program_that_is_given_the_sites_own_address_finds_the_landing_page(
    client: TestClient, accept: str, *, json: bool
) -> None:
    answer = client.get("/", headers={"accept": accept})
    assert answer.headers["content-type"].startswith("application/json" if json else "text/html")
    if json:
        assert {"data", "conformance", "service-desc"} <= {link["rel"] for link in answer.json()["links"]}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (STATES, "code=07%2C20"),
        (STATES, "code=07%2c20"),
        (STATES, "code=07,20"),
        (STATES, "code=07,%2020"),
        (STATES, "%63ode=07,20"),
        (STATES, "filter=code%20IN%20(%2707%27,%2720%27)"),
        (STATES, "filter=code+IN+('07','20')"),
        (STATES, "filter=code%20in%20(%2707%27%2C%2720%27)&f=geojson"),
        (STATES, "&code=07,20&"),
    ],
)
def test_an_address_means_the_same_however_it_is_escaped(client: TestClient, path: str, query: str) -> None:
    found = client.get(f"{path}?{query}", headers={"accept": "*/*"})
    assert found.status_code == 200, found.text
    assert [feature["id"] for feature in found.json()["features"]] == ["07", "20"]


def test_an_id_means_the_same_however_it_is_escaped(client: TestClient) -> None:
    plain = client.get(f"{STATES}/07").content
    assert client.get(f"{STATES}/%30%37").content == plain
    assert client.get("/api/collections/%73tates/items/07").json()["id"] == "07"


@pytest.mark.parametrize(
    "path", [STATES, f"{STATES}/07", MUNICIPALITIES, INITIATIVES, f"{INITIATIVES}/agroclimatic-warning"]
)
def test_geojson_is_a_name_of_the_format_wherever_json_is(client: TestClient, path: str) -> None:
    one, other = (client.get(path, params={"f": name}) for name in ("geojson", "json"))
    assert one.headers["content-type"] == other.headers["content-type"] == "application/geo+json"
    assert one.json().get("features") == other.json().get("features")


def test_an_empty_list_of_properties_or_of_an_order_is_a_list_of_nothing(client: TestClient) -> None:
    """OGC API - Common - Part 1, query-param-list-empty. A filter of no code is refused."""
    whole = client.get(f"{STATES}?skipGeometry=true").json()["features"]
    assert client.get(f"{STATES}?sortby=&skipGeometry=true").json()["features"] == whole
    for form in ("json", "html"):
        assert client.get(f"{STATES}?properties=&f={form}").status_code == 200
    bare = client.get(f"{STATES}?properties=").json()["features"]
    assert [feature["id"] for feature in bare] == [feature["id"] for feature in whole]
    assert all(feature["properties"] == {} and feature["geometry"] for feature in bare)


def test_a_state_of_570_municipalities_can_be_asked_for_by_code(client: TestClient) -> None:
    codes = ids(client, MUNICIPALITIES, state_code="20")
    assert len(codes) == 570
    quoted = ",".join(f"'{code}'" for code in codes)
    assert ids(client, MUNICIPALITIES, code=",".join(codes)) == codes
    assert ids(client, MUNICIPALITIES, filter=f"code IN ({quoted})") == codes
    assert (
        ids(client, MUNICIPALITIES, filter=f"area_km2 > 0 AND (code IN ({quoted}) OR state_code IN ('07'))")[124:]
        == codes
    )
    listed = quoted.replace("'", '"')
    asked = f'{{"op":"in","args":[{{"property":"code"}},[{listed}]]}}'
    answer = client.get(MUNICIPALITIES, params={"filter": asked, "filter-lang": "cql2-json", "skipGeometry": "true"})
    assert [feature["id"] for feature in answer.json()["features"]] == codes
