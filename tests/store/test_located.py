"""Anybody's points beside the areas of a dataset: four squares, whose answers arithmetic gives."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unmap
from tests.conftest import write_squares
from unmap.errors import ParameterError
from unmap.store.located import PROBLEM, USUAL_NAMES, WHY, added_columns

if TYPE_CHECKING:
    from unmap.store import Dataset

NORTE = ["01", "Arriba", "SQ01", "01002", "Norte", "SQ01002", None]
CODES = {(-100, 20): "01001", (-100, 21): "01002", (-99, 20): "02001", (-99, 21): "02002"}


@pytest.fixture(scope="module")
def squareland(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return unmap.load(write_squares(tmp_path_factory.mktemp("squares")))


def plain(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


def test_every_row_keeps_its_place_and_gets_each_level(squareland: Dataset) -> None:
    points = pd.DataFrame({"lon": [-99.5, -95.0], "lat": [21.5, 21.5], "name": ["school", "ship"]}, index=[7, 7])
    located = unmap.locate(squareland, points)
    assert located.columns.tolist() == ["lon", "lat", "name", *added_columns(squareland)]
    assert located.index.tolist() == [7, 7]
    assert plain(located[list(added_columns(squareland))]) == [NORTE, [None] * 6 + ["outside"]]
    pd.testing.assert_frame_equal(located[points.columns], points)


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        ("-99.5", " 21.5 ", None),
        ("", "21.5", "blank"),
        ("-99.5", None, "blank"),
        ("  ", "west", "blank"),
        ("99.5 W", "21.5", "not-a-number"),
        ("-99,5", "21.5", "not-a-number"),
        ("nan", "21.5", "not-a-number"),
        ("1_0", "21.5", "not-a-number"),
        ("-inf", "21.5", "not-a-number"),
        ("0", "0.0", "zero-zero"),
        ("21.5", "-99.5", "swapped"),
        ("-995", "21.5", "out-of-range"),
        ("99.5", "21.5", "outside"),
    ],
)
def test_why_a_row_has_no_area_is_said(squareland: Dataset, lon: str, lat: str | None, problem: str | None) -> None:
    [row] = plain(unmap.locate(squareland, pd.DataFrame({"lon": [lon], "lat": [lat]}))[list(added_columns(squareland))])
    assert row == (NORTE if problem is None else [None] * 6 + [problem])
    assert problem is None or problem in WHY


@given(
    st.lists(st.tuples(st.sampled_from([-100, -99.5, -99, -98.25, -98, 0, 500, None]), st.floats(19, 23)), min_size=1)
)
def test_every_row_is_in_one_bucket_and_arithmetic_says_in_which_square(
    squareland: Dataset, points: list[tuple[float | None, float]]
) -> None:
    located = unmap.locate(squareland, pd.DataFrame(points, columns=["lon", "lat"], dtype=float))
    assert (located["municipality_code"].notna() != located[PROBLEM].notna()).all()
    for (lon, lat), code in zip(points, plain(located[["municipality_code"]]), strict=True):
        # On a border the lowest code: that of the square in the west, then of the one in the south.
        inside = lon is not None and -100 <= lon <= -98 and 20 <= lat <= 22
        west, south = (-100 if lon <= -99 else -99, 20 if lat <= 21 else 21) if inside and lon else (0, 0)
        assert code == [CODES.get((west, south))], (lon, lat, floor(lat))


def test_shipped_boundaries_agree_with_a_join_of_geopandas(dataset: Dataset) -> None:
    rng = np.random.default_rng(3)
    points = pd.DataFrame({"lon": rng.uniform(-117, -86, 2_000), "lat": rng.uniform(14, 32, 2_000)})
    located = unmap.locate(dataset, points)
    shapes = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=dataset.states.crs)
    for layer, column in ((dataset.states, "state_code"), (dataset.municipalities, "municipality_code")):
        joined = gpd.sjoin(shapes, layer[["code", "pcode", "name", "geometry"]], predicate="intersects")
        assert located[column].count() == len(joined) > 500
        for own, of_join in ((column, "code"), (column.replace("code", "pcode"), "pcode"), (column[:-5], "name")):
            assert (located.loc[joined.index, own] == joined[of_join]).all()


@pytest.mark.parametrize("lon", USUAL_NAMES["lon"])
@pytest.mark.parametrize("lat", USUAL_NAMES["lat"])
def test_usual_names_are_found_in_any_case(squareland: Dataset, lon: str, lat: str) -> None:
    points = pd.DataFrame({lat.upper(): [21.5], lon.title(): [-99.5]})
    assert plain(unmap.locate(squareland, points)[list(added_columns(squareland))]) == [NORTE]


@pytest.mark.parametrize(
    ("points", "names", "parameter"),
    [
        ({"lat": [1.0]}, {}, "lon"),
        ({"lon": [1.0], "breite": [1.0]}, {}, "lat"),
        ({"lon": [1.0], "x": [1.0], "lat": [1.0]}, {}, "lon"),
        ({"lon": [1.0], "lat": [1.0]}, {"lat": "breite"}, "lat"),
        ({"lon": [True], "lat": [1.0]}, {}, "lon"),
        ({"lon": [1.0], "lat": [pd.Timestamp(0)]}, {}, "lat"),
        ({"lon": [1.0], "lat": [1.0], "state": [""]}, {}, "points"),
    ],
)
def test_points_that_cannot_be_used_are_refused(
    squareland: Dataset, points: dict[str, list[Any]], names: dict[str, str], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        unmap.locate(squareland, pd.DataFrame(points), **names)
    assert caught.value.parameter == parameter


def test_a_name_that_is_given_decides(squareland: Dataset) -> None:
    points = pd.DataFrame({"lon": [0.0], "x": [-99.5], "breite": [21.5]})
    assert plain(unmap.locate(squareland, points, lon="x", lat="breite")[list(added_columns(squareland))]) == [NORTE]
