"""Clusters: where need, presence and the gap between them lie together, beyond what chance would put together."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.answer import (
    AREAS,
    Answer,
    counting,
    figures,
    frame,
    query_record,
    reason_records,
    stamp,
    with_names,
)
from unmap.measures.equity import NO_PRESENCE
from unmap.measures.gaps import gap_points
from unmap.measures.matching import measure, over_the_country
from unmap.measures.need import needs_of, required_need
from unmap.measures.neighbours import neighbours
from unmap.model import NeedChoice, PresenceQuery
from unmap.model.arguments import decimal_number, whole_number
from unmap.model.defaults import DEFAULTS
from unmap.stopping import check
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.measures.need import Needs
    from unmap.measures.neighbours import Neighbours
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


PARTS = {
    "need": ("need", "need"),
    "presence": ("presence", "presence"),
    "gap": ("gap", "gap"),
    "need_presence": ("need", "presence"),
}
"""What each part compares: the variable here with the variable around."""


GLOBAL_COLUMNS = ("moran", "expected", "z_sim", "p_sim")


HIGH_HIGH = "high-high"


LOW_LOW = "low-low"


HIGH_LOW = "high-low"


LOW_HIGH = "low-high"


NOT_SIGNIFICANT = "not-significant"


NO_DATA = "no-data"


CONSTANT = "constant"


NO_HEADCOUNT = "no-headcount"


NEED_ALL_ZERO = "need-all-zero"


LOW_IS_WORSE = "low-is-worse"


_MOST_PERMUTATIONS = 99_999


_MOST_SEED = 2**32 - 1


_MOST_SECONDS = 3_600.0


_BLOCK = 50


_NOISE = 1e-9
"""Standardised values nearer than this are the same: sums of the same numbers in another order differ by less."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """Global and local spatial association of need, presence and gap.

    `global_` has a row for each part that could be computed, indexed by `variable` (need, presence, gap,
    need_presence): `moran`, Moran's I; `expected`, -1 / (n - 1); `z_sim`, its distance from the mean of the
    permutations in their standard deviations; `p_sim`, two-sided. `reasons` says why the other parts could not:
    "constant" (no two areas differ), "no-presence", "no-headcount" (the indicator counts no people in need),
    "need-all-zero" (nobody is in need).

    `areas` is indexed by `code`, every area of the level: `need` (the rate of the need asked for, or its own value
    where it has none), `presence` (as the query counts it), `gap` (percentage points), and for each part
    `{part}_moran`, the local Moran's I; `{part}_p`, its two-sided pseudo p-value; `{part}_q`, that value adjusted for
    testing every area; `{part}_class`. A class names the area first and its neighbours second: "high-high", "low-low",
    "high-low" or "low-high" where q is at most `alpha`, else "not-significant"; "no-data" where the area takes no part.
    In a part that could not be computed numbers are missing and the class is None.

    `permutations` were run of the `permutations_asked`; fewer where the time ran out. `coarse` names the parts in which
    an area has the least p that so many permutations can give and is not significant all the same: more of them may
    make out more areas. `joined` names areas without a neighbour with the one that they were joined to, `left_out` the
    areas without need data.
    """

    need: NeedChoice
    global_: pd.DataFrame
    reasons: Mapping[str, str]
    areas: pd.DataFrame
    permutations: int
    permutations_asked: int
    coarse: tuple[str, ...]
    seed: int
    alpha: float
    joined: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def clusters(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    *,
    permutations: int = DEFAULTS.permutations,
    seed: int = DEFAULTS.seed,
    time_limit_s: float = DEFAULTS.clusters_limit_s,
) -> Clusters:
    """Give Moran's I, global and local, of need, presence and gap, and of need here with presence around.

    Need is the rate of the need asked for, high meaning more need (`Needs.intensity`); presence the number that the
    query counts, not per person; gap the share of people in need less the share of presence, in percentage points.
    Neighbours share a border or a corner and weigh the same, in sum 1. With z standardised over the n areas and lag(z)
    the mean of the neighbours' z, the local I is z * lag(z) * (n - 1) / n (Anselin 1995) and the global one the mean of
    z * lag(z) (Moran 1950); the bivariate forms take z of need and lag of presence (Anselin, Syabri and Smirnov 2002).

    Each permutation deals the areas' values out anew. For a local I the area keeps its own value and the others are
    dealt out, so what is tested is whether its neighbours are extreme: local p-values of presence and of need with
    presence are the same. p = 2 * (1 + m) / (1 + permutations), at most 1, with m the permutations as high or, if
    they are fewer, as low, ties counted on both sides; q is p after Benjamini and Hochberg (1995) over all areas.
    Where `time_limit_s` (seconds of a processor) runs out the permutations done so far count, at least 50 of them;
    their number alone decides the answer.

    Raises ParameterError for a filter, indicator or year that does not exist, permutations outside 1 to 99,999, a seed
    outside 0 to 2^32 - 1, or a time limit that is negative or above an hour.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence, need and filters; all presence and the default need at the highest level without
      it.
    - `permutations`, `seed`, `time_limit_s`: how many permutations, which, and for how long at most.

    >>> found = clusters(data, PresenceQuery(level="municipality"), permutations=999)
    >>> int((found.areas["need_class"] == "high-high").sum())
    308
    """
    query = over_the_country(dataset, query)
    permutations = whole_number("permutations", permutations, 1, _MOST_PERMUTATIONS)
    seed = whole_number("seed", seed, 0, _MOST_SEED)
    until = _until(time_limit_s)
    need = needs_of(dataset, required_need(dataset, query))
    table, reasons, taking_part = _values(dataset, query, need)
    scores = _Scores.of(table.loc[taking_part], reasons)
    chance = _Chance.over(scores, neighbours(dataset, query.level).among(taking_part))
    chance.run(permutations, seed, until)
    table = _with_local(_as_published(table, need), chance, taking_part)
    return Clusters(
        need=need.choice,
        global_=chance.global_table(),
        reasons=scores.reasons,
        areas=table,
        permutations=chance.done,
        permutations_asked=permutations,
        coarse=_coarse(table, chance.done),
        seed=seed,
        alpha=DEFAULTS.alpha,
        joined=chance.around.joined,
        left_out=tuple(table.index[~taking_part]),
    )


def _values(dataset: Dataset, query: PresenceQuery, need: Needs) -> tuple[pd.DataFrame, dict[str, str], np.ndarray]:
    """Give need, presence and gap by area, why any is lacking everywhere, and which areas take part."""
    table = pd.DataFrame({"presence": measure(dataset, query), "gap": gap_points(dataset, query)})
    table.insert(0, "need", need.intensity)
    reasons = _lacking(table, need)
    return table, reasons, need.known if "gap" in reasons else table["gap"].notna().to_numpy()


def _as_published(table: pd.DataFrame, need: Needs) -> pd.DataFrame:
    """Show the value as it is published, where the statistics take high for more need."""
    return table.assign(need=-table["need"]) if need.choice.indicator.direction == LOW_IS_WORSE else table


def _until(time_limit_s: float) -> float:
    """Give the time of this thread's processor at which a computation of so many seconds ends."""
    seconds = decimal_number(time_limit_s)
    if seconds is None or not 0 <= seconds <= _MOST_SECONDS:
        raise ParameterError("time_limit_s", f"must be a number of seconds up to {_MOST_SECONDS:,.0f}", time_limit_s)
    return thread_time() + seconds


