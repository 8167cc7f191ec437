"""The names of one dataset, indexed once for every table that is joined by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.dataset.derived import once_per_dataset
from unmap.geo import Gazetteer

if TYPE_CHECKING:
    from unmap.dataset import Dataset


@once_per_dataset
def gazetteer_of(dataset: Dataset) -> Gazetteer:
    """Give the gazetteer of the dataset's states, municipalities and places, with every other name of an area."""
    return Gazetteer(dataset.states, dataset.municipalities, dataset.places, other_names(dataset))


def other_names(dataset: Dataset) -> pd.DataFrame:
    """Give the names that areas have beside their own, of publications and of use: columns alias, area_code."""
    official = dataset.official_names.rename(columns={"name": "alias"})
    return pd.concat([official, dataset.aliases], ignore_index=True)[["alias", "area_code"]]


def names_in_sources(dataset: Dataset, code: str, year: int) -> tuple[str, ...]:
    """Give what sources of a year call a municipality, where that is another name than its own, as after a renaming.

    Of a state they only write short forms.
    """
    named = dataset.official_names.loc[dataset.official_names["area_code"] == code]
    if code not in set(dataset.municipalities["code"]):
        return ()
    of_year = set(dataset.sources.loc[dataset.sources["year"] == str(year), "source_id"])
    found = [name for name, ids in zip(named["name"], named["source_ids"], strict=True) if of_year & set(ids)]
    return tuple(sorted(found))
