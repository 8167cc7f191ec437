"""What the columns of files hold: one place for the title, meaning, unit, type and decimals of each.

Columns of layers and of the tables of a data folder are those of their own definitions; what answers add stands here.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.model import FILTERS, schema
from unmap.model.properties import LAYERS, PERCENT, PERSONS, Property, PropertyType
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.model import Column

TEXT, INTEGER, NUMBER = PropertyType.TEXT, PropertyType.INTEGER, PropertyType.NUMBER
BOOLEAN, TEXTS = PropertyType.BOOLEAN, PropertyType.TEXTS

KILOMETRES, SHARE, POINTS = "km", "share, 0 to 1", "percentage points"

_WORDS = {PERSONS: "persons", PERCENT: "percent, 0 to 100", "km2": "km²", "deg": "degrees", "degree": "degrees"}
"""What people call units that are written as UCUM or the tables of a data folder have them."""

DECIMALS = 6
"""Of every number in a file, unless its unit has fewer; of degrees that is a tenth of a metre."""

_DECIMALS_OF = {KILOMETRES: 1, POINTS: 4}
"""Seats of municipalities are no closer known than to 100 m; points keep what makes thousands of them sum to 0."""

_SHOWN = {
    KILOMETRES: "#,##0.0",
    SHARE: "0.0%",
    POINTS: "0.0",
    _WORDS[PERSONS]: "#,##0",
    _WORDS[PERCENT]: "0.0",
    _WORDS["km2"]: "#,##0.0",
}
"""How a workbook shows numbers of a unit; the cells hold them in full."""

NUMBER_FORMATS = tuple(dict.fromkeys(_SHOWN.values()))
"""Every number format that `shown_as` gives."""


def _all(*properties: Property) -> dict[str, Property]:
    return {each.name: each for each in properties}


_BESIDE = _all(
    Property("sources", TEXTS, "Sources", "ids of the sources of the file, as its sheet of sources lists them"),
    Property("terms", TEXT, "Terms of use", "those of each source, a bar between them"),
    Property("period", TEXT, "Period", "year, or first and last year, that the row speaks of"),
    Property("edition", TEXT, "Edition of the data", "changes whenever any table of the data does"),
    Property("need_source_id", TEXT, "Source of need", "as the sources list it"),
    Property("presence_source_id", TEXT, "Source of presence", "as the sources list it"),
    Property("kind", TEXT, "What is counted as presence", "any: field offices and placed initiatives"),
    Property("counting", TEXT, "How it is counted", "distinct: one in each area; fractional: one in all, shared"),
    Property("indicator_id", TEXT, "Indicator of need"),
    Property("series", TEXT, "Series of the indicator", "values of different series are not comparable"),
    Property("year", INTEGER, "Year of need"),
    Property("reporting_year", INTEGER, "Year reported on"),
    Property("source_id", TEXT, "Source", "as the sources list it"),
    Property("radius_km", NUMBER, "Radius", "within which people count as reached", KILOMETRES),
    Property("plan_add", TEXTS, "Offices added by the plan", "codes of their municipalities"),
    Property("plan_remove", TEXTS, "Offices taken away by the plan", "ids"),
    Property("objective", TEXT, "What the places are chosen for", "coverage: most people near; distance: least mean"),
    Property("candidates", TEXTS, "Areas to choose from", "codes or names; empty is all municipalities with a seat"),
    Property("min_town", INTEGER, "Least people of a town to choose", unit=PERSONS),
    *(
        Property(f"filter_{name}", TEXTS, f"Filter by {name}", "codes that were asked for; without it, all")
        for name in FILTERS
    ),
)

_SHARE = "of the total over the areas with need data"

_ANSWERS = _BESIDE | _all(
    Property("acronym", TEXT, "Acronym of the agency"),
    Property("agency_acronym", TEXT, "Acronym of the agency"),
    Property("need_rank", INTEGER, "Rank by need", "1 is the worst rate"),
    Property("persons_rank", INTEGER, "Rank by headcount", "1 has most people in need"),
    Property("need_share", NUMBER, "Share of the people in need", _SHARE, SHARE),
    Property("population_share", NUMBER, "Share of the population", _SHARE, SHARE),
    Property("presence_share", NUMBER, "Share of presence", _SHARE, SHARE),
    Property("gap", NUMBER, "Gap", "100 x (need_share - presence_share); above 0 presence falls short of need", POINTS),
    Property("gap_population", NUMBER, "Gap against population", "the same with population_share for need", POINTS),
    Property("rank", NUMBER, "Rank by gap", "1 is the greatest shortfall"),
    Property("rank_median", NUMBER, "Median rank", "over the defensible choices that the answer lists"),
    Property("rank_p05", NUMBER, "Rank, lower end", "of the 90 % interval over those choices"),
    Property("rank_p95", NUMBER, "Rank, upper end", "of the 90 % interval over those choices"),
    Property("top5_share", NUMBER, "Among the first five", "share of those choices in which it is", SHARE),
    Property("blank_spot", BOOLEAN, "Blank spot", "in the highest quarter of need and without presence of the kind"),
    Property("need_base", NUMBER, "People of the source", "of whom it counts those in need; not the census", PERSONS),
    Property("base", NUMBER, "People of the source", "of whom it counts those in need; not the census", PERSONS),
    Property("need_third", TEXT, "Third of need", values=("low", "middle", "high")),
    Property("presence_class", TEXT, "Class of presence", "none, one, or two and more"),
    Property("bivariate", TEXT, "Need x presence", "third of need, then class of presence"),
    Property("nearest_office_km", NUMBER, "Nearest office", "geodesic, from seat to office", KILOMETRES),
    Property("nearest_office_id", TEXT, "Id of the nearest office"),
    *(Property(f"why_{one}", TEXT, f"Why it ranks there, in {words(one)('language.english')}") for one in Language),
    Property("value", NUMBER, "Value", "in the unit of the indicator; empty is no data, which is not zero"),
    Property("pct", NUMBER, "Rate of need", "empty is no data, which is not zero", PERCENT),
    Property("persons", NUMBER, "People in need", "empty is no data, which is not zero", PERSONS),
    Property("share", NUMBER, "Share of people in need reached", unit=SHARE),
    Property("nearest_km", NUMBER, "Nearest office", "geodesic, from seat to office", KILOMETRES),
    Property("nearest_km_before", NUMBER, "Nearest office without the plan", unit=KILOMETRES),
    Property("covered", BOOLEAN, "Within the radius"),
    Property("covered_before", BOOLEAN, "Within the radius without the plan"),
    Property("distance_km", NUMBER, "Distance", unit=KILOMETRES),
    Property("status", TEXT, "What the plan does with it"),
    Property("counted", BOOLEAN, "Whether it counts", "headquarters do not unless asked for"),
    Property("offices_here", INTEGER, "Offices in its municipality"),
    Property("persons_within", NUMBER, "People in need within the radius", unit=PERSONS),
    Property("persons_only_today", NUMBER, "Of them reached by no other office today", unit=PERSONS),
    Property("persons_only_plan", NUMBER, "Of them reached by no other office of the plan", unit=PERSONS),
    Property("lon", NUMBER, "Longitude", unit="deg"),
    Property("lat", NUMBER, "Latitude", unit="deg"),
    Property("persons_added", NUMBER, "People reached besides", unit=PERSONS),
    Property("mean_km_cut", NUMBER, "Cut of the mean distance", unit=KILOMETRES),
    Property("k", INTEGER, "Offices added"),
    Property("objective_value", NUMBER, "What is reached", "people, or mean kilometres"),
    Property("bound", NUMBER, "Best that can be reached at all"),
    Property("optimal", BOOLEAN, "Proven to be the best"),
    Property("greedy_value", NUMBER, "The same, choosing one place after the other"),
    Property("gain", NUMBER, "Gained by this office"),
    Property("concept", TEXT, "What is measured"),
    Property("reason_en", TEXT, "Why this need, in English"),
    Property("reason_es", TEXT, "Why this need, in Spanish"),
    Property("placed", INTEGER, "Initiatives placed in an area"),
    Property("areas_with_presence", INTEGER, "Areas with an initiative"),
    Property("blank_spots", INTEGER, "Blank spots"),
    Property("persons_in_blank_spots", NUMBER, "People in need in blank spots", unit=PERSONS),
    Property("reasons", TEXTS, "Why there is no answer"),
    Property("areas", INTEGER, "Areas with presence"),
    Property("present", BOOLEAN, "Whether the agency is there"),
    Property("other_id", TEXT, "Other agency"),
    Property("shared", INTEGER, "Areas with both"),
    Property("together", INTEGER, "Areas with one or the other"),
    Property("jaccard", NUMBER, "Overlap", "shared / together", SHARE),
    Property("previous_year", INTEGER, "Year before it in the series"),
    Property("change", NUMBER, "Change since that year", "in the unit of the indicator"),
    Property("change_since_first", NUMBER, "Change since the first year of the series"),
    Property("break", BOOLEAN, "Whether a new series begins", "values before and after are not comparable"),
    Property("facet", TEXT, "Filter"),
    Property("states_with_field_offices", INTEGER, "States with a field office"),
    Property("states_with_initiatives", INTEGER, "States with an initiative"),
    Property("record_type", TEXT, "Office or initiative"),
    Property("record_id", TEXT, "Id of the office or initiative"),
    Property("area_name", TEXT, "Name of the area"),
    Property("headquarters", BOOLEAN, "Headquarters"),
    Property("variable", TEXT, "What is tested"),
    Property("moran", NUMBER, "Moran's I"),
    Property("expected", NUMBER, "Moran's I expected without any pattern"),
    Property("z_sim", NUMBER, "Standard score over the permutations"),
    Property("p_sim", NUMBER, "Pseudo p-value over the permutations"),
    Property("need", NUMBER, "Rate of need", unit=PERCENT),
    Property("years_country", TEXTS, "Years with values of the country"),
    Property("years_state", TEXTS, "Years with values of states"),
    Property("years_municipality", TEXTS, "Years with values of municipalities"),
    Property("default_of", TEXTS, "Levels of which it is the default"),
)

_LOCAL = {
    "moran": ("local Moran's I", NUMBER),
    "p": ("pseudo p-value", NUMBER),
    "q": ("p-value, corrected for many tests (false discovery rate)", NUMBER),
    "class": ("kind of cluster", TEXT),
}

_OF_CLUSTERS = _all(
    *(
        Property(f"{variable}_{name}", kind, f"{title}: {what}")
        for variable, title in (
            ("need", "Need"),
            ("presence", "Presence"),
            ("gap", "Gap"),
            ("need_presence", "Need among neighbours' presence"),
        )
        for name, (what, kind) in _LOCAL.items()
    )
)

_COUNTED = _all(Property("presence", NUMBER, "Presence", "field offices and initiatives, as `kind` and `counting` say"))

_OF_OFFICES = _all(Property("headquarters", BOOLEAN, "Whether headquarters count", "at the seat of their state"))

_PEOPLE = _all(
    Property("covered", NUMBER, "People in need within the radius", unit=PERSONS),
    Property("covered_before", NUMBER, "The same without the plan", unit=PERSONS),
    Property("beyond", NUMBER, "People in need beyond the radius", unit=PERSONS),
)

_OF_ANSWER = {
    "gaps": _COUNTED,
    "coverage": _COUNTED,
    "outcome-gaps": _COUNTED,
    "clusters": _COUNTED | _OF_CLUSTERS,
    "reach": _OF_OFFICES,
    "siting": _OF_OFFICES,
    "reach-by_state": _PEOPLE,
    "footprints-absences": _all(Property("rank", INTEGER, "Rank by need among those")),
    "siting-chosen": _all(Property("rank", INTEGER, "Order in which they are chosen")),
    "figures": _all(Property("value", NUMBER, "Value", "in `unit`")),
}
"""Columns that mean something else in one answer, by the beginning of its name."""

_TYPES = {
    "string": TEXT,
    "integer": INTEGER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "date": PropertyType.DATE,
    "list": TEXTS,
}


def _of_column(column: Column) -> Property:
    title = column.description[:1].upper() + column.description[1:]
    return Property(column.name, _TYPES[column.type], title, unit=column.unit or None, values=column.allowed)


_TABLES = {f"table-{table.name.replace('_', '-')}": _all(*map(_of_column, table.columns)) for table in schema.TABLES}
_ANYWHERE = {name: each for columns in (*_TABLES.values(), *LAYERS.values()) for name, each in columns.items()}


def column_of(file: str, name: str) -> Property | None:
    """Give what the column `name` holds in the file called `file`, None where nothing is known of it."""
    own = _TABLES.get(file) or LAYERS.get(file) or {}
    answers = [columns for start, columns in _OF_ANSWER.items() if f"{file}-".startswith(f"{start}-")]
    if file.startswith("presence-") and not file.startswith("presence-rows"):
        # Counts by area are as in the layers of areas.
        answers.append(LAYERS["municipalities"] | LAYERS["states"])
    return next((found[name] for found in (own, *answers, _ANSWERS, _ANYWHERE) if name in found), None)


def unit_of(column: Property) -> str:
    """Give the unit of a column in words; "" where it has none."""
    return _WORDS.get(column.unit or "", column.unit or "")


def shown_as(file: str, name: str) -> str | None:
    """Give the number format in which a workbook shows a column; None for that of any number."""
    known = column_of(file, name)
    return _SHOWN.get(unit_of(known)) if known else None


def described(files: Mapping[str, Iterable[str]], more: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Explain the columns of one or more tables, by their names: a row for each, with title, unit and meaning.

    `more` holds meanings that go before those that are known.
    """
    rows = []
    for file, names in files.items():
        for name in names:
            known = column_of(file, name) or Property(name, TEXT, "")
            said = (more or {}).get(name) or known.description or ", ".join(known.values)
            rows.append((file, name, known.title, unit_of(known), str(known.type), said))
    table = pd.DataFrame(rows, columns=["table", "column", "title", "unit", "type", "meaning"])
    return table if len(files) > 1 else table.drop(columns="table")


