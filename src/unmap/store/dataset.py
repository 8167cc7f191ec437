"""A data folder in memory: tables as frames, small things as records, and what is derived from them once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from unmap.errors import NotFoundError, ParameterError
from unmap.model import AdminLevel, Indicator, Level, Report, Source
from unmap.model.arguments import one_of
from unmap.model.records import COUNTRY_CODE, LEVELS
from unmap.model.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from unmap.model.registry import Registry


_YEARS = 10_000


Record = TypeVar("Record", AdminLevel, Indicator, Report, Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIndicator:
    """What is said of an indicator of one's own, beside its values; names of units and ids are made from it."""

    concept: str
    name: str
    name_es: str = ""
    unit: str = "percent"
    direction: str = "high-is-worse"
    year: int | None = None
    series: str = "own"
    source: str = "own table"
    source_id: str = "own"
    url: str = "https://example.org"


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Everything that one data folder holds; the columns of each frame are those of its table in `unmap.model.schema`.

    Boundaries are GeoDataFrames in CRS84 (longitude first): `states` and `municipalities` in full detail, the
    two overviews drawn small, rows in the same order; `tile_shapes` draws both levels for vector tiles. `edition` names
    the content of the folder: the same files give the same edition.
    """

    edition: str
    levels: pd.DataFrame
    states: gpd.GeoDataFrame
    municipalities: gpd.GeoDataFrame
    states_overview: gpd.GeoDataFrame
    municipalities_overview: gpd.GeoDataFrame
    tile_shapes: pd.DataFrame
    places: pd.DataFrame
    aliases: pd.DataFrame
    official_names: pd.DataFrame
    indicators: pd.DataFrame
    values: pd.DataFrame
    classes: pd.DataFrame
    reports: pd.DataFrame
    agencies: pd.DataFrame
    offices: pd.DataFrame
    pnd_areas: pd.DataFrame
    priorities: pd.DataFrame
    framework: pd.DataFrame
    outcome_needs: pd.DataFrame
    priority_sdgs: pd.DataFrame
    groups: pd.DataFrame
    group_members: pd.DataFrame
    covid_pillars: pd.DataFrame
    principles: pd.DataFrame
    themes: pd.DataFrame
    initiatives: pd.DataFrame
    initiative_agencies: pd.DataFrame
    initiative_places: pd.DataFrame
    initiative_results: pd.DataFrame
    initiative_partners: pd.DataFrame
    context_figures: pd.DataFrame
    sources: pd.DataFrame

    def __repr__(self) -> str:
        """Name what is held and how much of it; the frames have their own."""
        counts = {
            "states": self.states,
            "municipalities": self.municipalities,
            "indicators": self.indicators,
            "agencies": self.agencies,
            "offices": self.offices,
            "initiatives": self.initiatives,
        }
        held = ", ".join(f"{len(table):,} {name}" for name, table in counts.items())
        titles = "; ".join(self.reports["title"])
        return f"<unmap data: {titles}; {held}; edition {self.edition}>"

    def with_indicator(self, frame: pd.DataFrame, concept: str, **told: Any) -> Dataset:  # noqa: ANN401 - see below
        """Give a dataset with an indicator more: `frame` has columns code and value, and year if there are several.

        A code is that of an area or its P-code.

        `told` are fields of `OwnIndicator`: `name` (the concept unless given), `name_es`, `unit` ("percent", "persons",
        "per_100k" or "index"), `direction` ("high-is-worse", "low-is-worse" or "neutral"), `year` (the report's unless
        given), `series`, `source`, `source_id` and `url`. The id is concept, unit and series: "hunger_pct.own". A rate
        and a headcount of one concept and series belong together, so that with both, gaps can be told. Classes for
        maps are made. The dataset itself stays as it is. A concept that the dataset has already means the official
        indicator where it is named alone: ask for "poverty_pct.own".

        Raises ParameterError for a frame or a field that cannot be used, and DataError with an issue for each value
        that `unmap check` would refuse: an unknown area, a percentage above 100, more people than there are.
        """
        from unmap.store.own_indicator import add_indicator  # noqa: PLC0415 - it takes datasets itself

        known = [one.name for one in fields(OwnIndicator)]
        for name in told:
            if name not in known:
                raise ParameterError(name, f"is not known here; there are {', '.join(known)}")
        return add_indicator(self, frame, OwnIndicator(concept=concept, **{"name": concept, **told}))

    @property
    def report(self) -> Report:
        """The report whose programme record the folder holds."""
        return _record(self.reports.iloc[0], Report)

    @cached_property
    def admin_levels(self) -> dict[Level, AdminLevel]:
        """What the data say of each level, the highest first."""
        return {Level(level.word): level for level in levels_of(self.levels)}

    @cached_property
    def registry(self) -> Registry:
        """The columns of all that is given out, made from the levels of the data."""
        return registry(tuple(self.admin_levels.values()))

    def layer(self, level: Level, *, overview: bool = False) -> gpd.GeoDataFrame:
        """Give the areas at `level`, in full detail or drawn small; raises ParameterError for no level."""
        name = self.admin_levels[one_of(Level, "level", level)].id
        layer: gpd.GeoDataFrame = getattr(self, f"{name}_overview" if overview else name)
        return layer

    def identity(self, level: Level) -> pd.DataFrame:
        """Give code, pcode and name of each area at `level`, below the highest also state_code and state_name.

        In the order of the layer, rows counted from 0. Raises ParameterError for no level.
        """
        layer = self.layer(level)
        table = pd.DataFrame(layer[["code", "pcode", "name"]])
        if "state_code" in layer:
            table["state_code"] = layer["state_code"]
            table["state_name"] = layer["state_code"].map(self.states.set_index("code")["name"])
        return table

    def areas(self, level: Level) -> pd.Index:
        """Give the codes of the areas at `level`, in the order of its layer; raises ParameterError for no level."""
        codes: pd.Index = pd.Index(self.layer(level)["code"], name="code")
        return codes

    def level_of(self, code: str) -> Level | None:
        """Give the level of the area of that code; None where there is no such area."""
        return next((level for level in self.admin_levels if code in self._places[level]), None)

    def parent_of(self, code: str) -> str | None:
        """Give the code of the area that `code` lies in; None at the highest level and where there is no such area."""
        level = self.level_of(code)
        return None if level is None else self._places[level][code]

    @cached_property
    def _places(self) -> dict[Level, dict[str, str | None]]:
        """The areas of each level by code, each with the area that it lies in."""
        return {
            level: dict(zip(layer["code"], layer.get("state_code", [None] * len(layer)), strict=True))
            for level, layer in ((level, self.layer(level)) for level in self.admin_levels)
        }

    @cached_property
    def years(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """The years with values, by indicator id and level ("country", "state" or "municipality")."""
        known = self.values.loc[self.values["value"].notna()]
        areas = known["area_code"].cat.categories
        level_of = np.where(areas == COUNTRY_CODE, 0, np.where(areas.isin(self.areas(Level.STATE)), 1, 2))
        # One number stands for indicator, level and year: texts would take fifty times the memory, rows the time.
        kinds = known["indicator_id"].cat.codes.to_numpy(dtype=np.int64) * len(LEVELS)
        packed = (kinds + level_of[known["area_code"].cat.codes]) * _YEARS + known["year"].to_numpy(dtype=np.int64)
        found: dict[tuple[str, str], list[int]] = {}
        for number in np.unique(packed).tolist():
            kind, year = divmod(number, _YEARS)
            indicator, level = divmod(kind, len(LEVELS))
            found.setdefault((known["indicator_id"].cat.categories[indicator], LEVELS[level]), []).append(year)
        return {key: tuple(years) for key, years in found.items()}

    def indicator(self, indicator_id: str) -> Indicator:
        """Give one indicator; raises NotFoundError where there is none of that id."""
        known = self._indicators.get(indicator_id)
        if known is None:
            raise NotFoundError("there is no indicator of that code")
        return known

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {row["indicator_id"]: _record(row, Indicator) for _, row in self.indicators.iterrows()}

    def source(self, source_id: str) -> Source:
        """Give one source; raises NotFoundError where there is none of that id."""
        return _record(_one(self.sources, "source_id", source_id, "source"), Source)


def levels_of(table: pd.DataFrame) -> tuple[AdminLevel, ...]:
    """Give the levels of the table `levels`, the highest first."""
    return tuple(_record(row, AdminLevel) for _, row in table.sort_values("level").iterrows())


def _one(frame: pd.DataFrame, key: str, value: str, noun: str) -> pd.Series:
    found = frame.loc[frame[key] == value]
    if found.empty:
        raise NotFoundError(f"there is no {noun} of that code")
    return found.iloc[0]


def _record(row: pd.Series, kind: type[Record]) -> Record:
    # NumPy's own integers are no JSON numbers; `item` gives Python's.
    cells = {field.name: row[field.name] for field in fields(kind)}
    return kind(**{name: cell.item() if hasattr(cell, "item") else cell for name, cell in cells.items()})


Derived = TypeVar("Derived")


def once_per_dataset(derive: Callable[[Dataset], Derived]) -> Callable[[Dataset], Derived]:
    """Keep what `derive` gives for a dataset; it goes when the dataset goes."""
    kept: WeakKeyDictionary[Dataset, Derived] = WeakKeyDictionary()

    @wraps(derive)
    def derived(dataset: Dataset) -> Derived:
        if dataset not in kept:
            kept[dataset] = derive(dataset)
        return kept[dataset]

    return derived
