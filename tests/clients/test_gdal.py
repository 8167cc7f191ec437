"""GDAL's driver for OGC API - Features (OAPIF), as QGIS and every program built on GDAL use it."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import shapely

from tests.clients.gdal import count, features, gdal
from unmap.features.feature_tables import area_table
from unmap.measures import choose_need

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

SIZES = {"states": 32, "municipalities": 2_469, "offices": 36, "initiatives": 72}
CHIAPAS_HIGHLANDS = (-93.0, 16.0, -92.0, 17.0)
SPATIAL = ("-spat", *map(str, CHIAPAS_HIGHLANDS))


@pytest.fixture(scope="module")
def table(dataset: Dataset) -> pd.DataFrame:
    return area_table(dataset, choose_need(dataset, "municipality"))


def test_every_collection_is_a_layer_with_its_title(server: str) -> None:
    listed = gdal("ogrinfo", "-ro", f"OAPIF:{server}/api").answer
    assert all(f": {name} (title: {name.capitalize()})" in listed for name in SIZES)


@pytest.mark.parametrize("layer", SIZES)
def test_a_layer_has_all_its_features(server: str, layer: str) -> None:
    assert count(server, layer, "-oo", "PAGE_SIZE=1000") == SIZES[layer]


def test_one_collection_can_be_opened_by_its_own_address(server: str) -> None:
    said = gdal("ogrinfo", "-ro", "-so", f"OAPIF:{server}/api/collections/states", "states")
    assert "Feature Count: 32" in said.answer


def test_pages_are_followed_to_the_last_feature(server: str, tmp_path: Path, dataset: Dataset) -> None:
    found, said = features(server, tmp_path, "municipalities", "-oo", "PAGE_SIZE=1000")
    assert [one["properties"]["code"] for one in found] == dataset.municipalities["code"].to_list()
    pages = {address for address in said.asked if "/items?" in address}
    assert len(pages) == 3
    assert all("limit=1000" in address for address in pages)


def test_codes_stay_text_and_dates_are_dates(server: str) -> None:
    states = gdal("ogrinfo", "-ro", "-so", f"OAPIF:{server}/api", "states").answer
    assert "\ncode: String" in states
    assert "\npopulation: Integer" in states
    assert "\nneed_pct: Real" in states
    offices = gdal("ogrinfo", "-ro", "-so", f"OAPIF:{server}/api", "offices").answer
    assert "\nvalid_from: Date" in offices
    assert "\nstate_code: String" in offices


def test_a_box_is_answered_with_what_touches_it(server: str, tmp_path: Path, dataset: Dataset) -> None:
    found, said = features(server, tmp_path, "municipalities", "-oo", "PAGE_SIZE=1000", *SPATIAL)
    near = dataset.municipalities.geometry.intersects(shapely.box(*CHIAPAS_HIGHLANDS))
    assert [one["properties"]["code"] for one in found] == dataset.municipalities.loc[near, "code"].to_list()
    assert any("bbox=-93,16,-92,17" in address for address in said.asked)


@pytest.mark.parametrize(
    ("condition", "query"),
    [
        ("state_code = '07'", "state_code == '07'"),
        ("need_pct > 80 AND offices = 0", "need_pct > 80 and offices == 0"),
        ("state_code IN ('09', '31')", "state_code in ('09', '31')"),
        ("name = 'Benito Juárez'", "name == 'Benito Juárez'"),
    ],
)
def test_an_attribute_filter_gives_what_the_table_has(
    server: str, tmp_path: Path, table: pd.DataFrame, condition: str, query: str
) -> None:
    found, _ = features(server, tmp_path, "municipalities", "-oo", "PAGE_SIZE=5000", "-where", condition)
    assert [one["properties"]["code"] for one in found] == table.query(query)["code"].to_list()
    assert found


def test_an_attribute_filter_is_left_to_the_server(server: str, tmp_path: Path) -> None:
    """GDAL finds what can be asked by in the API's description, below the path of the collection."""
    found, said = features(server, tmp_path, "municipalities", "-oo", "PAGE_SIZE=1000", "-where", "state_code = '07'")
    assert len(found) == 124
    pages = [address for address in said.asked if "/items?" in address]
    assert any("state_code=07" in address or "filter=" in address for address in pages), said.notes
    assert "evaluated on client side" not in said.notes


