"""Geodesic distance on WGS 84 between seats and offices: the nearest, and all within a distance, for 50,000 areas.

Every distance that decides or is given is pyproj's geodesic (Karney 2013) in kilometres. To leave out the pairs that
cannot matter, points are also put on a unit sphere, longitude and geodetic latitude taken as they are. A step on the
ellipsoid is then between MIN_KM_PER_RADIAN and MAX_KM_PER_RADIAN times the step on the sphere, whatever its place and
direction: these are the smallest and the largest radius of curvature of the ellipsoid, a (1 - e2) along the meridian at
the equator and a / sqrt(1 - e2) at the poles. So are whole lines, and with them distances: an angle t on the sphere
is at least MIN t and at most MAX t km on the ellipsoid. A tree of the points on the sphere thus finds, 1 % too wide,
all that may be near, and the geodesic decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import Geod

from unmap.dataset.derived import once_per_dataset

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from unmap.dataset import Dataset

ELLIPSOID = Geod(ellps="WGS84")
MIN_KM_PER_RADIAN = ELLIPSOID.a * (1 - ELLIPSOID.es) / 1000
MAX_KM_PER_RADIAN = ELLIPSOID.a / np.sqrt(1 - ELLIPSOID.es) / 1000

NOWHERE = -1

_ROUNDING = 1e-9
"""Angle (6 mm on the ground) added to every bound, far above what sines and roots lose."""

_PAIRS_AT_ONCE = 2_000_000

_FEW_PAIRS = 300_000
"""Pairs whose chords are all looked at: in 10 ms, and without the 40 MB that scipy's tree brings into a server."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Longitudes and latitudes in degrees (WGS 84), and the same points on a unit sphere, shape (n, 3)."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    sphere: NDArray[np.float64]

    @classmethod
    def of(cls, lon: ArrayLike, lat: ArrayLike) -> Points:
        """Take n longitudes and n latitudes, all of them finite."""
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        along, up = np.radians(x), np.radians(y)
        sphere = np.column_stack([np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up)])
        return cls(x, y, sphere)

    def __len__(self) -> int:
        """How many points there are."""
        return len(self.lon)

    def take(self, positions: NDArray[Any]) -> Points:
        """Give the points at `positions`, or those where a mask is true."""
        return Points(self.lon[positions], self.lat[positions], self.sphere[positions])


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Positions in two lists of points and the geodesic distance of each pair, by first and then second position."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    km: NDArray[np.float64]


