"""Reading one table of a data folder into a typed frame, every fault as an issue row."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from unmap.files import content_inside
from unmap.models import LIST_SEPARATOR, Column, Issue, Table

if TYPE_CHECKING:
    from pathlib import Path

FIRST_ROW = 2
"""Row number of the first record: the header is row 1."""

_DATE_FORMAT = "%Y-%m-%d"
_TRUTH = {"true": True, "false": False}


def read_csv(folder: Path, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read `table` from `folder`, with the columns of its definition in their types.

    Text stays text, numbers become float64 or (nullable) Int64, dates datetime64, lists tuples; an empty cell
    is "" in text and missing elsewhere. Cells that are not of their type become missing and an issue. None
    where the file as a whole cannot be read; then `issues` says why.
    """
    text = _text(folder, table, issues)
    if text is None:
        return None
    frame = _cells(text, table, issues)
    if frame is None:
        return None
    unknown = [name for name in frame.columns if name not in table.column_names]
    issues += [
        Issue(table.path, 1, name, "unknown-column", "is not a column of this table; remove it") for name in unknown
    ]
    missing = [name for name in table.column_names if name not in frame.columns]
    issues += [Issue(table.path, 1, name, "missing-column", "is missing from the header; add it") for name in missing]
    if missing:
        return None
    return pd.DataFrame({column.name: _typed(frame[column.name], column, table, issues) for column in table.columns})


def empty_frame(table: Table) -> pd.DataFrame:
    """Give `table` without rows, its columns in their types: an optional table that a folder does without."""
    none: list[Issue] = []
    nothing = pd.Series([], dtype="str")
    return pd.DataFrame({column.name: _typed(nothing, column, table, none) for column in table.columns})


def _text(folder: Path, table: Table, issues: list[Issue]) -> bytes | None:
    try:
        content = content_inside(folder, table.path)
    except FileNotFoundError:
        issues.append(Issue(table.path, 0, "", "missing-file", "the file is missing"))
        return None
    except OSError as error:
        issues.append(Issue(table.path, 0, "", "unreadable-file", f"cannot be read ({error.strerror})"))
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        issues.append(Issue(table.path, row, "", "bad-encoding", "is not UTF-8 text; save the file as UTF-8"))
        return None
    return content.removeprefix(b"\xef\xbb\xbf")


def _cells(content: bytes, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    def report(row: pa_csv.InvalidRow) -> str:
        message = f"has {row.actual_columns} cells where the header has {row.expected_columns}"
        issues.append(Issue(table.path, row.number or 0, "", "bad-row", message))
        return "skip"

    header = content.split(b"\n", 1)[0].decode("utf-8").strip("\r")
    names = (
        next(iter(pd.read_csv(io.StringIO(header), header=None, dtype=str).to_numpy().tolist()), []) if header else []
    )
    if not names or len(set(names)) != len(names):
        issues.append(Issue(table.path, 1, "", "bad-header", "the first line must name each column once"))
        return None
    try:
        read = pa_csv.read_csv(
            io.BytesIO(content),
            # Row numbers of faulty rows are known to a single thread only.
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=max(len(content), 1)),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=report),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid as error:
        issues.append(Issue(table.path, 0, "", "bad-csv", f"is not a CSV table ({str(error).splitlines()[0]})"))
        return None
    frame: pd.DataFrame = read.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)
    return frame


def _typed(cells: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    empty = cells == ""
    if column.required:
        issues += located(table, column.name, empty, "missing-value", "must not be empty")
    match column.type:
        case "string":
            return cells
        case "list":
            return cells.map(
                lambda text: tuple(part.strip() for part in text.split(LIST_SEPARATOR) if part.strip())
            ).astype(object)
        case "date":
            dates = pd.to_datetime(cells.where(~empty), format=_DATE_FORMAT, errors="coerce")
            issues += located(table, column.name, dates.isna() & ~empty, "bad-date", "is not a date such as 2020-12-31")
            return dates
        case "boolean":
            issues += located(
                table, column.name, ~cells.isin([*_TRUTH, ""]), "bad-boolean", "is neither true nor false"
            )
            return cells.map(_TRUTH).astype("boolean")
        case _:
            return _numbers(cells, empty, column, table, issues)


def _numbers(cells: pd.Series, empty: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    # float() would take "nan", "inf" and "1_000" for numbers; a table means none of them.
    numbers = _parsed(cells.where(~empty))
    bad = ~pd.Series(np.isfinite(numbers), index=cells.index) & ~empty
    issues += located(table, column.name, bad, "bad-number", "is not a number such as 12.5")
    numbers = numbers.where(~bad)
    if column.type == "number":
        return numbers
    fraction = numbers.notna() & (numbers % 1 != 0)
    issues += located(table, column.name, fraction, "bad-number", "is not a whole number")
    whole = numbers.where(~fraction).astype("Int64")
    return whole if whole.isna().any() else whole.astype("int64")


def _parsed(texts: pd.Series) -> pd.Series:
    """Give texts as numbers, missing where they are none."""
    try:
        # Ten times as fast, and the usual case; it stops at the first text that is no number.
        numbers = pa.array(texts, type=pa.string()).cast(pa.float64())
    except pa.ArrowInvalid:
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    return pd.Series(numbers.to_numpy(zero_copy_only=False), index=texts.index)


def located(table: Table, column: str, faulty: pd.Series, code: str, message: str) -> list[Issue]:
    """Give an issue for each row of which `faulty` is true."""
    rows = np.flatnonzero(faulty.to_numpy(dtype=bool, na_value=False))
    return [Issue(table.path, int(row) + FIRST_ROW, column, code, message) for row in rows]
