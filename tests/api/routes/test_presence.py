"""Presence counts distinct things by area, tells what no area shows, and gives the rows behind the counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.tables import ABOUT, by, fitting, many, offices_of, parsed, placed_in, table

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PATH = "/api/presence"
STATES = [f"{number:02d}" for number in range(1, 33)]


def ask(client: TestClient, **parameters: str) -> dict[str, Any]:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_totals_are_those_of_the_report(client: TestClient) -> None:
    totals = ask(client)["totals"]
    of_offices = ("offices", "office_listings", "office_agencies", "office_places", "states_with_field_offices")
    assert [totals[name] for name in of_offices] == [35, 37, 7, 23, 19]
    assert (totals["states_without_any"], totals["headquarters_offices"]) == (12, 25)
    assert totals["initiatives"] == len(table("initiatives"))
    assert totals == client.get("/api").json()["totals"]


def test_scopes_are_counted_apart(client: TestClient) -> None:
    scopes = Counter(row["scope"] for row in table("initiatives"))
    body = ask(client)
    assert body["beside_the_map"] == {name: scopes[name] for name in ("country-wide", "unnamed-places", "regional")}
    assert body["totals"]["initiatives_located"] == scopes["located"]
    # What has no place is beside every area.
    assert ask(client, area="07")["beside_the_map"] == body["beside_the_map"]
    of_unhcr = Counter(row["scope"] for row in table("initiatives") if row["initiative_id"] in fitting(agency="UNHCR"))
    assert ask(client, agency="UNHCR")["beside_the_map"]["country-wide"] == of_unhcr["country-wide"] > 0


@pytest.mark.parametrize(
    "filters", [{}, {"agency": "UNHCR"}, {"agency": "IOM,ILO", "priority": "2"}, {"theme": "gender"}]
)
def test_every_state_is_counted_on_itself(client: TestClient, filters: dict[str, str]) -> None:
    keys = fitting(**filters)
    areas = by(ask(client, **filters)["areas"], "code")
    assert list(areas) == STATES
    for code, area in areas.items():
        assert area["initiatives"] == len(placed_in(code, keys=keys)), code
        assert area["initiatives_direct"] == len(placed_in(code, exactly=True, keys=keys)), code
        assert area["initiatives_inside"] == len(placed_in(code, exactly=False, keys=keys)), code
    assert sum(area["initiatives"] for area in areas.values()) > 0


def test_agencies_of_a_state_have_an_office_or_an_initiative_there(client: TestClient) -> None:
    of_initiatives = many("initiative_agencies", "agency_id")
    for code, area in by(ask(client)["areas"], "code").items():
        at_work = {agency for key in placed_in(code) for agency in of_initiatives[key]}
        with_office = {agency for agency, place in offices_of() if place[:2] == code}
        assert area["initiative_agencies"] == len(at_work), code
        assert area["office_agencies"] == len(with_office), code
        assert area["agencies"] == len(at_work | with_office), code


def test_statewide_work_is_counted_for_municipalities_only_where_asked(client: TestClient) -> None:
    exact = {row["initiative_id"] for row in table("initiative_places") if row["area_code"] == "07089"}
    statewide = placed_in("07", exactly=True) - exact
    assert exact
    assert statewide
    for asked, initiatives in (("false", len(exact)), ("true", len(exact | statewide))):
        for area in ("07", "07089"):
            body = ask(client, level="municipality", area=area, statewide=asked, table="areas")
            tapachula = by(body["areas"], "code")["07089"]
            assert tapachula["initiatives"] == initiatives
            assert tapachula["initiatives_statewide"] == len(statewide)


def test_only_the_areas_asked_for_are_listed(client: TestClient) -> None:
    assert [area["code"] for area in ask(client, area="07,09")["areas"]] == ["07", "09"]
    assert [area["code"] for area in ask(client, area="07089")["areas"]] == ["07"]
    chiapas = ask(client, area="07", level="municipality")["areas"]
    assert len(chiapas) > 100
    assert {area["state_code"] for area in chiapas} == {"07"}
    assert [area["code"] for area in ask(client, area="07089", level="municipality")["areas"]] == ["07089"]
    assert len(ask(client, level="municipality", table="areas")["areas"]) == 2_469


def test_what_was_not_asked_for_is_null_and_not_zero(client: TestClient) -> None:
    for parameters in ({"kind": "initiatives"}, {"outcome": "2"}, {"q": "health"}):
        body = ask(client, **parameters)
        chiapas = by(body["areas"], "code")["07"]
        assert (chiapas["offices"], chiapas["headquarters"], chiapas["presence"]) == (None, None, None)
        assert (body["totals"]["offices"], body["totals"]["states_without_any"]) == (None, None)
        assert body["totals"]["initiatives"] > 0
    offices = ask(client, kind="offices")
    assert by(offices["areas"], "code")["07"]["initiatives"] is None
    assert (offices["totals"]["initiatives"], offices["totals"]["offices"]) == (None, 35)
    assert set(offices["beside_the_map"].values()) == {None}
    assert {row["record_type"] for row in offices["rows"]} == {"office"}


def test_headquarters_are_not_divided_by_agency(client: TestClient) -> None:
    body = ask(client, agency="UNHCR")
    assert body["totals"]["headquarters_offices"] is None
    assert {area["headquarters"] for area in body["areas"]} == {None}
    assert body["totals"]["offices"] == len(offices_of(agency_id="UNHCR"))


def test_headquarters_count_where_asked(client: TestClient) -> None:
    without, with_them = (by(ask(client, headquarters=asked)["areas"], "code") for asked in ("false", "true"))
    assert (without["09"]["offices"], with_them["09"]["offices"]) == (0, 25)
    assert without["07"]["offices"] == with_them["07"]["offices"] == 7
    assert not [row for row in ask(client)["rows"] if row["headquarters"]]
    assert [row["record_id"] for row in ask(client, headquarters="true")["rows"] if row["headquarters"]] == [
        "headquarters-09"
    ]


def test_there_is_a_row_for_each_agency_thing_and_place(client: TestClient) -> None:
    agencies, places = many("initiative_agencies", "agency_id"), many("initiative_places", "area_code")
    expected = {
        (row["initiative_id"], agency, place)
        for row in table("initiatives")
        for agency in agencies[row["initiative_id"]] or {""}
        for place in places[row["initiative_id"]] or {""}
    }
    rows = [row for row in ask(client)["rows"] if row["record_type"] == "initiative"]
    found = [(row["record_id"], row["agency_id"] or "", row["area_code"] or "") for row in rows]
    assert not [row for row in rows if "" in row.values()]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert all(row["source_id"] and row["source_locator"] for row in rows)


def test_rows_of_an_area_are_those_of_its_offices_and_initiatives(client: TestClient) -> None:
    rows = ask(client, area="07", agency="UNHCR,IOM")["rows"]
    assert {row["state_code"] for row in rows} == {"07"}
    assert {row["agency_id"] for row in rows} == {"UNHCR", "IOM"}
    found = {row["record_id"] for row in rows if row["record_type"] == "initiative"}
    assert found == fitting(area="07", agency="UNHCR,IOM")
    offices = {(row["agency_id"], row["area_code"]) for row in rows if row["record_type"] == "office"}
    assert offices == {
        (agency, place) for agency, place in offices_of() if place[:2] == "07" and agency in {"UNHCR", "IOM"}
    }


@pytest.mark.parametrize("name", ["areas", "rows"])
def test_csv_has_the_columns_and_values_of_json(client: TestClient, name: str) -> None:
    body = ask(client, table=name, agency="UNHCR")
    assert ({"areas", "rows"} - {name}).isdisjoint(body)
    rows = parsed(client.get(PATH, params={"table": name, "agency": "UNHCR", "f": "csv"}).text)
    assert list(rows[0]) == [*body[name][0], *ABOUT]
    told = {"sources": "un-mexico-results-2020", "period": "2020", "edition": body["edition"]}
    assert [{key: value for key, value in row.items() if key != "terms"} for row in rows] == [
        {**{key: as_text(value) for key, value in row.items()}, **told} for row in body[name]
    ]
    assert all(row["terms"] for row in rows)


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def test_csv_without_a_table_gives_rows_and_keeps_its_header(client: TestClient) -> None:
    whole = client.get(PATH, params={"f": "csv"})
    assert len(parsed(whole.text)) == len(ask(client)["rows"])
    empty = client.get(PATH, params={"f": "csv", "q": "zq9x"})
    assert empty.text.splitlines() == whole.text.splitlines()[:1]


def test_the_question_is_told_with_its_edition_source_and_rule(client: TestClient) -> None:
    body = ask(client, agency="UNHCR,IOM", scope="located", level="municipality", table="areas", area="07")
    assert body["query"] == {
        "level": "municipality",
        "kind": "any",
        "agency": ["IOM", "UNHCR"],
        "outcome": [],
        "priority": [],
        "pillar": [],
        "theme": [],
        "donor": [],
        "scope": ["located"],
        "area": ["07"],
        "q": False,
        "headquarters": False,
        "statewide": False,
    }
    assert body["edition"] == client.get("/api").json()["edition"]
    assert body["report"]["source"]["terms"]
    assert "distinct" in body["counting"]
