"""The registry of columns: type, unit, titles, hashtag, layer, tile and place in order of all that are given out."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from unmap.model import schema
from unmap.model.answer_columns import CLUSTERED, COMPARED, LOCAL, common_columns, own_columns
from unmap.model.furthest_columns import BEHIND
from unmap.model.layer_columns import area_columns, initiative_columns, office_columns
from unmap.model.properties import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, TEXTS, Property, Schema, by_name
from unmap.model.query import FILTERS
from unmap.model.tables import BESIDE
from unmap.model.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from unmap.model.layer_columns import Levels
    from unmap.model.tables import Column

_TYPES = {"string": TEXT, "integer": INTEGER, "number": NUMBER, "boolean": BOOLEAN, "date": DATE, "list": TEXTS}


_GIVEN_AS = {"agencies": "agencies", "figures": "context_figures", "indicators": "indicators", "sources": "sources"}
"""Files that give a table of a data folder with more behind it."""


def _of_table(column: Column) -> Property:
    title = column.description[:1].upper() + column.description[1:]
    return Property(
        column.name, _TYPES[column.type], title, unit=column.unit or None, values=column.allowed, tag=column.tag
    )


OF_FOLDER = "table-"
"""Beginning of the names of files that hold a table of a data folder as it is."""


_ASKED = (
    *("indicator_id", "series", "year", "need_source_id", "presence_source_id", "kind", "counting"),
    *(f"filter_{name}" for name in FILTERS),
    *("edition", "headquarters", "radius_km", "plan_add", "plan_remove", "plan_name"),
    *("objective", "candidates", "min_town", "conditions"),
)
"""What was asked, behind the columns of every answer."""

_WHY = tuple(f"why_{language}" for language in Language)

_ORDERS = {
    "need": "{area} value pct persons base indicator_id series unit year source_id",
    "presence": "{area} {counts} reporting_year source_id",
    "presence-rows": "record_type record_id title title_es agency_id agency_acronym outcome_id priority_id scope"
    " {codes} area_code level area_name basis headquarters start_year end_year source_id source_locator",
    "framework": "outcome_id outcome_title_en outcome_title_es {above} initiatives agencies source_id",
    "agencies": "{agencies} offices states_with_field_offices initiatives states_with_initiatives source_id",
    "figures": "{context_figures} source_id",
    "indicators": "{indicators} {years} default_of",
    "facets": "facet code name_en name_es offices initiatives agencies source_id",
    "sources": "{sources}",
    "gaps": "{gaps}",
    **dict.fromkeys(("coverage-areas", "coverage-coverage"), "{gaps}"),
    "coverage-choices": "indicator_id concept need_measure kind counting used",
    "equity-curve": "code name population_share presence_share",
    "clusters-areas": "code name need presence gap {clusters}",
    "clusters-global": "variable moran expected z_sim p_sim",
    "furthest-behind-areas": "code name {above} population list share overlap worst_in rank_median rank_p05 rank_p95"
    " rank_first rank_last rank decides presence offices initiatives agencies",
    "furthest-behind-lists": "list {behind}",
    "furthest-behind-parents": "list {above} {behind}",
    "furthest-behind-agencies": "agency_id acronym sure_with sure_without",
    "outcome-gaps-outcomes": "outcome_id title_en title_es concept indicator_id series year source_id reason_en"
    " reason_es initiatives placed areas_with_presence blank_spots persons_in_blank_spots reasons",
    "outcome-gaps-areas": "outcome_id concept code name need_pct need_persons need_rank need_share presence"
    " presence_share gap rank blank_spot {why} indicator_id series year source_id",
    "footprints-cells": "agency_id acronym code name offices initiatives",
    "footprints-agencies": "agency_id acronym areas offices initiatives need_share",
    "footprints-absences": "agency_id acronym rank code name need_pct need_persons present",
    "footprints-overlap": "agency_id acronym other_id shared together jaccard",
    "report-change-areas": "code name {compared}",
    "report-change-agencies": "agency_id acronym {compared}",
    "report-change-sectors": "record_type outcome_id theme_id title_en title_es {compared}",
    "report-change-things": "record_type agency_id acronym outcome_id theme_id code name status",
    "reach-areas": "code name {above} persons pct population nearest_km nearest_office_id covered nearest_km_before"
    " covered_before",
    "reach-by_state": "{above} persons covered beyond share covered_before",
    "reach-by_agency": "agency_id acronym offices persons share",
    "reach-plan": "status office_id agency_id acronym code name {above} lon lat point_basis counted offices_here"
    " persons_within persons_only_today persons_only_plan",
    "reach-left_out": "code name {above} persons pct nearest_km nearest_office_id",
    "reach-curve": "distance_km persons share",
    "siting-chosen": "rank code name {above} lon lat persons_added mean_km_cut",
    "siting-gain_by_k": "k objective_value bound optimal greedy_value gain",
    "change-values": "code name indicator_id series unit year value previous_year change change_since_first break"
    " source_id",
}
"""Columns of each file by the beginning of its name; a name in braces stands for several columns."""

_GAPS = (
    "{area} need_value need_pct need_persons need_base need_rank persons_rank population need_share population_share"
    " presence_share presence offices initiatives agencies headquarters gap gap_population rank rank_median rank_p05"
    " rank_p95 top5_share sign_holds blank_spot need_third presence_class bivariate nearest_office_km nearest_office_id"
    " {why}"
)


class Registry:
    """All columns of data with certain levels."""

    def __init__(self, levels: Levels) -> None:
        """Make the columns of `levels`, the highest first."""
        self.levels = levels
        tables = {
            **{level.id: area_columns(levels, level) for level in levels},
            "offices": office_columns(levels),
            "initiatives": initiative_columns(levels),
        }
        self._tables = {name: by_name(*columns) for name, columns in tables.items()}
        self.layers: Mapping[str, Schema] = {
            name: by_name(*(each for each in columns if not each.of_geometry)) for name, columns in tables.items()
        }
        """Properties of the features of each layer by name, in their order; the geometry stands last."""
        self.tiles: Mapping[str, Schema] = {
            name: by_name(*(each.in_tile() for each in columns if each.tiled)) for name, columns in tables.items()
        }
        """The same of features in tiles, where what is null elsewhere is left out."""
        self._folder = {table.name: by_name(*map(_of_table, table.columns)) for table in schema.tables_of(levels)}
        self.files: Mapping[str, Schema] = {
            f"{OF_FOLDER}{name.replace('_', '-')}": columns for name, columns in self._folder.items()
        }
        """Columns of the tables of a data folder by the names of their files, as `unmap.model.schema` has them."""
        self._own = own_columns(levels)
        self._orders = _orders(levels)

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as the levels that all is made from."""
        return registry, (self.levels,)

    def column(self, file: str, name: str) -> Property | None:
        """Give what is known of the column `name` of a file: a layer, a table or an answer; None where nothing is."""
        return next(self._known(file, name), None) or self._common.get(name) or self._anywhere.get(name)

    def tag(self, file: str, name: str) -> str:
        """Give the hashtag of a column: its own in this file, else that of its name, "" where it has none."""
        return next((known.tag for known in self._known(file, name) if known.tag), self._tags.get(name, ""))

    def in_order(self, file: str, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table with its columns in the order of its file; others go behind, as they stood."""
        order = self._order(file)
        return table[[*(name for name in order if name in table), *(name for name in table if name not in order)]]

    def _order(self, file: str) -> tuple[str, ...]:
        known = self._tables.get(file) or self.files.get(file)
        own = tuple(known) if known else next((order for _, order in _called(file, self._orders)), ())
        return tuple(dict.fromkeys((*own, *BESIDE))) if own else ()

    def _known(self, file: str, name: str) -> Iterator[Property]:
        """Give what a file says of a column, the most particular first."""
        whole = self.files.get(file) or self._tables.get(file) or self._folder.get(_GIVEN_AS.get(file, ""), {})
        found = [*(own for _, own in _called(file, self._own)), whole]
        return (columns[name] for columns in found if name in columns)

    @cached_property
    def _common(self) -> Schema:
        return common_columns(self.levels)

    @cached_property
    def _anywhere(self) -> Schema:
        return {name: each for known in (*self.files.values(), *self._tables.values()) for name, each in known.items()}

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        """Hashtags by name: those of layers go before those of answers, and these before those of tables."""
        known = (*reversed([*self.files.values()]), self._common, *reversed([*self._tables.values()]))
        return {name: each.tag for columns in known for name, each in columns.items() if each.tag}


Kept = TypeVar("Kept")


def _called(file: str, known: Mapping[str, Kept]) -> list[tuple[str, Kept]]:
    """Give what is known of files whose names begin as that of `file` does, the longest beginning first."""
    found = [(start, kept) for start, kept in known.items() if f"{file}-".startswith(f"{start}-")]
    return sorted(found, key=lambda one: -len(one[0]))


@lru_cache(maxsize=8)
def registry(levels: Levels) -> Registry:
    """Give the registry of data with `levels`, the highest first; made once."""
    return Registry(levels)


def _orders(levels: Levels) -> Mapping[str, tuple[str, ...]]:
    """Give the order of the columns of each file that is no layer and no table of a data folder."""
    above = [f"{level.word}_{part}" for level in levels[:-1] for part in ("code", "name")]
    areas = _merged([each.name for each in area_columns(levels, level)] for level in levels)
    parts = {
        "above": above,
        "area": ["code", "pcode", "name", *schema.SHORT_NAMES, *above],
        "codes": [f"{level.word}_code" for level in levels],
        "years": ["years_country", *(f"years_{level.word}" for level in levels)],
        "counts": areas[areas.index("offices") : areas.index("presence") + 1],
        "clusters": [f"{of}_{part}" for of in CLUSTERED for part in LOCAL],
        "why": _WHY,
        "compared": COMPARED,
        "behind": BEHIND,
        **{table.name: table.column_names for table in schema.tables_of(levels)},
    }
    spelled = {name: " ".join(names) for name, names in parts.items()}
    spelled["gaps"] = _GAPS.format(**spelled)
    return {name: tuple(dict.fromkeys((*text.format(**spelled).split(), *_ASKED))) for name, text in _ORDERS.items()}


def _merged(lists: Iterable[list[str]]) -> list[str]:
    """Give one list of all names in which each stands behind those that it stands behind in its own."""
    merged: list[str] = []
    for names in lists:
        place = 0
        for name in names:
            if name not in merged:
                merged.insert(place, name)
            place = merged.index(name) + 1
    return merged
