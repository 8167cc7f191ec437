"""The built web app: its pages and assets, read once, so that no path of a request ever meets the file system."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from unmap.join.naming import AREA, naming_of
from unmap.paths import built_web

from .wire.bodies import HTML, JSON, Body, BodyResponse, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from unmap.dataset import Dataset

ASSETS = "assets/"

PAGE_ASSETS = "pages.json"
"""Where the build writes the addresses of what the pages of the API use."""

INDEX = "index.html"

PLAIN_TABLE = b"<!--table-of-states-->"
"""Where the page of the map has room for what the data says to those who run no scripts."""

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
"""The names of assets hold a hash of their content, so a name never changes its meaning."""

WITHOUT_WEB = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>unmap</title>
<h1>unmap</h1><p>This unmap was built without its map. The data is at <a href="/api">/api</a>.</p></html>"""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Web:
    """Encoded files of the web app by their path; empty where unmap was built without it."""

    files: Mapping[str, Body]
    assets: Mapping[str, str] = field(default_factory=dict)
    """Addresses of what the pages of the API use, by the name of its source."""

    def filled(self, table: str) -> Web:
        """Give the same with a table, as HTML, on the page that is seen where scripts do not run."""
        page = self.files.get(INDEX)
        if page is None:
            return self
        content = page.content.replace(PLAIN_TABLE, table.encode())
        return replace(self, files={**self.files, INDEX: encode(content, _media_type(INDEX))})

    def page(self, name: str) -> Body:
        """Give a page, or a plain one that says that the map is missing."""
        return self.files.get(name) or encode(WITHOUT_WEB, HTML)


def read_web() -> Web:
    """Read and compress every file of the built web app."""
    folder = built_web()
    files = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and path.name != PAGE_ASSETS:
            name = path.relative_to(folder).as_posix()
            files[name] = encode(path.read_bytes(), _media_type(name), FOREVER if name.startswith(ASSETS) else None)
    listed = folder / PAGE_ASSETS
    return Web(files, orjson.loads(listed.read_bytes()) if listed.is_file() else {})


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _answer(request: Request, name: str) -> Response:
    web: Web = request.app.state.service.web
    if name not in web.files:
        raise HTTPException(404)
    return BodyResponse(web.files[name])


_NAMED = {
    "area": AREA,
    "within": AREA,
    "agency": "agency",
    "priority": "priority",
    "outcome": "outcome",
    "pillar": "pillar",
    "topic": "theme",
}
"""Parts of a link that name a thing, and what kind of thing."""

_LONGEST_NAME = 100


@router.get("/")
async def index(request: Request) -> Response:
    """Show the map; a program that wants JSON is shown to the API's landing page."""
    accepted = request.headers.get("accept", "").lower()
    if JSON in accepted and "text/html" not in accepted:
        return _moved(request, "/api")
    service = request.app.state.service
    given = request.query_params.multi_items()
    meant = [(name, _meant(service.dataset, name, value)) for name, value in given]
    if meant != given:
        # The page knows codes; a link that people wrote may name things as they do.
        address = f"{str(request.base_url).rstrip('/')}/?{urlencode(meant)}"
        return RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT, {"cache-control": "no-cache"})
    return BodyResponse(service.index)


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


@router.get("/about")
async def about(request: Request) -> Response:
    """Show method, sources and terms."""
    web: Web = request.app.state.service.web
    return BodyResponse(web.page("about.html"))


@router.get("/data")
async def data(request: Request) -> Response:
    """Show the files to download."""
    web: Web = request.app.state.service.web
    return BodyResponse(web.page("data.html"))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the documentation of the API."""
    web: Web = request.app.state.service.web
    return BodyResponse(web.page("docs.html"))


@router.get("/assets/{name:path}")
async def asset(request: Request, name: str) -> Response:
    """Give a script, style sheet or image of the web app."""
    return _answer(request, ASSETS + name)


@router.get("/favicon.svg")
@router.get("/favicon.ico")
async def icon(request: Request) -> Response:
    """Give the icon of the site."""
    return _answer(request, "favicon.svg")
