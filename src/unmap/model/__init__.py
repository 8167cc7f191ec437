"""Frozen records and the shape of the tables: what things are, without reading or writing anything."""

from __future__ import annotations

from unmap.errors import Issue
from unmap.model.query import FILTERS, Counting, Kind, PresenceQuery, Scope
from unmap.model.records import AdminLevel, Indicator, NeedChoice, Report, Source
from unmap.model.tables import LIST_SEPARATOR, Column, Table

__all__ = [
    "FILTERS",
    "LIST_SEPARATOR",
    "AdminLevel",
    "Column",
    "Counting",
    "Indicator",
    "Issue",
    "Kind",
    "NeedChoice",
    "PresenceQuery",
    "Report",
    "Scope",
    "Source",
    "Table",
]
