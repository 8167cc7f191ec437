"""A country on both sides of the antimeridian: drawn in one piece, and answered as the standards write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.service import Service
from tests.elsewhere import ACROSS, SOUTH, write_elsewhere
from unmap.features.extents import low_edges, mainland_bounds
from unmap.pages.folium_map import render_map

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.store import Dataset

EXTENT = [179.25, -18.0, -178.75, -16.0]


@pytest.fixture(scope="module")
def across(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return unmap.load(write_elsewhere(tmp_path_factory.mktemp("across"), ACROSS))


@pytest.fixture(scope="module")
def asked(across: Dataset) -> Iterator[TestClient]:
    with TestClient(create_app(Service(across))) as client:
        yield client


def test_the_bounds_of_the_map_hold_both_sides_and_nothing_between_them(across: Dataset) -> None:
    west, south, east, north = mainland_bounds(across)
    assert (south, north) == (-18.0, -16.0)
    assert 2 <= east - west < 2.3
    # Land at the lower edge on both sides.
    assert low_edges(across)[0] == low_edges(across)[-1] == 1


def test_the_map_that_stands_alone_is_fitted_to_both_sides(across: Dataset) -> None:
    page = render_map(across)
    assert "[[-18.0, -180.75], [-16.0, -178.75]]" in page
    drawn = [float(lon) for lon in re.findall(r"\[(-?1[78]\d\.\d+), -1\d\.\d+\]", page)]
    assert -180.75 <= min(drawn) <= max(drawn) <= -178.75


@pytest.mark.parametrize("code", ["01", "02", "01001", "02002"])
def test_a_brief_draws_its_area_and_what_lies_beyond_the_meridian(asked: TestClient, code: str) -> None:
    page = asked.get(f"/brief/{code}").text
    assert page.count('class="map-area"') + page.count('class="map-land"') >= 2
    assert page.count('r="100" class="map-office"') == (code != "02002")


def test_collections_and_tiles_say_where_the_country_is(asked: TestClient) -> None:
    assert asked.get("/api/collections/states").json()["extent"]["spatial"]["bbox"] == [EXTENT]
    tiles = asked.get("/api/tiles/WebMercatorQuad/tilejson.json").json()
    assert tiles["center"][:2] == [-179.75, -17]
    for column in (0, 31):
        assert asked.get(f"/api/tiles/WebMercatorQuad/5/17/{column}").status_code == 200


@pytest.mark.parametrize(("box", "codes"), [("179,-18,-179.8,-17.5", {"01"}), ("-179.5,-18,-179,-16", {"02"})])
def test_a_box_across_the_meridian_finds_what_lies_in_it(asked: TestClient, box: str, codes: set[str]) -> None:
    found = asked.get("/api/collections/states/items", params={"bbox": box}).json()["features"]
    assert {one["id"] for one in found} == codes


def test_south_of_the_equator_nothing_is_special(tmp_path_factory: pytest.TempPathFactory) -> None:
    south = unmap.load(write_elsewhere(tmp_path_factory.mktemp("south"), SOUTH))
    assert mainland_bounds(south) == (25, -30, 27, -28)
    assert "[[-30.0, 25.0], [-28.0, 27.0]]" in render_map(south)
