"""Delimited text as people save it, whichever encoding and separator, and features as unmap writes them, as rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson

from unmap.errors import SheetError
from unmap.intake.own_rows import IDS, OFFICE_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (",", ";", "\t", "|")

_LOOKED_AT = 200
"""Rows from whose cells the separator is told."""

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SAYS_SEPARATOR = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)
_FEW = 0.2
"""Share of zero bytes from which a text without a byte order mark is UTF-16: half of them for Latin letters."""


def text_rows(file: str, content: bytes) -> list[list[str]]:
    """Give the rows of a delimited text, a blank line as an empty row.

    Encoding: by byte order mark, else UTF-16 where every other byte is zero, UTF-8, or Windows-1252 and Latin-1.
    Separator: the one that cuts most of the first rows into equally many cells. A first line "sep=;", which Excel
    writes for itself, stays a row, so that row numbers are those of the file. Raises SheetError, naming the row, for
    text in no such encoding, a quotation mark that is not closed, and a cell longer than the csv module takes.
    """
    text = _text(file, content)
    told = _SAYS_SEPARATOR.match(text.split("\n", 1)[0])
    rows: list[list[str]] = []
    try:
        rows.extend(_records(text, told[1] if told else _separator(text)))
    except csv.Error as error:
        raise SheetError(f"{file}: row {len(rows) + 1} cannot be read as cells ({error})") from error
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    return rows


def feature_rows(file: str, content: bytes) -> list[list[str]] | None:
    """Give the properties of GeoJSON features of unmap's own as rows beneath their names; None for any other JSON.

    Such features stand at the seats of areas that their properties name, so that the geometry says nothing more.
    Raises SheetError for JSON that is cut short.
    """
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise SheetError(f"{file}: is JSON that cannot be read, or is cut short ({error})") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        return None
    found = [one.get("properties") for one in features]
    told = [one for one in found if isinstance(one, dict)]
    titles = list(dict.fromkeys(name for one in told for name in one))
    if len(told) < len(features) or {*IDS, OFFICE_ID}.isdisjoint(titles):
        return None
    return [titles, *([_cell_of(one.get(title)) for title in titles] for one in told)]


def _cell_of(value: Any) -> str:  # noqa: ANN401 - a member of JSON
    """Give a value as unmap's own tables hold it."""
    if isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        return ";".join(map(str, value))
    if isinstance(value, list | dict | bool):
        return "" if value in ([], {}) else orjson.dumps(value).decode()
    return "" if value is None else str(value)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _separator(text: str) -> str:
    return max(SEPARATORS, key=lambda separator: _regularity(text, separator))


def _regularity(text: str, separator: str) -> tuple[float, int]:
    """Give in which share of the first rows a separator makes the most frequent number of cells, and that number."""
    widths: Counter[int] = Counter()
    try:
        for row in _records(text, separator):
            widths[len(row)] += bool(row)
            if widths.total() == _LOOKED_AT:
                break
    except csv.Error:
        return 0.0, 0
    several = [(count, width) for width, count in widths.items() if width > 1]
    if not several:
        return 0.0, 0
    count, width = max(several)
    return count / widths.total(), width


def _text(file: str, content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None) or _unmarked(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or _is_mostly_utf8(content):
            row = content.count(b"\n", 0, error.start) + 1
            raise SheetError(f"{file}: row {row} is not {encoding.upper()} text; save the file as UTF-8") from error
        # 1252 leaves five bytes without a meaning; Latin-1 has one for each.
        text = content.decode("cp1252" if not re.search(rb"[\x81\x8d\x8f\x90\x9d]", content) else "latin-1")
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise SheetError(f"{file}: row {row} holds a zero byte: the file is damaged or no text; save it as UTF-8 text")
    return text


def _unmarked(content: bytes) -> str:
    start = content[:2000]
    if start[1::2].count(0) > _FEW * len(start):
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > _FEW * len(start) else "utf-8"


def _is_mostly_utf8(content: bytes) -> bool:
    """Say whether more letters beyond ASCII are whole in UTF-8 than broken: one damaged line, not another encoding."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - broken > broken
