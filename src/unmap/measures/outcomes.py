"""Each outcome against its own need: the official indicators that it aims at, beside where its initiatives are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from unmap.measures.answer import AREAS, Answer, counting, frame, query_record, reason_records, stamp
from unmap.measures.gaps import gaps
from unmap.measures.matching import NOWHERE, matching, over_the_country
from unmap.measures.need import choose_need, companion
from unmap.model import Kind, NeedChoice, PresenceQuery
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from unmap.store import Dataset


_KEPT = (
    "code",
    "name",
    "need_pct",
    "need_persons",
    "need_rank",
    "need_share",
    "presence",
    "presence_share",
    "gap",
    "rank",
    "blank_spot",
    "why_en",
    "why_es",
)


_SUMMARY = [
    "outcome_id",
    "title_en",
    "title_es",
    "concept",
    "indicator_id",
    "series",
    "year",
    "source_id",
    "reason_en",
    "reason_es",
    "initiatives",
    "placed",
    "areas_with_presence",
    "blank_spots",
    "persons_in_blank_spots",
    "reasons",
]


@dataclass(frozen=True, slots=True, eq=False)
class OutcomeGaps:
    """Outcomes against the needs that they are tied to.

    `outcomes` has a row for each tie: outcome_id, title_en, title_es, concept, indicator_id, series, year, source_id
    (these four missing where the level has no such indicator), reason_en, reason_es (why the two are tied), initiatives
    (distinct ones of the outcome, wherever they are), placed (those in an area of the level), areas_with_presence,
    blank_spots, persons_in_blank_spots, and `reasons` (codes of what could not be answered). An outcome without an
    official indicator in the data has one row without a concept. `areas` has a row for each tie and area: outcome_id,
    concept and the columns of `unmap.measures.gaps` of these names: code, name, need_pct, need_persons, need_rank,
    need_share, presence, presence_share, gap, rank, blank_spot, why_en, why_es.
    """

    outcomes: pd.DataFrame
    areas: pd.DataFrame


def outcome_gaps(dataset: Dataset, query: PresenceQuery | None = None) -> OutcomeGaps:
    """Set each outcome's initiatives against its own need, by area of the query's level.

    Every concept of `programme/outcome_needs.csv` is taken in the year nearest to the reporting year, in a series that
    has headcounts where there is one. The query's level, counting and filters hold; its kind is always initiatives, and
    its need and outcomes are the outcomes' own unless it names outcomes, which narrows them. Raises ParameterError for
    a filter value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, counting, filters and outcomes; all outcomes by state without it.

    >>> found = outcome_gaps(data, PresenceQuery(outcomes=["2"])).outcomes
    >>> found[["concept", "year", "placed", "blank_spots"]].head(2).to_numpy().tolist()
    [['educational_lag', 2020, 3, 5], ['food_access', 2020, 3, 6]]
    """
    query = replace(over_the_country(dataset, query), kind=Kind.INITIATIVES, indicator=None, year=None)
    framework = dataset.framework
    wanted = framework if not query.outcomes else framework.loc[framework["outcome_id"].isin(query.outcomes)]
    ties = wanted[["outcome_id", "title_en", "title_es"]].merge(dataset.outcome_needs, on="outcome_id", how="left")
    rows: list[dict[str, object]] = []
    areas: list[pd.DataFrame] = []
    for row_of_tie in ties.fillna("").to_dict("records"):
        tie = {str(name): str(cell) for name, cell in row_of_tie.items()}
        own = replace(query, outcomes=frozenset({tie["outcome_id"]}))
        need = concept_need(dataset, query.level, tie["concept"]) if tie["concept"] else None
        row, table = _against(dataset, own, need)
        rows.append({**tie, **row})
        if table is not None:
            table.insert(0, "outcome_id", tie["outcome_id"])
            table.insert(1, "concept", tie["concept"])
            areas.append(table)
    columns = ["outcome_id", "concept", *_KEPT]
    return OutcomeGaps(
        outcomes=pd.DataFrame(rows, columns=_SUMMARY),
        areas=pd.concat(areas, ignore_index=True) if areas else pd.DataFrame(columns=columns),
    )


def concept_need(dataset: Dataset, level: str | None, concept: str) -> NeedChoice | None:
    """Give the need that stands for `concept`: in the year nearest to the reporting year.

    A series with headcounts comes first; of several the one whose last year is later is taken. None where the level
    has no such indicator.
    """
    report, years = dataset.report, dataset.years
    found = []
    for indicator_id in dataset.indicators.loc[dataset.indicators["concept"] == concept, "indicator_id"]:
        indicator = dataset.indicator(indicator_id)
        known = years.get((indicator_id, dataset.level(level).word), ())
        # A series that only gives a rate says nothing on shares; it serves where there is no other.
        bare = companion(dataset, indicator, "persons") is None
        if indicator.unit == "persons" or not known:
            continue
        found += [(bare, abs(year - report.reporting_year), -max(known), indicator_id, -year) for year in known]
    if not found:
        return None
    *_, indicator_id, year = min(found)
    return choose_need(dataset, level, indicator_id, -year)


def _against(
    dataset: Dataset, query: PresenceQuery, need: NeedChoice | None
) -> tuple[dict[str, object], pd.DataFrame | None]:
    """Give the summary of one tie and, where there is a need, its areas."""
    counts = _initiatives(dataset, query)
    if need is None:
        return {**counts, "reasons": ("no-indicator",)}, None
    indicator = need.indicator
    answer = gaps(dataset, replace(query, indicator=indicator.indicator_id, year=need.year))
    table = pd.DataFrame(answer.areas[list(_KEPT)])
    blank = table["blank_spot"].fillna(value=False).astype(bool)
    summary = {
        "indicator_id": indicator.indicator_id,
        "series": indicator.series,
        "year": need.year,
        "source_id": indicator.source_id,
        **counts,
        "areas_with_presence": int((table["presence"] > 0).sum()),
        "blank_spots": int(blank.sum()),
        "persons_in_blank_spots": float(table.loc[blank, "need_persons"].sum()),
        "reasons": answer.reasons,
    }
    return summary, table


def _initiatives(dataset: Dataset, query: PresenceQuery) -> dict[str, object]:
    record = matching(dataset, query)
    placed = record.area(dataset.level(query.level)) != NOWHERE
    return {
        "initiatives": len(set(record.initiative.tolist())),
        "placed": len(set(record.initiative[placed].tolist())),
    }


OUTCOMES = (
    "Each outcome's placed initiatives beside the official indicators that it aims at, in the year nearest to the "
    "report's; the gap is the area's share of the people in that need less its share of the outcome's initiatives, in "
    "percentage points."
)


def outcome_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Set each outcome beside its own need; tables: outcomes, areas. Raises ParameterError as `outcome_gaps` does."""
    query = in_codes(dataset, query)
    found = outcome_gaps(dataset, query)
    of_initiatives = replace(query, kind=Kind.INITIATIVES, indicator=None, year=None)
    codes = dict.fromkeys(code for reasons in found.outcomes["reasons"] for code in reasons)
    used = sorted(set(found.outcomes["source_id"].dropna()))
    head = {
        **frame(dataset, OUTCOMES, query_record(of_initiatives), None, used),
        "counting": counting(dataset, of_initiatives),
        "reasons": reason_records(codes),
    }
    ties = found.outcomes[["outcome_id", "concept", "indicator_id", "series", "year", "source_id"]]
    areas = found.areas.merge(ties, on=["outcome_id", "concept"], how="left")
    tables = {"outcomes": found.outcomes, AREAS: areas}
    return Answer("outcome-gaps", head, tables, stamp(dataset, of_initiatives, None))
