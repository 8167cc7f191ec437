"""How far the cells of a workbook reach, found before the workbook is unpacked.

The reader of workbooks sets aside memory for the whole rectangle from the first cell to the last, and ends the process
where there is too little: two cells, A1 and XFD1048576, in a file of 5 KB are enough. So the parts of a workbook are
looked at first, and the reader gets a copy with no more in it than was looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from unmap.errors import SheetError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED = 64 * 1024**2
"""Bytes of the parts of a workbook; 50,000 rows of 20 columns take 38 million."""

MOST_RATIO = 100
"""Unpacked to packed bytes, where more than a megabyte is unpacked; real workbooks have 4 to 20."""

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 1_000, 4_000_000
"""Of a sheet, and cells of all sheets: 32 bytes each are set aside whether there is something in them or not."""

MOST_CHARACTERS = 32_767
"""In a cell: what Excel allows."""

_A_MEGABYTE = 1024**2
_TAG = rb"<(?:[^\s<>/:]+:)?"
_VALUES = rb"[^<>\"'/]*+(?:(?:\"[^\"<>&]*\"|'[^'<>&]*')[^<>\"'/]*+)*+"
_EMPTY = re.compile(_TAG + rb"(?:c|row)\sr=\"[A-Za-z0-9]+\"" + _VALUES + rb"/>")
"""A cell or row that says where it stands and has no content: formatted and empty."""

_EMPTY_ROW = re.compile(_TAG + rb"row\sr=\"[0-9]+\"" + _VALUES + rb">\s*</(?:[^\s<>/:]+:)?row>")

_PLACE = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_UNPLACED = re.compile(_TAG + rb"c(?=[\s/>])(?!\sr=\"[A-Za-z]+[0-9]+\")")
_CELL_OR_ROW = re.compile(_TAG + rb"(c|row)(?=[\s/>])")
_TAG_IN_VALUE = re.compile(rb"=\s*(?:\"[^\"<>]*<|'[^'<>]*<)")
_ERROR = re.compile(rb"(" + _TAG + rb"c\s[^<>]*?\bt=\")e(\")")
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def refuse_extent(file: str, name: str, height: int, width: int, left: int) -> int:
    """Give how many cells may still follow after a sheet of this extent; raises SheetError where it is too large."""
    place = f"{file}, sheet {quoted(name)}" if name else file
    cure = "delete the rows and columns outside of the table, or cut the table into several files"
    if height > MOST_ROWS:
        raise SheetError(f"{place}: reaches down to row {height:,}, and {MOST_ROWS:,} rows are the most; {cure}")
    if width > MOST_COLUMNS:
        raise SheetError(f"{place}: has {width:,} columns, and {MOST_COLUMNS:,} are the most; {cure}")
    if height * width > left:
        raise SheetError(
            f"{place}: has {height:,} rows of {width:,} columns, more cells than {MOST_CELLS:,} in all; {cure}"
        )
    return left - height * width


def bounded_workbook(file: str, content: bytes) -> bytes:
    """Give a copy of a workbook (.xlsx, .xlsm, .ods) that is safe to open: its parts of text, each looked at.

    Pictures, macros and whatever else is no text stay out. Cells without content are left out, and errors of formulas
    become text, which the reader would give as empty. Raises SheetError where the file is no workbook of these kinds,
    is encrypted, or unpacks to more than the limits of this module.
    """
    parts = _parts(file, content)
    if parts.get("mimetype", b"").decode("latin-1").strip() == _OPEN_DOCUMENT:
        _refuse_repeats(file, parts.get("content.xml", b""))
    elif any(name.lower().endswith("workbook.bin") for name in parts):
        raise SheetError(f"{file}: is a binary workbook (.xlsb); save it as .xlsx")
    elif "[Content_Types].xml" in parts and any(name.lower().endswith("workbook.xml") for name in parts):
        parts = {name: _bounded_part(file, name, part) for name, part in parts.items()}
    else:
        raise SheetError(f"{file}: is a zip archive and no workbook; give the file inside")
    return _archive(parts)


def has_macros(content: bytes) -> bool:
    """Say whether a workbook that `bounded_workbook` has taken holds macros, which nothing runs or looks at."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())


