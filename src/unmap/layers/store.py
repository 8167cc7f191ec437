"""The layers of one dataset, ready to hand out: attribute tables and encoded parts, each made once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import orjson
import shapely

from unmap.layers.encode import encode_feature, encode_geometries, records
from unmap.layers.features import area_table, office_table
from unmap.layers.initiatives import initiative_shapes, initiative_table
from unmap.models import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

_CHOICES_KEPT = 8
"""Needs whose attributes stay encoded: those of all municipalities take about 2 MB of memory."""


class Resolution(StrEnum):
    """How finely boundaries are drawn: small for the whole country, in full for a part of it."""

    OVERVIEW = "overview"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Layer:
    """A table, and beside each row its parts of a GeoJSON feature, already encoded.

    `shapes` are what a bounding box is compared with, indexed by `tree`. `geometries` encodes the geometries of
    some rows at a resolution.
    """

    table: pd.DataFrame
    keys: list[bytes]
    properties: list[bytes]
    shapes: np.ndarray
    tree: shapely.STRtree
    geometries: Callable[[Sequence[int], Resolution], Sequence[bytes]]

    def rows(
        self, equal: Mapping[str, frozenset[str]], bbox: tuple[float, float, float, float] | None = None
    ) -> np.ndarray:
        """Give the positions of the rows whose columns hold one of the values in `equal` and that touch `bbox`.

        `bbox` is west, south, east, north in degrees. What has no geometry lies in every box, as OGC API -
        Features has it.
        """
        keep = np.ones(len(self.table), dtype=bool)
        for column, wanted in equal.items():
            keep &= self.table[column].isin(wanted).to_numpy()
        if bbox is not None:
            near = shapely.is_missing(self.shapes)
            near[self.tree.query(shapely.box(*bbox), predicate="intersects")] = True
            keep &= near
        return np.flatnonzero(keep)

    def features(self, rows: Sequence[int], resolution: Resolution) -> list[bytes]:
        """Give the features of `rows`, encoded, with their geometry at `resolution`."""
        geometries = self.geometries(rows, resolution)
        return [
            encode_feature(self.keys[row], geometry, self.properties[row])
            for row, geometry in zip(rows, geometries, strict=True)
        ]


class LayerStore:
    """Makes the layers of one dataset on first use and keeps them."""

    def __init__(self, dataset: Dataset) -> None:
        """Remember `dataset`; nothing is made before it is asked for."""
        self.dataset = dataset
        self.areas: Callable[[NeedChoice], Layer] = lru_cache(_CHOICES_KEPT)(self._areas)
        self._shapes = cache(self._read_shapes)
        self._tree = cache(self._grow_tree)
        self._overview = cache(self._encode_overview)

    def _areas(self, choice: NeedChoice) -> Layer:
        table = area_table(self.dataset, choice)
        level = choice.level
        return Layer(
            table=table,
            keys=[orjson.dumps(code) for code in table["code"]],
            properties=[orjson.dumps(row) for row in records(table)],
            # A box is compared with the detailed boundary whatever is drawn, so that both resolutions agree.
            shapes=self._shapes(level, Resolution.DETAIL),
            tree=self._tree(level),
            geometries=lambda rows, resolution: self._geometries(level, rows, resolution),
        )

    @cached_property
    def offices(self) -> Layer:
        """Offices as points; headquarters that the report only counts have none."""
        table = office_table(self.dataset)
        shapes = np.asarray(shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy()), dtype=object)
        shapes[table["lon"].isna().to_numpy()] = None
        return _points(table, "office_id", shapes, table.drop(columns=["lon", "lat"]))

    @cached_property
    def initiatives(self) -> Layer:
        """Initiatives as the seats of their areas; those that are not located have no geometry."""
        table = initiative_table(self.dataset)
        return _points(table, "initiative_id", initiative_shapes(self.dataset), table)

    def _read_shapes(self, level: Level, resolution: Resolution) -> np.ndarray:
        dataset = self.dataset
        if resolution is Resolution.DETAIL:
            layer = dataset.states if level is Level.STATE else dataset.municipalities
        else:
            layer = dataset.states_overview if level is Level.STATE else dataset.municipalities_overview
        return np.asarray(layer.geometry.to_numpy())

    def _grow_tree(self, level: Level) -> shapely.STRtree:
        return shapely.STRtree(self._shapes(level, Resolution.DETAIL))

    def _encode_overview(self, level: Level) -> list[bytes]:
        return encode_geometries(self._shapes(level, Resolution.OVERVIEW))

    def _geometries(self, level: Level, rows: Sequence[int], resolution: Resolution) -> list[bytes]:
        if resolution is Resolution.OVERVIEW:
            encoded = self._overview(level)
            return [encoded[row] for row in rows]
        # In full detail the country takes 13 MB of text, and a request asks for a part of it: not kept.
        return encode_geometries(self._shapes(level, resolution)[np.asarray(rows, dtype=np.intp)])


def _points(table: pd.DataFrame, key: str, shapes: np.ndarray, properties: pd.DataFrame) -> Layer:
    """Give a layer whose geometries are few and small enough to stay encoded."""
    encoded = encode_geometries(shapes)
    return Layer(
        table=table,
        keys=[orjson.dumps(name) for name in table[key]],
        properties=[orjson.dumps(row) for row in records(properties)],
        shapes=shapes,
        tree=shapely.STRtree(shapes),
        geometries=lambda rows, _: [encoded[row] for row in rows],
    )
