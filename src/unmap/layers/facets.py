"""Filters as lists to choose from: each value with its name and what it would let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.coverage import facets
from unmap.layers.encode import records

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.models import PresenceQuery

_KINDS = {
    "offices": ("Offices", "Oficinas"),
    "agencies": ("Agencies", "Agencias"),
    "initiatives": ("Initiatives", "Iniciativas"),
    "any": ("Offices and initiatives", "Oficinas e iniciativas"),
}


def facet_table(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    """Give `unmap.coverage.facets` with names.

    Columns: facet, code, name_en, name_es, offices, initiatives, agencies, source_id. Raises ParameterError for a
    filter value that does not exist.
    """
    table = facets(dataset, query)
    names = _names(dataset)
    keys = list(zip(table["facet"], table["code"], strict=True))
    table.insert(2, "name_en", [names[key][0] for key in keys])
    table.insert(3, "name_es", [names[key][1] for key in keys])
    return table.assign(source_id=dataset.report.source_id)


def facet_records(dataset: Dataset, query: PresenceQuery) -> dict[str, list[dict[str, Any]]]:
    """Give the values of each filter by its name, as records of code, names and counts."""
    table = facet_table(dataset, query)
    return {
        str(facet): records(rows.drop(columns=["facet", "source_id"]))
        for facet, rows in table.groupby("facet", sort=False)
    }


def _names(dataset: Dataset) -> dict[tuple[str, str], tuple[str, str]]:
    found = {("kind", kind): names for kind, names in _KINDS.items()}
    agencies = dataset.agencies
    found |= {
        ("agency", code): (english, spanish)
        for code, english, spanish in zip(agencies["agency_id"], agencies["name_en"], agencies["name_es"], strict=True)
    }
    for facet, table, key in (
        ("priority", dataset.priorities, "priority_id"),
        ("outcome", dataset.framework, "outcome_id"),
        ("theme", dataset.themes, "theme_id"),
        ("pillar", dataset.covid_pillars, "pillar_id"),
    ):
        titles = zip(table[key], table["title_en"], table["title_es"], strict=True)
        found |= {(facet, code): (english, spanish) for code, english, spanish in titles}
    return found
