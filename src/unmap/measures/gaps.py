"""Gaps: where presence falls short of need, area by area, with how sure that is and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.matching import measure
from unmap.measures.need import Needs, choose_need, needs_of
from unmap.measures.people import nearest_offices
from unmap.measures.presence_classes import classed, classes_beside_need, presence_classes
from unmap.measures.ranks import RankChoices, rank_intervals
from unmap.model.defaults import DEFAULTS
from unmap.model.words import Language, words
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset

THIRDS = ("low", "middle", "high")
NO_DATA = "no-data"

_RANKS = ("need_rank", "persons_rank", "rank", "rank_p05", "rank_p95")


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The answer of `gaps`: the areas, the whole that their shares are parts of, and what could not be answered.

    `reasons` holds codes, explained by the words `answer.reason.`: "no-presence" (the filters leave none),
    "no-headcount" (the indicator counts no people in need), "need-all-zero". `left_out` are the areas without need
    data, and `presence_left_out` the presence in them, which no share holds. `need_measure` is what areas are ranked
    and classed by: "headcount", "rate" or, for an indicator that is neither, "value".
    """

    query: PresenceQuery
    need: NeedChoice
    need_measure: str
    areas: gpd.GeoDataFrame
    choices: pd.DataFrame
    need_total: float | None
    population_total: float
    presence_total: float
    presence_left_out: float
    left_out: tuple[str, ...]
    reasons: tuple[str, ...]

    def only(self, areas: frozenset[str]) -> Gaps:
        """Give the rows of some areas by code, and of those inside them; all rows for none.

        Raises ParameterError for a code that is no area of the level or around it.
        """
        if not areas:
            return self
        # The areas above stand in the columns of the identity, before any count.
        around = self.areas[["code", *(name for name in self.areas.columns[3:] if name.endswith("_code"))]]
        for code in sorted(areas - {*around.to_numpy().ravel()}):
            raise ParameterError("area", f"holds a code that is no area at the level of the {self.query.level}", code)
        listed = self.areas.loc[around.isin(areas).any(axis="columns")].reset_index(drop=True)
        return replace(self, query=replace(self.query, areas=areas), areas=listed)


def gaps(dataset: Dataset, query: PresenceQuery | None = None, choices: RankChoices | None = None) -> Gaps:
    """Set need against presence for every area of the query's level, or for those of `query.areas`.

    An area stands for those inside it at their level. What areas are counted and ranked against stays the country.
    The gap (percentage points) is the area's share of the people in need less its share of presence, both over the
    areas that have need data, so that it sums to 0; beside it stands the same gap against population alone, since
    presence often just follows people. Columns of `areas`, in the order of the layer, boundaries in CRS84:

    - code, pcode, name, short_name and short_name_es (what people call it), code and name of the areas of the levels
      above (state_code, state_name).
    - need_pct: the rate, or the indicator's own value where it has no rate; need_persons: people in need.
    - need_rank: by the indicator asked for, which is its headcount or its rate (`need_measure` says which); 1 is the
      greatest need, equal ones share the better rank. persons_rank: by people in need.
    - population, of the census; need_base, the people of whom the source counts those in need, where it tells
      (`unmap.measures.need.base_of`): the two may differ, and need_persons is a part of the latter.
    - need_share, population_share, presence_share: parts of the whole, 0 to 1.
    - presence: what `unmap.measures.matching` counts.
    - gap, gap_population: percentage points, above 0 where presence falls short.
    - rank: by gap, the greatest shortfall first, equal ones share the better rank; rank_median: the median rank over
      the choices; rank_p05 to rank_p95: the interval, in which nine in ten of the choices lie (see `rank_intervals`)
      and the rank always does, for the way asked is as defensible as the others; top5_share. Ranks are whole numbers;
      a median may lie half way between two.
    - sign_holds: whether the gap is above 0, or below it, in nine in ten of the choices as it is here.
    - blank_spot: in the highest quarter of need by rate, whatever was asked for, and without presence of the kind asked
      about; missing without need data.
    - need_third ("low", "middle", "high", by what need_rank goes by), presence_class ("0", "1", "2+", or as
      `unmap.measures.presence_classes` has them), bivariate ("high-0", ..., "no-data").
    - nearest_office_km: geodesic distance (WGS 84) from the seat to the nearest field office of the query's agencies,
      of any agency where it names none; nearest_office_id: that office.
    - why_en, why_es and so on: the row in words of each language.

    What cannot be said is missing (NaN, None), never 0. Raises ParameterError for an indicator, a year or a filter
    value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence, need and filters; all presence and the default need at the highest level without
      it.
    - `choices`: the choices that ranks are compared over; all of them without it.

    >>> table = gaps(data, PresenceQuery(kind="offices")).areas
    >>> table.nsmallest(2, "rank")[["name", "gap", "rank_p05", "rank_p95"]].round(1).to_numpy().tolist()
    [['México', 12.1, 1, 24], ['Veracruz de Ignacio de la Llave', 5.7, 2, 20]]
    """
    query = in_codes(dataset, query)
    return _over_the_country(dataset, replace(query, areas=frozenset()), choices).only(query.areas)


