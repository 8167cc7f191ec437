"""The choice of sites as an optimisation problem: which k sites save most, and how sure that is.

Both questions of siting have one form. Each demand i is served by the best of the chosen sites S, and site j would save
it s_ij: its people if j is near enough (maximal covering, Church and ReVelle 1974), or its people times the kilometres
that j is nearer than what it has today (p-median, ReVelle and Swain 1970). Wanted is the S of k sites with the greatest
F(S) = sum over i of max over j in S of s_ij.

spopt has both models and is what the tests compare with. It is not what answers here, since it writes every pair of
demand and site into the model one by one: 10 s for Mexico's coverage before the solver starts (4 s without the sites
that others outdo), once for each k, and for distance 6 million variables. Here HiGHS gets a master problem in the sites
alone, and learns of the pairs by cuts, only where its answer so far promises too much. For each base b >= 0, the saving
of demand i is at most b + sum over j of max(0, s_ij - b) y_j; the b to cut with is known in closed form (Cornuejols,
Nemhauser and Wolsey 1980; Cordeau, Furini and Ljubic 2019 for coverage; Duran-Mateluna, Ales and Elloumi 2023 for the
p-median). A cut holds for every k, so the smaller k start from what the largest has taught.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from unmap.measures.siting_problem import Savings, improve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


# The library's class has half of its types, so that none of it can be used.
_Highs: Any = highspy.Highs


class QuietHighs(_Highs):  # type: ignore[misc]
    """A solver that is silent from the start.

    Since 1.16 the first call that may print brings the name and licence of HiGHS with it, and making a solver ends with
    such a call: `enableCallbacks`. Turning output off afterwards comes too late, and turning standard output off around
    it would silence every other thread of a server as well.
    """

    def __init__(self) -> None:
        """Make a solver; one whose making does not enable callbacks is silenced all the same."""
        super().__init__()
        self.silent()

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        """Be silent before the first call that would print."""
        self.silent()
        super().enableCallbacks()


OPTIMAL_GAP = 1e-8
"""Share of the objective within which value and bound are one: what is left by the solver's arithmetic."""


_FULL = 1.0 - 1e-9
"""So much of the sites within a distance makes a demand served."""


_WORTH = 1e3
"""Objective of the demand that can save most: far above the solver's tolerances, so that a hamlet counts as well."""


_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Solved:
    """The best k sites found (positions in order), what they save, and what no k sites can save more than."""

    sites: tuple[int, ...]
    value: float
    bound: float

    @property
    def optimal(self) -> bool:
        """Whether no other sites can do better."""
        return self.bound - self.value <= OPTIMAL_GAP * self.value


