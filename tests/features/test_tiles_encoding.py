"""What a tile holds, number by number, on squares that can be reckoned by hand."""

from __future__ import annotations

import math
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

import unmap
from tests.features.tiles import seen
from unmap.features import LayerStore
from unmap.features.tiles import MAX_ZOOM, Tile, area_tiles, limits, office_tiles
from unmap.features.tiles.tile_layers import on_grid
from unmap.measures import default_need

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset


@pytest.fixture
def store(squares: Path) -> LayerStore:
    return LayerStore(unmap.load(squares))


def grid(lon: float, lat: float) -> tuple[int, int]:
    """Give a place on the grid of the one tile of zoom 0, by the formula of the Mercator projection."""
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return round((lon + 180) / 360 * 4096), round(down * 4096)


def test_a_square_is_drawn_at_its_corners(store: LayerStore) -> None:
    layer = area_tiles(store, default_need(store.dataset, "municipality"))
    found = {each.properties["code"]: each.shape for each in seen(layer, Tile(0, 0, 0))}
    west, north = grid(-100, 21)
    east, south = grid(-99, 20)
    assert shapely.equals(found["01001"], shapely.box(west, north, east, south))
    assert found.keys() == {"01001", "01002", "02001", "02002"}


def test_no_data_is_left_out_and_zero_is_not(store: LayerStore) -> None:
    layer = area_tiles(store, default_need(store.dataset, "municipality"))
    said = {each.properties["code"]: each.properties for each in seen(layer, Tile(0, 0, 0))}
    assert said["01001"]["need_pct"] == 10
    assert not {"need_value", "need_pct", "need_persons"} & said["01002"].keys()
    assert (said["02001"]["offices"], said["02001"]["presence"]) == (0, "none-reported")


def test_an_office_without_a_place_is_in_no_tile(store: LayerStore) -> None:
    found = [each.properties["office_id"] for each in seen(office_tiles(store), Tile(0, 0, 0))]
    assert sorted(found) == ["a-centro", "b-centro"]


def drawn(*shapes: shapely.Geometry) -> tuple[list[int], list[shapely.Geometry]]:
    """Put shapes, given in grid units of the one tile of zoom 0, on its grid."""

    def degrees(xy: np.ndarray) -> np.ndarray:
        latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - xy[:, 1] / 2048))))
        return np.column_stack([xy[:, 0] / 4096 * 360 - 180, latitude])

    rows, found = on_grid(shapely.transform(np.array(shapes, dtype=object), degrees), Tile(0, 0, 0))
    return rows.tolist(), found.tolist()


def test_a_neck_narrower_than_the_grid_parts_a_polygon() -> None:
    rooms = [shapely.box(100, 100, 105, 108), shapely.box(110, 100, 115, 108)]
    rows, [found] = drawn(shapely.union_all([*rooms, shapely.box(105, 103.6, 110, 104)]))
    assert rows == [0]
    assert shapely.equals(found, shapely.union_all(rooms))


def test_a_hole_goes_with_what_is_around_it() -> None:
    wide = shapely.box(100, 100, 104, 104)
    ring = shapely.box(200, 200, 200.3, 200.3) - shapely.box(200.1, 200.1, 200.2, 200.2)
    _, [found] = drawn(shapely.union_all([wide, ring]))
    assert shapely.equals(found, wide)


def test_an_island_that_rounding_puts_ashore_is_merged() -> None:
    coast, island = shapely.box(100, 100, 104, 104), shapely.box(104.2, 101, 106, 102)
    _, [found] = drawn(shapely.union_all([coast, island]))
    assert shapely.equals(found, coast | shapely.box(104, 101, 106, 102))
    assert len(shapely.get_parts(found)) == 1


def test_a_border_that_rounding_folds_leaves_neither_gap_nor_overlap() -> None:
    rng = np.random.default_rng(5)
    border = np.column_stack([100 + rng.uniform(-0.7, 0.7, 400), 100 + np.arange(400) / 4])
    west = shapely.Polygon([(50, 100), *border.tolist(), (50, border[-1, 1])])
    east = shapely.Polygon([*border.tolist(), (150, border[-1, 1]), (150, 100)])
    _, [left, right] = drawn(west, east)
    assert shapely.is_valid([left, right]).all()
    assert shapely.buffer(shapely.intersection(left, right), -1).is_empty
    assert shapely.buffer(shapely.box(50, 100, 150, 199) - shapely.union(left, right), -1).is_empty


def test_what_has_no_extent_keeps_a_square() -> None:
    lon, lat = -99.13, 19.43
    dot = np.array([shapely.box(lon, lat, lon + 1e-7, lat + 1e-7)], dtype=object)
    for zoom in range(MAX_ZOOM + 1):
        row, _, column, _ = limits((lon, lat, lon, lat), zoom)
        rows, [square] = on_grid(dot, Tile(zoom, row, column))
        assert (rows.tolist(), square.area) == ([0], 1)


def test_an_edition_without_shapes_for_tiles_has_tiles(dataset: Dataset) -> None:
    own = LayerStore(replace(dataset, tile_shapes=dataset.tile_shapes[:0]))
    found = list(seen(area_tiles(own, default_need(dataset, "state")), Tile(0, 0, 0)))
    assert len(found) == len(dataset.states)


def test_gdal_reads_a_tile(store: LayerStore, dataset: Dataset, tmp_path: Path) -> None:
    """Its driver takes zoom, column and row from the path, and tells where the tile lies from them."""
    layer = area_tiles(LayerStore(dataset), default_need(dataset, "state"))
    path = tmp_path / "5" / "7" / "14.pbf"
    path.parent.mkdir(parents=True)
    path.write_bytes(layer.tile(Tile(5, 14, 7)))
    run = ["ogrinfo", "-ro", "-q", str(path), "states", "-where", "code = '07'", "-geom=SUMMARY"]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=1800)
    assert not done.stderr
    assert "mvt_id (Integer64) = 7" in done.stdout
    assert "name (String) = Chiapas" in done.stdout
    assert "need_year (Integer) = 2020" in done.stdout
    run = ["ogrinfo", "-ro", "-so", str(path), "states"]
    told = subprocess.run(run, capture_output=True, text=True, check=True, timeout=1800).stdout
    count = len(list(seen(layer, Tile(5, 14, 7))))
    assert f"Feature Count: {count}" in told
    assert 'ID["EPSG",3857]' in told
