"""How long `gaps` takes for all municipalities, on the shipped data and on made-up countries, and how that grows.

    python -m tests.bench.coverage_gaps [--repeats 5]

Targets on the shipped data: the first call, with all that it loads, within 300 ms, later calls with new filters within
25 ms. Growth is held against n log n of municipalities and rows of presence together. Prints figures and never fails on
a time.
"""

from __future__ import annotations

import argparse
from itertools import cycle
from math import log
from typing import TYPE_CHECKING

import unmap
from tests.bench.coverage_reach import made_up, peak_mb, seconds
from unmap.measures import gaps
from unmap.model.query import Kind, PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

FIRST_S, LATER_S = 0.3, 0.025
SIZES = ((2_469, 36), (2_469, 100_000), (10_000, 100_000), (50_000, 100_000), (50_000, 1_000_000))
"""Municipalities and rows of presence of the made-up countries."""


def verdict(figure: float, limit: float) -> str:
    """Say whether a target is met."""
    return f"limit {limit * 1000:.0f} ms: {'met' if figure <= limit else 'missed'}"


def main() -> None:
    """Print the figures of the shipped data, then how they grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    dataset = unmap.load()
    filters = cycle(dataset.themes["theme_id"])

    def ask() -> None:
        query = PresenceQuery(level="municipality", kind=Kind.INITIATIVES, themes=frozenset({next(filters)}))
        gaps(dataset, query)

    first, later = seconds(ask, 4 * repeats)
    print(f"shipped data: first call {first * 1000:.0f} ms ({verdict(first, FIRST_S)})")
    print(f"new filters: {later * 1000:.1f} ms ({verdict(later, LATER_S)})")
    print(f"{'areas':>8}{'rows':>11}{'first':>9}{'next':>9}{'n log n':>9}{'time':>7}{'peak':>10}")
    least = None
    for areas, rows in SIZES:
        country = made_up(dataset, areas, rows)
        agencies = cycle(country.agencies["agency_id"])

        def ask_again(country: Dataset = country, agencies: cycle[str] = agencies) -> None:
            gaps(country, PresenceQuery(level="municipality", agencies=frozenset({next(agencies), "UNHCR"})))

        first, later = seconds(ask_again, repeats)
        total = areas + rows
        least = least or (total * log(total), later)
        growth, ratio = total * log(total) / least[0], later / least[1]
        print(f"{areas:8,}{rows:11,}{first:8.3f}s{later:8.3f}s{growth:9.1f}{ratio:7.1f}{peak_mb():7.0f} MB")


if __name__ == "__main__":
    main()
