"""An area is told with its need, its offices and its initiatives, apart by how exactly they are placed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from tests.api.tables import many, placed_in, table
from tests.conftest import ROOT
from unmap.features import LayerStore
from unmap.features.area_document import area_document
from unmap.store.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from unmap.store import Dataset

COUNTRY = "00"


def ask(client: TestClient, code: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/api/areas/{code}").json()
    return body


def ids(entries: list[dict[str, Any]]) -> set[str]:
    found = [entry["initiative_id"] for entry in entries]
    assert len(found) == len(set(found))
    return set(found)


def test_an_area_is_told_with_all_its_values_and_their_sources(client: TestClient) -> None:
    body = client.get("/api/areas/07").json()
    found = {(row["indicator_id"], row["year"]): row["value"] for row in body["need"]}
    assert round(found["poverty_pct.mmp-2008", 2018], 1) == 76.4
    assert len(body["offices"]) == 7
    assert {row["source_id"] for row in body["need"]} <= {source["source_id"] for source in body["sources"]}
    empty = client.get("/api/areas/29048").json()
    assert {row["value"] for row in empty["need"] if row["indicator_id"] == "poverty_pct.mun-2020"} == {None}


def test_a_state_tells_what_is_placed_in_it_and_inside_it(client: TestClient) -> None:
    for code in ("07", "08", "09", "19"):
        body = ask(client, code)
        assert ids(body["initiatives"]["direct"]) == placed_in(code, exactly=True)
        assert ids(body["initiatives"]["inside"]) == placed_in(code, exactly=False)
        assert "statewide" not in body["initiatives"]
        counts = body["counts"]
        assert counts["initiatives"] == len(placed_in(code))
        assert (counts["initiatives_direct"], counts["initiatives_inside"]) == (
            len(body["initiatives"]["direct"]),
            len(body["initiatives"]["inside"]),
        )


@pytest.mark.parametrize("code", ["07089", "07001", "19039"])
def test_a_municipality_tells_what_its_whole_state_has_apart(client: TestClient, code: str) -> None:
    body = ask(client, code)
    here = {row["initiative_id"] for row in table("initiative_places") if row["area_code"] == code}
    assert ids(body["initiatives"]["direct"]) == here
    assert ids(body["initiatives"]["statewide"]) == placed_in(code[:2], exactly=True) - here
    assert body["counts"]["initiatives"] == len(here)
    assert body["counts"]["initiatives_statewide"] == len(body["initiatives"]["statewide"])
    assert {place["area_code"] for entry in body["initiatives"]["statewide"] for place in entry["places"]} == {code[:2]}


def test_an_entry_names_agencies_places_basis_and_passage(client: TestClient) -> None:
    body = ask(client, "07")
    agencies = many("initiative_agencies", "agency_id")
    printed = {(row["initiative_id"], row["area_code"]): row for row in table("initiative_places")}
    for entry in (*body["initiatives"]["direct"], *body["initiatives"]["inside"]):
        assert set(entry["agency_ids"]) == agencies[entry["initiative_id"]]
        assert entry["source_locator"]
        assert entry["places"]
        for place in entry["places"]:
            row = printed[entry["initiative_id"], place["area_code"]]
            assert (place["basis"], place["place_reported"]) == (row["basis"], row["place_reported"])


def test_results_are_those_stated_for_the_area_or_inside_it(client: TestClient) -> None:
    for code in ("07", "08", "09"):
        body = ask(client, code)
        told = {
            (entry["initiative_id"], result["description"])
            for entries in body["initiatives"].values()
            for entry in entries
            for result in entry["results"]
        }
        stated = {
            (row["initiative_id"], row["description"])
            for row in table("initiative_results")
            if row["area_code"][:2] == code
        }
        assert told == stated
    places = many("initiative_places", "area_code")
    apart = ids(ask(client, "09")["initiatives"]["results_only"])
    assert apart
    assert not [key for key in apart if any(code[:2] == "09" for code in places[key])]


def test_work_in_a_state_and_in_its_municipality_stands_where_it_is_most_exact(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    stated = "in-state,01,state,Arriba,stated,\n"
    rewrite(
        squares / "programme/initiative_places.csv", stated, f"{stated}in-state,01001,municipality,Centro,stated,\n"
    )
    # A result in a municipality that the initiative is not placed in.
    with (squares / "programme/initiative_results.csv").open("a", encoding="utf-8") as results:
        results.write("in-state-01,in-state,5,exact,councils,Councils in Norte,01002,\n")
    with TestClient(create_app(Service(load(squares)))) as client:
        state, centro, norte = (ask(client, code)["initiatives"] for code in ("01", "01001", "01002"))
    assert ids(state["direct"]) == {"both-states", "in-state"}
    assert ids(state["inside"]) == {"in-state", "in-towns"}
    assert [entry["results"][0]["area_code"] for entry in state["direct"]] == ["01", "01002"]
    assert ids(centro["direct"]) == {"in-state", "in-towns"}
    assert ids(centro["statewide"]) == {"both-states"}
    assert ids(norte["statewide"]) == {"both-states", "in-state"}
    assert [len(entry["results"]) for entry in norte["statewide"]] == [1, 1]


def test_what_no_area_shows_and_every_source_is_told(client: TestClient) -> None:
    body = ask(client, "07")
    scopes = [row["scope"] for row in table("initiatives")]
    assert body["beside_the_map"] == {
        name: scopes.count(name) for name in ("country-wide", "unnamed-places", "regional")
    }
    sources = {source["source_id"] for source in body["sources"]}
    used = {row["source_id"] for entries in body["initiatives"].values() for row in entries}
    assert used | {row["source_id"] for row in (*body["need"], *body["offices"])} <= sources
    # An area without office or initiative still rests on the report that names none.
    assert "un-mexico-results-2020" in {source["source_id"] for source in ask(client, "29048")["sources"]}


def test_an_area_links_to_its_boundary_and_its_record(client: TestClient) -> None:
    for code in ("07", "07089"):
        for link in ask(client, code)["links"]:
            assert client.get(link["href"]).status_code == 200, link


def test_each_need_value_stands_beside_the_countrys_and_the_middle_of_its_level(client: TestClient) -> None:
    values = pd.read_csv(ROOT / "data/need/values.csv", dtype={"area_code": str})
    for code in ("07", "29048"):
        level = values.loc[(values["area_code"] != COUNTRY) & (values["area_code"].str.len() == len(code))]
        middle = level.groupby(["indicator_id", "year"])["value"].quantile(0.5)
        country = values.loc[values["area_code"] == COUNTRY].set_index(["indicator_id", "year"])["value"]
        need = ask(client, code)["need"]
        for row in need:
            key = (row["indicator_id"], row["year"])
            assert row["median"] == (None if pd.isna(middle[key]) else pytest.approx(middle[key])), key
            assert row["country"] == country.get(key), key
        # The municipal series of poverty have no figure of the country, and none is made up.
        poverty = [row["country"] for row in need if row["indicator_id"].startswith("poverty_pct.m")]
        assert any(poverty) is (code == "07")


def test_neighbours_are_the_areas_whose_boundaries_touch(client: TestClient) -> None:
    """Held against shapely alone, on the layer as it lies in the data."""
    for layer, code in (("states", "09"), ("municipalities", "07089"), ("municipalities", "20001")):
        areas = gpd.read_parquet(ROOT / f"data/geo/{layer}.parquet").set_index("code")
        here = areas.geometry[code]
        touching = {other for other in areas.index[areas.geometry.intersects(here)] if other != code}
        found = ask(client, code)["neighbours"]
        assert [one["code"] for one in found] == sorted(touching)
        assert [one["name"] for one in found] == [areas["name"][one["code"]] for one in found]
        assert all((one["state"] is None) is (layer == "states") for one in found)
        assert all(one["state"]["code"] == one["code"][:2] for one in found if one["state"])
    assert {one["name"] for one in ask(client, "09")["neighbours"]} == {"México", "Morelos"}


def test_one_area_takes_a_tenth_of_the_calls_that_it_took(dataset: Dataset) -> None:
    """Of a document once 12,334 functions of unmap were called, most of them for what all areas share."""
    layers = LayerStore(dataset)
    area_document(layers, "20")
    called = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal called
        called += event == "call" and "unmap" in frame.f_globals.get("__name__", "")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        area_document(layers, "07")
    finally:
        sys.setprofile(before)
    assert 0 < called <= 1_233
