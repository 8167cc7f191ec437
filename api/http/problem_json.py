"""Problems (RFC 9457), whole: the same from a route, from a middleware and from a connection."""

from __future__ import annotations

from http import HTTPStatus

import orjson
from starlette.responses import Response

from .headers import COMMON

PROBLEM = "application/problem+json"


def problem(
    status: HTTPStatus,
    code: str,
    description: str,
    parameter: str | None = None,
    headers: dict[str, str] | None = None,
    **more: object,
) -> Response:
    """Give the response for a problem; `description` is ours and holds no text of the request.

    `more` are further members, such as the fields of a conflict or the problems of rows.
    """
    content = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": description,
        "code": code,
        "description": description,
        **({"parameter": parameter} if parameter else {}),
        **more,
    }
    answer = Response(
        orjson.dumps(content),
        int(status),
        headers={**(headers or {}), "cache-control": "no-store"},
        media_type=PROBLEM,
    )
    answer.raw_headers = [*answer.raw_headers, *COMMON]
    return answer


def unexpected() -> Response:
    """Give the answer where something failed that should not; the log holds what it was."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", "something went wrong on the server")
