"""Layers made ready for tiles, each once for a dataset: shapes by zoom, cut to a tile and put on its grid."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from unmap.features.encoding import Resolution
from unmap.features.tiles.tiling import MAX_ZOOM
from unmap.model.plain import plain
from unmap.model.properties import PropertyType
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from unmap.features.layer_store import Layer, LayerStore
    from unmap.features.tiles.tiling import Tile
    from unmap.model import NeedChoice
    from unmap.model.properties import Schema
    from unmap.store import Dataset

    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

_KEPT = 10
"""Layers that stay ready, one for each need asked for: what the municipalities say takes about 2 MB."""

_OVERVIEW_ZOOM = 6
"""Finest zoom of the overview: drawn to 1.2 km, half a pixel of it where a tile has 256 of them."""


@dataclass(frozen=True, slots=True, eq=False)
class TileLayer:
    """A layer made ready for tiles.

    `drawings` are the shapes of all rows in degrees, by the finest zoom that each drawing is for. `said` is what each
    row says, `ids` its id or None.
    """

    name: str
    drawings: Mapping[int, Shapes]
    said: Sequence[Mapping[str, str | int | float]]
    ids: Sequence[int | None]
    encode: Callable[..., bytes]

    def tile(self, tile: Tile) -> bytes:
        """Give a Mapbox Vector Tile with this layer; empty where the tile shows nothing of it.

        Tiles of one layer each, one behind the other, are one tile with all of them: so protobuf merges messages.
        """
        shapes = self.drawings[min(zoom for zoom in self.drawings if zoom >= tile.zoom)]
        rows, drawn = on_grid(shapes, tile)
        features = [
            {"id": self.ids[row], "geometry": shape, "properties": self.said[row]}
            for row, shape in zip(rows.tolist(), drawn.tolist(), strict=True)
        ]
        # Rounding, winding and validity are seen to for all shapes at once; the library would go vertex by vertex.
        options = {"y_coord_down": True, "check_winding_order": False}
        return self.encode({"name": self.name, "features": features}, default_options=options) if features else b""


def on_grid(shapes: Shapes, tile: Tile) -> tuple[Ints, Shapes]:
    """Give which shapes a tile shows, and these in whole grid units of it, valid and wound as the format asks.

    Each vertex goes to the nearest corner of the grid, whichever shape it is of, so that neighbours still share their
    border. What has no extent left keeps the smallest square of the grid, in the tiles that its middle is drawn in: an
    area is never lost from a zoom. Islands that have none are left out.
    """
    west, south, east, north = tile.window
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    rows = np.flatnonzero((low_x < east) & (high_x > west) & (low_y < north) & (high_y > south))
    pieces = shapely.clip_by_rect(shapes[rows], west, south, east, north)
    drawn = shapely.transform(pieces, lambda degrees: np.rint(tile.grid(degrees)))
    bad = ~shapely.is_valid(drawn)
    drawn[bad] = _mended(drawn[bad])
    lost = np.flatnonzero(shapely.is_empty(drawn))
    drawn[lost] = _smallest(shapes[rows[lost]], tile)
    shown = ~shapely.is_empty(drawn)
    return rows[shown], np.asarray(shapely.orient_polygons(drawn[shown], exterior_cw=False))


def _mended(crossed: Shapes) -> Shapes:
    """Mend polygons that rounding has made touch or cross themselves, or brought ashore; their vertices stay whole."""
    mended = np.asarray(shapely.make_valid(crossed, method="structure", keep_collapsed=False))
    # Where two edges cross between corners of the grid, the new vertex has to find one as well; and GEOS now and then
    # leaves two parts that share an edge.
    poor = ~(shapely.equals_exact(mended, shapely.transform(mended, np.rint)) & shapely.is_valid(mended))
    mended[poor] = shapely.set_precision(shapely.union_all(mended[poor, np.newaxis], axis=1), 1)
    return mended


def _smallest(areas: Shapes, tile: Tile) -> Shapes:
    """Give the square of the grid that the middle of each area lies in; empty where the tile does not draw it."""
    middles = shapely.get_coordinates(shapely.point_on_surface(areas))
    west, south, east, north = tile.window
    inside = ((middles >= (west, south)) & (middles < (east, north))).all(axis=1)
    x, y = np.floor(tile.grid(middles)).T
    squares = np.asarray(shapely.box(x, y, x + 1, y + 1), dtype=object)
    squares[~inside] = shapely.Polygon()
    return squares


@once_per_dataset
def _ready(dataset: Dataset) -> dict[tuple[str, NeedChoice | None], TileLayer]:
    del dataset  # what is kept for it starts empty
    return {}


def area_tiles(layers: LayerStore, need: NeedChoice) -> TileLayer:
    """Give the areas of the need's level, with that need."""
    return _made(layers, layers.dataset.level(need.level).id, need)