def _over_the_country(dataset: Dataset, query: PresenceQuery, choices: RankChoices | None) -> Gaps:
    need = needs_of(dataset, choose_need(dataset, query.level, query.indicator, query.year))
    amounts = measure(dataset, query).to_numpy()
    # Without need nothing is left out of what people and presence are shared by.
    known = need.known if need.choice.given else np.ones(len(amounts), dtype=bool)
    table = _shared_out(dataset.identity(query.level, short=True), need, amounts, known)
    ranks, used = rank_intervals(dataset, query, need.choice, choices)
    for column in ("rank_median", "rank_p05", "rank_p95", "top5_share"):
        table[column] = ranks[column].to_numpy()
    table["sign_holds"] = _sign_holds(table["gap"], ranks)
    _classify(table, need)
    table = _ranked(table)
    table["nearest_office_km"], table["nearest_office_id"] = nearest_offices(dataset, query)
    for column, sentences in why(table, need.choice, query).items():
        table[column] = sentences
    layer = dataset.layer(query.level)
    return Gaps(
        query=query,
        need=need.choice,
        need_measure=need.measure,
        areas=gpd.GeoDataFrame(table, geometry=layer.geometry.to_numpy(), crs=layer.crs),
        choices=used,
        need_total=None if table["need_share"].isna().all() else float(need.persons[known].sum()),
        population_total=float(need.population[known].sum()),
        presence_total=float(amounts[known].sum()),
        presence_left_out=float(amounts[~known].sum()),
        left_out=tuple(table["code"][~known]),
        reasons=_reasons(need, amounts[known]),
    )


def _shared_out(table: pd.DataFrame, need: Needs, amounts: np.ndarray, known: np.ndarray) -> pd.DataFrame:
    """Add need, people and presence, each area's share of them among the `known`, and the gaps between the shares."""
    shares = {
        name: _shares(np.where(known, values, np.nan))
        for name, values in (("need", need.persons), ("population", need.population), ("presence", amounts))
    }
    gap = 100 * (shares["need"] - shares["presence"])
    return table.assign(
        need_pct=need.value,
        need_persons=need.persons,
        need_base=need.base,
        need_rank=_rank(need.asked),
        persons_rank=_rank(need.persons),
        population=need.population,
        **{f"{name}_share": share for name, share in shares.items()},
        presence=amounts,
        gap=gap,
        gap_population=100 * (shares["population"] - shares["presence"]),
        rank=_rank(gap),
    )


def classed_with(found: Gaps, other: Gaps) -> Gaps:
    """Give gaps in classes of presence made from the counts of both, so that maps of the two can be coloured alike."""
    areas = found.areas.copy()
    _class_presence(areas, np.concatenate([one.areas["presence"].to_numpy() for one in (found, other)]))
    return replace(found, areas=areas)


def gap_points(dataset: Dataset, query: PresenceQuery) -> pd.Series:
    """Give the gap alone, in percentage points by area code; missing where there is no need data or no presence."""
    need = needs_of(dataset, choose_need(dataset, query.level, query.indicator, query.year))
    known = need.known
    presence = _shares(np.where(known, measure(dataset, query).to_numpy(), np.nan))
    points = 100 * (_shares(np.where(known, need.persons, np.nan)) - presence)
    return pd.Series(points, index=dataset.areas(query.level), name="gap")


def _sign_holds(gap: pd.Series, ranks: pd.DataFrame) -> pd.Series:
    """Say whether each gap is above 0, below 0 or 0 in as many of the choices as lie within a rank's interval."""
    short, surplus = ranks["short_share"].to_numpy(), ranks["surplus_share"].to_numpy()
    alike = np.select([gap > 0, gap < 0], [short, surplus], 1 - short - surplus)
    low, high = DEFAULTS.rank_interval
    # Of shares of a count of choices, such as 57.6 of 64: what the last digit of a float says must not decide.
    return pd.Series(alike >= high - low - _TINY, dtype="boolean").mask(gap.isna().to_numpy() | np.isnan(alike))


