"""The built web app: its pages and assets, read once, so that no path of a request ever meets the file system."""

from __future__ import annotations

import mimetypes
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import orjson

from unmap.model.defaults import DEFAULTS
from unmap.model.query import IN_LINKS, Narrows
from unmap.paths import built_web

from .bodies import HTML, Body, encode

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSETS = "assets/"

PAGE_ASSETS = "pages.json"
"""Where the build writes the addresses of what the pages of the API use."""

INDEX = "index.html"

SERVED = b"<!--served-->"
"""Where a page has room for what the library defines and its scripts go by."""

PLAIN_TABLE = b"<!--table-of-states-->"
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
            content = path.read_bytes()
            if name.endswith(".html"):
                content = content.replace(SERVED, _served())
            files[name] = encode(content, _media_type(name), FOREVER if name.startswith(ASSETS) else None)
    listed = folder / PAGE_ASSETS
    return Web(files, orjson.loads(listed.read_bytes()) if listed.is_file() else {})


def _served() -> bytes:
    """Give what the pages take from the library, as a block of JSON that no browser runs."""
    filters = [
        {
            "name": one.name,
            "link": link,
            "initiatives": one.narrows is Narrows.INITIATIVES,
            "numbered": one.numbered,
        }
        for link, one in IN_LINKS.items()
    ]
    return b'<script type="application/json" id="served">%b</script>' % orjson.dumps(
        {"filters": filters, "defaults": asdict(DEFAULTS)}
    )


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
