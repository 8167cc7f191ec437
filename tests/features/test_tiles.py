"""Every tile of two zooms, read back: nothing is lost, moved by more than the grid, or said otherwise."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import affinity

from tests.features.tiles import all_seen, cell, seen, tiles_of, within
from unmap.features import LayerStore
from unmap.features.tiles import FIELDS, Tile, area_tiles, initiative_tiles, office_tiles
from unmap.features.tiles.grid import HALF_WORLD_M
from unmap.measures import default_need
from unmap.model import Level
from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.features.tiles import TileLayer
    from unmap.store import Dataset

ZOOMS = (5, 8)
DENSEST = Tile(5, 14, 7)
"""Oaxaca, Puebla, Veracruz: 1,707 municipalities."""


@pytest.fixture(scope="module")
def store(dataset: Dataset) -> LayerStore:
    return LayerStore(dataset)


@pytest.fixture(scope="module", params=Level, ids=str)
def level(request: pytest.FixtureRequest) -> Level:
    return Level(request.param)


@pytest.fixture(scope="module")
def areas(store: LayerStore, level: Level) -> TileLayer:
    return area_tiles(store, default_need(store.dataset, level))


def in_metres(shapes: np.ndarray) -> np.ndarray:
    transformer = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(*xy.T))))


@pytest.mark.parametrize("zoom", [0, *ZOOMS])
def test_every_area_is_in_some_tile_of_a_zoom(areas: TileLayer, dataset: Dataset, level: Level, zoom: int) -> None:
    found = all_seen(areas, dataset, zoom)
    assert {each.properties["code"] for each in found} == set(dataset.areas(level))
    assert all(each.id == int(each.properties["code"]) for each in found)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_features_say_what_the_layer_says(
    areas: TileLayer, store: LayerStore, dataset: Dataset, level: Level, zoom: int
) -> None:
    table = store.areas(default_need(dataset, level)).table
    names = [field.name for field in FIELDS[areas.name]]
    # A tile has no null: what is missing is not there, and nothing is put in its place.
    expected = {
        row["code"]: {name: cell for name, cell in row.items() if cell is not None} for row in records(table[names])
    }
    for each in all_seen(areas, dataset, zoom):
        assert each.properties == expected[each.properties["code"]]
    assert level is Level.STATE or any("need_value" not in row for row in expected.values())


@pytest.mark.parametrize("zoom", [0, 3, *ZOOMS])
def test_polygons_are_valid_and_wound_as_the_format_asks(areas: TileLayer, dataset: Dataset, zoom: int) -> None:
    shapes = [each.shape for each in all_seen(areas, dataset, zoom)]
    assert shapely.is_valid(shapes).all()
    parts = shapely.get_parts(shapes)
    # y runs southward here, where the area around a polygon counts positive and around a hole negative.
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    holes = [hole for part in parts for hole in part.interiors]
    assert not shapely.is_ccw(holes).any()


@pytest.mark.parametrize(("zoom", "most"), [(5, 1e-4), (8, 2e-6)])
def test_pieces_have_the_area_of_their_source(
    areas: TileLayer, dataset: Dataset, level: Level, zoom: int, most: float
) -> None:
    """A vertex moves by less than a cell, so that an area changes by less than its outline times a cell.

    Rounding moves it by at most half the diagonal, 0.71 cells; taking out vertices that stand out by half a square cell
    makes up for the rest. What has shrunk to nothing has one cell.
    """
    layer = dataset.states if level is Level.STATE else dataset.municipalities
    source = in_metres(layer.geometry.to_numpy())
    unit_m = 2 * HALF_WORLD_M / 2**zoom / 4096
    found = all_seen(areas, dataset, zoom)
    pieces = np.zeros(len(layer))
    row = {code: position for position, code in enumerate(layer["code"])}
    parts = shapely.area(within([each.shape for each in found])) * unit_m**2
    np.add.at(pieces, [row[each.properties["code"]] for each in found], parts)
    cell_m = cell(zoom) * unit_m
    expected = shapely.area(source)
    assert (np.abs(pieces - expected) <= shapely.length(source) * cell_m + cell_m**2).all()
    assert pieces.sum() == pytest.approx(expected.sum(), rel=most)


@pytest.mark.parametrize("tile", [DENSEST, Tile(8, 113, 59), Tile(8, 107, 50)], ids=str)
def test_neighbours_share_their_border(store: LayerStore, dataset: Dataset, tile: Tile) -> None:
    """Neither overlaps nor gaps are wider than two cells: made smaller by one on each side, nothing is left of them."""
    municipalities, states = (
        [each.shape for each in seen(area_tiles(store, default_need(dataset, level)), tile)]
        for level in (Level.MUNICIPALITY, Level.STATE)
    )
    shapes = np.array(municipalities, dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = first < second
    overlaps = shapely.intersection(shapes[first[apart]], shapes[second[apart]])
    assert shapely.is_empty(shapely.buffer(overlaps, -cell(tile.zoom))).all()
    missing = shapely.difference(shapely.union_all(states), shapely.union_all(shapes))
    assert shapely.buffer(missing, -cell(tile.zoom)).is_empty
    # Overlaps are rare as well as narrow.
    assert shapely.area(overlaps).sum() <= 1e-3 * shapely.area(shapes).sum()


def test_a_shape_goes_on_in_the_next_tile(store: LayerStore, dataset: Dataset) -> None:
    """What two tiles show of the strip that both draw, each in its buffer, differs by less than a cell."""
    layer = area_tiles(store, default_need(dataset, Level.STATE))
    for west, east in pairwise(Tile(5, 13, column) for column in (6, 7)):
        left, right = ({each.id: each.shape for each in seen(layer, tile)} for tile in (west, east))
        strip = shapely.box(4096 - 60, 0, 4096 + 60, 4096)
        assert left.keys() & right.keys()
        for code in left.keys() & right.keys():
            here, there = left[code], affinity.translate(right[code], 4096)
            between = shapely.symmetric_difference(here, there) & strip
            assert shapely.buffer(between, -cell(5)).is_empty


def test_offices_and_initiatives_stand_in_their_places(store: LayerStore) -> None:
    world = Tile(0, 0, 0)
    for layer, source in ((office_tiles(store), store.offices), (initiative_tiles(store), store.initiatives)):
        placed = np.flatnonzero(~shapely.is_missing(source.shapes) & ~shapely.is_empty(source.shapes))
        found = list(seen(layer, world))
        assert len(found) == len(placed) < len(source.table)
        expected = in_metres(source.shapes[placed])
        for each, row, place in zip(found, placed, expected, strict=True):
            key = FIELDS[layer.name][0].name
            assert each.properties[key] == source.table[key].iloc[row]
            corner = (-HALF_WORLD_M, HALF_WORLD_M)
            grid = (shapely.get_coordinates(place) - corner) * (1, -1) / (2 * HALF_WORLD_M) * 4096
            assert np.abs(shapely.get_coordinates(each.shape) - grid).max() <= 0.51


def test_a_tile_of_the_sea_is_empty(store: LayerStore, dataset: Dataset) -> None:
    layer = area_tiles(store, default_need(dataset, Level.MUNICIPALITY))
    empty = [tile for tile in tiles_of(dataset, 5) if not layer.tile(tile)]
    assert empty == [Tile(5, 12, 7), Tile(5, 12, 8)]
