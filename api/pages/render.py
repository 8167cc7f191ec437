"""Pages from templates; what they say comes from the documents that other systems get."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from unmap.features.extents import middle_longitude
from unmap.model.records import stated_text

from ..http.bodies import HTML, encode
from . import value_text
from .page_frame import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from ..http.bodies import Body
    from ..service import Service
    from .page_frame import Document, Page

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
    made.filters.update(
        inline=value_text.inline, breakable=value_text.breakable, path=value_text.path_of, href=value_text.safe_href
    )
    made.tests.update(simple=value_text.is_simple, tabular=value_text.is_table)
    made.globals.update(
        cell=value_text.cell,
        columns_of=value_text.columns_of,
        divided=value_text.divided,
        count=value_text.inline_count,
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
            highest=service.dataset.level(),
            middle=middle_longitude(service.dataset),
        )
    )
    return encode(text.encode(), HTML, final=final)


def trouble(assets: Mapping[str, str], status: int, sentence: str | None = None) -> str:
    """Give the page, in both languages, where something cannot be shown; `sentence` tells more of it in English.

    `status` is 404 where nothing is at an address, 400 where the address asks for what there is not, 503 where the
    service has no time.
    """
    return _templates().get_template("trouble.html").render(assets=assets, status=status, sentence=sentence)


def signing_in(assets: Mapping[str, str], *, used: bool = False) -> str:
    """Give the page, in both languages, behind a link that opens a session; `used` where it opens none."""
    return _templates().get_template("signing-in.html").render(assets=assets, used=used)


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


_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""How JSON writes what could end a script element or a line of script."""


def dataset_markup(page: Page, document: Document) -> Markup:
    """Give a Dataset (schema.org) of a page as JSON that no text in it can break out of its element."""
    content = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": page.title,
        "description": page.description,
        "url": page.canonical,
        "version": page.edition,
        "isAccessibleForFree": True,
        "temporalCoverage": _temporal(page, document),
        "spatialCoverage": _spatial(document),
        "creator": [{"@type": "Organization", "name": name} for name in _publishers(page)],
        "license": [{"@type": "CreativeWork", "name": terms} for terms in _terms(page)],
        "isBasedOn": [_work(source) for source in page.sources],
        "distribution": _downloads(document),
    }
    text = orjson.dumps({name: value for name, value in content.items() if value}).decode()
    for character, written in _INERT.items():
        text = text.replace(character, written)
    return Markup(text)  # noqa: S704 - what could break out was written as escapes above


def _temporal(page: Page, document: Document) -> str:
    temporal = (document.get("extent") or {}).get("temporal") or {}
    [first, last, *_] = (temporal.get("interval") or [[None, None]])[0]
    return f"{(first or '..')[:10]}/{(last or '..')[:10]}" if first or last else page.period


def _spatial(document: Document) -> dict[str, Any] | None:
    spatial = (document.get("extent") or {}).get("spatial") or {}
    box = (spatial.get("bbox") or [()])[0]
    if len(box) != 4:  # noqa: PLR2004 - west, south, east, north
        return None
    west, south, east, north = box
    # schema.org has latitude first.
    return {"@type": "Place", "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}}


def _publishers(page: Page) -> list[str]:
    return _stated(page, "publisher")


def _terms(page: Page) -> list[str]:
    return _stated(page, "terms")


def _stated(page: Page, name: str) -> list[str]:
    """Give what the sources state of themselves under a name, each text once."""
    found = (stated_text(str(source.get(name) or "")) for source in page.sources)
    return list(dict.fromkeys(text for text in found if text))


def _work(source: dict[str, Any]) -> dict[str, Any]:
    work = {"@type": "CreativeWork", "name": source.get("title"), "url": value_text.safe_href(source.get("url"))}
    return {name: value for name, value in work.items() if value}


def _downloads(document: Document) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "name": str(one.get("title") or ""),
            "contentUrl": one["href"],
            "encodingFormat": str(one["type"]),
        }
        for one in document.get("links") or ()
        if one.get("rel") in {"items", "enclosure"} and one.get("type") and not str(one["type"]).startswith("text/html")
    ]
