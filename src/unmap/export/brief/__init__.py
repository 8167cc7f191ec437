"""The territory brief: one printable page on one area, and the plain list of areas that leads to such pages."""

from __future__ import annotations

from unmap.export.brief.asked import BriefQuery, Place
from unmap.export.brief.overview import overview_table
from unmap.export.brief.page import render_brief, render_missing
from unmap.export.brief.styles import built_styles

__all__ = ["BriefQuery", "Place", "built_styles", "overview_table", "render_brief", "render_missing"]
