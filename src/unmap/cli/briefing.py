"""`unmap brief`: one area on one printable page, in a file that needs no server and no network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from unmap.export.brief import BriefQuery, Place, built_styles, render_brief
from unmap.files import last_written, require_folder, write_whole
from unmap.join import load
from unmap.join.naming import area_of
from unmap.layers import LayerStore
from unmap.models import PresenceQuery

if TYPE_CHECKING:
    from unmap.export.words import Language


@dataclass(frozen=True, slots=True)
class BriefAsked:
    """Which area, in which language, beside which need, and the file to write; None takes the defaults."""

    code: str
    language: Language
    indicator: str | None = None
    year: int | None = None
    file: Path | None = None


def write_brief(asked: BriefAsked, data: Path) -> None:
    """Write the brief; raises DataError, NotFoundError, ParameterError or OutputError and then leaves no file."""
    # What cannot be is said before the data is read.
    styles = built_styles()
    if asked.file is not None:
        require_folder(asked.file)
    question = PresenceQuery(indicator=asked.indicator, year=asked.year)
    store = LayerStore(load(data))
    code = area_of(store.dataset, asked.code)
    place = Place(written=last_written(data), styles=styles)
    page = render_brief(store, BriefQuery(code, asked.language, question), place)
    file = asked.file or Path(f"unmap-brief-{code}-{asked.language}.html")
    write_whole(file, page.encode())
    Console(stderr=True, soft_wrap=True).print(f"Wrote {file}.", highlight=False, markup=False)
