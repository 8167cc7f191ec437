"""Texts in the cells of CSV files: how they are kept from running in a spreadsheet, and read back as they were."""

from __future__ import annotations

import re

EDITION = "edition"
BESIDE = ("sources", "terms", "period", EDITION)
"""Columns that stand behind those of every exported table: where it comes from, the same in every row or nearly so."""

_SIGN = r"'*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FIRST = re.compile(rf"'*(?:[\t\r\n]|[\s;,|\"]*{_SIGN})")
_LATER = re.compile(rf"([;|\t\r\n][\s\"]*)(?={_SIGN})")
_MARKED = re.compile(rf"([;|\t\r\n][\s\"]*)'(?={_SIGN})")
"""What spreadsheets take for the beginning of a formula, or pass over before one (OWASP, CSV injection).

Full-width signs are formulas where East Asian input is set. A cell is cut at a separator, and a row at a line break,
where the file is read with another separator than the comma: what follows them begins a cell as well. Apostrophes that
stand there already count, so that taking one away gives back every text.
"""


def inert(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet would take for a formula."""
    later = _LATER.sub(r"\1'", text)
    return f"'{later}" if _FIRST.match(later) else later


def restored(text: str) -> str:
    """Give back the text that `inert` was given."""
    first = text[1:] if text.startswith("'") and _FIRST.match(text[1:]) else text
    return _MARKED.sub(r"\1", first)
