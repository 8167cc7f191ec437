"""What a map or a client gets of each initiative: its attributes, with places, results and partners as lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.layers.encode import records
from unmap.layers.features import looked_up
from unmap.layers.periods import of_stated_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.dataset import Dataset
    from unmap.layers.periods import Periods


def initiative_table(dataset: Dataset) -> pd.DataFrame:
    """Give one row for each initiative.

    Columns: those of the table; behind `summary_es`, agency_ids and agency_acronyms (tuples of text); behind
    `outcome_id` and `priority_id` their titles in English and Spanish; behind `end_year`, valid_from and valid_to
    (the days of `initiative_periods` as text); and, as tuples of objects, `places`
    (area_code, pcode, level, name, state_code, place_reported, basis, join_method, note), `results` (value,
    value_qualifier, unit, description, area_code, year) and `partners` (partner, role); area_codes (a tuple of text).
    """
    initiatives = dataset.initiatives
    ids = initiatives["initiative_id"]
    agencies = dataset.initiative_agencies
    acronyms = dataset.agencies.set_index("agency_id")["acronym"]
    outcomes = dataset.framework.set_index("outcome_id")
    priorities = dataset.priorities.set_index("priority_id")
    table = initiatives[["initiative_id", "title", "title_es", "summary", "summary_es"]].copy()
    table["agency_ids"] = _texts(ids, agencies["initiative_id"], agencies["agency_id"])
    table["agency_acronyms"] = _texts(ids, agencies["initiative_id"], looked_up(agencies["agency_id"], acronyms))
    for key, titles in (("outcome_id", outcomes), ("priority_id", priorities)):
        table[key] = initiatives[key]
        for column in ("title_en", "title_es"):
            table[f"{key.removesuffix('_id')}_{column}"] = looked_up(initiatives[key], titles[column])
    rest = [name for name in initiatives.columns if name not in table.columns]
    table[rest] = initiatives[rest]
    spoken_of = dict(zip(("valid_from", "valid_to"), initiative_periods(dataset).days(), strict=True))
    columns = list(table.columns)
    behind = columns.index("end_year") + 1
    table = table.assign(**spoken_of)[[*columns[:behind], *spoken_of, *columns[behind:]]]
    places = _places(dataset)
    table["area_codes"] = _texts(ids, places["initiative_id"], places["area_code"])
    table["places"] = _objects(ids, places)
    table["results"] = _objects(ids, dataset.initiative_results.drop(columns="result_id"))
    table["partners"] = _objects(ids, dataset.initiative_partners)
    return table


def initiative_periods(dataset: Dataset) -> Periods:
    """Give the time that each initiative speaks of: its stated years and, where it states none, the reporting year."""
    stated = dataset.initiatives
    return of_stated_years(stated["start_year"], stated["end_year"], dataset.report.reporting_year)


def initiative_shapes(dataset: Dataset) -> np.ndarray:
    """Give a MultiPoint of the seats of each initiative's areas (CRS84), None for one that is not located."""
    areas = pd.concat([dataset.states, dataset.municipalities]).set_index("code")
    places = dataset.initiative_places
    # An area whose seat is not known has no spot to stand for it.
    seats = areas.reindex(places["area_code"])[["seat_lon", "seat_lat"]].to_numpy(dtype="float64")
    known = ~np.isnan(seats).any(axis=1)
    seats = seats[known]
    rows = places.loc[known].groupby("initiative_id").indices
    shapes = [
        shapely.MultiPoint(seats[rows[initiative]]) if initiative in rows else None
        for initiative in dataset.initiatives["initiative_id"]
    ]
    return np.array([*shapes, None], dtype=object)[:-1]


def _places(dataset: Dataset) -> pd.DataFrame:
    places = dataset.initiative_places
    areas = pd.concat([dataset.states, dataset.municipalities]).set_index("code")
    added = {name: looked_up(places["area_code"], areas[name]) for name in ("pcode", "name")}
    named = places.assign(**added)
    columns = ("area_code", "pcode", "level", "name", "state_code", "place_reported", "basis", "join_method", "note")
    return named[["initiative_id", *columns]]


def _texts(ids: pd.Series, owner: pd.Series, texts: pd.Series) -> pd.Series:
    grouped = texts.groupby(owner.to_numpy()).agg(tuple)
    return pd.Series([grouped.get(key, ()) for key in ids], index=ids.index, dtype=object)


def _objects(ids: pd.Series, table: pd.DataFrame) -> pd.Series:
    owners: Sequence[str] = table["initiative_id"].tolist()
    found: dict[str, list[dict[str, Any]]] = {}
    for owner, row in zip(owners, records(table.drop(columns="initiative_id")), strict=True):
        found.setdefault(owner, []).append(row)
    return pd.Series([tuple(found.get(key, ())) for key in ids], index=ids.index, dtype=object)
