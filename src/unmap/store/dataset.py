"""A data folder in memory: tables as frames, small things as records, and what is derived from them once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache, wraps
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from unmap.errors import NotFoundError, ParameterError
from unmap.model import AdminLevel, Indicator, Report, Source
from unmap.model.records import COUNTRY
from unmap.model.registry import registry
from unmap.model.schema import OVERVIEW, SHORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from unmap.model.registry import Registry


_YEARS = 10_000

REPORTS_KEPT = 6
"""Reports of a folder that stay at hand with what is derived from them: some megabytes each, boundaries not counted."""


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

    Boundaries are GeoDataFrames in CRS84 (longitude first): `layer(level)` gives those of a level in full detail or
    drawn small, rows in the same order; `tile_shapes` draws every level for vector tiles. `edition` names the content
    of the folder: the same files give the same edition.

    Of a folder with several reports a dataset shows the record of one, the newest unless `of_report` is asked for
    another; `reports` lists them all.
    """

    edition: str
    levels: pd.DataFrame
    layers: Mapping[str, gpd.GeoDataFrame]
    tile_shapes: pd.DataFrame
    places: pd.DataFrame
    aliases: pd.DataFrame
    changes: pd.DataFrame
    official_names: pd.DataFrame
    surroundings: pd.DataFrame
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
    shown: str = ""
    whole: Dataset | None = None

    def __repr__(self) -> str:
        """Name what is held and how much of it; the frames have their own."""
        names = (*(level.id for level in self.admin_levels), "indicators", "agencies", "offices", "initiatives")
        counts = {name: self.table(name) for name in names}
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

    @cached_property
    def report(self) -> Report:
        """The report whose programme record the dataset shows."""
        rows = self.reports
        return _record(rows.loc[rows["report_id"] == (self.shown or newest_report(rows))].iloc[0], Report)

    @property
    def all_reports(self) -> tuple[Report, ...]:
        """Every report of the data, the newest first."""
        return tuple(_record(row, Report) for _, row in newest_first(self.reports).iterrows())

    def of_report(self, report_id: str | None = None) -> Dataset:
        """Give the same data with the record of one report, the newest without an id.

        Organisations that only other reports name are left out. Raises ParameterError where there is no such report.
        """
        whole = self.whole or self
        wanted = newest_report(whole.reports) if report_id is None else report_id
        if wanted not in set(whole.reports["report_id"]):
            raise ParameterError("report", f"must be one of {', '.join(whole.reports['report_id'])}", report_id)
        return whole if len(whole.reports) == 1 else whole.by_report(wanted)

    @cached_property
    def by_report(self) -> Callable[[str], Dataset]:
        """The dataset of each report by its id, those asked for last kept; of a dataset that shows all reports."""
        return lru_cache(REPORTS_KEPT)(lambda report_id: _with_record(self, report_id))

    @cached_property
    def admin_levels(self) -> tuple[AdminLevel, ...]:
        """What the data say of each level, the highest first."""
        return tuple(_record(row, AdminLevel) for _, row in self.levels.sort_values("level").iterrows())

    @cached_property
    def registry(self) -> Registry:
        """The columns of all that is given out, made from the levels of the data."""
        return registry(self.admin_levels)

    def level(self, word: str | AdminLevel | None = None) -> AdminLevel:
        """Give the level of that word, the highest without one; raises ParameterError where there is none."""
        if word is None:
            return self.admin_levels[0]
        known = self._by_word.get(str(word))
        if known is None:
            raise ParameterError("level", f"must be one of {', '.join(self._by_word)}", word)
        return known

    @cached_property
    def _by_word(self) -> dict[str, AdminLevel]:
        return {level.word: level for level in self.admin_levels}

    @property
    def finest(self) -> AdminLevel:
        """The lowest level, whose areas have no parts."""
        return self.admin_levels[-1]

    def above(self, level: str | AdminLevel | None) -> tuple[AdminLevel, ...]:
        """Give the levels above one, the highest first; raises ParameterError for no level."""
        return self.admin_levels[: self.level(level).level - 1]

    def below(self, level: str | AdminLevel | None) -> AdminLevel | None:
        """Give the next level below one, None below the finest; raises ParameterError for no level."""
        return next(iter(self.admin_levels[self.level(level).level :]), None)

    def layer(self, level: str | AdminLevel | None, *, overview: bool = False) -> gpd.GeoDataFrame:
        """Give the areas at `level`, in full detail or drawn small; raises ParameterError for no level.

        In detail, the area of each level above that an area lies in stands in a column such as `state_code`.
        """
        return self.layers[f"{self.level(level).id}{OVERVIEW if overview else ''}"]

    def __getattr__(self, name: str) -> gpd.GeoDataFrame:
        """Give the layer of a level by its id, such as `data.states`."""
        # While an object is made or copied it has no fields yet.
        found: gpd.GeoDataFrame | None = self.__dict__.get("layers", {}).get(name)
        if found is None:
            raise AttributeError(f"a dataset has no {name}")
        return found

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by its name in `unmap.model.schema`, layers of areas among them."""
        found: pd.DataFrame = getattr(self, name)
        return found

    def identity(self, level: str | AdminLevel | None, *, short: bool = False) -> pd.DataFrame:
        """Give code, pcode and name of each area at `level`, then code and name of those of each level above it.

        With `short` its short names stand behind the name. The columns of a level above are called by its word:
        state_code, state_name. In the order of the layer, rows counted from 0. Raises ParameterError for no level.
        """
        layer = self.layer(level)
        # One by one: choosing several columns of a layer at once makes its geometry anew.
        columns = {name: layer[name] for name in ("code", "pcode", "name", *(SHORT_NAMES if short else ()))}
        for one in self.above(level):
            codes = columns[f"{one}_code"] = layer[f"{one}_code"]
            columns[f"{one}_name"] = codes.map(self.layer(one).set_index("code")["name"])
        return pd.DataFrame(columns)

    def areas(self, level: str | AdminLevel | None) -> pd.Index:
        """Give the codes of the areas at `level`, in the order of its layer; raises ParameterError for no level."""
        codes: pd.Index = pd.Index(self.layer(level)["code"], name="code")
        return codes

    def within(self, level: str | AdminLevel | None, above: str | AdminLevel) -> np.ndarray:
        """Give, of each area at `level`, the position of the area of the level `above` that it lies in."""
        positions: np.ndarray = self.areas(above).get_indexer(pd.Index(self.layer(level)[f"{self.level(above)}_code"]))
        return positions

    def highest_areas(self, level: str | AdminLevel | None) -> pd.Series:
        """Give, by its code, the area of the highest level that each area at `level` lies in: itself at the highest."""
        layer, above = self.layer(level), self.above(level)
        return pd.Series(layer[f"{above[0]}_code" if above else "code"].array, index=self.areas(level))

    def lineage(self, code: str) -> tuple[str, ...]:
        """Give the codes of the areas that an area lies in, the highest first, its own last; none for no area.

        For a code of before (`changes`) those that all its areas of now lie in.
        """
        return self._lineages.get(code, ())

    def inside(self, code: str) -> frozenset[str]:
        """Give the codes of the areas of all levels below that lie in an area."""
        return self._insides.get(code, frozenset())

    @cached_property
    def _insides(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for code, lineage in self._lineages.items():
            for above in lineage[:-1]:
                found.setdefault(above, set()).add(code)
        return {code: frozenset(codes) for code, codes in found.items()}

    def level_of(self, code: str) -> AdminLevel | None:
        """Give the level of the area of that code; None where there is no such area."""
        lineage = self.lineage(code)
        return self.admin_levels[len(lineage) - 1] if lineage else None

    def parent_of(self, code: str) -> str | None:
        """Give the code of the area that `code` lies in; None at the highest level and where there is no such area."""
        return next(reversed(self.lineage(code)[:-1]), None)

    @cached_property
    def _lineages(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for level in reversed(self.admin_levels):
            columns = [*(f"{above}_code" for above in self.above(level)), "code"]
            found |= {line[-1]: line for line in zip(*(self.layer(level)[name] for name in columns), strict=True)}
        # What reports of before state under a code that is gone lies in all that its areas of now lie in.
        gone = self.changes.loc[~self.changes["old_code"].isin(found.keys())]
        for old in dict.fromkeys(gone["old_code"]):
            around = zip(*(found.get(new, ()) for new in gone.loc[gone["old_code"] == old, "new_code"]), strict=False)
            found[old] = tuple(codes[0] for codes in takewhile(lambda codes: len(set(codes)) == 1, around))
        return found

    @cached_property
    def years(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """The years with values, by indicator id and word of a level ("country" among them)."""
        known = self.values.loc[self.values["value"].notna()]
        areas = known["area_code"].cat.categories
        words = (COUNTRY, *self._by_word)
        level_of = np.zeros(len(areas), dtype=np.int64)
        for level in reversed(self.admin_levels):
            level_of[areas.isin(self.areas(level))] = level.level
        # One number stands for indicator, level and year: texts would take fifty times the memory, rows the time.
        kinds = known["indicator_id"].cat.codes.to_numpy(dtype=np.int64) * len(words)
        packed = (kinds + level_of[known["area_code"].cat.codes]) * _YEARS + known["year"].to_numpy(dtype=np.int64)
        found: dict[tuple[str, str], list[int]] = {}
        for number in np.unique(packed).tolist():
            kind, year = divmod(number, _YEARS)
            indicator, level_number = divmod(kind, len(words))
            key = (known["indicator_id"].cat.categories[indicator], words[level_number])
            found.setdefault(key, []).append(year)
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


def newest_first(reports: pd.DataFrame) -> pd.DataFrame:
    """Give reports by the end of their periods, the last first; of several that end on one day, the last by id."""
    ends = reports["period_end"].fillna(pd.to_datetime(reports["reporting_year"].astype("str") + "-12-31"))
    order = reports.assign(end=ends).sort_values(["end", "report_id"], ascending=False).index
    return reports.loc[order].reset_index(drop=True)


def newest_report(reports: pd.DataFrame) -> str:
    """Give the id of the report whose period ends last; of several, the last by id."""
    return str(newest_first(reports)["report_id"].iloc[0])


_OF_INITIATIVES = ("initiative_agencies", "initiative_places", "initiative_results", "initiative_partners")


def _with_record(whole: Dataset, report_id: str) -> Dataset:
    """Give the dataset with those rows of the record that one report states."""
    kept = {
        name: table.loc[table["report_id"] == report_id].reset_index(drop=True)
        for name, table in (("offices", whole.offices), ("initiatives", whole.initiatives))
    }
    for name in _OF_INITIATIVES:
        table = whole.table(name)
        kept[name] = table.loc[table["initiative_id"].isin(kept["initiatives"]["initiative_id"])].reset_index(drop=True)
    own = {*kept["offices"]["agency_id"], *kept["initiative_agencies"]["agency_id"]}
    others = {*whole.offices["agency_id"], *whole.initiative_agencies["agency_id"]} - own
    agencies = whole.agencies
    kept["agencies"] = agencies.loc[~agencies["agency_id"].isin(others)].reset_index(drop=True)
    tables: dict[str, Any] = kept
    return replace(whole, **tables, shown=report_id, whole=whole)


def with_areas_above(
    layers: Mapping[str, gpd.GeoDataFrame], levels: Sequence[AdminLevel]
) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers with the area of every level above, where a file says the next one alone."""
    found = dict(layers)
    for number, level in enumerate(levels[2:], 2):
        above = levels[number - 1]
        codes = found[level.id][f"{above}_code"]
        columns = [f"{one}_code" for one in levels[: number - 1]]
        parents = found[above.id].drop_duplicates("code").set_index("code")[columns]
        found[level.id] = found[level.id].assign(**{name: codes.map(parents[name]) for name in columns})
    return found


def _one(frame: pd.DataFrame, key: str, value: str, noun: str) -> pd.Series:
    found = frame.loc[frame[key] == value]
    if found.empty:
        raise NotFoundError(f"there is no {noun} of that code")
    return found.iloc[0]


def _record(row: pd.Series, kind: type[Record]) -> Record:
    # NumPy's own integers are no JSON numbers; `item` gives Python's.
    cells = {field.name: row[field.name] for field in fields(kind)}
    plain = {name: cell.item() if hasattr(cell, "item") else cell for name, cell in cells.items()}
    told: dict[str, Any] = {
        name: cell.date() if isinstance(cell, pd.Timestamp) else None if cell is pd.NA or cell is pd.NaT else cell
        for name, cell in plain.items()
    }
    return kind(**told)


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
