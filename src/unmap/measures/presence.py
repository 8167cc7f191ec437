"""Presence: distinct offices, initiatives and agencies by area, what no area can show, and both as flat tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.measures.matching import (
    NOWHERE,
    Record,
    from_above,
    headquarters_in,
    listed_areas,
    matching,
    placed_in,
    whole_record,
)
from unmap.model import Kind, PresenceQuery, Scope
from unmap.model.query import FIELD, HEADQUARTERS_ONLY, NONE_REPORTED
from unmap.store.dataset import newest_first
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from unmap.store import Dataset


def presence(dataset: Dataset, query: PresenceQuery | None = None) -> pd.DataFrame:
    """Count presence for the areas of the query's level, each counted on the area itself.

    All of them, or those of `query.areas`: a state stands for its municipalities at their level. Index: `code`.
    Columns:

    - `offices`: distinct agency x municipality of field offices; with `query.headquarters` also the headquarters
      that the report counts for the area.
    - `office_agencies`: distinct agencies with a field office.
    - `initiatives`: distinct initiatives placed in the area or in one inside it.
    - `initiatives_direct`: those of them that the report places in exactly this area.
    - `initiatives_inside` (above the finest level): those placed in an area inside it; `initiatives_statewide` (below
      the highest): those placed as a whole in an area that it lies in and not in it, such as a municipality's state,
      which no one can place more exactly.
    - `initiative_agencies`, `agencies`: distinct agencies with an initiative, with an initiative or an office.
    - `agencies_statewide` (below the highest): agencies with an initiative placed so and no presence of their own here.
    - `headquarters`: headquarters offices reported for the area, which are no field presence unless asked for.
    - `presence`: "field", "headquarters-only" or "none-reported" by its offices, the last meaning that the report
      lists none and not that there is none.

    With `query.statewide`, `initiatives` and `agencies` include the statewide ones. Raises ParameterError for a filter
    value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence and filters; all presence by state without it.

    >>> presence(data).loc["07", ["offices", "office_agencies", "initiatives"]].tolist()
    [7, 6, 10]
    """
    query = in_codes(dataset, query)
    record = matching(dataset, placed_in(dataset, query))
    level = dataset.level(query.level)
    codes = dataset.areas(level)
    area = record.area(level)
    placed = area != NOWHERE
    office = record.is_office & ~record.headquarters & placed
    initiative = ~record.is_office & placed

    def distinct(rows: np.ndarray, items: np.ndarray) -> np.ndarray:
        return _distinct(area[rows], items[rows], len(codes))

    counts = {
        "offices": distinct(office, record.thing),
        "office_agencies": distinct(office, record.agency),
        "initiatives": distinct(initiative, record.thing),
    }
    whole, above = record.whole(level), dataset.above(level)
    counts["initiatives_direct"] = distinct(initiative & whole, record.thing)
    if dataset.below(level):
        counts["initiatives_inside"] = distinct(initiative & ~whole, record.thing)
    if above:
        counts["initiatives_statewide"] = _statewide(dataset, record, query, record.thing, initiative)
    counts["initiative_agencies"] = distinct(initiative, record.agency)
    counts["agencies"] = distinct(office | initiative, record.agency)
    if above:
        counts["agencies_statewide"] = _statewide(dataset, record, query, record.agency, office | initiative)
    counts["headquarters"] = headquarters_in(dataset, record, area, len(codes))
    return _as_asked(pd.DataFrame(counts, index=codes), query).loc[listed_areas(dataset, query)]


def _as_asked(table: pd.DataFrame, query: PresenceQuery) -> pd.DataFrame:
    """Say what kind of presence each area has, then add what the query counts besides."""
    kinds = [table["offices"] > 0, table["headquarters"] > 0]
    table["presence"] = np.select(kinds, [FIELD, HEADQUARTERS_ONLY], NONE_REPORTED)
    if query.headquarters:
        table["offices"] += table["headquarters"]
    for name in ("initiatives", "agencies") if query.statewide and "initiatives_statewide" in table else ():
        table[name] += table[f"{name}_statewide"]
    return table


def _distinct(area: np.ndarray, items: np.ndarray, areas: int) -> np.ndarray:
    """Count the distinct `items` of each area; an item of -1 is no item."""
    known = items != NOWHERE
    width = int(items.max(initial=0)) + 1
    pairs = np.unique(area[known] * width + items[known])
    return np.bincount(pairs // width, minlength=areas)


def _statewide(
    dataset: Dataset, record: Record, query: PresenceQuery, items: np.ndarray, here: np.ndarray
) -> np.ndarray:
    """Count for each area the items placed as a whole in one that it lies in, and not in the area itself."""
    width = int(items.max(initial=0)) + 1
    counted = ~record.is_office & (items != NOWHERE)
    around = from_above(dataset, record.take(counted), items[counted], query, width)
    own = here & (items != NOWHERE)
    inside = record.area(dataset.level(query.level))[own] * width + items[own]
    elsewhere = np.setdiff1d(around, inside, assume_unique=False)
    return np.bincount(elsewhere // width, minlength=len(dataset.areas(query.level)))


def presence_rows(dataset: Dataset, query: PresenceQuery | None = None) -> pd.DataFrame:
    """Give who does what where: one row for each agency x office or initiative x place that the query lets through.

    Columns: record_type ("office" or "initiative"), record_id, title (of an initiative) or place as printed (of an
    office), title_es, agency_id, agency_acronym, outcome_id, priority_id, scope, area_code and level of the place
    as the report gives it, area_name, state_code, municipality_code, basis, headquarters, start_year, end_year,
    source_id, source_locator. Work without a place has empty area columns; so has `agency_id` where none is named.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: filters; the whole record without it.

    >>> rows = presence_rows(data, PresenceQuery(kind="offices", agencies=["UNODC"]))
    >>> rows["area_name"].head(2).tolist()
    ['Tuxtla Gutiérrez', 'Chihuahua']
    """
    query = query or PresenceQuery()
    record = matching(dataset, query)
    if not query.headquarters:
        record = record.take(~record.headquarters)
    is_office = record.is_office
    offices = dataset.offices.iloc[record.office[is_office]]
    initiatives = dataset.initiatives.iloc[record.initiative[~is_office]]
    places = dataset.initiative_places
    rows = pd.DataFrame({"record_type": np.where(is_office, "office", "initiative")})

    def both(of_offices: pd.Series, of_initiatives: pd.Series) -> np.ndarray:
        cells = np.empty(len(rows), dtype=object)
        cells[is_office], cells[~is_office] = of_offices, of_initiatives
        return cells

    no_text = pd.Series("", index=offices.index)
    rows["record_id"] = both(offices["office_id"], initiatives["initiative_id"])
    rows["title"] = both(offices["place_reported"], initiatives["title"])
    rows["title_es"] = both(offices["place_reported"], initiatives["title_es"])
    rows["agency_id"] = _named(dataset.agencies["agency_id"], record.agency)
    rows["agency_acronym"] = _named(dataset.agencies["acronym"], record.agency)
    rows["outcome_id"] = both(no_text, initiatives["outcome_id"])
    rows["priority_id"] = both(no_text, initiatives["priority_id"])
    rows["scope"] = both(pd.Series(str(Scope.LOCATED), index=offices.index), initiatives["scope"])
    for level in dataset.admin_levels:
        rows[f"{level}_code"] = _named(dataset.layer(level)["code"], record.area(level))
    rows[["area_code", "level", "area_name"]] = ""
    for level in dataset.admin_levels:
        here = record.area(level) != NOWHERE
        names = _named(dataset.layer(level)["name"], record.area(level))
        rows.loc[here, "area_code"] = rows[f"{level}_code"][here]
        rows.loc[here, "level"] = level.word
        rows.loc[here, "area_name"] = names[here]
    rows["basis"] = np.where(is_office, "stated", _named(places["basis"], record.place))
    rows["headquarters"] = record.headquarters
    rows["start_year"] = _years(offices["valid_from"].dt.year, initiatives["start_year"], is_office)
    rows["end_year"] = _years(offices["valid_to"].dt.year, initiatives["end_year"], is_office)
    rows["source_id"] = both(offices["source_id"], initiatives["source_id"])
    rows["source_locator"] = both(offices["source_locator"], initiatives["source_locator"])
    return rows.sort_values(["record_type", "record_id", "agency_id", "area_code"], ignore_index=True)


def _named(names: pd.Series, positions: np.ndarray) -> np.ndarray:
    # Position -1 takes the empty text put behind the last name.
    found: np.ndarray = np.append(names.to_numpy(dtype=object), "")[positions]
    return found


def _years(of_offices: pd.Series, of_initiatives: pd.Series, is_office: np.ndarray) -> pd.Series:
    years = pd.Series(pd.NA, index=range(len(is_office)), dtype="Int64")
    years[is_office], years[~is_office] = of_offices.to_numpy(), of_initiatives.to_numpy()
    return years


def beside_the_map(dataset: Dataset, query: PresenceQuery | None = None) -> dict[str, int]:
    """Count the distinct initiatives of the query by scope: what is located, and what no area can show.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: filters; all initiatives without it.

    >>> beside_the_map(data)
    {'located': 28, 'country-wide': 37, 'unnamed-places': 4, 'regional': 3}
    """
    record = matching(dataset, query or PresenceQuery())
    rows = np.unique(record.initiative[record.initiative != NOWHERE])
    scopes = dataset.initiatives["scope"].iloc[rows].value_counts()
    return {str(scope): int(scopes.get(str(scope), 0)) for scope in Scope}


def record_totals(dataset: Dataset, query: PresenceQuery | None = None) -> dict[str, int]:
    """Give the sums of the record, each of distinct things, of what the query lets through.

    Keys: offices, office_listings (with repetitions), office_agencies, office_places (areas of the finest level),
    states_with_field_offices, states_without_any (no office of any kind), headquarters_offices, initiatives,
    initiatives_located (and the other scopes), agencies (with an office or an initiative), states_with_initiatives;
    "states" is the id of the highest level.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: filters; the whole record without it.

    >>> totals = record_totals(data)
    >>> totals["offices"], totals["initiatives"]
    (35, 72)
    """
    query = query or PresenceQuery()
    record = matching(dataset, query)
    field = record.is_office & ~record.headquarters
    listed = dataset.offices["listed_count"].to_numpy()
    highest, finest = dataset.level(), dataset.finest
    area = record.area(highest)
    placed = (record.initiative != NOWHERE) & (area != NOWHERE)
    any_office = np.unique(area[record.is_office & (area != NOWHERE)])
    scopes = {
        f"initiatives_{scope.replace('-', '_')}": count for scope, count in beside_the_map(dataset, query).items()
    }
    return {
        "offices": _count(record.thing[field]),
        "office_listings": int(listed[np.unique(record.office[field])].sum()),
        "office_agencies": _count(record.agency[field]),
        "office_places": _count(record.area(finest)[field]),
        f"{highest.id}_with_field_offices": _count(area[field]),
        f"{highest.id}_without_any": len(dataset.areas(highest)) - len(any_office),
        "headquarters_offices": int(listed[np.unique(record.office[record.headquarters])].sum()),
        "initiatives": _count(record.initiative),
        **scopes,
        "agencies": _count(record.agency),
        f"{highest.id}_with_initiatives": _count(area[placed]),
    }


def _count(items: np.ndarray) -> int:
    return int(np.unique(items[items != NOWHERE]).size)


_OF_OFFICES = ("office", "headquarters", "presence", "_with_field_offices", "_without_any")


_OF_INITIATIVES = ("initiative", "agencies_statewide", "_with_initiatives")


def _is_one(name: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a count is one of those whose names begin or end so."""
    return name.startswith(parts) or name.endswith(parts)


