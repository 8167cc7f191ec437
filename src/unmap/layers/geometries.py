"""The shapes of one layer, at both resolutions, and as GeoJSON text in each reference system."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.layers.crs import CRS84, from_crs84
from unmap.layers.encode import encode_geometries
from unmap.models.given import one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.layers.crs import Crs


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
