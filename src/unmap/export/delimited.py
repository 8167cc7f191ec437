"""A table as CSV text, with the same values that its records have in JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import orjson

from unmap.layers import records
from unmap.models import LIST_SEPARATOR

if TYPE_CHECKING:
    import pandas as pd

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula, or pass over before one (OWASP, CSV injection)."""


def csv_text(table: pd.DataFrame) -> str:
    """Give `table` as CSV with a header row, lines ended as RFC 4180 has it.

    A list of texts is one cell with its parts separated by semicolons, a list of objects is JSON text, and what is
    missing is empty. A text that a spreadsheet would take for a formula, beginning with = + - @ or a tab, gets an
    apostrophe before it; numbers stay as they are.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_inert(cell_text(value)) for value in record.values()] for record in records(table))
    return text.getvalue()


def cell_text(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Give a value of a record as a cell can hold it: texts and numbers as they are, anything else as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, tuple | list):
        return value
    if all(isinstance(part, str) for part in value):
        return LIST_SEPARATOR.join(value)
    return orjson.dumps(value).decode()


def _inert(cell: Any) -> Any:  # noqa: ANN401 - any cell
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
