"""Errors as problem+json (RFC 9457): one table from kinds of error to HTTP status."""

from __future__ import annotations

from difflib import get_close_matches
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from unmap.errors import (
    ConflictError,
    DataError,
    GoneError,
    NotAllowedError,
    NotFoundError,
    OutputError,
    ParameterError,
    SheetError,
    UnmapError,
    WorkspaceError,
)
from unmap.model.schema import INDICATORS

from .http.bodies import HTML, TooLargeError
from .http.bulkhead import BusyError, OverdueError
from .http.conditional import ChangedError, RangeError
from .http.negotiation import NotAcceptableError, form_of
from .http.problem_json import PROBLEM, problem, unexpected
from .http.process_pool import ProcessLimitError
from .http.scope import CLIENT_LEFT
from .http.single_flight import LeftError
from .keepers import NotSignedInError, NoWorkspaceError, OtherOriginError, TooManyError
from .keeping_jobs import BadRecordError
from .pages.render import trouble
from .service import NotReadyError, service_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

    from unmap.errors import Issue

STATUS: dict[type[UnmapError], HTTPStatus] = {
    ParameterError: HTTPStatus.BAD_REQUEST,
    NotFoundError: HTTPStatus.NOT_FOUND,
    DataError: HTTPStatus.SERVICE_UNAVAILABLE,
    OutputError: HTTPStatus.SERVICE_UNAVAILABLE,
    WorkspaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    GoneError: HTTPStatus.GONE,
    ConflictError: HTTPStatus.CONFLICT,
    NotAllowedError: HTTPStatus.FORBIDDEN,
    BadRecordError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SheetError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoWorkspaceError: HTTPStatus.NOT_FOUND,
    NotSignedInError: HTTPStatus.UNAUTHORIZED,
    OtherOriginError: HTTPStatus.FORBIDDEN,
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    ProcessLimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    OverdueError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotReadyError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooLargeError: HTTPStatus.BAD_REQUEST,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    ChangedError: HTTPStatus.PRECONDITION_FAILED,
    RangeError: HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
}

RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": (
            "What is wrong with the request, as a problem (RFC 9457): a parameter that is not known, given twice or "
            "not of its type, or a value that the data does not have, such as a code, a year of an indicator, a "
            "choice of another export, or a box outside of its reference system"
        ),
        "content": {
            PROBLEM: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "code", "description"],
                    "properties": {
                        **{name: {"type": "string"} for name in ("type", "title", "detail", "code", "description")},
                        "status": {"type": "integer"},
                        "parameter": {"type": "string", "description": "the parameter at fault"},
                    },
                }
            }
        },
    }
}
"""How the API's definition describes errors."""

LONG_RESPONSES: dict[int | str, dict[str, Any]] = {
    **RESPONSES,
    "503": {
        "description": "Too much long work at once; Retry-After says in how many seconds to ask again",
        "content": RESPONSES["4XX"]["content"],
    },
}
"""The same for what takes long."""

KEEPING_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": (
            "Why it is not answered or not done, as a problem (RFC 9457): 401 nobody is signed in, 403 not your role "
            "or another site, 404 no such thing or no workspace (`no-workspace`), 409 somebody else was faster "
            "(`fields` has both values), 413 too much, 422 a sheet or record that cannot be used "
            "(`problems` names row and field)"
        ),
        "content": RESPONSES["4XX"]["content"],
    },
}
"""The same for what is kept."""

LISTED = {INDICATORS.path: "/api/need/indicators"}
"""Where the API lists what a table holds."""

WORKSPACE_RETRY_S = 10
"""Seconds after which a workspace that could not be reached is asked again."""

CODES = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
}


