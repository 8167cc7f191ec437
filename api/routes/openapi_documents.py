"""Where the API's definition is found, in the version that a client reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from ..http.bodies import JSON, encode
from ..http.negotiation import NotAcceptableError, weight_of
from ..openapi.definition import definition
from ..openapi.downgrade import older_definition
from ..parameters import NoQuery, refuse_repeats
from ..service import TheService

if TYPE_CHECKING:
    from ..http.bodies import Body
    from ..service import Service


# What asks for the definition is found by its address, so it does not stand in the definition itself.
router = APIRouter(prefix="/api", dependencies=[Depends(refuse_repeats)], include_in_schema=False)

OPENAPI = "application/vnd.oai.openapi+json"

DEFAULT = "3.1"
"""What is given at the address of both to who does not say, as the landing page's link to it promises.

Clients of OGC APIs (GDAL, OWSLib) look for a `service-desc` link of the type of 3.0 and follow that: it leads to an
address of its own, so that none of them depends on negotiation. What comes here without a wish are tools for OpenAPI
itself, which read 3.1.
"""

ACCEPTED = {
    (OPENAPI, "3.0"): "3.0",
    (OPENAPI, "3.1"): "3.1",
    **{(media_type, ""): DEFAULT for media_type in (OPENAPI, JSON, "application/*", "*/*")},
}
"""Version of OpenAPI that a media type and its parameter `version` ask for."""


@router.get("/openapi.json")
async def openapi(request: Request, service: TheService, _: NoQuery) -> Response:
    """The definition in the version that Accept asks for."""
    version = version_of(request.headers.get("accept", ""))
    return await service.answer(request, lambda: _body(request, service, version))


@router.get("/openapi-3.0.json")
async def openapi_3_0(request: Request, service: TheService, _: NoQuery) -> Response:
    """The definition in OpenAPI 3.0, whatever Accept says: that is what the address means."""
    return await service.answer(request, lambda: _body(request, service, "3.0"))


def version_of(accept: str) -> str:
    """Give the version of OpenAPI that an Accept header prefers; raises NotAcceptableError where it wants neither."""
    best, version = 0.0, None
    for item in (accept.strip() or "*/*").lower().replace('"', "").split(","):
        media_type, _, parameters = item.partition(";")
        named = dict(part.strip().partition("=")[::2] for part in parameters.split(";"))
        asked = ACCEPTED.get((media_type.strip(), named.get("version", "")))
        if asked is not None and (weight := weight_of(parameters)) > best:
            best, version = weight, asked
    if version is None:
        raise NotAcceptableError(f"the definition is given as {OPENAPI} in version 3.0 or 3.1, and as {JSON}")
    return version


def _body(request: Request, service: Service, version: str) -> Body:
    make = older_definition if version == "3.0" else definition
    content = make(request.app, str(request.base_url).rstrip("/"), service.dataset)
    # Who asked for JSON by that name alone may know no other.
    plain = OPENAPI not in (accept := request.headers.get("accept", "").lower()) and JSON in accept
    return encode(orjson.dumps(content), JSON if plain else f"{OPENAPI};version={version}", well=True)
