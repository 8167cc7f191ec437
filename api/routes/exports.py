"""Everything that unmap holds as files: a list of what there is, and each of them in the format asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from unmap.features import Resolution
from unmap.formats.content import about, span
from unmap.formats.export_tables import Options
from unmap.formats.writing import EXTRAS, MEDIA_TYPES, Form
from unmap.model.report_names import period_text
from unmap.model.words import Language
from unmap.pages.downloads import export_of, exports_of

from ..http.bodies import JSON, attached, encode
from ..http.negotiation import form_of
from ..links import alternates, link
from ..pages.render import html_body
from ..parameters import Level, NeedParameters, Parameters, TabularParameters, refuse_repeats
from ..problems import LONG_RESPONSES
from ..service import TheService
from .serializers import DOCUMENT_FORMS, document_body, wanted

if TYPE_CHECKING:
    from unmap.formats.export_tables import Export

    from ..http.bodies import Body
    from ..service import Service

TAKES_LONG = frozenset({Form.XLSX, Form.GPKG})
"""Formats that take over half a second for thousands of rows, or the first time."""

_NEGOTIATED = frozenset(Form) - {Form.XML, Form.HTML}

_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file, with the name to save it under in Content-Disposition",
        "content": {media_type: {} for media_type in MEDIA_TYPES.values()},
    }
}

router = APIRouter(prefix="/api", tags=["Exports"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


class ListParameters(Parameters):
    """Parameters of the list."""

    f: Annotated[
        Literal["json", "html"] | None, Field(description="format of the list; JSON unless Accept prefers another")
    ] = None


class FileParameters(NeedParameters, TabularParameters):
    """Parameters of a file; which of them an export takes stands in the list."""

    f: Annotated[Form | None, Field(description="format of the file; the first of the list unless given")] = None
    level: Level = None
    resolution: Annotated[
        Resolution | None,
        Field(description="how finely boundaries are drawn; detail in gpkg and parquet, overview elsewhere"),
    ] = None
    lang: Annotated[Language | None, Field(description="language of the map")] = None
    publisher: Annotated[
        str | None,
        Field(description="IATI organisation identifier of who publishes the activities", max_length=100),
    ] = None

    def options(self, service: Service) -> Options:
        """Give what was chosen."""
        return Options(
            indicator=self.indicator,
            year=self.year,
            level=self.level,
            resolution=self.resolution,
            lang=self.lang,
            publisher=self.publisher,
            made=service.written,
        )


ExportName = Annotated[str, Path(description="name of the export, as /api/exports lists it", max_length=100)]


@router.get("/exports", summary="What can be exported")
async def exports(request: Request, service: TheService, query: Annotated[ListParameters, Query()]) -> Response:
    """Every layer, answer, table and document that can be had as a file: formats with their addresses, and choices."""
    wish = wanted(request, service, query, DOCUMENT_FORMS)

    def body() -> Body:
        dataset = service.dataset
        period = span([period_text(dataset.report), *dataset.values["year"].unique().tolist()])
        told = about(dataset, dataset.sources["source_id"], period)
        content = {
            "exports": [_entry(request, export) for export in exports_of(dataset).values()],
            "links": [
                link(request, "/api/exports", "self", JSON, "this list"),
                *alternates(request, {"json": JSON, "html": "text/html"}, wish.form),
            ],
            **told.document(),
        }
        if wish.form == "html":
            return html_body(service, "exports.html", document=content, title="Exports", request=request)
        return document_body(wish, content, "Exports")

    return await service.answer(request, body)


def _entry(request: Request, export: Export) -> dict[str, Any]:
    path = f"/api/exports/{export.name}"
    extras = [name for name, forms in EXTRAS.items() if set(forms) & set(export.forms)]
    return {
        "name": export.name,
        "kind": export.kind,
        "title": export.title,
        "description": export.description,
        "parameters": [*export.options, *extras],
        "formats": [str(form) for form in export.forms],
        "links": [
            link(request, path, "enclosure", MEDIA_TYPES[form], f"{export.title} as {form}", f=str(form))
            for form in export.forms
        ],
    }


@router.get("/exports/{name}", summary="One export as a file", response_class=Response, responses=_FILES)
async def export_file(
    request: Request, service: TheService, name: ExportName, query: Annotated[FileParameters, Query()]
) -> Response:
    """A layer, answer, table or document as a file that carries its sources, their terms, its period and the edition.

    `indicator` and `year` choose the need, `level` the areas, `resolution` the boundaries, `lang` the language of the
    map; the list tells which of them an export takes. `hxl` puts a row of HXL hashtags below the header of csv and
    xlsx, `bom` a byte order mark before csv.
    """
    export = export_of(service.dataset, name)
    form = _form(request, query, export)
    options = query.options(service)
    export.refuse(form, options, query.extras)

    def body() -> Body:
        written = export.write(service.layers, form, options, query.extras, by=service.write)
        return encode(written.content, MEDIA_TYPES[form], attached(written.name))

    return await service.answer(request, body, long=export.long or form in TAKES_LONG)


def _form(request: Request, query: FileParameters, export: Export) -> Form:
    """Give the format: the one that `f` names, else the one that Accept prefers among those offered."""
    offered = tuple(str(form) for form in export.forms if form in _NEGOTIATED)
    if query.f is not None or not offered:
        return query.f or export.forms[0]
    return Form(form_of(request, None, offered))
