"""Boxes are read in every reference system, across the antimeridian and without width."""

from __future__ import annotations

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from unmap.errors import ParameterError
from unmap.features.crs import CRS84, EPSG_3857, EPSG_4326, EVERYWHERE, Crs, national, read_box

LONGITUDES = st.floats(-180, 180).map(lambda number: round(number, 6))
LATITUDES = st.floats(-90, 90).map(lambda number: round(number, 6))


@given(west=LONGITUDES, east=LONGITUDES, south=LATITUDES, north=LATITUDES, lon=LONGITUDES, lat=LATITUDES)
def test_a_point_is_in_a_box_if_it_is_between_its_edges_going_east(
    west: float, east: float, south: float, north: float, lon: float, lat: float
) -> None:
    if south > north:
        south, north = north, south
    eastward = west <= lon <= east if west <= east else lon >= west or lon <= east
    inside = eastward and south <= lat <= north
    for text, crs in ((f"{west},{south},{east},{north}", CRS84), (f"{south},{west},{north},{east}", EPSG_4326)):
        assert read_box(text, crs).intersects(shapely.Point(lon, lat)) == inside


MEXICO = national("EPSG:6372", (-118.4, 14.5, -86.7, 32.8))


def test_a_box_across_the_antimeridian_has_two_parts() -> None:
    box = read_box("170,-10,-160,10")
    assert box.equals(shapely.union(shapely.box(170, -10, 180, 10), shapely.box(-180, -10, -160, 10)))


def test_heights_are_passed_over() -> None:
    assert read_box("-94,14,-5,-90,17,9000").equals(shapely.box(-94, 14, -90, 17))


def test_a_box_without_width_is_a_line_and_without_height_too_a_point() -> None:
    assert read_box("-94,14,-94,17").equals(shapely.LineString([(-94, 14), (-94, 17)]))
    assert read_box("-94,14,-94,14").equals(shapely.Point(-94, 14))
    assert read_box("0,0,0,5", EPSG_3857).geom_type == "LineString"


def test_the_edges_of_a_projected_box_are_curved_as_the_projection_has_them() -> None:
    low, high = (500_000, 1_500_000), (1_500_000, 3_500_000)
    box = read_box(",".join(map(str, (*low, *high))), MEXICO)
    back = pyproj.Transformer.from_crs("EPSG:6372", "EPSG:4326", always_xy=True)
    for share in (0.001, 0.25, 0.5, 0.777):
        along = low[1] + share * (high[1] - low[1])
        for edge, inward in ((low[0], 1), (high[0], -1)):
            assert box.contains(shapely.Point(back.transform(along, edge + 5 * inward)))
            assert not box.contains(shapely.Point(back.transform(along, edge - 5 * inward)))


@pytest.mark.parametrize(
    "found", [*EVERYWHERE, MEXICO, national("EPSG:32634", (13.5, 7.4, 24.0, 23.5))], ids=lambda crs: crs.name
)
def test_the_limits_of_each_system_are_a_box_and_nothing_lies_beyond(found: Crs) -> None:
    assert read_box(",".join(map(repr, map(float, found.limits))), found).is_valid
    for place in range(4):
        beyond = list(map(float, found.limits))
        beyond[place] *= 1.01
        with pytest.raises(ParameterError):
            read_box(",".join(map(repr, beyond)), found)


def test_the_whole_of_mercator_is_the_whole_of_its_longitudes_however_clients_round() -> None:
    for edge in ("20037508.34", "20037508.342789244", "20037508.35"):
        assert read_box(f"-{edge},-{edge},{edge},{edge}", EPSG_3857).contains(shapely.box(-179.99, -85, 179.99, 85))
