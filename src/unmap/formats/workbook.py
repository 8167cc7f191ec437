"""Tables as an Excel workbook: numbers as numbers, texts as texts and never as formulas."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from unmap.formats.columns import NUMBER_FORMATS, described, shown_as, tags
from unmap.formats.delimited import cell_text
from unmap.model.plain import records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.formats.content import About, Content

COLUMNS, SOURCES = "columns", "sources"
"""Names of the sheets that say what the columns hold and where it all comes from."""

_DAY = "yyyy-mm-dd"

LONGEST_TEXT = 32_767
"""Characters that Excel allows in a cell."""

_MADE = datetime(1980, 1, 1, tzinfo=UTC)
"""Date of every workbook, so that the same tables give the same bytes."""

_WIDEST = 60
"""Characters of the widest column; a sentence would otherwise fill the screen."""

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_CUT = "…"


def workbook_file(content: Content, *, hxl: bool = False) -> bytes:
    """Give a workbook of three sheets: the table, what its columns hold, and its sources, period and edition.

    With `hxl` a row of hashtags stands below the header, and stays in view with it. Headers are the names that
    programs know in every format; the second sheet says them in words.
    """
    name = content.name if content.name not in (COLUMNS, SOURCES) else "table"
    names = [str(column) for column in content.table.columns]
    sheets = {
        name: content.table,
        COLUMNS: described(content.registry, {content.name: names}, content.descriptions),
        SOURCES: source_sheet(content.about),
    }
    second = {name: tags(content.registry, content.name, content.table)} if hxl else None
    return workbook(sheets, second, {name: [shown_as(content.registry, content.name, each) for each in names]})


def source_sheet(about: About) -> pd.DataFrame:
    """Give the sources of a file as a table, one row each: who published what under which terms; period and edition."""
    columns = ("source_id", "title", "publisher", "year", "terms", "url")
    rows = [{name: source.get(name) for name in columns} for source in about.sources] or [dict.fromkeys(columns)]
    return pd.DataFrame(rows, columns=list(columns)).assign(file_period=about.period, file_edition=about.edition)


def workbook(
    sheets: Mapping[str, pd.DataFrame],
    second_rows: Mapping[str, Sequence[str]] | None = None,
    shown: Mapping[str, Sequence[str | None]] | None = None,
) -> bytes:
    """Give an .xlsx file with a sheet for each table, by name.

    Each sheet has a header row that stays in view, and columns as wide as what they hold. Numbers, days and truth
    values are typed, texts are texts whatever they begin with, lists are as in CSV, and what is missing is empty. A
    text that is longer than a cell may be ends in an ellipsis. `second_rows` go below the header of the sheet named;
    `shown` has the number formats of the columns of a sheet, None for that of any number.
    """
    import xlsxwriter  # noqa: PLC0415 - only those who ask for a workbook need it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "unmap", "created": _MADE})
        head = book.add_format({"bold": True})
        made = {form: book.add_format({"num_format": form}) for form in (_DAY, *NUMBER_FORMATS)}
        for name, table in sheets.items():
            sheet = book.add_worksheet(_NOT_IN_NAMES.sub("-", name)[:_LONGEST_NAME])
            numbers = [made.get(form or "") for form in (shown or {}).get(name, [None] * len(table.columns))]
            _fill(sheet, table, (second_rows or {}).get(name), Formats(head, made[_DAY], numbers))
    return file.getvalue()


class Formats(NamedTuple):
    """Formats of cells: of the header, of days, and of the numbers of each column."""

    head: Any
    day: Any
    numbers: list[Any]


def _fill(sheet: Any, table: pd.DataFrame, second_row: Sequence[str] | None, formats: Formats) -> None:  # noqa: ANN401 - the library has no types
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, str(name), formats.head)
    for column, text in enumerate(second_row or ()):
        sheet.write_string(1, column, text)
    heads = 1 if second_row is None else 2
    for row, record in enumerate(records(table), start=heads):
        for column, value in enumerate(record.values()):
            _write(sheet, row, column, value, formats)
    sheet.freeze_panes(heads, 0)
    sheet.autofit(max_width=_WIDEST * 7)
    if len(table.columns):
        # The row of hashtags is not to be sorted among the others.
        sheet.autofilter(heads - 1, 0, heads - 1 + len(table), len(table.columns) - 1)
        # A code such as 07 is a text on purpose.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(table) + heads}"})


def _write(sheet: Any, row: int, column: int, value: Any, formats: Formats) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, formats.numbers[column])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats.day)
    elif value is not None:
        text = str(cell_text(value))
        sheet.write_string(row, column, text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + _CUT)
