"""Reading a layer of boundaries from GeoParquet, every fault as an issue row."""

from __future__ import annotations

import io
import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError

from unmap.errors import Issue
from unmap.store.reading import file_content, filled, located

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.model import Column, Table

GEOMETRY = "geometry"
"""Name of the column of shapes, whatever the file calls it."""

SHAPE_FAULTS = frozenset({"missing-geometry", "bad-geometry", "invalid-geometry", "bad-coordinates"})
"""Codes of issues that keep a layer from being measured."""

_LON_LAT = "OGC:CRS84"
_SAME_ON_THE_GROUND = ("OGC:CRS84", "EPSG:4326")
"""GeoParquet stores longitude first whatever the authority says of the axes, so that these two are one."""

_UNREADABLE = (
    pa.ArrowException,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    ProjError,
    shapely.errors.ShapelyError,
)
"""What pyarrow, geopandas and pyproj raise for a file that is cut short or whose metadata is not GeoParquet's."""

_POLYGONAL = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
_LARGEST = np.iinfo(np.int64).max
_KINDS = {"string": "text", "integer": "whole numbers", "number": "numbers", "boolean": "true or false"}


def read_layer(folder: Path, table: Table, issues: list[Issue]) -> gpd.GeoDataFrame | None:
    """Read `table` (GeoParquet, longitude first) with the columns of its definition in their types, and its geometry.

    None where the file cannot be read or lacks a column; a column of another type and invalid, empty or misplaced
    geometry become issues.
    """
    content = file_content(folder, table, issues)
    return None if content is None else layer_in(content, table, issues)


def layer_in(content: bytes, table: Table, issues: list[Issue]) -> gpd.GeoDataFrame | None:
    """Read `table` from the content of its file, as `read_layer` does."""
    frame = _whole(content, table, issues)
    if frame is None or not _named_as_defined(frame, table, issues):
        return None
    left_out = [column.name for column in table.columns if column.name not in frame.columns]
    nothing = pd.Series(np.nan, index=frame.index)
    cells = {**dict.fromkeys(left_out, nothing), **frame}
    columns = {column.name: _typed(cells[column.name], column, table, issues) for column in table.columns}
    if frame.crs is None or not _in_lon_lat(frame.crs):
        known = "is not stated" if frame.crs is None else f'is "{frame.crs.name}"'
        message = f"the coordinate reference system {known}; convert the layer to {_LON_LAT}, longitude first"
        issues.append(Issue(table.path, 0, GEOMETRY, "other-crs", message))
        return None
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(), name=GEOMETRY)
    issues += geometry_issues(shapes, table)
    return gpd.GeoDataFrame(filled(columns, table), geometry=shapes, crs=_crs(_LON_LAT))


def _whole(content: bytes, table: Table, issues: list[Issue]) -> gpd.GeoDataFrame | None:
    try:
        frame = _read(content).reset_index(drop=True)
    except _UNREADABLE as error:
        reason = (str(error).splitlines() or ["no reason given"])[0][:200]
        issues.append(Issue(table.path, 0, "", "bad-parquet", f"is not a whole GeoParquet file ({reason})"))
        return None
    return frame


def _read(content: bytes) -> gpd.GeoDataFrame:
    """Read a GeoParquet file.

    To geopandas a reference system is new with each file, and takes 20 ms: here it is looked up once for all that state
    the same. What is not plainly one column of WKB goes to geopandas, which says what is wrong with it.
    """
    table = pq.read_table(pa.BufferReader(content))
    geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    columns = geo.get("columns", {})
    name = next(iter(columns), "")
    if len(columns) != 1 or columns[name].get("encoding") != "WKB" or not columns[name].get("crs"):
        whole: gpd.GeoDataFrame = gpd.read_parquet(io.BytesIO(content))  # type: ignore[arg-type]  # takes any file
        return whole
    place = table.schema.get_field_index(name)
    as_wkb = table.schema.field(place).with_metadata({"ARROW:extension:name": "geoarrow.wkb"})
    frame: gpd.GeoDataFrame = gpd.GeoDataFrame.from_arrow(table.cast(table.schema.set(place, as_wkb)))
    return frame.set_crs(_stated(json.dumps(columns[name]["crs"])))


@lru_cache(maxsize=8)
def _stated(crs: str) -> CRS:
    return CRS.from_json(crs)


