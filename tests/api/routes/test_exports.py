"""`/api/exports` lists everything that can be had as a file, and gives each in the formats that it lists."""

from __future__ import annotations

import csv
import io
import tempfile
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pyarrow.parquet as pq
import pytest
from lxml import etree

from tests.tables import EXPORTS
from unmap.formats import Form
from unmap.formats.writing import MEDIA_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

PATH = "/api/exports"


def test_the_list_names_every_export_with_its_formats(client: TestClient) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    listed = {entry["name"]: entry for entry in answer.json()["exports"]}
    assert list(listed) == list(EXPORTS)
    assert listed["states"]["formats"] == ["geojson", "gpkg", "parquet", "topojson", "csv", "xlsx"]
    assert listed["states"]["parameters"] == ["indicator", "year", "resolution", "hxl", "bom"]
    assert listed["activities"]["parameters"] == ["publisher"]
    assert listed["map"]["links"][0]["href"].endswith("/api/exports/map?f=html")
    assert {source["source_id"] for source in answer.json()["sources"]} >= {"un-mexico-results-2020"}


@pytest.mark.parametrize("name", ["states", "municipalities", "offices", "initiatives"])
def test_items_exports_tiles_and_descriptions_of_a_layer_name_the_same_sources(client: TestClient, name: str) -> None:
    collection = f"/api/collections/{name}"
    told = client.get(collection, headers={"accept": "application/json"}).json()["about"]["sources"]
    assert len(told) > 2
    assert client.get(f"{collection}/items?limit=1").json()["about"]["sources"] == told
    row = next(csv.DictReader(io.StringIO(client.get(f"{PATH}/{name}?f=csv").text, newline="")))
    assert row["sources"].split(";") == [source["source_id"] for source in told]
    drawn = client.get(f"{collection}/tiles/WebMercatorQuad").json()["attribution"]
    assert drawn == "; ".join(f"{one['publisher']}: {one['title']} ({one['year']})" for one in told)


def test_the_list_is_a_page_for_people(client: TestClient) -> None:
    page = client.get(PATH, headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Exports" in page.text


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if not export.long])
def test_every_link_of_the_list_gives_its_file(client: TestClient, name: str) -> None:
    for form in EXPORTS[name].forms:
        answer = client.get(f"{PATH}/{name}?f={form}")
        assert answer.status_code == 200, form
        assert answer.headers["content-type"] == MEDIA_TYPES[form]
        saved = answer.headers["content-disposition"]
        assert saved.startswith(f'attachment; filename="unmap-{name}')
        assert saved.endswith(f'.{form}"')
        assert answer.content


def test_the_name_of_a_file_is_its_content_and_year(client: TestClient) -> None:
    answer = client.get(f"{PATH}/municipalities?f=gpkg&resolution=overview")
    assert answer.headers["content-disposition"] == 'attachment; filename="unmap-municipalities-2020.gpkg"'
    other = client.head(f"{PATH}/states?f=csv&indicator=poverty_pct.mmp-2016&year=2022")
    assert other.headers["content-disposition"] == (
        'attachment; filename="unmap-states-poverty_pct.mmp-2016-2020-2022.csv"'
    )


