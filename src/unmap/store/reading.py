"""One table of a data folder read into a typed frame, every fault an issue row with its line."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from unmap.errors import Issue, quoted, visible
from unmap.files import content_inside
from unmap.model import LIST_SEPARATOR, Column, Table
from unmap.model.tables import BESIDE, EDITION, restored

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.model import Table


FIRST_ROW = 2
"""Row number of the first record: the header is row 1."""


BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\u2060\ufeff"
"""What nobody sees at the ends of a cell: white space of any kind, and characters without width."""


_LONGEST_HEADER = 65_536


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


_TEXT = pd.StringDtype(na_value=np.nan)


def text_cells(content: bytes, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Give the cells of a CSV file (UTF-8) as text without blanks at their ends.

    The index holds the line of each record, as a text editor counts, less `FIRST_ROW`: in a file without blank lines,
    faulty rows and line breaks in cells that is 0, 1, 2 and so on. None where the file is no table with a header; then
    `issues` says why.
    """
    header, line = _header(content)
    if problem := _header_problem(header, table):
        issues.append(Issue(table.path, line, "", *problem))
        return None
    frame = _at_once(content, header) if line == 1 else None
    if frame is None:
        frame = _line_by_line(content, header, table, issues)
    return None if frame is None else _named(frame, header, line, table, issues)


def _header(content: bytes) -> tuple[list[str], int]:
    """Give the names that the first line with anything on it holds, and which line it begins on."""
    begin = content[:_LONGEST_HEADER].decode("utf-8", errors="ignore")
    reader = csv.reader(io.StringIO(begin, newline=""))
    line = 1
    try:
        for row in reader:
            if row:
                # More lines than one are no plain file, wherever it begins.
                return [name.strip(BLANKS) for name in row], line if reader.line_num == line else reader.line_num
            line = reader.line_num + 1
    except csv.Error:
        pass
    return [], 1


def _header_problem(header: list[str], table: Table) -> tuple[str, str] | None:
    """Say what keeps the header from naming columns, as a code and a sentence."""
    if not any(header):
        return "bad-header", "the first line must name each column once"
    if header[0].lower().startswith("sep="):
        return "bad-header", f"the first line is {quoted(header[0])}, a note to a spreadsheet; remove it"
    for separator, word in _SEPARATORS.items():
        # Names with commas of their own would not help: a line of names that are known, and another separator.
        if len({name.strip(BLANKS) for name in header[0].split(separator)} & set(table.column_names)) > 1:
            return "bad-separator", f"looks separated by {word}; save it as CSV with commas"
    twice = next((name for place, name in enumerate(header) if name and name in header[:place]), None)
    if twice is not None:
        return "bad-header", f"the first line must name each column once, and {quoted(twice)} stands there twice"
    return None


def _at_once(content: bytes, header: list[str]) -> pd.DataFrame | None:
    """Read a file of one line a record quickly; None where it is not so plain."""
    faulty: list[pa_csv.InvalidRow] = []

    def note(row: pa_csv.InvalidRow) -> str:
        faulty.append(row)
        return "skip"

    names = [str(number) for number in range(len(header))]
    try:
        read = pa_csv.read_csv(
            io.BytesIO(content),
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=max(len(content), 1), skip_rows=1, column_names=names
            ),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid:
        return None
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    if faulty or read.num_rows + 1 != lines or content.count(b"\r") != content.count(b"\r\n"):
        return None
    read = pa.table([pc.utf8_trim(column, characters=BLANKS) for column in read.columns], names=names)
    frame: pd.DataFrame = read.to_pandas(types_mapper={pa.string(): _TEXT}.get)
    # A spreadsheet writes rows that were emptied as rows of separators.
    blank = frame.loc[frame.iloc[:, 0] == ""]
    return None if len(blank) and (blank == "").all(axis="columns").any() else frame


