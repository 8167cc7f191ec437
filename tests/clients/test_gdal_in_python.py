"""The newer GDAL that comes with pyogrio: its OAPIF driver knows reference systems (OGC API - Features, Part 2)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
import shapely

from unmap.features.encoding import as_multi

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive


@pytest.fixture(autouse=True)
def _needs_the_driver() -> None:
    if "OAPIF" not in pyogrio.list_drivers():
        if os.environ.get("CI"):
            pytest.fail("this pyogrio has no OAPIF driver, and CI must have it")
        pytest.skip("this pyogrio was built without GDAL's OAPIF driver")


def read(server: str, layer: str, **options: object) -> GeoDataFrame:
    frame: GeoDataFrame = pyogrio.read_dataframe(f"OAPIF:{server}/api", layer=layer, **options)
    return frame


def test_it_pages_to_the_last_feature(server: str, dataset: Dataset) -> None:
    frame = read(server, "municipalities", PAGE_SIZE=1_000)
    assert frame["code"].to_list() == dataset.municipalities["code"].to_list()


def test_it_combines_a_box_with_an_attribute(server: str, dataset: Dataset) -> None:
    frame = read(server, "municipalities", bbox=(-93, 16, -92, 17), where="state_code = '07'", PAGE_SIZE=1_000)
    table = dataset.municipalities
    near = table.geometry.intersects(shapely.box(-93, 16, -92, 17))
    assert frame["code"].to_list() == table.loc[near & (table["state_code"] == "07"), "code"].to_list()


@pytest.mark.parametrize("code", [3857, 6372])
def test_it_gets_features_in_the_reference_system_it_asks_for(server: str, dataset: Dataset, code: int) -> None:
    """For EPSG:4326 GDAL asks for CRS84, which it takes for the same, and turns coordinates round by itself."""
    frame = read(server, "states", CRS=f"EPSG:{code}")
    assert frame.crs == f"EPSG:{code}"
    shapes = dataset.states_overview.to_crs(code)
    assert frame["code"].to_list() == shapes["code"].to_list()
    assert np.allclose(frame.total_bounds, shapes.total_bounds, rtol=0, atol=1.0)


def test_it_reads_the_geometry_that_unmap_draws(server: str, dataset: Dataset) -> None:
    frame = read(server, "states")
    drawn = as_multi(dataset.states_overview.geometry.to_numpy())
    assert shapely.equals_exact(shapely.normalize(frame.geometry.to_numpy()), shapely.normalize(drawn), 1e-6).all()
