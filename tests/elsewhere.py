"""The country of squares in other parts of the world: south of the equator, and across the antimeridian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely
from shapely.affinity import translate

from tests.conftest import write_squares

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

SOUTH = (125.0, -50.0)
"""Degrees east and north that lead the squares to 25 to 27 degrees east, 30 to 28 degrees south."""
ACROSS = (279.25, -38.0)
"""Degrees that lead the squares across the antimeridian: Arriba lies on both sides of it, Abajo east of it."""

_POINTS = ("geo/places.csv", "programme/offices.csv")


def write_elsewhere(folder: Path, moved: tuple[float, float]) -> Path:
    """Write the data folder of squares, moved by degrees east and north; longitudes stay within -180 to 180."""
    write_squares(folder)
    east, north = moved
    for path in sorted((folder / "geo").glob("*.parquet")):
        layer = gpd.read_parquet(path)
        if "seat_lon" in layer:
            layer["seat_lon"], layer["seat_lat"] = _east(layer["seat_lon"] + east), layer["seat_lat"] + north
        moved_shapes = [_within_the_world(translate(one, east, north)) for one in layer.geometry]
        layer.set_geometry(moved_shapes, crs=layer.crs).to_parquet(path)
    for name in _POINTS:
        table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        known = table["lon"] != ""
        lon, lat = table.loc[known, "lon"].astype(float) + east, table.loc[known, "lat"].astype(float) + north
        table.loc[known, "lon"], table.loc[known, "lat"] = _east(lon).astype(str), lat.astype(str)
        table.to_csv(folder / name, index=False)
    return folder


def _east(lon: pd.Series) -> pd.Series:
    return (lon + 180) % 360 - 180


def _within_the_world(shape: BaseGeometry) -> BaseGeometry:
    """Cut a shape at 180 degrees; what lies beyond comes in again at the west."""
    west, east = shape.intersection(shapely.box(-180, -90, 180, 90)), shape.intersection(shapely.box(180, -90, 540, 90))
    parts = [west, translate(east, -360)]
    return shapely.union_all([part for part in parts if not part.is_empty])
