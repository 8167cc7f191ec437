"""The rows to mend as the keeper's own sheet again, with a column beside each wrong cell that says what is wrong."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from unmap.errors import ParameterError
from unmap.files import write_whole
from unmap.model.tables import inert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from unmap.intake.row_accounts import Account, Problem

MARK = "unmap: "
"""Before the titles of the columns that unmap adds: a sheet that comes back is read without them."""

_LONGEST_SHEET = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_problems(path: Path, inputs: Sequence[tuple[Account, Sequence[str], Mapping[int, Sequence[Any]]]]) -> None:
    """Write the rows that are held or rejected, a sheet for each input, as .xlsx, or as .csv for one input.

    Each input is its account, the titles of its columns and the cells of its rows by their number. A row corrected
    there can be added again as it is: the columns of unmap are passed over, and so is what is in the record already.
    Raises ParameterError for another ending and OutputError where the file cannot be written.
    """
    sheets = [(account, _sheet(account, titles, cells)) for account, titles, cells in inputs]
    match path.suffix.lower():
        case ".xlsx":
            write_whole(path, _workbook(sheets))
        case ".csv" if len(sheets) <= 1:
            write_whole(path, _csv(sheets[0][1] if sheets else [[]]))
        case ".csv":
            raise ParameterError("issues", "must end in .xlsx where there are several sheets", path.name)
        case _:
            raise ParameterError("issues", "must end in .xlsx or .csv", path.name)


def _sheet(account: Account, titles: Sequence[str], cells: Mapping[int, Sequence[Any]]) -> list[list[Any]]:
    """Give header and rows; what is wrong stands behind the column that it is about, else behind the last one."""
    out = [one for one in account.problems if one.bucket is not None]
    last = len(titles) - 1
    places = sorted({_at(one, last) for one in out})
    by_cell: dict[tuple[int, int], list[Problem]] = {}
    for one in out:
        by_cell.setdefault((one.row, _at(one, last)), []).append(one)
    header: list[Any] = [f"{MARK}row"]
    for place, title in enumerate(titles):
        header += [title, f"{MARK}{title}"] if place in places else [title]
    table = [header]
    for row in sorted({one.row for one in out}):
        line: list[Any] = [row]
        values = cells.get(row, ())
        for place in range(len(titles)):
            line.append(values[place] if place < len(values) else None)
            if place in places:
                line.append(" ".join(map(_sentence, by_cell.get((row, place), ()))) or None)
        table.append(line)
    return table


def _at(problem: Problem, last: int) -> int:
    return last if problem.place is None else min(problem.place, last)


def _sentence(problem: Problem) -> str:
    cure = f" {problem.cure[:1].upper()}{problem.cure[1:]}." if problem.cure else ""
    return f"{problem.reason[:1].upper()}{problem.reason[1:]}.{cure}"


def _workbook(sheets: Sequence[tuple[Account, list[list[Any]]]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    day, told, head = (
        book.add_format(form)
        for form in (
            {"num_format": "yyyy-mm-dd"},
            {"bg_color": "#fff2cc", "text_wrap": True, "valign": "top"},
            {"bold": True},
        )
    )
    used: set[str] = set()
    for account, table in sheets:
        sheet = book.add_worksheet(_name(account, used))
        sheet.freeze_panes(1, 1)
        for number, line in enumerate(table):
            for place, value in enumerate(line):
                ours = str(table[0][place]).startswith(MARK) and place > 0
                if isinstance(value, datetime | date):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value, head if number == 0 else told if ours else None)
        sheet.set_column(1, max(len(table[0]) - 1, 1), 22)
    book.close()
    return content.getvalue()


def _name(account: Account, used: set[str]) -> str:
    base = (account.sheet or account.file).translate(_NOT_IN_NAMES).strip(" '")[:_LONGEST_SHEET] or "rows"
    found, number = base, 1
    while found.casefold() in used:
        number += 1
        found = f"{base[: _LONGEST_SHEET - 4]} {number}"
    used.add(found.casefold())
    return found


def _csv(table: list[list[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([["" if value is None else _cell(value) for value in line] for line in table])
    # Spreadsheet programs take a file without the mark for another encoding.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    return inert(value) if isinstance(value, str) else str(value)
