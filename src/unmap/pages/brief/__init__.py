"""The territory brief: one printable page on one area, and the plain list of areas that leads to such pages."""

from __future__ import annotations

from unmap.pages.brief.page import BriefQuery, Place, built_styles, overview, render_brief, render_missing

__all__ = ["BriefQuery", "Place", "built_styles", "overview", "render_brief", "render_missing"]
