"""Layers made ready for tiles, each once for a dataset."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unmap.features.tiles.areas import AreaShapes
from unmap.features.tiles.encode import encode_layer
from unmap.features.tiles.fields import attributes
from unmap.features.tiles.points import PointShapes
from unmap.model.properties import area_layer
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from unmap.features.collections import LayerStore
    from unmap.features.tiles.encode import Attributes
    from unmap.features.tiles.grid import Tile
    from unmap.model import NeedChoice
    from unmap.store import Dataset

_KEPT = 10
"""Layers that stay ready, one for each need asked for: what the municipalities say takes about 3 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class TileLayer:
    """A layer made ready for tiles."""

    name: str
    shapes: AreaShapes | PointShapes
    attributes: Attributes

    def tile(self, tile: Tile) -> bytes:
        """Give a Mapbox Vector Tile with this layer; empty where the tile shows nothing of it.

        Tiles of one layer each, one behind the other, are one tile with all of them: so protobuf merges messages.
        """
        drawn = self.shapes.commands(tile)
        rows, _ = drawn
        return encode_layer(self.name, self.attributes, drawn, self.shapes.kind) if rows.size else b""


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    shapes: dict[str, AreaShapes | PointShapes] = field(default_factory=dict)
    layers: dict[tuple[str, NeedChoice | None], TileLayer] = field(default_factory=dict)


@once_per_dataset
def _ready(dataset: Dataset) -> _Ready:
    del dataset  # what is kept for it starts empty
    return _Ready()


def area_tiles(layers: LayerStore, need: NeedChoice) -> TileLayer:
    """Give the areas of the need's level, with that need."""
    return _made(layers, area_layer(need.level), need)


def office_tiles(layers: LayerStore) -> TileLayer:
    """Give the offices; headquarters that the report only counts have no place and are in no tile."""
    return _made(layers, "offices")


def initiative_tiles(layers: LayerStore) -> TileLayer:
    """Give the initiatives at the seats of their areas; those that are not located are in no tile."""
    return _made(layers, "initiatives")


def _made(layers: LayerStore, name: str, need: NeedChoice | None = None) -> TileLayer:
    ready = _ready(layers.dataset)
    known = ready.layers.pop((name, need), None)
    if known is None:
        layer = layers.areas(need) if need is not None else getattr(layers, name)
        if name not in ready.shapes:
            ready.shapes[name] = (PointShapes if need is None else AreaShapes).of(layer.shapes)
        known = TileLayer(name, ready.shapes[name], attributes(name, layer))
    ready.layers[name, need] = known
    if len(ready.layers) > _KEPT:
        ready.layers.pop(next(iter(ready.layers)), None)
    return known
