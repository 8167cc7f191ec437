"""Footprints: where each agency is, where it is absent from high need, who is there instead, and who overlaps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.measures.answer import (
    Answer,
    counting,
    frame,
    query_record,
    stamp,
    with_names,
)
from unmap.measures.matching import NOWHERE, Record, matching, over_the_country
from unmap.measures.need import Needs, needs_of, required_need
from unmap.model import Kind, NeedChoice, PresenceQuery
from unmap.model.arguments import whole_number
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from unmap.model import NeedChoice
    from unmap.store import Dataset


_MOST_NAMED = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Footprints:
    """Agencies by areas.

    - `cells`: agency_id, code, offices, initiatives (distinct), one row for each agency and area with either.
    - `agencies`: agency_id, acronym, areas (with its presence), offices, initiatives (placed, distinct), need_share
      (the part, 0 to 1, of the people in need who live in these areas; missing without headcounts).
    - `absences`: agency_id, rank (1 is the highest need, by `need_measure`: the "headcount" or the "rate" asked for, or
      the indicator's own "value"), code, name, need_pct, need_persons, present (a tuple of the
      ids of the agencies that are there): for each agency the areas of highest need in which it has no presence.
    - `overlap`: agency_id, other_id, shared, together, jaccard (areas with both over areas with either), one row for
      each pair of agencies with presence.
    """

    need: NeedChoice
    need_measure: str
    cells: pd.DataFrame
    agencies: pd.DataFrame
    absences: pd.DataFrame
    overlap: pd.DataFrame


def footprints(dataset: Dataset, query: PresenceQuery | None = None, highest: int = DEFAULTS.highest) -> Footprints:
    """Tell where each agency with placed presence is and is not, at the query's level.

    Presence is of the query's kind (offices, initiatives, or either); filters hold. Absent means that the report places
    nothing of the agency there, not that the agency does nothing there. Raises ParameterError for an indicator, a year
    or a filter value that does not exist, and for `highest` below 1.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence, need and filters; all presence and the default need at the highest level without
      it.
    - `highest`: how many areas of highest need are named for each agency.

    >>> found = footprints(data, PresenceQuery(kind="offices")).agencies
    >>> found[["agency_id", "areas", "offices"]].head(2).to_numpy().tolist()
    [['IOM', 3, 4], ['PAHO-WHO', 1, 1]]
    """
    query = over_the_country(dataset, query)
    highest = whole_number("highest", highest, 1, _MOST_NAMED)
    need = needs_of(dataset, required_need(dataset, query))
    record = matching(dataset, query)
    area = record.area(dataset.level(query.level))
    counted = (area != NOWHERE) & (record.agency != NOWHERE) & ~record.headquarters
    record = record.take(counted & _of_kind(record, query.kind))
    there = np.zeros((len(dataset.agencies), len(dataset.areas(query.level))), dtype=bool)
    there[record.agency, record.area(dataset.level(query.level))] = True
    shown = np.flatnonzero(there.any(axis=1))
    ids = dataset.agencies["agency_id"].to_numpy(dtype=object)
    return Footprints(
        need=need.choice,
        need_measure=need.measure,
        cells=_cells(dataset, query, record),
        agencies=_agencies(dataset, record, there, shown, need.persons),
        absences=_absences(dataset, need, there, shown, highest),
        overlap=_overlap(there, shown, ids),
    )


def _of_kind(record: Record, kind: Kind) -> np.ndarray:
    if kind is Kind.OFFICES:
        return record.is_office
    return ~record.is_office if kind is Kind.INITIATIVES else np.ones(len(record.thing), dtype=bool)


def _cells(dataset: Dataset, query: PresenceQuery, record: Record) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "agency_id": dataset.agencies["agency_id"].to_numpy(dtype=object)[record.agency],
            "code": dataset.areas(query.level).to_numpy(dtype=object)[record.area(dataset.level(query.level))],
            "thing": record.thing,
            "office": record.is_office,
        }
    ).drop_duplicates()
    grouped = rows.groupby(["agency_id", "code"])["office"]
    return pd.DataFrame({"offices": grouped.sum(), "initiatives": grouped.size() - grouped.sum()}).reset_index()


def _agencies(
    dataset: Dataset, record: Record, there: np.ndarray, shown: np.ndarray, persons: np.ndarray
) -> pd.DataFrame:
    things = pd.DataFrame({"agency": record.agency, "thing": record.thing, "office": record.is_office})
    offices = things.drop_duplicates().groupby("agency")["office"]
    known = ~np.isnan(persons)
    total = persons[known].sum()
    shares = [persons[known & there[row]].sum() / total if known.any() and total > 0 else np.nan for row in shown]
    agencies = dataset.agencies.iloc[shown]
    return pd.DataFrame(
        {
            "agency_id": agencies["agency_id"].to_numpy(),
            "acronym": agencies["acronym"].to_numpy(),
            "areas": there[shown].sum(axis=1),
            "offices": offices.sum().reindex(shown).to_numpy(),
            "initiatives": (offices.size() - offices.sum()).reindex(shown).to_numpy(),
            "need_share": shares,
        }
    )


def _absences(dataset: Dataset, needs: Needs, there: np.ndarray, shown: np.ndarray, highest: int) -> pd.DataFrame:
    ids = dataset.agencies["agency_id"].to_numpy(dtype=object)
    layer = dataset.layer(needs.choice.level)
    # The most needy first, equal ones in the order of their codes; areas without data are never among them.
    order = np.argsort(-needs.asked, kind="stable")[: int((~np.isnan(needs.asked)).sum())]
    rows = []
    for row in shown:
        absent = order[~there[row, order]][:highest]
        for rank, place in enumerate(absent, start=1):
            area = layer.iloc[place]
            rows.append(
                {
                    "agency_id": ids[row],
                    "rank": rank,
                    "code": area["code"],
                    "name": area["name"],
                    "need_pct": needs.value[place],
                    "need_persons": needs.persons[place],
                    "present": tuple(ids[np.flatnonzero(there[:, place])]),
                }
            )
    columns = ["agency_id", "rank", "code", "name", "need_pct", "need_persons", "present"]
    return pd.DataFrame(rows, columns=columns)


def _overlap(there: np.ndarray, shown: np.ndarray, ids: np.ndarray) -> pd.DataFrame:
    areas = there[shown].astype("int64")
    shared = areas @ areas.T
    first, second = np.triu_indices(len(shown), k=1)
    own = areas.sum(axis=1)
    both = shared[first, second]
    together = own[first] + own[second] - both
    return pd.DataFrame(
        {
            "agency_id": ids[shown][first],
            "other_id": ids[shown][second],
            "shared": both,
            "together": together,
            "jaccard": both / together,
        }
    ).sort_values(["jaccard", "agency_id", "other_id"], ascending=[False, True, True], ignore_index=True)


FOOTPRINTS = (
    "Where each agency's presence is placed and where it is not among the areas of highest need, by the headcount or "
    "the rate asked for; jaccard is the areas with both of two agencies over those with either. Absent means that the "
    "report places nothing of the agency there."
)


def footprint_answer(dataset: Dataset, query: PresenceQuery | None = None) -> Answer:
    """Give agencies by areas; tables: cells, agencies, absences, overlap.

    Agencies of the query narrow whose rows are listed, not who counts as being there: who else is there is what is
    asked. Raises ParameterError as `footprints` does.
    """
    query = over_the_country(dataset, query)
    found = footprints(dataset, replace(query, agencies=frozenset()))
    head = {
        **frame(dataset, FOOTPRINTS, query_record(query), found.need),
        "counting": counting(dataset, query),
        "need_measure": found.need_measure,
    }
    names = ("cells", "agencies", "absences", "overlap")
    tables = {name: with_names(dataset, _of_agencies(getattr(found, name), query.agencies)) for name in names}
    return Answer("footprints", head, tables, stamp(dataset, query, found.need))


def _of_agencies(table: pd.DataFrame, agencies: frozenset[str]) -> pd.DataFrame:
    """Give the rows of some agencies, of either of a pair; all of them for none."""
    ids = table[[name for name in ("agency_id", "other_id") if name in table.columns]]
    return table.loc[ids.isin(agencies).any(axis=1)].reset_index(drop=True) if agencies else table
