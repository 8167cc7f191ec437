"""What a link to the map is on other sites: its preview where it is sent round, and the map alone in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError, UnmapError
from unmap.measures.asking import question
from unmap.model import PresenceQuery
from unmap.model.arguments import one_of
from unmap.model.query import IN_LINKS
from unmap.model.words import Language, words
from unmap.pages.preview import HEIGHT, WIDTH, View, finding_of, paint_preview
from unmap.store.naming import naming_of

from ..http.bodies import HTML, BodyResponse, encode
from ..http.headers import ANYWHERE
from ..http.negotiation import spoken
from ..http.static import INDEX, PLAIN, PREVIEW
from ..service import service_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..service import Service

router = APIRouter(include_in_schema=False)

PICTURE = "/preview.png"
PNG = "image/png"

VARY = {"vary": "Accept, Accept-Encoding, Accept-Language"}
"""Of a page that is written in the language of a browser."""

_ASKED = ("report", "edition", "view", "level", "within", "area", "indicator", "year", "kind", "statewide", *IN_LINKS)
"""Parts of a link that change what its map says; all else is about the page around it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What the map of a link shows, in which language, and the parts of the link that say so."""

    view: View
    query: PresenceQuery
    language: Language
    parts: tuple[tuple[str, str], ...] = ()


def read_link(dataset: Dataset, given: Mapping[str, str]) -> Linked:
    """Read a link as the page does; what cannot be used makes it the plain one, in its language."""
    language = Language(given["lang"]) if given.get("lang") in {*Language} else Language.EN
    parts = tuple((name, given[name]) for name in (*_ASKED, "lang") if given.get(name))
    try:
        query = _query(dataset, given)
        named = given.get("view")
        return Linked(
            _first_view(dataset, query) if named is None else one_of(View, "view", named), query, language, parts
        )
    except ParameterError:
        query = PresenceQuery()
        return Linked(_first_view(dataset, query), query, language, tuple(part for part in parts if part[0] == "lang"))


def _query(dataset: Dataset, given: Mapping[str, str]) -> PresenceQuery:
    """Give the question of a link; raises ParameterError for a part of it that cannot be used."""
    year = given.get("year")
    if year is not None and not (year.isascii() and year.isdigit()):
        raise ParameterError("year", "must be a number", year)
    return question(
        dataset,
        {one.name: given.get(link) for link, one in IN_LINKS.items()},
        level=given.get("level") or _level(dataset, given),
        kind=given.get("kind", "any"),
        statewide=given.get("statewide") == "true",
        indicator=given.get("indicator"),
        year=None if year is None else int(year),
    )


def _level(dataset: Dataset, given: Mapping[str, str]) -> str | None:
    """Give the level of the area that a link names, or the one below that whose parts it lists."""
    for name in ("within", "area"):
        code = naming_of(dataset).area(given[name]).code if name in given else None
        for level in dataset.admin_levels:
            if code in dataset.areas(level):
                below = dataset.below(level) if name == "within" else level
                return None if below is None else below.word
    return None


def _first_view(dataset: Dataset, query: PresenceQuery) -> View:
    word = dataset.level(query.level).word
    return View.NEED if any(level == word for _, level in dataset.years) else View.PRESENCE


async def map_page(request: Request, service: Service, *, framed: bool = False) -> Response:
    """Give the page of the map with the preview of its link; `framed` lets any site show it in a frame.

    Who runs no scripts reads it in the language of the link, or else of the browser.
    """
    headers = {**(ANYWHERE if framed else {}), **VARY}
    asked = request.query_params.get("lang", "")
    language = Language(asked) if asked in {*Language} else spoken(request)
    page = service.pages.page(INDEX).content.replace(PLAIN, service.plain[language])
    # Answers are kept by their address, which says nothing of the language of a browser.
    address = request.scope["query_string"] + f"&spoken={language}".encode()

    def body() -> Body:
        tags = _tags(service, dict(request.query_params), str(request.base_url).rstrip("/"))
        return encode(page.replace(PREVIEW, tags.encode()), HTML, headers)

    try:
        return await service.answer(Request({**request.scope, "query_string": address}, request.receive), body)
    except UnmapError:
        # A page without a preview, where the service has no time for one, is better than none.
        return BodyResponse(encode(page, HTML, headers))


def _tags(service: Service, given: Mapping[str, str], base: str) -> str:
    """Write what sites read of a page that they show a link to (Open Graph, and what X has besides)."""
    linked = read_link(service.dataset, given)
    say = words(linked.language)
    country = {"country": say.of(service.dataset.report, "country_name")}
    title = say("answer.preview.title", **country)
    try:
        found = finding_of(service.dataset, linked.view, linked.query)
    except ParameterError:
        found, linked = None, Linked(linked.view, PresenceQuery(), linked.language)
    query = f"?{urlencode(linked.parts)}" if linked.parts else ""
    told = {
        "og:type": "website",
        "og:site_name": "unmap",
        "og:title": title if found is None else found.says[linked.language],
        "og:description": say("answer.preview.description", **country),
        "og:url": f"{base}/{query}",
        "og:image": f"{base}{PICTURE}{query}",
        "og:image:type": PNG,
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": title,
        "og:locale": str(linked.language),
    }
    tags = [Markup('<meta property="{}" content="{}">').format(name, text) for name, text in told.items()]
    return "\n  ".join([*tags, '<meta name="twitter:card" content="summary_large_image">'])


@router.get("/embed")
async def embed(request: Request) -> Response:
    """Show the map of a link alone, with what it says and where that is from: for a frame on any site."""
    return await map_page(request, await of_link(request), framed=True)


@router.get(PICTURE)
async def preview(request: Request) -> Response:
    """Paint the map of a link as PNG."""
    service = await of_link(request)
    linked = read_link(service.dataset, dict(request.query_params))

    def body() -> Body:
        try:
            picture = paint_preview(service.dataset, linked.view, linked.query)
        except ParameterError:
            picture = paint_preview(service.dataset, linked.view, PresenceQuery())
        return encode(picture, PNG, {"cache-control": "public, max-age=3600"})

    return await service.answer(request, body, long=True)


async def of_link(request: Request) -> Service:
    """Give the service with the report that a link names; the newest where there is no such one, as the page says.

    Of an earlier edition where the link names one: NotFoundError and GoneError tell where there is none.
    """
    service = service_of(request)
    if (edition := request.query_params.get("edition")) is not None:
        service = await run_in_threadpool(service.of_edition, edition)
    try:
        return service.of_report(request.query_params.get("report"))
    except ParameterError:
        return service
