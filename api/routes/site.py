"""The pages for people: the map, its search and assets, what is about unmap, and the brief of an area."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field, model_validator
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from unmap.errors import NotFoundError
from unmap.features.search import search
from unmap.model import PresenceQuery
from unmap.model.query import IN_LINKS
from unmap.model.words import Language
from unmap.pages.brief import BriefQuery, Place, render_brief, render_missing
from unmap.pages.brief.page import SCRIPT, STYLESHEET
from unmap.store.naming import area_of, naming_of
from unmap.store.vocabularies import AREA

from ..http.bodies import HTML, JSON, BodyResponse, encode
from ..http.negotiation import spoken
from ..http.static import ASSETS
from ..parameters import NeedParameters, Parameters, RecordFilters, refuse_repeats
from ..service import TheService, service_of
from .sharing import VARY, map_page, of_link

if TYPE_CHECKING:
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..service import Service

router = APIRouter(include_in_schema=False)


def _answer(request: Request, name: str) -> Response:
    web = service_of(request).web
    if name not in web.files:
        raise HTTPException(404)
    return BodyResponse(web.files[name])


_NAMED = {AREA: AREA, "within": AREA, **{link: one.name for link, one in IN_LINKS.items()}}
"""Parts of a link that name a thing, and what kind of thing."""

_LONGEST_NAME = 100


@router.get("/")
async def index(request: Request) -> Response:
    """Show the map; a program that wants JSON is shown to the API's landing page."""
    accepted = request.headers.get("accept", "").lower()
    if JSON in accepted and "text/html" not in accepted:
        return _moved(request, "/api")
    service = await of_link(request)
    given = request.query_params.multi_items()
    meant = [(name, _meant(service.dataset, name, value)) for name, value in given]
    if meant != given:
        # The page knows codes; a link that people wrote may name things as they do.
        address = f"{str(request.base_url).rstrip('/')}/?{urlencode(meant)}"
        return RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT, {"cache-control": "no-cache"})
    return await map_page(request, service)


def _meant(dataset: Dataset, name: str, value: str) -> str:
    """Give the code that a part of a link means; what means none or several stays, and the page says so."""
    kind = _NAMED.get(name)
    if kind is None or not 0 < len(value) <= _LONGEST_NAME:
        return value
    naming = naming_of(dataset)
    found = naming.area(value) if kind == AREA else naming.vocabularies[kind].find(value)
    return found.code or value


@router.get("/collections")
@router.get("/collections/{rest:path}")
@router.get("/conformance")
async def beside_the_root(request: Request) -> Response:
    """Show who takes the site's own address for the API's to what he looks for there."""
    return _moved(request, f"/api{request.url.path}")


def _moved(request: Request, path: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    address = str(request.base_url).rstrip("/") + quote(path, safe="/") + query
    return RedirectResponse(address, HTTPStatus.PERMANENT_REDIRECT, {"cache-control": "no-cache", "vary": "Accept"})


@router.get("/edition/{edition}")
async def edition_page(request: Request, edition: str) -> Response:
    """Show the map as it was in an earlier edition: the address of the map with it."""
    asked = urlencode([("edition", edition), *request.query_params.multi_items()])
    address = f"{str(request.base_url).rstrip('/')}/?{asked}"
    return RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT, {"cache-control": "no-cache"})


@router.get("/about")
async def about(request: Request) -> Response:
    """Show method, sources and terms."""
    return BodyResponse((await of_link(request)).pages.page("about.html"))


@router.get("/data")
async def data(request: Request) -> Response:
    """Show the files to download."""
    return BodyResponse((await of_link(request)).pages.page("data.html"))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the documentation of the API."""
    return BodyResponse(service_of(request).pages.page("docs.html"))


@router.get("/manage")
async def manage(request: Request) -> Response:
    """Show the page for keepers; where the service has no workspace, it says so."""
    return BodyResponse(service_of(request).pages.page("manage.html"))


@router.get("/assets/{name:path}")
async def asset(request: Request, name: str) -> Response:
    """Give a script, style sheet or image of the web app."""
    return _answer(request, ASSETS + name)


@router.get("/favicon.svg")
@router.get("/favicon.ico")
async def icon(request: Request) -> Response:
    """Give the icon of the site."""
    return _answer(request, "favicon.svg")


class SearchParameters(Parameters):
    """Parameters of the search."""

    q: Annotated[str, Field(description="words, each of which begins a word of what is found", max_length=100)]
    lang: Annotated[Language, Field(description="language of the names")] = Language.EN
    group: Annotated[
        Literal["place", "office", "agency", "theme", "indicator", "initiative"] | None,
        Field(description="all of one kind; the first few of each unless given"),
    ] = None


@router.get("/search", dependencies=[Depends(refuse_repeats)])
async def find(request: Request, service: TheService, query: Annotated[SearchParameters, Query()]) -> Response:
    """Give places, offices, agencies, themes, indicators and initiatives by any of their names."""
    return await service.answer_json(
        request, lambda: {"groups": search(service.dataset, query.q, query.lang, query.group)}
    )


_TRACKING = re.compile(r"utm_\w+|fbclid|gclid", re.ASCII)


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


@router.get("/brief/{code}", dependencies=[Depends(refuse_repeats)])
async def brief(
    request: Request,
    service: TheService,
    code: Annotated[str, Path()],
    query: Annotated[BriefParameters, Query()],
) -> Response:
    """Tell one area on one printable page."""
    language = query.lang or spoken(request)
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
    base = f"{str(request.base_url).rstrip('/')}{request.url.path}"
    return Place(
        written=service.written,
        address=f"{base}?{_in_language(request, language)}",
        others={other: f"{request.url.path}?{_in_language(request, other)}" for other in Language if other != language},
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
