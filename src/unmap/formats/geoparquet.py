"""A table as Parquet, a layer as GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from unmap.formats.delimited import arrow_table

if TYPE_CHECKING:
    from unmap.formats.content import Content

GEOMETRY = "geometry"
BBOX = "bbox"
CORNERS = ("xmin", "ymin", "xmax", "ymax")

_ROWS_PER_GROUP = 512
"""Rows that a reader of a small box takes or passes over together."""


def geoparquet(content: Content) -> bytes:
    """Give a Parquet file compressed with zstd; a layer's shapes as well-known binary with a box around each.

    The file's metadata holds `unmap`, with title, sources, terms, period and edition as JSON, beside `geo`. Without a
    CRS in `geo` the standard means OGC:CRS84, longitude first.
    """
    table = arrow_table(content, lists=True)
    metadata: dict[str, bytes] = {"unmap": orjson.dumps({"title": content.title, **content.about.document()})}
    if content.shapes is not None:
        table = table.append_column(GEOMETRY, pa.array(shapely.to_wkb(content.shapes), pa.binary()))
        table = table.append_column(BBOX, _boxes(content.shapes))
        metadata["geo"] = orjson.dumps(_geo(content.shapes))
    sink = pa.BufferOutputStream()
    rows = len(table) if content.shapes is None else _ROWS_PER_GROUP
    pq.write_table(table.replace_schema_metadata(metadata), sink, compression="zstd", row_group_size=max(rows, 1))
    return bytes(sink.getvalue())


def _boxes(shapes: np.ndarray) -> pa.Array:
    bounds = shapely.bounds(shapes)
    fields = [pa.array(bounds[:, corner], pa.float64()) for corner in range(len(CORNERS))]
    return pa.StructArray.from_arrays(fields, CORNERS, mask=pa.array(np.isnan(bounds[:, 0])))


def _geo(shapes: np.ndarray) -> dict[str, Any]:
    known = shapes[~shapely.is_missing(shapes)]
    kinds = sorted({shape.geom_type for shape in known})
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": kinds,
        "covering": {BBOX: {corner: [BBOX, corner] for corner in CORNERS}},
    }
    if known.size:
        column["bbox"] = shapely.total_bounds(known).tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
