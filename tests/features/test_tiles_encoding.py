"""What a tile holds, number by number, on squares that can be reckoned by hand."""

from __future__ import annotations

import math
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

import unmap
from tests.features.tiles import seen
from unmap.features import LayerStore
from unmap.features.tiles import Tile, area_tiles, office_tiles
from unmap.features.tiles.areas import AreaShapes
from unmap.features.tiles.encode import Attributes, polygon_commands
from unmap.features.tiles.grid import to_world
from unmap.features.tiles.snap import Rings, clipped, meeting_places, snapped, without_overlaps
from unmap.measures import default_need
from unmap.model import Level

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
    layer = area_tiles(store, default_need(store.dataset, Level.MUNICIPALITY))
    found = {each.properties["code"]: each.shape for each in seen(layer, Tile(0, 0, 0))}
    west, north = grid(-100, 21)
    east, south = grid(-99, 20)
    assert shapely.equals(found["01001"], shapely.box(west, north, east, south))
    assert found.keys() == {"01001", "01002", "02001", "02002"}


def test_no_data_is_left_out_and_zero_is_not(store: LayerStore) -> None:
    layer = area_tiles(store, default_need(store.dataset, Level.MUNICIPALITY))
    said = {each.properties["code"]: each.properties for each in seen(layer, Tile(0, 0, 0))}
    assert said["01001"]["need_pct"] == 10
    assert not {"need_value", "need_pct", "need_persons"} & said["01002"].keys()
    assert (said["02001"]["offices"], said["02001"]["presence"]) == (0, "none-reported")


def test_an_office_without_a_place_is_in_no_tile(store: LayerStore) -> None:
    found = [each.properties["office_id"] for each in seen(office_tiles(store), Tile(0, 0, 0))]
    assert sorted(found) == ["a-centro", "b-centro"]


def test_commands_are_those_of_the_specification() -> None:
    # The polygon of Mapbox Vector Tile 2.1, section 4.3.5.6: two squares, the second one with a hole.
    squares = [shapely.box(0, 0, 10, 10), shapely.box(11, 11, 20, 20) - shapely.box(13, 13, 17, 17)]
    rows, [commands] = polygon_commands(np.array(squares, dtype=object), np.array([7, 7]))
    assert rows.tolist() == [7]
    # Where a ring begins is free; what it encloses, and which way around, is not.
    areas, position, numbers = [], np.zeros(2, dtype=int), iter(commands)
    for command in numbers:
        assert command == 9
        ring = []
        for count in (1, 3):
            if count == 3:
                assert next(numbers) == count << 3 | 2
            for _ in range(count):
                moved = np.array([next(numbers), next(numbers)])
                position += (moved >> 1) ^ -(moved & 1)
                ring.append(position.copy())
        assert next(numbers) == 15
        x, y = np.array(ring).T
        areas.append(int(x @ np.roll(y, -1) - y @ np.roll(x, -1)) // 2)
    assert areas == [100, 81, -16]


def test_values_are_named_once() -> None:
    attributes = Attributes.of({"a": (np.array([0, 0, -1]), ["x"]), "b": (np.array([0, 1, 0]), ["x", 1])}, [1, 2, 3])
    values, tags = attributes.tags(np.array([0, 1, 2]))
    assert [value.string_value or value.int_value for value in values] == ["x", 1]
    assert tags == [[0, 0, 1, 0], [0, 0, 1, 1], [1, 0]]
    values, tags = attributes.tags(np.array([2]))
    assert (len(values), tags) == (1, [[1, 0]])


def test_a_neck_narrower_than_a_cell_parts_a_polygon() -> None:
    rooms, passage = [shapely.box(0, 0, 80, 120), shapely.box(160, 0, 240, 120)], shapely.box(80, 58, 160, 62)
    neck = shapely.union_all([*rooms, passage])
    polygons, of = snapped(Rings.of(np.array([neck], dtype=object)), 4, (0, 0))
    assert shapely.is_valid(polygons).all()
    assert (len(polygons), of.tolist()) == (2, [0, 0])


def test_a_hole_goes_with_what_is_around_it() -> None:
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    polygons, of = snapped(Rings.of(np.array([ring, shapely.box(0, 0, 64, 64)], dtype=object)), 4, (0, 0))
    assert (len(polygons), of.tolist()) == (1, [1])


def test_an_island_that_rounding_puts_ashore_is_merged() -> None:
    near = [shapely.box(0, 0, 4, 4), shapely.box(3, 1, 6, 2), shapely.box(9, 9, 10, 10)]
    polygons, owner = without_overlaps(np.array(near, dtype=object), np.array([5, 5, 6]))
    assert sorted(zip(owner.tolist(), shapely.area(polygons).tolist(), strict=True)) == [(5, 18.0), (6, 1.0)]


def test_borders_meet_where_neighbours_change() -> None:
    # Two squares beside one wide one: three meet at (1, 1), two and the outside at the ends of their common borders.
    squares = [
        shapely.box(0, 1, 1, 2),
        shapely.box(1, 1, 2, 2),
        shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (0, 1)]),
    ]
    rings = Rings.of(np.array(squares, dtype=object))
    found = {(int(place) >> 32, int(place) & 0xFFFFFFFF) for place in meeting_places(rings)}
    assert {(1, 1), (0, 1), (2, 1), (1, 2)} <= found
    assert not found & {(2, 0), (0, 2), (2, 2)}