WHOLE = {
    "municipalities": (
        "need_pct > 80 AND offices = 0",
        "need_pct <> 50 AND (offices > 0 OR agencies > 1)",
        "NOT (state_code = '07') AND population BETWEEN 1000 AND 1500",
        "name LIKE 'San J%' AND state_code IS NOT NULL",
        "name ILIKE '%JUáREZ%'",
        "name = 'N''Djamena' OR name = 'Benito Juárez'",
        " OR ".join(f"code = '070{number:02}'" for number in range(1, 13)),
        "presence = 'no such word'",
        "name = ''",
    ),
    "offices": (
        "valid_from = '2020/01/01' AND agency_acronym = 'UNHCR'",
        "valid_from > '2019/06/01' AND listed_count > 1",
        "municipality_code IS NULL",
    ),
    "initiatives": ("start_year > 2018 AND scope = 'located'", "title LIKE '%ater%'"),
}
"""Conditions that GDAL can say in CQL."""


def key(feature: dict[str, Any]) -> str:
    """Name a feature as its layer does."""
    known = feature["properties"]
    return next(str(known[name]) for name in ("office_id", "initiative_id", "code") if name in known)


@pytest.mark.parametrize(("layer", "condition"), [(layer, one) for layer, listed in WHOLE.items() for one in listed])
def test_a_whole_condition_is_left_to_the_server(server: str, tmp_path: Path, layer: str, condition: str) -> None:
    """And finds what GDAL itself finds in a file of all features; no other feature travels."""
    found, said = features(server, tmp_path, layer, "-oo", "PAGE_SIZE=5000", "-where", condition)
    whole, local = tmp_path / "whole.geojson", tmp_path / "local.geojson"
    urllib.request.urlretrieve(f"{server}/api/collections/{layer}/items", whole)  # noqa: S310 - our own server
    gdal("ogr2ogr", "-f", "GeoJSON", "-where", condition, str(local), str(whole))
    expected = orjson.loads(local.read_bytes())["features"]
    assert [key(one) for one in found] == [key(one) for one in expected]
    assert "client side" not in said.notes
    [asked] = [address for address in said.asked if "filter=" in address]
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
        assert len(orjson.loads(answer.read())["features"]) == len(expected) < SIZES[layer]


def test_box_and_attribute_are_asked_together(server: str, table: pd.DataFrame, dataset: Dataset) -> None:
    near = dataset.municipalities.geometry.intersects(shapely.box(*CHIAPAS_HIGHLANDS))
    expected = int((near.to_numpy() & (table["need_pct"] > 90).to_numpy()).sum())
    assert count(server, "municipalities", *SPATIAL, "-where", "need_pct > 90") == expected
    assert expected


@pytest.mark.parametrize("layer", ["offices", "initiatives"])
def test_features_without_geometry_are_kept(server: str, tmp_path: Path, layer: str, dataset: Dataset) -> None:
    found, _ = features(server, tmp_path, layer)
    assert len(found) == SIZES[layer]
    unplaced = [one for one in found if one["geometry"] is None]
    record = dataset.offices["lon"].isna() if layer == "offices" else dataset.initiatives["scope"] != "located"
    assert len(unplaced) == int(record.sum()) > 0
    assert len(unplaced) < len(found)


def test_nested_records_reach_a_geopackage_as_text(server: str, tmp_path: Path) -> None:
    target = tmp_path / "initiatives.gpkg"
    gdal("ogr2ogr", "-f", "GPKG", "-nlt", "GEOMETRY", str(target), f"OAPIF:{server}/api", "initiatives")
    said = gdal("ogrinfo", "-ro", "-so", str(target), "initiatives").answer
    assert "Feature Count: 72" in said
    assert "\nplaces: String (" in said
    assert "JSON" not in said
    assert "partners (String) = [{" in gdal("ogrinfo", "-ro", "-al", str(target)).answer


@pytest.mark.parametrize("layer", ["states", "municipalities"])
def test_areas_become_a_flatgeobuf_whole(server: str, tmp_path: Path, layer: str) -> None:
    """A format of one kind of geometry: with two of them in a layer GDAL stops at the first of the other kind."""
    target = tmp_path / "whole.fgb"
    gdal("ogr2ogr", "-f", "FlatGeobuf", "-oo", "PAGE_SIZE=5000", str(target), f"OAPIF:{server}/api", layer)
    assert f"Feature Count: {SIZES[layer]}\n" in gdal("ogrinfo", "-ro", "-so", "-al", str(target)).answer


def test_another_reference_system_comes_out_where_proj_puts_it(server: str, tmp_path: Path) -> None:
    """GDAL reprojects by itself: degrees must be longitude and latitude, whatever it is told the system is called."""
    found, _ = features(server, tmp_path, "states", "-t_srs", "EPSG:6372", "-where", "code = '09'")
    [capital] = found
    east, north = shapely.from_geojson(str(capital["geometry"]).replace("'", '"')).centroid.coords[0]
    # The false origin of Mexico's Lambert projection lies at 102 W, 12 N, at 2,500 km east and 0 km north.
    assert 2_780_000 < east < 2_820_000
    assert 800_000 < north < 830_000
