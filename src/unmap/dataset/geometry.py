"""Reading a layer of boundaries from GeoParquet, every fault as an issue row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from unmap.dataset.reading import located
from unmap.models import Issue, Table

if TYPE_CHECKING:
    from pathlib import Path

_POLYGONAL = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


def read_layer(folder: Path, table: Table, issues: list[Issue]) -> gpd.GeoDataFrame | None:
    """Read `table` (GeoParquet, longitude first) with the columns of its definition and its geometry.

    None where the file cannot be read or lacks a column; invalid, empty or misplaced geometry becomes an issue.
    """
    path = folder / table.path
    if not path.is_file():
        issues.append(Issue(table.path, 0, "", "missing-file", "the file is missing"))
        return None
    try:
        frame = gpd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError, shapely.errors.ShapelyError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0][:200]
        issues.append(Issue(table.path, 0, "", "bad-parquet", f"is not a whole GeoParquet file ({reason})"))
        return None
    missing = [name for name in table.column_names if name not in frame.columns]
    issues += [Issue(table.path, 1, name, "missing-column", "is missing from the file") for name in missing]
    if missing:
        return None
    for column in table.columns:
        if column.required and column.type == "string":
            text = frame[column.name].map(lambda cell: isinstance(cell, str) and cell != "")
            issues += located(table, column.name, ~text.astype(bool), "missing-value", "must hold text")
    issues += geometry_issues(frame.geometry, table)
    return gpd.GeoDataFrame(frame[[*table.column_names, frame.geometry.name]], geometry=frame.geometry.name)


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
