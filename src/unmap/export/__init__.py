"""What unmap holds, as files."""

from __future__ import annotations

from unmap.export.folium_map import render_map
from unmap.export.words import Language

__all__ = ["Language", "render_map"]
