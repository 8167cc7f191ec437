"""OGC API - Tiles: every class of conformance that is claimed, by what it asks for."""

from __future__ import annotations

import math
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from api.routes.collections import TILES
from tests.features.tiles import decoded
from unmap.features.tiles import MAX_ZOOM

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

MVT = "application/vnd.mapbox-vector-tile"
REL = "http://www.opengis.net/def/rel/ogc/1.0"
SCHEME = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
COLLECTIONS = ("states", "municipalities", "offices", "initiatives")
TILESETS = (*(f"/api/collections/{name}/tiles" for name in COLLECTIONS), "/api/tiles")
STATES = "/api/collections/states/tiles/WebMercatorQuad"


def get(client: TestClient, address: str) -> Any:  # noqa: ANN401 - any JSON
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def links(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in document["links"] if link["rel"] == rel]


def test_the_classes_are_claimed(client: TestClient) -> None:
    assert set(TILES) <= set(get(client, "/api/conformance")["conformsTo"])


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_collection_leads_to_its_tiles(client: TestClient, name: str) -> None:
    """Class geodata-tilesets."""
    [link] = links(get(client, f"/api/collections/{name}"), f"{REL}/tilesets-vector")
    assert link["href"].endswith(f"/api/collections/{name}/tiles")


def test_the_landing_page_leads_to_the_tiles_of_all(client: TestClient) -> None:
    """Class dataset-tilesets."""
    [link] = links(get(client, "/api"), f"{REL}/tilesets-vector")
    assert link["href"].endswith("/api/tiles")


@pytest.mark.parametrize("path", TILESETS)
def test_a_list_tells_enough_of_each_tileset(client: TestClient, path: str) -> None:
    """Class tilesets-list."""
    [tileset] = get(client, path)["tilesets"]
    assert (tileset["dataType"], tileset["tileMatrixSetURI"]) == ("vector", SCHEME)
    assert tileset["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    [itself] = links(tileset, "self")
    assert itself["href"].endswith(f"{path}/WebMercatorQuad")
    assert get(client, itself["href"])["title"] == tileset["title"]
    [scheme] = links(tileset, f"{REL}/tiling-scheme")
    assert get(client, scheme["href"])["uri"] == SCHEME


@pytest.mark.parametrize("path", TILESETS)
def test_a_tileset_is_described_so_that_a_client_finds_its_tiles(client: TestClient, path: str) -> None:
    """Classes core and tileset, and tilesetmetadata of the tile matrix sets."""
    tileset = get(client, f"{path}/WebMercatorQuad")
    [template] = links(tileset, "item")
    assert (template["templated"], template["type"]) == (True, MVT)
    limits = {limit["tileMatrix"]: limit for limit in tileset["tileMatrixSetLimits"]}
    assert list(limits) == [str(zoom) for zoom in range(MAX_ZOOM + 1)]
    limit = limits["4"]
    address = template["href"].replace("{tileMatrix}", "4")
    address = address.replace("{tileRow}", str(limit["maxTileRow"])).replace("{tileCol}", str(limit["minTileCol"] + 1))
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, MVT)
    assert decoded(answer.content).keys() == {layer["id"] for layer in tileset["layers"]}
    for layer in tileset["layers"]:
        assert layer["dataType"] == "vector"
        properties = layer["propertiesSchema"]["properties"]
        said = {name for feature in decoded(answer.content)[layer["id"]] for name in feature["properties"]}
        assert said <= properties.keys()
        assert all(schema["type"] in {"string", "integer", "number"} for schema in properties.values())
    west, south = tileset["boundingBox"]["lowerLeft"]
    assert (round(west), round(south)) == (-118, 15)
    assert "INEGI" in tileset["attribution"] or path.endswith(("offices/tiles", "initiatives/tiles"))


def test_limits_enclose_every_tile_that_is_not_empty(client: TestClient) -> None:
    """Class tilematrixsetlimits: beyond them 404, within them a tile or 204."""
    [limit] = [each for each in get(client, STATES)["tileMatrixSetLimits"] if each["tileMatrix"] == "4"]
    rows = range(limit["minTileRow"], limit["maxTileRow"] + 1)
    columns = range(limit["minTileCol"], limit["maxTileCol"] + 1)
    for row in range(rows.start - 1, rows.stop + 1):
        for column in range(columns.start - 1, columns.stop + 1):
            within = row in rows and column in columns
            assert client.get(f"{STATES}/4/{row}/{column}").status_code in ({200, 204} if within else {404})


def test_the_tile_matrix_set_is_that_of_the_register(client: TestClient) -> None:
    """Class tilematrixset, in JSON."""
    [listed] = get(client, "/api/tileMatrixSets")["tileMatrixSets"]
    assert (listed["id"], listed["uri"]) == ("WebMercatorQuad", SCHEME)
    [itself] = links(listed, "self")
    found = get(client, itself["href"])
    assert {"id", "title", "uri", "crs", "orderedAxes", "tileMatrices"} <= found.keys()
    assert len(found["tileMatrices"]) == 25
    first = found["tileMatrices"][0]
    assert first["scaleDenominator"] == pytest.approx(559082264.028717)
    assert first["cellSize"] * 256 == pytest.approx(2 * math.pi * 6378137)


def test_a_tile_holds_its_layer(client: TestClient) -> None:
    """Class mvt."""
    answer = client.get(f"{STATES}/5/14/7")
    names = {feature["properties"]["name"] for feature in decoded(answer.content)["states"]}
    assert {"Oaxaca", "Chiapas"} <= names
    assert "Sonora" not in names


