"""The tables of a data folder: one definition, from which reading, checking and describing follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.models.schema.geography import (
    ALIASES,
    MUNICIPALITIES,
    MUNICIPALITIES_OVERVIEW,
    PLACES,
    STATES,
    STATES_OVERVIEW,
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
    "INDICATORS",
    "MUNICIPALITIES",
    "MUNICIPALITIES_OVERVIEW",
    "OFFICES",
    "PLACES",
    "REPORTS",
    "SOURCES",
    "STATES",
    "STATES_OVERVIEW",
    "TABLES",
    "VALUES",
]

TABLES: tuple[Table, ...] = (
    STATES,
    MUNICIPALITIES,
    STATES_OVERVIEW,
    MUNICIPALITIES_OVERVIEW,
    PLACES,
    ALIASES,
    INDICATORS,
    VALUES,
    CLASSES,
    REPORTS,
    AGENCIES,
    OFFICES,
    SOURCES,
)
