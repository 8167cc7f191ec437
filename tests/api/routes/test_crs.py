"""Coordinates come in four reference systems, in the order of axes of each one's authority (Features - Part 2)."""

from __future__ import annotations

import math
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyproj
import pytest
import shapely

from tests.api.routes.asking import (
    COLLECTIONS,
    INITIATIVES,
    MUNICIPALITIES,
    OFFICES,
    STATES,
    got,
    ids,
    refused,
    refused_on_a_page,
)
from tests.clients.gdal import needed

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
METRES = {"3857", "6372"}


def shapes(body: dict[str, Any]) -> np.ndarray:
    """Geometries of the features that have one, read by GEOS."""
    known = [feature["geometry"] for feature in body["features"] if feature["geometry"] is not None]
    return np.array([shapely.from_geojson(orjson.dumps(geometry)) for geometry in known])


def east_first(code: str, coordinates: np.ndarray) -> np.ndarray:
    """Coordinates with the eastern one first, whatever pyproj says that the authority has first."""
    first = pyproj.CRS.from_epsg(int(code)).axis_info[0].direction
    return coordinates if first == "east" else coordinates[:, ::-1]


@pytest.mark.parametrize("code", ["4326", "3857", "6372"])
@pytest.mark.parametrize(
    ("path", "part"), [(STATES, {}), (MUNICIPALITIES, {"state_code": "29"}), (OFFICES, {}), (INITIATIVES, {})]
)
def test_coordinates_are_those_of_pyproj_in_the_order_of_the_authority(
    client: TestClient, path: str, part: dict[str, str], code: str
) -> None:
    here = shapes(got(client, path, **part))
    there = shapes(got(client, path, crs=f"{EPSG}{code}", **part))
    assert len(here) > 25
    independent = pyproj.Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)
    for given, found in zip(here, there, strict=True):
        expected = np.column_stack(independent.transform(*shapely.get_coordinates(given).T))
        distance = np.abs(east_first(code, shapely.get_coordinates(found)) - expected).max()
        assert distance <= (0.0051 if code in METRES else 1e-9)


def test_chiapas_lies_where_gdal_puts_it(client: TestClient, tmp_path: Path) -> None:
    needed("ogr2ogr")
    source = tmp_path / "chiapas.geojson"
    body = {"type": "FeatureCollection", "features": got(client, STATES, code="07")["features"]}
    source.write_bytes(orjson.dumps(body))
    for code in ("3857", "6372"):
        command = ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(source), "-t_srs", f"EPSG:{code}"]
        answer = subprocess.run([*command, "-lco", "RFC7946=NO"], check=True, capture_output=True, timeout=1800)
        # GDAL writes the eastern coordinate first in GeoJSON, whatever the authority says.
        [expected] = shapes(orjson.loads(answer.stdout))
        [found] = shapes(got(client, STATES, code="07", crs=f"EPSG:{code}"))
        difference = east_first(code, shapely.get_coordinates(found)) - shapely.get_coordinates(expected)
        assert np.abs(difference).max() < 0.01


def test_web_mercator_is_the_formula_of_its_definition(client: TestClient) -> None:
    here, there = (shapes(got(client, OFFICES, office_id="undp-23005", crs=f"EPSG:{code}"))[0] for code in (4326, 3857))
    here = shapely.Point(here.y, here.x)
    radius = 6_378_137
    assert there.x == pytest.approx(radius * math.radians(here.x), abs=0.006)
    assert there.y == pytest.approx(radius * math.log(math.tan(math.pi / 4 + math.radians(here.y) / 2)), abs=0.006)


def test_latitude_comes_first_in_epsg_4326_with_the_very_numbers_of_crs84(client: TestClient) -> None:
    [here], [there] = (shapes(got(client, STATES, code="07", **more)) for more in ({}, {"crs": f"{EPSG}4326"}))
    assert (shapely.get_coordinates(here) == shapely.get_coordinates(there)[:, ::-1]).all()


def test_metres_have_two_decimals(client: TestClient) -> None:
    [found] = shapes(got(client, STATES, code="07", crs="EPSG:6372"))
    coordinates = shapely.get_coordinates(found)
    assert (np.round(coordinates, 2) == coordinates).all()


