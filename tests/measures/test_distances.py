"""Distances are WGS 84 geodesics; what is left out before measuring could not have been near."""

from __future__ import annotations

from math import asin
from typing import TYPE_CHECKING

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from unmap.measures import people
from unmap.measures.people import Points, any_within, geodesic_km, nearest, pairs_within, seats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.store import Dataset

MOST = 10_000_000

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
places = st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=12)


def points(*lon_lat: tuple[float, float]) -> Points:
    lon, lat = zip(*lon_lat, strict=True) if lon_lat else ((), ())
    return Points.of(lon, lat)


def spread(count: int, seed: int, width: float = 20.0) -> Points:
    rng = np.random.default_rng(seed)
    return Points.of(rng.uniform(-110, -110 + width, count), rng.uniform(15, 15 + width * 0.7, count))


def every_km(first: Points, second: Points) -> np.ndarray:
    rows, columns = np.divmod(np.arange(len(first) * len(second)), len(second))
    metres: np.ndarray = Geod(ellps="WGS84").inv(
        first.lon[rows], first.lat[rows], second.lon[columns], second.lat[columns]
    )[2]
    return metres.reshape(len(first), -1) / 1000


@pytest.fixture(scope="module", autouse=True, params=[0, 10**9], ids=["tree", "every pair"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look for what is near by the tree of points, and among all pairs, as few are: both must say the same."""
    few, people._FEW_PAIRS = people._FEW_PAIRS, request.param
    yield
    people._FEW_PAIRS = few


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((-99.13, 19.43), (-92.26, 14.91)),  # Mexico City, Tapachula
        ((-117.02, 32.53), (-86.82, 21.16)),  # Tijuana, Cancún
        ((-99.5, 20.5), (-98.5, 20.5)),
        ((179.9, 0.0), (-179.9, 0.0)),
        ((0.0, 90.0), (0.0, -90.0)),
    ],
)
def test_a_second_library_measures_the_same(first: tuple[float, float], second: tuple[float, float]) -> None:
    metres = Geodesic.WGS84.Inverse(first[1], first[0], second[1], second[0])["s12"]
    assert geodesic_km(points(first), points(second))[0] == pytest.approx(metres / 1000, abs=1e-9)


def test_a_degree_of_longitude_at_the_equator_is_known() -> None:
    assert geodesic_km(points((0, 0)), points((1, 0)))[0] == pytest.approx(6378.137 * np.pi / 180, abs=1e-9)


@given(st.tuples(longitudes, latitudes), st.tuples(longitudes, latitudes))
def test_an_angle_on_the_sphere_bounds_the_distance(first: tuple[float, float], second: tuple[float, float]) -> None:
    one, other = points(first), points(second)
    angle = 2 * asin(min(float(np.linalg.norm(one.sphere - other.sphere)) / 2, 1.0))
    km = geodesic_km(one, other)[0]
    assert (angle - 1e-7) * people.MIN_KM_PER_RADIAN <= km <= (angle + 1e-7) * people.MAX_KM_PER_RADIAN


@given(places, places)
def test_nearest_is_the_least_of_all_distances(
    some: list[tuple[float, float]], others: list[tuple[float, float]]
) -> None:
    first, second = points(*some), points(*others)
    position, km = nearest(first, second)
    every = every_km(first, second)
    assert km == pytest.approx(every.min(axis=1), abs=1e-6)
    assert every[np.arange(len(first)), position] == pytest.approx(every.min(axis=1), abs=1e-6)


def test_nearest_of_many() -> None:
    first, second = spread(700, 1), spread(300, 2)
    position, km = nearest(first, second)
    every = every_km(first, second)
    assert position.tolist() == every.argmin(axis=1).tolist()
    assert km.tolist() == every.min(axis=1).tolist()


def test_of_several_offices_in_one_town_the_first_is_the_nearest() -> None:
    town, far = (-100.0, 20.0), (-90.0, 20.0)
    position, km = nearest(points(town, (-99.0, 20.0)), points(far, town, town))
    assert position.tolist() == [1, 1]
    assert km[0] == 0


def test_without_places_nothing_is_near() -> None:
    position, km = nearest(points((0, 0)), points())
    assert position.tolist() == [-1]
    assert np.isnan(km).all()
    assert any_within(points((0, 0)), points(), 5000.0).tolist() == [False]
    none = pairs_within(points((0, 0)), points(), 5000.0, MOST)
    assert none is not None
    assert none.km.size == 0


@pytest.mark.parametrize("radius_km", [1.0, 100.0, 500.0, 5000.0])
def test_pairs_are_those_that_measuring_all_of_them_gives(radius_km: float) -> None:
    first, second = spread(150, 3), spread(120, 4)
    found = pairs_within(first, second, radius_km, MOST)
    assert found is not None
    every = every_km(first, second)
    rows, columns = np.nonzero(every <= radius_km)
    assert found.first.tolist() == rows.tolist()
    assert found.second.tolist() == columns.tolist()
    assert found.km.tolist() == every[rows, columns].tolist()
    assert any_within(first, second, radius_km).tolist() == (every <= radius_km).any(axis=1).tolist()


def test_the_radius_itself_is_inside_and_what_is_a_hair_less_is_not() -> None:
    here, there = points((-100, 20)), points((-99, 21))
    km = float(geodesic_km(here, there)[0])
    less = float(np.nextafter(km, 0))
    assert any_within(here, there, km).all()
    assert not any_within(here, there, less).any()
    at, below = (pairs_within(here, there, radius, MOST) for radius in (km, less))
    assert at is not None
    assert below is not None
    assert (at.km.size, below.km.size) == (1, 0)


def test_each_point_may_have_its_own_radius() -> None:
    first, second = spread(60, 5), spread(60, 6)
    radius = np.linspace(0, 900, 60)
    found = pairs_within(first, second, radius, MOST)
    assert found is not None
    rows, columns = np.nonzero(every_km(first, second) <= radius[:, None])
    assert (found.first.tolist(), found.second.tolist()) == (rows.tolist(), columns.tolist())


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = spread(80, 7), spread(90, 8)
    whole = pairs_within(first, second, 400.0, MOST)
    monkeypatch.setattr(people, "_PAIRS_AT_ONCE", 50)
    parts = pairs_within(first, second, 400.0, MOST)
    assert whole is not None
    assert parts is not None
    assert whole.first.tolist() == parts.first.tolist()
    assert whole.km.tolist() == parts.km.tolist()


def test_more_pairs_than_allowed_are_not_looked_for() -> None:
    some = spread(50, 9)
    assert pairs_within(some, some, 5000.0, 2_499) is None
    assert pairs_within(some, some, 5000.0, 2_500) is not None


def test_every_municipality_of_mexico_has_a_seat(dataset: Dataset) -> None:
    rows, where = seats(dataset)
    assert len(rows) == len(where) == len(dataset.municipalities)
    assert seats(dataset)[1] is where