def presence_table(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    """Give presence for each area of the query's level; with `query.areas`, for these and what lies inside them only.

    Columns: those of `Dataset.identity`, those of `unmap.measures.presence`,
    reporting_year, source_id. A count that the query does not ask for, such as offices where only initiatives are
    meant, or that the record does not divide so (headquarters by agency), is missing and not zero. Raises
    ParameterError for a filter value that does not exist.
    """
    table = dataset.identity(query.level)
    query = in_codes(dataset, query)
    counts = presence(dataset, query)
    table = table.loc[table["code"].isin(counts.index)].reset_index(drop=True)
    skipped = _not_asked(query)
    for name in counts.columns:
        table[name] = None if _is_one(name, skipped) else counts[name].to_numpy()
    return table.assign(reporting_year=dataset.report.reporting_year, source_id=dataset.report.source_id)


def asked_totals(dataset: Dataset, query: PresenceQuery) -> dict[str, int | None]:
    """Give `unmap.measures.record_totals`, None for what the query does not ask for."""
    # Of what lies outside the areas asked for, nothing is told.
    skipped = (*_not_asked(query), *(["_without_any"] if query.areas else []))
    totals = record_totals(dataset, query)
    return {name: None if _is_one(name, skipped) else count for name, count in totals.items()}


def placeless(dataset: Dataset, query: PresenceQuery) -> dict[str, int | None]:
    """Count the distinct initiatives that no area can show, by scope; None where the query is about offices alone.

    They belong to no area, so that `query.areas` does not narrow them.
    """
    counts = beside_the_map(dataset, replace(query, areas=frozenset()))
    scopes = [str(scope) for scope in Scope if scope is not Scope.LOCATED]
    return {scope: None if query.kind is Kind.OFFICES else counts[scope] for scope in scopes}


def agency_table(dataset: Dataset) -> pd.DataFrame:
    """Give each agency with what it has, of distinct things.

    Columns: those of the table; behind `note`, offices (field offices), in how many areas of the highest level these
    are (states_with_field_offices), initiatives, and the same of these (states_with_initiatives), source_id.
    """
    record, level = whole_record(dataset), dataset.level()
    field, work = record.is_office & ~record.headquarters, record.initiative != NOWHERE
    counts = {
        "offices": _by_agency(dataset, record.thing, field),
        f"{level.id}_with_field_offices": _by_agency(dataset, record.area(level), field),
        "initiatives": _by_agency(dataset, record.initiative, work),
        f"{level.id}_with_initiatives": _by_agency(dataset, record.area(level), work),
    }
    return dataset.agencies.assign(**counts, source_id=dataset.report.source_id)


def _by_agency(dataset: Dataset, items: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Count the distinct items of each agency among the rows of the whole record that `keep` names."""
    agency = whole_record(dataset).agency
    keep = keep & (items != NOWHERE) & (agency != NOWHERE)
    # One number stands for both: many times as quick to sort as pairs.
    width = int(items.max(initial=0)) + 1
    pairs = np.unique(agency[keep] * width + items[keep])
    return np.bincount(pairs // width, minlength=len(dataset.agencies))


def report_table(dataset: Dataset) -> pd.DataFrame:
    """Give each report of the data, the newest first; columns: those of the table, days as YYYY-MM-DD."""
    table = newest_first(dataset.reports)
    days = {name: table[name].dt.strftime("%Y-%m-%d") for name in ("period_start", "period_end")}
    return table.assign(**days)


def figure_table(dataset: Dataset) -> pd.DataFrame:
    """Give each figure of context that the report prints; columns: those of the table, source_id (the report)."""
    return dataset.context_figures.assign(source_id=dataset.report.source_id)


def _not_asked(query: PresenceQuery) -> tuple[str, ...]:
    """Give the beginnings and ends of the names of counts that `query` leaves out, or that no one knows for it."""
    initiatives_only = query.kind is Kind.INITIATIVES or query.of_initiatives
    return (
        *(_OF_OFFICES if initiatives_only else ()),
        *(_OF_INITIATIVES if query.kind is Kind.OFFICES else ()),
        # A report counts headquarters without saying whose they are.
        *(("headquarters",) if query.agencies else ()),
    )
