"""What a page says to search engines: a Dataset of schema.org as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from markupsafe import Markup

from .values import safe_href

if TYPE_CHECKING:
    from .page import Document, Page

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
    return list(dict.fromkeys(str(source["publisher"]) for source in page.sources if source.get("publisher")))


def _terms(page: Page) -> list[str]:
    return list(dict.fromkeys(str(source["terms"]) for source in page.sources if source.get("terms")))


def _work(source: dict[str, Any]) -> dict[str, Any]:
    work = {"@type": "CreativeWork", "name": source.get("title"), "url": safe_href(source.get("url"))}
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
