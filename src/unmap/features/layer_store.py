"""The layers of one dataset, ready to hand out: tables and encoded parts, each made once, their order and sources."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import orjson
import pandas as pd
import shapely

from unmap.features.crs import CRS84
from unmap.features.encoding import Geometries, Resolution, encode_feature, encode_properties
from unmap.features.feature_tables import (
    area_table,
    initiative_periods,
    initiative_shapes,
    initiative_table,
    office_table,
)
from unmap.features.periods import Periods, any_time, of_days
from unmap.memory import fitted
from unmap.model.properties import GEOMETRY
from unmap.model.query import SEAT

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from unmap.features.crs import Crs
    from unmap.model import NeedChoice
    from unmap.model.properties import Schema
    from unmap.store import Dataset


class SortKey(NamedTuple):
    """A property to sort by, from the lowest unless `descending`."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Sorts rows of one table; what each column's order is, is worked out once."""

    table: pd.DataFrame
    _ranks: dict[str, np.ndarray] = field(default_factory=dict)

    def sorted(self, rows: np.ndarray, keys: Sequence[SortKey]) -> np.ndarray:
        """Give `rows` by the first key, where two tie by the second and so on, and at last as they stood.

        What has no value stands last in either direction. Texts are compared without regard to case and accents first,
        as a reader looks for them, and letter by letter where only these differ.
        """
        levels: list[np.ndarray] = []
        for key in reversed(keys):
            ranks = self._ranks_of(key.name)[rows]
            levels += [-ranks if key.descending else ranks, np.isnan(ranks)]
        return rows[np.lexsort(levels)] if levels else rows

    def _ranks_of(self, name: str) -> np.ndarray:
        ranks = self._ranks.get(name)
        if ranks is None:
            column = self.table[name]
            numeric = pd.api.types.is_numeric_dtype(column.dtype)
            ranks = column.to_numpy(dtype="float64", na_value=np.nan) if numeric else _ranks_of_texts(column.tolist())
            self._ranks[name] = ranks
        return ranks


def _ranks_of_texts(texts: list[object]) -> np.ndarray:
    known = {text for text in texts if isinstance(text, str) and text}
    places = {text: float(place) for place, text in enumerate(sorted(known, key=lambda text: (_folded(text), text)))}
    return np.array([places.get(text, np.nan) if isinstance(text, str) else np.nan for text in texts])


