"""The framework in territory: which outcome is worked on in which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.coverage.record import NOWHERE, matching
from unmap.models import Kind, Level, PresenceQuery, Scope

if TYPE_CHECKING:
    from unmap.dataset import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class FrameworkMatrix:
    """Outcomes by states, and the totals of each outcome.

    `cells` has one row for each outcome and state with work placed there: outcome_id, state_code, initiatives,
    agencies, all distinct. `totals` is indexed by outcome_id in the order of the framework, the empty id last for what
    is reported under no outcome: initiatives, agencies, states, and the initiatives by scope (located, country_wide,
    unnamed_places, regional).
    """

    cells: pd.DataFrame
    totals: pd.DataFrame


def framework_matrix(dataset: Dataset, query: PresenceQuery | None = None) -> FrameworkMatrix:
    """Count distinct initiatives and agencies by outcome and state.

    Raises ParameterError for a filter value that does not exist.
    """
    record = matching(dataset, query or PresenceQuery(kind=Kind.INITIATIVES))
    record = record.take(~record.is_office)
    initiatives = dataset.initiatives
    rows = pd.DataFrame(
        {
            "outcome_id": initiatives["outcome_id"].to_numpy()[record.initiative],
            "scope": initiatives["scope"].to_numpy()[record.initiative],
            "initiative": record.initiative,
            "agency": np.where(record.agency == NOWHERE, np.nan, record.agency),
            "state": record.state,
        }
    )
    placed = rows.loc[rows["state"] != NOWHERE]
    cells = placed.groupby(["outcome_id", "state"]).agg(
        initiatives=("initiative", "nunique"), agencies=("agency", "nunique")
    )
    cells = cells.reset_index()
    cells.insert(1, "state_code", dataset.areas(Level.STATE).to_numpy()[cells.pop("state")])
    outcomes = pd.Index([*dataset.framework["outcome_id"], ""], name="outcome_id")
    totals = pd.DataFrame(
        {
            "initiatives": rows.groupby("outcome_id")["initiative"].nunique(),
            "agencies": rows.groupby("outcome_id")["agency"].nunique(),
            "states": placed.groupby("outcome_id")["state"].nunique(),
            **{
                scope.replace("-", "_"): rows.loc[rows["scope"] == scope].groupby("outcome_id")["initiative"].nunique()
                for scope in map(str, Scope)
            },
        }
    )
    cells["outcome_id"] = pd.Categorical(cells["outcome_id"], outcomes, ordered=True)
    cells = cells.sort_values(["outcome_id", "state_code"], ignore_index=True).astype({"outcome_id": "str"})
    return FrameworkMatrix(cells, totals.reindex(outcomes).fillna(0).astype("int64"))
