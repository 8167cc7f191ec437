"""Filters as lists to choose from: each value with its name and what it lets through under the other filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.measures.matching import NOWHERE, Record, matching
from unmap.model import Kind, PresenceQuery
from unmap.model.plain import records
from unmap.model.query import FACETS, Narrows
from unmap.model.words import Language, words
from unmap.store.vocabularies import holdings, values_of

if TYPE_CHECKING:
    from unmap.model.query import Filter
    from unmap.store import Dataset


COLUMNS = ("facet", "code", "offices", "initiatives", "agencies")


def facets(dataset: Dataset, query: PresenceQuery | None = None) -> pd.DataFrame:
    """Count what each value of each filter lets through while all other filters of `query` hold.

    One row for each value, in the order of its own table, those of one facet together. Columns:

    - `facet`: the filter that the value belongs to, in the order of `FACETS`; the kinds of presence, "kind", come last.
    - `code`: the value.
    - `offices`: distinct agency x municipality of field offices; `initiatives`: distinct ones, placed or not;
      `agencies`: distinct agencies with one of both. Missing, and not zero, is what the value or another filter does
      not ask for: offices have no outcome, and nothing else that initiatives alone have.

    What the filter of the same name holds in `query` counts for nothing there, so that each row tells what choosing its
    value instead would give. Raises ParameterError for a filter value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: the filters that hold; none without it.

    >>> facets(data).query("facet == 'kind'")[["code", "offices", "initiatives"]].to_numpy().tolist()
    [['offices', 35, <NA>], ['agencies', 35, 72], ['initiatives', <NA>, 72], ['any', 35, 72]]
    """
    query = query or PresenceQuery()
    parts = [
        *(
            _of_agencies(dataset, query) if one.narrows is Narrows.AGENCY else _of_initiatives(dataset, query, one)
            for one in FACETS
        ),
        _of_kinds(dataset, query),
    ]
    rows = pd.DataFrame([row for part in parts for row in part], columns=list(COLUMNS))
    return rows.astype(dict.fromkeys(("offices", "initiatives", "agencies"), "Int64"))


_Row = tuple[str, str, int | None, int | None, int | None]


def _of_agencies(dataset: Dataset, query: PresenceQuery) -> list[_Row]:
    record = matching(dataset, replace(query, agencies=frozenset()))
    return [
        ("agency", code, *_counts(record.take(record.agency == position), query))
        for position, code in enumerate(dataset.agencies["agency_id"])
    ]


def _of_initiatives(dataset: Dataset, query: PresenceQuery, one: Filter) -> list[_Row]:
    record = matching(dataset, _with(query, one.field, frozenset()))
    record = record.take(~record.is_office)
    found = []
    for code, _ in values_of(dataset, one):
        fits = np.array([code in codes for codes in holdings(dataset)[one.name]], dtype=bool)
        # With the value it is a question on initiatives, whatever it was before.
        asked = _with(query, one.field, frozenset({code}))
        found.append((one.name, code, *_counts(record.take(fits[record.initiative]), asked)))
    return found


def _with(query: PresenceQuery, field: str, codes: frozenset[str]) -> PresenceQuery:
    """Give the question with other codes in one of its filters."""
    changed: dict[str, Any] = {field: codes}
    return replace(query, **changed)


def _of_kinds(dataset: Dataset, query: PresenceQuery) -> list[_Row]:
    found = []
    for kind in Kind:
        asked = replace(query, kind=kind)
        found.append(("kind", str(kind), *_counts(matching(dataset, asked), asked)))
    return found


def _counts(record: Record, query: PresenceQuery) -> tuple[int | None, int | None, int | None]:
    """Count distinct field offices, initiatives and agencies; None for what `query` does not ask for."""
    record = record.take(~record.headquarters)
    offices, initiatives = record.is_office, ~record.is_office
    of_offices = query.kind is not Kind.INITIATIVES and not query.of_initiatives
    return (
        _distinct(record.thing[offices]) if of_offices else None,
        _distinct(record.thing[initiatives]) if query.kind is not Kind.OFFICES else None,
        _distinct(record.agency[record.agency != NOWHERE]),
    )


def _distinct(items: np.ndarray) -> int:
    return len(np.unique(items))


_KINDS = {
    "offices": "search.offices",
    "agencies": "search.agencies",
    "initiatives": "search.initiatives",
    "any": "legend.presence.any",
}
"""The words of each kind of presence."""


def facet_table(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    """Give `unmap.measures.facets` with names.

    Columns: facet, code, name_en, name_es and so on, offices, initiatives, agencies, source_id. Raises ParameterError
    for a filter value that does not exist.
    """
    table = facets(dataset, query)
    names = _names(dataset)
    keys = list(zip(table["facet"], table["code"], strict=True))
    for place, language in enumerate(Language, start=2):
        table.insert(place, f"name_{language}", [names[key][language] for key in keys])
    return table.assign(source_id=dataset.report.source_id)


def facet_records(dataset: Dataset, query: PresenceQuery) -> dict[str, list[dict[str, Any]]]:
    """Give the values of each filter by its name, as records of code, names and counts."""
    table = facet_table(dataset, query)
    return {
        str(facet): records(rows.drop(columns=["facet", "source_id"]))
        for facet, rows in table.groupby("facet", sort=False)
    }


def _names(dataset: Dataset) -> dict[tuple[str, str], dict[Language, str]]:
    return {("kind", kind): {one: words(one)(key) for one in Language} for kind, key in _KINDS.items()} | {
        (one.name, code): names for one in FACETS for code, names in values_of(dataset, one)
    }
