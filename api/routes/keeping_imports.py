"""Sheets into the record: what a file says, what it would change, what stays out; taken in by the last press alone."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import xlsxwriter
from fastapi import APIRouter, Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError
from unmap.intake.area_names import Alias

from ..http.bodies import XLSX, attached
from ..keepers import NOT_KEPT, Anybody, Key, TheKeepers, Writer, answer, work_answered_once
from ..keeping_jobs import Upload, import_sheet, problem_sheet
from ..parameters import refuse_repeats
from ..problems import KEEPING_RESPONSES
from ..service import TheService
from .keeping_records import Body

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ..service import Service

router = APIRouter(prefix="/api", tags=["Keeping"], dependencies=[Depends(refuse_repeats)], responses=KEEPING_RESPONSES)

Model = TypeVar("Model", bound=BaseModel)
SheetKind = Literal["presence", "offices"]
_LONGEST_NAME = 120
_CANDIDATE = ("code", "name", "parent", "lon", "lat")


class AcceptedSpelling(Body):
    """A spelling that a person has accepted for an area, everywhere or within an area alone."""

    text: Annotated[str, Field(min_length=1, max_length=500)]
    code: Annotated[str, Field(min_length=1, max_length=30)]
    within: Annotated[str, Field(max_length=30)] = ""


class ImportOptions(Body):
    """What was decided about a sheet; what is left out is found out."""

    kind: SheetKind = "presence"
    sheet: Annotated[str, Field(max_length=200)] = ""
    header_row: Annotated[int | None, Field(ge=1, le=1_048_576)] = None
    mapping: Annotated[dict[str, str], Field(max_length=200, default_factory=dict)]
    report: Annotated[str, Field(max_length=100)] = ""
    period: Annotated[str, Field(max_length=40)] = ""
    title: Annotated[str, Field(max_length=500)] = ""
    each_month: bool = False
    organisation: Annotated[str, Field(max_length=300)] = ""
    aliases: Annotated[list[AcceptedSpelling], Field(max_length=5_000, default_factory=list)]
    places: Annotated[dict[int, Annotated[str, Field(max_length=30)]], Field(max_length=5_000, default_factory=dict)]


class RowsToImport(ImportOptions):
    """The same with the rows themselves, in the place of a sheet."""

    rows: Annotated[list[dict[str, str | int | float | None]], Field(min_length=1, max_length=50_000)]
    reason: Annotated[str, Field(max_length=1_000)] = ""


_OPTIONS = (
    "kind (presence or offices), sheet, header_row, mapping (letter of the column by field, empty for none), report, "
    "period, title, each_month, organisation (of rows that name none), aliases ([{text, code, within}]), "
    "places (code of an area by number of a row)"
)
_TEXT = {"type": "string"}
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["sheet"],
                    "properties": {
                        "sheet": {
                            "type": "string",
                            "format": "binary",
                            "description": "a workbook (.xlsx, .ods), CSV or IATI activities, at most 16 MB",
                        },
                        "options": {**_TEXT, "description": f"JSON, all of it optional: {_OPTIONS}"},
                        "reason": {**_TEXT, "description": "why; needed unless it is a dry run"},
                    },
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["rows"],
                    "properties": {
                        "rows": {
                            "type": "array",
                            "items": {"type": "object"},
                            "description": f"rows by title of column; beside them may stand: {_OPTIONS}",
                        },
                        "reason": _TEXT,
                    },
                },
                "example": {
                    "rows": [{"Organisation": "UNHCR", "State": "Centro", "Sector": "Protection"}],
                    "reason": "Monthly report",
                },
            },
        },
    }
}


WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"description": "The workbook", "content": {XLSX: {}}}}


class ImportParameters(BaseModel):
    """How a sheet is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dry_run: Annotated[bool, Field(description="say what would change and write nothing")] = True


@dataclass(frozen=True, slots=True)
class _Sent:
    upload: Upload
    sha256: str


