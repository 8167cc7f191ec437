"""What cannot be asked of the coverage engine is a 400 that names the parameter; never a 5xx, never a NaN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

ASKED = ("coverage", "equity", "clusters", "reach", "siting", "footprints")
"""Measures that take a need."""

ALL = (*ASKED, "outcome-gaps")


def refused(client: TestClient, path: str, parameter: str | None) -> str:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 400, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.get("parameter") == parameter
    assert body["detail"]
    return str(body["detail"])


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("indicator=happiness", "indicator"),
        ("indicator=", "indicator"),
        ("year=1999", "year"),
        ("year=abc", "year"),
        ("year=99999999999999999999", "year"),
    ],
)
def test_a_need_that_there_is_not_is_refused(client: TestClient, name: str, query: str, parameter: str) -> None:
    refused(client, f"{name}?{query}", parameter)


@pytest.mark.parametrize("name", ["coverage", "equity", "clusters", "footprints"])
def test_a_level_without_data_is_refused(client: TestClient, name: str) -> None:
    assert "level" in refused(client, f"{name}?level=municipality&indicator=poverty_pct.mmp-2016", "indicator")
    assert "level" in refused(client, f"{name}?level=state&indicator=poverty_pct.mun-2020", "indicator")


@pytest.mark.parametrize("name", ["reach", "siting"])
def test_distance_needs_a_headcount_by_municipality(client: TestClient, name: str) -> None:
    refused(client, f"{name}?indicator=poverty_pct.mmp-2016", "indicator")
    refused(client, f"{name}?indicator=marginalisation_index.marginacion-2020", "indicator")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("filtered", ["agency", "outcome", "priority", "pillar", "theme", "donor"])
def test_a_filter_value_that_does_not_exist_is_refused(client: TestClient, name: str, filtered: str) -> None:
    answer = client.get(f"/api/{name}", params={filtered: "zq9x"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, filtered)
    assert "zq9x" not in answer.text
    refused(client, f"{name}?{filtered}=,", filtered)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("level=planet", "level"),
        ("kind=hopes", "kind"),
        ("counting=twice", "counting"),
        ("headquarters=perhaps", "headquarters"),
        ("f=xml", "f"),
        ("kind=any&kind=offices", "query"),
        ("scope=located", None),
        ("q=wells", None),
        ("colour=red", None),
    ],
)
def test_a_word_that_there_is_not_is_refused(client: TestClient, name: str, query: str, parameter: str | None) -> None:
    refused(client, f"{name}?{query}", parameter)


@pytest.mark.parametrize("name", ["reach", "siting"])
@pytest.mark.parametrize("radius", ["0", "-1", "nan", "inf", "-inf", "20000", "abc", "", "1e400", "5000.01"])
def test_a_radius_that_is_none_is_refused(client: TestClient, name: str, radius: str) -> None:
    refused(client, f"{name}?radius={radius}", "radius")


@pytest.mark.parametrize("k", ["0", "-1", "1e9", "abc", "21", "2.5", "nan", "", "9" * 30])
def test_a_number_of_places_that_is_none_is_refused(client: TestClient, k: str) -> None:
    refused(client, f"siting?k={k}", "k")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("coverage?rank_concepts=illiteracy", "rank_concepts"),
        ("coverage?rank_concepts=,", "rank_concepts"),
        ("coverage?rank_measures=height", "rank_measures"),
        ("coverage?rank_kinds=hopes", "rank_kinds"),
        ("coverage?rank_countings=twice", "rank_countings"),
        ("coverage?area=99", "area"),
        ("coverage?area=07089", "area"),
        ("coverage?area=", "area"),
        ("coverage?sort=colour", "sort"),
        ("coverage?limit=0", "limit"),
        ("coverage?offset=-1", "offset"),
        ("clusters?permutations=0", "permutations"),
        ("clusters?permutations=100000", "permutations"),
        ("clusters?table=chairs", "table"),
        ("siting?k=4&candidates=11020,27004", "k"),
        ("siting?candidates=77", "candidates"),
        ("siting?min_town=-1", "min_town"),
        ("siting?min_town=99999999", "min_town"),
        ("siting?candidates=,", "candidates"),
        ("siting?objective=fame", "objective"),
        ("reach?table=global", "table"),
        ("outcome-gaps?indicator=poverty_pct.mmp-2016", None),
        ("footprints?f=geojson", "f"),
        ("change?concept=happiness", "concept"),
        ("change?area=99", "area"),
        ("change?level=municipality&concept=feminicide", "concept"),
    ],
)
def test_what_a_measure_alone_takes_is_checked(client: TestClient, query: str, parameter: str | None) -> None:
    refused(client, query, parameter)


def test_allowed_values_are_named(client: TestClient) -> None:
    assert "headcount, rate" in refused(client, "coverage?rank_measures=height", "rank_measures")
    assert "moderate_poverty" in refused(client, "coverage?rank_concepts=illiteracy", "rank_concepts")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_filters_that_leave_nothing_are_answered(client: TestClient, name: str, form: str) -> None:
    # UNESCO has no field office, and offices have no outcome.
    answer = client.get(f"/api/{name}", params={"agency": "UNESCO", "kind": "offices", "outcome": "1", "f": form})
    assert answer.status_code == 200
    for word in ("NaN", "Infinity", "nan,", "inf,"):
        assert word not in answer.text


@pytest.mark.parametrize("name", ["coverage", "equity", "clusters", "footprints"])
@pytest.mark.parametrize(
    "indicator",
    ["marginalisation_index.marginacion-2020", "feminicide_rate.sesnsp", "female_population_pct.census-2020"],
)
def test_every_kind_of_indicator_is_answered(client: TestClient, name: str, indicator: str) -> None:
    answer = client.get(f"/api/{name}", params={"indicator": indicator})
    assert answer.status_code == 200, answer.text[:200]
    assert "NaN" not in answer.text
