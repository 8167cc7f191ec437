"""GeoJSON as bytes, each feature encoded once and joined as often as it is asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import orjson
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


def encode_geometries(shapes: np.ndarray) -> list[bytes]:
    """Give each shape as a GeoJSON geometry, `null` where there is none; coordinates as they stand, longitude first."""
    return [text.encode() if isinstance(text, str) else b"null" for text in shapely.to_geojson(shapes)]


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


def encode_feature(key: bytes, geometry: bytes, properties: bytes) -> bytes:
    """Give a GeoJSON feature of parts that are already encoded."""
    return b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % (key, geometry, properties)


def encode_collection(features: Sequence[bytes], members: Mapping[str, Any]) -> bytes:
    """Give a FeatureCollection of encoded features with further members (links, counts) behind its type."""
    head = orjson.dumps({"type": "FeatureCollection", **members})
    return b'%b,"features":[%b]}' % (head[:-1], b",".join(features))
