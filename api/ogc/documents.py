"""Documents that describe the API and its collections: JSON for programs, the same as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ..links import alternates
from ..pages import html_body
from ..wire.bodies import GEOJSON, JSON, encode
from ..wire.formats import MEDIA_TYPES, form_of
from .parameters import DOCUMENT_FORMATS, ITEM_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from ..links import Link
    from ..service import Service
    from ..wire.bodies import Body
    from .parameters import DocumentParameters

HTML_TYPE = "text/html"
SCHEMA = "application/schema+json"
SCHEMA_PAGE = "schema.html"

ITEM_TYPES = {"json": GEOJSON, **{form: MEDIA_TYPES[form][0] for form in ITEM_FORMATS if form != "json"}}
"""Media types of the items of a collection by their name in `f`."""


def both(request: Request, media_type: str = JSON) -> list[Link]:
    """Give the links from a document to the same as a page."""
    return alternates(request, {"json": media_type, "html": HTML_TYPE}, "json")


async def answer_document(
    request: Request,
    service: Service,
    query: DocumentParameters,
    template: str,
    make: Callable[[], dict[str, Any]],
) -> Response:
    """Answer with the document that `make` gives, in the format that was asked for or is preferred."""
    form = form_of(request, query.f, DOCUMENT_FORMATS)

    def body() -> Body:
        document = make()
        if form == "html":
            return html_body(service, template, document=document, request=request, request_path=request.url.path)
        return encode(orjson.dumps(document), SCHEMA if template == SCHEMA_PAGE else JSON)

    return await service.answer(request, body)
