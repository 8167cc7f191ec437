"""Class limits of choropleths, found once here so that no server needs the statistics library for a legend."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import mapclassify
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CLASS_COUNT = 5
"""Steps of one colour that a reader still tells apart on a map (Brewer and Pickle 2002)."""

METHOD = "FisherJenks"

SAMPLE_SIZE = 400
"""Values handed to the exact method, whose time grows with their square: 0.15 s for 400, 5.6 s for 2,466."""


def class_limits(values: NDArray[np.float64], count: int = CLASS_COUNT) -> NDArray[np.float64]:
    """Give the upper limits, inclusive, of at most `count` natural classes of the known `values`.

    Fewer come out where there are fewer distinct values. Of more than `SAMPLE_SIZE` values, evenly spaced order
    statistics stand for the rest, the smallest and the largest among them. Method: W. D. Fisher, "On grouping for
    maximum homogeneity" (1958), as implemented by mapclassify; its faster JenksCaspall does not end on values with
    many ties.
    """
    known = np.sort(values[np.isfinite(values)])
    distinct = np.unique(known)
    if distinct.size <= count:
        return distinct
    if known.size > SAMPLE_SIZE:
        known = known[np.linspace(0, known.size - 1, SAMPLE_SIZE).round().astype(int)]
        count = min(count, np.unique(known).size)
    with warnings.catch_warnings():
        # It advises to install numba, which would weigh more than all of unmap.
        warnings.filterwarnings("ignore", message="Numba not installed")
        limits = mapclassify.FisherJenks(known, k=count).bins
    return np.unique(np.asarray(limits, dtype="float64"))


def classes_table(values: pd.DataFrame, levels: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Give the class limits of every indicator at every level, over all its years together.

    Takes the values table and the area codes of each level. Columns: indicator_id, level, class_number, lower,
    upper, method. One set of limits for all years lets maps of two years be compared by colour.
    """
    frames = [
        _limits_by_indicator(values.loc[values["area_code"].isin(codes)]).assign(level=level)
        for level, codes in levels.items()
    ]
    table = pd.concat(frames, ignore_index=True).assign(method=METHOD)
    table = table[["indicator_id", "level", "class_number", "lower", "upper", "method"]]
    return table.sort_values(["indicator_id", "level", "class_number"], ignore_index=True)


def _limits_by_indicator(values: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for indicator_id, group in values.dropna(subset="value").groupby("indicator_id", sort=True):
        known = group["value"].to_numpy(dtype="float64")
        upper = class_limits(known)
        lower = np.append(known.min(), upper[:-1])
        rows += [
            (indicator_id, number, low, high)
            for number, (low, high) in enumerate(zip(lower, upper, strict=True), start=1)
        ]
    return pd.DataFrame(rows, columns=["indicator_id", "class_number", "lower", "upper"])
