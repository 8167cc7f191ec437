"""The tables of a data folder: one definition, from which reading, checking and describing follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.model.schema.area_tables import (
    ALIASES,
    LEVELS,
    MUNICIPALITIES,
    MUNICIPALITIES_OVERVIEW,
    OFFICIAL_NAMES,
    PLACES,
    SOURCES,
    STATES,
    STATES_OVERVIEW,
    TILE_SHAPES,
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
from unmap.model.schema.presence_tables import AGENCIES, CONTEXT_FIGURES, GROUP_MEMBERS, GROUPS, OFFICES, REPORTS

if TYPE_CHECKING:
    from unmap.model.tables import Table

__all__ = [
    "AGENCIES",
    "ALIASES",
    "CLASSES",
    "CONTEXT_FIGURES",
    "COVID_PILLARS",
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
    "MUNICIPALITIES",
    "MUNICIPALITIES_OVERVIEW",
    "OFFICES",
    "OFFICIAL_NAMES",
    "OUTCOME_NEEDS",
    "PLACES",
    "PND_AREAS",
    "PRINCIPLES",
    "PRIORITIES",
    "PRIORITY_SDGS",
    "REPORTS",
    "SOURCES",
    "STATES",
    "STATES_OVERVIEW",
    "TABLES",
    "THEMES",
    "TILE_SHAPES",
    "VALUES",
]

TABLES: tuple[Table, ...] = (
    LEVELS,
    STATES,
    MUNICIPALITIES,
    STATES_OVERVIEW,
    MUNICIPALITIES_OVERVIEW,
    TILE_SHAPES,
    PLACES,
    ALIASES,
    OFFICIAL_NAMES,
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
