"""`unmap export`: what unmap holds, written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from unmap.export.words import Language
from unmap.files import write_whole
from unmap.join import load
from unmap.models import Level

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Language", "Level", "MapOptions", "export_map"]


class MapOptions(NamedTuple):
    """What the page shows and in which language."""

    level: Level
    indicator: str | None
    year: int | None
    language: Language


def export_map(file: Path, data: Path, options: MapOptions) -> None:
    """Write the map as one HTML page; raises DataError, ParameterError or OutputError."""
    from unmap.export.folium_map import render_map  # noqa: PLC0415 - other commands start faster without folium

    page = render_map(load(data), options.level, options.indicator, options.year, options.language)
    write_whole(file, page.encode())
    Console(stderr=True, soft_wrap=True).print(f"Wrote {file} ({len(page.encode()) / 1e6:.1f} MB).", highlight=False)
