"""The look of a brief, as the web build leaves it: for a page that stands alone in a file."""

from __future__ import annotations

import orjson

from unmap.errors import OutputError
from unmap.paths import built_web

STYLESHEET = "pages/brief.css"
"""What the build calls the style sheet of a brief."""

SCRIPT = "pages/print.js"
"""What it calls the script of the button to print."""


def built_styles() -> str:
    """Give the rules of the style sheet; raises OutputError where unmap was built without its web app."""
    folder = built_web()
    try:
        listed = orjson.loads((folder / "pages.json").read_bytes())
        text = (folder / str(listed[STYLESHEET]).lstrip("/")).read_text(encoding="utf-8")
    except (OSError, KeyError, orjson.JSONDecodeError):
        raise OutputError("this unmap was built without its web app, which holds the look of the page") from None
    # What ends a style element would end it in a comment or a text of the sheet, too.
    return text.replace("</", "<\\/")