def test_a_border_is_thinned_alike_from_both_sides() -> None:
    rng = np.random.default_rng(5)
    border = np.column_stack([100 + rng.integers(-3, 4, 400), np.arange(400)]) * 16
    west = shapely.Polygon([(0, border[0, 1]), *border.tolist(), (0, border[-1, 1])])
    east = shapely.Polygon([*border.tolist(), (6_400, border[-1, 1]), (6_400, border[0, 1])])
    rings = Rings.of(np.array([west, east], dtype=object))
    held = np.isin(rings.places, meeting_places(rings))
    polygons, of = snapped(Rings(rings.x, rings.y, held, rings.ring, rings.polygon), 5, (0, 0))
    left, right = (shapely.union_all(polygons[of == each]) for each in (0, 1))
    assert shapely.get_num_coordinates(left) < 300
    # Nothing between them and nothing twice, but for what mending makes of the zigzag: less than a cell each.
    assert shapely.buffer(left & right, -1).is_empty
    whole = shapely.box(0, 0, 200, 200)
    assert shapely.buffer(whole - (left | right), -1).is_empty


def test_a_window_cuts_what_crosses_it() -> None:
    pieces, of = clipped(Rings.of(np.array([shapely.box(0, 0, 10, 10)], dtype=object)), (5, 5, 20, 20))
    assert shapely.equals(pieces, shapely.box(5, 5, 10, 10)).tolist() == [True]
    assert of.tolist() == [0]


def test_what_has_no_extent_keeps_a_square() -> None:
    lon, lat = -99.13, 19.43
    shapes = AreaShapes.of(np.array([shapely.box(lon, lat, lon + 1e-4, lat + 1e-4)], dtype=object))
    for zoom in range(15):
        (x, y) = (to_world(np.array([[lon + 5e-5, lat + 5e-5]]))[0] >> 31 - zoom).tolist()
        tile = Tile(zoom, y, x)
        [polygon], area = shapes.drawn(tile)
        assert area.tolist() == [0]
        assert polygon.area >= 4**tile.coarseness


def test_gdal_reads_a_tile(store: LayerStore, dataset: Dataset, tmp_path: Path) -> None:
    """Its driver takes zoom, column and row from the path, and tells where the tile lies from them."""
    layer = area_tiles(LayerStore(dataset), default_need(dataset, Level.STATE))
    path = tmp_path / "5" / "7" / "14.pbf"
    path.parent.mkdir(parents=True)
    path.write_bytes(layer.tile(Tile(5, 14, 7)))
    run = ["ogrinfo", "-ro", "-q", str(path), "states", "-where", "code = '07'", "-geom=SUMMARY"]
    done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=300)
    assert not done.stderr
    assert "mvt_id (Integer64) = 7" in done.stdout
    assert "name (String) = Chiapas" in done.stdout
    assert "need_year (Integer) = 2020" in done.stdout
    run = ["ogrinfo", "-ro", "-so", str(path), "states"]
    told = subprocess.run(run, capture_output=True, text=True, check=True, timeout=300).stdout
    count = len(list(seen(layer, Tile(5, 14, 7))))
    assert f"Feature Count: {count}" in told
    assert 'ID["EPSG",3857]' in told
