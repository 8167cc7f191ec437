"""The framework tells of each outcome how much there is, where, and what no state shows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.tables import ABOUT, by, fitting, many, offices_of, parsed, placed_in, table

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PATH = "/api/framework"


def ask(client: TestClient, **parameters: str) -> dict[str, Any]:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def reported_under(outcome_id: str, **filters: str) -> set[str]:
    keys = fitting(**filters)
    return {
        row["initiative_id"]
        for row in table("initiatives")
        if row["outcome_id"] == outcome_id and row["initiative_id"] in keys
    }


def test_ten_outcomes_hold_91_lines_of_action(client: TestClient) -> None:
    outcomes = ask(client)["outcomes"]
    assert [outcome["outcome_id"] for outcome in outcomes] == [str(number) for number in range(1, 11)]
    assert sum(outcome["sla_total"] for outcome in outcomes) == 91
    assert all(outcome["title_en"] and outcome["title_es"] and outcome["source_locator"] for outcome in outcomes)


@pytest.mark.parametrize("filters", [{}, {"agency": "UNHCR"}, {"theme": "gender", "scope": "located"}])
def test_outcomes_are_counted_as_the_tables_say(client: TestClient, filters: dict[str, str]) -> None:
    body = ask(client, **filters)
    agencies = many("initiative_agencies", "agency_id")
    scopes = by(table("initiatives"), "initiative_id")
    for outcome in [*body["outcomes"], {**body["without_outcome"], "outcome_id": ""}]:
        keys = reported_under(outcome["outcome_id"], **filters)
        asked = set(filters.get("agency", "").split(",")) - {""}
        assert outcome["initiatives"] == len(keys)
        assert outcome["agencies"] == len(
            {agency for key in keys for agency in agencies[key] if not asked or agency in asked}
        )
        by_scope = Counter(scopes[key]["scope"].replace("-", "_") for key in keys)
        told = {name: outcome[name] for name in ("located", "country_wide", "unnamed_places", "regional")}
        assert told == {name: by_scope[name] for name in told}
        states = {state["code"]: state["initiatives"] for state in outcome["states"]}
        numbers = {f"{code:02d}": len(placed_in(f"{code:02d}", keys=keys)) for code in range(1, 33)}
        assert states == {code: number for code, number in numbers.items() if number}


def test_everything_is_under_an_outcome_or_told_apart(client: TestClient) -> None:
    body = ask(client)
    assert body["without_outcome"]["initiatives"] == len(reported_under("")) > 0
    parts = [*body["outcomes"], body["without_outcome"]]
    assert sum(part["initiatives"] for part in parts) == len(table("initiatives"))


def test_an_area_leaves_only_its_states(client: TestClient) -> None:
    body = ask(client, area="07")
    states = {state["code"] for part in [*body["outcomes"], body["without_outcome"]] for state in part["states"]}
    assert states == {"07"}
    assert body["query"]["area"] == ["07"]


def test_outcomes_and_priorities_asked_for_are_listed_alone(client: TestClient) -> None:
    assert [outcome["outcome_id"] for outcome in ask(client, outcome="10,2")["outcomes"]] == ["2", "10"]
    body = ask(client, priority="2")
    assert [outcome["outcome_id"] for outcome in body["outcomes"]] == ["3", "4", "5"]
    assert body["without_outcome"]["initiatives"] == 0


def test_priorities_carry_their_group_and_goals(client: TestClient) -> None:
    priorities = ask(client)["priorities"]
    assert [priority["priority_id"] for priority in priorities] == ["1", "2", "3", "4"]
    for priority, printed in zip(priorities, table("priorities"), strict=True):
        assert [area["pnd_area_id"] for area in priority["pnd_areas"]] == printed["pnd_areas"].split(";")
        group = priority["results_group"]
        roles = {"co-chair": group["co_chairs"], "lead": group["leads"], "member": group["members"]}
        told = {(agency["agency_id"], role) for role, agencies in roles.items() for agency in agencies}
        assert told == {
            (row["agency_id"], row["role"])
            for row in table("group_members")
            if row["group_id"] == printed["results_group_id"]
        }
        assert group["co_chairs"]
        targets = [target["target"] for goal in priority["sdgs"] for target in goal["targets"]]
        goals = {str(goal["sdg"]) for goal in priority["sdgs"]}
        served = [row for row in table("priority_sdgs") if row["priority_id"] == priority["priority_id"]]
        assert sorted(targets) == sorted(row["target"] for row in served)
        assert goals == {row["sdg"] for row in served}


def test_vocabularies_and_other_groups_are_whole(client: TestClient) -> None:
    body = ask(client)
    for name, key in (("principles", "principle_id"), ("covid_pillars", "pillar_id"), ("themes", "theme_id")):
        assert [row[key] for row in body[name]] == [row[key] for row in table(name)]
    results_groups = {priority["results_group"]["group_id"] for priority in body["priorities"]}
    others = {group["group_id"] for group in body["groups"]}
    assert results_groups.isdisjoint(others)
    assert results_groups | others == {row["group_id"] for row in table("groups")}


def test_csv_is_the_long_table_of_the_same_cells(client: TestClient) -> None:
    rows = parsed(client.get(PATH, params={"f": "csv"}).text)
    body = ask(client)
    told = [
        (part.get("outcome_id", ""), state["code"], str(state["initiatives"]), str(state["agencies"]))
        for part in [*body["outcomes"], body["without_outcome"]]
        for state in part["states"]
    ]
    assert [(row["outcome_id"], row["state_code"], row["initiatives"], row["agencies"]) for row in rows] == told
    chiapas = next(row for row in rows if row["state_code"] == "07")
    assert chiapas["state_name"] == "Chiapas"
    assert chiapas["outcome_title_es"] == by(table("framework"), "outcome_id")[chiapas["outcome_id"]]["title_es"]
    [header] = client.get(PATH, params={"f": "csv", "q": "zq9x"}).text.splitlines()
    assert header.split(",") == list(rows[0])


def test_agencies_are_counted_by_their_offices_and_initiatives(client: TestClient) -> None:
    agencies = client.get("/api/agencies").json()["agencies"]
    assert [agency["agency_id"] for agency in agencies] == [row["agency_id"] for row in table("agencies")]
    for agency, printed in zip(agencies, table("agencies"), strict=True):
        key = agency["agency_id"]
        assert agency["offices"] == len(offices_of(agency_id=key)), key
        assert agency["initiatives"] == len(fitting(agency=key)), key
        assert agency["aliases"] == [alias for alias in printed["aliases"].split(";") if alias]
        assert (agency["name_es"], agency["agency_type"]) == (printed["name_es"], printed["agency_type"])
    rows = parsed(client.get("/api/agencies", params={"f": "csv"}).text)
    assert list(rows[0]) == [*agencies[0], *ABOUT]
    assert [row["aliases"] for row in rows] == [row["aliases"] for row in table("agencies")]


def test_figures_are_those_of_the_table(client: TestClient) -> None:
    body = client.get("/api/figures").json()
    rows = parsed(client.get("/api/figures", params={"f": "csv"}).text)
    assert list(rows[0]) == [*body["figures"][0], *ABOUT]
    for figure, row, printed in zip(body["figures"], rows, table("context_figures"), strict=True):
        assert figure["figure_id"] == row["figure_id"] == printed["figure_id"]
        assert figure["value"] == float(row["value"]) == float(printed["value"])
        assert figure["year"] == (int(printed["year"]) if printed["year"] else None)
        assert row["source_locator"] == printed["source_locator"]
    assert {row["source_id"] for row in rows} == {body["report"]["source_id"]}
