"""The gaps over HTTP: the figures of the files, in four formats with the same columns, and what stands beside them."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from tests.api.tables import by, fitting, in_file, offices_of, parsed, placed_in, same_in_csv, table
from tests.conftest import ROOT
from unmap.measures.gaps import gaps
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

PATH = "/api/coverage"
STATES = [f"{number:02d}" for number in range(1, 33)]
STAMP = ["indicator_id", "series", "year", "need_source_id", "presence_source_id", "kind", "counting", "edition"]


def ask(client: TestClient, **parameters: str | int) -> dict[str, Any]:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    assert "NaN" not in answer.text
    assert "Infinity" not in answer.text
    body: dict[str, Any] = answer.json()
    return body


@cache
def values(indicator: str, year: str) -> dict[str, float]:
    with (ROOT / "data/need/values.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if (row["indicator_id"], row["year"]) == (indicator, year) and row["value"]
        }


def placed_offices(state: str) -> int:
    return len([place for _, place in offices_of() if place[:2] == state])


def test_gaps_of_states_are_those_worked_out_from_the_files(client: TestClient) -> None:
    body = ask(client)
    persons = values("poverty_persons.mmp-2016", "2020")
    presence = {code: placed_offices(code) + len(placed_in(code)) for code in STATES}
    total, things = sum(persons[code] for code in STATES), sum(presence.values())
    assert body["totals"]["need"] == total
    assert body["totals"]["presence"] == things
    rows = by(body["areas"], "code")
    assert sorted(rows) == STATES
    for code, row in rows.items():
        assert (row["need_persons"], row["presence"]) == (persons[code], presence[code])
        assert row["need_pct"] == values("poverty_pct.mmp-2016", "2020")[code]
        assert row["gap"] == pytest.approx(100 * (persons[code] / total - presence[code] / things))
    assert [row["rank"] for row in body["areas"]] == sorted(row["rank"] for row in body["areas"])
    assert body["areas"][0]["name"] == "México"


def test_filters_leave_what_the_files_hold_of_them(client: TestClient) -> None:
    body = ask(client, kind="initiatives", theme="migration", sort="code")
    keys = fitting(theme="migration")
    assert [row["presence"] for row in body["areas"]] == [len(placed_in(code, keys=keys)) for code in STATES]


def test_fractional_counting_adds_up_to_the_things_placed(client: TestClient) -> None:
    body = ask(client, kind="initiatives", counting="fractional")
    assert body["totals"]["presence"] == pytest.approx(len({key for code in STATES for key in placed_in(code)}))
    assert "shared evenly" in body["counting"]


def test_the_answer_names_question_need_report_rule_and_sources(client: TestClient) -> None:
    body = ask(client, agency="UNHCR,IOM", area="07,20", sort="need_rank", rank_kinds="offices")
    assert body["query"] == {
        "level": "state",
        "indicator": None,
        "year": None,
        "kind": "any",
        "counting": "distinct",
        "agency": ["IOM", "UNHCR"],
        "outcome": [],
        "priority": [],
        "pillar": [],
        "theme": [],
        "donor": [],
        "headquarters": False,
        "statewide": False,
        "area": ["07", "20"],
        "cell": None,
        "sort": "need_rank",
        "rank_concepts": [],
        "rank_measures": ["headcount", "rate"],
        "rank_kinds": ["offices"],
        "rank_countings": ["distinct", "fractional"],
    }
    assert (body["need"]["indicator_id"], body["need"]["series"], body["need"]["year"]) == (
        "poverty_pct.mmp-2016",
        "mmp-2016",
        2020,
    )
    assert body["need"]["source"]["terms"]
    assert body["report"]["reporting_year"] == 2020
    assert "agency x municipality" in body["counting"]
    assert body["definition"].startswith("Gap")
    assert "Absence from the report is not absence of work" in body["disclaimer"]
    assert {choice["kind"] for choice in body["choices"]} == {"offices"}
    assert body["edition"] == client.get("/api").json()["edition"]


def test_an_area_narrows_what_is_listed_and_not_what_is_counted(client: TestClient) -> None:
    whole, part = ask(client), ask(client, area="07,20")
    assert part["totals"] == whole["totals"]
    assert by(part["areas"], "code") == {code: by(whole["areas"], "code")[code] for code in ("07", "20")}
    inside = ask(client, level="municipality", area="07")
    assert {row["state_code"] for row in inside["areas"]} == {"07"}
    assert inside["numberMatched"] == len(inside["areas"]) > 100
    assert [row["code"] for row in ask(client, level="municipality", area="07089")["areas"]] == ["07089"]


@pytest.mark.parametrize("order", ["rank", "rank_median", "need_rank", "persons_rank", "code"])
def test_areas_are_listed_in_the_order_asked_for(client: TestClient, order: str) -> None:
    found = [row[order] for row in ask(client, level="municipality", sort=order)["areas"]]
    known = [value for value in found if value is not None]
    assert known == sorted(known)
    assert found[: len(known)] == known


def test_pages_hold_every_area_once(client: TestClient) -> None:
    whole = [row["code"] for row in ask(client)["areas"]]
    found: list[str] = []
    address: str | None = f"{PATH}?limit=10"
    while address:
        body = client.get(address).json()
        assert (body["numberMatched"], body["numberReturned"]) == (32, len(body["areas"]))
        found += [row["code"] for row in body["areas"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert found == whole
    assert ask(client, limit=10**9)["numberReturned"] == 32


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_every_format_has_the_same_columns_and_rows(client: TestClient, level: str) -> None:
    parameters = {"level": level, "area": "07,29", "sort": "need_rank"}
    rows = ask(client, **parameters)["areas"]
    features = client.get(PATH, params={**parameters, "f": "geojson"})
    assert features.headers["content-type"] == "application/geo+json"
    collection = features.json()
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in collection["features"]] == rows
    assert [feature["id"] for feature in collection["features"]] == [row["code"] for row in rows]
    assert {feature["geometry"]["type"] for feature in collection["features"]} <= {"Polygon", "MultiPolygon"}
    lines = parsed(client.get(PATH, params={**parameters, "f": "csv"}).text)
    assert list(lines[0]) == [*rows[0], *STAMP, "sources", "terms", "period"]
    same_in_csv(lines, rows)
    assert {line["edition"] for line in lines} == {client.get("/api").json()["edition"]}
    sheet = workbook(client, parameters)["Coverage"]
    head, *body = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert head == [*rows[0], *STAMP]
    for cells, row, line in zip(body, rows, lines, strict=True):
        assert cells == [
            *(in_file(name, value) for name, value in row.items()),
            *(typed(line, name) for name in STAMP),
        ]
    assert all(re.fullmatch(r"[0-9]+(\.[0-9])?", line["nearest_office_km"]) for line in lines)


def typed(line: dict[str, str], name: str) -> str | int:
    return int(line[name]) if name == "year" else line[name]


def workbook(client: TestClient, parameters: dict[str, str]) -> openpyxl.Workbook:
    answer = client.get(PATH, params={**parameters, "f": "xlsx"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    series = {"state": "mmp-2016", "municipality": "mun-2020"}[parameters["level"]]
    name = re.escape(f"unmap-coverage-{parameters['level']}-poverty_pct.{series}-2020")
    # What was narrowed has a mark of its own.
    assert re.fullmatch(rf'attachment; filename="{name}-[0-9a-f]{{6}}\.xlsx"', answer.headers["content-disposition"])
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_workbook_has_typed_cells_a_fixed_header_and_its_sources(client: TestClient) -> None:
    book = workbook(client, {"level": "state", "agency": "UNHCR"})
    assert book.sheetnames == ["Coverage", "Columns", "Sources"]
    sheet = book["Coverage"]
    assert sheet.freeze_panes == "A2"
    columns = {cell.value: cell.column for cell in sheet[1]}
    chiapas = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "07")
    kinds = {name: chiapas[column - 1].data_type for name, column in columns.items()}
    assert {kinds[name] for name in ("need_pct", "need_persons", "gap", "rank", "year")} == {"n"}
    assert {kinds[name] for name in ("code", "name", "why_en", "edition")} == {"s"}
    assert kinds["blank_spot"] == "b"
    told = {(part.value, item.value): value.value for part, item, value in book["Sources"].iter_rows(min_row=2)}
    assert told["query", "agency"] == "UNHCR"
    assert told["need", "year"] == 2020
    assert told["answer", "edition"] == client.get("/api").json()["edition"]
    assert told["source coneval-estatal-2016-2022", "terms"]
    assert told["source un-mexico-results-2020", "title"] == "United Nations Mexico Results Report 2020"


def test_boundaries_are_drawn_as_finely_as_asked(client: TestClient) -> None:
    sizes = {
        resolution: len(
            client.get(
                PATH, params={"f": "geojson", "resolution": resolution, "level": "municipality", "area": "07"}
            ).content
        )
        for resolution in ("overview", "detail")
    }
    assert sizes["detail"] > 1.5 * sizes["overview"]
    refused = client.get(PATH, params={"f": "geojson", "resolution": "detail", "level": "municipality"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "resolution")


def test_what_cannot_be_said_is_null_and_told_why(client: TestClient) -> None:
    # No initiative of outcome 1 is placed anywhere.
    assert not {row["initiative_id"] for row in table("initiative_places")} & fitting(outcome="1")
    body = ask(client, outcome="1")
    assert [reason["code"] for reason in body["reasons"]] == ["no-presence"]
    assert body["reasons"][0]["en"]
    assert body["reasons"][0]["es"]
    assert {row[name] for row in body["areas"] for name in ("presence_share", "gap", "rank")} == {None}
    assert {row["presence"] for row in body["areas"]} == {0}
    unmeasured = ask(client, indicator="marginalisation_index.marginacion-2020")
    assert [reason["code"] for reason in unmeasured["reasons"]] == ["no-headcount"]
    assert unmeasured["totals"]["need"] is None


def test_areas_without_need_data_are_named(client: TestClient) -> None:
    body = ask(client, level="municipality")
    known = values("poverty_pct.mun-2020", "2020")
    assert len(body["left_out"]) == 3
    assert not set(body["left_out"]) & set(known)
    row = by(body["areas"], "code")[body["left_out"][0]]
    assert (row["need_share"], row["gap"], row["rank"], row["bivariate"]) == (None, None, None, "no-data")


def test_ranks_are_those_of_the_engine(client: TestClient, dataset: Dataset) -> None:
    found = by(ask(client, level="municipality", kind="offices")["areas"], "code")
    query = PresenceQuery(level="municipality", kind="offices")  # type: ignore[arg-type]
    expected = gaps(dataset, query).areas.set_index("code")
    for code in ("07089", "15033", "20067"):
        for name in ("rank", "rank_median", "rank_p05", "rank_p95", "top5_share"):
            assert found[code][name] == pytest.approx(expected.loc[code, name])


def test_an_area_tells_its_gap_and_its_change(client: TestClient) -> None:
    for code, level in (("07", "state"), ("07089", "municipality")):
        area = client.get(f"/api/areas/{code}").json()
        whole = ask(client, level=level, area=code)
        [row] = whole["areas"]
        need = {**{name: whole["need"][name] for name in ("indicator_id", "year")}, "need_measure": "rate"}
        assert area["gap"] == row | need
        change = client.get("/api/change", params={"level": level, "area": code}).json()["values"]
        expected = [row for row in change if row["code"] == code]
        kept = area["change"][0]
        assert area["change"] == [{name: row[name] for name in kept} for row in expected]


def test_the_definition_describes_every_path(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    names = ("coverage", "equity", "clusters", "reach", "siting", "outcome-gaps", "footprints", "change")
    for name in names:
        described = paths[f"/api/{name}"]["get"]
        assert described["tags"] == ["Coverage"]
        assert described["summary"]
        assert described["description"]
        assert all(parameter.get("description") for parameter in described["parameters"]), name
    json.dumps(paths)


@pytest.mark.exhaustive
def test_a_cell_lists_the_areas_in_it_alone_in_every_format(client: TestClient) -> None:
    every = ask(client, level="municipality")
    for cell, count in every["classes"]["bivariate"]["counts"].items():
        body = ask(client, level="municipality", cell=cell)
        assert body["query"]["cell"] == cell
        assert body["numberMatched"] == count
        assert [row["code"] for row in body["areas"]] == [
            row["code"] for row in every["areas"] if row["bivariate"] == cell
        ]
    silent = ask(client, level="municipality", cell="any-0")
    assert [row["code"] for row in silent["areas"]] == [row["code"] for row in every["areas"] if not row["presence"]]
    text = client.get(PATH, params={"cell": "high-0", "area": "20", "level": "municipality", "f": "csv"}).text
    assert {row["code"] for row in csv.DictReader(io.StringIO(text))} == {
        row["code"] for row in every["areas"] if row["bivariate"] == "high-0" and row["state_code"] == "20"
    }
    need = client.get("/api/need", params={"level": "municipality"}).json()
    value = {one["code"]: one["value"] for one in need["values"]}
    below = -np.inf
    for number, (upper, count) in enumerate(zip(need["classes"]["upper"], need["classes"]["counts"], strict=True), 1):
        body = ask(client, level="municipality", cell=f"need-{number}")
        codes = [row["code"] for row in every["areas"] if value[row["code"]] is not None]
        assert [row["code"] for row in body["areas"]] == [code for code in codes if below < value[code] <= upper]
        assert body["numberMatched"] == count
        below = upper
    assert ask(client, level="municipality", cell="need-7")["numberMatched"] == 0
    assert client.get(PATH, params={"cell": "high"}).status_code == 400


def test_a_download_counts_for_a_donor_and_says_so(client: TestClient) -> None:
    asked = {"donor": "European Union", "sort": "code", "f": "csv"}
    areas = parsed(client.get("/api/coverage", params=asked).text)
    keys = fitting(donor="European Union")
    assert [float(row["presence"]) for row in areas] == [len(placed_in(code, keys=keys)) for code in STATES]
    assert {row["filter_donor"] for row in areas} == {"european-union"}
