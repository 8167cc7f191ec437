"""Links between resources, absolute, as clients that know nothing of unmap expect them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

Link = dict[str, str]


def link(request: Request, path: str, rel: str, media_type: str, title: str, /, **query: str | int) -> Link:
    """Give a link to `path` on this server; within the report and the edition that the request names."""
    address = str(request.base_url).rstrip("/") + path
    for name in ("report", "edition"):
        if (asked := request.query_params.get(name)) is not None:
            query.setdefault(name, asked)
    if query:
        address += "?" + urlencode(query)
    return {"href": address, "rel": rel, "type": media_type, "title": title}


def page_links(  # noqa: PLR0913 - which part of how many, each by its name
    request: Request, media_type: str, *, offset: int, limit: int, matched: int, implied: int | None = None
) -> list[Link]:
    """Give links to this page of a collection and to those before and behind it, with the same parameters.

    `implied` is the limit that holds where none is given, and is not written.
    """
    given = {name: value for name, value in request.query_params.items() if name not in {"offset", "limit"}}

    def page(rel: str, title: str, start: int, length: int) -> Link:
        part = {"offset": start} if length == implied else {"limit": length, "offset": start}
        return link(request, request.url.path, rel, media_type, title, **given, **part)

    links = [page("self", "this page", offset, limit)]
    if offset + limit < matched:
        links.append(page("next", "next page", offset + limit, limit))
    end = min(offset, matched)
    if end > 0:
        # Neither overlaps with this page nor lies behind the last one, so that walking back repeats and skips nothing.
        start = max(0, end - limit)
        links.append(page("prev", "page before", start, end - start))
    return links


FORMAT_NAMES = {
    "json": "JSON",
    "html": "a page",
    "csv": "CSV",
    "xlsx": "an Excel workbook",
    "gpkg": "GeoPackage",
    "parquet": "GeoParquet",
    "topojson": "TopoJSON",
}
"""What people call a format, by its name in `f`."""


def alternates(request: Request, media_types: Mapping[str, str], shown: str, *without: str) -> list[Link]:
    """Give links to this resource in each format but the one `shown`, with the same parameters but those `without`.

    `media_types` are those of the formats by their name in `f`.
    """
    given = {name: value for name, value in request.query_params.items() if name not in {"f", *without}}
    return [
        link(request, request.url.path, "alternate", media_type, f"this as {FORMAT_NAMES[form]}", **given, f=form)
        for form, media_type in media_types.items()
        if form != shown
    ]
