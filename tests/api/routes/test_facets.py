"""Filters with counts: lists to choose from, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.tables import ABOUT, fitting, offices_of, parsed, table

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

PATH = "/api/facets"


def ask(client: TestClient, **parameters: str) -> dict[str, Any]:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_agencies_are_counted_under_the_outcome_and_outcomes_under_the_agency(client: TestClient) -> None:
    facets = ask(client, agency="UNICEF", outcome="8")["facets"]
    for agency in facets["agency"]:
        assert agency["initiatives"] == len(fitting(agency=agency["code"], outcome="8"))
        assert agency["offices"] is None
    for outcome in facets["outcome"]:
        assert outcome["initiatives"] == len(fitting(agency="UNICEF", outcome=outcome["code"]))
    alone = ask(client, agency="UNICEF")["facets"]["agency"]
    assert {one["code"]: one["offices"] for one in alone} == {
        row["agency_id"]: len(offices_of(agency_id=row["agency_id"])) for row in table("agencies")
    }


def test_the_answer_names_its_question_report_edition_and_rule(client: TestClient) -> None:
    body = ask(client, theme="gender", kind="initiatives")
    assert body["query"]["theme"] == ["gender"]
    assert body["query"]["kind"] == "initiatives"
    assert body["report"]["reporting_year"] == 2020
    assert body["report"]["source"]["title"]
    assert body["edition"]
    assert "null, not zero" in body["counting"]
    assert list(body["facets"]) == ["agency", "priority", "outcome", "theme", "pillar", "donor", "kind"]


def test_csv_holds_the_same_rows(client: TestClient) -> None:
    rows = parsed(client.get(PATH, params={"outcome": "8", "f": "csv"}).text)
    facets = ask(client, outcome="8")["facets"]
    told = [
        {"facet": facet, **{name: "" if cell is None else str(cell) for name, cell in value.items()}}
        for facet, values in facets.items()
        for value in values
    ]
    assert [{name: row[name] for name in told[0]} for row in rows] == told
    assert list(rows[0]) == [*told[0], "source_id", *ABOUT]


@pytest.mark.parametrize(
    "parameters", [{"agency": "UNXYZ"}, {"agency": ""}, {"kind": "none"}, {"area": "07"}, {"scope": "located"}]
)
def test_what_is_no_filter_here_is_refused(client: TestClient, parameters: dict[str, str]) -> None:
    answer = client.get(PATH, params=parameters)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
