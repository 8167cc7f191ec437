"""A table as CSV text with the values that its records have in JSON, and in the types of Arrow for typed formats."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa

from unmap.formats.columns import meaning, tags
from unmap.model import LIST_SEPARATOR
from unmap.model.plain import plain, records
from unmap.model.properties import PropertyType
from unmap.model.tables import inert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.formats.content import Content


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
    text = csv_text(table, tags(content.registry, content.name, table) if hxl else None)
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


TEXTS = pa.list_(pa.string())


_OF_PYTHON = ((bool, pa.bool_()), (int, pa.int64()), (float, pa.float64()), (date, pa.date32()))


def arrow_table(content: Content, *, lists: bool) -> pa.Table:
    """Give the table of `content`, without shapes: text, 64-bit integers and floats, truth values and days.

    What is missing, empty text included, is null. Lists of objects are JSON text; lists of texts stay lists with
    `lists`, and are text with semicolons between its parts otherwise. Fields carry the descriptions of `content`.
    """
    names = [str(name) for name in content.table.columns]
    columns = [_filled(content, name, _column(content.table[name], lists=lists)) for name in names]
    said = [meaning(content.registry, content.name, name, content.descriptions) for name in names]
    fields = [
        pa.field(name, column.type, metadata={"description": text} if text else None)
        for name, column, text in zip(names, columns, said, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _filled(content: Content, name: str, column: pa.Array) -> pa.Array:
    """Give a column of days without one in its type: what is filtered away must not change what a column is."""
    known = content.registry.column(content.name, name)
    if known and known.type is PropertyType.DATE and column.null_count == len(column):
        return pa.nulls(len(column), pa.date32())
    return column


def _column(cells: pd.Series, *, lists: bool) -> pa.Array:
    if pd.api.types.is_bool_dtype(cells.dtype):
        return pa.array(cells, pa.bool_(), from_pandas=True)
    if pd.api.types.is_integer_dtype(cells.dtype):
        return pa.array(cells, pa.int64(), from_pandas=True)
    if pd.api.types.is_float_dtype(cells.dtype):
        numbers = cells.to_numpy(dtype="float64", na_value=np.nan)
        return pa.array(np.where(np.isfinite(numbers), numbers, np.nan), pa.float64(), from_pandas=True)
    return _of_objects([plain(cell) for cell in cells.tolist()], lists=lists)


def _of_objects(cells: list[Any], *, lists: bool) -> pa.Array:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, tuple | list) for cell in known):
        if lists and all(isinstance(part, str) for cell in known for part in cell):
            return pa.array(cells, TEXTS)
        return pa.array([None if not cell else cell_text(cell) for cell in cells], pa.string())
    for kind, arrow_type in _OF_PYTHON:
        # A truth value is an integer to Python, and whole floats were made integers above.
        if known and all(_is(cell, kind) for cell in known):
            return pa.array(cells, arrow_type)
    return pa.array([None if cell is None else str(cell_text(cell)) for cell in cells], pa.string())


def _is(cell: object, kind: type) -> bool:
    if kind is float:
        return isinstance(cell, int | float) and not isinstance(cell, bool)
    return isinstance(cell, kind) and (kind is bool or not isinstance(cell, bool))
