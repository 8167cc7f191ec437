"""Classes of gaps and of need beside presence: limits, how many areas fall into each, no data apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from unmap.coverage.gaps import NO_DATA, PRESENCE_CLASSES, THIRDS
from unmap.layers.encode import plain

if TYPE_CHECKING:
    import pandas as pd

HIGH_PART = 0.9
"""The part of the areas that lies within the outermost limits of a gap, or nearly."""

_LADDER = np.array([m * 10.0**power for power in range(-7, 3) for m in (1, 2, 5)])


def coverage_classes(areas: pd.DataFrame, need_measure: str) -> dict[str, Any]:
    """Give the classes that a map draws of the areas of `unmap.coverage.gaps.gaps`, by what they class.

    - gap: `limits` in percentage points, symmetric about 0 and round (1, 2, 5 and their tenths and tens), seven classes
      between and beyond them, each up to and including its own upper limit; `lower` and `upper` are the ends.
    - presence: areas with none, one, two or more.
    - bivariate: thirds of need with these classes of presence; `by` is what need is ordered by ("headcount", "rate" or
      "value") and `thirds` are the lowest and highest of it in each.
    """
    return {"gap": _of_gap(areas["gap"]), "presence": _of_presence(areas), "bivariate": _of_both(areas, need_measure)}


def _of_gap(points: pd.Series) -> dict[str, Any] | None:
    known = points.dropna().to_numpy(dtype="float64")
    if not known.size:
        return None
    limits = _limits(np.abs(known))
    numbers = np.searchsorted(limits, known, side="left")
    return {
        "limits": limits.tolist(),
        "lower": float(known.min()),
        "upper": float(known.max()),
        "counts": np.bincount(numbers, minlength=limits.size + 1).tolist(),
        "no_data": int(points.size - known.size),
    }


def _limits(sizes: np.ndarray) -> np.ndarray:
    """Give three neighbours of the ladder up to what nine tenths of the areas stay below, and the same below 0."""
    reach = np.quantile(sizes, HIGH_PART)
    top = int(np.clip(np.searchsorted(_LADDER, reach, side="right") - 1, 2, _LADDER.size - 1))
    half = np.round(_LADDER[top - 2 : top + 1], 7)
    return np.concatenate([-half[::-1], half])


def _of_presence(areas: pd.DataFrame) -> dict[str, Any]:
    found = areas["presence_class"].value_counts()
    return {"counts": {name: int(found.get(name, 0)) for name in PRESENCE_CLASSES}}


def _of_both(areas: pd.DataFrame, need_measure: str) -> dict[str, Any]:
    found = areas["bivariate"].value_counts()
    ordered_by = "need_persons" if need_measure == "headcount" else "need_pct"
    ranges = areas.groupby("need_third")[ordered_by].agg(["min", "max"])
    return {
        "by": need_measure,
        "counts": {
            f"{third}-{name}": int(found.get(f"{third}-{name}", 0)) for third in THIRDS for name in PRESENCE_CLASSES
        },
        "no_data": int(found.get(NO_DATA, 0)),
        "thirds": {
            third: [plain(value) for value in ranges.loc[third]] if third in ranges.index else None for third in THIRDS
        },
    }