def _parts(file: str, content: bytes) -> dict[str, bytes]:
    parts = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = [info for info in archive.infolist() if _is_read(info.filename)]
            unpacked, packed = sum(info.file_size for info in kept), sum(info.compress_size for info in kept)
            if unpacked > MOST_UNPACKED or unpacked > max(_A_MEGABYTE, MOST_RATIO * packed):
                raise _too_large(file, unpacked)
            for info in kept:
                if info.flag_bits & 1:
                    raise SheetError(f"{file}: is protected by a password; save it without one")
                parts[info.filename] = archive.read(info)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise SheetError(f"{file}: is damaged or cut short ({error})") from error
    return parts


def _is_read(name: str) -> bool:
    return name == "mimetype" or name.lower().endswith((".xml", ".rels", "workbook.bin"))


def _too_large(file: str, unpacked: int) -> SheetError:
    return SheetError(
        f"{file}: unpacks to {unpacked / _A_MEGABYTE:,.0f} MB, and {MOST_UNPACKED // _A_MEGABYTE} MB are the most; "
        "formatted empty rows beneath a table are often the reason: delete them, or save the sheet as CSV"
    )


def _archive(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def _bounded_part(file: str, name: str, part: bytes) -> bytes:
    """Give a part of an Excel workbook as the reader may have it: every part is looked at, whatever its name says."""
    if b"sst" in part:
        _refuse_long_texts(file, part)
    if b"sheetData" not in part:
        return part
    if b"<!" in part or b"\0" in part:
        raise SheetError(f"{file}: {name} was written by no spreadsheet program; open the file in one and save it anew")
    lean = _EMPTY_ROW.sub(b"", _EMPTY.sub(b"", part))
    letters, numbers = set(), set()
    for place in _PLACE.finditer(lean):
        letters.add(place[1])
        numbers.add(place[2])
    rows, columns = _unplaced(file, name, lean)
    height = max(map(int, numbers), default=0) + rows
    refuse_extent(file, name, height, max(map(_column, letters), default=0) + columns, MOST_CELLS)
    return _ERROR.sub(rb"\1str\2", lean) if b't="e"' in lean else lean


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unplaced(file: str, name: str, part: bytes) -> tuple[int, int]:
    """Give how many rows a sheet has at most, and cells in one, where cells do not say their place."""
    if not _UNPLACED.search(part):
        return 0, 0
    if _TAG_IN_VALUE.search(part):
        raise SheetError(f"{file}: {name} was written by no spreadsheet program; open the file in one and save it anew")
    rows = most = cells = 0
    for element in _CELL_OR_ROW.finditer(part):
        is_row = element[1] == b"row"
        rows, cells = rows + is_row, 0 if is_row else cells + 1
        most = max(most, cells)
    return rows, most


def _refuse_long_texts(file: str, part: bytes) -> None:
    """Raise SheetError where a text is longer than a cell can hold: one text may stand in very many cells."""
    longest = max((end - start for start, end in pairwise(_starts(part))), default=0)
    if longest > 8 * MOST_CHARACTERS:
        raise SheetError(f"{file}: has a cell of more than {MOST_CHARACTERS:,} characters")


def _starts(part: bytes) -> Iterator[int]:
    yield from (match.start() for match in re.finditer(_TAG + rb"si(?=[\s/>])", part))
    yield len(part)


def _refuse_repeats(file: str, content: bytes) -> None:
    """Raise SheetError where the tables of an OpenDocument sheet are too large once repeated rows are written out."""
    if b"<!" in content:
        raise SheetError(f"{file}: holds a comment or a document type, which no spreadsheet program writes")
    left = MOST_CELLS
    try:
        for name, height, width in _open_document_extents(content):
            left = refuse_extent(file, name, height, width, left)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SheetError(f"{file}: is damaged ({error})") from error


def _open_document_extents(content: bytes) -> Iterator[tuple[str, int, int]]:
    """Give name, last row and last column with something in them of each table."""
    row = height = width = 0
    tags = (_TABLE + "table-row", _TABLE + "table")
    for _, element in etree.iterparse(io.BytesIO(content), tag=tags, resolve_entities=False, no_network=True):
        if element.tag == tags[1]:
            yield str(element.get(_TABLE + "name", "")), height, width
            row = height = width = 0
        else:
            row += int(element.get(_TABLE + "number-rows-repeated", "1"))
            if last := _last_column(element):
                height, width = row, max(width, last)
        element.clear()


def _last_column(row: etree._Element) -> int:
    column = last = 0
    for cell in row:
        column += int(cell.get(_TABLE + "number-columns-repeated", "1"))
        # An empty cell has neither a value nor a text.
        if len(cell) or any(name.endswith("}value-type") for name in map(str, cell.attrib)):
            last = column
    return last