def test_geopandas_opens_what_is_sent(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(client.get(f"{PATH}/states?f=gpkg").content)
    assert len(gpd.read_file(tmp_path / "a.gpkg", layer="states")) == 32
    sent = client.get(f"{PATH}/municipalities?f=parquet&resolution=overview").content
    (tmp_path / "a.parquet").write_bytes(sent)
    assert len(gpd.read_parquet(tmp_path / "a.parquet")) == 2_469


def test_level_and_hashtags_are_kept(client: TestClient) -> None:
    answer = client.get(f"{PATH}/presence?f=xlsx&level=municipality&hxl=true")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["presence-municipality", "columns", "sources"]
    assert book["presence-municipality"]["A2"].value == "#adm2+code"
    assert book["presence-municipality"].max_row == 2_469 + 2


def test_activities_and_the_map_are_documents(client: TestClient) -> None:
    document = etree.fromstring(client.get(f"{PATH}/activities?publisher=XM-DAC-41305").content)
    assert len(document) == 72
    assert document.get("generated-datetime")
    assert (document[0].findtext("iati-identifier") or "").startswith("XM-DAC-41305-")


def test_accept_chooses_the_format(client: TestClient) -> None:
    answer = client.get(f"{PATH}/offices", headers={"accept": "application/vnd.apache.parquet"})
    assert pq.read_table(io.BytesIO(answer.content)).num_rows == 36
    assert client.get(f"{PATH}/offices").headers["content-type"] == MEDIA_TYPES[Form.GEOJSON]
    assert client.get(f"{PATH}/offices", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("everything", 404, None),
        ("..%2Fstates", 404, None),
        ("states%00", 404, None),
        ("x" * 200, 400, "name"),
        ("states?f=xml", 400, "f"),
        ("states?f=foo", 400, "f"),
        ("states?f=", 400, "f"),
        ("states?f=csv&f=csv", 400, "query"),
        ("framework?f=gpkg", 400, "f"),
        ("activities?f=csv", 400, "f"),
        ("states?f=gpkg&hxl=true", 400, "hxl"),
        ("states?hxl=perhaps", 400, "hxl"),
        ("states?level=state", 400, "level"),
        ("presence?level=country", 400, "level"),
        ("presence?year=2020", 400, "year"),
        ("states?indicator=happiness", 400, "indicator"),
        ("states?year=nan", 400, "year"),
        ("states?year=99999999999999999999", 400, "year"),
        ("states?resolution=fine", 400, "resolution"),
        ("map?lang=xx", 400, "lang"),
        ("activities?publisher=a/b", 400, "publisher"),
        ("states?publisher=a", 400, "publisher"),
        ("states?colour=red", 400, None),
        ("table-values?indicator=happiness", 400, "indicator"),
        ("table-values?year=1901", 400, "year"),
    ],
)
def test_what_there_is_not_is_a_problem(client: TestClient, address: str, status: int, parameter: str | None) -> None:
    answer = client.get(f"{PATH}/{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if parameter:
        assert answer.json().get("parameter") == parameter


def test_a_format_that_is_not_offered_tells_those_that_are(client: TestClient) -> None:
    assert "geojson, gpkg, parquet, topojson, csv, xlsx" in client.get(f"{PATH}/states?f=xml").json()["detail"]


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{PATH}/offices?f=gpkg")
    again = client.get(f"{PATH}/offices?f=gpkg", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_temporary_folder_without_room_is_a_problem_of_the_server(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    answer = client.get("/api/collections/offices/items?f=gpkg&limit=3")
    assert (answer.status_code, answer.json()["code"]) == (503, "cannot-write")
    assert "temporary folder" in answer.json()["detail"]
    assert "nowhere" not in answer.text


def test_the_definition_says_which_files_are_bytes(client: TestClient) -> None:
    held = client.get("/api/openapi.json").json()["paths"]["/api/exports/{name}"]["get"]["responses"]["200"]["content"]
    binary = {name for name, medium in held.items() if medium["schema"].get("format") == "binary"}
    assert {"application/vnd.apache.parquet", "application/geopackage+sqlite3"} <= binary
    assert not any(name.startswith("text/") for name in binary)
    assert held["application/topo+json"]["schema"]["type"] == "object"


@pytest.mark.parametrize("path", ["coverage?indicator=zq9x", "change?concept=zq9x", "need?indicator=zq9x"])
def test_a_refusal_names_a_route_and_no_table_of_the_folder(client: TestClient, path: str) -> None:
    sentence = client.get(f"/api/{path}").json()["description"]
    assert ".csv" not in sentence
    assert "/api/need/indicators" in sentence or "there are" in sentence.lower()
