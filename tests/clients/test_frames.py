"""Addresses of the API read by what analysts use: geopandas, pyogrio and pandas."""

from __future__ import annotations

import io
import urllib.request
import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

SIZES = {"states": 32, "municipalities": 2_469, "offices": 36, "initiatives": 72}


@pytest.mark.parametrize("collection", SIZES)
def test_geopandas_reads_a_whole_collection(server: str, collection: str) -> None:
    frame = gpd.read_file(f"{server}/api/collections/{collection}/items")
    assert len(frame) == SIZES[collection]
    assert frame.crs == "EPSG:4326"
    assert frame.active_geometry_name == "geometry"


def test_geopandas_keeps_codes_as_text_and_rows_without_geometry(server: str, dataset: Dataset) -> None:
    states = gpd.read_file(f"{server}/api/collections/states/items")
    assert states["code"].to_list() == dataset.states["code"].to_list()
    offices = gpd.read_file(f"{server}/api/collections/offices/items")
    assert int(offices.geometry.isna().sum()) == int(dataset.offices["lon"].isna().sum()) > 0


def test_geopandas_measures_the_areas_that_the_table_states(server: str) -> None:
    """The geometry is right side up and of the right size: Albers' equal-area projection finds the same km2."""
    frame = gpd.read_file(f"{server}/api/collections/municipalities/items?state_code=07")
    assert len(frame) == 124
    measured = frame.to_crs("ESRI:102008").area / 1e6
    assert (measured / frame["area_km2"]).between(0.98, 1.02).all()


def saved(address: str, target: Path) -> Path:
    """Save what an address gives, as a browser would."""
    urllib.request.urlretrieve(address, target)  # noqa: S310 - our own server
    return target


def test_geopandas_reads_a_geopackage(server: str, tmp_path: Path, dataset: Dataset) -> None:
    # Saved first: GDAL warns of a GeoPackage without its extension, as it is when geopandas reads it from an address.
    file = saved(f"{server}/api/collections/states/items?f=gpkg", tmp_path / "states.gpkg")
    frame = gpd.read_file(file, layer="states")
    assert frame["code"].to_list() == dataset.states["code"].to_list()
    assert frame.crs == "EPSG:4326"


def test_geopandas_reads_geoparquet(server: str, tmp_path: Path) -> None:
    # From an address geopandas would read it through fsspec, which unmap does not need.
    file = saved(f"{server}/api/collections/states/items?f=parquet", tmp_path / "states.parquet")
    assert len(gpd.read_parquet(file)) == SIZES["states"]


@pytest.mark.parametrize("prefix", ["", "/vsicurl/", "/vsicurl_streaming/"])
def test_pyogrio_reads_an_address(server: str, prefix: str) -> None:
    address = f"{server}/api/collections/municipalities/items?bbox=-93,16,-92,17"
    frame = pyogrio.read_dataframe(prefix + address)
    assert len(frame) == 43
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}


def test_pyogrio_reads_a_geopackage_at_its_address(server: str, dataset: Dataset) -> None:
    """By ranges: GDAL says that it cannot where a server gives none."""
    with warnings.catch_warnings():
        # GDAL misses the extension of the format in an address that ends otherwise.
        warnings.filterwarnings("ignore", message=".*extension", category=RuntimeWarning)
        address = f"{server}/api/collections/municipalities/items?f=gpkg"
        frame = pyogrio.read_dataframe(address, layer="municipalities", columns=["code"])
    assert frame["code"].to_list() == dataset.municipalities["code"].to_list()
    assert frame.crs == "EPSG:4326"


class Ranged(io.RawIOBase):
    """A file at an address, of which only what is read is asked for, as fsspec and its like do."""

    def __init__(self, address: str) -> None:
        self.address, self.position, self.got = address, 0, 0
        with urllib.request.urlopen(urllib.request.Request(address, method="HEAD")) as head:  # noqa: S310 - our own server
            self.size = int(head.headers["content-length"])
            assert head.headers["accept-ranges"] == "bytes"

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        return self.position

    def read(self, size: int = -1) -> bytes:
        count = self.size - self.position if size < 0 else min(size, self.size - self.position)
        if count <= 0:
            return b""
        last = self.position + count - 1
        asked = urllib.request.Request(self.address, headers={"Range": f"bytes={self.position}-{last}"})  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own server
            assert answer.status == 206
            part: bytes = answer.read()
        assert len(part) == count
        self.position += count
        self.got += count
        return part


def test_one_column_of_geoparquet_is_read_without_the_rest(server: str, dataset: Dataset) -> None:
    file = Ranged(f"{server}/api/collections/municipalities/items?f=parquet")
    frame = pd.read_parquet(file, columns=["code"])
    assert frame["code"].to_list() == dataset.municipalities["code"].to_list()
    assert file.got < file.size / 2


def test_pandas_reads_csv_with_codes_as_text(server: str, dataset: Dataset) -> None:
    frame = pd.read_csv(f"{server}/api/collections/municipalities/items?f=csv", dtype={"code": str, "state_code": str})
    assert frame["code"].to_list() == dataset.municipalities["code"].to_list()
    assert frame["population"].sum() == dataset.municipalities["population"].sum()


def test_pandas_reads_a_csv_of_nothing_with_its_header(server: str) -> None:
    frame = pd.read_csv(f"{server}/api/collections/municipalities/items?f=csv&name=Nowhere")
    assert frame.empty
    assert {"code", "name", "need_pct"} <= set(frame.columns)
