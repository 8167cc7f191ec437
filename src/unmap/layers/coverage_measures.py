"""Equity, clusters, outcomes, footprints and change as every interface gives them, with names beside codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.coverage.change import change
from unmap.coverage.clusters import PERMUTATIONS, TIME_LIMIT_S, clusters
from unmap.coverage.equity import NO_PRESENCE, equity
from unmap.coverage.footprints import footprints
from unmap.coverage.need import DEFAULT_CONCEPT
from unmap.coverage.outcomes import outcome_gaps
from unmap.coverage.record import over_the_country
from unmap.errors import ParameterError
from unmap.join.naming import codes_of, in_codes
from unmap.layers.coverage_answer import AREAS, Answer
from unmap.layers.coverage_frame import (
    counting,
    figures,
    frame,
    need_record,
    query_record,
    reason_records,
    stamp,
    with_names,
)
from unmap.layers.encode import records
from unmap.models import Kind, Level, NeedChoice, PresenceQuery
from unmap.models.given import codes_in, one_of

if TYPE_CHECKING:
    from unmap.dataset import Dataset

EQUITY = (
    "Concentration index of presence over areas ordered by rate of need, the most in need first, weighted by people "
    "(Wagstaff, Paci and van Doorslaer 1991; standard error by Kakwani, Wagstaff and van Doorslaer 1997): below 0 "
    "presence is concentrated among people in needier areas, above 0 in less needy ones. p_value is two-sided, over "
    "draws in which presence falls by population alone."
)
CLUSTERS = (
    "Moran's I, global and local (Moran 1950; Anselin 1995), of need (its rate), presence and gap, and of need here "
    "with presence around; neighbours share a border or a corner. p is two-sided over permutations, q is p after "
    "Benjamini and Hochberg (1995) over all areas; a class names the area first and its neighbours second "
    "where q is at most alpha."
)
OUTCOMES = (
    "Each outcome's placed initiatives beside the official indicators that it aims at, in the year nearest to the "
    "report's; the gap is the area's share of the people in that need less its share of the outcome's initiatives, in "
    "percentage points."
)
FOOTPRINTS = (
    "Where each agency's presence is placed and where it is not among the areas of highest need, by the headcount or "
    "the rate asked for; jaccard is the areas with both of two agencies over those with either. Absent means that the "
    "report places nothing of the agency there."
)
CHANGE = (
    "Need in every year of each series; change is against the year before in the same series, never across its break. "
    "break marks the first year of a series that follows another: what stands before it does not compare."
)


def equity_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Give concentration index and curve of presence over need; table: curve.

    Raises ParameterError as `equity` does.
    """
    query = in_codes(dataset, query)
    found = equity(dataset, query)
    head = {
        **frame(dataset, EQUITY, query_record(query), found.need),
        "counting": counting(query),
        **figures(found, "reason"),
        "reasons": reason_records([found.reason] if found.reason else []),
    }
    curve = with_names(dataset, found.curve)
    if found.reason == NO_PRESENCE:
        # A share of nothing is not 0.
        curve["presence_share"] = None
    return Answer("equity", head, {"curve": curve}, stamp(dataset, query, found.need))


def cluster_answer(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    permutations: int = PERMUTATIONS,
    *,
    time_limit_s: float = TIME_LIMIT_S,
) -> Answer:
    """Give Moran's I, global and local; tables: areas, global. Raises ParameterError as `clusters` does."""
    query = in_codes(dataset, query)
    found = clusters(dataset, query, permutations=permutations, time_limit_s=time_limit_s)
    final = found.permutations >= found.permutations_asked
    head = {
        **frame(dataset, CLUSTERS, query_record(query, permutations=permutations), found.need),
        "counting": counting(query),
        **figures(found, "reasons", "joined"),
        "complete": final,
        "joined": [{"code": code, "joined_to": other} for code, other in found.joined],
        "reasons": [{"part": part, **reason_records([code])[0]} for part, code in found.reasons.items()],
    }
    tables = {AREAS: with_names(dataset, found.areas.reset_index()), "global": found.global_.reset_index()}
    return Answer("clusters", head, tables, stamp(dataset, query, found.need), query.level, final)


