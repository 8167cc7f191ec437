"""The legend of a choropleth: class limits, how many areas fall into each, no data apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.models import NeedChoice


NO_METHOD = "none"
"""Says that there is nothing to divide into classes."""


@dataclass(frozen=True, slots=True)
class Legend:
    """Class limits, each class up to and including its own `upper`; `lower` is where the first begins.

    `counts` tells how many areas fall into each class in the year chosen, `no_data` how many have no value.
    The limits are those of the indicator over all its years, so that the same colour means the same need.
    """

    method: str
    lower: float
    upper: tuple[float, ...]
    counts: tuple[int, ...]
    no_data: int


def legend(dataset: Dataset, choice: NeedChoice, values: pd.Series) -> Legend:
    """Give the legend for the `values` of the areas that `choice` speaks of."""
    classes = dataset.classes
    rows = classes.loc[
        (classes["indicator_id"] == choice.indicator.indicator_id) & (classes["level"] == str(choice.level))
    ]
    if rows.empty:
        # Where no area has a value in any year nothing is divided; a map still has a legend to show "no data" in.
        return Legend(NO_METHOD, 0.0, (0.0,), (0,), len(values))
    rows = rows.sort_values("class_number")
    upper = rows["upper"].to_numpy(dtype="float64")
    known = values.dropna().to_numpy(dtype="float64")
    # What lies above the last limit, by a rounding or a later edition, still belongs to the highest class.
    numbers = np.minimum(np.searchsorted(upper, known, side="left"), upper.size - 1)
    return Legend(
        method=str(rows["method"].iloc[0]),
        lower=float(rows["lower"].iloc[0]),
        upper=tuple(map(float, upper)),
        counts=tuple(map(int, np.bincount(numbers, minlength=upper.size))),
        no_data=int(values.isna().sum()),
    )
