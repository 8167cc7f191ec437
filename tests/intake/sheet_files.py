"""Files of sheets made for tests: workbooks from rows, and workbooks whose XML is written by hand."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINK = f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b" Type="{_LINKS}/'
_SHEETS = '<sheets><sheet name="S" sheetId="1" r:id="b"/></sheets>'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": f'{_LINK}officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{_SHEETS}</workbook>',
    "xl/_rels/workbook.xml.rels": f'{_LINK}worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
)


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[Any]]], merged: Iterable[str] = ()) -> Path:
    """Write sheets of rows; `merged` are ranges of the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write a zip archive of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return path


def handmade(path: Path, rows: str, **parts: str | bytes) -> Path:
    """Write a workbook of one sheet whose rows are given as XML, with further parts."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return archive(path, {**_PARTS, "xl/worksheets/sheet1.xml": sheet, **parts})


def open_document(path: Path, tables: str) -> Path:
    """Write an OpenDocument workbook whose tables are given as XML."""
    entry = f'<m:file-entry m:full-path="/" m:media-type="{_ODS}"/>'
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entry}</m:manifest>'
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    return archive(path, {"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": content})
