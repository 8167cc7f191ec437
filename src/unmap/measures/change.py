"""Change: need in every year of each series, with the change within a series and never across its break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.answer import (
    Answer,
    frame,
    need_record,
    with_names,
)
from unmap.measures.need import default_need, required_need
from unmap.model import NeedChoice, PresenceQuery
from unmap.model.arguments import codes_in, no_such
from unmap.model.schema import INDICATORS
from unmap.store.naming import codes_of, naming_of

if TYPE_CHECKING:
    from unmap.store import Dataset


def change(dataset: Dataset, level: str | None, concept: str | None = None) -> pd.DataFrame:
    """Give `concept`, or the concept of an indicator named, for each area of `level` in each year of a series and unit.

    Columns: code, indicator_id, series, unit, year, value, previous_year and change (the value less that of the year
    before it in the same series; percentage points for a rate, people for a headcount), change_since_first (less that
    of the series' first year), break (true in the first year of a series that follows another one of the same unit:
    what stands before does not compare). Missing values stay missing, and so does the change from or to them. Rows
    are sorted by code, unit, series (the earlier first) and year. Raises ParameterError for a concept without values
    at the level.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `level`: the word of a level, such as "state"; the highest without it.
    - `concept`: a concept of need or the name of an indicator; that of the level's default need without it, and no
      row at a level without need.

    >>> table = change(data, "state").query("code == '07' and unit == 'percent' and year == 2020")
    >>> table[["series", "value", "change"]].round(1).to_numpy().tolist()
    [['mmp-2016', 75.5, -2.5]]
    """
    level = dataset.level(level).word
    concept = default_need(dataset, level).indicator.concept if concept is None else _concept(dataset, level, concept)
    indicators = dataset.indicators
    known = indicators.loc[indicators["concept"] == concept, ["indicator_id", "series", "unit"]]
    years = {one: dataset.years.get((one, level), ()) for one in known["indicator_id"]}
    known = known.loc[[bool(years[one]) for one in known["indicator_id"]]]
    if known.empty and concept:
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


def _concept(dataset: Dataset, level: str, text: str) -> str:
    """Give the concept that a text means: one by its word, else that of the indicators of this name or id."""
    if dataset.indicators["concept"].eq(text).any():
        return text
    found = {dataset.indicator(one).concept for one in naming_of(dataset).indicator(text, level).codes}
    return found.pop() if len(found) == 1 else text


CHANGE = (
    "Need in every year of each series; change is against the year before in the same series, never across its break. "
    "break marks the first year of a series that follows another: what stands before it does not compare."
)


def change_answer(
    dataset: Dataset,
    level: str | None = None,
    concept: str | None = None,
    areas: frozenset[str] = frozenset(),
) -> Answer:
    """Give need over the years; table: values (as in `unmap.measures.change.change`, with name and source_id).

    A code stands for the areas inside it at their level; no code gives every area. Without a concept it is that of the
    level's default need. Raises ParameterError for a concept without values at the level, a level without need, and a
    code that is no area of it.
    """
    level, areas = dataset.level(level).word, codes_of(dataset, "area", codes_in("area", areas))
    around = {code: set(dataset.lineage(code)) for code in dataset.areas(level)}
    for code in sorted(areas - set[str]().union(*around.values())):
        raise ParameterError("area", f"holds a code that is no area at the level of the {level}", code)
    if concept is None:
        concept = required_need(dataset, PresenceQuery(level=level)).indicator.concept
    rows = change(dataset, level, concept)
    if areas:
        rows = rows.loc[[not areas.isdisjoint(around[code]) for code in rows["code"]]]
    indicators = [dataset.indicator(one) for one in dict.fromkeys(rows["indicator_id"])]
    needs = [
        need_record(dataset, NeedChoice(level, one, max(dataset.years[one.indicator_id, level]))) for one in indicators
    ]
    sources = {one.indicator_id: one.source_id for one in indicators}
    asked = {"level": level, "concept": concept, "area": sorted(areas)}
    # What the report holds plays no part in this.
    whole = frame(dataset, CHANGE, asked, None, dict.fromkeys(sources.values()))
    head = {
        **_without(whole, "report", "disclaimer"),
        "sources": whole["sources"][:-1],
        "indicators": [_without(need, "year", "level") for need in needs if need],
        "reasons": [],
    }
    table = with_names(dataset, rows.assign(source_id=rows["indicator_id"].map(sources)).reset_index(drop=True))
    return Answer("change", head, {"values": table}, {"edition": dataset.edition})


def _without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
