"""Equity: whether presence is where people in need are, beyond following people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.measures.answer import Answer, counting, figures, frame, query_record, reason_records, stamp, with_names
from unmap.measures.matching import measure, over_the_country
from unmap.measures.need import needs_of, required_need
from unmap.model import NeedChoice, PresenceQuery
from unmap.model.arguments import whole_number
from unmap.model.defaults import DEFAULTS
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


PRO_NEED = "pro-need"


AGAINST_NEED = "against-need"


NEITHER = "none"


NO_PRESENCE = "no-presence"


NEED_ALL_EQUAL = "need-all-equal"


_MOST_DRAWS = 99_999


_MOST_SEED = 2**32 - 1


_BLOCK = 500


_NORMAL_975 = 1.959963984540054


_NOISE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equity:
    """How presence is spread over people ordered by need.

    Areas are ordered by the rate of `need`, or by its own value where it has none. `index` is the concentration index,
    -1 to 1: below 0 presence is concentrated among people in needier areas, above 0 among people in less needy ones, 0
    where it follows people. `standard_error` and `ci95` (low, high; normal approximation) go with it. `p_value` is the
    two-sided chance of an index as far from 0 if presence fell by population alone, over `draws` draws with `seed` of
    `things` things each; `null_mean` and `null_interval` (2.5th and 97.5th percentile) describe these draws.
    `direction` is "pro-need" or "against-need" where `p_value` is at most 0.05, else "none".

    All of these numbers are None, and `reason` says why, where there is no presence ("no-presence") or areas cannot be
    ordered because their need is the same ("need-all-equal", a single area included). `n_areas` areas take part;
    `left_out` are the codes of those without need data or without people. `curve` is the concentration curve, needier
    areas first: code, population_share and presence_share, both cumulative (0-1), from a first row of zeros with an
    empty code; areas of the same need lie on one straight line.
    """

    need: NeedChoice
    n_areas: int
    left_out: tuple[str, ...]
    curve: pd.DataFrame
    draws: int
    seed: int
    things: int
    reason: str = ""
    index: float | None = None
    standard_error: float | None = None
    ci95: tuple[float, float] | None = None
    p_value: float | None = None
    null_mean: float | None = None
    null_interval: tuple[float, float] | None = None
    direction: str = NEITHER


def equity(
    dataset: Dataset, query: PresenceQuery | None = None, *, draws: int = DEFAULTS.draws, seed: int = DEFAULTS.seed
) -> Equity:
    """Give concentration curve and index of presence over areas ordered by need, and whether chance explains them.

    Areas are ordered by the rate of the need asked for, the most in need first (`Needs.intensity`); h is presence per
    person, f the area's share of people, R the fractional rank, the middle of the area's people in that order, the same
    for areas of the same need. Then C = 2 / mu * sum(f h R) - 1 with mu the mean of h (Wagstaff, Paci and
    van Doorslaer 1991). The standard error is that of Kakwani, Wagstaff and van Doorslaer (1997) for grouped data
    whose variance inside groups is not known, T areas taking the place of n people:
    var(C) = (sum(f a^2) - (1 + C)^2) / T, a = h / mu * (2 R - 1 - C) + 2 - q0 - q1, with q0 and q1 the ordinates of the
    curve before and after the area.

    The test draws as many things as there are, rounded, over the areas with chances proportional to people, each thing
    by itself. A thing in several areas counts as several, which makes the test a little too sure of itself; a thing
    counted in fractions counts once. p = (1 + draws at least as far from 0) / (1 + draws).

    Raises ParameterError for a filter, indicator or year that does not exist, draws outside 1 to 99,999 or a seed
    outside 0 to 2^32 - 1.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence, need and filters; all presence and the default need at the highest level without
      it.
    - `draws`, `seed`: how many draws of chance, and which.

    >>> found = equity(data, PresenceQuery(level="municipality", kind="offices"))
    >>> round(found.index, 3), found.direction
    (0.301, 'against-need')
    """
    query = over_the_country(dataset, query)
    draws = whole_number("draws", draws, 1, _MOST_DRAWS)
    seed = whole_number("seed", seed, 0, _MOST_SEED)
    need = needs_of(dataset, required_need(dataset, query))
    presence = measure(dataset, query)
    taking_part = need.known & (need.population > 0)
    line = Concentration.of(
        presence.index[taking_part],
        need.intensity[taking_part],
        presence.to_numpy()[taking_part],
        need.population[taking_part],
    )
    total = float(presence[taking_part].sum())
    answer = Equity(
        need=need.choice,
        n_areas=int(taking_part.sum()),
        left_out=tuple(presence.index[~taking_part]),
        curve=line.curve(),
        draws=draws,
        seed=seed,
        things=max(round(total), 1) if total else 0,
    )
    if not total:
        return replace(answer, reason=NO_PRESENCE)
    if line.one_group:
        return replace(answer, reason=NEED_ALL_EQUAL)
    return _tested(answer, line)


def _tested(answer: Equity, line: Concentration) -> Equity:
    index, error = line.index(), line.standard_error()
    null = line.by_population_alone(answer.things, answer.draws, answer.seed)
    extreme = int((np.abs(null) >= abs(index) - _NOISE).sum())
    p_value = (1 + extreme) / (1 + answer.draws)
    low, high = np.percentile(null, [2.5, 97.5]).tolist()
    direction = NEITHER if p_value > DEFAULTS.alpha else PRO_NEED if index < 0 else AGAINST_NEED
    return replace(
        answer,
        index=index,
        standard_error=error,
        ci95=(index - _NORMAL_975 * error, index + _NORMAL_975 * error),
        p_value=p_value,
        null_mean=float(null.mean()),
        null_interval=(low, high),
        direction=direction,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Concentration:
    """Areas in the order of need, the most in need first; areas of the same need form a group.

    `people` and `presence` are shares of their sums, `rank` the fractional rank, `before` and `after` the ordinates of
    the curve before and after the area's group, `starts` the people before it.
    """

    codes: pd.Index
    people: np.ndarray
    presence: np.ndarray
    rank: np.ndarray
    before: np.ndarray
    after: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, codes: pd.Index, need: np.ndarray, presence: np.ndarray, people: np.ndarray) -> Concentration:
        """Put areas in order; nothing is missing, and every area has people. High is more need."""
        order = np.argsort(-need, kind="stable")
        _, group = np.unique(-need[order], return_inverse=True)
        share, amount = _shares(people[order]), _shares(presence[order])
        group_share, group_amount = np.bincount(group, share), np.bincount(group, amount)
        reached, curve = np.cumsum(group_share), np.cumsum(group_amount)
        return cls(
            codes=codes[order],
            people=share,
            presence=amount,
            rank=(reached - group_share / 2)[group],
            before=(curve - group_amount)[group],
            after=curve[group],
            starts=(reached - group_share)[group],
        )

    @property
    def one_group(self) -> bool:
        """Whether all areas have the same need."""
        return bool((self.rank == self.rank[0]).all())

    def index(self) -> float:
        """Give the concentration index, twice the area between the diagonal and the curve."""
        return float(2 * (self.presence * self.rank).sum() - 1)

    def standard_error(self) -> float:
        """Give the standard error of the index (Kakwani, Wagstaff and van Doorslaer 1997)."""
        index = self.index()
        a = self.presence / self.people * (2 * self.rank - 1 - index) + 2 - self.before - self.after
        variance = ((self.people * a**2).sum() - (1 + index) ** 2) / len(self.people)
        # Equal terms leave rounding behind, which may lie below zero.
        return float(np.sqrt(max(variance, 0.0)))

    def by_population_alone(self, things: int, draws: int, seed: int) -> np.ndarray:
        """Give the index of each of so many draws of `things` things over people."""
        rng = np.random.default_rng(seed)
        sizes = [min(_BLOCK, draws - done) for done in range(0, draws, _BLOCK)]
        ranks = [rng.multinomial(things, self.people, size=size) @ self.rank for size in sizes]
        return 2 * np.concatenate(ranks) / things - 1

    def curve(self) -> pd.DataFrame:
        """Give the concentration curve: code, population_share, presence_share."""
        people = np.cumsum(self.people)
        # The middle of a group is half its width from where it starts.
        width = 2 * (self.rank - self.starts)
        presence = self.before + (self.after - self.before) * (people - self.starts) / width
        return pd.DataFrame(
            {
                "code": ["", *self.codes],
                "population_share": np.concatenate([[0.0], people]),
                "presence_share": np.concatenate([[0.0], presence]),
            }
        )


def _shares(amounts: np.ndarray) -> np.ndarray:
    total = amounts.sum()
    return amounts / total if total else np.zeros(len(amounts))


EQUITY = (
    "Concentration index of presence over areas ordered by rate of need, the most in need first, weighted by people "
    "(Wagstaff, Paci and van Doorslaer 1991; standard error by Kakwani, Wagstaff and van Doorslaer 1997): below 0 "
    "presence is concentrated among people in needier areas, above 0 in less needy ones. p_value is two-sided, over "
    "draws in which presence falls by population alone."
)


def equity_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Give concentration index and curve of presence over need; table: curve.

    Raises ParameterError as `equity` does.
    """
    query = in_codes(dataset, query)
    found = equity(dataset, query)
    head = {
        **frame(dataset, EQUITY, query_record(query), found.need),
        "counting": counting(dataset, query),
        **figures(found, "reason"),
        "reasons": reason_records([found.reason] if found.reason else []),
    }
    curve = with_names(dataset, found.curve)
    if found.reason == NO_PRESENCE:
        # A share of nothing is not 0.
        curve["presence_share"] = None
    return Answer("equity", head, {"curve": curve}, stamp(dataset, query, found.need))
