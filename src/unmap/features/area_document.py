"""All that is known of one area in one document: need, gap, change, offices, initiatives, neighbours, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.features.feature_tables import initiative_table
from unmap.measures import default_need
from unmap.measures.answer import source_record
from unmap.measures.area import area_around, held_against, initiatives_here, neighbours_here
from unmap.measures.change import change
from unmap.measures.gap_answer import area_gaps
from unmap.measures.presence import placeless
from unmap.model import PresenceQuery
from unmap.model.plain import plain, records
from unmap.model.schema import SHORT_NAMES
from unmap.store.dataset import once_per_dataset
from unmap.store.naming import area_of, names_in_sources

if TYPE_CHECKING:
    import pandas as pd

    from unmap.features.layer_store import LayerStore
    from unmap.store import Dataset

KEPT = ("code", "name", *SHORT_NAMES, "pcode", "population", "area_km2", "agencies", "headquarters", "presence")

COUNTS = (
    "offices",
    "office_agencies",
    "initiatives",
    "initiatives_direct",
    "initiatives_inside",
    "initiatives_statewide",
    "initiative_agencies",
    "agencies",
    "agencies_statewide",
    "headquarters",
)
"""Columns of presence, as far as the area's level has them."""

INDICATOR_KEPT = (
    "indicator_id",
    "concept",
    "name_en",
    "name_es",
    "unit",
    "unit_name_en",
    "unit_name_es",
    "direction",
    "series",
    "series_name_en",
    "series_name_es",
)


def area_document(layers: LayerStore, text: str) -> dict[str, Any]:
    """Give all that is known of the area that `text` means by code, P-code or name.

    What the areas of a level share (their gaps, the change of their need, the records of indicators and initiatives) is
    worked out with the first of them. Raises NotFoundError where no area is called so, ParameterError where several
    are.
    """
    dataset = layers.dataset
    code = area_of(dataset, text)
    level = dataset.level(dataset.level_of(code)).word
    choice = default_need(dataset, level)
    [row] = _rows(layers.areas(choice).table, "code", code)
    offices = _rows(layers.offices.table, f"{level}_code", code)
    need = need_records(dataset, level, code)
    initiatives = initiatives_here(dataset, _initiatives(dataset), code)
    used = {record["source_id"] for part in (need, offices, *initiatives.values()) for record in part}
    rows, said = _gaps(dataset)[level]
    [gap] = _rows(rows, "code", code)
    return {
        "level": level,
        **{name: row[name] for name in KEPT},
        "in_sources": {"year": choice.year, "names": names_in_sources(dataset, code, choice.year)},
        **area_around(dataset, code),
        "counts": {name: row[name] for name in COUNTS if name in row},
        "need": need,
        "gap": {**gap, **said},
        "change": _rows(_changes(dataset)[level], "code", code, "code"),
        "offices": offices,
        "initiatives": initiatives,
        "neighbours": neighbours_here(dataset, level, code),
        "beside_the_map": _beside_the_map(dataset),
        "sources": [source_record(dataset, source_id) for source_id in sorted(used | {row["presence_source"]})],
    }


def need_records(dataset: Dataset, level: str, code: str) -> list[dict[str, Any]]:
    """Give every value known of one area, no data as null, each with its indicator, series, year and source.

    Beside each stand the `country`'s figure of the same series and year, null where none is published, and the
    `median` of the areas of its `level`.
    """
    values = dataset.values
    rows = values.loc[values["area_code"] == code]
    against, indicators = held_against(dataset, level), _indicators(dataset)
    source_ids = dataset.indicators.set_index("indicator_id")["source_id"].to_dict()
    return [
        {
            **indicators[indicator_id],
            "year": year,
            "value": plain(value),
            **against[indicator_id, year],
            "source_id": source_ids[indicator_id],
        }
        for indicator_id, year, value in zip(
            rows["indicator_id"], rows["year"].tolist(), rows["value"].tolist(), strict=True
        )
    ]


def _rows(table: pd.DataFrame, column: str, code: str, *without: str) -> list[dict[str, Any]]:
    return records(table.loc[table[column] == code].drop(columns=list(without)))


@once_per_dataset
def _indicators(dataset: Dataset) -> dict[str, dict[str, Any]]:
    return {indicator["indicator_id"]: indicator for indicator in records(dataset.indicators[list(INDICATOR_KEPT)])}


@once_per_dataset
def _initiatives(dataset: Dataset) -> list[dict[str, Any]]:
    return records(initiative_table(dataset))


@once_per_dataset
def _gaps(dataset: Dataset) -> dict[str, tuple[pd.DataFrame, dict[str, object]]]:
    return {level.word: area_gaps(dataset, PresenceQuery(level=level.word)) for level in dataset.admin_levels}


@once_per_dataset
def _changes(dataset: Dataset) -> dict[str, pd.DataFrame]:
    return {level.word: change(dataset, level.word) for level in dataset.admin_levels}


@once_per_dataset
def _beside_the_map(dataset: Dataset) -> dict[str, int | None]:
    return placeless(dataset, PresenceQuery())
