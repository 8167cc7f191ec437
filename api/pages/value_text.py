"""Values of a document as HTML: what is no data, what is a number, what may be a link; every text escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NO_DATA = Markup('<span class="none" title="no data">—</span>')
_NO_DATA_CELL = Markup('<td class="none" title="no data">—</td>')
_GROUPED_FROM = 10_000
"""Whole numbers from here on are grouped by thousands; years are below."""

_DIGITS_FROM = {10.0: 2, 1.0: 3}
"""Digits behind the point from a size on."""

_DIGITS = 4
_SMALLEST = 10**-_DIGITS
_DEGREES = re.compile(r"(^|_)(lon|lat)$")
"""Columns of degrees, of which the fifth digit is a metre."""

_DEGREE_DIGITS = 5
_LISTED = 12
"""Texts of a list that stand in one line."""

_ROWS_TO_COMPARE = 4
"""Rows from which on it helps to tell once what is the same in all of them."""

_LONG_TEXT = 32
"""Characters from which on a cell is given room for a few words in a line."""

_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def safe_href(value: object) -> str | None:
    """Give an address that may stand in a link: http, https or a path of this server; None for anything else.

    An address in the data is text that somebody wrote; `javascript:` and its like would run.
    """
    if not isinstance(value, str) or _CONTROL.search(value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    if parts.scheme in {"http", "https"}:
        return value if parts.netloc else None
    own_path = value.startswith("/") and not value.startswith(("//", "/\\"))
    return value if own_path and not parts.scheme else None


def path_of(address: str) -> str:
    """Give path and query of an address on this server, which are right behind any proxy."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path


def digits_of(name: str, values: Iterable[object]) -> int | None:
    """Give how many digits behind the point the numbers of a column have: as many in each, None for whole numbers.

    The greatest number decides, but for degrees, known by the `name` of their column, which keep what tells a metre.
    """
    fractions = [value for value in values if isinstance(value, float)]
    if not fractions:
        return None
    if _DEGREES.search(name):
        return _DEGREE_DIGITS
    most = max(map(abs, fractions))
    return next((digits for size, digits in _DIGITS_FROM.items() if most >= size), _DIGITS)


def number_text(value: float, digits: int | None = None) -> str:
    """Give a number for people: thousands grouped, though not those of years, and few digits behind the point.

    With `digits` it has exactly so many, as the rest of its column; one too small for them keeps three that count.
    """
    if 0 < abs(value) < _SMALLEST:
        text = f"{value:.3g}"
    elif digits is not None:
        text = f"{value:,.{digits}f}"
    elif isinstance(value, int):
        text = f"{value:,}" if abs(value) >= _GROUPED_FROM else str(value)
    else:
        text = f"{round(value, digits_of('', [value]) or 0):,}"
    return text.replace("-", "\N{MINUS SIGN}", 1) if text.startswith("-") else text


def inline(value: object, name: str = "") -> Markup:
    """Give a single value or a short list of texts as it stands in a line of text; `name` is that of its column."""
    if value is None or value == "":
        return NO_DATA
    if isinstance(value, bool):
        return Markup("yes") if value else Markup("no")
    if isinstance(value, int | float):
        return Markup(number_text(value, digits_of(name, [value]) if _DEGREES.search(name) else None))  # noqa: S704 - digits and separators alone
    if isinstance(value, list | tuple):
        return Markup(", ").join(inline(part) for part in value) if value else Markup("none")
    text = str(value)
    href = safe_href(text) if text.startswith(("https://", "http://")) else None
    if href is None:
        return escape(text)
    return Markup('<a href="{}" rel="noopener">{}</a>').format(href, text)


def is_simple(value: object) -> bool:
    """Tell whether a value stands in one line: it is no object, and no list of objects or of many texts."""
    if isinstance(value, dict):
        return False
    if isinstance(value, list | tuple):
        return len(value) <= _LISTED and not any(isinstance(part, dict | list | tuple) for part in value)
    return True


def is_table(value: object) -> bool:
    """Tell whether a value is a list of objects, which a table shows best."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(part, dict) for part in value)


def columns_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the names of all members of some objects, in order of appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


def cell(name: str, value: Any, details: Callable[[object], str], digits: int | None = None) -> Markup:  # noqa: ANN401 - any JSON value
    """Give a cell of a table; `details` shows what does not fit a line, numbers have `digits` behind the point."""
    # Written by hand and not with Markup.format, which takes ten times as long: a page has thousands of cells.
    if value is None or value == "":
        return _NO_DATA_CELL
    if _is_number(value):
        return Markup(f'<td class="number">{number_text(value, digits)}</td>')  # noqa: S704 - digits and separators alone
    if is_simple(value):
        text = inline(value)
        language = ' lang="es"' if name.endswith("_es") else ""
        width = ' class="text"' if len(text) > _LONG_TEXT else ""
        return Markup(f"<td{language}{width}>{text}</td>")  # noqa: S704 - `inline` escapes
    return Markup("<td>{}</td>").format(details(value))


class Columns(NamedTuple):
    """Columns of a table as a page shows them: what differs in columns, what is the same or missing below it.

    `numbers` are the columns of numbers alone, with how many digits behind the point theirs have.
    """

    shown: list[str]
    same: dict[str, Any]
    empty: list[str]
    numbers: dict[str, int | None]


def divided(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Columns:
    """Divide columns into those to show, those with one short value in every row, and those without any value."""
    shown: list[str] = []
    same: dict[str, Any] = {}
    empty: list[str] = []
    for place, name in enumerate(names):
        values = [row.get(name) for row in rows]
        first = values[0] if values else None
        if all(value is None or value in ("", [], ()) for value in values):
            empty.append(name)
        elif place and len(rows) >= _ROWS_TO_COMPARE and is_simple(first) and all(value == first for value in values):
            same[name] = first
        else:
            shown.append(name)
    known = {name: [row[name] for row in rows if row.get(name) is not None] for name in shown}
    numbers = {name: digits_of(name, values) for name, values in known.items() if all(map(_is_number, values))}
    return Columns(shown, same, empty, numbers)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def inline_count(value: object) -> str:
    """Say how much there is where there is no room to show it."""
    count = len(value) if isinstance(value, dict | list | tuple) else 1
    return f"{count} {'entry' if count == 1 else 'entries'}"


def breakable(name: object) -> Markup:
    """Give the name of a member so that a narrow column may break it behind its underscores."""
    return Markup("_<wbr>").join(str(name).split("_"))