def test_row_comes_before_column(client: TestClient) -> None:
    # Mexico City lies in column 230 and row 455 of zoom 10.
    answer = client.get(f"{STATES}/10/455/230")
    assert "Ciudad de México" in {feature["properties"]["name"] for feature in decoded(answer.content)["states"]}
    assert client.get(f"{STATES}/10/230/455").status_code == 404


@pytest.mark.parametrize("path", TILESETS)
def test_tilejson_leads_map_libraries_to_the_same_tiles(client: TestClient, path: str) -> None:
    found = get(client, f"{path}/WebMercatorQuad/tilejson.json")
    assert (found["tilejson"], found["minzoom"], found["maxzoom"]) == ("3.0.0", 0, MAX_ZOOM)
    [template] = found["tiles"]
    assert template.startswith("http://")
    place = template.replace("{z}", "5").replace("{x}", "7").replace("{y}", "14")
    layers = decoded(client.get(place).content)
    assert layers.keys() == {layer["id"] for layer in found["vector_layers"]}
    for layer in found["vector_layers"]:
        assert all(feature["properties"].keys() <= layer["fields"].keys() for feature in layers[layer["id"]])
    west, south, east, north = found["bounds"]
    lon, lat, zoom = found["center"]
    assert west < lon < east
    assert south < lat < north
    assert 0 <= zoom <= MAX_ZOOM
    assert found["attribution"]


def test_another_need_makes_another_tile(client: TestClient) -> None:
    asked = "indicator=poverty_pct.mmp-2016&year=2018"
    tileset = get(client, f"{STATES}?{asked}")
    [template] = links(tileset, "item")
    [described] = links(tileset, "describedby")
    assert template["href"].endswith(f"{{tileCol}}?{asked}")
    assert get(client, described["href"])["tiles"][0].endswith(f"{{x}}?{asked}")
    feature = decoded(client.get(f"{STATES}/5/14/7?{asked}").content)["states"][0]["properties"]
    item = client.get(f"/api/collections/states/items/{feature['code']}?{asked}").json()["properties"]
    assert feature == {name: item[name] for name in feature}
    assert feature["need_year"] == 2018


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("5/0/0", 404),
        ("5/-1/7", 404),
        ("15/0/0", 404),
        (f"5/{10**30}/7", 404),
        ("5/14/7.0", 400),
        ("5/14/+7", 400),
        ("5/14/NaN", 400),
        ("five/14/7", 400),
        ("5/14/7?year=2019", 400),
        ("5/14/7?indicator=nothing", 400),
        ("5/14/7?f=png", 400),
        ("5/14/7?bbox=0,0,1,1", 400),
        ("5/14/7?year=2020&year=2018", 400),
    ],
)
def test_a_bad_address_is_refused(client: TestClient, address: str, status: int) -> None:
    answer = client.get(f"{STATES}/{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["", "/WebMercatorQuad", "/WebMercatorQuad/tilejson.json", "/WebMercatorQuad/5/14/7"])
def test_places_have_no_need_and_nothing_has_no_tiles(client: TestClient, path: str) -> None:
    assert client.get(f"/api/collections/offices/tiles{path}?year=2020").status_code == 400
    assert client.get(f"/api/collections/nothing/tiles{path}").status_code == 404
    assert client.get("/api/collections/states/tiles/Other").status_code == 404


def test_a_tile_of_the_sea_is_no_content(client: TestClient) -> None:
    answer = client.get(f"{STATES}/5/12/8")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_tile_is_ready_the_second_time(client: TestClient) -> None:
    first = client.get(f"{STATES}/6/28/14", headers={"accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    known = {"accept-encoding": "gzip", "if-none-match": first.headers["etag"]}
    again = client.get(f"{STATES}/6/28/14", headers=known)
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    head = client.head(f"{STATES}/6/28/14", headers={"accept-encoding": "gzip"})
    assert (head.headers["content-length"], head.content) == (first.headers["content-length"], b"")


@pytest.mark.exhaustive
def test_gdal_follows_the_links_to_the_tile_matrix_set(server: str) -> None:
    """GDAL's driver for OGC APIs goes from the collection over the tileset to the tile matrix set on its own.

    Before GDAL 3.8 it cannot read tile matrix sets of version 2.0 (its issue 6882), whoever serves them: how far it
    comes is all that can be asked of it here. Later ones must go on to the tiles.
    """
    collection = f"{server}/api/collections/states"
    run = ["ogrinfo", "-so", "-al", f"OGCAPI:{collection}", "-oo", "API=TILES", "-oo", "TILEMATRIX=4"]
    environment = {**os.environ, "CPL_DEBUG": "HTTP"}
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=1800, env=environment)
    asked = re.findall(r"Fetch\((\S+)\)", done.stderr)
    steps = ("/tiles", "/tiles/WebMercatorQuad")
    assert asked[:4] == [
        collection,
        *(collection + step for step in steps),
        f"{server}/api/tileMatrixSets/WebMercatorQuad",
    ]
    version = subprocess.run(["ogrinfo", "--version"], capture_output=True, text=True, check=True, timeout=1800).stdout
    if tuple(map(int, re.findall(r"\d+", version)[:2])) >= (3, 8):
        assert done.returncode == 0, done.stderr
