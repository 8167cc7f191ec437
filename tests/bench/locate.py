"""How fast `unmap.geo.locate` is beside `geopandas.sjoin(predicate="within")`, and whether they agree.

    python tests/bench/locate.py [--points 1000000] [--areas data/geo/municipalities.parquet]

Both get the same seeded points: uniform over the bounding box, then clustered as people are.

- "first call": areas just read. unmap builds its locator and grid, sjoin prepares the polygons.
- "next calls": areas ready on both sides; median of the repeats. The target of ten times is held against
  this.

sjoin is handed its points as a GeoDataFrame; "+ points" adds the time to make that from two columns, which
`locate` takes as they are. Prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.geo.areaindex import AreaIndex
from unmap.geo.grid import Grid
from unmap.geo.points import AreaLocator, locate

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 2020
TARGET_RATIO = 10
MUNICIPALITIES = Path(__file__).resolve().parents[2] / "data" / "geo" / "municipalities.parquet"


def uniform_points(areas: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Spread points evenly over the bounding box; for Mexico two in three lie at sea or abroad."""
    west, south, east, north = areas.total_bounds
    return pd.DataFrame({"lon": rng.uniform(west, east, count), "lat": rng.uniform(south, north, count)})


def clustered_points(areas: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put points where people live: areas drawn by population, normally about a point inside."""
    people = areas["population"].fillna(0).to_numpy(dtype=float) if "population" in areas else np.ones(len(areas))
    drawn = rng.choice(len(areas), count, p=people / people.sum())
    shapes = areas.geometry.to_numpy()
    spread = np.sqrt(shapely.area(shapes))[drawn] / 4
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))[drawn]
    return pd.DataFrame(middle + rng.normal(size=(count, 2)) * spread[:, None], columns=["lon", "lat"])


def as_geometry(points: pd.DataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make the points that sjoin needs; anew for each call, since geopandas keeps their tree."""
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=areas.crs)


def seconds_of_sjoin(points: pd.DataFrame, areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, float, float]:
    """Give sjoin's answer, its seconds, and the seconds that making the points took."""
    begin = perf_counter()
    geometry = as_geometry(points, areas)
    made = perf_counter()
    joined = gpd.sjoin(geometry, areas, predicate="within")
    return joined, perf_counter() - made, made - begin


def seconds_of_locate(points: pd.DataFrame, areas: gpd.GeoDataFrame | AreaLocator) -> tuple[pd.Series[str], float]:
    """Give the answer of `locate` and its seconds."""
    begin = perf_counter()
    return locate(points, areas), perf_counter() - begin


def differing(located: pd.Series[str], joined: gpd.GeoDataFrame) -> int:
    """Count the points whose area is not the one sjoin gives; one that sjoin gives twice counts as well."""
    once = joined["code"][~joined.index.duplicated(keep=False)]
    twice = joined.index[joined.index.duplicated()].nunique()
    return int((located.fillna("") != once.reindex(located.index).fillna("")).sum()) + twice


def peak_mb() -> float:
    """Give the largest resident memory so far; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(name: str, points: pd.DataFrame, path: Path, repeats: int) -> None:
    """Time both on one set of points and print what came out."""
    # Prepared polygons stay prepared, so each first call needs its own copy of the areas.
    areas = gpd.read_parquet(path, columns=["code", "geometry"])
    joined, first_sjoin, _ = seconds_of_sjoin(points, areas)
    located, first_locate = seconds_of_locate(points, gpd.read_parquet(path, columns=["code", "geometry"]))
    again = [seconds_of_sjoin(points, areas)[1:] for _ in range(repeats)]
    sjoin_s, points_s = (median(column) for column in zip(*again, strict=True))
    locator = AreaLocator(areas["code"].to_numpy(dtype=object), areas.geometry.to_numpy())
    locate(points, locator)
    locate_s = median(seconds_of_locate(points, locator)[1] for _ in range(repeats))
    print(f"\n{name}: {len(points):,} points, {located.notna().mean():.1%} in an area")
    print(f"{'':12}{'sjoin':>10}{'+ points':>10}{'locate':>10}{'ratio':>8}{'ratio + points':>16}")
    print(f"{'first call':12}{first_sjoin:9.3f}s{'':10}{first_locate:9.3f}s{first_sjoin / first_locate:8.1f}")
    ratio, whole_ratio = sjoin_s / locate_s, (sjoin_s + points_s) / locate_s
    row = f"{sjoin_s:9.3f}s{sjoin_s + points_s:9.3f}s{locate_s:9.3f}s{ratio:8.1f}{whole_ratio:16.1f}"
    verdict = "met" if ratio >= TARGET_RATIO else "missed"
    print(f"{'next calls':12}{row}   target {TARGET_RATIO}: {verdict}")
    print(f"differing answers: {differing(located, joined)}")


def measure_grid(path: Path) -> None:
    """Print what building the grid takes; called first, since only the peak of memory is known."""
    areas = gpd.read_parquet(path, columns=["code", "geometry"])
    shapes: NDArray[Any] = areas.geometry.to_numpy()
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    print(f"{len(areas):,} areas with {vertices:,} vertices")
    before, begin = peak_mb(), perf_counter()
    grid = Grid.over(AreaIndex(shapes))
    print(f"grid built in {perf_counter() - begin:.2f} s holds {grid.nbytes / 1e6:.0f} MB, ", end="")
    print(f"peak memory grew by {peak_mb() - before:.0f} MB while building")


def main() -> None:
    """Read the arguments and compare both sets of points."""
    parser = argparse.ArgumentParser(description="Time unmap.geo.locate beside geopandas.sjoin")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--areas", type=Path, default=MUNICIPALITIES)
    arguments = parser.parse_args()
    rng = np.random.default_rng(SEED)
    areas = gpd.read_parquet(arguments.areas)
    uniform = uniform_points(areas, arguments.points, rng)
    clustered = clustered_points(areas, arguments.points, rng)
    del areas
    measure_grid(arguments.areas)
    compare("uniform", uniform, arguments.areas, arguments.repeats)
    compare("clustered", clustered, arguments.areas, arguments.repeats)


if __name__ == "__main__":
    main()
