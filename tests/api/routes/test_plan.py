"""Plans over HTTP: what was reached before, what is after, and the plan in every file."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.api.routes.test_measures import ask
from tests.api.tables import by, parsed
from unmap.measures.plan import plan_of
from unmap.measures.reach import reach

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

PLAN = {"add": "07059,20067", "remove": "unodc-16053"}


def test_a_plan_is_answered_before_and_after(client: TestClient, dataset: Dataset) -> None:
    body, today = ask(client, "reach", **PLAN), ask(client, "reach")
    found = reach(dataset, radius_km=100, plan=plan_of(PLAN["add"], PLAN["remove"]))
    assert body["before"]["covered"] == today["covered"] == today["before"]["covered"]
    assert body["covered"] == found.covered
    assert body["mean_km"] == pytest.approx(found.after.mean_km)
    figures = ("offices", "covered", "share", "population_covered", "mean_km")
    assert set(body["before"]) == set(body["change"]) == set(figures)
    for name in figures:
        assert body["change"][name] == pytest.approx(body[name] - body["before"][name])
    assert set(today["change"].values()) == {0}
    assert isinstance(body["change"]["covered"], int)
    assert (body["query"]["add"], body["query"]["remove"]) == (["07059", "20067"], ["unodc-16053"])
    assert {"added-at-the-seat", "added-beside-an-office"} <= set(by(body["notes"], "code"))
    plan = by(body["plan"], "office_id")
    assert [row["office_id"] for row in body["plan"]][:3] == ["added-07059", "added-20067", "unodc-16053"]
    assert plan["added-07059"]["state_name"] == "Chiapas"
    assert plan["unodc-16053"]["acronym"] == "UNODC"


def test_the_order_of_codes_makes_no_difference(client: TestClient) -> None:
    turned = ask(client, "reach", add="20067,07059", remove="unodc-16053")
    assert turned == ask(client, "reach", **PLAN)


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"add": "99999"}, "add"),
        ({"add": "7059"}, "add"),
        ({"add": ""}, "add"),
        ({"add": ",".join(f"{number:05d}" for number in range(1001, 1052))}, "add"),
        ({"remove": "nobody"}, "remove"),
        ({"remove": "07059"}, "remove"),
        ({"table": "nothing"}, "table"),
        ({"table": "plan,curve", "f": "csv"}, "table"),
        ({"table": "plan,areas", "f": "geojson"}, "table"),
    ],
)
def test_what_does_not_exist_is_refused_by_its_parameter(
    client: TestClient, asked: dict[str, str], parameter: str
) -> None:
    answer = client.get("/api/reach", params=asked)
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)
    assert "99999" not in answer.text
    if parameter != "table":
        refused = client.get("/api/siting", params=asked)
        assert (refused.status_code, refused.json()["parameter"]) == (400, parameter)


def test_an_office_outside_the_filter_is_told(client: TestClient) -> None:
    body = ask(client, "reach", agency="IOM", remove="unodc-16053")
    assert body["change"]["covered"] == 0
    [told] = [note for note in body["notes"] if note["code"] == "removed-not-counted"]
    assert "filtros" in told["es"]
    assert (
        by(body["plan"], "office_id")["unodc-16053"] | {"counted": False, "persons_within": None}
        == by(body["plan"], "office_id")["unodc-16053"]
    )


def test_a_first_office_has_no_difference_to_nothing(client: TestClient) -> None:
    body = ask(client, "reach", agency="FAO", add="07059")
    assert body["before"] == {
        "offices": 0,
        "covered": None,
        "share": None,
        "population_covered": None,
        "mean_km": None,
    }
    assert body["covered"] > 0
    assert body["change"]["covered"] is None


def test_every_file_carries_the_plan(client: TestClient) -> None:
    asked = {**PLAN, "radius": "80"}
    rows = ask(client, "reach", **asked)["plan"]
    lines = parsed(client.get("/api/reach", params={**asked, "table": "plan", "f": "csv"}).text)
    assert [line["office_id"] for line in lines] == [row["office_id"] for row in rows]
    stamps = {(line["radius_km"], line["plan_add"], line["plan_remove"]) for line in lines}
    assert stamps == {("80", "07059,20067", "unodc-16053")}
    areas = parsed(client.get("/api/reach", params={**asked, "f": "csv"}).text)
    assert {(line["radius_km"], line["plan_add"], line["plan_remove"]) for line in areas} == stamps
    drawn = client.get("/api/reach", params={**asked, "table": "plan", "f": "geojson"}).json()
    assert [one["properties"] for one in drawn["features"]] == rows
    assert [one["id"] for one in drawn["features"]] == [row["office_id"] for row in rows]
    assert drawn["features"][0]["geometry"]["coordinates"] == [rows[0]["lon"], rows[0]["lat"]]
    assert drawn["query"]["add"] == ["07059", "20067"]
    sheets = client.get("/api/reach", params={**asked, "table": "plan", "f": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(sheets.content))
    head, *body = book["Plan"].iter_rows(values_only=True)
    assert [row[head.index("office_id")] for row in body] == [row["office_id"] for row in rows]
    assert body[0][head.index("plan_add")] == "07059,20067"
    chosen = parsed(client.get("/api/siting", params={**asked, "k": "1", "f": "csv"}).text)
    assert (chosen[0]["plan_add"], chosen[0]["plan_remove"]) == ("07059,20067", "unodc-16053")


def test_a_file_says_what_it_was_asked_with(client: TestClient) -> None:
    asked = {"agency": "ACNUR", "headquarters": "true", "f": "csv"}
    for table in ("areas", "by_state", "by_agency", "left_out", "curve", "plan"):
        line = parsed(client.get("/api/reach", params={**asked, "table": table}).text)[0]
        assert (line["headquarters"], line["filter_agency"], line["radius_km"]) == ("true", "UNHCR", "100"), table
    asked |= {"candidates": "20,07", "min_town": "50000", "objective": "distance", "k": "1"}
    for table in ("chosen", "gain_by_k"):
        line = parsed(client.get("/api/siting", params={**asked, "table": table}).text)[0]
        assert (line["headquarters"], line["filter_agency"]) == ("true", "UNHCR"), table
        assert (line["candidates"], line["min_town"], line["objective"]) == ("07,20", "50000", "distance"), table
    [line, *_] = parsed(client.get("/api/equity", params={"agency": "IOM", "theme": "health", "f": "csv"}).text)
    assert (line["filter_agency"], line["filter_theme"]) == ("IOM", "health")
    assert "filter_agency" not in parsed(client.get("/api/equity?f=csv").text)[0]


def test_a_plan_with_a_name_has_it_in_its_files_and_in_what_they_are_called(client: TestClient) -> None:
    name = "Dos oficinas: Ocosingo y Juárez"
    asked = {**PLAN, "table": "plan", "f": "csv"}
    named = client.get("/api/reach", params={**asked, "plan_name": f" {name} "})
    assert {line["plan_name"] for line in parsed(named.text)} == {name}
    assert "-dos-oficinas-ocosingo-y-juarez-" in named.headers["content-disposition"]
    assert "plan_name" not in parsed(client.get("/api/reach", params=asked).text)[0]
    assert ask(client, "reach", **PLAN, plan_name=name)["query"]["plan_name"] == name
    for wrong in ("x" * 61, "two\nlines"):
        assert client.get("/api/reach", params={**asked, "plan_name": wrong}).status_code == 400


def saved_as(client: TestClient, path: str, **asked: str) -> str:
    """Give the name under which a browser saves an answer."""
    return str(client.get(path, params=asked).headers["content-disposition"].partition("filename=")[2].strip('"'))


@pytest.mark.exhaustive
@pytest.mark.parametrize("form", ["csv", "xlsx", "geojson"])
def test_a_file_is_named_by_year_and_radius_and_no_two_plans_share_a_name(client: TestClient, form: str) -> None:
    need = "municipality-poverty_pct.mun-2020-2020"
    assert saved_as(client, "/api/reach", f=form) == f"unmap-reach-{need}-100km.{form}"
    named = saved_as(client, "/api/reach", f=form, radius="50", table="plan")
    assert named == f"unmap-reach-plan-{need}-50km.{form}"
    plans: list[dict[str, str]] = [{}, {"add": "07059"}, {"add": "20067"}, {"remove": "unodc-16053"}, {"agency": "IOM"}]
    names = [saved_as(client, "/api/reach", f=form, table="plan", **plan) for plan in plans]
    assert len(set(names)) == len(plans)
    assert all(name.startswith(f"unmap-reach-plan-{need}-100km") for name in names)


@pytest.mark.parametrize("name", ["states", "offices", "initiatives"])
def test_features_are_saved_under_the_name_of_their_files(client: TestClient, name: str) -> None:
    path = f"/api/collections/{name}/items"
    known = {form: saved_as(client, path, f=form, limit="1").removesuffix(form) for form in ("geojson", "csv", "xlsx")}
    assert len(set(known.values())) == 1
    assert client.get(path, params={"limit": "1"}).headers["content-disposition"].startswith("inline; ")


@pytest.mark.parametrize("path", ["presence", "framework", "agencies", "figures", "need", "need/indicators"])
def test_every_table_is_saved_with_its_period_in_its_name(client: TestClient, path: str) -> None:
    assert re.fullmatch(r"unmap-[a-z-]+-20\d\d(-20\d\d)?\.csv", saved_as(client, f"/api/{path}", f="csv"))


def test_headquarters_without_a_place_have_no_point(client: TestClient) -> None:
    asked = {"remove": "headquarters-09", "table": "plan", "f": "geojson"}
    [first, *others] = client.get("/api/reach", params=asked).json()["features"]
    assert (first["id"], first["geometry"], first["properties"]["state_code"]) == ("headquarters-09", None, "09")
    assert all(one["geometry"] for one in others)


def test_some_tables_can_be_asked_for(client: TestClient) -> None:
    body = ask(client, "reach", table="plan,left_out", **PLAN)
    assert {"plan", "left_out"} <= set(body)
    assert not {"areas", "by_state", "by_agency", "curve"} & set(body)


def test_places_are_suggested_beside_the_plan(client: TestClient) -> None:
    body = ask(client, "siting", k=2, **PLAN)
    assert body["covered_before"] == ask(client, "reach", **PLAN)["covered"]
    assert body["optimal"]
    both = ",".join([PLAN["add"], *(place["code"] for place in body["chosen"])])
    assert ask(client, "reach", add=both, remove=PLAN["remove"])["covered"] == body["covered_after"] == body["bound"]
