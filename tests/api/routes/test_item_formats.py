"""The same features in every format: as negotiated, whole in files and by pages for people, with one time stamp."""

from __future__ import annotations

import io
import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import orjson
import pandas as pd
import pytest
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.service import Service
from api.settings import Settings
from tests.api.routes.asking import (
    INITIATIVES,
    LEAN,
    MUNICIPALITIES,
    OFFICES,
    STATES,
    got,
    ids,
    refused,
    refused_on_a_page,
)
from tests.api.tables import parsed

if TYPE_CHECKING:
    from pathlib import Path

PART = {"filter": "need_pct > 70 AND presence = 'none-reported'", "sortby": "-need_pct,code"}


def codes(form: str, content: bytes) -> list[str]:
    """Codes of the features of a file, in their order, read by a library that many use for that format."""
    if form == "csv":
        return pd.read_csv(io.BytesIO(content), dtype=str)["code"].tolist()
    if form == "xlsx":
        rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        header = next(rows)
        return [str(row[header.index("code")]) for row in rows]
    if form == "topojson":
        [layer] = orjson.loads(content)["objects"].values()
        return [one["properties"]["code"] for one in layer["geometries"]]
    with tempfile.NamedTemporaryFile(suffix=f".{form}") as file:
        file.write(content)
        file.flush()
        if form == "parquet":
            return list(gpd.read_parquet(file.name)["code"])
        return list(gpd.read_file(file.name, layer="municipalities")["code"])


@pytest.mark.parametrize("form", ["csv", "xlsx", "gpkg", "parquet", "topojson"])
def test_a_file_holds_all_that_was_selected_in_the_same_order(client: TestClient, form: str) -> None:
    expected = ids(client, MUNICIPALITIES, **PART)
    assert len(expected) > 500
    answer = client.get(MUNICIPALITIES, params={**PART, "f": form})
    assert codes(form, answer.content) == expected
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    part = client.get(MUNICIPALITIES, params={**PART, "f": form, "limit": "7", "offset": "3"})
    assert codes(form, part.content) == expected[3:10]


def test_a_file_holds_more_than_a_page_of_the_list_would(client: TestClient) -> None:
    assert len(parsed(client.get(MUNICIPALITIES, params={"f": "csv"}).text)) == 2_469
    page = client.get(MUNICIPALITIES, params={"f": "html", "properties": "name"}).text
    assert page.count("<tr") < 110


def test_a_page_for_people_links_to_the_next_and_to_the_other_formats(client: TestClient) -> None:
    page = client.get(MUNICIPALITIES, params={"f": "html", "limit": "2"}).text
    assert "offset=2" in page
    for form in ("csv", "xlsx", "gpkg"):
        assert f"f={form}" in page


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/geo+json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json, application/geo+json", "application/geo+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/geopackage+sqlite3", "application/geopackage+sqlite3"),
        ("application/topo+json", "application/topo+json"),
    ],
)
def test_the_format_is_the_one_that_accept_prefers(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.get(OFFICES, headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "accept" in answer.headers["vary"].lower()


def test_the_parameter_is_stronger_than_the_header_and_geojson_is_json(client: TestClient) -> None:
    answer = client.get(OFFICES, params={"f": "geojson"}, headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "application/geo+json"
    assert len(answer.json()["features"]) == 36


def test_hashtags_stand_below_the_header_of_csv_and_xlsx_only(client: TestClient) -> None:
    second = client.get(STATES, params={"f": "csv", "hxl": "true"}).text.splitlines()[1]
    assert "#adm1+code" in second
    for form in ("json", "gpkg"):
        assert refused(client, STATES, {"f": form, "hxl": "true"})["parameter"] == "hxl"
    assert ": hxl: goes into csv and xlsx only" in refused_on_a_page(client, STATES, hxl="true")


def test_an_empty_selection_keeps_its_columns_in_every_format(client: TestClient) -> None:
    for form in ("csv", "xlsx"):
        assert codes(form, client.get(STATES, params={"name": "Nowhere", "f": form}).content) == []
    for form in ("html", "gpkg", "parquet", "topojson"):
        assert client.get(STATES, params={"name": "Nowhere", "f": form}).status_code == 200, form


def test_points_keep_their_coordinates_in_a_table(client: TestClient) -> None:
    [row] = parsed(client.get(OFFICES, params={"f": "csv", "office_id": "undp-23005", "properties": "agency_id"}).text)
    [feature] = got(client, OFFICES, office_id="undp-23005")["features"]
    assert [float(row["lon"]), float(row["lat"])] == feature["geometry"]["coordinates"]


def answers(folder: Path) -> list[Any]:
    """A list and a feature as one worker gives them, each with its headers."""
    with TestClient(create_app(Service(unmap.load(folder), Settings(data=folder)))) as worker:
        return [worker.get(path) for path in (STATES, f"{STATES}/01", OFFICES, INITIATIVES)]


def test_an_answer_is_dated_by_its_data_and_the_same_bytes_in_every_worker(squares: Path) -> None:
    written = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    for path in squares.rglob("*"):
        os.utime(path, (0, 1_000_000_000))
    os.utime(squares / "sources.csv", (0, written.timestamp()))
    one, other = answers(squares), answers(squares)
    for first, second in zip(one, other, strict=True):
        # A stamp would have to be the time of the answer.
        assert "timeStamp" not in first.json()
        assert parsedate_to_datetime(first.headers["last-modified"]) == written
        assert first.content == second.content
        assert first.headers["etag"] == second.headers["etag"]


def test_whole_layers_in_another_reference_system_are_kept_encoded(client: TestClient) -> None:
    first, second = (client.get(STATES, params={"crs": "EPSG:6372", "offset": str(offset)}) for offset in (0, 1))
    assert first.json()["features"][1] == second.json()["features"][0]


def test_detail_is_for_a_part_of_the_country(client: TestClient) -> None:
    assert refused(client, MUNICIPALITIES, {"resolution": "detail"})["parameter"] == "resolution"
    assert refused(client, MUNICIPALITIES, {"resolution": "detail", "crs": "EPSG:6372"})["parameter"] == "resolution"
    fine = got(client, MUNICIPALITIES, filter="code = '23005'", resolution="detail")["features"]
    coarse = got(client, MUNICIPALITIES, filter="code = '23005'")["features"]
    assert len(str(fine)) > 2 * len(str(coarse))
    assert got(client, MUNICIPALITIES, code="23005", **LEAN)["features"][0]["geometry"] is None


@pytest.mark.parametrize("name", ["states", "municipalities", "offices", "initiatives"])
def test_a_collection_leads_to_the_whole_of_it_as_one_file(client: TestClient, name: str) -> None:
    collection = client.get(f"/api/collections/{name}").json()
    [file] = [link for link in collection["links"] if link["rel"] == "enclosure"]
    matched = client.get(f"/api/collections/{name}/items?limit=1").json()["numberMatched"]
    for address in (file["href"], f"/api/collections/{name}/items?f=gpkg"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, file["type"])
        with closing(sqlite3.connect(":memory:")) as package:
            package.deserialize(answer.content)
            counted = package.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents").fetchall()
            # What QGIS draws it with.
            styled = package.execute("SELECT f_table_name FROM layer_styles").fetchall()
        assert (name, matched) in counted
        assert styled == [(name,)]
