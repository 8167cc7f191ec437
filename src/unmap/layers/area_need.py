"""What a need value of one area is held against: the country's figure, and the middle one of its level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.dataset import COUNTRY_CODE
from unmap.dataset.derived import once_per_dataset
from unmap.layers.encode import plain
from unmap.models import Level
from unmap.models.given import one_of

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset


def held_against(dataset: Dataset, level: Level) -> dict[tuple[str, int], dict[str, Any]]:
    """Give for each indicator and year what an area of `level` can be compared with in the same series.

    - `country`: the figure published for the country; None where the series has none, as those of municipalities.
    - `median`: the middle one of the values of the level's areas, those without data left aside.
    """
    return _of_states(dataset) if one_of(Level, "level", level) is Level.STATE else _of_municipalities(dataset)


@once_per_dataset
def _of_states(dataset: Dataset) -> dict[tuple[str, int], dict[str, Any]]:
    return _compared(dataset, Level.STATE)


@once_per_dataset
def _of_municipalities(dataset: Dataset) -> dict[tuple[str, int], dict[str, Any]]:
    return _compared(dataset, Level.MUNICIPALITY)


def _compared(dataset: Dataset, level: Level) -> dict[tuple[str, int], dict[str, Any]]:
    values = dataset.values
    country = _one_a_key(values.loc[values["area_code"] == COUNTRY_CODE])
    median = _one_a_key(values.loc[values["area_code"].isin(dataset.areas(level))])
    return {key: {"country": country.get(key), "median": middle} for key, middle in median.items()}


def _one_a_key(values: pd.DataFrame) -> dict[tuple[str, int], Any]:
    """Give the median by indicator and year, which of a single value is the value itself; None where none is known."""
    found = values.groupby(["indicator_id", "year"], observed=True)["value"].median()
    keys = ((str(indicator_id), int(year)) for indicator_id, year in found.index)
    return dict(zip(keys, map(plain, found.tolist()), strict=True))
