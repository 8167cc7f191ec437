"""Every tile of some zooms, read back: nothing is lost, moved by more than the grid, or said otherwise."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import affinity

from tests.features.tiles import all_seen, seen, tiles_of, within
from unmap.features.tiles import Tile, area_tiles, initiative_tiles, office_tiles
from unmap.features.tiles.tiling import HALF_WORLD_M
from unmap.measures import default_need
from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.features import LayerStore
    from unmap.features.tiles import TileLayer
    from unmap.store import Dataset

TOLERANCES_M = {3: 4800, 5: 1200, 7: 600, 8: 0}
"""How far lines are drawn from those of the detail, by zoom: one zoom of each drawing."""

ZOOMS = tuple(TOLERANCES_M)

TILE_SHAPES = {3: 4, 7: 7}
"""Zooms whose shapes stand in a table of their own, each with the finest zoom that they are drawn for."""

DENSEST = Tile(5, 14, 7)
"""Oaxaca, Puebla, Veracruz: 1,707 municipalities."""


@pytest.fixture(scope="module", params=["state", "municipality"])
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def areas(store: LayerStore, level: str) -> TileLayer:
    return area_tiles(store, default_need(store.dataset, level))


def in_metres(shapes: np.ndarray) -> np.ndarray:
    transformer = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True)
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(*xy.T))))


@pytest.mark.exhaustive
@pytest.mark.parametrize("zoom", [0, *ZOOMS])
def test_every_area_is_in_some_tile_of_a_zoom(areas: TileLayer, dataset: Dataset, level: str, zoom: int) -> None:
    found = all_seen(areas, dataset, zoom)
    assert {each.properties["code"] for each in found} == set(dataset.areas(level))
    assert all(each.id == int(each.properties["code"]) for each in found)


@pytest.mark.parametrize("zoom", ZOOMS)
def test_features_say_what_the_layer_says(
    areas: TileLayer, store: LayerStore, dataset: Dataset, level: str, zoom: int
) -> None:
    table = store.areas(default_need(dataset, level)).table
    names = [*dataset.registry.tiles[areas.name]]
    # A tile has no null: what is missing is not there, and nothing is put in its place.
    expected = {
        row["code"]: {name: cell for name, cell in row.items() if cell is not None} for row in records(table[names])
    }
    for each in all_seen(areas, dataset, zoom):
        assert each.properties == expected[each.properties["code"]]
    assert level == "state" or any("need_value" not in row for row in expected.values())


@pytest.mark.parametrize("zoom", [0, *ZOOMS])
def test_polygons_are_valid_and_wound_as_the_format_asks(areas: TileLayer, dataset: Dataset, zoom: int) -> None:
    shapes = [each.shape for each in all_seen(areas, dataset, zoom)]
    assert shapely.is_valid(shapes).all()
    parts = shapely.get_parts(shapes)
    # y runs southward here, where the area around a polygon counts positive and around a hole negative.
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    holes = [hole for part in parts for hole in part.interiors]
    assert not shapely.is_ccw(holes).any()


def in_detail(dataset: Dataset, level: str) -> np.ndarray:
    return in_metres((dataset.states if level == "state" else dataset.municipalities).geometry.to_numpy())


def drawing(dataset: Dataset, level: str, zoom: int) -> np.ndarray:
    """Give the shapes that a zoom is to be made from, in metres."""
    overview = dataset.states_overview if level == "state" else dataset.municipalities_overview
    if zoom in TILE_SHAPES:
        areas = dataset.tile_shapes[dataset.tile_shapes["max_zoom"] == TILE_SHAPES[zoom]].set_index("code")
        return in_metres(np.asarray(areas.geometry[overview["code"]]))
    return in_detail(dataset, level) if TOLERANCES_M[zoom] == 0 else in_metres(overview.geometry.to_numpy())


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_drawing_is_as_near_to_the_detail_as_its_zoom_asks(dataset: Dataset, level: str, zoom: int) -> None:
    detail, drawn = in_detail(dataset, level), drawing(dataset, level, zoom)
    change = np.abs(shapely.area(drawn) - shapely.area(detail))
    assert (change <= shapely.length(detail) * TOLERANCES_M[zoom]).all()
    assert shapely.area(drawn).sum() == pytest.approx(shapely.area(detail).sum(), rel=1e-3)


@pytest.mark.parametrize(("zoom", "most"), [(3, 1e-4), (5, 2e-5), (7, 5e-6), (8, 2e-6)])
def test_pieces_have_the_area_of_their_source(
    areas: TileLayer, dataset: Dataset, level: str, zoom: int, most: float
) -> None:
    """A vertex moves by less than a grid unit, so that an area changes by less than its outline times that.

    What has shrunk to nothing has one square unit.
    """
    layer = dataset.states if level == "state" else dataset.municipalities
    source = drawing(dataset, level, zoom)
    unit_m = 2 * HALF_WORLD_M / 2**zoom / 4096
    found = all_seen(areas, dataset, zoom)
    pieces = np.zeros(len(layer))
    row = {code: position for position, code in enumerate(layer["code"])}
    parts = shapely.area(within([each.shape for each in found])) * unit_m**2
    np.add.at(pieces, [row[each.properties["code"]] for each in found], parts)
    expected = shapely.area(source)
    assert (np.abs(pieces - expected) <= shapely.length(source) * unit_m + unit_m**2).all()
    assert pieces.sum() == pytest.approx(expected.sum(), rel=most)


@pytest.mark.parametrize("tile", [DENSEST, Tile(7, 57, 29), Tile(8, 113, 59), Tile(8, 107, 50)], ids=str)
def test_neighbours_share_their_border(store: LayerStore, dataset: Dataset, tile: Tile) -> None:
    """Neither overlaps nor gaps are wider than two grid units: made smaller by one on each side, nothing is left."""
    municipalities, states = (
        [each.shape for each in seen(area_tiles(store, default_need(dataset, level)), tile)]
        for level in ("municipality", "state")
    )
    shapes = np.array(municipalities, dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = first < second
    overlaps = shapely.intersection(shapes[first[apart]], shapes[second[apart]])
    assert shapely.is_empty(shapely.buffer(overlaps, -1)).all()
    missing = shapely.difference(shapely.union_all(states), shapely.union_all(shapes))
    assert shapely.buffer(missing, -1).is_empty
    # Overlaps are rare as well as narrow.
    assert shapely.area(overlaps).sum() <= 1e-3 * shapely.area(shapes).sum()


def test_a_shape_goes_on_in_the_next_tile(store: LayerStore, dataset: Dataset) -> None:
    """What two tiles show of the strip that both draw, each in its buffer, differs by less than a grid unit."""
    layer = area_tiles(store, default_need(dataset, "state"))
    for west, east in pairwise(Tile(5, 13, column) for column in (6, 7)):
        left, right = ({each.id: each.shape for each in seen(layer, tile)} for tile in (west, east))
        strip = shapely.box(4096 - 60, 0, 4096 + 60, 4096)
        assert left.keys() & right.keys()
        for code in left.keys() & right.keys():
            here, there = left[code], affinity.translate(right[code], 4096)
            between = shapely.symmetric_difference(here, there) & strip
            assert shapely.buffer(between, -1).is_empty


def test_offices_and_initiatives_stand_in_their_places(store: LayerStore) -> None:
    world = Tile(0, 0, 0)
    for layer, source in ((office_tiles(store), store.offices), (initiative_tiles(store), store.initiatives)):
        placed = np.flatnonzero(~shapely.is_missing(source.shapes) & ~shapely.is_empty(source.shapes))
        found = list(seen(layer, world))
        assert len(found) == len(placed) < len(source.table)
        expected = in_metres(source.shapes[placed])
        for each, row, place in zip(found, placed, expected, strict=True):
            key = next(iter(store.dataset.registry.tiles[layer.name]))
            assert each.properties[key] == source.table[key].iloc[row]
            corner = (-HALF_WORLD_M, HALF_WORLD_M)
            grid = (shapely.get_coordinates(place) - corner) * (1, -1) / (2 * HALF_WORLD_M) * 4096
            assert np.abs(shapely.get_coordinates(each.shape) - grid).max() <= 0.51


def test_a_tile_of_the_sea_is_empty(store: LayerStore, dataset: Dataset) -> None:
    layer = area_tiles(store, default_need(dataset, "municipality"))
    empty = [tile for tile in tiles_of(dataset, 5) if not layer.tile(tile)]
    assert empty == [Tile(5, 12, 7), Tile(5, 12, 8)]
