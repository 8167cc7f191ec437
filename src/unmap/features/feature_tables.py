"""What a map or a client gets of each area, office and initiative: the joined attributes as one flat table a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.features.periods import of_stated_years
from unmap.measures import need_by_area, presence
from unmap.model import PresenceQuery
from unmap.model.plain import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.features.periods import Periods
    from unmap.model import NeedChoice
    from unmap.store import Dataset


AREA_COLUMNS = ("population", "area_km2", "seat_lon", "seat_lat")


def area_table(dataset: Dataset, choice: NeedChoice) -> pd.DataFrame:
    """Give one row for each area of the level, in the order of the layer, with need and presence joined.

    Columns: those of `unmap.model.layer_columns.area_columns`, in their order: codes and names, need, presence.
    """
    layer = dataset.layer(choice.level)
    table = dataset.identity(choice.level, short=True)
    table[list(AREA_COLUMNS)] = layer[list(AREA_COLUMNS)]
    table = table.assign(
        need_indicator=choice.indicator.indicator_id,
        need_series=choice.indicator.series,
        need_year=pd.Series(choice.year if choice.given else pd.NA, index=table.index, dtype="Int64"),
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
    for above in dataset.above(choice.level)[-1:]:
        offices = presence(dataset, PresenceQuery(level=above.word))["offices"]
        table[f"{above}_offices"] = offices.reindex(table[f"{above}_code"]).to_numpy()
    return dataset.registry.in_order(dataset.level(choice.level).id, table)


def place_names(dataset: Dataset, offices: pd.DataFrame) -> pd.Series:
    """Name the place of each office of `office_table`: as it is reported, else the finest area that it lies in."""
    names = offices["place_reported"].where(offices["place_reported"] != "")
    for word in reversed(dataset.admin_levels):
        names = names.fillna(offices[f"{word}_name"])
    return names


def looked_up(keys: pd.Series, known: pd.Series) -> pd.Series:
    """Give what `known` holds of each key, in its own type even where there is no key at all; missing where unknown."""
    return known.reindex(keys).set_axis(keys.index)


def office_table(dataset: Dataset) -> pd.DataFrame:
    """Give one row for each office, with its agency's names and the areas that it was placed in.

    Columns: those of `unmap.model.layer_columns.office_columns`, in their order; the P-code is that of the finest area
    that it lies in, and `lon` and `lat` are those of `unmap.store.office_points`.
    """
    offices = dataset.offices
    agencies = dataset.agencies.set_index("agency_id")
    table = offices.drop(columns=["area_code", "report_id", "point_lon", "point_lat"]).assign(
        lon=offices["point_lon"],
        lat=offices["point_lat"],
        point_basis=offices["point_basis"].replace("", None),
        **{
            f"agency_{name}": looked_up(offices["agency_id"], agencies[name])
            for name in ("acronym", "name_en", "name_es")
        },
        **{name: offices[name].dt.strftime("%Y-%m-%d") for name in ("valid_from", "valid_to")},
        join_candidates=offices["join_candidates"].str.join(";"),
    )
    for word in reversed(dataset.admin_levels):
        areas = dataset.layer(word).set_index("code")
        codes = offices[f"{word}_code"]
        table[f"{word}_name"] = looked_up(codes, areas["name"])
        pcodes = looked_up(codes, areas["pcode"])
        table["pcode"] = pcodes if "pcode" not in table else table["pcode"].fillna(pcodes)
    return dataset.registry.in_order("offices", table)


def initiative_table(dataset: Dataset) -> pd.DataFrame:
    """Give one row for each initiative.

    Columns: those of `unmap.model.layer_columns.initiative_columns`, in their order. `agency_ids`, `agency_acronyms`
    and `area_codes` are tuples of text, valid_from and valid_to the days of `initiative_periods` as text; tuples of
    objects are `places` (area_code, pcode, level, name, codes of the areas above the finest, place_reported, basis,
    join_method, note), `results` (value, value_qualifier, unit, description, area_code, year) and `partners` (partner,
    role).
    """
    initiatives = dataset.initiatives
    ids = initiatives["initiative_id"]
    agencies = dataset.initiative_agencies
    acronyms = dataset.agencies.set_index("agency_id")["acronym"]
    outcomes = dataset.framework.set_index("outcome_id")
    priorities = dataset.priorities.set_index("priority_id")
    table = initiatives.drop(columns="report_id")
    table["agency_ids"] = _texts(ids, agencies["initiative_id"], agencies["agency_id"])
    table["agency_acronyms"] = _texts(ids, agencies["initiative_id"], looked_up(agencies["agency_id"], acronyms))
    for key, titles in (("outcome_id", outcomes), ("priority_id", priorities)):
        for column in ("title_en", "title_es"):
            table[f"{key.removesuffix('_id')}_{column}"] = looked_up(initiatives[key], titles[column])
    table["valid_from"], table["valid_to"] = initiative_periods(dataset).days()
    places = _places(dataset)
    table["area_codes"] = _texts(ids, places["initiative_id"], places["area_code"])
    table["places"] = _objects(ids, places)
    table["results"] = _objects(ids, dataset.initiative_results.drop(columns="result_id"))
    table["partners"] = _objects(ids, dataset.initiative_partners)
    return dataset.registry.in_order("initiatives", table)


def initiative_periods(dataset: Dataset) -> Periods:
    """Give the time that each initiative speaks of: its stated years and, where it states none, the reporting year."""
    stated = dataset.initiatives
    return of_stated_years(stated["start_year"], stated["end_year"], dataset.report.reporting_year)


def initiative_shapes(dataset: Dataset) -> np.ndarray:
    """Give a MultiPoint of the seats of each initiative's areas (CRS84), None for one that is not located."""
    areas = _areas(dataset)
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
    areas = _areas(dataset)
    added = {name: looked_up(places["area_code"], areas[name]) for name in ("pcode", "name")}
    named = places.assign(**added)
    *above, _ = (f"{word}_code" for word in dataset.admin_levels)
    columns = ("area_code", "pcode", "level", "name", *above, "place_reported", "basis", "join_method", "note")
    return named[["initiative_id", *columns]]


def _areas(dataset: Dataset) -> pd.DataFrame:
    """Give the areas of all levels by code."""
    return pd.concat([dataset.layer(word) for word in dataset.admin_levels]).set_index("code")


def _texts(ids: pd.Series, owner: pd.Series, texts: pd.Series) -> pd.Series:
    grouped = texts.groupby(owner.to_numpy()).agg(tuple)
    return pd.Series([grouped.get(key, ()) for key in ids], index=ids.index, dtype=object)


def _objects(ids: pd.Series, table: pd.DataFrame) -> pd.Series:
    owners: Sequence[str] = table["initiative_id"].tolist()
    found: dict[str, list[dict[str, Any]]] = {}
    for owner, row in zip(owners, records(table.drop(columns="initiative_id")), strict=True):
        found.setdefault(owner, []).append(row)
    return pd.Series([tuple(found.get(key, ())) for key in ids], index=ids.index, dtype=object)
