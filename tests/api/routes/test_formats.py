"""Formats of the record and of coverage: chosen by `f` or Accept, with the same content in each."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.api.tables import ABOUT, parsed

if TYPE_CHECKING:
    from starlette.testclient import TestClient

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES: dict[str, dict[str, str | int]] = {
    "/api/need": {"level": "state"},
    "/api/need/indicators": {},
    "/api/presence": {"table": "rows"},
    "/api/framework": {},
    "/api/agencies": {},
    "/api/figures": {},
    "/api/sources": {},
}
MEASURES: dict[str, dict[str, str | int]] = {
    "/api/coverage": {},
    "/api/equity": {},
    "/api/clusters": {"permutations": 99},
    "/api/furthest-behind": {"draws": 100},
    "/api/reach": {},
    "/api/siting": {"k": 1},
    "/api/outcome-gaps": {},
    "/api/footprints": {},
    "/api/change": {},
}


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("path", TABLES)
def test_every_table_is_a_workbook_with_its_sources(client: TestClient, path: str) -> None:
    answer = client.get(path, params={**TABLES[path], "f": "xlsx"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    (first, rows), *others = sheets(answer.content).items()
    header = client.get(path, params={**TABLES[path], "f": "csv"}).text.split("\r\n")
    # A workbook says on a sheet of its own what CSV says in columns.
    assert list(rows[0]) == [name for name in header[0].split(",") if name not in set(ABOUT) - set(rows[0])], first
    assert len(rows) > 1
    told = str([cell for _, sheet in others for row in sheet for cell in row])
    assert "terms" in told


@pytest.mark.parametrize("path", [*TABLES, *MEASURES])
def test_every_row_of_csv_says_its_sources_terms_period_and_edition(client: TestClient, path: str) -> None:
    answer = client.get(path, params={**(TABLES | MEASURES)[path], "f": "csv"})
    columns = answer.text.split("\r\n")[0].split(",")
    assert len(columns) == len(set(columns))
    assert set(ABOUT) <= set(columns)
    rows = parsed(answer.text)
    assert rows
    known = {source["source_id"]: source["terms"] for source in client.get("/api/sources").json()["sources"]}
    edition = client.get("/api").json()["edition"]
    for row in rows:
        named = row["sources"].split(";")
        assert set(named) <= set(known)
        # Each source has terms of its own in the list of them.
        assert row["terms"] == (known[row["source_id"]] if path == "/api/sources" else told(named, known))
        assert re.fullmatch(r"\d{4}(/\d{4})?", row["period"])
        assert row["edition"] == edition


def told(named: list[str], known: dict[str, str]) -> str:
    return " | ".join(dict.fromkeys(known[one] for one in named))


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", MEASURES)
def test_every_measure_is_a_workbook_with_a_sheet_for_each_table(client: TestClient, path: str) -> None:
    answer = client.get(path, params={**MEASURES[path], "f": "xlsx"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == XLSX
    found = sheets(answer.content)
    assert list(found)[-1] == "Sources"
    document = client.get(path, params=MEASURES[path]).json()
    assert all(len(rows) > 1 for rows in found.values())
    del found["Sources"]
    for title, rows in found.items():
        name = title[:1].lower() + title[1:]
        if name in document:
            assert len(rows) == len(document[name]) + 1
            assert set(rows[0]) >= set(document[name][0])


@pytest.mark.parametrize("path", [*TABLES, *MEASURES])
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_accept_chooses_the_format(client: TestClient, path: str, accept: str, kind: str) -> None:
    parameters = {**TABLES, **MEASURES}[path]
    answer = client.get(path, params=parameters, headers={"accept": accept})
    assert answer.headers["content-type"] == kind
    assert "Accept" in answer.headers["vary"]


def test_f_goes_before_accept(client: TestClient) -> None:
    answer = client.get("/api/agencies", params={"f": "json"}, headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "application/json"


def test_geojson_is_what_who_names_it_alone_gets(client: TestClient) -> None:
    for accept, kind in (
        ("application/geo+json", "application/geo+json"),
        ("application/geo+json, application/json", "application/json"),
        ("application/json", "application/json"),
    ):
        assert client.get("/api/coverage", headers={"accept": accept}).headers["content-type"] == kind


@pytest.mark.parametrize("path", ["/api/need", "/api/agencies", "/api/areas/07", "/api/equity", "/api/footprints"])
def test_a_format_that_is_not_offered_is_refused(client: TestClient, path: str) -> None:
    for form in ("geojson", "pdf", "", "JSON"):
        assert client.get(path, params={"f": form}).status_code == 400


def test_years_and_defaults_of_indicators_are_in_their_table(client: TestClient) -> None:
    rows = sheets(client.get("/api/need/indicators", params={"f": "xlsx"}).content)["indicators"]
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    document = client.get("/api/need/indicators").json()
    for row, told in zip(table, document["indicators"], strict=True):
        assert row["indicator_id"] == told["indicator_id"]
        assert (row["years_state"] or "") == ";".join(map(str, told["years"]["state"]))
    defaults = {row["indicator_id"] for row in table if row["default_of"]}
    assert defaults == {one["indicator_id"] for one in document["default"].values()}
