"""Formats of tables and documents: which are offered, and each of them as a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Protocol

import orjson
from pydantic import Field

from unmap.formats import writing
from unmap.model.report_names import report_mark

from ..http.bodies import GEOJSON, JSON, attached, encode
from ..http.negotiation import MEDIA_TYPES, form_of
from ..links import alternates, link
from ..pages.render import html_body
from ..parameters import TabularParameters
from .item_parameters import DOCUMENT_FORMATS, ITEM_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from starlette.requests import Request
    from starlette.responses import Response

    from ..http.bodies import Body
    from ..links import Link
    from ..service import Service
    from .item_parameters import DocumentParameters

TABLE_FORMS = ("json", "csv", "xlsx", "html")
SPATIAL_FORMS = ("json", "geojson", "csv", "xlsx", "html")
DOCUMENT_FORMS = ("json", "html")

_WANTED = Field(description="format of the answer; JSON unless Accept prefers another")

TableFormat = Annotated[Literal["json", "csv", "xlsx", "html"] | None, _WANTED]
SpatialFormat = Annotated[Literal["json", "geojson", "csv", "xlsx", "html"] | None, _WANTED]
DocumentFormat = Annotated[Literal["json", "html"] | None, _WANTED]

_TITLES = {"json": "as JSON", "geojson": "as GeoJSON", "csv": "as CSV", "xlsx": "as an Excel workbook"}


class Wanted(NamedTuple):
    """What a request wants: the format that is answered, of those that are offered."""

    request: Request
    service: Service
    form: str
    offered: tuple[str, ...]
    extras: writing.Extras = writing.PLAIN

    @property
    def file(self) -> bool:
        """Whether a single table is wanted, as a file."""
        return self.form in {"csv", "xlsx"}

    @property
    def long(self) -> bool:
        """Whether it takes long: thousands of rows take a workbook half a second."""
        return self.form == "xlsx"


class AsksFormat(Protocol):
    """Parameters among which a format may be."""

    @property
    def f(self) -> str | None:
        """The format asked for."""


def wanted(request: Request, service: Service, query: AsksFormat, offered: tuple[str, ...]) -> Wanted:
    """Give what a request wants.

    Raises NotAcceptableError where Accept names nothing that is offered, ParameterError for extras that the format
    has no place for.
    """
    given = query.f
    form = form_of(request, given, offered)
    if given is None and form == "json" and "geojson" in offered:
        # GeoJSON is JSON, too, and so the first of both that is offered; whoever names it alone means it.
        accept = request.headers.get("accept", "").lower()
        if GEOJSON in accept and JSON not in accept:
            form = "geojson"
    extras = query.extras if isinstance(query, TabularParameters) else writing.PLAIN
    extras.refuse(form)
    return Wanted(request, service, form, offered, extras)


def document_body(asked: Wanted, document: dict[str, Any], title: str, *, final: bool = True) -> Body:
    """Give a document as a page under its title, with links to the other formats, or else as JSON."""
    if asked.form != "html":
        return encode(orjson.dumps(document), JSON, final=final)
    links = [*document.get("links", ()), *_alternates(asked.request, asked.offered)]
    content = {**document, "links": links}
    return html_body(asked.service, "document.html", document=content, title=title, request=asked.request, final=final)


def _alternates(request: Request, offered: tuple[str, ...]) -> list[Link]:
    given = {name: value for name, value in request.query_params.items() if name not in {"f", *writing.EXTRAS}}
    return [
        link(request, request.url.path, "alternate", MEDIA_TYPES[form][0], title, **given, f=form)
        for form, title in _TITLES.items()
        if form in offered
    ]


def table_body(
    asked: Wanted, name: str, table: pd.DataFrame, source_ids: Iterable[str] = (), period: str | None = None
) -> Body:
    """Give a table as CSV or as a workbook, with its sources: the report and its period, unless told."""
    dataset, form = asked.service.dataset, writing.Form(asked.form)
    told = writing.about(dataset, tuple(dict.fromkeys(source_ids)) or (dataset.report.source_id,), period)
    content = writing.Content(name, name.replace("-", " "), table, told, dataset.registry)
    headers = attached(writing.file_name(name, told, form, report_mark(dataset.report, dataset.all_reports)))
    return encode(writing.write(content, form, asked.extras), writing.MEDIA_TYPES[form], headers)


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
