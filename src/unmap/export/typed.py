"""A table in the types of Arrow, which the formats of databases and data science are written from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from unmap.export.columns import column_of, meaning
from unmap.export.delimited import cell_text
from unmap.layers import plain
from unmap.layers.schema import PropertyType

if TYPE_CHECKING:
    from unmap.export.content import Content

TEXTS = pa.list_(pa.string())

_OF_PYTHON = ((bool, pa.bool_()), (int, pa.int64()), (float, pa.float64()), (date, pa.date32()))


def arrow_table(content: Content, *, lists: bool) -> pa.Table:
    """Give the table of `content`, without shapes: text, 64-bit integers and floats, truth values and days.

    What is missing, empty text included, is null. Lists of objects are JSON text; lists of texts stay lists with
    `lists`, and are text with semicolons between its parts otherwise. Fields carry the descriptions of `content`.
    """
    names = [str(name) for name in content.table.columns]
    columns = [_filled(content, name, _column(content.table[name], lists=lists)) for name in names]
    said = [meaning(content.name, name, content.descriptions) for name in names]
    fields = [
        pa.field(name, column.type, metadata={"description": text} if text else None)
        for name, column, text in zip(names, columns, said, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _filled(content: Content, name: str, column: pa.Array) -> pa.Array:
    """Give a column of days without one in its type: what is filtered away must not change what a column is."""
    known = column_of(content.name, name)
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
