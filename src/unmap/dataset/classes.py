"""Classes of a choropleth for indicators that a folder has none for: an own indicator needs no limits typed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT = 5
"""Steps of one colour that a reader still tells apart on a map (Brewer and Pickle 2002)."""

METHOD = "Quantiles"


def with_missing_classes(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the table of classes, with classes of equal counts for each indicator and level that has values but none.

    Over all years together, as the table has them; fewer than five where values repeat.
    """
    classes, values = frames["classes"], frames["values"]
    there = set(zip(classes["indicator_id"], classes["level"], strict=True))
    made = [
        _limits(indicator_id, level, known.to_numpy(dtype="float64"))
        for level, layer in (("state", "states"), ("municipality", "municipalities"))
        for indicator_id, known in _lacking(values, frames[layer]["code"], {one for one, at in there if at == level})
    ]
    if not made:
        return classes
    whole = pd.concat([classes, *made], ignore_index=True).astype(classes.dtypes)
    return whole.sort_values(["indicator_id", "level", "class_number"], ignore_index=True)


def _lacking(values: pd.DataFrame, codes: pd.Series, there: set[str]) -> list[tuple[str, pd.Series]]:
    """Give the known values at a level of each indicator without classes there."""
    wanted = set(values["indicator_id"].cat.categories) - there
    if not wanted:
        return []
    rows = values.loc[values["indicator_id"].isin(wanted) & values["value"].notna() & values["area_code"].isin(codes)]
    return [(str(name), group["value"]) for name, group in rows.groupby("indicator_id", observed=True)]


def _limits(indicator_id: str, level: str, known: np.ndarray) -> pd.DataFrame:
    shares = np.arange(1, COUNT + 1) / COUNT
    upper = np.unique(np.quantile(known, shares, method="inverted_cdf"))
    return pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "level": level,
            "class_number": np.arange(1, len(upper) + 1),
            "lower": np.append(known.min(), upper[:-1]),
            "upper": upper,
            "method": METHOD,
        }
    )