def _with_local(table: pd.DataFrame, chance: _Chance, taking_part: np.ndarray) -> pd.DataFrame:
    """Put the local statistics of each part beside the values; areas that take no part have no data."""
    for part in PARTS:
        table = table.join(chance.local(part, table.index[taking_part]))
        table[f"{part}_class"] = table[f"{part}_class"].where(taking_part, NO_DATA)
    return table


def _coarse(table: pd.DataFrame, permutations: int) -> tuple[str, ...]:
    """Give the parts in which an area has the least p there can be and is not significant all the same."""
    least = 2 / (1 + permutations)
    return tuple(
        part for part in PARTS if ((table[f"{part}_p"] <= least) & (table[f"{part}_q"] > DEFAULTS.alpha)).any()
    )


def _lacking(table: pd.DataFrame, need: Needs) -> dict[str, str]:
    """Say why presence or the gap is lacking everywhere."""
    if not table["presence"].to_numpy()[need.known].any():
        return {"presence": NO_PRESENCE, "gap": NO_PRESENCE}
    if table["gap"].notna().any():
        return {}
    return {"gap": NO_HEADCOUNT if np.isnan(need.persons[need.known]).all() else NEED_ALL_ZERO}


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """Standardised variables, which parts they allow, and why they do not allow the others."""

    z: dict[str, np.ndarray]
    parts: dict[str, tuple[str, str]]
    reasons: dict[str, str]

    @classmethod
    def of(cls, table: pd.DataFrame, reasons: dict[str, str]) -> _Scores:
        z: dict[str, np.ndarray] = {}
        lacking = dict(reasons)
        for name in table.columns.difference(list(reasons), sort=False):
            values = table[name].to_numpy()
            # Where no area has a value there is nothing to vary.
            deviation = values.std() if values.size else 0.0
            if deviation > _NOISE * np.abs(values).max(initial=1.0):
                z[name] = (values - values.mean()) / deviation
            else:
                lacking[name] = CONSTANT
        parts = {part: names for part, names in PARTS.items() if not lacking.keys() & set(names)}
        why = {
            part: next(lacking[name] for name in names if name in lacking)
            for part, names in PARTS.items()
            if part not in parts
        }
        return cls(z, parts, why)


