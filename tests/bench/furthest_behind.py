"""How long it takes to rank areas under all weightings of their conditions, and what is sure on the shipped data.

    python -m tests.bench.furthest_behind

- "first": 10,000 weightings of 2,469 municipalities by 12 conditions; "own weights": the same question again with a
  weight that moved. Seconds of a processor; memory is what the process grew by at its highest.
- "50,000 areas": the ranks alone, of numbers made by chance, beside those of 2,469; linear is a ratio of 20.
- how many municipalities are sure by seven and by twelve conditions, and how wide the interval of a rank is.

Prints figures and never fails on a time.
"""

from __future__ import annotations

import resource
from functools import partial
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import unmap
from unmap.measures import furthest_behind, gaps
from unmap.measures.weightings import standing
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable

SEVEN = (
    "extreme_poverty",
    "educational_lag",
    "health_access",
    "social_security",
    "housing_quality",
    "housing_services",
    "food_access",
)
TWELVE = (
    *SEVEN,
    "poverty",
    "three_or_more_deprivations",
    "income_below_extreme_line",
    "income_below_poverty_line",
    "illiteracy_pct.rezago-2020",
)
MUNICIPALITIES = PresenceQuery(level="municipality")


def seconds(work: Callable[[], object]) -> float:
    """Give the seconds of a processor that one call takes."""
    begin = process_time()
    work()
    return process_time() - begin


def megabytes() -> float:
    """Give the most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def by_chance(areas: int) -> pd.DataFrame:
    """Give areas with twelve conditions made by chance."""
    return pd.DataFrame(np.random.default_rng(1).random((areas, 12)))


def main() -> None:
    """Print the figures."""
    dataset = unmap.load()
    gaps(dataset, MUNICIPALITIES)
    before = megabytes()
    first = seconds(lambda: furthest_behind(dataset, MUNICIPALITIES, conditions=TWELVE))
    print(f"first, 12 conditions     {first:8.2f} s   limit 1.5 s, {megabytes() - before:.0f} MB, limit 400 MB")
    moved = seconds(lambda: furthest_behind(dataset, MUNICIPALITIES, conditions=TWELVE, weights={"food_access": 1}))
    print(f"own weights              {moved:8.2f} s   limit 0.15 s")
    few, many = (seconds(partial(standing, by_chance(n), n // 10, 1_000, 1, (0.05, 0.95))) for n in (2_469, 50_000))
    print(f"50,000 areas             {many / few:8.1f} times 2,469 areas (1,000 weightings)")
    for conditions in (SEVEN, TWELVE):
        found = furthest_behind(dataset, MUNICIPALITIES, conditions=conditions)
        sure = found.areas.loc[found.areas["list"] == "sure"]
        width = (found.areas["rank_p95"] - found.areas["rank_p05"]).median()
        oaxaca, people = sure.index.str.startswith("20").sum(), sure["population"].sum()
        print(
            f"{len(conditions)} conditions: {len(sure)} sure, {oaxaca} of them in Oaxaca, {people:,.0f} people, "
            f"presence {sure['presence'].sum():.0f}; median interval {width:.0f}"
        )


if __name__ == "__main__":
    main()