def outcome_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Set each outcome beside its own need; tables: outcomes, areas. Raises ParameterError as `outcome_gaps` does."""
    query = in_codes(dataset, query)
    found = outcome_gaps(dataset, query)
    of_initiatives = replace(query, kind=Kind.INITIATIVES, indicator=None, year=None)
    codes = dict.fromkeys(code for reasons in found.outcomes["reasons"] for code in reasons)
    used = sorted(set(found.outcomes["source_id"].dropna()))
    head = {
        **frame(dataset, OUTCOMES, query_record(of_initiatives), None, used),
        "counting": counting(of_initiatives),
        "reasons": reason_records(codes),
    }
    ties = found.outcomes[["outcome_id", "concept", "indicator_id", "series", "year", "source_id"]]
    areas = found.areas.merge(ties, on=["outcome_id", "concept"], how="left")
    tables = {"outcomes": found.outcomes, AREAS: areas}
    return Answer("outcome-gaps", head, tables, stamp(dataset, of_initiatives, None))


def footprint_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Give agencies by areas; tables: cells, agencies, absences, overlap.

    Agencies of the query narrow whose rows are listed, not who counts as being there: who else is there is what is
    asked. Raises ParameterError as `footprints` does.
    """
    query = over_the_country(dataset, query)
    found = footprints(dataset, replace(query, agencies=frozenset()))
    head = {
        **frame(dataset, FOOTPRINTS, query_record(query), found.need),
        "counting": counting(query),
        "need_measure": found.need_measure,
    }
    names = ("cells", "agencies", "absences", "overlap")
    tables = {name: with_names(dataset, _of_agencies(getattr(found, name), query.agencies)) for name in names}
    return Answer("footprints", head, tables, stamp(dataset, query, found.need))


def change_answer(
    dataset: Dataset,
    level: Level = Level.STATE,
    concept: str = DEFAULT_CONCEPT,
    areas: frozenset[str] = frozenset(),
) -> Answer:
    """Give need over the years; table: values (as in `unmap.coverage.change.change`, with name and source_id).

    A code of a state stands for its municipalities at their level; no code gives every area. Raises ParameterError for
    a concept without values at the level and for a code that is no area of it.
    """
    level, areas = one_of(Level, "level", level), codes_of(dataset, "area", codes_in("area", areas))
    for code in sorted(areas - {*dataset.areas(level), *dataset.areas(Level.STATE)}):
        raise ParameterError("area", f"holds a code that is no area at the level of the {level}", code)
    rows = change(dataset, level, concept)
    if areas:
        rows = rows.loc[rows["code"].isin(areas) | rows["code"].map(_states_of(dataset, level)).isin(areas)]
    indicators = [dataset.indicator(one) for one in dict.fromkeys(rows["indicator_id"])]
    needs = [
        need_record(dataset, NeedChoice(level, one, max(dataset.years[one.indicator_id, str(level)])))
        for one in indicators
    ]
    sources = {one.indicator_id: one.source_id for one in indicators}
    asked = {"level": level, "concept": concept, "area": sorted(areas)}
    # What the report holds plays no part in this.
    whole = frame(dataset, CHANGE, asked, None, dict.fromkeys(sources.values()))
    head = {
        **_without(whole, "report", "disclaimer"),
        "sources": whole["sources"][:-1],
        "indicators": [_without(need, "year", "level") for need in needs],
        "reasons": [],
    }
    table = with_names(dataset, rows.assign(source_id=rows["indicator_id"].map(sources)).reset_index(drop=True))
    return Answer("change", head, {"values": table}, {"edition": dataset.edition})


def _of_agencies(table: pd.DataFrame, agencies: frozenset[str]) -> pd.DataFrame:
    """Give the rows of some agencies, of either of a pair; all of them for none."""
    ids = table[[name for name in ("agency_id", "other_id") if name in table.columns]]
    return table.loc[ids.isin(agencies).any(axis=1)].reset_index(drop=True) if agencies else table


def area_change(dataset: Dataset, level: Level, code: str) -> list[dict[str, Any]]:
    """Give the need over the years of one area, by the default concept."""
    rows = change(dataset, level)
    return records(rows.loc[rows["code"] == code].drop(columns="code"))


def _states_of(dataset: Dataset, level: Level) -> pd.Series:
    """Give the state of each area of the level; of a state itself."""
    if level is Level.STATE:
        codes = dataset.areas(level)
        return pd.Series(codes, index=codes)
    return dataset.municipalities.set_index("code")["state_code"]


def _without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