@dataclass(slots=True, eq=False)
class _Chance:
    """What permutations make of the scores; counts of permutations as high and as low, by area."""

    scores: _Scores
    around: Neighbours
    lag: dict[str, np.ndarray]
    as_high: dict[str, np.ndarray]
    as_low: dict[str, np.ndarray]
    simulated: dict[str, list[np.ndarray]]
    done: int = 0

    @classmethod
    def over(cls, scores: _Scores, around: Neighbours) -> _Chance:
        lag = {name: around.weights @ z for name, z in scores.z.items()}
        none = {name: np.zeros(len(z), dtype=np.int64) for name, z in scores.z.items()}
        return cls(scores, around, lag, dict(none), dict(none), {part: [] for part in scores.parts})

    def run(self, permutations: int, seed: int, until: float) -> None:
        """Run so many permutations, or as many blocks of them as end before `until`, one at least; none for no part."""
        rng = np.random.default_rng(seed)
        weights = self.around.weights
        # Half the width of a position: comparing them is what takes the time.
        areas = np.arange(len(self.around.codes), dtype=np.int32)
        while self.scores.parts and self.done < permutations and (not self.done or thread_time() < until):
            check()
            size = min(_BLOCK, permutations - self.done)
            dealt = np.column_stack([rng.permutation(areas) for _ in range(size)])
            self._count(dealt, weights)
            self.done += size

    def _count(self, dealt: np.ndarray, weights: Any) -> None:  # noqa: ANN401 - scipy has no types
        area, neighbour = self.around.area, self.around.neighbour
        # Where an area's own value was dealt to a neighbour, the two swap: then every area keeps its own, and the
        # others' values lie around it in an order that is as likely as any other.
        pair, column = np.divmod(np.flatnonzero(dealt[neighbour] == area[:, None].astype(np.int32)), dealt.shape[1])
        here = area[pair]
        share = 1 / self.around.counts[here]
        for name, z in self.scores.z.items():
            values = z[dealt]
            lag = weights @ values
            for part, (mine, theirs) in self.scores.parts.items():
                if theirs == name:
                    fixed = values if mine == theirs else self.scores.z[mine][:, None]
                    self.simulated[part].append((fixed * lag).mean(axis=0))
            lag[here, column] += share * (values[here, column] - z[here])
            observed = self.lag[name][:, None]
            self.as_high[name] = self.as_high[name] + (lag >= observed - _NOISE).sum(axis=1)
            self.as_low[name] = self.as_low[name] + (lag <= observed + _NOISE).sum(axis=1)

    def global_table(self) -> pd.DataFrame:
        """Give a row for each part: moran, expected, z_sim, p_sim."""
        rows = {}
        for part, (mine, theirs) in self.scores.parts.items():
            moran = float((self.scores.z[mine] * self.lag[theirs]).mean())
            simulated = np.concatenate(self.simulated[part])
            deviation = simulated.std()
            high, low = (simulated >= moran - _NOISE).sum(), (simulated <= moran + _NOISE).sum()
            rows[part] = {
                "moran": moran,
                "expected": -1 / (len(self.around.codes) - 1),
                # Where all areas border on each other every permutation gives the same.
                "z_sim": float((moran - simulated.mean()) / deviation) if deviation > _NOISE else 0.0,
                "p_sim": float(self._two_sided(high, low)),
            }
        return pd.DataFrame.from_dict(rows, orient="index", columns=list(GLOBAL_COLUMNS)).rename_axis("variable")

    def local(self, part: str, codes: pd.Index) -> pd.DataFrame:
        """Give the local I of a part with its p, q and class."""
        from scipy.stats import false_discovery_control  # noqa: PLC0415 - the server starts without it

        columns = [f"{part}_{name}" for name in ("moran", "p", "q", "class")]
        if part not in self.scores.parts:
            return pd.DataFrame(dict.fromkeys(columns[:3], np.nan) | {columns[3]: None}, index=codes)
        mine, theirs = self.scores.parts[part]
        z, lag = self.scores.z[mine], self.lag[theirs]
        # An area at the mean has an I of 0 whatever lies around it.
        p = np.where(np.abs(z) > _NOISE, self._two_sided(self.as_high[theirs], self.as_low[theirs]), 1.0)
        q = false_discovery_control(p)
        quadrants = np.where(z > 0, np.where(lag > 0, HIGH_HIGH, HIGH_LOW), np.where(lag > 0, LOW_HIGH, LOW_LOW))
        values = (z * lag * (len(z) - 1) / len(z), p, q, np.where(q <= DEFAULTS.alpha, quadrants, NOT_SIGNIFICANT))
        return pd.DataFrame(dict(zip(columns, values, strict=True)), index=codes)

    def _two_sided(self, high: np.ndarray, low: np.ndarray) -> np.ndarray:
        p: np.ndarray = np.minimum(2 * (1 + np.minimum(high, low)) / (1 + self.done), 1.0)
        return p


