"""Where an office is drawn and measured from: its own point, or what stands for it in the area that it is placed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from unmap.model.query import INSIDE, SEAT, STATED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.store.dataset import Dataset


def with_points(dataset: Dataset, offices: pd.DataFrame) -> pd.DataFrame:
    """Give the placed `offices` with the point of each and how it is known.

    Adds the columns `point_lon`, `point_lat` (CRS84, NaN where there is none) and `point_basis`, one of `POINT_BASES`
    or empty. The area is the least one that is known. What a report merely counts, headquarters without an agency, is
    no office with a place: it has no point but its own.
    """
    own = {name: offices[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("lon", "lat")}
    points = np.column_stack([own["lon"], own["lat"]])
    basis = np.where(np.isfinite(points).all(axis=1), STATED, "").astype(object)
    counted = (offices["office_type"] == "headquarters") & (offices["agency_id"] == "")
    for level in reversed(dataset.admin_levels):
        codes = offices[f"{level}_code"]
        rows = np.flatnonzero((basis == "") & (codes != "").to_numpy() & ~counted.to_numpy())
        areas = dataset.areas(level).get_indexer(pd.Index(codes.iloc[rows]))
        points[rows], basis[rows] = _for_areas(dataset, str(level), areas)
    points[basis == ""] = np.nan
    return offices.assign(
        point_lon=points[:, 0],
        point_lat=points[:, 1],
        point_basis=pd.Series(basis, index=offices.index, dtype="str"),
    )


def _for_areas(
    dataset: Dataset, level: str, areas: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Give for areas of a level, by their positions, the seat or else a point inside, and which it is."""
    layer = dataset.layer(level)
    points = layer[["seat_lon", "seat_lat"]].to_numpy(dtype=np.float64, na_value=np.nan)[areas]
    seated = np.isfinite(points).all(axis=1)
    without, again = np.unique(areas[~seated], return_inverse=True)
    inside = shapely.point_on_surface(layer.geometry.to_numpy()[without])
    points[~seated] = shapely.get_coordinates(inside)[again]
    return points, np.where(seated, SEAT, INSIDE).astype(object)
