"""A country that the 180th meridian cuts is drawn in one piece; all others are left as they are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from unmap.geo.antimeridian import beside, middle_of, nearest


def boxes(*edges: tuple[float, float]) -> np.ndarray:
    return np.array([shapely.box(west, 0, east, 1) for west, east in edges], dtype=object)


@pytest.mark.parametrize(
    ("edges", "middle"),
    [
        ([(-100, -99), (-99, -98)], -99),
        ([(20, 22)], 21),
        ([(179, 180), (-180, -179)], -180),
        ([(176, 178), (-177, -176)], -180),
        ([(-170, -130), (-90, -60), (172, 180)], -124),  # islands beyond the meridian count to the side that is nearer
    ],
)
def test_the_middle_is_that_of_the_shortest_way_round(edges: list[tuple[float, float]], middle: float) -> None:
    assert nearest(np.array([middle_of(boxes(*edges))]), middle) == pytest.approx(middle)


def test_no_shape_has_no_middle_of_its_own() -> None:
    assert middle_of(np.array([None], dtype=object)) == 0


def test_what_does_not_cross_is_the_very_same() -> None:
    shapes = boxes((-100, -99), (-99, -98))
    assert beside(shapes, middle_of(shapes)) is shapes


def test_both_sides_lie_beside_each_other_and_a_cut_area_is_whole_again() -> None:
    cut = shapely.union_all(boxes((179, 180), (-180, -179.5)))
    shapes = np.array([cut, shapely.box(-179.5, 0, -179, 1)], dtype=object)
    moved = beside(shapes, middle_of(shapes))
    west, _, east, _ = shapely.total_bounds(moved)
    assert east - west == pytest.approx(2)
    assert [shape.geom_type for shape in moved] == ["Polygon", "Polygon"]
    assert shapely.area(moved).tolist() == pytest.approx(shapely.area(shapes).tolist())
    assert bool(shapely.coverage_is_valid(moved))
