"""The tables of a folder with the levels of the shipped data, and datasets with other layers of areas."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import unmap
from unmap.files import shipped_data
from unmap.model import schema
from unmap.pages import downloads
from unmap.store.loading import levels_in

if TYPE_CHECKING:
    import geopandas as gpd

    from unmap.store import Dataset

LEVELS = levels_in(shipped_data())
TABLES = schema.tables_of(LEVELS)

_BY_NAME = {table.name: table for table in TABLES}
STATES, MUNICIPALITIES = (_BY_NAME[level.id] for level in LEVELS)
STATES_OVERVIEW, MUNICIPALITIES_OVERVIEW = (_BY_NAME[f"{level.id}{schema.OVERVIEW}"] for level in LEVELS)
PLACES = _BY_NAME[schema.PLACES.name]


@cache
def shipped() -> Dataset:
    """Give the shipped data, for what is asked before there are fixtures."""
    return unmap.load()


def with_layers(dataset: Dataset, **layers: gpd.GeoDataFrame) -> Dataset:
    """Give a dataset with other areas at some levels, by the ids of these."""
    return replace(dataset, layers={**dataset.layers, **layers})


EXPORTS = {
    **{level.id: downloads.area_layer(level.id, level.plural_en, long=level.level > 1) for level in LEVELS},
    **downloads.EXPORTS,
}
"""Every export of the shipped data."""