class Solver:
    """Finds the best k sites of one problem for one k after another, keeping what it has learned."""

    def __init__(self, savings: Savings) -> None:
        """Set up the master problem without any cut."""
        self._savings = savings
        order = np.lexsort((savings.site, -savings.saved, savings.demand))
        self._demand, self._site, self._saved = savings.demand[order], savings.site[order], savings.saved[order]
        self._rows, self._starts = np.unique(self._demand, return_index=True)
        self._row = np.repeat(np.arange(len(self._rows), dtype=np.int32), np.diff(np.append(self._starts, len(order))))
        self._top = self._saved[self._starts]
        # Each demand in units of its own best saving, so that every row of the model is near 1.
        self._saved = self._saved / self._top[self._row]
        self._unit = float(self._top.max(initial=1.0)) / _WORTH
        self._columns = np.arange(savings.sites, dtype=np.int32)
        strategies = highspy.simplex_constants.SimplexStrategy
        self._primal, self._dual = int(strategies.kSimplexStrategyPrimal), int(strategies.kSimplexStrategyDual)
        self._new = True
        self._kinds = highspy.HighsVarType
        self._status = highspy.HighsModelStatus
        self._unfinished = inf
        self._highs = self._empty_master(QuietHighs(), highspy.ObjSense.kMaximize)

    def _empty_master(self, highs: Any, maximize: Any) -> Any:  # noqa: ANN401 - the library has no usable types
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
            highs.setOptionValue(option, _TOLERANCE)
        highs.setOptionValue("mip_rel_gap", 0.0)
        sites, rows = len(self._columns), len(self._rows)
        highs.addVars(sites + rows, np.zeros(sites + rows), np.ones(sites + rows))
        highs.changeColsCost(rows, np.arange(sites, sites + rows, dtype=np.int32), self._top / self._unit)
        highs.changeObjectiveSense(maximize)
        highs.addRow(0.0, 1.0, sites, self._columns, np.ones(sites))
        return highs

    def solve(self, k: int, start: Sequence[int], bound: float, until: float) -> Solved:
        """Give the best k sites, or the best known when the clock (`time.monotonic`) passes `until`.

        `start` are k sites to be improved on, `bound` what is known to be above the answer.
        """
        savings = self._savings
        best = Solved(tuple(sorted(start)), savings.value(start), self._known_bound(k, start, bound))
        if best.optimal or len(self._rows) == 0:
            return best
        self._highs.changeRowBounds(0, 0.0, float(k))
        if self._new:
            self._cut(self._chosen(best.sites), np.ones(len(self._rows)))
        best = self._relaxed(k, best, until)
        if not best.optimal:
            best = self._whole(k, best, until)
        return best

    def _known_bound(self, k: int, start: Sequence[int], bound: float) -> float:
        """Bound what k sites can save: by what each demand can, and by what each site adds to none or to `start`."""
        savings = self._savings
        bounds = [bound, float(self._top.sum())]
        for base in (savings.best(()), savings.best(start)):
            gains = np.sort(savings.gains(base))
            bounds.append(float(base.sum() + gains[-k:].sum()))
        return min(bounds)

    def _relaxed(self, k: int, best: Solved, until: float) -> Solved:
        """Cut until sites in parts promise no more than they can save; whole sites then mostly come of themselves."""
        while (found := self._run(until)) is not None:
            y, theta, bound = found
            best = self._better(best, self._largest(y, k), bound, until)
            if best.optimal or not self._cut(y, theta):
                break
        return best

    def _whole(self, k: int, best: Solved, until: float) -> Solved:
        """Let the solver branch on the sites, cutting at each of its answers until it promises no more than is true."""
        sites = self._columns
        self._highs.changeColsIntegrality(len(sites), sites, np.full(len(sites), self._kinds.kInteger))
        while not best.optimal and (found := self._run(until)) is not None:
            y, theta, bound = found
            best = self._better(best, self._largest(y, k), bound, until)
            if not self._cut(np.rint(y), theta):
                break
        if not best.optimal:
            best = self._bounded(best, self._unfinished)
        self._highs.changeColsIntegrality(len(sites), sites, np.full(len(sites), self._kinds.kContinuous))
        return best

    def _run(self, until: float) -> tuple[NDArray[np.float64], NDArray[np.float64], float] | None:
        """Solve the master: sites, savings promised, and the bound; None where time ran out."""
        left, self._unfinished = until - monotonic(), inf
        if left <= 0:
            return None
        self._highs.setOptionValue("time_limit", left)
        # Without a basis the dual simplex takes forty times as long here; with one it is the method for added cuts.
        self._highs.setOptionValue("simplex_strategy", self._primal if self._new else self._dual)
        self._highs.run()
        self._new = False
        if (status := self._highs.getModelStatus()) != self._status.kOptimal:
            if status == self._status.kTimeLimit:
                self._unfinished = float(self._highs.getInfo().mip_dual_bound) * self._unit
            return None
        values = np.clip(np.asarray(self._highs.getSolution().col_value), 0.0, 1.0)
        split = len(self._columns)
        return values[:split], values[split:], float(self._highs.getInfo().objective_function_value) * self._unit

    def _better(self, best: Solved, sites: tuple[int, ...], bound: float, until: float) -> Solved:
        value = self._savings.value(sites)
        if value > best.value:
            sites = improve(self._savings, sites, until)
            best = Solved(sites, self._savings.value(sites), best.bound)
        return self._bounded(best, bound)

    def _bounded(self, best: Solved, bound: float) -> Solved:
        if self._savings.whole:
            bound = float(np.floor(bound + min(0.5, OPTIMAL_GAP * bound)))
        return Solved(best.sites, best.value, max(best.value, min(best.bound, bound)))

    def _largest(self, y: NDArray[np.float64], k: int) -> tuple[int, ...]:
        return tuple(sorted(np.argsort(-y, kind="stable")[:k].tolist()))

    def _chosen(self, sites: Sequence[int]) -> NDArray[np.float64]:
        y = np.zeros(len(self._columns))
        y[list(sites)] = 1.0
        return y

    def _cut(self, y: NDArray[np.float64], theta: NDArray[np.float64]) -> bool:
        """Add a cut for each demand that is promised more than sites `y` can save it; say whether there was one."""
        share = y[self._site]
        reached = np.cumsum(share)
        reached -= (reached[self._starts] - share[self._starts])[self._row]
        places = np.arange(len(share))
        critical = np.minimum.reduceat(np.where(reached >= _FULL, places, len(share)), self._starts)
        ends = np.append(self._starts[1:], len(share))
        base = np.where(critical < ends, self._saved[np.minimum(critical, len(share) - 1)], 0.0)
        above = np.maximum(self._saved - base[self._row], 0.0)
        true = base + np.bincount(self._row, weights=above * share, minlength=len(base))
        rows = np.flatnonzero(theta > true + _TOLERANCE)
        if rows.size == 0:
            return False
        wanted = np.zeros(len(base), dtype=bool)
        wanted[rows] = True
        pairs = np.flatnonzero(wanted[self._row] & (above > 0))
        # theta_i - sum of (s_ij - base) y_j <= base, the promise of each demand first.
        line = np.concatenate([rows, self._row[pairs]])
        order = np.argsort(line, kind="stable")
        index = np.concatenate([rows + len(self._columns), self._site[pairs]])[order].astype(np.int32)
        value = np.concatenate([np.ones(len(rows)), -above[pairs]])[order]
        starts = np.searchsorted(line[order], rows).astype(np.int32)
        lower = np.full(len(rows), -np.inf)
        self._highs.addRows(len(rows), lower, base[rows], len(index), starts, index, value)
        return True
