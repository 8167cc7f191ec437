"""The territory brief as a page, and what is said where no area has the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotFoundError
from unmap.export.brief import BriefQuery, Place, render_brief, render_missing
from unmap.export.brief.styles import SCRIPT, STYLESHEET
from unmap.export.words import Language
from unmap.join.naming import area_of
from unmap.models import PresenceQuery

from ..parameters import NeedParameters, RecordFilters, refuse_repeats
from ..service import TheService
from ..wire.bodies import HTML, encode
from ..wire.compress import weight_of

if TYPE_CHECKING:
    from unmap.dataset import Dataset

    from ..service import Service
    from ..wire.bodies import Body

router = APIRouter(include_in_schema=False, dependencies=[Depends(refuse_repeats)])

_LONGEST_HEADER = 1_000

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid", re.ASCII)

VARY = {"vary": "Accept, Accept-Encoding, Accept-Language"}


class BriefParameters(RecordFilters, NeedParameters):
    """Parameters of a brief."""

    lang: Annotated[Language | None, Field(description="language of the page; that of the browser unless given")] = None

    @model_validator(mode="before")
    @classmethod
    def _without_tracking(cls, given: dict[str, object]) -> dict[str, object]:
        """Pass over what mail and social sites append to a link that is sent round."""
        return {name: value for name, value in given.items() if not _TRACKING.fullmatch(name)}

    def question(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for an unknown or empty value."""
        return self.asked(dataset, indicator=self.indicator, year=self.year)


@router.get("/brief/{code}")
async def brief(
    request: Request,
    service: TheService,
    code: Annotated[str, Path()],
    query: Annotated[BriefParameters, Query()],
) -> Response:
    """Tell one area on one printable page."""
    language = query.lang or _spoken(request.headers.get("accept-language", ""))
    # Answers are kept by their address: one in the language of a browser is kept as if that had been asked for.
    named = Request({**request.scope, "query_string": _in_language(request, language).encode()}, request.receive)

    def body() -> Body:
        asked = BriefQuery(area_of(service.dataset, code), language, query.question(service.dataset))
        text = render_brief(service.layers, asked, _place(named, service, language))
        return encode(text.encode(), HTML, VARY)

    try:
        return await service.answer(named, body)
    except NotFoundError:
        page = render_missing(service.layers, language, _place(named, service, language))
        return Response(page, 404, headers={"cache-control": "no-store", **VARY}, media_type=HTML)


def _place(request: Request, service: Service, language: Language) -> Place:
    other = Language.EN if language is Language.ES else Language.ES
    base = f"{str(request.base_url).rstrip('/')}{request.url.path}"
    return Place(
        written=service.written,
        address=f"{base}?{_in_language(request, language)}",
        other=f"{request.url.path}?{_in_language(request, other)}",
        stylesheet=service.web.assets.get(STYLESHEET),
        script=service.web.assets.get(SCRIPT),
    )


def _in_language(request: Request, language: Language) -> str:
    """Give the query of a request with its language."""
    query = request.scope["query_string"].decode("latin-1")
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name != "lang" and not _TRACKING.fullmatch(name)
    ]
    return urlencode([*kept, ("lang", str(language))])


def _spoken(accepted: str) -> Language:
    """Give the language that an Accept-Language header (RFC 9110, section 12.5.4) weighs most, English for neither."""
    if len(accepted) > _LONGEST_HEADER:
        return Language.EN
    weights = {Language.EN: 0.0, Language.ES: 0.0}
    for item in accepted.lower().split(","):
        name, _, parameters = item.partition(";")
        spoken = name.strip().partition("-")[0]
        for language, known in weights.items():
            if spoken == str(language):
                weights[language] = max(known, weight_of(parameters))
    return Language.ES if weights[Language.ES] > weights[Language.EN] else Language.EN
