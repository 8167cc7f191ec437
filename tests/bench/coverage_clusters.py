"""How long clusters, equity and the neighbourhood behind them take on the shipped data.

    python -m tests.bench.coverage_clusters [--repeats 5]

- "neighbours, first": found from the boundaries, the import of scipy.sparse included at the first level; kept
  afterwards.
- "clusters": all four parts, global and local; the target of 5 s is that for 999 permutations of municipalities.
- "esda": what the same four local statistics take there with 999 permutations, and how many of the municipalities
  without offices among others without offices it calls significant.

Prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import warnings
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import esda
import numpy as np
from libpysal.graph import Graph

import unmap
from unmap.measures.clusters import PARTS, clusters
from unmap.measures.equity import equity
from unmap.measures.neighbours import neighbours
from unmap.model import Kind, PresenceQuery
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.store import Dataset

PUBLISHED = 999
LIMIT_CLUSTERS = 5.0
LIMIT_NEIGHBOURS = 2.0
ALPHA = 0.05


def seconds(work: Callable[..., Any], *given: object, **options: object) -> float:
    """Give how long one call takes."""
    begin = perf_counter()
    work(*given, **options)
    return perf_counter() - begin


def report(name: str, took: float, limit: float | None = None) -> None:
    """Print one figure, beside its limit where there is one."""
    against = "" if limit is None else f"   limit {limit:g} s, ratio {took / limit:.2f}"
    print(f"{name:48}{took:8.3f} s{against}")


def beside_esda(dataset: Dataset) -> None:
    """Time esda on the same question, and count what ties make of areas without anything around them."""
    found = clusters(dataset, PresenceQuery(level="municipality", kind=Kind.OFFICES), permutations=PUBLISHED)
    known = (found.areas["presence_class"] != "no-data").to_numpy()
    around = neighbours(dataset, "municipality").among(known)
    pairs = around.pairs.rename(columns={"code": "focal", "neighbour": "neighbor"}).assign(weight=1)
    graph = Graph(pairs.set_index(["focal", "neighbor"])["weight"])
    table = found.areas.loc[known]
    local = {}
    begin = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for part, (here, there) in PARTS.items():
            x, y = table[here].to_numpy(), table[there].to_numpy()
            local[part] = (
                esda.Moran_Local(x, graph, permutations=PUBLISHED, seed=1)
                if here == there
                else esda.Moran_Local_BV(x, y, graph, permutations=PUBLISHED, seed=1)
            )
    report(f"esda, {PUBLISHED} permutations, local only", perf_counter() - begin)
    presence = table["presence"].to_numpy()
    empty = (presence == 0) & (around.weights @ presence == 0)
    theirs = int((local["presence"].p_sim[empty] <= ALPHA).sum())
    ours = int((table["presence_p"].to_numpy()[empty] <= ALPHA).sum())
    print(f"municipalities without offices among such: {np.count_nonzero(empty):,}")
    print(f"of these with p <= {ALPHA}: esda {theirs:,}, unmap {ours:,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    dataset = unmap.load()
    for level in ("state", "municipality"):
        report(f"neighbours, first, {level}", seconds(neighbours, dataset, level), LIMIT_NEIGHBOURS)
    for level in ("state", "municipality"):
        query = PresenceQuery(level=level)
        clusters(dataset, query, permutations=1)
        for permutations in (PUBLISHED, DEFAULTS.permutations):
            limit = LIMIT_CLUSTERS if (level, permutations) == ("municipality", PUBLISHED) else None
            times = [seconds(clusters, dataset, query, permutations=permutations) for _ in range(repeats)]
            report(f"clusters, {level}, {permutations:,} permutations", median(times), limit)
    for level in ("state", "municipality"):
        for kind in Kind:
            query = PresenceQuery(level=level, kind=kind)
            took = median(seconds(equity, dataset, query) for _ in range(repeats))
            report(f"equity, {level}, {kind}, {DEFAULTS.draws:,} draws", took)
    beside_esda(dataset)


if __name__ == "__main__":
    main()
