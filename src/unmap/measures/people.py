"""People in need at the seats of their areas, offices, and the geodesic distance (WGS 84) between them.

Every distance that decides or is given is pyproj's geodesic (Karney 2013) in kilometres. To leave out the pairs that
cannot matter, points are also put on a unit sphere, longitude and geodetic latitude taken as they are. A step on the
ellipsoid is then between MIN_KM_PER_RADIAN and MAX_KM_PER_RADIAN times the step on the sphere, whatever its place and
direction: these are the smallest and the largest radius of curvature of the ellipsoid, a (1 - e2) along the meridian at
the equator and a / sqrt(1 - e2) at the poles. So are whole lines, and with them distances: an angle t on the sphere
is at least MIN t and at most MAX t km on the ellipsoid. A tree of the points on the sphere thus finds, 1 % too wide,
all that may be near, and the geodesic decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyproj import Geod

from unmap.errors import ParameterError
from unmap.measures.matching import NOWHERE, matching
from unmap.measures.need import need_by_area, required_need
from unmap.model import Kind, PresenceQuery
from unmap.model.arguments import decimal_number
from unmap.model.defaults import DEFAULTS
from unmap.model.query import SEAT
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from unmap.model import NeedChoice
    from unmap.store import Dataset


ELLIPSOID = Geod(ellps="WGS84")


MIN_KM_PER_RADIAN = ELLIPSOID.a * (1 - ELLIPSOID.es) / 1000


MAX_KM_PER_RADIAN = ELLIPSOID.a / np.sqrt(1 - ELLIPSOID.es) / 1000


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
    """Give the rows of the areas of the finest level that have a seat, and the seats."""
    layer = dataset.layer(dataset.finest)
    lon, lat = (layer[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("seat_lon", "seat_lat"))
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


_QUESTIONS_KEPT = 64
"""Sets of agencies whose nearest offices stay known: 40 kB each for 2,469 municipalities."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Every area of the finest level in the order of its layer.

    `areas` is indexed by `code`: name, the area of the highest level that it lies in (`state_code`, by that level's
    word), persons (in need; missing where there is no data), pct (its rate), population. `rows` are the positions in it
    of the areas with a seat, `seats` their seats in that order.
    """

    choice: NeedChoice
    areas: pd.DataFrame
    rows: NDArray[np.int64]
    seats: Points

    @property
    def persons(self) -> NDArray[np.float64]:
        """People in need by area, 0 where there is no data."""
        return self.areas["persons"].fillna(0.0).to_numpy(dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Offices:
    """The offices that a query lets through and distance is measured from, by office_id.

    `table` has office_id, agency_id, point_basis (what their points are) and `thing`, the same number for what counts
    as one office; `points` are their places in the same order. `unplaced` counts offices without an area of the finest
    level: they have no place to measure from.
    """

    table: pd.DataFrame
    points: Points
    unplaced: int

    @property
    def count(self) -> int:
        """How many distinct offices there are: agency x place."""
        return int(self.table["thing"].nunique())


def people_in_need(dataset: Dataset, query: PresenceQuery) -> People:
    """Give people in need by area of the finest level, whatever the level of the query.

    Raises ParameterError for an unknown indicator or year, and for an indicator that has no headcount of people.
    """
    finest, highest = dataset.finest, dataset.level()
    choice = required_need(dataset, query, finest.word)
    need = need_by_area(dataset, choice).iloc[:-1]
    if need["persons"].isna().all():
        problem = f"has no headcount of people by {finest.singular_en}, so nobody can be counted"
        raise ParameterError("indicator", problem)
    layer = dataset.layer(finest)
    areas = pd.DataFrame(
        {
            "name": layer["name"].to_numpy(),
            f"{highest}_code": dataset.highest_areas(finest).to_numpy(),
            "persons": need["persons"].to_numpy(),
            "pct": need["pct"].to_numpy(),
            "population": layer["population"].to_numpy(dtype=np.float64, na_value=np.nan),
        },
        index=dataset.areas(finest),
    )
    return People(choice, areas, *seats(dataset))


def field_offices(dataset: Dataset, query: PresenceQuery) -> Offices:
    """Give the offices that `query` lets through; raises ParameterError for an unknown filter value.

    An office without a point of its own stands at the seat of its area of the finest level, or at a point inside it
    where no seat is known (`unmap.store.office_points`). Headquarters count where
    the query asks for them, at the seat of their area of the highest level. A report that counts headquarters without
    saying whose they are leaves them to every agency that is asked about.
    """
    record = matching(dataset, query)
    record = record.take(record.is_office & ~record.headquarters)
    area = record.area(dataset.finest)
    table = _places(dataset.offices.iloc[record.office]).assign(thing=record.thing)
    table["placed"] = area != NOWHERE
    if query.headquarters:
        table = pd.concat([table, _headquarters(dataset, query)], ignore_index=True)
    known = table.pop("placed") & np.isfinite(table["lon"]) & np.isfinite(table["lat"])
    table = table.loc[known].sort_values("office_id", ignore_index=True)
    points = Points.of(table.pop("lon"), table.pop("lat"))
    return Offices(table, points, int((~known).sum()))


def _headquarters(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    record = matching(dataset, replace(query, agencies=frozenset()))
    record = record.take(record.is_office & record.headquarters)
    rows = dataset.offices.iloc[record.office]
    area = record.area(dataset.level())
    table = _places(rows).assign(thing=record.thing, placed=area != NOWHERE)
    # What is merely counted has no point; it is measured from the seat of its area all the same.
    seats_of_areas = dataset.layer(None)[["seat_lon", "seat_lat"]].to_numpy(dtype=np.float64, na_value=np.nan)[area]
    bare = (table["point_basis"] == "").to_numpy()
    table.loc[bare, ["lon", "lat"]] = seats_of_areas[bare]
    table.loc[bare, "point_basis"] = SEAT
    mine = table["agency_id"].isin({*query.agencies, ""}) if query.agencies else slice(None)
    return table.loc[mine]


def _places(offices: pd.DataFrame) -> pd.DataFrame:
    """Give offices with the place to measure from and what that is."""
    columns = {"office_id": "office_id", "agency_id": "agency_id", "point_lon": "lon", "point_lat": "lat"}
    return offices[[*columns, "point_basis"]].rename(columns=columns).reset_index(drop=True)


def nearest_offices(dataset: Dataset, query: PresenceQuery) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Give for each area of the query's level the geodesic distance in km from its seat to the nearest field office.

    Offices are those of the query's agencies, whatever else it asks for; beside the distances stand their office_ids.
    An area without a seat, or with no office to measure to, has NaN and None.
    """
    kept = _nearest(dataset)
    key = (dataset.level(query.level).word, query.agencies)
    found = kept.get(key)
    if found is None:
        if len(kept) >= _QUESTIONS_KEPT:
            kept.clear()
        offices = field_offices(dataset, PresenceQuery(agencies=query.agencies))
        layer = dataset.layer(query.level)
        lon, lat = (layer[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("seat_lon", "seat_lat"))
        seated = np.isfinite(lon) & np.isfinite(lat)
        distances, ids = np.full(len(layer), np.nan), np.full(len(layer), None, dtype=object)
        position, distances[seated] = nearest(Points.of(lon[seated], lat[seated]), offices.points)
        if offices.count:
            ids[seated] = offices.table["office_id"].to_numpy(dtype=object)[position]
        # Another thread may clear what is kept before this one returns.
        found = kept[key] = distances, ids
    return found


@once_per_dataset
def _nearest(
    dataset: Dataset,
) -> dict[tuple[str, frozenset[str]], tuple[NDArray[np.float64], NDArray[np.object_]]]:
    del dataset  # what is kept for it starts empty
    return {}


def why_no_office(query: PresenceQuery) -> str:
    """Give the code of why the filters leave no office to measure from, as the words `answer.reason.` explain it."""
    if query.of_initiatives:
        return "offices-have-none"
    return "no-office-of-initiatives" if query.kind is Kind.INITIATIVES else "no-office"


def notes(query: PresenceQuery, offices: Offices) -> tuple[str, ...]:
    """Give the codes of what has to be known beside any figure of people and distance."""
    return (
        "municipal-series",
        "at-the-seat",
        *(("headquarters-at-the-seat",) if query.headquarters else ()),
        *(("offices-unplaced",) if offices.unplaced else ()),
    )


def usable_radius(radius_km: float) -> float:
    """Give the radius as a number; raises ParameterError unless it is above 0 and at most 5,000 km."""
    number = decimal_number(radius_km)
    if number is None or not 0 < number <= DEFAULTS.most_radius_km:
        raise ParameterError(
            "radius", f"must be a number of kilometres above 0 and at most {DEFAULTS.most_radius_km:,.0f}", radius_km
        )
    return float(number)


def share_of(part: float | None, whole: float) -> float | None:
    """Give part / whole; None where either is missing or the whole is nothing."""
    return None if part is None or whole == 0 else part / whole
