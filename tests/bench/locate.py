"""How fast `unmap.geo.locate` is beside `geopandas.sjoin(predicate="within")`, whether they agree, and the command.

    python -m tests.bench.locate [--points 1000000] [--areas data/geo/municipalities.parquet]

Both get the same seeded points: uniform over the bounding box, then clustered as people are. Each starts from areas
just read. sjoin is handed its points as a GeoDataFrame; "+ points" adds the time to make that from two columns, which
`locate` takes as they are. Then `unmap locate` puts the clustered points through, from CSV to CSV and from Parquet to
Parquet. Seconds are of a processor, median of the repeats: other work on the machine does not count. Prints figures and
never fails on a time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.geo import locate

SEED = 2020
RUN = """
import atexit
from pathlib import Path
from unmap.cli import main
atexit.register(lambda: print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]))
main()
"""
"""Runs a command and prints the most memory that it held, in KiB: its parent cannot tell that from its own."""

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


def differing(located: pd.Series[str], joined: gpd.GeoDataFrame) -> int:
    """Count the points whose area is not the one sjoin gives; one that sjoin gives twice counts as well."""
    once = joined["code"][~joined.index.duplicated(keep=False)]
    twice = joined.index[joined.index.duplicated()].nunique()
    return int((located.fillna("") != once.reindex(located.index).fillna("")).sum()) + twice


def compare(name: str, points: pd.DataFrame, path: Path, repeats: int) -> None:
    """Time both on one set of points and print what came out."""
    taken: list[tuple[float, float, float]] = []
    for _ in range(repeats):
        # Prepared polygons stay prepared, so each needs its own copy of the areas.
        mine, theirs = (gpd.read_parquet(path, columns=["code", "geometry"]) for _ in range(2))
        begin = process_time()
        geometry = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=theirs.crs)
        made = process_time()
        joined = gpd.sjoin(geometry, theirs, predicate="within")
        end = process_time()
        located = locate(points, mine)
        taken.append((made - begin, end - made, process_time() - end))
    made_s, sjoin_s, locate_s = map(median, zip(*taken, strict=True))
    print(f"\n{name}: {len(points):,} points, {located.notna().mean():.1%} in an area")
    print(f"sjoin {sjoin_s:.2f} s, + points {sjoin_s + made_s:.2f} s, locate {locate_s:.2f} s: ", end="")
    print(f"{sjoin_s / locate_s:.2f} times, + points {(sjoin_s + made_s) / locate_s:.2f} times as fast")
    print(f"differing answers: {differing(located, joined)}")


def measure_command(points: pd.DataFrame) -> None:
    """Put points through `unmap locate` in both forms and print what it took."""
    with TemporaryDirectory() as folder:
        for form, write in (("csv", pd.DataFrame.to_csv), ("parquet", pd.DataFrame.to_parquet)):
            read = Path(folder) / f"points.{form}"
            write(points.round(6), read, index=False)
            before, begin = getrusage(RUSAGE_CHILDREN), perf_counter()
            command = [sys.executable, "-c", RUN, "locate", str(read), "-o", f"{folder}/out.{form}"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            wall, after = perf_counter() - begin, getrusage(RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f"unmap locate, {len(points):,} points, {form}: {wall:.1f} s, {cpu:.1f} s of a processor, ", end="")
            print(f"at most {int(done.stdout) / 1024:.0f} MB")


def main() -> None:
    """Read the arguments and compare both sets of points."""
    parser = argparse.ArgumentParser(description="Time unmap.geo.locate beside geopandas.sjoin, and unmap locate")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--areas", type=Path, default=MUNICIPALITIES)
    arguments = parser.parse_args()
    rng = np.random.default_rng(SEED)
    areas = gpd.read_parquet(arguments.areas)
    uniform = uniform_points(areas, arguments.points, rng)
    clustered = clustered_points(areas, arguments.points, rng)
    del areas
    compare("uniform", uniform, arguments.areas, arguments.repeats)
    compare("clustered", clustered, arguments.areas, arguments.repeats)
    for count in (1_000, arguments.points):
        measure_command(clustered[:count])


if __name__ == "__main__":
    main()
