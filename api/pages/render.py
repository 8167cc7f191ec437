"""Pages from templates; what they say comes from the documents that other systems get."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..wire.bodies import HTML, encode
from . import values
from .linked import dataset_markup
from .page import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from ..service import Service
    from ..wire.bodies import Body

TEMPLATES = Path(__file__).with_name("templates")

ROWS_SHOWN = 1_000
"""Rows of a table that a page shows; all of them are in the other formats."""

_ABOUT = ("links", "edition", "period", "sources", "disclaimer", "about", "title", "type")
"""Members of a document that the frame of its page tells already."""

_GROUPS = (
    ("Layers", ("data",)),
    ("Vector tiles", ("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",)),
    ("Tables, measures and files", ("related",)),
    ("For programmers", ("service-doc", "service-desc", "conformance")),
)
"""Groups of links on the landing page, by their relation."""

_TOTALS = {
    "offices": "field offices",
    "office_listings": "lines in the report's list of offices",
    "office_agencies": "agencies with a field office",
    "office_places": "places with a field office",
    "states_with_field_offices": "states with a field office",
    "states_without_any": "states without an office of any kind",
    "headquarters_offices": "headquarters offices",
    "initiatives": "initiatives",
    "initiatives_located": "initiatives in named places",
    "initiatives_country_wide": "initiatives for the whole country",
    "initiatives_unnamed_places": "initiatives in places that are not named",
    "initiatives_regional": "initiatives beyond the country",
    "agencies": "agencies with an office or an initiative",
    "states_with_initiatives": "states with an initiative",
}
"""What the totals of the record count, in words."""

_MAIN_TABLES = ("areas", "values", "data")
"""Tables that stand before others: what was asked for, and not what it was made of."""

_KEYS = ("code", "office_id", "initiative_id")
"""Columns by which the features of a collection are called."""


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(inline=values.inline, breakable=values.breakable, path=values.path_of, href=values.safe_href)
    made.tests.update(simple=values.is_simple, tabular=values.is_table)
    made.globals.update(
        cell=values.cell,
        columns_of=values.columns_of,
        divided=values.divided,
        count=values.inline_count,
        rows_shown=ROWS_SHOWN,
        keys=_KEYS,
        totals=_TOTALS,
        main_tables=_MAIN_TABLES,
    )
    made.filters.update(heading=_heading, told_once=_told_once, quoted=lambda text: quote(str(text), safe=""))
    return made


def html_body(  # noqa: PLR0913 - what a page is made of, each by its name
    service: Service,
    template: str,
    *,
    document: dict[str, Any],
    title: str | None = None,
    request: Request | None = None,
    final: bool = True,
    **context: object,
) -> Body:
    """Give the page that a template makes of a JSON `document`; every value of it is escaped.

    The page stands at the address of its `request`, else at that of the document's link to itself, else at the
    `request_path`. The document's
    links also give the other formats and the pages before and behind; its sources, period and edition go to the foot.
    `final` is false where asking again may give a better answer.
    """
    own = next((str(one["href"]) for one in document.get("links") or () if one.get("rel") == "self"), None)
    address = str(request.url) if request else own or str(context.get("request_path") or "/api")
    page = page_of(service.dataset, template, document, title, address)
    members = {name: value for name, value in document.items() if name not in _ABOUT}
    if not members:  # a document of sources is about nothing else
        members, page = {name: document[name] for name in ("sources",) if name in document}, replace(page, sources=())
    text = (
        _templates()
        .get_template(template)
        .render(
            {"columns": [], "rows": [], **context},
            document=document,
            first=page.first,
            groups=_GROUPS,
            grouped=[rel for _, rels in _GROUPS for rel in rels],
            members=members,
            page=page,
            linked=lambda: dataset_markup(page, document),
            assets=service.web.assets,
        )
    )
    return encode(text.encode(), HTML, final=final)


def nowhere(assets: Mapping[str, str], sentence: str | None = None) -> str:
    """Give the page, in both languages, for an address where nothing is; `sentence` tells more of it in English."""
    return _templates().get_template("nowhere.html").render(assets=assets, sentence=sentence)


def _heading(name: str) -> str:
    """Give the name of a member as words."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _told_once(value: object, name: str) -> object:
    """Give a member without what the page tells elsewhere: its source, and what of a question was not asked."""
    if not isinstance(value, dict):
        return value
    kept = {key: part for key, part in value.items() if key not in {"source", "source_id"}}
    return {key: part for key, part in kept.items() if part not in (None, [], "")} if name == "query" else kept