def _named_as_defined(frame: gpd.GeoDataFrame, table: Table, issues: list[Issue]) -> bool:
    """Tell whether the columns of the definition are there, each once; what is missing or unknown is an issue."""
    names = [str(name) for name in frame.columns]
    repeated = sorted({name for name in names if names.count(name) > 1})
    missing = [column.name for column in table.columns if column.required and column.name not in names]
    unknown = set(names) - {*table.column_names, str(frame.geometry.name)}
    issues += [Issue(table.path, 1, name, "bad-header", "stands there more than once") for name in repeated]
    issues += [Issue(table.path, 1, name, "missing-column", "is missing from the file") for name in missing]
    message = "is not a column of this table; remove it"
    issues += [Issue(table.path, 1, name, "unknown-column", message) for name in sorted(unknown)]
    return not (missing or repeated)


def _in_lon_lat(crs: CRS) -> bool:
    return any(crs.equals(_crs(name), ignore_axis_order=True) for name in _SAME_ON_THE_GROUND)


@cache
def _crs(name: str) -> CRS:
    """Look a reference system up once: each time takes 10 ms."""
    return CRS.from_user_input(name)


def _typed(cells: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    """Give `cells` in the type that a CSV of the same table would have given; a column of another type is an issue."""
    read = {"string": _text, "boolean": _truth}.get(column.type, _numbers)
    typed, bad = read(cells, column)
    if typed is None:
        message = f'must hold {_KINDS[column.type]}, but is of type "{cells.dtype}"'
        issues.append(Issue(table.path, 1, column.name, "bad-type", message))
        return pd.Series(_nothing(column), index=cells.index)
    issues += located(
        table, column.name, bad, "bad-number", f"is not one of the {_KINDS[column.type]} that are asked for"
    )
    empty = typed == "" if column.type == "string" else typed.isna() & ~bad
    if column.required:
        issues += located(table, column.name, empty, "missing-value", "must not be empty")
    return typed


def _nothing(column: Column) -> Any:  # noqa: ANN401 - a cell of any type
    return {"string": "", "boolean": pd.NA}.get(column.type, np.nan)


def _text(cells: pd.Series, _: Column) -> tuple[pd.Series | None, pd.Series]:
    texts = cells.astype(object)
    known = texts.notna()
    none = pd.Series(data=False, index=cells.index)
    if not texts[known].map(lambda cell: isinstance(cell, str)).all():
        return None, none
    return texts.where(known, "").astype("str"), none


def _truth(cells: pd.Series, _: Column) -> tuple[pd.Series | None, pd.Series]:
    values = cells.astype(object)
    none = pd.Series(data=False, index=cells.index)
    if not values[values.notna()].map(lambda cell: isinstance(cell, bool | np.bool_)).all():
        return None, none
    return values.where(values.notna(), pd.NA).astype("boolean" if values.isna().any() else "bool"), none


def _numbers(cells: pd.Series, column: Column) -> tuple[pd.Series | None, pd.Series]:
    none = pd.Series(data=False, index=cells.index)
    kinds = pd.api.types
    if kinds.is_bool_dtype(cells.dtype) or not kinds.is_any_real_numeric_dtype(cells.dtype):
        return None, none
    if kinds.is_float_dtype(cells.dtype):
        values = cells.astype("float64")
        # A column of whole numbers some of which are missing is one of floats in many a program.
        bad = values.isin([np.inf, -np.inf])
        if column.type == "integer":
            bad |= ((values % 1 != 0) & values.notna()) | (values.abs() >= _LARGEST)
        cells = values.where(~bad)
    else:
        bad = (cells > _LARGEST).fillna(value=False).astype(bool)
        cells = cells.where(~bad)
    if column.type == "number":
        return cells.astype("float64"), bad
    whole = cells.astype("Int64")
    return (whole if whole.isna().any() else whole.astype("int64")), bad


def geometry_issues(geometry: gpd.GeoSeries, table: Table) -> list[Issue]:
    """Tell which shapes are missing, not polygons, not valid, or outside the range of longitude and latitude."""
    shapes = geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kind = ~absent & ~pd.Series(shapely.get_type_id(shapes)).isin(_POLYGONAL).to_numpy()
    invalid = ~absent & ~kind & ~shapely.is_valid(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    outside = ~absent & ((west < -180) | (south < -90) | (east > 180) | (north > 90))  # noqa: PLR2004 - degrees
    faults = (
        (absent, "missing-geometry", "has no shape"),
        (kind, "bad-geometry", "is not a polygon"),
        (invalid, "invalid-geometry", "is not a valid polygon; repair it or run the builder again"),
        (outside, "bad-coordinates", "lies outside longitude -180 to 180 and latitude -90 to 90"),
    )
    return [
        issue
        for faulty, code, message in faults
        for issue in located(table, str(geometry.name), pd.Series(faulty), code, message)
    ]
