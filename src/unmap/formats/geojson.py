"""A layer as GeoJSON (RFC 7946), its sources in a member of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
