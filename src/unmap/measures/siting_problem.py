"""Siting as a problem of savings: which seats may be chosen, and whom each would reach or bring nearer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.people import Pairs, Points, nearest, pairs_within
from unmap.model.arguments import codes_in, whole_number
from unmap.store.naming import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from unmap.measures.people import Offices, People
    from unmap.store import Dataset


CAPITALS = "capitals"
"""The word for the areas of the finest level in which the seats of those of the highest stand."""


_SEAT = "seat"


_MOST_PEOPLE = 1_000_000_000


_MOST_PASSES = 20


class Savings:
    """What each of some sites would save each of some demands: the pairs above nothing.

    Pairs come as three arrays: position of the demand, position of the site, saving (> 0); each pair at most once.
    """

    def __init__(
        self,
        demand: NDArray[np.int32],
        site: NDArray[np.int32],
        saved: NDArray[np.float64],
        shape: tuple[int, int],
    ) -> None:
        """Take the pairs and the number of demands and of sites."""
        self.demands, self.sites = shape
        self.demand, self.site, self.saved = demand, site, saved
        by_site = np.lexsort((self.demand, self.site)).astype(np.int32)
        self._of_site = by_site, np.searchsorted(self.site[by_site], np.arange(self.sites + 1))
        # What only whole people can save cannot exceed a bound by part of one.
        self.whole = bool(np.all(self.saved == np.rint(self.saved)))

    def best(self, sites: Sequence[int]) -> NDArray[np.float64]:
        """Give what `sites` together save each demand."""
        best = np.zeros(self.demands)
        order, starts = self._of_site
        for site in sites:
            pairs = order[starts[site] : starts[site + 1]]
            best[self.demand[pairs]] = np.maximum(best[self.demand[pairs]], self.saved[pairs])
        return best

    def value(self, sites: Sequence[int]) -> float:
        """Give what `sites` together save."""
        return float(self.best(sites).sum())

    def gains(self, best: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give what each site would add where every demand already saves `best`."""
        more = np.maximum(self.saved - best[self.demand], 0.0)
        return np.asarray(np.bincount(self.site, weights=more, minlength=self.sites), dtype=np.float64)


def greedy(savings: Savings, k: int) -> tuple[int, ...]:
    """Take the site that adds most, k times, the first of equal ones: never below 63 % of the optimum.

    Nemhauser, Wolsey and Fisher (1978).
    """
    taken: list[int] = []
    for _ in range(k):
        gains = savings.gains(savings.best(taken))
        gains[taken] = -1.0
        taken.append(int(gains.argmax()))
    return tuple(taken)


def improve(savings: Savings, sites: Sequence[int], until: float) -> tuple[int, ...]:
    """Exchange one site at a time for one that adds more, or as much and comes first, as long as that helps.

    Teitz and Bart (1968). That the first of equal ones is taken makes the answer the same however the solver got there.
    """
    taken = sorted(sites)
    worth = savings.value(taken)
    for _ in range(_MOST_PASSES):
        before = tuple(taken)
        for position, site in enumerate(before):
            others = [other for other in taken if other != site]
            gains = savings.gains(savings.best(others))
            gains[others] = -1.0
            first = int(gains.argmax())
            # Gains that are equal may stand for sums that differ in their last bit: what counts is the whole.
            exchanged = savings.value([*others, first])
            if exchanged > worth or (exchanged == worth and first < site):
                taken[position], worth = first, exchanged
        if tuple(taken) == before or monotonic() > until:
            break
    return tuple(sorted(taken))


def candidate_rows(
    dataset: Dataset, people: People, named: Iterable[str] | None = None, min_town: int = 0
) -> NDArray[np.int64]:
    """Give the positions among `people.seats` that may be chosen, by code: of equal ones the first is then the lowest.

    `named` holds codes or names of areas of the finest level, of larger ones for all that lies in them, or "capitals";
    None is every one. Of these, the towns at whose seat at least `min_town` people live, by the gazetteer's census
    figure. Raises ParameterError for a name that means nothing, an area without a seat, and where nothing is left.
    """
    codes = people.areas.index.to_numpy()[people.rows]
    order = np.argsort(codes, kind="stable")
    if named is not None:
        order = order[np.isin(codes[order], list(_named(dataset, codes_in("candidates", named), codes)))]
    least = whole_number("min_town", min_town, 0, _MOST_PEOPLE)
    if least:
        order = order[np.isin(codes[order], _towns(dataset, least))]
        if not order.size:
            raise ParameterError("min_town", f"leaves no {dataset.finest.singular_en} to choose from", min_town)
    return order


def _named(dataset: Dataset, wanted: frozenset[str], seated: NDArray[np.object_]) -> set[str]:
    if not wanted:
        raise ParameterError("candidates", "must name at least one area, or be left out")
    towns, found = set(seated), set[str]()
    for text in sorted(wanted):
        if text.casefold() == CAPITALS:
            found |= _capitals(dataset)
            continue
        [code] = codes_of(dataset, "area", [text], "candidates")
        inside = dataset.inside(code)
        if code not in towns and not inside:
            problem = f"holds a code that is not that of a {dataset.finest.singular_en} with a seat"
            raise ParameterError("candidates", problem, text)
        found |= inside or {code}
    return found


