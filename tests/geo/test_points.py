"""Points to areas: a handful of squares and random coverages against brute force."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from unmap.errors import ParameterError
from unmap.geo.points import NO_AREA, AreaLocator, PointProblem, diagnose, locate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NAN, INF = float("nan"), float("inf")

# Four unit squares around (1, 1), deliberately not in the order of their codes:
#     03 | 04
#     ---+---
#     01 | 02
SQUARES = {
    "04": shapely.box(1, 1, 2, 2),
    "02": shapely.box(1, 0, 2, 1),
    "03": shapely.box(0, 1, 1, 2),
    "01": shapely.box(0, 0, 1, 1),
}
# A lake in one area, an island of another area in the lake, and an area of two parts.
LAKE = shapely.Polygon([(10, 10), (20, 10), (20, 20), (10, 20)], [[(12, 12), (18, 12), (18, 18), (12, 18)]])
PARTS = shapely.MultiPolygon([shapely.box(14, 14, 16, 16), shapely.box(30, 10, 31, 11)])


def locator_of(areas: dict[str, Any]) -> AreaLocator:
    return AreaLocator(list(areas), list(areas.values()))


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        pytest.param(0.25, 0.25, "01", id="inside"),
        pytest.param(1.5, 1.5, "04", id="inside another"),
        pytest.param(1.0, 0.5, "01", id="edge of 01 and 02"),
        pytest.param(1.0, 1.5, "03", id="edge of 03 and 04"),
        pytest.param(1.5, 1.0, "02", id="edge of 02 and 04"),
        pytest.param(1.0, 1.0, "01", id="corner of all four"),
        pytest.param(2.0, 2.0, "04", id="outer corner"),
        pytest.param(0.0, 0.5, "01", id="outer edge"),
        pytest.param(np.nextafter(2.0, 3.0), 1.5, None, id="the next number beyond the outer edge"),
        pytest.param(np.nextafter(1.0, 2.0), 0.5, "02", id="the next number beyond an inner edge"),
        pytest.param(3.0, 0.5, None, id="outside"),
        pytest.param(-179.9, 89.9, None, id="far outside"),
    ],
)
def test_point_gets_the_lowest_code_of_the_areas_that_touch_it(lon: float, lat: float, code: str | None) -> None:
    assert locator_of(SQUARES).locate([lon], [lat]).tolist() == [code]


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        pytest.param(11, 11, "B", id="shore"),
        pytest.param(13, 13, None, id="lake"),
        pytest.param(12, 15, "B", id="edge of the hole"),
        pytest.param(15, 15, "A", id="island in the lake"),
        pytest.param(30.5, 10.5, "A", id="other part"),
        pytest.param(25, 15, None, id="between the parts"),
    ],
)
def test_holes_are_outside_and_all_parts_are_inside(lon: float, lat: float, code: str | None) -> None:
    assert locator_of({"B": LAKE, "A": PARTS}).locate([lon], [lat]).tolist() == [code]


def test_areas_that_overlap_give_the_lowest_code() -> None:
    overlapping = {"2": shapely.box(0, 0, 10, 10), "1": shapely.box(4, 4, 20, 6), "3": shapely.box(3, 3, 5, 5)}
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.linspace(-1, 21, 89), np.linspace(-1, 11, 49)))
    assert locator_of(overlapping).locate(lon, lat).tolist() == brute_force(overlapping, lon, lat)


@pytest.mark.parametrize("bad", [(NAN, 0), (0, NAN), (INF, 0), (0, -INF), (180.5, 0), (0, -90.5), (-1e300, 1e300)])
def test_coordinates_that_are_no_place_on_earth_get_no_code(bad: tuple[float, float]) -> None:
    everywhere = {"01": shapely.box(-400, -400, 400, 400)}
    lon, lat = zip(bad, (180.0, 90.0), (-180.0, -90.0), strict=True)
    assert locator_of(everywhere).locate(lon, lat).tolist() == [None, "01", "01"]


def test_no_points_and_no_areas_are_no_error() -> None:
    assert locator_of(SQUARES).locate([], []).tolist() == []
    assert locator_of({}).locate([0.5], [0.5]).tolist() == [None]
    assert locator_of({"01": None, "02": shapely.Polygon()}).locate([0.5], [0.5]).tolist() == [None]
    assert locator_of({"01": None, "02": SQUARES["02"]}).locate([1.5], [0.5]).tolist() == ["02"]


def test_answer_does_not_depend_on_the_order_of_areas_or_points() -> None:
    axis = np.arange(0, 2.125, 0.125)
    lon, lat = (grid.ravel() for grid in np.meshgrid(axis, axis))
    forward = locator_of(SQUARES).locate(lon, lat)
    backward = locator_of(dict(reversed(SQUARES.items()))).locate(lon[::-1], lat[::-1])
    assert forward.tolist() == backward[::-1].tolist()


def test_callers_geometry_is_left_as_it_was() -> None:
    shapes = list(SQUARES.values())
    AreaLocator(list(SQUARES), shapes).locate([0.5], [0.5])
    assert not shapely.is_prepared(shapes).any()


@pytest.mark.parametrize(
    ("codes", "geometries", "parameter"),
    [
        (["01"], [], "geometries"),
        (["01"], [shapely.Point(0, 0)], "geometries"),
        ([1], [shapely.box(0, 0, 1, 1)], "codes"),
        ([None], [shapely.box(0, 0, 1, 1)], "codes"),
    ],
)
def test_areas_that_cannot_be_used_are_refused(codes: list[Any], geometries: list[Any], parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        AreaLocator(codes, geometries)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(("lon", "lat"), [([1.0], [1.0, 2.0]), (1.0, 1.0), ([[1.0]], [[1.0]]), (["west"], [1.0])])
def test_coordinates_that_are_not_two_lists_of_numbers_are_refused(lon: ArrayLike, lat: ArrayLike) -> None:
    with pytest.raises(ParameterError, match="lon, lat"):
        locator_of(SQUARES).locate(lon, lat)


def test_threads_may_share_a_locator() -> None:
    rng = np.random.default_rng(1)
    locator, fresh = mexico_like_locator(rng), rng.uniform(0, 40, (8, 2, 2000))
    expected = [mexico_like_locator(np.random.default_rng(1)).locate(*points).tolist() for points in fresh]
    with ThreadPoolExecutor(4) as pool:
        assert [found.tolist() for found in pool.map(lambda points: locator.locate(*points), fresh)] == expected


def mexico_like_locator(rng: np.random.Generator) -> AreaLocator:
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rng.uniform(0, 40, (300, 2)))))
    return AreaLocator([f"{number:03}" for number in range(len(cells))], cells)


# The frame-level function.


def squares_frame(crs: str | None = "OGC:CRS84") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(SQUARES)}, geometry=list(SQUARES.values()), crs=crs)


def test_frame_keeps_its_index_and_gets_text_or_missing() -> None:
    points = pd.DataFrame({"lon": [0.5, 9.0, None], "lat": [0.5, 9.0, 0.5]}, index=["x", "y", "x"])
    located = locate(points, squares_frame())
    expected = pd.Series(["01", NAN, NAN], index=points.index, name="area_code", dtype="str")
    pd.testing.assert_series_equal(located, expected)


def test_frame_columns_can_have_other_names_and_a_locator_can_stand_for_areas() -> None:
    points = pd.DataFrame({"x": pd.array([1.5, None], dtype="Float64"), "y": [0.5, 0.5]})
    areas = squares_frame("EPSG:4326").rename(columns={"code": "cvegeo"})
    expected = ["02", None]
    for given_areas in (areas, locator_of(SQUARES)):
        located = locate(points, given_areas, lon="x", lat="y", code="cvegeo")
        assert located.astype(object).where(located.notna(), None).tolist() == expected


def test_frame_without_rows_gives_an_empty_text_column() -> None:
    located = locate(pd.DataFrame({"lon": [], "lat": []}), squares_frame())
    assert (len(located), located.name, located.dtype) == (0, "area_code", pd.Series([], dtype="str").dtype)


@pytest.mark.parametrize(
    ("points", "areas", "parameter"),
    [
        (pd.DataFrame({"lat": [1.0]}), squares_frame(), "lon"),
        (pd.DataFrame({"lon": [1.0]}), squares_frame(), "lat"),
        (pd.DataFrame({"lon": ["99 W"], "lat": [1.0]}), squares_frame(), "lon"),
        (pd.DataFrame({"lon": [1.0], "lat": [1.0]}), squares_frame(None), "areas"),
        (pd.DataFrame({"lon": [1.0], "lat": [1.0]}), squares_frame("EPSG:6372"), "areas"),
        (pd.DataFrame({"lon": [1.0], "lat": [1.0]}), squares_frame().drop(columns="code"), "code"),
    ],
)
def test_frames_that_cannot_be_used_are_refused(points: pd.DataFrame, areas: gpd.GeoDataFrame, parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        locate(points, areas)
    assert caught.value.parameter == parameter
    assert "99 W" not in str(caught.value)


# Why a point has no area.


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        pytest.param(-99.1, 19.4, None, id="located"),
        pytest.param(NAN, 19.4, PointProblem.NOT_A_NUMBER, id="NaN"),
        pytest.param(-99.1, INF, PointProblem.NOT_A_NUMBER, id="infinite"),
        pytest.param(0.0, -0.0, PointProblem.ZERO_ZERO, id="zero-zero"),
        pytest.param(19.4, -99.1, PointProblem.SWAPPED, id="swapped, and so out of range"),
        pytest.param(19.4, -86.9, PointProblem.SWAPPED, id="swapped, but in range"),
        pytest.param(-991.0, 19.4, PointProblem.OUT_OF_RANGE, id="decimal point lost"),
        pytest.param(-99.1, 90.5, PointProblem.OUT_OF_RANGE, id="beyond the pole"),
        pytest.param(99.1, 19.4, PointProblem.OUTSIDE, id="sign lost"),
        pytest.param(0.0, 19.4, PointProblem.OUTSIDE, id="one zero"),
    ],
)
def test_problem_of_a_point_is_the_most_telling_one(lon: float, lat: float, problem: PointProblem | None) -> None:
    country = locator_of({"09": shapely.box(-118, 14, -86, 33)})
    assert diagnose([lon], [lat], country).tolist() == [problem]


def test_problems_are_stable_words() -> None:
    words = {"not-a-number", "zero-zero", "swapped", "out-of-range", "outside"}
    assert {str(problem) for problem in PointProblem} == words


def test_zero_zero_is_no_problem_where_an_area_lies_there() -> None:
    assert diagnose([0.0], [0.0], locator_of(SQUARES)).tolist() == [None]


# More points than are asked about at a time.


def test_many_points_get_the_square_that_arithmetic_gives() -> None:
    side, count = 25, 200_000
    row, column = np.divmod(np.arange(side * side), side)
    codes = np.array([f"{r:02}{c:02}" for r, c in zip(row, column, strict=True)], dtype=object)
    locator = AreaLocator(codes, shapely.box(column, row, column + 1, row + 1))
    lon, lat = np.random.default_rng(7).uniform(-1, side + 1, (2, count))
    inside = (lon > 0) & (lat > 0) & (lon < side) & (lat < side)
    expected = np.where(inside, np.floor(lat) * side + np.floor(lon), NO_AREA)
    np.testing.assert_array_equal(locator.positions(lon, lat), expected)


# Random coverages: areas glued together from triangles, so that holes, parts, islands and corners of many
# areas all occur; asked at their vertices, on their edges and anywhere.


def brute_force(areas: dict[str, Any], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> list[str | None]:
    """Ask every area about every point, without tree or preparation."""
    codes = sorted(areas)
    shapes = shapely.from_wkb(shapely.to_wkb(np.array([areas[code] for code in codes], dtype=object)))
    touches = shapely.intersects(np.asarray(shapely.points(lon, lat))[:, None], shapes[None, :])
    return [codes[int(row.argmax())] if row.any() else None for row in touches]


SCALES_AND_ORIGINS = [
    (1.0, (0.0, 0.0)),
    (0.1, (-99.1, 19.4)),
    (1e-4, (-99.1, 19.4)),
    (1e-8, (-99.1, 19.4)),
    (1e-12, (0.0, 0.0)),
]


@st.composite
def coverages(draw: st.DrawFn) -> dict[str, Any]:
    place = st.tuples(st.integers(0, 12), st.integers(0, 12))
    nodes = np.array(draw(st.lists(place, min_size=3, max_size=25, unique=True)), dtype=float)
    triangles = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(nodes)))
    assume(len(triangles) > 0)
    # "" leaves a gap.
    owner = np.array([draw(st.sampled_from(["", "10", "2", "03", "1"])) for _ in triangles])
    codes = draw(st.permutations([code for code in np.unique(owner).tolist() if code]))
    assume(codes)
    # Glued in whole numbers and moved afterwards, so that neighbours keep their vertices in common.
    scale, origin = draw(st.sampled_from(SCALES_AND_ORIGINS))
    return {
        code: shapely.transform(shapely.coverage_union_all(triangles[owner == code]), lambda xy: xy * scale + origin)
        for code in codes
    }


@st.composite
def asked(draw: st.DrawFn) -> tuple[dict[str, Any], NDArray[np.float64]]:
    areas = draw(coverages())
    shapes = list(areas.values())
    vertices = shapely.get_coordinates(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    share = st.floats(-0.1, 1.1, allow_nan=False)
    shares = np.array(draw(st.lists(st.tuples(share, share), max_size=30)), dtype=float).reshape(-1, 2)
    anywhere = shares * (east - west, north - south) + (west, south)
    axis = np.linspace(0, 1, 13)
    lattice = np.stack(np.meshgrid(axis * (east - west) + west, axis * (north - south) + south), axis=-1)
    middles = (vertices[1:] + vertices[:-1]) / 2
    beside = np.nextafter(vertices, np.inf)
    return areas, np.concatenate([vertices, middles, beside, lattice.reshape(-1, 2), anywhere])


@pytest.mark.exhaustive
@settings(max_examples=300)
@example(({"1": shapely.box(0, 0, 1, 1)}, np.array([[1.0, 1.0], [1.0, 0.5], [0.5, 0.5], [2.0, 2.0]])))
@given(asked())
def test_any_point_of_any_coverage_gets_the_answer_of_brute_force(
    case: tuple[dict[str, Any], NDArray[np.float64]],
) -> None:
    areas, (lon, lat) = case[0], case[1].T
    assert locator_of(areas).locate(lon, lat).tolist() == brute_force(areas, lon, lat)