def _folded(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


_CHOICES_KEPT = 8
"""Needs whose attributes stay encoded: those of all municipalities take about 2 MB of memory."""


@dataclass(frozen=True, slots=True)
class Look:
    """How features are given out: how finely drawn, in which reference system, with which properties.

    `names` None means all properties; without `geometry` each has null in its place.
    """

    resolution: Resolution = Resolution.OVERVIEW
    crs: Crs = CRS84
    names: tuple[str, ...] | None = None
    geometry: bool = True


@dataclass(frozen=True, slots=True)
class Layer:
    """A table, and beside each row its parts of a GeoJSON feature, already encoded.

    `shapes` are what a bounding box is compared with, indexed by `tree`. `geometries` encodes the geometries of
    some rows at a resolution. `schema` says what the properties are, `periods` what time each row speaks of.
    """

    table: pd.DataFrame
    keys: list[bytes]
    properties: list[bytes]
    shapes: np.ndarray
    tree: shapely.STRtree
    geometries: Geometries
    schema: Schema
    periods: Periods
    order: Order

    def rows(
        self,
        equal: Mapping[str, frozenset[Hashable]],
        bbox: tuple[float, float, float, float] | shapely.Geometry | None = None,
    ) -> np.ndarray:
        """Give the positions of the rows whose columns hold one of the values in `equal` and that touch `bbox`.

        `bbox` is west, south, east, north in degrees, or a shape in CRS84. What has no geometry lies in every box, as
        OGC API - Features has it.
        """
        keep = np.ones(len(self.table), dtype=bool)
        for column, wanted in equal.items():
            keep &= self.table[column].isin(wanted).to_numpy()
        if bbox is not None:
            near = shapely.is_missing(self.shapes)
            shape = shapely.box(*bbox) if isinstance(bbox, tuple) else bbox
            near[self.tree.query(shape, predicate="intersects")] = True
            keep &= near
        return np.flatnonzero(keep)

    def features(self, rows: Sequence[int], look: Look | Resolution) -> list[bytes]:
        """Give the features of `rows`, encoded."""
        if isinstance(look, Resolution):
            look = Look(look)
        geometries = self.geometries(rows, look.resolution, look.crs) if look.geometry else [b"null"] * len(rows)
        properties = [self.properties[row] for row in rows] if look.names is None else self._some(rows, look.names)
        return [
            encode_feature(self.keys[row], geometry, each)
            for row, geometry, each in zip(rows, geometries, properties, strict=True)
        ]

    def _some(self, rows: Sequence[int], names: tuple[str, ...]) -> list[bytes]:
        chosen = self.table[list(names)].iloc[list(rows)]
        return encode_properties(chosen, self.schema) if names else [b"{}"] * len(rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the properties, in their order."""
        return tuple(name for name in self.schema if name != GEOMETRY)


class LayerStore:
    """Makes the layers of one dataset on first use and keeps them."""

    def __init__(self, dataset: Dataset, like: LayerStore | None = None) -> None:
        """Remember `dataset`; nothing is made before it is asked for.

        Boundaries are those of `like`, where that is given: the layers of the same areas with another record.
        """
        self.dataset = dataset
        self.areas: Callable[[NeedChoice], Layer] = lru_cache(_CHOICES_KEPT)(self._areas)
        self.geometries: Callable[[str], Geometries] = like.geometries if like else cache(self._read_geometries)
        self.tree: Callable[[str], shapely.STRtree] = like.tree if like else cache(self._grow_tree)

    def _areas(self, choice: NeedChoice) -> Layer:
        level, name = choice.level, self.dataset.level(choice.level).id
        table, schema = area_table(self.dataset, choice), self.dataset.registry.layers[name]
        return Layer(
            table=table,
            keys=[fitted(orjson.dumps(code)) for code in table["code"]],
            properties=encode_properties(table, schema),
            # A box is compared with the detailed boundary whatever is drawn, so that both resolutions agree.
            shapes=self.geometries(level).shapes(Resolution.DETAIL),
            tree=self.tree(level),
            geometries=self.geometries(level),
            schema=schema,
            periods=any_time(len(table)),
            order=Order(table),
        )

    @cached_property
    def offices(self) -> Layer:
        """Offices as points; headquarters that the report only counts have none."""
        table = office_table(self.dataset)
        shapes = np.asarray(shapely.points(table["lon"].to_numpy(), table["lat"].to_numpy()), dtype=object)
        shapes[table["lon"].isna().to_numpy()] = None
        # One still open is reported until the end of the year that the report speaks of.
        periods = of_days(table["valid_from"], table["valid_to"].fillna(f"{self.dataset.report.reporting_year}-12-31"))
        return _points(table, self.dataset.registry.layers["offices"], shapes, periods)

    @cached_property
    def initiatives(self) -> Layer:
        """Initiatives as the seats of their areas; those that are not located have no geometry."""
        table = initiative_table(self.dataset)
        periods = initiative_periods(self.dataset)
        schema = self.dataset.registry.layers["initiatives"]
        return _points(table, schema, initiative_shapes(self.dataset), periods)

    def _read_geometries(self, level: str) -> Geometries:
        dataset = self.dataset
        drawn = (dataset.layer(level), dataset.layer(level, overview=True))
        return Geometries(*(np.asarray(layer.geometry.to_numpy()) for layer in drawn))

    def _grow_tree(self, level: str) -> shapely.STRtree:
        return shapely.STRtree(self.geometries(level).shapes(Resolution.DETAIL))


def _points(table: pd.DataFrame, schema: Schema, shapes: np.ndarray, periods: Periods) -> Layer:
    """Give a layer whose geometries are few and small enough to stay encoded."""
    # The coordinates of a point stand in its geometry; only a table needs them as columns.
    properties = table[[column for column in table.columns if column in schema]]
    return Layer(
        table=table,
        keys=[fitted(orjson.dumps(key)) for key in table.iloc[:, 0]],
        properties=encode_properties(properties, schema),
        shapes=shapes,
        tree=shapely.STRtree(shapes),
        geometries=Geometries(shapes),
        schema=schema,
        periods=periods,
        order=Order(table),
    )


def layer_sources(dataset: Dataset, name: str, need: NeedChoice | None = None) -> tuple[str, ...]:
    """Give the ids of the sources of a layer: of its need, of the record, and of what its areas come from.

    Items, exports, tiles, descriptions of collections and briefs name these.
    """
    record = {"offices": dataset.offices, "initiatives": dataset.initiatives}.get(name)
    used = [need.indicator.source_id] if need is not None and need.given else []
    used += [dataset.report.source_id, *([] if record is None else sorted(set(record["source_id"])))]
    # Offices have points of their own and only names and codes of the areas; what has none stands at seats of areas.
    pointed = name == "offices" and SEAT not in set(dataset.offices["point_basis"])
    roles = ("boundaries",) if pointed else ("boundaries", "people")
    return tuple(dict.fromkeys([*used, *sources_with_role(dataset, *roles)]))


def sources_with_role(dataset: Dataset, *roles: str) -> list[str]:
    """Give the ids of the sources that tell one of `roles`, as `unmap.model.schema.SOURCES` names them."""
    sources = dataset.sources
    wanted = [not set(roles).isdisjoint(stated) for stated in sources["role"]]
    return sources.loc[wanted, "source_id"].tolist()
