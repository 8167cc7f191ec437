"""Addresses take the names that people use, and say what was perhaps meant without repeating the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def test_an_area_has_one_document_under_each_of_its_names(client: TestClient) -> None:
    for name in ("MX07", "Chiapas", "chis."):
        found = client.get(f"/api/areas/{name}").json()
        assert (found["code"], found["pcode"], found["name"]) == ("07", "MX07", "Chiapas")
        assert found["links"][0]["href"].endswith("/api/areas/07")


def test_the_brief_takes_a_pcode_and_a_name(client: TestClient) -> None:
    for name in ("MX07", "Chiapas"):
        assert "<title>Chiapas: territory brief" in client.get(f"/brief/{name}").text


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("presence?area=MX07&table=areas", "presence?area=07&table=areas"),
        ("presence?area=Chiapas&table=areas", "presence?area=07&table=areas"),
        ("presence?agency=acnur,OIM&table=areas", "presence?agency=UNHCR,IOM&table=areas"),
        ("framework?theme=Igualdad de género", "framework?theme=gender"),
        ("coverage?agency=unhcr&area=CDMX", "coverage?agency=UNHCR&area=09"),
        ("facets?agency=pnud", "facets?agency=UNDP"),
        ("change?area=Edomex", "change?area=15"),
        ("footprints?agency=onu mujeres&table=agencies", "footprints?agency=UN-Women&table=agencies"),
        ("need?indicator=poverty_pct.mun-2020", "need?indicator=poverty_pct.mun-2020&level=municipality"),
        ("need?indicator=extreme poverty", "need?indicator=extreme_poverty_pct.mmp-2016"),
        ("equity?indicator=poverty_pct.mun-2020", "equity?indicator=poverty_pct.mun-2020&level=municipality"),
    ],
)
def test_a_name_gives_what_its_code_gives(client: TestClient, asked: str, canonical: str) -> None:
    found, expected = client.get(f"/api/{asked}"), client.get(f"/api/{canonical}")
    assert (found.status_code, expected.status_code) == (200, 200)
    assert {**found.json(), "links": None} == {**expected.json(), "links": None}


def test_offices_of_an_agency_are_found_by_any_of_its_names(client: TestClient) -> None:
    found = client.get("/api/collections/offices/items?agency_id=acnur").json()
    assert (
        found["numberMatched"] == client.get("/api/collections/offices/items?agency_id=UNHCR").json()["numberMatched"]
    )


@pytest.mark.parametrize(
    ("address", "status", "hint"),
    [
        ("/api/areas/7", 404, "did you mean Chiapas (07)? Codes are text and keep their leading zero"),
        ("/api/collections/states/items/7", 404, 'did you mean "07"? Codes are text'),
        ("/api/collections/municipalities/items/1001", 404, 'did you mean "01001"? Codes are text'),
        ("/api/presence?area=7", 400, "did you mean Chiapas (07)? Codes are text"),
        ("/api/presence?agency=acnurr", 400, "did you mean UNHCR?"),
        ("/api/presence?area=Benito Juárez", 400, "Benito Juárez, Quintana Roo (23005)"),
        ("/api/presence?area=Chiapaz", 400, "did you mean Chiapas (07)"),
        ("/api/need?indicator=povertyy", 400, "did you mean poverty_pct"),
        ("/api/presence?agencies=UNHCR", 400, "did you mean agency? There are agency, area"),
        ("/api/areas/07?language=es", 400, "f, report"),
        ("/api/collections/states/items?bbox_crs=x", 400, "did you mean bbox-crs?"),
    ],
)
def test_what_is_not_known_is_met_with_what_is(client: TestClient, address: str, status: int, hint: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert hint in answer.json()["description"]


@pytest.mark.parametrize("given", ["<i>acnurr", "zzz", "Chiapaz"])
def test_text_of_a_request_is_not_repeated(client: TestClient, given: str) -> None:
    for address in (
        f"/api/presence?agency={given}",
        f"/api/presence?{given}=1",
        f"/api/areas/{given}",
        f"/api/need?indicator={given}",
    ):
        assert given not in client.get(address).text


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/?area=MX07", "/?area=07"),
        ("/?view=gap&area=Edomex&lang=es", "/?view=gap&area=15&lang=es"),
        ("/?agency=acnur&area=Puebla, Puebla", "/?agency=UNHCR&area=21114"),
        ("/?topic=Gender equality", "/?topic=gender"),
    ],
)
def test_a_link_that_names_things_leads_to_the_one_with_codes(client: TestClient, link: str, address: str) -> None:
    answer = client.get(link, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].removeprefix("http://testserver") == address


@pytest.mark.parametrize(
    "link", ["/?area=07", "/?area=Benito Juárez", "/?area=7", "/?agency=nobody", "/?area=&lang=es"]
)
def test_a_link_that_names_one_thing_by_code_or_no_one_thing_stays(client: TestClient, link: str) -> None:
    assert client.get(link, follow_redirects=False).status_code == 200


@pytest.mark.parametrize(("words", "first"), [("CDMX", "09"), ("unhcr tabasco", "27"), ("poverty", "poverty")])
def test_the_search_of_the_page_finds_by_any_name(client: TestClient, words: str, first: str) -> None:
    groups = client.get("/search", params={"q": words}).json()["groups"]
    assert groups[0]["items"][0]["id"] == first


def test_the_search_refuses_what_it_does_not_know(client: TestClient) -> None:
    assert client.get("/search").status_code == 400
    assert client.get("/search?q=x&group=chairs").json()["parameter"] == "group"
    assert client.get("/search", params={"q": "x" * 101}).status_code == 400
    assert client.get("/search?q=zzzz").json() == {"groups": []}