@pytest.mark.parametrize("name", [CRS84, f"{EPSG}4326", "EPSG:3857", "[EPSG:6372]", "OGC:CRS84"])
def test_every_name_of_a_reference_system_is_told_by_its_uri(client: TestClient, name: str) -> None:
    uri = CRS84 if "CRS84" in name else EPSG + name.strip("[]").replace("/", ":").rsplit(":", 1)[1]
    for path in (STATES, f"{STATES}/07", f"{OFFICES}/undp-23005", INITIATIVES):
        assert client.get(path, params={"crs": name}).headers["content-crs"] == f"<{uri}>"


def test_a_list_is_in_crs84_unless_asked_and_says_so_in_every_format(client: TestClient) -> None:
    for form in ("json", "html", "csv", "xlsx", "gpkg", "parquet", "topojson"):
        answer = client.get(OFFICES, params={"f": form})
        assert answer.status_code == 200, (form, answer.text[:200])
        assert answer.headers["content-crs"] == f"<{CRS84}>", form


def test_every_collection_lists_its_reference_systems(client: TestClient) -> None:
    for name in COLLECTIONS:
        body = client.get(f"/api/collections/{name}").json()
        assert body["crs"] == [CRS84, *(f"{EPSG}{code}" for code in (4326, 3857, 6372))]
        assert body["storageCrs"] in body["crs"]
        for crs in body["crs"]:
            assert client.get(f"/api/collections/{name}/items", params={"crs": crs, "limit": 1}).status_code == 200


@pytest.mark.parametrize("box", [(-94.2, 14.5, -90.3, 17.9), (-99.3, 19.1, -98.9, 19.6)])
def test_a_box_finds_the_same_in_degrees_of_either_order_and_in_mercator(
    client: TestClient, box: tuple[float, float, float, float]
) -> None:
    west, south, east, north = box
    expected = ids(client, MUNICIPALITIES, bbox=f"{west},{south},{east},{north}")
    assert 10 < len(expected) < 500
    assert ids(client, MUNICIPALITIES, bbox=f"{south},{west},{north},{east}", bbox_crs=f"{EPSG}4326") == expected
    project = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    corners = (*project(west, south), *project(east, north))
    assert ids(client, MUNICIPALITIES, bbox=",".join(map(str, corners)), bbox_crs="EPSG:3857") == expected


def test_a_box_of_the_national_projection_finds_what_lies_in_it(client: TestClient) -> None:
    low, high = (700_000, 3_000_000), (900_000, 3_400_000)  # northing, easting
    body = got(
        client,
        MUNICIPALITIES,
        crs="EPSG:6372",
        resolution="detail",
        bbox="600000,2900000,1000000,3500000",
        bbox_crs="EPSG:6372",
    )
    box = shapely.box(*low, *high)
    expected = [f["id"] for f, shape in zip(body["features"], shapes(body), strict=True) if shape.intersects(box)]
    found = ids(client, MUNICIPALITIES, bbox=",".join(map(str, (*low, *high))), bbox_crs=f"{EPSG}6372")
    assert len(expected) > 100
    assert found == expected


def test_a_box_may_be_in_one_reference_system_and_the_answer_in_another(client: TestClient) -> None:
    body = got(client, STATES, bbox="14.8,-92.2,15,-92.1", bbox_crs="EPSG:4326", crs="EPSG:6372")
    assert [feature["id"] for feature in body["features"]] == ["07"]
    assert shapely.get_coordinates(shapes(body)[0]).min() > 300_000


@pytest.mark.parametrize("parameter", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize(
    "name", ["", "EPSG:32614", "epsg:4326", f"{EPSG}99999", "[EPSG:4326", "4326", "NaN", "x" * 101, "' OR 1=1"]
)
def test_another_reference_system_is_refused_by_the_name_of_its_parameter(
    client: TestClient, parameter: str, name: str
) -> None:
    for path in (STATES, INITIATIVES):
        assert refused(client, path, {parameter: name})["parameter"] == parameter


def test_files_and_pages_keep_crs84(client: TestClient) -> None:
    for form in ("csv", "gpkg"):
        assert refused(client, STATES, {"f": form, "crs": "EPSG:3857"})["parameter"] == "crs"
    assert ": crs: another reference system" in refused_on_a_page(client, STATES, crs="EPSG:3857")
    for link in got(client, STATES, crs="EPSG:3857", limit=1)["links"]:
        if link["rel"] == "alternate":
            assert client.get(link["href"]).status_code == 200, link