CLUSTERS = (
    "Moran's I, global and local (Moran 1950; Anselin 1995), of need (its rate), presence and gap, and of need here "
    "with presence around; neighbours share a border or a corner. p is two-sided over permutations, q is p after "
    "Benjamini and Hochberg (1995) over all areas; a class names the area first and its neighbours second "
    "where q is at most alpha."
)


def cluster_answer(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    permutations: int = DEFAULTS.permutations,
    *,
    time_limit_s: float = DEFAULTS.clusters_limit_s,
) -> Answer:
    """Give Moran's I, global and local; tables: areas, global. Raises ParameterError as `clusters` does."""
    query = in_codes(dataset, query)
    found = clusters(dataset, query, permutations=permutations, time_limit_s=time_limit_s)
    final = found.permutations >= found.permutations_asked
    head = {
        **frame(dataset, CLUSTERS, query_record(query, permutations=permutations), found.need),
        "counting": counting(dataset, query),
        **figures(found, "reasons", "joined"),
        "complete": final,
        "joined": [{"code": code, "joined_to": other} for code, other in found.joined],
        "reasons": [{"part": part, **reason_records([code])[0]} for part, code in found.reasons.items()],
    }
    tables = {AREAS: with_names(dataset, found.areas.reset_index()), "global": found.global_.reset_index()}
    return Answer("clusters", head, tables, stamp(dataset, query, found.need), query.level, final)
