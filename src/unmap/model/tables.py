"""The shape of every table of a data folder: columns, keys, patterns; reading, checking and describing follow from it.

Cells that a spreadsheet would run as a formula are escaped on writing and read back as they were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean", "date", "list"]


LIST_SEPARATOR = ";"
"""Between the values of a cell that holds several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it says, of what type, and what may stand in it.

    `refers_to` names `table.column` that must hold the value, or `area` for an area of any level or the country as a
    whole, or `level` for the word of a level or of the country. An empty cell means "not stated" and is refused where
    `required` is true; a column that is not may be left out of the file, and is empty then. `falls_back_to` names the
    column whose text an empty cell has instead. `tag` is its hashtag of HXL, "" for that of columns of its name.
    """

    name: str
    description: str
    type: ColumnType = "string"
    unit: str = ""
    required: bool = False
    pattern: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    refers_to: str = ""
    falls_back_to: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its file below the data folder, its columns and the columns that identify a row.

    An `optional` table may be absent, and has no rows then.
    """

    name: str
    path: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False
    geometry: bool = field(default=False)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns in the order in which they stand in the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the definition of one column; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


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


AREA_CODE_PATTERN = r"[0-9A-Za-z][0-9A-Za-z._-]{0,23}"
"""Keys of statistics offices, P-codes, and what GADM ("TCD.1_1") and geoBoundaries ("2874791B5302...") give."""


ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]*"


LOCATOR = Column(name="source_locator", description="chapter and heading of the passage")


PASSAGE = (
    Column(name="source_id", description="where this is stated", required=True, refers_to="sources.source_id"),
    LOCATOR,
)


IN_REPORT = Column(
    name="report_id",
    description="report that states it; may be left out where there is one report",
    refers_to="reports.report_id",
)


NOTE = Column(name="note", description="anything a reader should know")


def titles(kind: str = "") -> tuple[Column, Column]:
    """Give the columns of a title in both languages; `kind` says in its hashtag what kind of sector has it."""
    return (
        Column(name="title_en", description="title in English", required=True, tag=f"#sector{kind}+name+i_en"),
        Column(
            name="title_es",
            description="title in Spanish",
            falls_back_to="title_en",
            tag=f"#sector{kind}+name+i_es",
        ),
    )


QUALIFIER = Column(
    name="value_qualifier",
    description="how exactly the value is printed",
    required=True,
    allowed=("exact", "about", "at-least", "at-most"),
    tag="#meta+qualifier",
)
