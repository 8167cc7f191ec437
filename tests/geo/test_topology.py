"""A country's polygons: what counts as a fault, and what drawing them with fewer vertices may not change."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import affinity

from unmap.geo.topology import (
    Geometries,
    cleaned,
    coverage_faults,
    dissolved,
    geodesic_area_km2,
    invalid_polygons,
    is_coverage,
    relative_area_change,
    rounded,
    simplified,
)

KM = 1000


def grid(columns: int = 3, rows: int = 3, size: float = 10 * KM) -> Geometries:
    """Squares side by side, row by row from the lower left corner."""
    cells = [
        shapely.box(size * x, size * y, size * (x + 1), size * (y + 1)) for y in range(rows) for x in range(columns)
    ]
    return np.asarray(cells, dtype=object)


def wavy_pair(seed: int, points: int = 200) -> Geometries:
    """Two areas on both sides of an irregular river."""
    noise = np.random.default_rng(seed).normal(0, 60, points)
    river = [(10 * KM + dx, y) for dx, y in zip(noise, np.linspace(0, 40 * KM, points), strict=True)]
    west = shapely.Polygon([(0, 0), *river, (0, 40 * KM)])
    east = shapely.Polygon([(20 * KM, 0), (20 * KM, 40 * KM), *river[::-1]])
    return np.asarray([west, east], dtype=object)


def test_squares_side_by_side_are_a_coverage_without_faults() -> None:
    squares = grid()
    assert is_coverage(squares)
    assert invalid_polygons(squares) == ()
    assert coverage_faults(squares, gap_width_m=1) == ()


def test_bow_tie_is_invalid_and_a_missing_geometry_is_missing() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    odd = np.asarray([grid()[0], bow_tie, None, shapely.Polygon(), shapely.Point(0, 0)], dtype=object)
    assert [(fault.position, fault.kind) for fault in invalid_polygons(odd)] == [
        (1, "invalid"),
        (2, "missing"),
        (3, "missing"),
        (4, "missing"),
    ]


def test_overlap_names_both_polygons_and_its_area() -> None:
    squares = grid(3, 1)
    squares[0] = shapely.box(0, 0, 10_500, 10_000)
    faults = coverage_faults(squares, gap_width_m=1)
    assert [(fault.kind, fault.position, fault.other) for fault in faults] == [("overlap", 0, 1)]
    assert "5,000,000.00 m²" in faults[0].message


def test_hole_between_areas_is_a_gap() -> None:
    squares = np.delete(grid(), 4)
    (fault,) = coverage_faults(squares, gap_width_m=1)
    assert fault.kind == "gap"
    assert "100,000,000.00 m²" in fault.message
    assert is_coverage(squares), "a gap alone does not stop the simplification"


def test_slit_narrower_than_asked_for_is_a_gap_and_a_wider_one_is_not() -> None:
    squares = grid(2, 1)
    squares[1] = affinity.translate(squares[1], xoff=0.5)
    assert {fault.kind for fault in coverage_faults(squares, gap_width_m=1)} == {"gap"}
    assert coverage_faults(squares, gap_width_m=0.1) == ()


def test_vertex_that_only_one_side_has_is_a_mismatch() -> None:
    squares = grid(2, 1)
    squares[0] = shapely.Polygon([(0, 0), (10_000, 0), (10_000, 5_000), (10_000, 10_000), (0, 10_000)])
    faults = coverage_faults(squares, gap_width_m=0)
    assert {fault.kind for fault in faults} == {"mismatch"}


def test_cleaning_gives_an_overlap_to_one_side() -> None:
    squares = grid()
    squares[0] = shapely.box(0, 0, 10_000.01, 10_000)
    mended = cleaned(squares)
    assert is_coverage(mended)
    assert relative_area_change(squares, mended).max() < 1e-5


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), tolerance_m=st.floats(10, 2000))
def test_simplified_areas_stay_a_coverage_of_the_same_country(seed: int, tolerance_m: float) -> None:
    pair = wavy_pair(seed)
    drawn = simplified(pair, tolerance_m)
    assert is_coverage(drawn)
    assert shapely.get_num_coordinates(drawn).sum() <= shapely.get_num_coordinates(pair).sum()
    assert shapely.equals(shapely.union_all(drawn), shapely.union_all(pair)), "the outer border is straight"


def test_island_smaller_than_the_tolerance_does_not_vanish() -> None:
    islet = shapely.Point(50 * KM, 50 * KM).buffer(20)
    drawn = simplified(np.asarray([*grid(), islet], dtype=object), 2000)
    assert not shapely.is_empty(drawn).any()
    assert drawn[-1].area > 0


def test_rounding_that_crosses_a_neck_is_cleaned_on_the_same_grid() -> None:
    left = shapely.Polygon([(0, 0), (3, 0), (1.04, 1.5), (3, 3), (0, 3), (0.96, 1.5)])
    right = shapely.Polygon([(3, 0), (3, 3), (1.04, 1.5)])
    drawn = rounded(np.asarray([left, right], dtype=object), 1)
    assert is_coverage(drawn)
    coordinates = shapely.get_coordinates(drawn)
    np.testing.assert_array_equal(coordinates, np.round(coordinates, 1))


def test_grid_too_coarse_for_an_area_is_refused() -> None:
    with pytest.raises(ValueError, match="0 decimals"):
        rounded(np.asarray([shapely.box(0.1, 0.1, 0.2, 0.2)], dtype=object), 0)


def test_exteriors_run_anticlockwise_as_geojson_asks() -> None:
    clockwise = shapely.orient_polygons(grid(), exterior_cw=True)
    assert all(square.exterior.is_ccw for square in rounded(clockwise, 3))


def test_states_are_dissolved_by_key_and_sorted() -> None:
    states = dissolved(grid(2, 2), ["02", "01", "02", "01"])
    assert list(states) == ["01", "02"]
    assert shapely.equals(states["01"], shapely.box(10 * KM, 0, 20 * KM, 20 * KM))


def test_geodesic_area_agrees_with_the_ellipsoid_and_ignores_ring_direction() -> None:
    # A one-degree cell at the equator by the closed formula of the ellipsoid's zones, as pyproj's points give it.
    cell = shapely.box(0, 0, 1, 1)
    lons, lats = [0, 1, 1, 0], [0, 0, 1, 1]
    expected = abs(Geod(ellps="GRS80").polygon_area_perimeter(lons, lats)[0]) / 1e6
    both_ways = np.asarray([cell, cell.reverse()], dtype=object)
    np.testing.assert_allclose(geodesic_area_km2(both_ways), expected)
    assert expected == pytest.approx(12308.8, abs=0.1)


def test_hole_is_not_counted_in_the_area() -> None:
    whole, hole = shapely.box(0, 0, 1, 1), shapely.box(0.25, 0.25, 0.75, 0.75)
    ring = whole.difference(hole)
    areas = geodesic_area_km2(np.asarray([whole, hole, ring], dtype=object))
    assert areas[0] - areas[1] == pytest.approx(areas[2])