_TINY = 1e-9


def _shares(amounts: np.ndarray) -> np.ndarray:
    """Give parts of the whole; all missing where there is no whole or where a part of it is unknown."""
    known = ~np.isnan(amounts)
    total = amounts[known].sum()
    return amounts / total if known.any() and total > 0 else np.full(len(amounts), np.nan)


def _rank(values: np.ndarray) -> np.ndarray:
    """Rank the greatest as 1; equal values share the better rank, what is missing has none."""
    return pd.Series(values).rank(ascending=False, method="min").to_numpy()


def highest_in_need(rates: np.ndarray) -> np.ndarray:
    """Give which areas are in the highest quarter by rate, those that tie with its last left out; missing is not."""
    found: np.ndarray = _rank(rates) <= DEFAULTS.blank_share * np.count_nonzero(~np.isnan(rates))
    return found


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Widen each interval to the rank where the way asked is among the outermost, and make ranks whole numbers."""
    rank, low, high = table["rank"], table["rank_p05"], table["rank_p95"]
    table["rank_p05"], table["rank_p95"] = low.mask(rank < low, rank), high.mask(rank > high, rank)
    return table.astype(dict.fromkeys(_RANKS, "Int64"))


def _classify(table: pd.DataFrame, need: Needs) -> None:
    known, presence = need.known, table["presence"].to_numpy()
    areas = int(known.sum())
    none_in_need = areas == 0 or need.intensity[known].max() == need.intensity[known].min()
    blank = pd.Series(highest_in_need(need.intensity) & (presence == 0), dtype="boolean")
    table["blank_spot"] = blank.mask(~known | none_in_need)
    rank = table["need_rank"].to_numpy()
    known = ~np.isnan(rank)
    areas = int(known.sum())
    third = np.clip((areas - rank) * len(THIRDS) // max(areas, 1), 0, len(THIRDS) - 1)
    thirds = pd.Series(np.nan_to_num(third).astype(int)).map(dict(enumerate(THIRDS)))
    table["need_third"] = thirds.where(known)
    _class_presence(table, presence)


def _class_presence(table: pd.DataFrame, counts: np.ndarray) -> None:
    """Put in the class of each area's presence, alone and beside its third of need, by classes made from `counts`."""
    presence, thirds = table["presence"].to_numpy(), table["need_third"]
    table["presence_class"] = classed(presence, presence_classes(counts))
    beside = classed(presence, classes_beside_need(counts))
    table["bivariate"] = (thirds + "-" + beside).where(thirds.notna(), NO_DATA)


def _reasons(need: Needs, presence: np.ndarray) -> tuple[str, ...]:
    persons = need.persons[need.known]
    found = []
    if presence.sum() <= 0:
        found.append("no-presence")
    if not need.choice.given:
        found.append("no-need")
    elif np.isnan(persons).all():
        found.append("no-headcount")
    elif np.nansum(persons) <= 0:
        found.append("need-all-zero")
    return tuple(found)


_UNKNOWN = "–"
_NEED, _PRESENCE = "\x01", "\x02"


def why(table: pd.DataFrame, choice: NeedChoice, query: PresenceQuery) -> dict[str, list[str]]:
    """Put each row's share of need and of presence into a sentence: "9.4 % of ..., 3.1 % of placed initiatives".

    Gives the columns `why_en`, `why_es` and so on, one for each language.
    """
    shares = 100 * table[["need_share", "presence_share"]].to_numpy()
    presence_of = {share: _percent(share) for share in set(shares[:, 1][~np.isnan(shares[:, 1])].tolist())}
    known = table["need_rank"].notna().to_list()
    parts = [
        (_percent(need), presence_of.get(presence, _UNKNOWN)) if has_need else None
        for (need, presence), has_need in zip(shares.tolist(), known, strict=True)
    ]
    found = {}
    for language in Language:
        say = words(language)
        name = say.of(choice.indicator, "name")
        # Said once and filled in by row: thousands of rows are told at a time.
        whole = say(f"answer.why.{query.kind}", need=_NEED, presence=_PRESENCE, name=name[:1].lower() + name[1:])
        nothing = say("answer.why.unknown")
        found[f"why_{language}"] = [
            nothing if part is None else whole.replace(_NEED, part[0]).replace(_PRESENCE, part[1]) for part in parts
        ]
    return found


def _percent(share: float) -> str:
    if math.isnan(share):
        return _UNKNOWN
    return f"{share:.1f}%" if share >= 0.1 or share == 0 else f"{share:.2g}%"  # noqa: PLR2004 - 0.0% would say none
