"""The built web app: its pages and assets, read once, so that no path of a request ever meets the file system."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

import orjson

from unmap.files import built_web

from .bodies import HTML, Body, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSETS = "assets/"

PAGE_ASSETS = "pages.json"
"""Where the build writes the addresses of what the pages of the API use."""

INDEX = "index.html"

SERVED = b"<!--served-->"
"""Where a page has room for what its scripts take from the library and the data."""

PREVIEW = b"<!--preview-->"
"""Where the page of the map has room for what sites read that show a link to it."""

PLAIN = b"<!--plain-->"
"""Where the page of the map has room for what the data says to those who run no scripts."""

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
"""The names of assets hold a hash of their content, so a name never changes its meaning."""

WITHOUT_WEB = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>unmap</title>
<h1>unmap</h1><p>This unmap was built without its map. The data is at <a href="/api">/api</a>.</p></html>"""


@dataclass(frozen=True, slots=True)
class Web:
    """Encoded files of the web app by their path; empty where unmap was built without it."""

    files: Mapping[str, Body]
    assets: Mapping[str, str] = field(default_factory=dict)
    """Addresses of what the pages of the API use, by the name of its source."""

    def filled(self, facts: Mapping[str, Any]) -> Web:
        """Give the same with `facts` on every page, as JSON that no browser runs.

        Where a page says {country_name_en}, or another name of the country, it is written in.
        """
        rooms = {f"{{{name}}}".encode(): escape(text).encode() for name, text in facts["country"].items()}
        rooms[SERVED] = b'<script type="application/json" id="served">%b</script>' % orjson.dumps(facts)
        pages = {}
        for name, body in self.files.items():
            if name.endswith(".html"):
                content = body.content
                for room, filling in rooms.items():
                    content = content.replace(room, filling)
                pages[name] = encode(content, _media_type(name))
        return replace(self, files={**self.files, **pages})

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
