"""Columns and patterns that several tables share."""

from __future__ import annotations

from unmap.models.tables import Column

AREA_CODE_PATTERN = r"[0-9A-Za-z]{2,12}"


ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]*"


LOCATOR = Column(name="source_locator", description="chapter and heading of the passage", required=True)


PASSAGE = (
    Column(name="source_id", description="where this is stated", required=True, refers_to="sources.source_id"),
    LOCATOR,
)


NOTE = Column(name="note", description="anything a reader should know")


TITLES = (
    Column(name="title_en", description="title in English", required=True),
    Column(name="title_es", description="title in Spanish", required=True),
)