@asynccontextmanager
async def _sent(request: Request, *, dry_run: bool) -> AsyncIterator[_Sent]:
    """Give what was sent, its sheet as a file under its own name while the block runs."""
    with tempfile.TemporaryDirectory(prefix="unmap-sheet-") as made:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
            rows = _read(RowsToImport, await request.body())
            content, name, reason = _as_csv(rows.rows), "rows.csv", rows.reason
            options: ImportOptions = rows
        else:
            async with request.form(max_files=1, max_fields=3, max_part_size=1_000_000) as form:
                sheet, told, why = form.get("sheet"), form.get("options", ""), form.get("reason", "")
                if not isinstance(sheet, UploadFile) or isinstance(told, UploadFile) or isinstance(why, UploadFile):
                    raise ParameterError("sheet", "must be a file, beside the fields options and reason")
                content, name, reason = await sheet.read(), _file_name(sheet.filename or ""), why
            options = _read(ImportOptions, told.encode() or b"{}")
        path = FilePath(made) / name
        await run_in_threadpool(path.write_bytes, content)
        given = options.model_dump(exclude={"aliases", "rows", "reason"})
        aliases = tuple(Alias(one.text, one.code, one.within) for one in options.aliases)
        upload = Upload(file=path, **given, aliases=aliases, reason=reason, dry_run=dry_run)
        yield _Sent(upload, hashlib.sha256(content).hexdigest())


def _read(model: type[Model], content: bytes) -> Model:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from None


def _file_name(given: str) -> str:
    """Give the name of a file without folders and without what is no part of a name."""
    last = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*').strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" if stem else name[:_LONGEST_NAME] or "sheet"


def _as_csv(rows: list[dict[str, str | int | float | None]]) -> bytes:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows([row.get(title) for title in titles] for row in rows)
    return text.getvalue().encode()


@router.post("/imports", summary="Take a sheet into the record", response_class=Response, openapi_extra=SENT)
async def imports(  # noqa: PLR0913, PLR0917 - the parts of a request
    request: Request,
    keepers: TheKeepers,
    service: TheService,
    actor: Writer,
    query: Annotated[ImportParameters, Query()],
    key: Key = None,
) -> Response:
    """Every row of it is in one bucket. A dry run, which it is unless `dry_run=false`, says the same as the run does.

    A contributor's rows wait for review.
    """
    async with _sent(request, dry_run=query.dry_run) as sent:

        async def make() -> Response:
            found = await keepers.work(request, import_sheet, actor, sent.upload)
            return answer(await run_in_threadpool(_with_candidates, service, found))

        asked = ("import", sent.sha256, {**_plain(sent.upload)})
        return await work_answered_once(keepers, actor, None if query.dry_run else key, asked, make)


def _plain(upload: Upload) -> dict[str, Any]:
    names = ("kind", "sheet", "header_row", "mapping", "report", "period", "title", "organisation", "aliases", "reason")
    places = {str(row): code for row, code in upload.places.items()}
    return {"places": places, **{name: getattr(upload, name) for name in names}}


def _with_candidates(service: Service, found: dict[str, Any]) -> dict[str, Any]:
    """Put name, area above and a point beside the code of each area that may be meant."""
    codes = dict.fromkeys(code for one in found["problems"] for code in one["candidates"])
    known = {code: told for code in codes if (told := _candidate(service, code))}
    for one in found["problems"]:
        one["candidates"] = [known[code] for code in one["candidates"] if code in known]
    return found


def _candidate(service: Service, code: str) -> dict[str, Any] | None:
    dataset = service.dataset
    level = dataset.level_of(code)
    if level is None:
        return None
    layer = dataset.layer(level).set_index("code")
    point = layer.geometry.loc[code].representative_point()
    above = dataset.lineage(code)[-2:-1]
    parent = dataset.layer(dataset.level_of(above[0])).set_index("code")["name"].loc[above[0]] if above else ""
    told = (code, layer["name"].loc[code], parent, round(point.x, 5), round(point.y, 5))
    return dict(zip(_CANDIDATE, told, strict=True))


