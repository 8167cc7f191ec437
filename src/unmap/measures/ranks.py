"""How sure a rank is: where an area stands over every defensible way of asking the same question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.matching import measures
from unmap.measures.need import kindred, needs_of
from unmap.model import Counting, Kind
from unmap.model.arguments import codes_in, some_of
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from unmap.measures.need import Needs
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


class NeedMeasure(StrEnum):
    """What an area's share of need is a share of."""

    HEADCOUNT = "headcount"
    RATE = "rate"


NEED_MEASURES: tuple[NeedMeasure, ...] = tuple(NeedMeasure)


@dataclass(frozen=True, slots=True)
class RankChoices:
    """The defensible choices that ranks are compared over; a user narrows them, empty concepts mean all of the series.

    `need_measures`: by headcount an area's share of need is its share of people in need; by rate it is its share of
    the sum of the rates, so that a small area counts as much as a large one.
    """

    concepts: frozenset[str] = frozenset()
    need_measures: tuple[str, ...] = NEED_MEASURES
    kinds: tuple[Kind, ...] = tuple(Kind)
    countings: tuple[Counting, ...] = tuple(Counting)

    def __post_init__(self) -> None:
        """Take plain words and any collection of them; raises ParameterError for a word that is no choice."""
        own = {
            "concepts": codes_in("concepts", self.concepts),
            "need_measures": some_of(NeedMeasure, "need_measures", self.need_measures),
            "kinds": some_of(Kind, "kinds", self.kinds),
            "countings": some_of(Counting, "countings", self.countings),
        }
        for name, value in own.items():
            object.__setattr__(self, name, value)


def rank_intervals(
    dataset: Dataset, query: PresenceQuery, choice: NeedChoice, choices: RankChoices | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rank the areas by their gap, the greatest shortfall first, under every choice.

    Gives two frames. By area code: `rank_median`, the median rank; `rank_p05` to `rank_p95`, the interval of whole
    ranks in which nine in ten of the choices lie; and `top5_share`, the part of the choices (0 to 1) in which the area
    is among the first five; `short_share` and `surplus_share`, the parts in which its gap is above and below 0. Equal
    gaps share the better rank. All are missing where the need has no value. And one row for each choice: indicator_id,
    concept, need_measure, kind, counting, used (false where there is no such presence or no headcount, which says
    nothing about rank). Raises ParameterError for a concept that the series does not have.
    """
    choices = choices or RankChoices()
    needs = [needs_of(dataset, one) for one in _wanted(dataset, choice, choices)]
    known = np.logical_and.reduce([need.known for need in needs])
    amounts = measures(dataset, query, choices.kinds, choices.countings)
    shares = {key: _share(amount[known]) for key, amount in amounts.items()}
    gaps, rows = [], []
    for need, need_measure in product(needs, choices.need_measures):
        need_share = _share(_amount(need, need_measure)[known])
        indicator = need.choice.indicator
        for (kind, counting), presence_share in shares.items():
            used = need_share is not None and presence_share is not None
            if need_share is not None and presence_share is not None:
                gaps.append(need_share - presence_share)
            rows.append((indicator.indicator_id, indicator.concept, str(need_measure), str(kind), str(counting), used))
    table = pd.DataFrame(rows, columns=["indicator_id", "concept", "need_measure", "kind", "counting", "used"])
    ranks = pd.DataFrame(index=dataset.areas(query.level), columns=_COLUMNS, dtype="float64")
    if gaps:
        ranks.loc[known] = _spread(np.array(gaps))
    return ranks, table


_COLUMNS = ["rank_median", "rank_p05", "rank_p95", "top5_share", "short_share", "surplus_share"]


def _wanted(dataset: Dataset, choice: NeedChoice, choices: RankChoices) -> list[NeedChoice]:
    alike = kindred(dataset, choice)
    concepts = {one.indicator.concept for one in alike}
    for other in sorted(choices.concepts - concepts):
        raise ParameterError(
            "concepts", f"holds one that the series does not have; there are {', '.join(sorted(concepts))}", other
        )
    return [one for one in alike if not choices.concepts or one.indicator.concept in choices.concepts]


def _amount(need: Needs, need_measure: str) -> np.ndarray:
    return need.persons if need_measure == NeedMeasure.HEADCOUNT else need.intensity


def _share(amounts: np.ndarray) -> np.ndarray | None:
    """Give shares of the whole; None where there is no whole, or where a part is missing or below zero."""
    total = amounts.sum()
    if not np.isfinite(total) or total <= 0 or amounts.min() < 0:
        return None
    shares: np.ndarray = amounts / total
    return shares


def _spread(gaps: np.ndarray) -> np.ndarray:
    """Give median, interval, the part in the top of the ranks and those of either sign, for gaps of choices x areas."""
    ranks = pd.DataFrame(gaps.T).rank(ascending=False, method="min").to_numpy()
    low, high = DEFAULTS.rank_interval
    # A limit is a rank that the area has under one of the choices, the outer one where the part falls between two.
    limits = np.quantile(ranks, low, axis=1, method="lower"), np.quantile(ranks, high, axis=1, method="higher")
    parts = (ranks <= DEFAULTS.top).mean(axis=1), (gaps > 0).mean(axis=0), (gaps < 0).mean(axis=0)
    return np.column_stack([np.median(ranks, axis=1), *limits, *parts])
