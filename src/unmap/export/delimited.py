"""A table as CSV text, with the same values that its records have in JSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import orjson

from unmap.export.hxl import tags
from unmap.layers import records
from unmap.models import LIST_SEPARATOR
from unmap.models.cells import inert

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from unmap.export.content import Content

BYTE_ORDER_MARK = "\ufeff"
"""What Excel needs to see before it takes a CSV file for UTF-8."""


def csv_file(content: Content, *, hxl: bool = False, mark: bool = False) -> bytes:
    """Give a CSV file whose last columns say sources, terms, period and edition, the same in every row.

    With `hxl` the second line holds hashtags; with `mark` the file begins with a byte order mark, for Excel. Columns
    that the table has already are not repeated.
    """
    known = content.table.columns
    constant = {name: value for name, value in content.about.columns().items() if name not in known}
    table = content.table.assign(**constant)
    text = csv_text(table, tags(content.name, table) if hxl else None)
    return f"{BYTE_ORDER_MARK if mark else ''}{text}".encode()


def csv_text(table: pd.DataFrame, second_row: Sequence[str] | None = None) -> str:
    """Give `table` as CSV with a header row, lines ended as RFC 4180 has it.

    A list of texts is one cell with its parts separated by semicolons, a list of objects is JSON text, and what is
    missing is empty. A text that a spreadsheet would take for a formula gets an apostrophe before it, as does each
    part of a list and what stands behind a semicolon or another separator; numbers stay as they are. `second_row` goes
    between the header and the rows.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    if second_row is not None:
        writer.writerow(second_row)
    writer.writerows([_inert_cell(value) for value in record.values()] for record in records(table))
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


def _inert_cell(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, tuple | list) and all(isinstance(part, str) for part in value):
        return LIST_SEPARATOR.join(inert(part) for part in value)
    cell = cell_text(value)
    return inert(cell) if isinstance(cell, str) else cell
