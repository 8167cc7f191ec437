"""Reading one table of a data folder into a typed frame, every fault as an issue row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from unmap.dataset.cells import FIRST_ROW, text_cells
from unmap.files import content_inside
from unmap.models import LIST_SEPARATOR, Column, Issue, Table
from unmap.models.cells import BESIDE, EDITION, restored
from unmap.models.issues import quoted, visible

if TYPE_CHECKING:
    from pathlib import Path

_DATE_FORMAT = "%Y-%m-%d"
_TRUTH = {"true": True, "false": False, "verdadero": True, "falso": False}
"""Words for true and false, as spreadsheets in English and Spanish write them, in any case."""

_WHOLE = re.compile(r"[+-]?[0-9]+")
_LARGEST = 2**63 - 1


def read_csv(folder: Path, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read `table` from `folder`, with the columns of its definition in their types.

    Text stays text, numbers become float64 or (nullable) Int64, dates datetime64, lists tuples; an empty cell
    is "" in text and missing elsewhere. Cells that are not of their type become missing and an issue. The index holds
    the lines of the file as `text_cells` tells. None where the file as a whole cannot be read; then `issues` says why.
    """
    content = _content(folder, table, issues)
    frame = None if content is None else text_cells(content, table, issues)
    if frame is None:
        return None
    frame = _as_before_export(frame, table)
    unknown = [name for name in frame.columns if name not in table.column_names]
    issues += [
        Issue(table.path, 1, visible(name), "unknown-column", "is not a column of this table; remove it")
        for name in unknown
    ]
    left_out = [column.name for column in table.columns if column.optional and column.name not in frame.columns]
    frame = frame.assign(**dict.fromkeys(left_out, pd.Series("", index=frame.index, dtype="str")))
    missing = [name for name in table.column_names if name not in frame.columns]
    issues += [Issue(table.path, 1, name, "missing-column", "is missing from the header; add it") for name in missing]
    if missing:
        return None
    return pd.DataFrame({column.name: _typed(frame[column.name], column, table, issues) for column in table.columns})


def _as_before_export(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table that was exported as it stood in its folder, any other as it is.

    An export has columns behind its own that say where it comes from, and apostrophes before what a spreadsheet would
    take for a formula.
    """
    beside = [name for name in BESIDE if name in frame.columns and name not in table.column_names]
    if EDITION not in beside:
        return frame
    own = frame.drop(columns=beside)
    for name in own.columns:
        marked = own[name].str.contains("'", regex=False, na=False)
        if marked.any():
            own.loc[marked, name] = own.loc[marked, name].map(restored)
    return own


def empty_frame(table: Table) -> pd.DataFrame:
    """Give `table` without rows, its columns in their types: an optional table that a folder does without."""
    none: list[Issue] = []
    nothing = pd.Series([], dtype="str")
    return pd.DataFrame({column.name: _typed(nothing, column, table, none) for column in table.columns})


def _content(folder: Path, table: Table, issues: list[Issue]) -> bytes | None:
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
            wrong = dates.isna() & ~empty
            issues += told(table, column.name, cells[wrong], "bad-date", "is not a date such as 2020-12-31")
            return dates
        case "boolean":
            words = cells.str.lower()
            wrong = ~words.isin([*_TRUTH, ""])
            issues += told(table, column.name, cells[wrong], "bad-boolean", "is neither true nor false")
            return words.map(_TRUTH).astype("boolean")
        case _:
            return _numbers(cells, empty, column, table, issues)


def _numbers(cells: pd.Series, empty: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    # float() would take "nan", "inf" and "1_000" for numbers; a table means none of them.
    numbers = parsed(cells.where(~empty))
    bad = ~pd.Series(np.isfinite(numbers), index=cells.index) & ~empty
    issues += told(table, column.name, cells[bad], "bad-number", "is not a number such as 12.5")
    numbers = numbers.where(~bad)
    if column.type == "number":
        return numbers
    fraction = numbers.notna() & (numbers % 1 != 0)
    issues += told(table, column.name, cells[fraction], "bad-number", "is not a whole number")
    large = numbers.abs() >= _LARGEST
    issues += told(table, column.name, cells[large], "out-of-range", "is larger than any number that is meant")
    whole = _whole(cells, numbers.where(~fraction & ~large))
    return whole if whole.isna().any() else whole.astype("int64")


def _whole(cells: pd.Series, numbers: pd.Series) -> pd.Series:
    """Give whole numbers exactly: a float holds those up to 2^53 only."""
    if not (numbers.abs() >= 2**53).any():
        return numbers.astype("Int64")
    exact = [
        pd.NA if np.isnan(number) else int(cell) if _WHOLE.fullmatch(cell) else int(number)
        for cell, number in zip(cells, numbers, strict=True)
    ]
    return pd.Series(exact, index=cells.index, dtype="Int64")


def parsed(texts: pd.Series) -> pd.Series:
    """Give texts as numbers, missing where they are none."""
    try:
        # Ten times as fast, and the usual case; it stops at the first text that is no number.
        numbers = pa.array(texts, type=pa.string()).cast(pa.float64())
    except pa.ArrowInvalid:
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    return pd.Series(numbers.to_numpy(zero_copy_only=False), index=texts.index)


def located(table: Table, column: str, faulty: pd.Series, code: str, message: str) -> list[Issue]:
    """Give an issue for each row of which `faulty` is true.

    `faulty` has the index of the frame that was read, and with it the lines of the file.
    """
    places = np.flatnonzero(faulty.to_numpy(dtype=bool, na_value=False))
    lines = faulty.index.to_numpy()[places] + FIRST_ROW
    return [Issue(table.path, int(line), column, code, message) for line in lines]


def told(table: Table, column: str, values: pd.Series, code: str, message: str) -> list[Issue]:
    """Give an issue for each of `values`, all of them faulty, which leads its message in quotation marks."""
    return [
        Issue(table.path, line + FIRST_ROW, column, code, f"{quoted(value)} {message}")
        for line, value in zip(values.index.to_list(), values, strict=True)
    ]