@router.post(
    "/imports/problems",
    summary="The rows that stay out, to be mended",
    response_class=Response,
    responses=WORKBOOK,
    openapi_extra=SENT,
)
async def import_problems(request: Request, keepers: TheKeepers, actor: Writer) -> Response:
    """The sender's own sheet with what is wrong beside each cell; corrected there, it can be sent again as it is."""
    async with _sent(request, dry_run=True) as sent:
        content = await keepers.work(request, problem_sheet, actor, sent.upload)
    return _workbook(content, f"{FilePath(sent.upload.file.name).stem}-problems.xlsx")


def _workbook(content: bytes, name: str) -> Response:
    plain = name if name.isascii() else "problems.xlsx"
    return Response(content, headers={**NOT_KEPT, **attached(plain)}, media_type=XLSX)


TEMPLATE_COLUMNS = {
    "presence": ("Organisation", "Acronym", "Sector", "Title", "Start", "End", "Donor", "Partner", "Note"),
    "offices": ("Organisation", "Acronym", "Office name", "Office type", "Latitude", "Longitude", "Address", "Note"),
}
"""Titles of the columns of a template, beside those of the levels; each is one that intake knows."""

_FILLED = {"Sector": "Health", "Title": "Clinics for mothers", "Office type": "field"}
_ROWS = 1_000


@router.get(
    "/templates/{name}.xlsx", summary="An empty sheet that is understood", response_class=Response, responses=WORKBOOK
)
def template(
    service: TheService,
    _: Anybody,
    name: Annotated[SheetKind, Path(description="presence or offices", examples=["presence"])],
) -> Response:
    """Codes are text, organisations and areas are lists to choose from, and a second sheet has an example."""
    return _workbook(_template(service, name), f"unmap-{name}.xlsx")


def _template(service: Service, name: str) -> bytes:
    dataset = service.dataset
    finest = dataset.finest
    first, second, *rest = TEMPLATE_COLUMNS[name]
    of_areas = [f"{level.word} {what}" for level in dataset.admin_levels for what in ("code", "name")]
    titles = [first, second, *of_areas, *rest]
    places = dataset.layer(finest)[["code", "name"]].sort_values("code")
    agencies = dataset.agencies[["acronym", "name_en"]].sort_values("acronym")
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheets = {sheet: book.add_worksheet(sheet) for sheet in ("Rows", "Example", "Lists")}
    for sheet in ("Rows", "Example"):
        sheets[sheet].set_column(0, len(titles) - 1, 18, text)
        sheets[sheet].write_row(0, 0, titles, head)
        sheets[sheet].freeze_panes(1, 0)
    code = titles.index(f"{finest.word} code")
    for column, place, count in ((1, 0, len(agencies)), (code, 2, len(places))):
        if count:
            letter = "ABCD"[place]
            chosen = {
                "validate": "list",
                "source": f"=Lists!${letter}$2:${letter}${count + 1}",
                "error_type": "warning",
            }
            sheets["Rows"].data_validation(1, column, _ROWS, column, chosen)
    _fill_lists(sheets["Lists"], agencies.itertuples(index=False), places.itertuples(index=False))
    sheets["Example"].write_row(1, 0, _example(service, titles))
    book.close()
    return content.getvalue()


def _fill_lists(sheet: Any, agencies: Iterable[Any], places: Iterable[Any]) -> None:  # noqa: ANN401 - of the library
    sheet.write_row(0, 0, ["Choose organisations", "called", "Choose areas", "called"])
    for column, rows in ((0, agencies), (2, places)):
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, column, [str(cell) for cell in row])


def _example(service: Service, titles: list[str]) -> list[str]:
    """Give a row that is understood: the first organisation of the record in the first area."""
    dataset = service.dataset
    told = {**_FILLED, "Start": f"{dataset.report.reporting_year}-01-01"}
    if len(dataset.agencies):
        agency = dataset.agencies.iloc[0]
        told |= {"Organisation": str(agency["name_en"]), "Acronym": str(agency["acronym"])}
    line = dataset.lineage(str(dataset.layer(dataset.finest)["code"].iloc[0]))
    for level, code in zip(dataset.admin_levels, line, strict=True):
        called = str(dataset.layer(level).set_index("code")["name"].loc[code])
        told |= {f"{level.word} code": code, f"{level.word} name": called}
    return [told.get(title, "") for title in titles]
