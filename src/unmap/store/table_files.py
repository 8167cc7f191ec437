"""Tables and layers of a data folder, written always alike: the same content gives the same bytes."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from unmap.model import LIST_SEPARATOR
from unmap.model.tables import inert

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.model import Column, Table

LON_LAT = "OGC:CRS84"
"""WGS 84 with longitude first: what GeoJSON and GeoParquet mean by coordinates."""


DECIMALS = 6
"""Of every number in a table: a square metre of an area in km2, a person in a hundred million of a rate."""


def number_text(value: float | None) -> str:
    """Write a number as shortly as it can be: six decimals at most, integers without a point, "" for no data."""
    if value is None or math.isnan(value):
        return ""
    short = round(float(value), DECIMALS)
    return str(int(short)) if short.is_integer() else repr(short)


def csv_bytes(table: Table, frame: pd.DataFrame) -> bytes:
    """Give `frame` as the CSV file of `table`: its columns in order, its rows sorted by key, UTF-8.

    A column that need not be filled and that the frame does not have is left out.
    """
    ordered = frame.sort_values(list(table.key), kind="stable")
    columns = [column for column in table.columns if column.name in frame or column.required]
    cells = [[_text(column, value) for value in ordered[column.name].tolist()] for column in columns]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()


def _text(column: Column, value: object) -> str:
    match column.type:
        case "integer" | "number":
            return number_text(value if isinstance(value, int | float) else None)
        case "list":
            return inert(LIST_SEPARATOR.join(value if isinstance(value, tuple | list) else ()))
        case _ if value is None or value is pd.NA or value is pd.NaT:
            return ""
        case "boolean":
            return str(value).lower()
        case "date":
            return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
        case _:
            return inert(str(value))


def write_layer(table: Table, frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a layer as GeoParquet, sorted by key, in longitude and latitude."""
    columns = [column.name for column in table.columns if column.name in frame or column.required]
    layer = gpd.GeoDataFrame(frame[[*columns, "geometry"]], geometry="geometry", crs=LON_LAT)
    layer = layer.sort_values(list(table.key), kind="stable", ignore_index=True)
    layer.to_parquet(path, index=False, compression="zstd", compression_level=19, schema_version="1.1.0")