def _line_by_line(content: bytes, header: list[str], table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read a file with blank lines, faulty rows or line breaks in cells."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            row = [cell.strip(BLANKS) for cell in cells]
            if len(row) == len(header):
                rows.append(row)
                lines.append(line)
            elif any(row):
                message = f"has {len(row)} cells where the header has {len(header)}"
                issues.append(Issue(table.path, line, "", "bad-row", message))
    except csv.Error:
        message = "has a cell that does not end: a quotation mark is missing or one too many"
        issues.append(Issue(table.path, begin, "", "bad-csv", message))
        return None
    index = pd.Index(lines, dtype="int64") - FIRST_ROW
    frame = pd.DataFrame(rows, index=index, columns=[str(number) for number in range(len(header))], dtype=_TEXT)
    frame = frame.iloc[1:]
    return frame.loc[(frame != "").any(axis="columns")]


def _named(frame: pd.DataFrame, header: list[str], line: int, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Name the columns; one without a name is left out where nothing stands in it."""
    frame = frame.set_axis(header, axis="columns")
    for place, name in enumerate(header):
        if not name and (frame.iloc[:, place] != "").any():
            message = f"the header has a cell without a name (column {place + 1}); name it or remove the column"
            issues.append(Issue(table.path, line, "", "bad-header", message))
            return None
    return frame.loc[:, [bool(name) for name in header]]


_DATE_FORMAT = "%Y-%m-%d"


_TRUTH = {"true": True, "false": False, "verdadero": True, "falso": False}
"""Words for true and false, as spreadsheets in English and Spanish write them, in any case."""


_WHOLE = re.compile(r"[+-]?[0-9]+")


_LARGEST = 2**63 - 1


def read_csv(folder: Path, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read `table` from `folder`, with the columns of its definition in their types.

    Text stays text, numbers become float64 or (nullable) Int64, dates datetime64, lists tuples; an empty cell
    is "" in text and missing elsewhere, unless its column says which other it falls back to. Cells that are not of
    their type become missing and an issue. The index holds the lines of the file as `text_cells` tells. None where the
    file as a whole cannot be read; then `issues` says why.
    """
    content = csv_content(folder, table, issues)
    return None if content is None else csv_table(content, table, issues)


def csv_table(content: bytes, table: Table, issues: list[Issue]) -> pd.DataFrame | None:
    """Read `table` from the content of its file, as `read_csv` does."""
    frame = text_cells(content, table, issues)
    if frame is None:
        return None
    frame = _as_before_export(frame, table)
    unknown = [name for name in frame.columns if name not in table.column_names]
    issues += [
        Issue(table.path, 1, visible(name), "unknown-column", "is not a column of this table; remove it")
        for name in unknown
    ]
    left_out = [column for column in table.columns if column.name not in frame.columns]
    missing = [column.name for column in left_out if column.required]
    issues += [Issue(table.path, 1, name, "missing-column", "is missing from the header; add it") for name in missing]
    if missing:
        return None
    nothing = pd.Series("", index=frame.index, dtype="str")
    cells = {**{name: frame[name] for name in frame.columns}, **dict.fromkeys((one.name for one in left_out), nothing)}
    return pd.DataFrame(filled({one.name: _typed(cells[one.name], one, table, issues) for one in table.columns}, table))


def filled(columns: dict[str, pd.Series], table: Table) -> dict[str, pd.Series]:
    """Give the columns with the text that an empty cell falls back to, such as the English name for the Spanish one."""
    whole = dict(columns)
    for column in table.columns:
        if column.falls_back_to:
            cells = whole[column.name]
            stated = cells != ""
            if not stated.all():
                whole[column.name] = cells.where(stated, whole[column.falls_back_to])
    return whole


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
    return _without_rows(table).copy()


@cache
def _without_rows(table: Table) -> pd.DataFrame:
    none: list[Issue] = []
    nothing = pd.Series([], dtype="str")
    return pd.DataFrame({column.name: _typed(nothing, column, table, none) for column in table.columns})


def file_content(folder: Path, table: Table, issues: list[Issue]) -> bytes | None:
    """Give the content of a table's file; None where it cannot be read, and `issues` says why."""
    try:
        return content_inside(folder, table.path)
    except FileNotFoundError:
        issues.append(Issue(table.path, 0, "", "missing-file", "the file is missing"))
    except OSError as error:
        issues.append(Issue(table.path, 0, "", "unreadable-file", f"cannot be read ({error.strerror})"))
    return None


def csv_content(folder: Path, table: Table, issues: list[Issue]) -> bytes | None:
    """Give the content of a file, UTF-8 without a byte order mark; None where there is none, and `issues` says why."""
    content = file_content(folder, table, issues)
    if content is None:
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        issues.append(Issue(table.path, row, "", "bad-encoding", "is not UTF-8 text; save the file as UTF-8"))
        return None
    return content.removeprefix(b"\xef\xbb\xbf")


def _typed(cells: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    if column.type == "string" and not column.required:
        return cells
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
            wrong = (dates.isna() & ~empty).to_numpy()
            issues += told_where(wrong, cells, table, "bad-date", "is not a date such as 2020-12-31")
            return dates
        case "boolean":
            words = cells.str.lower()
            wrong = ~words.isin([*_TRUTH, ""]).to_numpy()
            issues += told_where(wrong, cells, table, "bad-boolean", "is neither true nor false")
            return words.map(_TRUTH).astype("boolean")
        case _:
            return _numbers(cells, empty, column, table, issues)


def _numbers(cells: pd.Series, empty: pd.Series, column: Column, table: Table, issues: list[Issue]) -> pd.Series:
    # float() would take "nan", "inf" and "1_000" for numbers; a table means none of them.
    numbers = parsed(cells.where(~empty))
    bad = ~np.isfinite(numbers.to_numpy()) & ~empty.to_numpy()
    issues += told_where(bad, cells, table, "bad-number", "is not a number such as 12.5")
    numbers = numbers.where(~bad)
    if column.type == "number":
        return numbers
    values = numbers.to_numpy()
    fraction = ~np.isnan(values) & (values % 1 != 0)
    issues += told_where(fraction, cells, table, "bad-number", "is not a whole number")
    large = np.abs(values) >= _LARGEST
    issues += told_where(large, cells, table, "out-of-range", "is larger than any number that is meant")
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
    if not len(places):
        return []
    lines = faulty.index.to_numpy()[places] + FIRST_ROW
    return [Issue(table.path, int(line), column, code, message) for line in lines]


def told(table: Table, column: str, values: pd.Series, code: str, message: str) -> list[Issue]:
    """Give an issue for each of `values`, all of them faulty, which leads its message in quotation marks."""
    return [
        Issue(table.path, line + FIRST_ROW, column, code, f"{quoted(value)} {message}")
        for line, value in zip(values.index.to_list(), values, strict=True)
    ]


def told_where(faulty: np.ndarray, cells: pd.Series, table: Table, code: str, message: str) -> list[Issue]:
    """Tell the faulty cells of a column; most have none, and to choose none of a frame's cells is not cheap."""
    return told(table, str(cells.name), cells[faulty], code, message) if faulty.any() else []
