"""A layer as GeoJSON (RFC 7946), its sources in a member of its own; and as TopoJSON, where areas share borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from unmap.features import encode_collection
from unmap.features.encoding import encode_feature, encode_geometries
from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.formats.content import Content


def geojson(content: Content) -> bytes:
    """Give a FeatureCollection of all rows with `name`, `title` and `about` beside its features.

    What has no shape has the geometry null; an outer ring runs counterclockwise, as the standard asks. A feature's id
    is its text in the column `content.key`. A list of records is JSON text, as in every other format, and an empty list
    is null: GDAL and QGIS could not save such columns.
    """
    rows = [{name: _savable(value) for name, value in row.items()} for row in records(content.table)]
    shapes = np.asarray(shapely.orient_polygons(content.shapes))
    features = []
    for row, geometry in zip(rows, encode_geometries(shapes), strict=True):
        feature = encode_feature(orjson.dumps(row.get(content.key or "")), geometry, orjson.dumps(row))
        features.append(feature if content.key else feature.replace(b'"id":null,', b"", 1))
    members = {"name": content.name, "title": content.title, "about": content.about.document()}
    return encode_collection(features, members)


def _savable(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    return (value or None) if all(isinstance(part, str) for part in value) else orjson.dumps(value).decode()


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
