"""A layer as TopoJSON: borders that two areas share are written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.formats.content import Content

GRID = 1_000_000
"""Steps across the layer: 3.5 m for all of Mexico, a thirtieth of the tolerance of its detailed boundaries."""


def topology(content: Content) -> bytes:
    """Give a topology whose one object, under `content.name`, holds all rows; `about` says where they come from.

    A row without shape has the type null. Ids and properties are those of GeoJSON.
    """
    from topojson.core.topology import Topology  # noqa: PLC0415 - only those who ask for TopoJSON need it

    shapes = np.asarray(content.shapes, dtype=object)
    drawn = np.flatnonzero(~shapely.is_missing(shapes))
    geometries: list[dict[str, Any]] = [{"type": None} for _ in shapes]
    whole: dict[str, Any] = {"type": "Topology", "arcs": []}
    if drawn.size:
        # Nothing is simplified. Paths are compared point by point: to compare sets of points (shared_coords) is slower
        # and finds fewer shared borders.
        made = Topology(
            list(shapes[drawn]), object_name="drawn", prequantize=GRID, topology=True, shared_coords=False
        ).to_dict()
        for row, shape in zip(drawn, made["objects"]["drawn"]["geometries"], strict=True):
            geometries[row] = {name: shape[name] for name in ("type", "arcs", "coordinates") if name in shape}
        whole |= {name: made[name] for name in ("transform", "bbox", "arcs") if name in made}
    for geometry, properties in zip(geometries, records(content.table), strict=True):
        if content.key:
            geometry["id"] = properties[content.key]
        geometry["properties"] = properties
    collection = {"type": "GeometryCollection", "geometries": geometries}
    about = {"title": content.title, **content.about.document()}
    return orjson.dumps({**whole, "objects": {content.name: collection}, "about": about})
