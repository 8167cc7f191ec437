"""Files of sheets to plain cells: Excel, OpenDocument and delimited text, bounded before they are unpacked."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from unmap.errors import SheetError, quoted
from unmap.intake.text_tables import feature_rows, text_rows
from unmap.intake.workbook_bounds import MOST_CELLS, bounded_workbook, has_macros, refuse_extent

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

Cell = str | int | float | bool | datetime | date | None
"""What a cell holds; None is an empty one. A whole number is an int, however the file stores it."""

Corner = tuple[int, int]

MOST_BYTES = 64 * 1024**2
"""Of a file: ten times a workbook of 50,000 rows and 20 columns."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TABLE = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: row `i` of `rows` is row `i + 1` as a spreadsheet counts, and all rows are equally wide.

    `name` is "" where the file is delimited text. `merged` holds the merged ranges, each as its first and its last
    cell, (row, column) from 0; `hidden` says that the sheet does not show in the program that wrote it, `macros` that
    the file holds some. `among` names the sheets of the file that show, in order.
    """

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[Corner, Corner], ...] = ()
    hidden: bool = False
    macros: bool = False
    among: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and sheet, as the beginning of a sentence about them."""
        return f"{self.file}, sheet {quoted(self.name)}" if self.name else self.file


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of a file: .xlsx, .xlsm, .ods, or text with comma, semicolon, tab or bar.

    What a file is is told from its content. Formulas give the value that was last calculated, an error of one its
    sign ("#N/A"); macros are never run, and charts are left out. Raises SheetError, with a sentence that names the
    file, where it cannot be read or is too large, is encrypted, or has no sheet with anything in it, and where it
    changes while it is read.
    """
    return sheets_in(path.name, read_content(path))


@lru_cache(maxsize=1)
def sheets_in(file: str, content: bytes) -> tuple[Sheet, ...]:
    """Read every sheet of the content of a file, as `read_sheets` does.

    The last one stays: it is asked for its titles, then for its rows, and again after each decision about them.
    """
    if content.startswith((_ZIP, _OLE)):
        sheets = tuple(_workbook_sheets(file, content))
    else:
        rows = feature_rows(file, content) if content.lstrip().startswith(b"{") else None
        if rows is None:
            _refuse_documents(file, content)
            rows = text_rows(file, content)
        sheets = (_equally_wide(file, "", rows),)
    if not any(sheet.rows for sheet in sheets):
        raise SheetError(f"{file}: has no cell with anything in it")
    return sheets


def read_content(path: Path) -> bytes:
    """Read a file of at most MOST_BYTES; raises SheetError where it cannot be read or changes while it is."""
    try:
        with path.open("rb") as stream:
            before = _state(path)
            content = stream.read(MOST_BYTES + 1)
        after = _state(path)
    except OSError as error:
        raise SheetError(f"{path.name}: cannot be read ({error.strerror or error})") from error
    if len(content) > MOST_BYTES:
        raise SheetError(f"{path.name}: has more than {MOST_BYTES // 1024**2} MB, which no table of this kind has")
    if before != after or len(content) != after[0]:
        raise SheetError(f"{path.name}: was changed while it was being read; save and close it, then try again")
    return content


def _state(path: Path) -> tuple[int, int, int]:
    state: os.stat_result = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino


def _refuse_documents(file: str, content: bytes) -> None:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    what = next((what for sign, what in _NO_TABLE.items() if content.startswith(sign)), None)
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        what = "a web page, whatever its name ends in; open it in a spreadsheet program and save it as .xlsx"
    elif start.startswith(b"<?xml"):
        what = "an XML document; open it in a spreadsheet program and save it as .xlsx"
    elif start.startswith((b'{"', b"{\n", b"{\r", b"[{")):
        what = "JSON"
    if what:
        raise SheetError(f"{file}: is no table of cells but {what}")


def _workbook_sheets(file: str, content: bytes) -> Iterator[Sheet]:
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _encrypted(file)
        # The reader sets aside what such a file claims to hold, and a claim of 2^31 rows ends the process.
        raise SheetError(f"{file}: is a workbook of Excel 97; open it in a spreadsheet program and save it as .xlsx")
    try:
        bounded = bounded_workbook(file, content)
        macros = has_macros(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(bounded)) as workbook:
            kept = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            if not kept:
                raise SheetError(f"{file}: has no sheet with cells")
            among = tuple(meta.name for meta in kept if meta.visible == SheetVisibleEnum.Visible)
            left = MOST_CELLS
            for meta in kept:
                sheet = workbook.get_sheet_by_name(meta.name)
                left = refuse_extent(file, meta.name, sheet.total_height + 1, sheet.total_width + 1, left)
                found = _sheet_of(file, sheet, hidden=meta.visible != SheetVisibleEnum.Visible)
                yield replace(found, macros=macros, among=among)
    except PasswordError as error:
        raise _encrypted(file) from error
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError(f"{file}: is no workbook that can be read, or is damaged ({error})") from error


def _encrypted(file: str) -> SheetError:
    return SheetError(f"{file}: is protected by a password; save it without one")


def _sheet_of(file: str, sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    left = sheet.start[1] if sheet.start else 0
    known: dict[str, str] = {}
    rows: list[tuple[Cell, ...]] = []
    for cells in sheet.iter_rows() if sheet.start else ():
        row = (None,) * left + tuple(map(_plain, cells))
        # Sheets repeat themselves: one copy of each text is kept.
        rows.append(tuple(known.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in row))
    return Sheet(file, sheet.name, tuple(rows), tuple(sheet.merged_cell_ranges or ()), hidden)


def _plain(value: Cell | time | timedelta) -> Cell:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return None if value == "" else value


def _equally_wide(file: str, name: str, rows: list[list[str]]) -> Sheet:
    width = max(map(len, rows), default=0)
    refuse_extent(file, name, len(rows), width, MOST_CELLS)
    known: dict[str, str] = {}
    full = (row + [""] * (width - len(row)) for row in rows)
    return Sheet(file, name, tuple(tuple(known.setdefault(cell, cell) or None for cell in row) for row in full))
