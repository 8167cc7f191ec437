"""What a map or a client gets of each area, office and initiative: the joined attributes as one flat table a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.features.periods import of_stated_years
from unmap.measures import need_by_area, presence
from unmap.model import Level, PresenceQuery
from unmap.model.plain import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.features.periods import Periods
    from unmap.model import NeedChoice
    from unmap.store import Dataset


AREA_COLUMNS = ("population", "area_km2", "seat_lon", "seat_lat")


def area_table(dataset: Dataset, choice: NeedChoice) -> pd.DataFrame:
    """Give one row for each area of the level, in the order of the layer, with need and presence joined.

    Columns: code, pcode, name, (state_code, state_name for municipalities), population, area_km2, seat_lon,
    seat_lat, need_indicator, need_series, need_year, need_unit, need_source, need_value, need_pct (0-100),
    need_persons, presence_source, the columns of `unmap.measures.presence`, (state_offices for municipalities: field
    offices in its state).
    """
    layer = dataset.layer(choice.level)
    table = dataset.identity(choice.level)
    table[list(AREA_COLUMNS)] = layer[list(AREA_COLUMNS)]
    table = table.assign(
        need_indicator=choice.indicator.indicator_id,
        need_series=choice.indicator.series,
        need_year=choice.year,
        need_unit=choice.indicator.unit,
        need_source=choice.indicator.source_id,
    )
    need = need_by_area(dataset, choice).reindex(table["code"])
    for name, column in (("need_value", "value"), ("need_pct", "pct"), ("need_persons", "persons")):
        table[name] = need[column].to_numpy()
    table["presence_source"] = dataset.report.source_id
    counts = presence(dataset, PresenceQuery(level=choice.level)).reindex(table["code"])
    for column in counts.columns:
        table[column] = counts[column].to_numpy()
    if choice.level is Level.MUNICIPALITY:
        offices = presence(dataset, PresenceQuery(level=Level.STATE))["offices"]
        table["state_offices"] = offices.reindex(table["state_code"]).to_numpy()
    return table


def place_names(offices: pd.DataFrame) -> pd.Series:
    """Name the place of each office of `office_table`: as it is reported, else its municipality, else its state."""
    reported = offices["place_reported"].where(offices["place_reported"] != "")
    return reported.fillna(offices["municipality_name"]).fillna(offices["state_name"])


def looked_up(keys: pd.Series, known: pd.Series) -> pd.Series:
    """Give what `known` holds of each key, in its own type even where there is no key at all; missing where unknown."""
    return known.reindex(keys).set_axis(keys.index)


def office_table(dataset: Dataset) -> pd.DataFrame:
    """Give one row for each office, with its agency's names and the areas that it was placed in.

    Columns: office_id, agency_id, agency_acronym, agency_name_en, agency_name_es, state_reported,
    place_reported, municipality_code, municipality_name, state_code, state_name, pcode (of the municipality,
    else of the state), lon, lat, office_type, listed_count, valid_from, valid_to, join_method,
    join_confidence, join_candidates, source_id, source_locator, note.
    """
    offices = dataset.offices
    agencies = dataset.agencies.set_index("agency_id")
    states = dataset.states.set_index("code")
    municipalities = dataset.municipalities.set_index("code")
    in_municipality = looked_up(offices["municipality_code"], municipalities["pcode"])
    return pd.DataFrame(
        {
            "office_id": offices["office_id"],
            "agency_id": offices["agency_id"],
            "agency_acronym": looked_up(offices["agency_id"], agencies["acronym"]),
            "agency_name_en": looked_up(offices["agency_id"], agencies["name_en"]),
            "agency_name_es": looked_up(offices["agency_id"], agencies["name_es"]),
            **{name: offices[name] for name in ("state_reported", "place_reported", "municipality_code")},
            "municipality_name": looked_up(offices["municipality_code"], municipalities["name"]),
            "state_code": offices["state_code"],
            "state_name": looked_up(offices["state_code"], states["name"]),
            "pcode": in_municipality.fillna(looked_up(offices["state_code"], states["pcode"])),
            **{name: offices[name] for name in ("lon", "lat", "office_type", "listed_count")},
            "valid_from": offices["valid_from"].dt.strftime("%Y-%m-%d"),
            "valid_to": offices["valid_to"].dt.strftime("%Y-%m-%d"),
            **{name: offices[name] for name in ("join_method", "join_confidence")},
            "join_candidates": offices["join_candidates"].str.join(";"),
            **{name: offices[name] for name in ("source_id", "source_locator", "note")},
        }
    )


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
