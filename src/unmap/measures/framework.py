"""The framework in territory: which outcome is worked on in which area of the highest level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.measures.matching import NOWHERE, matching
from unmap.model import Kind, PresenceQuery, Scope
from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.store import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class FrameworkMatrix:
    """Outcomes by areas of the highest level, and the totals of each outcome.

    `cells` has one row for each outcome and area with work placed there: outcome_id, state_code, initiatives,
    agencies, all distinct. `totals` is indexed by outcome_id in the order of the framework, the empty id last for what
    is reported under no outcome: initiatives, agencies, states, and the initiatives by scope (located, country_wide,
    unnamed_places, regional). "state" and "states" are word and id of the highest level.
    """

    cells: pd.DataFrame
    totals: pd.DataFrame


def framework_matrix(dataset: Dataset, query: PresenceQuery | None = None) -> FrameworkMatrix:
    """Count distinct initiatives and agencies by outcome and area of the highest level.

    Raises ParameterError for a filter value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: filters; all initiatives without it.

    >>> framework_matrix(data).totals.loc["2", ["initiatives", "agencies", "states"]].tolist()
    [11, 11, 7]
    """
    record = matching(dataset, query or PresenceQuery(kind=Kind.INITIATIVES))
    record = record.take(~record.is_office)
    initiatives, highest = dataset.initiatives, dataset.level()
    rows = pd.DataFrame(
        {
            "outcome_id": initiatives["outcome_id"].to_numpy()[record.initiative],
            "scope": initiatives["scope"].to_numpy()[record.initiative],
            "initiative": record.initiative,
            "agency": np.where(record.agency == NOWHERE, np.nan, record.agency),
            "area": record.area(highest),
        }
    )
    placed = rows.loc[rows["area"] != NOWHERE]
    cells = placed.groupby(["outcome_id", "area"]).agg(
        initiatives=("initiative", "nunique"), agencies=("agency", "nunique")
    )
    cells = cells.reset_index()
    cells.insert(1, f"{highest}_code", dataset.areas(highest).to_numpy()[cells.pop("area")])
    outcomes = pd.Index([*dataset.framework["outcome_id"], ""], name="outcome_id")
    totals = pd.DataFrame(
        {
            "initiatives": rows.groupby("outcome_id")["initiative"].nunique(),
            "agencies": rows.groupby("outcome_id")["agency"].nunique(),
            highest.id: placed.groupby("outcome_id")["area"].nunique(),
            **{
                scope.replace("-", "_"): rows.loc[rows["scope"] == scope].groupby("outcome_id")["initiative"].nunique()
                for scope in map(str, Scope)
            },
        }
    )
    cells["outcome_id"] = pd.Categorical(cells["outcome_id"], outcomes, ordered=True)
    cells = cells.sort_values(["outcome_id", f"{highest}_code"], ignore_index=True).astype({"outcome_id": "str"})
    return FrameworkMatrix(cells, totals.reindex(outcomes).fillna(0).astype("int64"))


def framework_cells(dataset: Dataset, matrix: FrameworkMatrix) -> pd.DataFrame:
    """Give outcomes by areas of the highest level as a long table.

    Columns: outcome_id (empty for what is reported under no outcome), outcome_title_en, outcome_title_es,
    state_code, state_name (by the level's word), initiatives, agencies, source_id.
    """
    cells, highest = matrix.cells, dataset.level()
    outcomes = dataset.framework.set_index("outcome_id")
    names = dataset.layer(highest).set_index("code")["name"]
    return pd.DataFrame(
        {
            "outcome_id": cells["outcome_id"],
            "outcome_title_en": cells["outcome_id"].map(outcomes["title_en"]),
            "outcome_title_es": cells["outcome_id"].map(outcomes["title_es"]),
            f"{highest}_code": cells[f"{highest}_code"],
            f"{highest}_name": cells[f"{highest}_code"].map(names),
            "initiatives": cells["initiatives"],
            "agencies": cells["agencies"],
            "source_id": dataset.report.source_id,
        }
    )


def framework_records(dataset: Dataset, query: PresenceQuery) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Give each outcome with its totals and areas of the highest level (under its id, such as `states`).

    Beside them stands the same of what is reported under no outcome.

    With `query.outcomes` or `query.priorities` only those outcomes are listed. Raises ParameterError for a filter
    value that does not exist.
    """
    matrix, highest = framework_matrix(dataset, query), dataset.level()
    areas: dict[str, list[dict[str, Any]]] = {}
    for cell in records(framework_cells(dataset, matrix)):
        area = {"code": cell[f"{highest}_code"], "name": cell[f"{highest}_name"]}
        counts = {name: cell[name] for name in ("initiatives", "agencies")}
        areas.setdefault(cell["outcome_id"] or "", []).append({**area, **counts})
    totals = dict(zip(matrix.totals.index, records(matrix.totals.drop(columns=highest.id)), strict=True))
    outcomes = [
        {**outcome, **totals[outcome["outcome_id"]], highest.id: areas.get(outcome["outcome_id"], [])}
        for outcome in records(dataset.framework)
        if (not query.outcomes or outcome["outcome_id"] in query.outcomes)
        and (not query.priorities or outcome["priority_id"] in query.priorities)
    ]
    return outcomes, {**totals[""], highest.id: areas.get("", [])}
