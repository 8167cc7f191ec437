"""Records of the library as JSON objects."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from unmap.coverage import default_need
from unmap.coverage.asking import TEXT
from unmap.dataset import LEVELS
from unmap.layers import plain, records
from unmap.layers.area_need import held_against
from unmap.layers.coverage_frame import filters_of, source_record
from unmap.models import Level

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import Indicator, PresenceQuery


def filter_record(query: PresenceQuery) -> dict[str, Any]:
    """Give the filters of a question by the names of their parameters; of a free text only whether there was one."""
    return {**filters_of(query), TEXT: bool(query.text)}


def indicator_record(dataset: Dataset, indicator: Indicator) -> dict[str, Any]:
    """Give an indicator with the years that it has at each level, and its source."""
    record = asdict(indicator)
    del record["levels"], record["source_id"]
    return {
        **record,
        "years": {level: dataset.years.get((indicator.indicator_id, level), ()) for level in LEVELS},
        "source": source_record(dataset, indicator.source_id),
    }


def default_records(dataset: Dataset) -> dict[str, Any]:
    """Give the need that is meant unless another is asked for, by level."""
    chosen = {level: default_need(dataset, level) for level in Level}
    return {
        str(level): {"indicator_id": choice.indicator.indicator_id, "year": choice.year}
        for level, choice in chosen.items()
    }


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


def need_records(dataset: Dataset, level: Level, code: str) -> list[dict[str, Any]]:
    """Give every value known of one area, no data as null, each with its indicator, series, year and source.

    Beside each stand the `country`'s figure of the same series and year, null where none is published, and the
    `median` of the areas of its `level`.
    """
    values = dataset.values
    rows = values.loc[values["area_code"] == code]
    against = held_against(dataset, level)
    indicators = {indicator["indicator_id"]: indicator for indicator in records(dataset.indicators)}
    found = []
    for indicator_id, year, value in zip(rows["indicator_id"], rows["year"], rows["value"], strict=True):
        indicator = indicators[indicator_id]
        found.append(
            {
                **{name: indicator[name] for name in INDICATOR_KEPT},
                "year": int(year),
                "value": plain(value),
                **against[indicator_id, int(year)],
                "source_id": indicator["source_id"],
            }
        )
    return found
