"""A plan: offices that might be added or taken away, and whom each office alone would reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.asking import codes
from unmap.measures.matching import NOWHERE
from unmap.measures.people import Offices, Points, field_offices, pairs_within, why_no_office
from unmap.measures.people import seats as seats_of
from unmap.model.arguments import codes_in
from unmap.model.defaults import DEFAULTS
from unmap.model.query import SEAT
from unmap.store.naming import finest_areas_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.measures.people import People
    from unmap.model import PresenceQuery
    from unmap.store import Dataset

NAME_LETTERS = 60

ADDED, REMOVED, KEPT = STATUSES = ("added", "removed", "kept")
"""What a plan does with an office."""

_AS_ADDED = "added-"
"""Stands before the code of the area in the office_id of an office that only the plan has."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Codes of areas of the finest level that get an office at their seat, and office_ids of offices taken away.

    `name` is what its files are called by, at most 60 letters; "" is a plan without one.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        """Take any collection of codes, or one text; their order and what is named twice make no difference."""
        for name in ("add", "remove"):
            object.__setattr__(self, name, tuple(sorted(codes_in(name, getattr(self, name)))))
        if len(self.name) > NAME_LETTERS or not self.name.isprintable():
            raise ParameterError("plan_name", f"must be a line of at most {NAME_LETTERS} letters")

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as answers repeat it; a name only where there is one."""
        lists = {"add": self.add, "remove": self.remove}
        return lists | ({"plan_name": self.name} if self.name else {})


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The offices that a query lets through, `today` and with the plan (`then`).

    `table` has a row for each office, those added first (by code), then those removed, then those kept (by office_id):
    status, office_id, agency_id, code and name of its area, the area of the highest level (state_code), lon, lat,
    `counted` (whether it is among today's or the plan's offices), `offices_here` (how many of today's stand in that
    area).
    """

    plan: Plan
    today: Offices
    then: Offices
    table: pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of what has to be known of the plan, as the words `answer.note.` say it."""
        status, here = self.table["status"], self.table["offices_here"]
        return (
            *(("added-at-the-seat",) if self.plan.add else ()),
            *(("added-beside-an-office",) if ((status == ADDED) & (here > 0)).any() else ()),
            *(("removed-not-counted",) if ((status == REMOVED) & ~self.table["counted"]).any() else ()),
        )

    def why_none(self, query: PresenceQuery) -> str:
        """Give the code of why no office is left to measure from, as the words `answer.reason.` explain it."""
        return "all-removed" if self.today.count else why_no_office(query)


def plan_of(add: str | None = None, remove: str | None = None, name: str | None = None) -> Plan:
    """Give the plan that two lists of codes, separated by commas, make; None is a list or a name that was left out.

    The order of the codes makes no difference. Raises ParameterError for a list that is given and holds no code, and
    for a name that is no line of at most 60 letters.
    """
    return Plan(tuple(codes("add", add)), tuple(codes("remove", remove)), (name or "").strip())


def planned(dataset: Dataset, query: PresenceQuery, plan: Plan | None = None) -> Planned:
    """Give the field offices that `query` lets through, today and with the plan.

    An added office passes the filters and is of the query's agency, where that is a single one. Taking away an office
    that the query does not let through changes nothing.

    Raises ParameterError for a code that is not that of an area of the finest level with a seat, more than 50 of them,
    an unknown office_id, and as `field_offices` does.
    """
    plan = plan or Plan()
    plan = replace(plan, add=finest_areas_of(dataset, plan.add))
    today = field_offices(dataset, query)
    added = _added(dataset, query, plan)
    for other in plan.remove:
        if other not in set(dataset.offices["office_id"]):
            raise ParameterError("remove", "holds an id that is not that of an office", other)
    then = _then(dataset, today, plan, added) if plan.add or plan.remove else today
    return Planned(plan, today, then, _table(dataset, plan, today, added))


def _then(dataset: Dataset, today: Offices, plan: Plan, added: pd.DataFrame) -> Offices:
    kept = ~today.table["office_id"].isin(plan.remove).to_numpy(dtype=bool)
    left = today.table[kept]
    more = added.assign(thing=_things(left, _area_of(dataset, left["office_id"]), added))
    return Offices(
        pd.concat([left, more[list(left.columns)]], ignore_index=True),
        Points.of(np.append(today.points.lon[kept], added["lon"]), np.append(today.points.lat[kept], added["lat"])),
        today.unplaced,
    )


def _added(dataset: Dataset, query: PresenceQuery, plan: Plan) -> pd.DataFrame:
    if len(plan.add) > DEFAULTS.most_planned:
        raise ParameterError("add", f"holds more than {DEFAULTS.most_planned} codes")
    rows, seats = seats_of(dataset)
    places = dataset.areas(dataset.finest)[rows].get_indexer(pd.Index(plan.add))
    for code, place in zip(plan.add, places, strict=True):
        if place == NOWHERE:
            problem = f"holds a code that is not that of a {dataset.finest.singular_en} with a seat"
            raise ParameterError("add", problem, code)
    agency = next(iter(query.agencies)) if len(query.agencies) == 1 else ""
    return pd.DataFrame(
        {
            "office_id": pd.array([f"{_AS_ADDED}{code}" for code in plan.add], dtype="str"),
            "agency_id": pd.array([agency] * len(plan.add), dtype="str"),
            "code": pd.array(plan.add, dtype="str"),
            "lon": seats.lon[places],
            "lat": seats.lat[places],
            "point_basis": SEAT,
        }
    )


def _things(kept: pd.DataFrame, area: NDArray[np.object_], added: pd.DataFrame) -> NDArray[np.int64]:
    """Give the numbers of what counts as one office: an agency has no second one in an area of the finest level."""
    known = dict(zip(zip(kept["agency_id"], area, strict=True), kept["thing"], strict=True))
    first = int(kept["thing"].max()) + 1 if len(kept) else 0
    pairs = zip(added["agency_id"], added["code"], strict=True)
    return np.array([known.get(pair, first + number) for number, pair in enumerate(pairs)], dtype=np.int64)


def _area_of(dataset: Dataset, office_ids: pd.Series[str]) -> NDArray[np.object_]:
    table = dataset.offices
    codes_of = pd.Series(table["area_code"].to_numpy(), index=table["office_id"].to_numpy())
    return office_ids.map(codes_of).to_numpy(dtype=object)


def _table(dataset: Dataset, plan: Plan, today: Offices, added: pd.DataFrame) -> pd.DataFrame:
    kept = ["office_id", "agency_id", "point_basis"]
    existing = today.table[kept].assign(lon=today.points.lon, lat=today.points.lat, counted=True)
    # Offices that the query does not let through are listed where the plan takes them away, so that this is told.
    strange = dataset.offices.set_index("office_id").loc[
        [one for one in plan.remove if one not in set(existing["office_id"])]
    ]
    existing = pd.concat(
        [
            existing,
            strange.reset_index()[[*kept, "point_lon", "point_lat"]]
            .rename(columns={"point_lon": "lon", "point_lat": "lat"})
            .astype({"lon": "float64", "lat": "float64"})
            .assign(counted=False),
        ],
        ignore_index=True,
    ).sort_values("office_id", ignore_index=True)
    existing["code"] = _area_of(dataset, existing["office_id"])
    removed = existing["office_id"].isin(plan.remove)
    table = pd.concat(
        [
            added.assign(status=ADDED, counted=True),
            existing[removed].assign(status=REMOVED),
            existing[~removed].assign(status=KEPT),
        ],
        ignore_index=True,
    )
    here = pd.Series(_area_of(dataset, today.table["office_id"])).value_counts()
    finest, highest = dataset.finest, f"{dataset.level()}_code"
    names = pd.Series(dataset.layer(finest)["name"].to_numpy(), index=dataset.areas(finest))
    table["name"] = table["code"].map(names)
    # Headquarters have no area of the finest level, only one of the highest.
    table[highest] = table["code"].map(lambda code: next(iter(dataset.lineage(code)), ""))
    table["offices_here"] = table["code"].map(here).fillna(0).astype("int64")
    table["code"] = table["code"].where(table["name"].notna())
    # What is merely counted, and not counted here, has no point.
    table["point_basis"] = table["point_basis"].replace("", None)
    columns = ["status", "office_id", "agency_id", "code", "name", highest, "lon", "lat", "point_basis", "counted"]
    return table[[*columns, "offices_here"]]


def reached_by_each(found: Planned, people: People, radius_km: float) -> pd.DataFrame:
    """Give the table of the plan with the people in need whom each office reaches.

    Columns behind those of `Planned.table`: persons_within the radius of its place; persons_only_today, those of them
    whom no other of today's offices reaches; persons_only_plan, those whom no other office of the plan does. So
    persons_only_plan is what the plan would lose without an office added or kept, or win back with one removed.
    Missing for an office that is not counted.
    """
    table = found.table
    rows = np.flatnonzero(table["counted"])
    places = Points.of(table["lon"].to_numpy()[rows], table["lat"].to_numpy()[rows])
    # No limit is needed: offices are few.
    pairs = pairs_within(people.seats, places, radius_km, len(people.seats) * len(places))
    status = table["status"].to_numpy(dtype=object)[rows]
    need = people.persons[people.rows]
    columns = {name: np.full(len(table), np.nan) for name in _FIGURES}
    if pairs is not None:
        today, then = status != ADDED, status != REMOVED
        persons = need[pairs.first]
        alone = {"persons_within": np.ones(len(persons), dtype=bool)}
        for name, there in (("persons_only_today", today), ("persons_only_plan", then)):
            offices_near = np.bincount(pairs.first, weights=there[pairs.second], minlength=len(need))
            alone[name] = offices_near[pairs.first] == there[pairs.second]
        for name, mine in alone.items():
            columns[name][rows] = np.bincount(pairs.second, weights=persons * mine, minlength=len(rows))
    return table.assign(**columns)


_FIGURES = ("persons_within", "persons_only_today", "persons_only_plan")
