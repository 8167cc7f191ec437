"""How answers grow with the number of features: the shipped data beside a country ten times as large.

    python -m tests.bench.growth [--times 10] [--repeats 50]

The large country is the real one with copies of its municipalities laid beside it, eastwards and westwards, so that a
box over the original gives the same features among ten times as many. Whole layers should take as many times as
long as there are features; one feature and a box should take the same. Requests are made one after the other to one
process, each for something not asked before, but "ready", which asks for one feature again and again. Prints figures
and never fails on a time.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sys
import time
from dataclasses import replace
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import pandas as pd
import uvicorn

import unmap
from api.application import create_app
from api.service import Service
from tests.bench.servers import HOST, free_port, resident_mb, running
from tests.bench.wrk import unseen_paths
from unmap.measures import choose_need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unmap.store import Dataset

WIDTH = 33
"""Degrees of longitude from one copy to the next: the country is 31.7 wide."""

PLACES = (0, -1, *range(1, 9))
"""Where copies lie, in widths to the east: all fit between 180 degrees west and east."""

PAGE = 10_000
"""More features than that are given in several answers."""

ITEMS = "/api/collections/municipalities/items"
BOX = f"{ITEMS}?bbox=BOX"
FILTER = f"{ITEMS}?bbox=BOX&filter=need_pct%3ELEAST"


def grown(dataset: Dataset, times: int) -> Dataset:
    """Lay copies of all municipalities, with their need, beside the real ones."""
    choice = choose_need(dataset, "municipality")
    values = dataset.values
    # The need that is joined unless another is asked for, and its count of persons.
    chosen = values["indicator_id"].astype(str).str.endswith(f".{choice.indicator.series}")
    own = values["area_code"].isin(dataset.municipalities["code"])
    needed = values.loc[chosen & own & (values["year"] == choice.year)].astype({"area_code": str, "indicator_id": str})
    tables = [values.astype({"area_code": str, "indicator_id": str})]
    tables += [needed.assign(area_code=needed["area_code"] + _mark(place)) for place in PLACES[1:times]]
    together = pd.concat(tables, ignore_index=True)
    return replace(
        dataset,
        layers={
            **dataset.layers,
            **{name: _copied(dataset.layers[name], times) for name in ("municipalities", "municipalities_overview")},
        },
        values=together.astype({"area_code": "category", "indicator_id": "category"}),
    )


def _mark(place: int) -> str:
    return f"-{PLACES.index(place)}" if place else ""


def _copied(layer: gpd.GeoDataFrame, times: int) -> gpd.GeoDataFrame:
    copies = [
        layer.assign(code=layer["code"] + _mark(place), geometry=layer.translate(xoff=WIDTH * place))
        for place in PLACES[:times]
    ]
    return gpd.GeoDataFrame(pd.concat(copies, ignore_index=True), crs=layer.crs)


class Figures(NamedTuple):
    """Seconds that each kind of request took, None where it is not answered yet, and memory."""

    features: int
    whole: float
    one: float
    ready: float
    box: float
    box_and_filter: float | None
    memory_mb: float


def measure(times: int, repeats: int) -> Figures:
    """Serve a country so many times as large and ask it."""
    dataset = unmap.load()
    areas = dataset.municipalities
    seats = list(areas[["seat_lon", "seat_lat"]].itertuples(index=False, name=None))
    codes = random.Random(1).sample(areas["code"].to_list(), repeats)  # noqa: S311 - repeatable, not secret
    features = len(areas) * times
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.growth", "--times", str(times), "--serve", str(port)]
    with running(command, port, "/healthz", within=180) as (pid, _):
        whole = [
            sum(seconds(port, [f"{ITEMS}?limit={PAGE - number}&offset={begin}" for begin in range(0, features, PAGE)]))
            for number in range(4)
        ]
        return Figures(
            features,
            median(whole[1:]),  # the first one encodes what all others use
            median(seconds(port, [f"{ITEMS}/{code}" for code in codes])),
            median(seconds(port, [f"{ITEMS}/{codes[0]}"] * repeats * 4)),
            median(seconds(port, islice(unseen_paths(BOX, seats, 1), repeats))),
            _median(seconds(port, islice(unseen_paths(FILTER, seats, 2), repeats))),
            resident_mb(pid)[pid],
        )


def _median(numbers: Sequence[float]) -> float | None:
    return median(numbers) if numbers else None


def seconds(port: int, paths: Iterable[str]) -> list[float]:
    """Ask for each path over one connection; nothing where one of them is refused."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    found = []
    for path in paths:
        begin = time.perf_counter()
        connection.request("GET", path, headers={"accept-encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - begin)
        if answer.status != http.client.OK:
            return []
    connection.close()
    return found


def serve(times: int, port: int) -> None:
    """Serve a country so many times as large."""
    dataset = unmap.load()
    large = grown(dataset, times) if times > 1 else dataset
    uvicorn.run(create_app(Service(large)), host=HOST, port=port, access_log=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=len(PLACES), choices=range(1, len(PLACES) + 1), metavar="1-10")
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--serve", type=int, metavar="PORT", help="only serve such a country")
    options = parser.parse_args()
    if options.serve:
        serve(options.times, options.serve)
        return
    small, large = measure(1, options.repeats), measure(options.times, options.repeats)
    for name in ("features", "whole", "one", "ready", "box", "box_and_filter", "memory_mb"):
        before, after = getattr(small, name), getattr(large, name)
        if before is None or after is None:
            print(f"{name:16} skipped, not answered yet")
            continue
        unit, factor = ("", 1) if name in {"features", "memory_mb"} else (" ms", 1000)
        print(f"{name:16}{before * factor:12,.2f}{after * factor:12,.2f}{unit:4}{after / before:8.2f} times")


if __name__ == "__main__":
    main()
