"""Every table of the API as a file that a person can open: for Excel, with its columns explained, with hashtags."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

TABLES = (
    "coverage",
    "equity",
    "clusters",
    "furthest-behind?draws=100",
    "clusters?table=global",
    "outcome-gaps",
    "outcome-gaps?table=areas",
    "footprints",
    "footprints?table=agencies",
    "footprints?table=absences",
    "footprints?table=overlap",
    "reach?table=by_state",
    "reach?table=by_agency",
    "reach?table=plan",
    "reach?table=curve",
    "siting?k=1&table=chosen",
    "siting?k=1&table=gain_by_k",
    "change?area=07",
    "presence",
    "presence?table=areas",
    "facets",
    "agencies",
    "figures",
    "need",
    "need/indicators",
    "framework",
    "sources",
    "collections/states/items",
    "collections/offices/items",
    "collections/initiatives/items",
    "exports/table-agencies",
    "exports/offices",
)


def address(table: str, **more: str) -> str:
    return f"/api/{table}{'&' if '?' in table else '?'}" + "&".join(f"{name}={value}" for name, value in more.items())


@pytest.mark.exhaustive
@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_had_for_excel_with_hashtags_and_its_columns_explained(client: TestClient, table: str) -> None:
    plain = client.get(address(table, f="csv"))
    assert plain.status_code == 200
    assert not plain.content.startswith(b"\xef\xbb\xbf")
    marked = client.get(address(table, f="csv", bom="true"))
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    header, hashtags, *_ = csv.reader(io.StringIO(client.get(address(table, f="csv", hxl="true")).text, newline=""))
    assert sum(tag.startswith("#") for tag in hashtags) >= len(header) - 3
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(table, f="xlsx", hxl="true")).content))
    explained = next(sheet for sheet in book if sheet.title.lower() == "columns")
    head, *rows = explained.iter_rows(values_only=True)
    said = {row[head.index("column")]: row[head.index("title")] for row in rows}
    first = [cell.value for cell in book.worksheets[0][1]]
    assert list(said)[: len(first)] == first
    assert all(said.values())
    assert book.worksheets[-1].title.lower() == "sources"


def test_a_byte_order_mark_and_hashtags_go_where_they_have_a_place(client: TestClient) -> None:
    for path, wrong in (("presence?f=xlsx&bom=true", "bom"), ("coverage?hxl=true", "hxl"), ("framework?bom=1", "bom")):
        answer = client.get(f"/api/{path}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, wrong)
    page = "/api/v2/coordination-context/operational-presence?output_format=csv&limit=1"
    assert client.get(f"{page}&bom=true").content == b"\xef\xbb\xbf" + client.get(page).content


def test_shares_points_and_kilometres_are_told_apart(dataset: Dataset) -> None:
    units = {
        name: (dataset.registry.column("coverage-areas", name) or pytest.fail(name)).unit
        for name in ("need_share", "gap")
    }
    assert units == {"need_share": "share, 0 to 1", "gap": "percentage points"}


def test_numbers_show_as_their_unit_does_and_dates_are_dates(client: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/coverage?f=xlsx").content))
    [head, first, *_] = book["Coverage"].iter_rows()
    shown = {name.value: cell.number_format for name, cell in zip(head, first, strict=True)}
    assert (shown["need_share"], shown["nearest_office_km"], shown["need_persons"]) == ("0.0%", "#,##0.0", "#,##0")
    for name in ("collections/offices/items", "exports/offices", "exports/table-offices"):
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/api/{name}?f=xlsx").content))
        [head, first, *_] = book.worksheets[0].iter_rows()
        days = {one.value: cell for one, cell in zip(head, first, strict=True)}
        assert days["valid_from"].is_date, name


def test_a_table_on_screen_has_its_columns_in_its_file(client: TestClient) -> None:
    index = "coverage?f=csv&level=state&indicator=social_backwardness_index.rezago-2020&area=07"
    [row] = csv.DictReader(io.StringIO(client.get(f"/api/{index}").text, newline=""))
    shown = {name: row[name] for name in ("name", "offices", "initiatives", "agencies", "headquarters")}
    assert shown == {"name": "Chiapas", "offices": "7", "initiatives": "10", "agencies": "16", "headquarters": "0"}
    assert float(row["need_value"]) == pytest.approx(2.6, abs=0.2)
    offices = "coverage?f=csv&level=state&kind=offices&area=07"
    [row] = csv.DictReader(io.StringIO(client.get(f"/api/{offices}").text, newline=""))
    assert (row["offices"], row["initiatives"]) == ("7", "")


def test_a_layer_has_the_same_sources_by_every_route(client: TestClient) -> None:
    for name in ("states", "municipalities", "offices", "initiatives"):
        export = client.get(f"/api/exports/{name}?f=csv").text
        [first, *_] = csv.DictReader(io.StringIO(export, newline=""))
        items = client.get(f"/api/collections/{name}/items?limit=1").json()["about"]["sources"]
        collection = client.get(f"/api/collections/{name}").json()["about"]["sources"]
        ids = [source["source_id"] for source in items]
        assert first["sources"].split(";") == ids == [source["source_id"] for source in collection]
        assert len(ids) >= 3
