"""GeoJSON as bytes: features of layers encoded once, joined as often as asked; and those of answers."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
import shapely

from unmap.features.crs import CRS84, from_crs84
from unmap.measures.answer import AREAS
from unmap.measures.need import default_need
from unmap.memory import fitted
from unmap.model.arguments import one_of
from unmap.model.plain import records
from unmap.model.properties import PropertyType
from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.features.crs import Crs
    from unmap.features.layer_store import LayerStore
    from unmap.measures.answer import Answer
    from unmap.model.properties import Property


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


ROUNDED_AT = 10**6
"""Parts of a degree that the edges of a layer are rounded to."""


class Resolution(StrEnum):
    """How finely boundaries are drawn: small for the whole country, in full for a part of it."""

    OVERVIEW = "overview"
    DETAIL = "detail"


class Geometries:
    """Shapes in CRS84, one for each row, None where it has no place.

    The overview stays encoded, in each reference system once asked for; the municipalities take 2 to 3 MB each. Of the
    detail what was asked for stays encoded in CRS84, 15 MB if that is all: encoding it anew was half of the cost of a
    small box. A layer with one drawing only has it for both.
    """

    def __init__(self, detail: np.ndarray, overview: np.ndarray | None = None) -> None:
        """Hold the shapes; `overview` is the same drawn small, if there is such a drawing."""
        self._detail, self._overview = detail, overview
        self._encoded: dict[Crs, list[bytes]] = {}
        self._encoded_detail: dict[int, bytes] = {}

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of every drawing, rounded outwards; NaN where nothing has a place."""
        drawn = [self._detail] if self._overview is None else [self._detail, self._overview]
        if not self._detail.size:
            return (np.nan,) * 4
        edges = np.array([shapely.total_bounds(shapes) for shapes in drawn])
        west, south = np.floor(edges[:, :2].min(axis=0) * ROUNDED_AT) / ROUNDED_AT
        east, north = np.ceil(edges[:, 2:].max(axis=0) * ROUNDED_AT) / ROUNDED_AT
        return float(west), float(south), float(east), float(north)

    def shapes(self, resolution: Resolution) -> np.ndarray:
        """Give all shapes at a resolution."""
        if one_of(Resolution, "resolution", resolution) is Resolution.DETAIL or self._overview is None:
            return self._detail
        return self._overview

    def __call__(self, rows: Sequence[int], resolution: Resolution, crs: Crs = CRS84) -> list[bytes]:
        """Give the geometries of some rows as GeoJSON text, `null` where there is none."""
        if resolution is Resolution.DETAIL and self._overview is not None:
            return self._in_detail(rows) if crs is CRS84 else encode_geometries(from_crs84(self._chosen(rows), crs))
        encoded = self._encoded.get(crs)
        if encoded is None:
            encoded = self._encoded[crs] = encode_geometries(from_crs84(self.shapes(Resolution.OVERVIEW), crs))
        return [encoded[row] for row in rows]

    def _in_detail(self, rows: Sequence[int]) -> list[bytes]:
        known = self._encoded_detail
        new = [row for row in rows if row not in known]
        if new:
            known.update(zip(new, encode_geometries(self._chosen(new)), strict=True))
        return [known[row] for row in rows]

    def _chosen(self, rows: Sequence[int]) -> np.ndarray:
        chosen: np.ndarray = self._detail[np.asarray(rows, dtype=np.intp)]
        return chosen


PLACES = {"chosen": "code", "plan": "office_id"}
"""Tables of places, and the columns that tell their rows apart."""


def answer_features(
    store: LayerStore, answer: Answer, table: pd.DataFrame | None = None, resolution: Resolution = Resolution.OVERVIEW
) -> list[bytes]:
    """Give the rows of `table` (the answer's areas or chosen places unless given) as features, id the code."""
    if answer.level is None:
        return place_features(answer, "chosen")
    rows = answer.table(AREAS) if table is None else table
    positions = store.dataset.areas(answer.level).get_indexer(pd.Index(rows["code"])).tolist()
    # The boundaries are the same whatever need is joined to them; those of the default are in use already.
    layer = store.areas(default_need(store.dataset, answer.level))
    return _features(rows, layer.geometries(positions, resolution))


def place_features(answer: Answer, name: str) -> list[bytes]:
    """Give the rows of one of the tables in `PLACES` as points, without a geometry where a place is not known."""
    table = answer.table(name)
    at = table[["lon", "lat"]].to_numpy(dtype="float64")
    known = np.isfinite(at).all(axis=1)
    points = np.full(len(table), None, dtype=object)
    points[known] = shapely.points(at[known])
    return _features(table, encode_geometries(points), PLACES[name])


def _features(table: pd.DataFrame, geometries: Sequence[bytes], key: str = "code") -> list[bytes]:
    return [
        encode_feature(orjson.dumps(row[key]), geometry, orjson.dumps(row))
        for row, geometry in zip(records(table), geometries, strict=True)
    ]
