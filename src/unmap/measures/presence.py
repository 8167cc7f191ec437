"""Presence: distinct offices, initiatives and agencies by area, what no area can show, and both as flat tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.measures.matching import NOWHERE, Record, headquarters_in, listed_areas, matching, placed_in, state_positions
from unmap.model import Kind, Level, PresenceQuery, Scope
from unmap.model.query import FIELD, HEADQUARTERS_ONLY, NONE_REPORTED
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
    - `initiatives`: distinct initiatives placed in the area or in a municipality inside it.
    - `initiatives_direct`: those of them that the report places in exactly this area.
    - `initiatives_inside` (states): those placed in a municipality of the state; `initiatives_statewide`
      (municipalities): those placed in its state as a whole and not in it, which no one can place more exactly.
    - `initiative_agencies`, `agencies`: distinct agencies with an initiative, with an initiative or an office.
    - `agencies_statewide` (municipalities): agencies with an initiative placed in its state as a whole and no presence
      of their own here.
    - `headquarters`: headquarters offices reported for the area, which are no field presence unless asked for.
    - `presence`: "field", "headquarters-only" or "none-reported" by its offices, the last meaning that the report
      lists none and not that there is none.

    With `query.statewide`, `initiatives` and `agencies` of a municipality include the statewide ones. Raises
    ParameterError for a filter value that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence and filters; all presence by state without it.

    >>> presence(data).loc["07", ["offices", "office_agencies", "initiatives"]].tolist()
    [7, 6, 10]
    """
    query = in_codes(dataset, query)
    record = matching(dataset, placed_in(query))
    level = query.level
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
    if level is Level.STATE:
        whole = record.municipality == NOWHERE
        counts["initiatives_direct"] = distinct(initiative & whole, record.thing)
        counts["initiatives_inside"] = distinct(initiative & ~whole, record.thing)
    else:
        counts["initiatives_direct"] = counts["initiatives"]
        counts["initiatives_statewide"] = _statewide(dataset, record, record.thing, initiative)
    counts["initiative_agencies"] = distinct(initiative, record.agency)
    counts["agencies"] = distinct(office | initiative, record.agency)
    if level is Level.MUNICIPALITY:
        counts["agencies_statewide"] = _statewide(dataset, record, record.agency, office | initiative)
    counts["headquarters"] = headquarters_in(dataset, record, area, len(codes))
    return _as_asked(pd.DataFrame(counts, index=codes), query).loc[listed_areas(dataset, query)]


def _as_asked(table: pd.DataFrame, query: PresenceQuery) -> pd.DataFrame:
    """Say what kind of presence each area has, then add what the query counts besides."""
    kinds = [table["offices"] > 0, table["headquarters"] > 0]
    table["presence"] = np.select(kinds, [FIELD, HEADQUARTERS_ONLY], NONE_REPORTED)
    if query.headquarters:
        table["offices"] += table["headquarters"]
    if query.statewide and query.level is Level.MUNICIPALITY:
        for name in ("initiatives", "agencies"):
            table[name] += table[f"{name}_statewide"]
    return table


def _distinct(area: np.ndarray, items: np.ndarray, areas: int) -> np.ndarray:
    """Count the distinct `items` of each area; an item of -1 is no item."""
    known = items != NOWHERE
    width = int(items.max(initial=0)) + 1
    pairs = np.unique(area[known] * width + items[known])
    return np.bincount(pairs // width, minlength=areas)


def _statewide(dataset: Dataset, record: Record, items: np.ndarray, here: np.ndarray) -> np.ndarray:
    """Count for each municipality the items placed in its state as a whole and not in the municipality itself."""
    state_of = state_positions(dataset)
    whole = ~record.is_office & (record.state != NOWHERE) & (record.municipality == NOWHERE) & (items != NOWHERE)
    in_state = _distinct(record.state[whole], items[whole], len(dataset.areas(Level.STATE)))
    width = int(items.max(initial=0)) + 1
    statewide = np.unique(record.state[whole] * width + items[whole])
    own = here & (items != NOWHERE)
    pairs = np.unique(record.municipality[own] * width + items[own])
    both = np.isin(state_of[pairs // width] * width + pairs % width, statewide)
    elsewhere: np.ndarray = in_state[state_of] - np.bincount(pairs[both] // width, minlength=len(state_of))
    return elsewhere


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
    rows["state_code"] = _named(dataset.states["code"], record.state)
    rows["municipality_code"] = _named(dataset.municipalities["code"], record.municipality)
    in_municipality = record.municipality != NOWHERE
    rows["area_code"] = np.where(in_municipality, rows["municipality_code"], rows["state_code"])
    rows["level"] = np.select(
        [in_municipality, record.state != NOWHERE], [str(Level.MUNICIPALITY), str(Level.STATE)], ""
    )
    rows["area_name"] = np.where(
        in_municipality,
        _named(dataset.municipalities["name"], record.municipality),
        _named(dataset.states["name"], record.state),
    )
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

    Keys: offices, office_listings (with repetitions), office_agencies, office_places, states_with_field_offices,
    states_without_any (no office of any kind), headquarters_offices, initiatives, initiatives_located (and the
    other scopes), agencies (with an office or an initiative), states_with_initiatives.

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
    in_states = record.initiative != NOWHERE
    in_states &= record.state != NOWHERE
    any_office = np.unique(record.state[record.is_office & (record.state != NOWHERE)])
    scopes = {
        f"initiatives_{scope.replace('-', '_')}": count for scope, count in beside_the_map(dataset, query).items()
    }
    return {
        "offices": _count(record.thing[field]),
        "office_listings": int(listed[np.unique(record.office[field])].sum()),
        "office_agencies": _count(record.agency[field]),
        "office_places": _count(record.municipality[field]),
        "states_with_field_offices": _count(record.state[field]),
        "states_without_any": len(dataset.areas(Level.STATE)) - len(any_office),
        "headquarters_offices": int(listed[np.unique(record.office[record.headquarters])].sum()),
        "initiatives": _count(record.initiative),
        **scopes,
        "agencies": _count(record.agency),
        "states_with_initiatives": _count(record.state[in_states]),
    }


def _count(items: np.ndarray) -> int:
    return int(np.unique(items[items != NOWHERE]).size)


_OF_OFFICES = ("office", "headquarters", "presence", "states_with_field_offices", "states_without_any")


_OF_INITIATIVES = ("initiative", "agencies_statewide", "states_with_initiatives")


def presence_table(dataset: Dataset, query: PresenceQuery) -> pd.DataFrame:
    """Give presence for each area of the query's level; with `query.areas`, for these and what lies inside them only.

    Columns: code, pcode, name, (state_code, state_name for municipalities), those of `unmap.measures.presence`,
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
        table[name] = None if name.startswith(skipped) else counts[name].to_numpy()
    return table.assign(reporting_year=dataset.report.reporting_year, source_id=dataset.report.source_id)


def asked_totals(dataset: Dataset, query: PresenceQuery) -> dict[str, int | None]:
    """Give `unmap.measures.record_totals`, None for what the query does not ask for."""
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


def _not_asked(query: PresenceQuery) -> tuple[str, ...]:
    """Give the beginnings of the names of counts that `query` leaves out, or that no one knows for it."""
    initiatives_only = query.kind is Kind.INITIATIVES or query.of_initiatives
    return (
        *(_OF_OFFICES if initiatives_only else ()),
        *(_OF_INITIATIVES if query.kind is Kind.OFFICES else ()),
        # A report counts headquarters without saying whose they are.
        *(("headquarters",) if query.agencies else ()),
    )
