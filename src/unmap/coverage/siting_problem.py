"""Siting as a problem of savings: whom each candidate would reach, or bring how much nearer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite
from typing import TYPE_CHECKING

import numpy as np

from unmap.coverage.distances import Pairs, Points, nearest, pairs_within
from unmap.coverage.siting_model import Savings
from unmap.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from unmap.coverage.people import Offices, People

MOST_PAIRS = 8_000_000
"""Pairs of municipality and candidate that are looked at, at most; all of Mexico's are 6 million."""

_EVERYWHERE_KM = 21_000.0
"""Farther than any two places on the ellipsoid."""


class Objective(StrEnum):
    """What the new sites are to do: cover most people within the radius, or cut the mean distance most."""

    COVERAGE = "coverage"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Seats where people are in need, what is near them today, and what could be.

    `need`, `seats` and `today_km` (to the nearest office, infinite without one) have an entry for each municipality
    with people in need, `far_km` what distance savings are counted from; `sites` are the candidates and `rows` their
    positions among all municipalities. All stand in the order of their codes.
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
        raise ParameterError("candidates", "are too many for so many municipalities; name fewer of them")
    return pairs