def meaning(file: str, name: str, more: Mapping[str, str]) -> str:
    """Give what a column holds as one text, for formats that have a place for one; "" where nothing is known."""
    known = column_of(file, name)
    if name in more or known is None:
        return more.get(name, "")
    unit = f" ({unit_of(known)})" if known.unit else ""
    return f"{known.title}{unit}" + (f": {known.description}" if known.description else "")


def finished(file: str, table: pd.DataFrame) -> pd.DataFrame:
    """Give a table as it goes into files: whole numbers and days as such, other numbers to their decimals."""
    return pd.DataFrame({name: _finished(file, str(name), table[name]) for name in table.columns}, index=table.index)


def _finished(file: str, name: str, cells: pd.Series) -> pd.Series:
    known = column_of(file, name)
    if known and known.type is PropertyType.DATE and pd.api.types.is_string_dtype(cells.dtype):
        cells = pd.to_datetime(cells.where(cells != ""), format="%Y-%m-%d")
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return pd.Series([_day(cell) for cell in cells.tolist()], index=cells.index, dtype=object)
    if known and not cells.notna().any():
        return _nothing(known, cells)
    if known is None or file in _TABLES or not pd.api.types.is_float_dtype(cells.dtype):
        # The tables of a data folder leave as they came, so that they can go back.
        return cells
    numbers = cells.astype("float64").round(_DECIMALS_OF.get(known.unit or "", DECIMALS))
    whole = known.type is INTEGER or known.unit == PERSONS
    if whole and bool((numbers.dropna() % 1 == 0).all()) and np.isfinite(numbers.dropna()).all():
        return numbers.astype("Int64")
    return numbers


def _nothing(known: Property, cells: pd.Series) -> pd.Series:
    """Give a column without a value in its type: what is filtered away must not change what a column is."""
    kind = {INTEGER: "Int64", NUMBER: "float64", BOOLEAN: "boolean"}.get(known.type)
    return pd.Series([None] * len(cells), index=cells.index, dtype=kind) if kind else cells


def _day(cell: object) -> object:
    # NaT is a datetime as well, and not equal to itself.
    return cell.date() if isinstance(cell, datetime) and cell == cell else None  # noqa: PLR0124
