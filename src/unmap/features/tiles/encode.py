"""Mapbox Vector Tiles 2.1: geometries as commands, attributes as tags, all of a layer at once.

The messages are those of the library `mapbox-vector-tile`. Its own encoder goes through every vertex and attribute in
Python, some seconds for all municipalities; here numpy writes the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from unmap.features.tiles.grid import EXTENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]
    Drawn = tuple[Ints, list[list[int]]]
    """Rows of features, and the commands that draw each."""

MOVE_TO = 1
LINE_TO = 2
CLOSE_PATH = 7
ONE = 1 << 3
"""A command's count stands above the three bits of its kind."""

Value = str | int | float

Column = tuple["Ints", Sequence[Value | None]]
"""For each row the number of its value, -1 where there is none; and these values."""


class Kind(StrEnum):
    """What the features of a layer are drawn as; the value is the name of the type in a tile."""

    POINT = "Point"
    POLYGON = "Polygon"


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """What the features of a layer say: names, distinct values, and by row and name which value, -1 where none.

    A tile has no null: what is missing is left out of a feature.
    """

    names: tuple[str, ...]
    values: Sequence[Any]
    numbers: NDArray[np.int32]
    ids: Sequence[int | None]

    @classmethod
    def of(cls, columns: Mapping[str, Column], ids: Sequence[int | None]) -> Attributes:
        """Take columns with one number for each of `ids`."""
        from mapbox_vector_tile.Mapbox import vector_tile_pb2  # noqa: PLC0415 - protobuf is loaded with the first tile

        known: dict[tuple[type, Value], int] = {}
        numbers = np.empty((len(ids), len(columns)), dtype=np.int32)
        for position, (number, values) in enumerate(columns.values()):
            # The last one is that of -1.
            among = [-1 if value is None else known.setdefault((type(value), value), len(known)) for value in values]
            numbers[:, position] = np.array([*among, -1])[number]
        message = vector_tile_pb2.tile.value
        made = [message(**{_FIELDS[kind]: value}) for kind, value in known]
        return cls(tuple(columns), made, numbers, ids)

    def tags(self, rows: Ints) -> tuple[list[Any], list[list[int]]]:
        """Give the values that `rows` have, and for each row the numbers of its names and of these values by turns."""
        numbers = self.numbers[rows]
        there = numbers >= 0
        used, local = np.unique(numbers[there], return_inverse=True)
        name = np.broadcast_to(np.arange(len(self.names)), numbers.shape)[there]
        pairs = np.column_stack([name, local]).ravel().tolist()
        ends = np.cumsum(2 * there.sum(axis=1)).tolist()
        return [self.values[number] for number in used.tolist()], [
            pairs[begin:end] for begin, end in zip([0, *ends], ends, strict=False)
        ]


_FIELDS: dict[type, str] = {str: "string_value", int: "int_value", float: "double_value"}


def polygon_commands(polygons: Shapes, feature: Ints) -> Drawn:
    """Give features in order, and the commands that draw each one's polygons.

    `polygons` stand on whole numbers, x eastward and y southward from the tile's corner.
    """
    if not feature.size:
        return feature, []
    order = np.argsort(feature, kind="stable")
    # Around a polygon the area counts positive where y runs down, around a hole negative (MVT 2.1, section 4.3.4.4).
    oriented = shapely.orient_polygons(polygons[order], exterior_cw=False)
    rings, polygon = shapely.get_rings(oriented, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.empty(len(ring), dtype=bool)
    last[-1:], last[:-1] = True, ring[1:] != ring[:-1]
    # A ring's last vertex is its first again, which closing the path says.
    corners, ring = xy[~last].astype(np.int64), ring[~last]
    of_ring = feature[order][polygon]
    features, first_ring = np.unique(of_ring, return_index=True)
    numbers, begins = _drawn(corners, ring, of_ring)
    ends = [*begins[first_ring[1:]].tolist(), len(numbers)]
    whole = numbers.tolist()
    return features, [whole[begin:end] for begin, end in zip(begins[first_ring].tolist(), ends, strict=True)]


def _drawn(xy: NDArray[np.int64], ring: Ints, of_ring: Ints) -> tuple[NDArray[np.uint32], Ints]:
    """Give the commands of all rings, and where each ring's begin: move, line with all other vertices, close."""
    counts = np.bincount(ring)
    begins = np.concatenate([[0], np.cumsum(2 * counts + 3)])
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    moved = xy.copy()
    moved[1:] -= xy[:-1]
    # The pen goes on from ring to ring, and starts from the corner with each feature.
    fresh = first[np.concatenate([[True], of_ring[1:] != of_ring[:-1]])]
    moved[fresh] = xy[fresh]
    zigzag = (moved << 1) ^ (moved >> 63)
    place = begins[ring] + 2 * (np.arange(len(ring)) - first[ring]) + 2
    place[first] -= 1
    numbers = np.empty(begins[-1], dtype=np.uint32)
    numbers[place], numbers[place + 1] = zigzag.T
    numbers[begins[:-1]] = ONE | MOVE_TO
    numbers[begins[:-1] + 3] = (counts - 1) << 3 | LINE_TO
    numbers[begins[1:] - 1] = ONE | CLOSE_PATH
    return numbers, begins[:-1]


def point_commands(xy: NDArray[np.int64]) -> list[int]:
    """Give the commands of one feature's points, x eastward and y southward from the tile's corner."""
    moved = np.diff(xy, axis=0, prepend=0)
    zigzag = (moved << 1) ^ (moved >> 63)
    return [len(xy) << 3 | MOVE_TO, *zigzag.ravel().tolist()]


def encode_layer(name: str, attributes: Attributes, drawn: Drawn, kind: Kind) -> bytes:
    """Give a tile of one layer; tiles of several layers are these one behind the other."""
    from mapbox_vector_tile.Mapbox import vector_tile_pb2  # noqa: PLC0415 - protobuf is loaded with the first tile

    rows, commands = drawn
    message = vector_tile_pb2.tile()
    layer = message.layers.add(name=name, version=2, extent=EXTENT, keys=attributes.names)
    values, tags = attributes.tags(rows)
    layer.values.extend(values)
    geometry_type = message.GeomType.Value(kind)
    for row, geometry, tagged in zip(rows.tolist(), commands, tags, strict=True):
        layer.features.add(id=attributes.ids[row], type=geometry_type, geometry=geometry, tags=tagged)
    whole: bytes = message.SerializeToString()
    return whole
