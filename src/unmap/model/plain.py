"""Cells of tables as plain values: what JSON can hold, a missing cell being None."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows as dictionaries fit for JSON: what is missing, empty text included, is None; never NaN."""
    columns = {name: [plain(cell) for cell in table[name].tolist()] for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def plain(cell: object) -> Any:  # noqa: ANN401 - any JSON value
    """Give `cell` as a JSON value: whole floats as integers, what is missing or empty as None."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell == "":
        return None
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return cell
