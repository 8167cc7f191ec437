"""How long a vector tile takes that was never asked for."""

from __future__ import annotations

import http.client
import math
import random
import time
from typing import TYPE_CHECKING

import numpy as np

import unmap
from tests.bench.servers import HOST, free_port, running, unmap_serve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLD_MS = 150
ZOOMS = range(15)
SETTLED_S = 4
"""Seconds for a server that has just started to make its layers ready; no tile is made then."""
A_ZOOM = 40
"""Tiles asked of each zoom, drawn from those that hold a seat; low zooms have fewer."""

Tile = tuple[int, int, int]

UNMAP = "/api/collections/municipalities/tiles/WebMercatorQuad/{zoom}/{row}/{column}"
TIPG = "/collections/public.municipalities_detail/tiles/WebMercatorQuad/{zoom}/{column}/{row}"


def tile_of(lon: float, lat: float, zoom: int) -> Tile:
    """Give zoom, row and column of the WebMercatorQuad tile of a point (OGC 17-083r4, annex D)."""
    across = 2**zoom
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
    return zoom, int(row), int((lon + 180) / 360 * across)


def report_cold_tiles(ports: Mapping[str, int]) -> None:
    """Ask a fresh unmap for each tile once, one after the other, and print how long that took beside tipg."""
    seats = unmap.load().municipalities[["seat_lon", "seat_lat"]].itertuples(index=False, name=None)
    points = list(seats)
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    tiles: list[Tile] = []
    for zoom in ZOOMS:
        there = sorted({tile_of(lon, lat, zoom) for lon, lat in points})
        tiles += chance.sample(there, min(A_ZOOM, len(there)))
    port = free_port()
    with running(unmap_serve(port, "--workers", "2"), port, "/healthz"):
        time.sleep(SETTLED_S)
        ours = milliseconds(port, UNMAP, tiles)
    if ours is None:
        print("vector tile, cold: skipped, unmap does not answer with tiles")
        return
    worst = tiles[int(np.argmax(ours))]
    print(
        f"vector tile, cold, {len(tiles)} of zoom {ZOOMS[0]} to {ZOOMS[-1]}: p50 {np.median(ours):.1f} ms, "
        f"p99 {np.percentile(ours, 99):.1f} ms, longest {max(ours):.1f} ms at {'/'.join(map(str, worst))}, "
        f"{sum(one > COLD_MS for one in ours)} above {COLD_MS} ms (limit {COLD_MS} ms: "
        f"{'met' if max(ours) <= COLD_MS else 'missed'})",
        flush=True,
    )
    theirs = milliseconds(ports["tipg"], TIPG, tiles) if "tipg" in ports else None
    if theirs:
        print(f"the same from tipg: p50 {np.median(theirs):.1f} ms, p99 {np.percentile(theirs, 99):.1f} ms")


def milliseconds(port: int, path: str, tiles: Sequence[Tile]) -> list[float] | None:
    """Give how long each tile took over one connection; None where one was not answered with 200 or 204."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    found = []
    try:
        for zoom, row, column in tiles:
            begin = time.perf_counter()
            place = path.format(zoom=zoom, row=row, column=column)
            connection.request("GET", place, headers={"accept-encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            found.append((time.perf_counter() - begin) * 1000)
            if answer.status not in {http.client.OK, http.client.NO_CONTENT}:
                return None
    finally:
        connection.close()
    return found
