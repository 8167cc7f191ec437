"""How long each tile takes to make, by zoom, without a server around it.

    python -m tests.bench.tile_making [--sample 200]

Every tile of zooms 0 to 8 that the country lies in, and a seeded sample of those of 9 to 14; states and municipalities.
Shown: tiles with something in them, median and longest time on the clock and of the processor, bytes of the largest
tile, and how many areas are in it. What is made once, before the first tile, stands above. The target is 150 ms for a
tile; prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time

import unmap
from tests.features.tiles import decoded, tiles_of
from unmap.features import LayerStore
from unmap.features.tiles import MAX_ZOOM, Tile, TileLayer, area_tiles
from unmap.measures import default_need

TARGET_MS = 150
WHOLE_ZOOMS = 9
"""Zooms of which every tile is made; from the next one on a sample."""
SEED = 2020


@dataclass(frozen=True)
class Made:
    """One tile and what making it took."""

    tile: Tile
    clock_ms: float
    processor_ms: float
    content: bytes


def made(layer: TileLayer, tile: Tile) -> Made:
    """Make a tile."""
    clock, processor = perf_counter(), thread_time()
    content = layer.tile(tile)
    return Made(tile, (perf_counter() - clock) * 1e3, (thread_time() - processor) * 1e3, content)


def report(layer: TileLayer, zoom: int, tiles: list[Tile]) -> None:
    """Make tiles and print what came out."""
    found = [each for each in (made(layer, tile) for tile in tiles) if each.content]
    clock, processor = ([getattr(each, name) for each in found] for name in ("clock_ms", "processor_ms"))
    largest = max(found, key=lambda each: len(each.content))
    areas = len(decoded(largest.content)[layer.name])
    print(
        f"{zoom:4}{len(found):7}{median(clock):9.1f}{max(clock):9.1f}{median(processor):12.1f}{max(processor):9.1f}"
        f"{len(largest.content) / 1e3:10.0f} kB{areas:7}{'' if max(clock) <= TARGET_MS else '   over the target'}"
    )


def main() -> None:
    """Make tiles of both levels."""
    parser = argparse.ArgumentParser(description="Time the making of tiles")
    parser.add_argument("--sample", type=int, default=200)
    sample = parser.parse_args().sample
    rng = random.Random(SEED)  # noqa: S311 - which tiles are looked at
    dataset = unmap.load()
    store = LayerStore(dataset)
    for level in ("state", "municipality"):
        begin = perf_counter()
        layer = area_tiles(store, default_need(dataset, level))
        print(f"\n{layer.name}: ready after {perf_counter() - begin:.2f} s")
        print("zoom  tiles   median  longest   processor  longest    largest     areas")
        for zoom in range(MAX_ZOOM + 1):
            tiles = tiles_of(dataset, zoom)
            report(layer, zoom, tiles if zoom < WHOLE_ZOOMS else rng.sample(tiles, sample))


if __name__ == "__main__":
    main()
