"""The programme record as flat tables: presence by area and outcomes by state, with the names that a reader needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.coverage import beside_the_map, framework_matrix, presence, record_totals
from unmap.join.naming import in_codes
from unmap.layers.encode import records
from unmap.models import Kind, Level, PresenceQuery, Scope

if TYPE_CHECKING:
    from unmap.coverage import FrameworkMatrix
    from unmap.dataset import Dataset

_OF_OFFICES = ("office", "headquarters", "presence", "states_with_field_offices", "states_without_any")
_OF_INITIATIVES = ("initiative", "agencies_statewide", "states_with_initiatives")


def presence_table(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    """Give presence for each area of the query's level; with `query.areas`, for these and what lies inside them only.

    Columns: code, pcode, name, (state_code, state_name for municipalities), those of `unmap.coverage.presence`,
    reporting_year, source_id. A count that the query does not ask for, such as offices where only initiatives are
    meant, or that the record does not divide so (headquarters by agency), is missing and not zero. Raises
    ParameterError for a filter value that does not exist.
    """
    level = query.level
    layer = dataset.states if level is Level.STATE else dataset.municipalities
    table = pd.DataFrame(layer[["code", "pcode", "name"]])
    if level is Level.MUNICIPALITY:
        table["state_code"] = layer["state_code"]
        table["state_name"] = layer["state_code"].map(dataset.states.set_index("code")["name"])
    query = in_codes(dataset, query)
    counts = presence(dataset, query)
    table = table.loc[table["code"].isin(counts.index)].reset_index(drop=True)
    skipped = _not_asked(query)
    for name in counts.columns:
        table[name] = None if name.startswith(skipped) else counts[name].to_numpy()
    return table.assign(reporting_year=dataset.report.reporting_year, source_id=dataset.report.source_id)


def asked_totals(dataset: Dataset, query: PresenceQuery) -> dict[str, int | None]:
    """Give `unmap.coverage.record_totals`, None for what the query does not ask for."""
    # Of the states outside the areas asked for, nothing is told.
    skipped = (*_not_asked(query), *(["states_without_any"] if query.areas else []))
    totals = record_totals(dataset, query)
    return {name: None if name.startswith(skipped) else count for name, count in totals.items()}


def placeless(dataset: Dataset, query: PresenceQuery) -> dict[str, int | None]:
    """Count the distinct initiatives that no area can show, by scope; None where the query is about offices alone.

    They belong to no area, so that `query.areas` does not narrow them.
    """
    counts = beside_the_map(dataset, replace(query, areas=frozenset()))
    scopes = [str(scope) for scope in Scope if scope is not Scope.LOCATED]
    return {scope: None if query.kind is Kind.OFFICES else counts[scope] for scope in scopes}


def agency_table(dataset: Dataset) -> pd.DataFrame:
    """Give each agency with what it has, of distinct things.

    Columns: those of the table; behind `note`, offices (field offices), states_with_field_offices, initiatives,
    states_with_initiatives, source_id.
    """
    counted = ("offices", "states_with_field_offices", "initiatives", "states_with_initiatives")
    totals = [
        record_totals(dataset, PresenceQuery(agencies=frozenset({agency_id})))
        for agency_id in dataset.agencies["agency_id"]
    ]
    counts = {name: [total[name] for total in totals] for name in counted}
    return dataset.agencies.assign(**counts, source_id=dataset.report.source_id)


def figure_table(dataset: Dataset) -> pd.DataFrame:
    """Give each figure of context that the report prints; columns: those of the table, source_id (the report)."""
    return dataset.context_figures.assign(source_id=dataset.report.source_id)


def framework_cells(dataset: Dataset, matrix: FrameworkMatrix) -> pd.DataFrame:
    """Give outcomes by states as a long table.

    Columns: outcome_id (empty for what is reported under no outcome), outcome_title_en, outcome_title_es,
    state_code, state_name, initiatives, agencies, source_id.
    """
    cells = matrix.cells
    outcomes = dataset.framework.set_index("outcome_id")
    names = dataset.states.set_index("code")["name"]
    return pd.DataFrame(
        {
            "outcome_id": cells["outcome_id"],
            "outcome_title_en": cells["outcome_id"].map(outcomes["title_en"]),
            "outcome_title_es": cells["outcome_id"].map(outcomes["title_es"]),
            "state_code": cells["state_code"],
            "state_name": cells["state_code"].map(names),
            "initiatives": cells["initiatives"],
            "agencies": cells["agencies"],
            "source_id": dataset.report.source_id,
        }
    )


def framework_records(dataset: Dataset, query: PresenceQuery) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Give each outcome with its totals and states, and the same of what is reported under no outcome.

    With `query.outcomes` or `query.priorities` only those outcomes are listed. Raises ParameterError for a filter
    value that does not exist.
    """
    matrix = framework_matrix(dataset, query)
    states: dict[str, list[dict[str, Any]]] = {}
    for cell in records(framework_cells(dataset, matrix)):
        state = {"code": cell["state_code"], "name": cell["state_name"]}
        counts = {name: cell[name] for name in ("initiatives", "agencies")}
        states.setdefault(cell["outcome_id"] or "", []).append({**state, **counts})
    totals = dict(zip(matrix.totals.index, records(matrix.totals.drop(columns="states")), strict=True))
    outcomes = [
        {**outcome, **totals[outcome["outcome_id"]], "states": states.get(outcome["outcome_id"], [])}
        for outcome in records(dataset.framework)
        if (not query.outcomes or outcome["outcome_id"] in query.outcomes)
        and (not query.priorities or outcome["priority_id"] in query.priorities)
    ]
    return outcomes, {**totals[""], "states": states.get("", [])}


def _not_asked(query: PresenceQuery) -> tuple[str, ...]:
    """Give the beginnings of the names of counts that `query` leaves out, or that no one knows for it."""
    initiatives_only = query.kind is Kind.INITIATIVES or query.of_initiatives
    return (
        *(_OF_OFFICES if initiatives_only else ()),
        *(_OF_INITIATIVES if query.kind is Kind.OFFICES else ()),
        # A report counts headquarters without saying whose they are.
        *(("headquarters",) if query.agencies else ()),
    )
