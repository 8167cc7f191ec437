"""Change: need in every year of each series, with the change within a series and never across its break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.coverage.need import DEFAULT_CONCEPT
from unmap.join.naming import naming_of
from unmap.models import Level
from unmap.models.given import no_such, one_of
from unmap.models.schema import INDICATORS

if TYPE_CHECKING:
    from unmap.dataset import Dataset


def change(dataset: Dataset, level: Level, concept: str = DEFAULT_CONCEPT) -> pd.DataFrame:
    """Give `concept`, or the concept of an indicator named, for each area of `level` in each year of a series and unit.

    Columns: code, indicator_id, series, unit, year, value, previous_year and change (the value less that of the year
    before it in the same series; percentage points for a rate, people for a headcount), change_since_first (less that
    of the series' first year), break (true in the first year of a series that follows another one of the same unit:
    what stands before does not compare). Missing values stay missing, and so does the change from or to them. Rows
    are sorted by code, unit, series (the earlier first) and year. Raises ParameterError for a concept without values
    at the level.
    """
    level = one_of(Level, "level", level)
    concept = _concept(dataset, level, concept)
    indicators = dataset.indicators
    known = indicators.loc[indicators["concept"] == concept, ["indicator_id", "series", "unit"]]
    years = {one: dataset.years.get((one, str(level)), ()) for one in known["indicator_id"]}
    known = known.loc[[bool(years[one]) for one in known["indicator_id"]]]
    if known.empty:
        there = {one.concept for one in map(dataset.indicator, indicators["indicator_id"]) if (level in one.levels)}
        raise no_such("concept", concept, sorted(there), "one", INDICATORS.path)
    values = dataset.values.loc[dataset.values["indicator_id"].isin(known["indicator_id"])]
    values = values.astype({"area_code": "str", "indicator_id": "str"})
    rows = values.loc[values["area_code"].isin(dataset.areas(level))].merge(known, on="indicator_id")
    span = {one: (min(years[one]), max(years[one])) for one in years if years[one]}
    # A series is as early as its last year: of two that begin together the one that goes on longer comes after.
    rows["order"] = rows["indicator_id"].map({one: (last, first) for one, (first, last) in span.items()})
    rows = rows.sort_values(["area_code", "unit", "order", "year"], ignore_index=True)
    of_series = rows.groupby(["area_code", "indicator_id"], sort=False)
    starts = of_series.cumcount() == 0
    first = rows.loc[starts, "value"].to_numpy()[of_series.ngroup()]
    earlier = rows.groupby(["area_code", "unit"], sort=False).cumcount() > 0
    return pd.DataFrame(
        {
            "code": rows["area_code"],
            **{name: rows[name] for name in ("indicator_id", "series", "unit", "year", "value")},
            "previous_year": of_series["year"].shift().astype("Int64"),
            "change": rows["value"] - of_series["value"].shift(),
            "change_since_first": (rows["value"] - first).mask(starts),
            "break": starts & earlier,
        }
    )


def _concept(dataset: Dataset, level: Level, text: str) -> str:
    """Give the concept that a text means: one by its word, else that of the indicators of this name or id."""
    if dataset.indicators["concept"].eq(text).any():
        return text
    found = {dataset.indicator(one).concept for one in naming_of(dataset).indicator(text, level).codes}
    return found.pop() if len(found) == 1 else text
