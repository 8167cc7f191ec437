"""Files of the field that nobody of this project wrote, read plainly: rows of sheets, areas of boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import orjson
import pandas as pd
import shapely

from unmap.intake.workbooks import read_sheets

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(file: Path, name: str = "") -> dict[int, tuple[str, ...]]:
    """Give the cells of a sheet as text by the number of its row, the first sheet without a name; no empty rows."""
    sheets = read_sheets(file)
    sheet = next(one for one in sheets if name in {"", one.name})
    texts = {n: tuple("" if cell is None else str(cell) for cell in row) for n, row in enumerate(sheet.rows, 1)}
    return {number: row for number, row in texts.items() if any(row)}


def boundaries(folder: Path) -> list[pd.DataFrame]:
    """Give the areas of both levels in a folder of OCHA's boundaries: code, name, parent; the finest with geometry."""
    frames: list[pd.DataFrame] = []
    for level in (1, 2):
        features: list[dict[str, Any]] = orjson.loads((folder / f"adm{level}.geojson").read_bytes())["features"]
        cells = [one["properties"] for one in features]
        columns = {
            "code": [one[f"admin{level}Pcode"] for one in cells],
            "name": [one[f"admin{level}Name"] for one in cells],
        }
        parents = [one["admin1Pcode"] if level > 1 else "" for one in cells]
        frames.append(pd.DataFrame({**columns, "parent": parents}))
    shapes = [shapely.from_geojson(orjson.dumps(one["geometry"])) for one in features]
    return [frames[0], gpd.GeoDataFrame(frames[1], geometry=shapes, crs="OGC:CRS84")]
