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


def csv_text(table: pd.DataFrame) -> str:
    """Give `table` as CSV with a header row, lines ended as RFC 4180 has it.

    A list of texts is one cell with its parts separated by semicolons, a list of objects is JSON text, and what is
    missing is empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in record.values()] for record in records(table))
    return text.getvalue()


def _cell(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, tuple):
        return value
    if all(isinstance(part, str) for part in value):
        return LIST_SEPARATOR.join(value)
    return orjson.dumps(value).decode()
