"""Pages of lists: their parts, their files, and what is saved from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.http.static import Web
from api.pages.value_text import path_of
from api.service import Service

if TYPE_CHECKING:
    from unmap.store import Dataset
from tests.api.pages.test_pages import DOCUMENTS, asked, document_of


def test_pages_before_and_behind_are_linked(client: TestClient) -> None:
    page = asked(client, "/api/coverage", level="state", limit=10, offset=10)
    assert "11–20" in page.text_content()
    [following] = page.xpath("//link[@rel='next']/@href")
    [before] = page.xpath("//link[@rel='prev']/@href")
    assert following in page.xpath("//main//a[@rel='next']/@href")
    assert "offset=20" in following
    assert "offset=0" in before
    assert "21–30" in asked(client, following).text_content()


def test_a_long_table_says_how_much_it_leaves_out(client: TestClient) -> None:
    page = asked(client, "/api/need", level="municipality")
    assert len(page.xpath("//tbody/tr")) == 1_000
    assert "The first 1,000 of 2,469" in page.text_content()


def test_without_the_web_build_pages_are_plain(dataset: Dataset) -> None:
    service = Service(dataset)
    service.web = Web({})
    with TestClient(create_app(service)) as client:
        page = asked(client, "/api/agencies")
    assert page.xpath("//link[@rel='stylesheet'] | //script") == []
    assert "UNHCR" in page.text_content()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_json_stays_what_clients_get_unless_they_ask(client: TestClient, path: str) -> None:
    parameters = {**DOCUMENTS[path]}
    assert client.get(path, params=parameters).headers["content-type"] == "application/json"
    answer = client.get(path, params=parameters, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("part", [{}, {"offset": 100}])
def test_what_is_saved_from_one_page_of_a_list_is_the_whole_list(client: TestClient, part: dict[str, int]) -> None:
    page = asked(client, "/api/collections/municipalities/items", state_code="20", **part)
    assert "All 570 as" in page.text_content()
    [table] = page.xpath("//nav[@class='formats']//a[@type='text/csv']/@href")
    assert len(client.get(table).text.splitlines()) == 1 + 570
    [drawn] = page.xpath("//@data-features")
    assert len(client.get(drawn).json()["features"]) == 570
    assert "Map of all 570 items" in page.text_content()


def test_the_next_page_of_a_list_is_still_one_of_the_whole(client: TestClient) -> None:
    page = asked(client, "/api/collections/municipalities/items", state_code="20")
    [following] = page.xpath("//link[@rel='next']/@href")
    assert "All 570 as" in asked(client, following).text_content()


def test_who_asks_for_a_part_saves_that_part(client: TestClient) -> None:
    page = asked(client, "/api/collections/municipalities/items", state_code="20", limit=5, offset=10)
    assert "This page as" in page.text_content()
    [table] = page.xpath("//nav[@class='formats']//a[@type='text/csv']/@href")
    assert len(client.get(table).text.splitlines()) == 1 + 5
    [drawn] = page.xpath("//@data-features")
    assert len(client.get(drawn).json()["features"]) == 5


def test_a_list_that_fits_its_page_says_no_more(client: TestClient) -> None:
    page = asked(client, "/api/collections/states/items", code="07,20")
    assert "This page as" in page.text_content()
    assert "Map of the items in this list" in page.text_content()


def test_exports_lead_to_every_file(client: TestClient) -> None:
    listed = document_of(client, "/api/exports")
    page = asked(client, "/api/exports")
    rows = {row.get("id"): row for row in page.xpath("//tbody/tr")}
    assert set(rows) == {one["name"] for one in listed["exports"]}
    for one in listed["exports"]:
        # People open CSV in a spreadsheet.
        marks = ["&bom=true" if link["type"].startswith("text/csv") else "" for link in one["links"]]
        links = [path_of(link["href"]) + mark for link, mark in zip(one["links"], marks, strict=True)]
        assert rows[one["name"]].xpath(".//a/@href") == links
        assert rows[one["name"]].xpath(".//a/text()") == one["formats"]


def test_a_page_of_many_years_does_not_claim_to_be_of_one(client: TestClient, dataset: Dataset) -> None:
    years = dataset.values["year"]
    assert f"Period{years.min()}/{years.max()}" in "".join(asked(client, "/api/exports").text_content().split())


def test_collections_name_the_sources_of_their_need(client: TestClient) -> None:
    foot = asked(client, "/api/collections").xpath("//footer")[0].text_content()
    assert "Consejo Nacional de Evaluación de la Política de Desarrollo Social" in foot


def test_a_page_is_silent_about_unknown_values_where_there_are_none(client: TestClient) -> None:
    path = "/api/v2/metadata/org"
    assert not asked(client, path).xpath("//dt[normalize-space()='unknown']")
    assert asked(client, path, acronym="NONE").xpath("//dt[normalize-space()='unknown']")


@pytest.mark.parametrize("path", ["/api/presence", "/api/collections/offices/items", "/api/coverage"])
def test_a_page_offers_excel_before_csv_and_csv_that_excel_reads(client: TestClient, path: str) -> None:
    page = asked(client, path)
    names = [one.text for one in page.xpath("//nav[@class='formats']//a")]
    assert names.index("Excel") < names.index("CSV")
    [table] = page.xpath("//nav[@class='formats']//a[@type='text/csv']/@href")
    assert client.get(table).content.startswith(b"\xef\xbb\xbf")


def test_the_list_of_exports_offers_csv_that_excel_reads(client: TestClient) -> None:
    [table] = asked(client, "/api/exports").xpath("//tr[@id='offices']//a[text()='csv']/@href")
    assert client.get(table).content.startswith(b"\xef\xbb\xbf")
