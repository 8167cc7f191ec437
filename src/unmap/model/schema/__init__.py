"""The tables of a data folder: one definition, from which reading, checking and describing follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.model.schema.area_tables import (
    ALIASES,
    CHANGES,
    LEVELS,
    MOST_LEVELS,
    OFFICIAL_NAMES,
    OVERVIEW,
    PLACES,
    SHORT_NAMES,
    SOURCES,
    SURROUNDINGS,
    TILE_SHAPES,
    area_table,
    overview_table,
    places_table,
)
from unmap.model.schema.initiative_tables import (
    COVID_PILLARS,
    FRAMEWORK,
    INITIATIVE_AGENCIES,
    INITIATIVE_PARTNERS,
    INITIATIVE_PLACES,
    INITIATIVE_RESULTS,
    INITIATIVES,
    OUTCOME_NEEDS,
    PND_AREAS,
    PRINCIPLES,
    PRIORITIES,
    PRIORITY_SDGS,
    THEMES,
)
from unmap.model.schema.need_tables import CLASSES, INDICATORS, VALUES
from unmap.model.schema.presence_tables import (
    AGENCIES,
    CONTEXT_FIGURES,
    GROUP_MEMBERS,
    GROUPS,
    OFFICES,
    ORGANISATION_TYPES,
    REPORTS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.model.records import AdminLevel
    from unmap.model.tables import Table

__all__ = [
    "AGENCIES",
    "ALIASES",
    "CHANGES",
    "CLASSES",
    "CONTEXT_FIGURES",
    "COVID_PILLARS",
    "FIXED",
    "FRAMEWORK",
    "GROUPS",
    "GROUP_MEMBERS",
    "INDICATORS",
    "INITIATIVES",
    "INITIATIVE_AGENCIES",
    "INITIATIVE_PARTNERS",
    "INITIATIVE_PLACES",
    "INITIATIVE_RESULTS",
    "LEVELS",
    "MOST_LEVELS",
    "OFFICES",
    "OFFICIAL_NAMES",
    "ORGANISATION_TYPES",
    "OUTCOME_NEEDS",
    "OVERVIEW",
    "PLACES",
    "PND_AREAS",
    "PRINCIPLES",
    "PRIORITIES",
    "PRIORITY_SDGS",
    "REPORTS",
    "SHORT_NAMES",
    "SOURCES",
    "SURROUNDINGS",
    "THEMES",
    "TILE_SHAPES",
    "VALUES",
    "area_table",
    "overview_table",
    "places_table",
    "tables_of",
]

_BEHIND_AREAS: tuple[Table, ...] = (
    ALIASES,
    CHANGES,
    OFFICIAL_NAMES,
    SURROUNDINGS,
    INDICATORS,
    VALUES,
    CLASSES,
    REPORTS,
    AGENCIES,
    OFFICES,
    PND_AREAS,
    PRIORITIES,
    FRAMEWORK,
    OUTCOME_NEEDS,
    PRIORITY_SDGS,
    GROUPS,
    GROUP_MEMBERS,
    COVID_PILLARS,
    PRINCIPLES,
    THEMES,
    INITIATIVES,
    INITIATIVE_AGENCIES,
    INITIATIVE_PLACES,
    INITIATIVE_RESULTS,
    INITIATIVE_PARTNERS,
    CONTEXT_FIGURES,
    SOURCES,
)

FIXED: tuple[Table, ...] = (LEVELS, TILE_SHAPES, PLACES, *_BEHIND_AREAS)
"""The tables that every folder has beside the layers of its areas."""


def tables_of(levels: Sequence[AdminLevel]) -> tuple[Table, ...]:
    """Give every table of a folder with these levels, the highest first; without levels those without areas."""
    if not levels:
        return (LEVELS, TILE_SHAPES, *_BEHIND_AREAS)
    areas = [area_table(level, above) for level, above in zip(levels, (None, *levels[:-1]), strict=True)]
    overviews = map(overview_table, levels)
    return (LEVELS, *areas, *overviews, TILE_SHAPES, places_table(levels[-1]), *_BEHIND_AREAS)