def _capitals(dataset: Dataset) -> set[str]:
    """Give the area of the finest level whose seat is that of its area of the highest level, for each of these."""
    seats, finest = ["seat_lon", "seat_lat"], dataset.layer(dataset.finest)
    large = pd.DataFrame(dataset.layer(None)[["code", *seats]]).dropna().rename(columns={"code": "around"})
    towns = pd.DataFrame(finest[["code", *seats]]).assign(around=dataset.highest_areas(dataset.finest).to_numpy())
    found = set(towns.merge(large)["code"])
    if not found:
        raise ParameterError("candidates", "asks for capitals, whose places are not in the data", CAPITALS)
    return found


def _towns(dataset: Dataset, least: int) -> list[str]:
    places = dataset.places
    large = (places["kind"] == _SEAT) & (places["population"].fillna(0) >= least)
    return sorted(places.loc[large, f"{dataset.finest}_code"])


MOST_PAIRS = 8_000_000
"""Pairs of area and candidate that are looked at, at most; those of 2,469 areas are 6 million."""


_EVERYWHERE_KM = 21_000.0
"""Farther than any two places on the ellipsoid."""


class Objective(StrEnum):
    """What the new sites are to do: cover most people within the radius, or cut the mean distance most."""

    COVERAGE = "coverage"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Seats where people are in need, what is near them today, and what could be.

    `need`, `seats` and `today_km` (to the nearest office, infinite without one) have an entry for each area
    with people in need, `far_km` what distance savings are counted from; `sites` are the candidates and `rows` their
    positions among all areas. All stand in the order of their codes.
    """

    objective: Objective
    radius_km: float
    need: NDArray[np.float64]
    seats: Points
    today_km: NDArray[np.float64]
    far_km: NDArray[np.float64]
    rows: NDArray[np.int64]
    sites: Points
    savings: Savings

    def km(self, sites: Sequence[int]) -> NDArray[np.float64]:
        """Give the distance of each seat to the nearest office or site; infinite without any."""
        _, km = nearest(self.seats, self.sites.take(np.array(sites, dtype=np.int64)))
        return np.fmin(self.today_km, km)

    def covered(self, sites: Sequence[int]) -> float:
        """Give the people within the radius of an office or a site."""
        return float(self.need[self.km(sites) <= self.radius_km].sum())

    def mean_km(self, sites: Sequence[int]) -> float | None:
        """Give the mean distance of a person to an office or a site; None without any, or without people."""
        return self._mean(float((self.need * self.km(sites)).sum()))

    def _mean(self, person_km: float) -> float | None:
        people = float(self.need.sum())
        return person_km / people if people and isfinite(person_km) else None

    def reported(self, saved: float) -> float | None:
        """Give the objective where so much is saved as it is reported: people covered, or mean kilometres."""
        if self.objective is Objective.COVERAGE:
            return self.covered(()) + saved
        return self._mean(float((self.need * self.far_km).sum()) - saved)

    def ranked(self, sites: Sequence[int]) -> list[int]:
        """Give the sites in the order of what each adds to those before it, without those that add nothing."""
        left, ranked = sorted(sites), list[int]()
        while left:
            gains = self.savings.gains(self.savings.best(ranked))[left]
            if gains.max() <= 0:
                break
            ranked.append(left.pop(int(gains.argmax())))
        return ranked


def problem_of(
    people: People, offices: Offices, rows: NDArray[np.int64], radius_km: float, objective: Objective
) -> Problem:
    """Set up the problem for the candidates at `rows` among the seats.

    Raises ParameterError where there are more pairs to look at than fit in memory.
    """
    codes = people.areas.index.to_numpy()[people.rows]
    need = people.persons[people.rows]
    # By code, so that nothing depends on the order of the layer.
    order = np.argsort(codes, kind="stable")
    order = order[need[order] > 0]
    need, seats, sites = need[order], people.seats.take(order), people.seats.take(rows)
    _, today_km = nearest(seats, offices.points)
    today_km = np.where(np.isnan(today_km), inf, today_km)
    far_km = today_km
    if objective is Objective.COVERAGE:
        lost = np.flatnonzero(today_km > radius_km)
        pairs = _pairs(seats.take(lost), sites, radius_km)
        served, saved = lost.astype(np.int32)[pairs.first], need[lost[pairs.first]]
    else:
        pairs = _pairs(seats, sites, np.minimum(today_km, _EVERYWHERE_KM))
        if not len(offices.points) and len(seats):
            # Any distance will do to count from, the same sites are best; the least keeps numbers small.
            far_km = np.maximum.reduceat(pairs.km, np.searchsorted(pairs.first, np.arange(len(seats))))
        served, saved = pairs.first, need[pairs.first] * (far_km[pairs.first] - pairs.km)
    some = saved > 0
    savings = Savings(served[some], pairs.second[some], saved[some], (len(need), len(sites)))
    return Problem(objective, radius_km, need, seats, today_km, far_km, people.rows[rows], sites, savings)


def _pairs(seats: Points, sites: Points, radius_km: float | NDArray[np.float64]) -> Pairs:
    pairs = pairs_within(seats, sites, radius_km, MOST_PAIRS)
    if pairs is None:
        raise ParameterError("candidates", "are too many for so many areas; name fewer of them")
    return pairs
