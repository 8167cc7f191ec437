"""The text of a CSV file as cells, each record known by the line of the file on which it begins."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from unmap.models import Issue
from unmap.models.issues import quoted

if TYPE_CHECKING:
    from unmap.models import Table

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
