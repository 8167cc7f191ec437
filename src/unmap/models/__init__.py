"""Frozen records and the shape of the tables: what things are, without reading or writing anything."""

from __future__ import annotations

from unmap.models.issues import Issue
from unmap.models.query import FILTERS, Counting, Kind, PresenceQuery, Scope
from unmap.models.records import Indicator, Level, NeedChoice, Report, Source
from unmap.models.tables import LIST_SEPARATOR, Column, Table

__all__ = [
    "FILTERS",
    "LIST_SEPARATOR",
    "Column",
    "Counting",
    "Indicator",
    "Issue",
    "Kind",
    "Level",
    "NeedChoice",
    "PresenceQuery",
    "Report",
    "Scope",
    "Source",
    "Table",
]
