"""The tables of a data folder: one definition, from which reading, checking and describing follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.models.schema.framework import (
    COVID_PILLARS,
    FRAMEWORK,
    GROUP_MEMBERS,
    GROUPS,
    OUTCOME_NEEDS,
    PND_AREAS,
    PRINCIPLES,
    PRIORITIES,
    PRIORITY_SDGS,
    THEMES,
)
from unmap.models.schema.geography import (
    ALIASES,
    MUNICIPALITIES,
    MUNICIPALITIES_OVERVIEW,
    OFFICIAL_NAMES,
    PLACES,
    STATES,
    STATES_OVERVIEW,
)
from unmap.models.schema.initiatives import (
    CONTEXT_FIGURES,
    INITIATIVE_AGENCIES,
    INITIATIVE_PARTNERS,
    INITIATIVE_PLACES,
    INITIATIVE_RESULTS,
    INITIATIVES,
)
from unmap.models.schema.need import CLASSES, INDICATORS, VALUES
from unmap.models.schema.programme import AGENCIES, OFFICES, REPORTS
from unmap.models.schema.sources import SOURCES

if TYPE_CHECKING:
    from unmap.models.tables import Table

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
    "VALUES",
]

TABLES: tuple[Table, ...] = (
    STATES,
    MUNICIPALITIES,
    STATES_OVERVIEW,
    MUNICIPALITIES_OVERVIEW,
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
