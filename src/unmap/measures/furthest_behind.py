"""Furthest behind: where several conditions meet, which areas are behind whatever the weights, and who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.conditions import Conditions, conditions_of, default_conditions, without_missing
from unmap.measures.matching import measure, over_the_country
from unmap.measures.presence import presence, presence_rows
from unmap.measures.weightings import METHODS, Standing, ranks_of, score, standing
from unmap.model import Kind, PresenceQuery
from unmap.model.arguments import decimal_number, whole_number
from unmap.model.defaults import DEFAULTS
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.measures.conditions import ConditionNote
    from unmap.model import NeedChoice
    from unmap.store import Dataset

SURE, DEPENDS, NEVER, NO_DATA = "sure", "depends", "never", "no-data"

LISTS = (SURE, DEPENDS, NEVER, NO_DATA)

SURE_FROM, NEVER_TO = 0.95, 0.05
"""The parts of the weightings from which an area is surely among the worst, and up to which it never is."""

_MOST_DRAWS = 100_000

_MOST_SEED = 2**32 - 1

_STANDINGS_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FurthestBehind:
    """Where conditions meet and where areas stand whatever the weights.

    `areas`, indexed by `code`, has every area of the level:

    - `overlap`: in how many conditions the area is among the worst `worst_share` percent, and `worst_in`, the ids of
      these conditions; values equal to the last of them count too.
    - `share`: the part of the weightings (0 to 1) under which the area is among the worst `k` percent; `list`, "sure"
      (at least 0.95), "never" (at most 0.05), "depends", or "no-data" where the area takes no part.
    - `rank_p05`, `rank_median`, `rank_p95`: the ranks between which nine tenths of the weightings lie, 1 the worst;
      `rank_first`, `rank_last`: the outermost ranks seen, each condition alone and the own weights among them.
    - `rank`: the rank by own weights, and `decides`, the condition without whose weight that rank changes most; missing
      without own weights.
    - `population`; `presence` as the query counts it, `offices`, `initiatives`, `agencies`.

    `lists` has a row for each of the four lists: areas, people, people_share (of all people), areas_without (presence),
    people_without. `parents` has the same by list and area of the level above (`parent_code`), none at the highest.
    `agencies` has, for each agency with presence: agency_id, sure_with, sure_without, the sure areas in which it has
    presence and has none.

    `conditions` are the indicators with their years, `notes` what has to be known of them, `left_out` the areas that
    take no part. `draws` weightings were ranked, the intervals rest on `kept` of them.
    """

    conditions: tuple[NeedChoice, ...]
    notes: tuple[ConditionNote, ...]
    areas: pd.DataFrame
    lists: pd.DataFrame
    parents: pd.DataFrame
    agencies: pd.DataFrame
    left_out: tuple[str, ...]
    worst_share: float
    k: float
    draws: int
    kept: int
    seed: int
    weights: Mapping[str, float] | None


def furthest_behind(  # noqa: PLR0913 - each is a part of the question
    dataset: Dataset,
    query: PresenceQuery | None = None,
    *,
    conditions: Iterable[str] | str | None = None,
    missing: str | None = None,
    worst_share: float = DEFAULTS.worst_share,
    k: float = DEFAULTS.worst_k,
    weights: Mapping[str, float] | None = None,
    draws: int = DEFAULTS.weightings,
    seed: int = DEFAULTS.seed,
) -> FurthestBehind:
    """Tell which areas are among the worst `k` percent whatever the weights of the conditions, and who is there.

    No weights of an index are right, so all are tried (stochastic multicriteria acceptability analysis; Lahdelma,
    Hokkanen and Salminen 1998; Greco, Ishizaka, Matarazzo and Torrisi 2018): weights are drawn evenly from all that are
    not negative and sum to 1, and areas ranked by the weighted mean of the conditions. The weightings are dealt evenly
    over five methods, since no way of making conditions comparable is right either: by rank and by value from 1 to 100,
    each with the arithmetic and the geometric mean, and by standard deviations with the arithmetic mean. The same
    question has the same answer, and neither the order of the conditions nor their units change it.

    Own weights are one point among these: they give a rank by the arithmetic mean of values from 1 to 100.

    Raises ParameterError for conditions that cannot be put together (see `conditions_of`), for a share that is not
    between 0 and 100, draws outside 100 to 100,000, and for weights that are negative, no numbers, all 0 or of
    something that is no condition.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence and filters; all presence at the highest level without it. Its year, if any, is
      that of all conditions.
    - `conditions`: ids, concepts or names of at least two indicators with values at the level; without them what the
      level's default need is made of (`unmap.measures.conditions.default_conditions`).
    - `missing`: "left-out" takes areas that lack a value out of everything; "rest" ranks them by the conditions that
      they have. Without it they are left out, and `notes` and `left_out` say so.
    - `worst_share`, `k`: percent of the areas, of the overlap and of the lists.
    - `weights`: a weight for each condition, by what `conditions` calls it or its id; only their ratios count.
    - `draws`, `seed`: how many weightings, and which.

    >>> conditions = "extreme_poverty, food_access, health_access"
    >>> found = furthest_behind(data, PresenceQuery(level="state"), conditions=conditions)
    >>> found.areas.index[found.areas["list"] == "sure"].tolist()
    ['12', '20']
    """
    query = over_the_country(dataset, query)
    word = dataset.level(query.level).word
    asked = default_conditions(dataset, word) if conditions is None else conditions
    if conditions is None and not asked:
        raise ParameterError("conditions", "must be named: the data does not say what its need here is made of")
    together = conditions_of(dataset, word, asked, query.year)
    worst_share, k = _percent("worst_share", worst_share), _percent("k", k)
    draws = whole_number("draws", draws, 100, _MOST_DRAWS)
    seed = whole_number("seed", seed, 0, _MOST_SEED)
    values = without_missing(together, missing)
    if values.empty:
        raise ParameterError("conditions", 'have values in no area alike; choose others, or missing="rest"')
    stands = _standing(dataset, together, values, (ceil(k * len(values) / 100), draws, seed))
    areas = _overlap(together, values, worst_share).join(_stands(values, stands))
    own = None if weights is None else _own_weights(together, weights)
    areas = _with_own(areas, values, own).join(_present(dataset, query))
    return FurthestBehind(
        conditions=together.choices,
        notes=together.notes,
        areas=areas,
        lists=_sums(areas, ["list"]).reindex(LISTS, fill_value=0).rename_axis("list"),
        parents=_by_parent(dataset, query, areas),
        agencies=_by_agency(dataset, query, areas),
        left_out=tuple(areas.index[areas["list"] == NO_DATA]),
        worst_share=worst_share,
        k=k,
        draws=draws,
        kept=stands.kept,
        seed=seed,
        weights=None if own is None else dict(zip(values.columns, own.tolist(), strict=True)),
    )


def _percent(parameter: str, given: object) -> float:
    number = decimal_number(given)
    if number is None or not 0 < number < 100:  # noqa: PLR2004 - percent
        raise ParameterError(parameter, "must be a number above 0 and below 100: a percentage of the areas", given)
    return float(number)


def _standing(dataset: Dataset, together: Conditions, values: pd.DataFrame, how: tuple[int, int, int]) -> Standing:
    """Rank under all weightings; kept, since own weights and every question of presence meet the same ranks."""
    kept = _kept(dataset)
    key = (tuple((str(one.level), one.indicator.indicator_id, one.year) for one in together.choices), len(values), how)
    if key not in kept:
        worst, draws, seed = how
        made = standing(values, worst, draws, seed, DEFAULTS.rank_interval)
        while len(kept) >= _STANDINGS_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = made
    return kept[key]


@once_per_dataset
def _kept(dataset: Dataset) -> dict[object, Standing]:
    del dataset  # what is kept for it starts empty
    return {}


def _overlap(together: Conditions, values: pd.DataFrame, worst_share: float) -> pd.DataFrame:
    """Say in which conditions each area is among the worst, out of all that have a value."""
    ranks = together.values.rank(ascending=False, method="min")
    among = ranks.le(np.ceil(worst_share * together.values.notna().sum() / 100))
    names = together.values.columns.to_numpy()
    worst_in = [tuple(names[row]) for row in among.to_numpy()]
    table = pd.DataFrame({"overlap": among.sum(axis=1).astype("float64"), "worst_in": worst_in}, index=among.index)
    return table.assign(overlap=table["overlap"].where(table.index.isin(values.index)))


def _stands(values: pd.DataFrame, found: Standing) -> pd.DataFrame:
    share = pd.Series(found.share, index=values.index)
    return pd.DataFrame(
        {
            "share": share,
            "list": np.select([share >= SURE_FROM, share <= NEVER_TO], [SURE, NEVER], DEPENDS),
            "rank_p05": found.low,
            "rank_median": found.median,
            "rank_p95": found.high,
            "rank_first": found.first.astype("float64"),
            "rank_last": found.last.astype("float64"),
        },
        index=values.index,
    )


def _own_weights(together: Conditions, given: Mapping[str, float]) -> np.ndarray:
    """Give the own weights in the order of the conditions, summing to 1; what is not named has none."""
    if not isinstance(given, Mapping):
        raise ParameterError("weights", "must be a mapping of conditions to numbers", given)
    ids = [one.indicator.indicator_id for one in together.choices]
    concepts = {one.indicator.concept: one.indicator.indicator_id for one in together.choices}
    own = dict.fromkeys(ids, 0.0)
    for name, weight in given.items():
        known = name if name in own else concepts.get(name)
        if known is None:
            raise ParameterError("weights", f"holds one of no condition; there are {', '.join(ids)}", name)
        number = decimal_number(weight)
        if number is None or not isfinite(number) or number < 0:
            raise ParameterError("weights", f"must be numbers of 0 or more; that of {name} is not", weight)
        own[known] = float(number)
    total = sum(own.values())
    if not isfinite(total):
        raise ParameterError("weights", "are too large to be added up; only their ratios count")
    if not total:
        raise ParameterError("weights", "must not all be 0: give one condition at least a weight above 0")
    return np.array([weight / total for weight in own.values()])


def _with_own(areas: pd.DataFrame, values: pd.DataFrame, own: np.ndarray | None) -> pd.DataFrame:
    """Add the rank by own weights, and the condition that decides it; both missing without own weights."""
    areas["list"] = areas["list"].where(areas["list"].notna(), NO_DATA)
    if own is None:
        return areas.assign(rank=np.nan, decides=None)
    # Where an area lacks all that counts, own weights say nothing of it.
    said = (values.notna() & (own > 0)).any(axis=1)
    rank = pd.Series(ranks_of(np.where(said, score(values, own), np.nan)), index=values.index)
    moved = np.zeros(values.shape)
    for at in np.flatnonzero(own):
        without = own.copy()
        without[at] = 0.0
        if without.any():
            moved[:, at] = np.abs(ranks_of(score(values, without / without.sum())) - rank.to_numpy())
    if np.count_nonzero(own) == 1:
        moved[:, np.flatnonzero(own)] = 1.0
    names = values.columns.to_numpy()
    decides = pd.Series(np.where(moved.max(axis=1) > 0, names[moved.argmax(axis=1)], None), index=values.index)
    areas = areas.assign(rank=rank.reindex(areas.index), decides=decides.reindex(areas.index))
    areas["rank_first"] = areas[["rank_first", "rank"]].min(axis=1)
    areas["rank_last"] = areas[["rank_last", "rank"]].max(axis=1)
    return areas


def _present(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    counts = presence(dataset, query)[["offices", "initiatives", "agencies"]]
    layer = dataset.layer(query.level)
    people = pd.Series(layer["population"].to_numpy(dtype="float64"), index=layer["code"].to_numpy())
    return pd.DataFrame({"population": people.reindex(counts.index), "presence": measure(dataset, query)}).join(counts)


def _sums(areas: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    nobody = areas["presence"] <= 0
    told = areas.assign(
        areas=1,
        people=areas["population"],
        areas_without=nobody.astype(int),
        people_without=areas["population"].where(nobody, 0.0),
    )
    sums = told.groupby(by, observed=True)[["areas", "people", "areas_without", "people_without"]].sum()
    total = areas["population"].sum()
    sums.insert(2, "people_share", sums["people"] / total if total else np.nan)
    return sums


def _by_parent(dataset: Dataset, query: PresenceQuery, areas: pd.DataFrame) -> pd.DataFrame:
    above = dataset.above(query.level)
    if not above:
        return pd.DataFrame(columns=["list", "parent_code", *_sums(areas, ["list"]).columns])
    layer = dataset.layer(query.level)
    parents = pd.Series(layer[f"{above[-1]}_code"].to_numpy(), index=layer["code"].to_numpy())
    return _sums(areas.assign(parent_code=parents.reindex(areas.index)), ["list", "parent_code"]).reset_index()


def _by_agency(dataset: Dataset, query: PresenceQuery, areas: pd.DataFrame) -> pd.DataFrame:
    rows = presence_rows(dataset, query)
    if query.kind in {Kind.OFFICES, Kind.INITIATIVES}:
        rows = rows.loc[rows["record_type"] == query.kind.removesuffix("s")]
    if not query.headquarters:
        rows = rows.loc[~rows["headquarters"].astype(bool)]
    sure = areas.index[areas["list"] == SURE]
    code = rows[f"{dataset.level(query.level)}_code"]
    pairs = pd.DataFrame({"agency_id": rows["agency_id"], "code": code}).loc[code.ne("") & rows["agency_id"].ne("")]
    pairs = pairs.drop_duplicates()
    agencies = sorted(set(pairs["agency_id"]))
    there = pairs.loc[pairs["code"].isin(sure)].groupby("agency_id").size().reindex(agencies, fill_value=0)
    return pd.DataFrame(
        {"agency_id": agencies, "sure_with": there.to_numpy(), "sure_without": len(sure) - there.to_numpy()}
    )


__all__ = ["LISTS", "METHODS", "FurthestBehind", "furthest_behind"]
