"""Tables as an Excel workbook: numbers as numbers, texts as texts and never as formulas."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from unmap.export.delimited import cell_text
from unmap.layers import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_MADE = datetime(2020, 1, 1, tzinfo=UTC)
"""Date of every workbook, so that the same tables give the same bytes."""

_WIDEST = 60
"""Characters of the widest column; a sentence would otherwise fill the screen."""


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Give an .xlsx file with a sheet for each table, by name.

    Each sheet has a header row that stays in view, and columns as wide as what they hold. Numbers and truth values are
    typed, texts are texts whatever they begin with, lists are as in CSV, and what is missing is empty.
    """
    import xlsxwriter  # noqa: PLC0415 - only those who ask for a workbook need it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "unmap", "created": _MADE})
        bold = book.add_format({"bold": True})
        for name, table in sheets.items():
            _fill(book.add_worksheet(name), table, bold)
    return file.getvalue()


def _fill(sheet: Any, table: pd.DataFrame, bold: Any) -> None:  # noqa: ANN401 - the library has no types
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, str(name), bold)
    for row, record in enumerate(records(table), start=1):
        for column, value in enumerate(record.values()):
            _write(sheet, row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit(max_width=_WIDEST * 7)
    if len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        # A code such as 07 is a text on purpose.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(table) + 1}"})


def _write(sheet: Any, row: int, column: int, value: Any) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, cell_text(value))