async def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnmapError)  # noqa: S101 - registered for this type below
    status = next(
        (found for kind, found in STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )
    if isinstance(error, OverdueError):
        request.app.state.metrics.overdue.inc()
    if isinstance(error, ParameterError):
        if _for_people(request, status):
            return _page(request, status, _of_the_api(error.sentence))
        return problem(status, error.code, _of_the_api(error.sentence), error.parameter)
    if _for_people(request, status):
        return _page(request, status, str(error), _headers(error))
    return problem(status, error.code, str(error), headers=_headers(error), **_more(error))


def _more(error: UnmapError) -> dict[str, Any]:
    """Give what a kind of error says besides: both values of each field, or each problem by row and column."""
    if isinstance(error, ConflictError) and error.fields:
        return {"fields": [{"field": name, "theirs": theirs, "yours": yours} for name, theirs, yours in error.fields]}
    if isinstance(error, (SheetError, BadRecordError)) and error.issues:
        return {"problems": problems_in(error.issues)}
    return {}


def problems_in(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Give problems of data as plain records: file, row, column, code, reason."""
    return [
        {"file": one.file, "row": one.row, "column": one.column, "code": one.code, "reason": one.message}
        for one in issues
    ]


def _of_the_api(sentence: str) -> str:
    """Name the route where the library names a table of the data folder, which a client has not."""
    for table, route in LISTED.items():
        sentence = sentence.replace(table, route)
    return sentence


AS_PAGES = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.SERVICE_UNAVAILABLE})
"""What people meet who follow a link or write an address."""


def _for_people(request: Request, status: HTTPStatus) -> bool:
    """Whether an error is told on a page: to who reads pages, once there is a service that has any."""
    if status not in AS_PAGES or request.app.state.service is None:
        return False
    try:
        return form_of(request, request.query_params.get("f"), ("json", "html")) == "html"
    except NotAcceptableError:
        return False


def _page(
    request: Request, status: HTTPStatus, sentence: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    text = trouble(service_of(request).web.assets, status, sentence)
    return Response(text, status, {"cache-control": "no-store", "vary": "Accept", **(headers or {})}, HTML)


def _headers(error: UnmapError) -> dict[str, str]:
    """Give the headers that a kind of error carries."""
    if isinstance(error, NotSignedInError):
        return {"www-authenticate": "Bearer"}
    if isinstance(error, (BusyError, OverdueError, NotReadyError, TooManyError)):
        return {"retry-after": str(error.retry_after_s)}
    if isinstance(error, WorkspaceError):
        return {"retry-after": str(WORKSPACE_RETRY_S)}
    return {"content-range": f"bytes */{error.size}"} if isinstance(error, RangeError) else {}


def _unknown(request: Request, name: str) -> str:
    """Say which parameters there are, and which of them was perhaps meant: the name that was given is not repeated."""
    known = sorted(parameters_of(request.scope.get("route")))
    if not known:
        return "a parameter is not known here, where there are none"
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"; did you mean {near[0]}? T" if near else "; t"
    return f"a parameter is not known here{hint}here are {', '.join(known)}"


def parameters_of(route: object) -> set[str]:
    """Name the query parameters of a route, which are the fields of one model or of none."""
    hints = get_type_hints(getattr(route, "endpoint", dict), include_extras=True)
    model = next(iter(get_args(hints.get("query"))), None)
    fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    return {field.alias or name for name, field in fields.items()}


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type below
    first = error.errors()[0]
    status, name = HTTPStatus.BAD_REQUEST, str(first["loc"][-1])
    unknown = first["type"] == "extra_forbidden" and first["loc"][0] != "body"
    sentence = _unknown(request, name) if unknown else f"{name}: {_sentence(first)}"
    if _for_people(request, status):
        return _page(request, status, sentence)
    if unknown:
        return problem(status, "unknown-parameter", sentence)
    return problem(status, ParameterError.code, sentence, name)


def _sentence(error: dict[str, object]) -> str:
    # Pydantic's own sentences speak of the rule; the value that broke it stands elsewhere and is left out.
    return str(error["msg"]).removeprefix("Value error, ")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type below
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.NOT_FOUND and _for_people(request, status):
        return _page(request, status)
    code = CODES.get(status, status.name.lower().replace("_", "-"))
    return problem(status, code, status.description or status.phrase, headers=dict(error.headers or {}))


async def _left(_: Request, __: Exception) -> Response:
    # It reaches nobody, and is counted by its status.
    return Response(status_code=CLIENT_LEFT)


async def _unexpected(_: Request, __: Exception) -> Response:
    return unexpected()


def install(app: FastAPI) -> None:
    """Have `app` answer every error with a problem."""
    app.add_exception_handler(UnmapError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(LeftError, _left)
    app.add_exception_handler(Exception, _unexpected)
