"""How long `reach` takes, on the shipped data and on made-up countries, and how that grows.

    python -m tests.bench.coverage_reach [--repeats 5]

Target: a later call within 100 ms on the shipped data. Growth is held against n log n of municipalities and offices
together; the last row has a million rows of presence. Prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import resource
from dataclasses import replace
from math import log
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

import unmap
from tests.tables import with_layers
from unmap.measures.need import choose_need
from unmap.measures.reach import reach

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.store import Dataset

SEED = 1
LIMIT_S = 0.1
SIZES = ((2_469, 36), (2_469, 10_000), (10_000, 10_000), (50_000, 1_000), (50_000, 50_000), (50_000, 1_000_000))
"""Municipalities and offices of the made-up countries."""


def peak_mb() -> float:
    """Give the largest resident memory so far; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made_up(dataset: Dataset, areas: int, offices: int) -> Dataset:
    """Put so many municipalities and offices near the real seats, at random, with people as in real ones."""
    rng = np.random.default_rng(SEED)
    choice = choose_need(dataset, "municipality")
    drawn = rng.integers(0, len(dataset.municipalities), areas)
    layer = pd.DataFrame(dataset.municipalities.drop(columns="geometry")).iloc[drawn].reset_index(drop=True)
    layer["code"] = [f"{number:06}" for number in range(areas)]
    for name in ("seat_lon", "seat_lat"):
        layer[name] += rng.normal(0, 0.3, areas)
    persons = rng.lognormal(9, 1.2, areas).round()
    values = pd.DataFrame(
        {
            "area_code": np.tile(layer["code"].to_numpy(), 2),
            "indicator_id": np.repeat(["poverty_pct.mun-2020", "poverty_persons.mun-2020"], areas),
            "year": choice.year,
            "value": np.concatenate([rng.uniform(5, 95, areas), persons]),
        }
    ).astype({"area_code": "category", "indicator_id": "category"})
    place = rng.integers(0, areas, offices)
    real = dataset.offices.loc[dataset.offices["office_type"] == "field"]
    rows = real.iloc[rng.integers(0, len(real), offices)].reset_index(drop=True)
    rows["office_id"] = [f"office-{number:07}" for number in range(offices)]
    rows["municipality_code"] = layer["code"].to_numpy()[place]
    rows["state_code"] = layer["state_code"].to_numpy()[place]
    for name in ("lon", "lat"):
        rows[name] = layer[f"seat_{name}"].to_numpy()[place] + rng.normal(0, 0.01, offices)
    frame = gpd.GeoDataFrame(layer, geometry=gpd.points_from_xy(layer["seat_lon"], layer["seat_lat"]), crs="OGC:CRS84")
    return replace(with_layers(dataset, municipalities=frame), values=values, offices=rows)


def seconds(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Give the seconds of the first call and the median of the next ones."""
    taken = []
    for _ in range(repeats + 1):
        begin = perf_counter()
        work()
        taken.append(perf_counter() - begin)
    return taken[0], median(taken[1:])


def main() -> None:
    """Print the figures of the shipped data, then how they grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    dataset = unmap.load()
    first, later = seconds(lambda: reach(dataset, radius_km=100), repeats)
    verdict = "met" if later <= LIMIT_S else "missed"
    print(f"shipped data: first call {first:.3f} s, next calls {later:.3f} s (limit {LIMIT_S} s: {verdict})")
    print(f"{'areas':>8}{'offices':>10}{'first':>9}{'next':>9}{'n log n':>9}{'time':>7}{'peak':>10}")
    least = None
    for areas, offices in SIZES:
        country = made_up(dataset, areas, offices)
        first, later = seconds(lambda country=country: reach(country, radius_km=100), max(1, repeats // 2))  # type: ignore[misc]
        total = areas + offices
        least = least or (total * log(total), later)
        growth, ratio = total * log(total) / least[0], later / least[1]
        print(f"{areas:8,}{offices:10,}{first:8.3f}s{later:8.3f}s{growth:9.1f}{ratio:7.1f}{peak_mb():7.0f} MB")


if __name__ == "__main__":
    main()
