"""The order of the columns of each file: the one place to change it.

Layers have theirs from the order of their columns in `layer_columns`, tables of a data folder from `schema`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.model import schema
from unmap.model.answer_columns import CLUSTERED, LOCAL
from unmap.model.layer_columns import area_columns
from unmap.model.query import FILTERS
from unmap.model.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.model.layer_columns import Levels

_ASKED = (
    *("indicator_id", "series", "year", "need_source_id", "presence_source_id", "kind", "counting"),
    *(f"filter_{name}" for name in FILTERS),
    *("edition", "headquarters", "radius_km", "plan_add", "plan_remove", "objective", "candidates", "min_town"),
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
    "coverage-areas": "{gaps}",
    "equity-curve": "code name population_share presence_share",
    "clusters-areas": "code name need presence gap {clusters}",
    "clusters-global": "variable moran expected z_sim p_sim",
    "outcome-gaps-outcomes": "outcome_id title_en title_es concept indicator_id series year source_id reason_en"
    " reason_es initiatives placed areas_with_presence blank_spots persons_in_blank_spots reasons",
    "outcome-gaps-areas": "outcome_id concept code name need_pct need_persons need_rank need_share presence"
    " presence_share gap rank blank_spot {why} indicator_id series year source_id",
    "footprints-areas": "agency_id acronym code name offices initiatives",
    "footprints-agencies": "agency_id acronym areas offices initiatives need_share",
    "footprints-absences": "agency_id acronym rank code name need_pct need_persons present",
    "footprints-overlap": "agency_id acronym other_id shared together jaccard",
    "reach-areas": "code name {above} persons pct population nearest_km nearest_office_id covered nearest_km_before"
    " covered_before",
    "reach-by_state": "{above} persons covered beyond share covered_before",
    "reach-by_agency": "agency_id acronym offices persons share",
    "reach-plan": "status office_id agency_id acronym code name {above} lon lat counted offices_here persons_within"
    " persons_only_today persons_only_plan",
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
    " rank_p95 top5_share blank_spot need_third presence_class bivariate nearest_office_km nearest_office_id {why}"
)


def orders(levels: Levels) -> Mapping[str, tuple[str, ...]]:
    """Give the order of the columns of each file that is no layer and no table of a data folder."""
    above = [f"{level.word}_{part}" for level in levels[:-1] for part in ("code", "name")]
    areas = _merged([each.name for each in area_columns(levels, level)] for level in levels)
    parts = {
        "above": above,
        "area": ["code", "pcode", "name", *above],
        "codes": [f"{level.word}_code" for level in levels],
        "years": ["years_country", *(f"years_{level.word}" for level in levels)],
        "counts": areas[areas.index("offices") : areas.index("presence") + 1],
        "clusters": [f"{of}_{part}" for of in CLUSTERED for part in LOCAL],
        "why": _WHY,
        **{table.name: table.column_names for table in schema.TABLES},
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
