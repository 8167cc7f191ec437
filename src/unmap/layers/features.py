"""What a map or a client gets of each area and office: the joined attributes as one flat table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.coverage import need_by_area, presence
from unmap.models import Level, PresenceQuery

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

AREA_COLUMNS = ("population", "area_km2", "seat_lon", "seat_lat")


def area_table(dataset: Dataset, choice: NeedChoice) -> pd.DataFrame:
    """Give one row for each area of the level, in the order of the layer, with need and presence joined.

    Columns: code, pcode, name, (state_code, state_name for municipalities), population, area_km2, seat_lon,
    seat_lat, need_indicator, need_series, need_year, need_unit, need_source, need_value, need_pct (0-100),
    need_persons, presence_source, the columns of `unmap.coverage.presence`, (state_offices for municipalities: field
    offices in its state).
    """
    layer = dataset.states if choice.level is Level.STATE else dataset.municipalities
    table = pd.DataFrame(layer[["code", "pcode", "name"]])
    if choice.level is Level.MUNICIPALITY:
        table["state_code"] = layer["state_code"]
        table["state_name"] = layer["state_code"].map(dataset.states.set_index("code")["name"])
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