@once_per_dataset
def seats(dataset: Dataset) -> tuple[NDArray[np.int64], Points]:
    """Give the rows of the municipalities that have a seat, and the seats."""
    lon, lat = (
        dataset.municipalities[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("seat_lon", "seat_lat")
    )
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    return rows, Points.of(lon[rows], lat[rows])


def geodesic_km(first: Points, second: Points) -> NDArray[np.float64]:
    """Give the distance of each point of `first` from the one at the same position in `second`."""
    return np.asarray(ELLIPSOID.inv(first.lon, first.lat, second.lon, second.lat)[2], dtype=np.float64) / 1000


def nearest(points: Points, places: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give for each point the position of the nearest place, the first of equally near ones, and its distance in km.

    Without places the position is -1 and the distance NaN.
    """
    if len(places) == 0 or len(points) == 0:
        return np.full(len(points), NOWHERE, dtype=np.int64), np.full(len(points), np.nan)
    # Offices share towns: each town is asked once and stands for the first office there.
    first = np.sort(np.unique(places.sphere, axis=0, return_index=True)[1])
    towns = places.take(first)
    # What is nearest on the ellipsoid is no farther on the sphere than what is nearest there, but for the 1 %.
    found = _near_on_sphere(points, towns, _nearest_angle(points, towns) * MAX_KM_PER_RADIAN / MIN_KM_PER_RADIAN)
    order = np.lexsort((found.second, found.km, found.first))
    lead = order[np.unique(found.first[order], return_index=True)[1]]
    return first[found.second[lead]].astype(np.int64), found.km[lead]


def any_within(points: Points, places: Points, radius_km: float) -> NDArray[np.bool_]:
    """Say for each point whether a place lies within the radius, the radius itself included."""
    if len(places) == 0 or len(points) == 0:
        return np.zeros(len(points), dtype=np.bool_)
    angle = _nearest_angle(points, places)
    near: NDArray[np.bool_] = (angle + _ROUNDING) * MAX_KM_PER_RADIAN <= radius_km
    unsure = ~near & ((angle - _ROUNDING) * MIN_KM_PER_RADIAN <= radius_km)
    near[unsure] = nearest(points.take(unsure), places)[1] <= radius_km
    return near


def pairs_within(points: Points, places: Points, radius_km: float | NDArray[np.float64], most: int) -> Pairs | None:
    """Give every pair of a point and a place within the radius (one for all, or one for each point), itself included.

    None where more than `most` pairs may be: some 40 bytes each while they are looked for.
    """
    radius = np.broadcast_to(np.asarray(radius_km, dtype=np.float64), len(points))
    angle = radius / MIN_KM_PER_RADIAN
    if _counts(points, places, angle).sum() > most:
        return None
    found = _near_on_sphere(points, places, angle)
    near = found.km <= radius[found.first]
    return Pairs(found.first[near], found.second[near], found.km[near])


def _tree(places: Points) -> Any:  # noqa: ANN401 - the library has no types
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a quarter of a second that a server's start does without

    return cKDTree(places.sphere)


def _few(points: Points, places: Points) -> bool:
    return len(points) * len(places) <= _FEW_PAIRS


def _every_chord(points: Points, places: Points) -> NDArray[np.float64]:
    """Give the straight distance on the unit sphere of each point (row) and place (column)."""
    steps = points.sphere[:, np.newaxis, :] - places.sphere[np.newaxis, :, :]
    return np.asarray(np.sqrt(np.square(steps).sum(axis=2)), dtype=np.float64)


def _nearest_angle(points: Points, places: Points) -> NDArray[np.float64]:
    if _few(points, places):
        chord = _every_chord(points, places).min(axis=1)
    else:
        chord, _ = _tree(places).query(points.sphere)
    return np.asarray(2 * np.arcsin(np.minimum(chord / 2, 1.0)), dtype=np.float64)


def _chords(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(2 * np.sin(np.minimum(angle + _ROUNDING, np.pi) / 2) + _ROUNDING, dtype=np.float64)


def _counts(points: Points, places: Points, angle: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count the places within an angle of each point."""
    if len(points) == 0 or len(places) == 0:
        return np.zeros(len(points), dtype=np.int64)
    if _few(points, places):
        within = _every_chord(points, places) <= _chords(angle)[:, np.newaxis]
        return np.asarray(within.sum(axis=1), dtype=np.int64)
    counts = _tree(places).query_ball_point(points.sphere, _chords(angle), return_length=True)
    return np.asarray(counts, dtype=np.int64)


def _near_on_sphere(points: Points, places: Points, angle: NDArray[np.float64]) -> Pairs:
    """Give every pair within an angle of each point, with its geodesic distance."""
    if len(points) == 0 or len(places) == 0:
        return Pairs(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0))
    if _few(points, places):
        near = np.argwhere(_every_chord(points, places) <= _chords(angle)[:, np.newaxis]).astype(np.int32)
        return Pairs(near[:, 0], near[:, 1], geodesic_km(points.take(near[:, 0]), places.take(near[:, 1])))
    tree, chords = _tree(places), _chords(angle)
    parts = []
    # The tree gives Python lists, of which a few million at a time are enough.
    blocks = np.cumsum(_counts(points, places, angle)) // _PAIRS_AT_ONCE
    for rows in np.split(np.arange(len(points), dtype=np.int32), np.flatnonzero(np.diff(blocks)) + 1):
        lists = tree.query_ball_point(points.sphere[rows], chords[rows], return_sorted=True)
        lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(rows))
        first = np.repeat(rows, lengths)
        second = np.fromiter(chain.from_iterable(lists), dtype=np.int32, count=int(lengths.sum()))
        parts.append(Pairs(first, second, geodesic_km(points.take(first), places.take(second))))
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in Pairs.__slots__))
