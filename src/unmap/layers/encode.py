"""GeoJSON as bytes, each feature encoded once and joined as often as it is asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
import shapely

from unmap.layers.schema import PropertyType
from unmap.memory import fitted
from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.layers.schema import Property


_SHAPES_AT_ONCE = 64


def as_multi(shapes: np.ndarray) -> np.ndarray:
    """Give shapes with each Polygon as a MultiPolygon of one.

    An area may have islands: a layer of both kinds is one that GDAL and QGIS take for the kind of its first features,
    and of which they lose the others.
    """
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    if not single.any():
        return shapes
    result = np.array(shapes, dtype=object)
    result[single] = shapely.multipolygons(result[single][:, np.newaxis])
    return result


def encode_geometries(shapes: np.ndarray) -> list[bytes]:
    """Give each shape as a GeoJSON geometry, `null` where there is none; coordinates as they stand, longitude first.

    Areas are MultiPolygons, whether they have one part or several.
    """
    found: list[bytes] = []
    for start in range(0, len(shapes), _SHAPES_AT_ONCE):
        # In one call it would hold the interpreter, and so every other answer, for half a second.
        check()
        texts = shapely.to_geojson(as_multi(shapes[start : start + _SHAPES_AT_ONCE]))
        found += [text.encode() if isinstance(text, str) else b"null" for text in texts]
    return found


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows as dictionaries fit for JSON: what is missing, empty text included, is None; never NaN."""
    columns = {name: [plain(cell) for cell in table[name].tolist()] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain(cell: object) -> Any:  # noqa: ANN401 - any JSON value
    """Give `cell` as a JSON value: whole floats as integers, what is missing or empty as None."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell == "":
        return None
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return cell


def encode_properties(table: pd.DataFrame, schema: Mapping[str, Property]) -> list[bytes]:
    """Give the properties of each row as JSON, so that every feature is valid against the schema of its layer.

    Clients read the type of a column from the one word that a schema has for it, or from the first features that they
    get. So a text that is missing is null, while a number, a day or a list that is missing is left out, as is an empty
    list, of which nobody could tell what it is a list of. Lists of records are JSON text, as in every other format:
    to GDAL and QGIS a column of nested lists is one that they cannot save.
    """
    return [fitted(orjson.dumps(_members(row, schema))) for row in records(table)]


def _members(row: Mapping[str, Any], schema: Mapping[str, Property]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in row.items():
        kind = schema[name].type
        if value is None or value == ():
            if kind.null:
                given[name] = None
        else:
            given[name] = orjson.dumps(value).decode() if kind is PropertyType.OBJECTS else value
    return given


def encode_feature(key: bytes, geometry: bytes, properties: bytes) -> bytes:
    """Give a GeoJSON feature of parts that are already encoded."""
    return b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % (key, geometry, properties)


def encode_collection(features: Sequence[bytes], members: Mapping[str, Any]) -> bytes:
    """Give a FeatureCollection of encoded features with further members (links, counts) behind its type."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return b'%b,"features":[%b]}' % (head[:-1], b",".join(features))
