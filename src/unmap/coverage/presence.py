"""Presence: distinct offices and agencies by area, headquarters apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.models import Level

if TYPE_CHECKING:
    from unmap.dataset import Dataset

FIELD = "field"
HEADQUARTERS_ONLY = "headquarters-only"
NONE_REPORTED = "none-reported"


def office_presence(dataset: Dataset, level: Level) -> pd.DataFrame:
    """Count offices for every area of `level`, each counted on the area itself.

    Index: `code`. Columns: `offices` = distinct agency x municipality of field offices; `agencies` = distinct
    agencies with one; `headquarters` = headquarters offices reported for the area, which are no field
    presence; `presence` = "field", "headquarters-only" or "none-reported", the last meaning that the report
    lists none and not that there is none.
    """
    column = "state_code" if level is Level.STATE else "municipality_code"
    codes = dataset.areas(level)
    offices = dataset.offices
    field = offices.loc[(offices["office_type"] == "field") & (offices[column] != "")]
    main = offices.loc[(offices["office_type"] == "headquarters") & (offices[column] != "")]
    distinct = field.drop_duplicates(["agency_id", "municipality_code"])
    counts = pd.DataFrame(
        {
            "offices": distinct.groupby(column).size().reindex(codes, fill_value=0),
            "agencies": distinct.groupby(column)["agency_id"].nunique().reindex(codes, fill_value=0),
            "headquarters": main.groupby(column)["listed_count"].sum().reindex(codes, fill_value=0),
        }
    )
    counts["presence"] = NONE_REPORTED
    counts.loc[counts["headquarters"] > 0, "presence"] = HEADQUARTERS_ONLY
    counts.loc[counts["offices"] > 0, "presence"] = FIELD
    return counts


def office_totals(dataset: Dataset) -> dict[str, int]:
    """Give the sums of the office record: distinct offices, listings, agencies, places and states with and without."""
    field = dataset.offices.loc[dataset.offices["office_type"] == "field"]
    by_state = office_presence(dataset, Level.STATE)
    return {
        "offices": len(field.drop_duplicates(["agency_id", "municipality_code"])),
        "office_listings": int(field["listed_count"].sum()),
        "agencies": int(field["agency_id"].nunique()),
        "places": int(field["municipality_code"].nunique()),
        "states_with_field_offices": int((by_state["presence"] == FIELD).sum()),
        "states_without_any": int((by_state["presence"] == NONE_REPORTED).sum()),
        "headquarters_offices": int(by_state["headquarters"].sum()),
    }