def office_tiles(layers: LayerStore) -> TileLayer:
    """Give the offices; headquarters that the report only counts have no place and are in no tile."""
    return _made(layers, "offices")


def initiative_tiles(layers: LayerStore) -> TileLayer:
    """Give the initiatives at the seats of their areas; those that are not located are in no tile."""
    return _made(layers, "initiatives")


def _made(layers: LayerStore, name: str, need: NeedChoice | None = None) -> TileLayer:
    # Protobuf and all: a server that starts need not wait for it, the first tile must not.
    from mapbox_vector_tile import encode  # noqa: PLC0415

    ready = _ready(layers.dataset)
    known = ready.pop((name, need), None)
    if known is None:
        layer: Layer = layers.areas(need) if need is not None else getattr(layers, name)
        known = TileLayer(
            name, _drawings(layers.dataset, layer), *_said(layers.dataset.registry.tiles[name], layer), encode
        )
    ready[name, need] = known
    if len(ready) > _KEPT:
        ready.pop(next(iter(ready)), None)
    return known


def _drawings(dataset: Dataset, layer: Layer) -> dict[int, Shapes]:
    """Give the drawings of a layer by the finest zoom that each is for: of points there is one.

    An edition without `tile_shapes` has overview and detail alone: its tiles of low zooms hold more vertices.
    """
    detail = layer.geometries.shapes(Resolution.DETAIL)
    overview = layer.geometries.shapes(Resolution.OVERVIEW)
    if overview is detail:
        return {MAX_ZOOM: detail}
    drawings = {_OVERVIEW_ZOOM: overview, MAX_ZOOM: detail}
    areas = dataset.tile_shapes.set_index(["max_zoom", "code"])
    for max_zoom in areas.index.unique("max_zoom").tolist():
        drawings[max_zoom] = areas.loc[max_zoom].geometry.reindex(layer.table["code"]).to_numpy()
    return drawings


_AS: Mapping[PropertyType, Callable[[Any], str | int | float]] = {
    # The same few words stand in most rows.
    PropertyType.TEXT: sys.intern,
    PropertyType.DATE: str,
    PropertyType.INTEGER: int,
    PropertyType.NUMBER: float,
}


def _said(fields: Schema, layer: Layer) -> tuple[list[dict[str, str | int | float]], list[int | None]]:
    """Give what each feature of a layer says in tiles, and its id: of areas the code, where that is a number.

    A tile has no null: what is missing is left out.
    """
    columns = {name: _cells(layer.table[name], _AS[field.type]) for name, field in fields.items()}
    said = [
        {field: cell for field, cell in zip(columns, row, strict=True) if cell is not None}
        for row in zip(*columns.values(), strict=True)
    ]
    codes = columns.get("code", [None] * len(said))
    return said, [int(code) if str(code).isdecimal() else None for code in codes]


def _cells(cells: pd.Series, typed: Callable[[Any], str | int | float]) -> list[Any]:
    # Lists are text in a tile.
    texts = [", ".join(cell) if isinstance(cell, tuple) else cell for cell in cells.tolist()]
    return [None if value is None else typed(value) for value in map(plain, texts)]
