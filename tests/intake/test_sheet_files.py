"""Opening a file of sheets: every kind that is read, and a sentence for each that is not."""

from __future__ import annotations

import codecs
import os
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.intake.sheet_files import archive, handmade, open_document, workbook
from unmap.errors import SheetError
from unmap.intake import workbooks
from unmap.intake.workbook_bounds import MOST_CELLS, MOST_ROWS, MOST_UNPACKED
from unmap.intake.workbooks import Sheet, read_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.intake.workbooks import Cell


def cells(path: Path) -> tuple[tuple[Cell, ...], ...]:
    (sheet,) = read_sheets(path)
    return sheet.rows


def refusal(path: Path) -> str:
    with pytest.raises(SheetError) as caught:
        read_sheets(path)
    assert str(caught.value).startswith(path.name)
    return str(caught.value).removeprefix(path.name)


def test_cells_of_a_workbook_are_plain_values(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["a", 7, 7.0, 1.5, True],
        [None, None, None, None, None],
        [date(2024, 2, 29), datetime(2024, 1, 1, 12, 30), "", " b ", None],  # noqa: DTZ001 - as a sheet has it
    ]
    (sheet,) = read_sheets(workbook(tmp_path / "a.xlsx", {"One": rows}))
    assert (sheet.file, sheet.name, sheet.place) == ("a.xlsx", "One", 'a.xlsx, sheet "One"')
    assert sheet.rows[0] == ("a", 7, 7, 1.5, True)
    assert isinstance(sheet.rows[0][2], int)
    assert sheet.rows[1] == (None,) * 5
    assert sheet.rows[2] == (date(2024, 2, 29), datetime(2024, 1, 1, 12, 30), None, " b ", None)  # noqa: DTZ001


def test_rows_and_columns_before_the_first_cell_are_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C4"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == (*[(None, None, None)] * 3, (None, None, "x"))


def test_all_sheets_are_read_with_their_merged_cells_and_hidden_ones_are_marked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"One": [["a"], ["c"]], "Two": [[1]], "None": []}, ["A1:B1"])
    book = openpyxl.load_workbook(path)
    book["Two"].sheet_state = "hidden"
    book.save(path)
    shown = ("One", "None")
    assert read_sheets(path) == (
        Sheet("a.xlsx", "One", (("a",), ("c",)), (((0, 0), (0, 1)),), among=shown),
        Sheet("a.xlsx", "Two", ((1,),), hidden=True, among=shown),
        Sheet("a.xlsx", "None", (), among=shown),
    )


def test_a_formula_that_failed_is_its_sign_and_not_an_empty_cell(tmp_path: Path) -> None:
    path = handmade(tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="0" t="e"><v>#N/A</v></c><c r="B1"><v>2</v></c></row>')
    assert cells(path) == (("#N/A", 2),)


def test_open_document_sheets_repeat_rows_and_cells(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="4" table:number-columns-repeated="2"/>'
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    row = f'<table:table-row table:number-rows-repeated="3">{cell}</table:table-row>'
    path = open_document(tmp_path / "a.ods", f'<table:table table:name="S">{row}{blank}</table:table>')
    assert cells(path) == ((4, 4),) * 3


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_text_is_read_in_each_encoding_with_each_separator(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [
        ["Código", "Población", "Año"],
        ["01", "1,5" if separator != "," else "1.5", "ñ"],
        [f"a{separator}b", "2", ""],
    ]
    text = "\r\n".join(separator.join(f'"{one}"' if separator in one else one for one in row) for row in rows)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    assert cells(path) == tuple(tuple(one or None for one in row) for row in rows)


def test_rows_of_text_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sep=;\nname;x\n"two\nlines";1\n\n;;\nlast\n\n;\n', encoding="utf-8")
    none = (None, None, None)
    assert cells(path) == (
        ("sep=", None, None),
        ("name", "x", None),
        ("two\nlines", "1", None),
        none,
        none,
        ("last", None, None),
    )


def test_a_semicolon_parts_cells_where_commas_part_decimals(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code;share;rate\n01;0,5;1,25\n02;0,75;2,5\n", encoding="utf-8")
    assert cells(path)[1] == ("01", "0,5", "1,25")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ": has no cell with anything in it"),
        (b"\n\n ; \n", ": has no cell with anything in it"),
        (b"a,b\n1,2\n\x00,3\n", ": row 3 holds a zero byte"),
        (b'a,b\n"1,2\n3,4\n', ": row 2 cannot be read as cells (unexpected end of data)"),
        (
            b"a,b\n" + b"x" * 140_000 + b",1\n",
            ": row 2 cannot be read as cells (field larger than field limit (131072))",
        ),
        ("año,b\nñandú,1\nsí,2\n".encode() + b"\xff,1\n", ": row 4 is not UTF-8 text"),
        (codecs.BOM_UTF16_LE + b"a\x00b", ": row 1 is not UTF-16 text"),
        (b"%PDF-1.7\n", ": is no table of cells but a PDF document"),
        (b"  <!DOCTYPE html><table>", ": is no table of cells but a web page"),
        (b'<?xml version="1.0"?><Workbook/>', ": is no table of cells but an XML document"),
        (b'{"type": "FeatureCollection"}', ": is no table of cells but JSON"),
        (b"PK\x03\x04 and no more", ": is damaged or cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", ": is a workbook of Excel 97"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ": is protected by a password"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(content)
    assert refusal(path).startswith(said)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == ": cannot be read (No such file or directory)"
    assert refusal(tmp_path).startswith(": cannot be read (Is a directory)")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    states = iter([path.stat(), os.stat_result((*path.stat()[:6], 99, *path.stat()[7:]))])
    monkeypatch.setattr(type(path), "stat", lambda *_: next(states))
    assert refusal(path) == ": was changed while it was being read; save and close it, then try again"


def test_a_workbook_that_unpacks_to_more_than_is_read_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = handmade(tmp_path / "bomb.xlsx", "", **{"xl/styles.xml": b" " * (MOST_UNPACKED + 1)})
    assert path.stat().st_size < 100_000
    assert refusal(path).startswith(": unpacks to 64 MB, and 64 MB are the most; formatted empty rows")
    path = handmade(tmp_path / "ratio.xlsx", "", **{"xl/styles.xml": b" " * 3_000_000})
    assert refusal(path).startswith(": unpacks to 3 MB")


def test_pictures_and_macros_of_a_workbook_are_not_unpacked(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = handmade(
        tmp_path / "a.xlsm", row, **{"xl/media/a.png": b" " * 3_000_000, "xl/vbaProject.bin": b"\0" * 3_000_000}
    )
    assert cells(path) == ((1,),)


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_memory_is_set_aside_for_all_between(tmp_path: Path) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    said = ', sheet "xl/worksheets/sheet1.xml": reaches down to row 1,048,57'
    for cell in (
        '<c r="XFD1048576"><v>1</v></c>',
        "<c s='1' r = 'XFD1048576' ><v>1</v></c>",
        '<c x=">" r="xfd1048576"><v>1</v></c>',
    ):
        path = handmade(tmp_path / "far.xlsx", f'{first}<row r="1048576">{cell}</row>')
        assert path.stat().st_size < 2_000
        assert refusal(path).startswith(said)
    path = handmade(tmp_path / "far.xlsx", f'{first}<row r="2"><c r="XFD2"><v>1</v></c></row>')
    assert "has 16,384 columns, and 1,000 are the most" in refusal(path)
    path = handmade(tmp_path / "far.xlsx", f'{first}<row r="190000"><c r="Z190000"><v>1</v></c></row>')
    assert f"more cells than {MOST_CELLS:,} in all" in refusal(path)


def test_cells_that_do_not_say_their_place_are_counted(tmp_path: Path) -> None:
    cell = "<c><v>1</v></c>"
    path = handmade(tmp_path / "a.xlsx", f"<row>{cell * 3}</row><row>{cell}</row>")
    assert cells(path) == ((1, 1, 1), (1, None, None))
    path = handmade(tmp_path / "a.xlsx", f"<row>{cell * 900}</row>" + f"<row>{cell}</row>" * 9_000)
    assert f"more cells than {MOST_CELLS:,} in all" in refusal(path)
    path = handmade(tmp_path / "a.xlsx", f'<row>{cell}<c s="<row ">1</c></row>')
    assert "was written by no spreadsheet program" in refusal(path)
    path = handmade(tmp_path / "a.xlsx", f"<row>{cell}</row><!-- <c a=' -->")
    assert "was written by no spreadsheet program" in refusal(path)


def test_a_million_formatted_empty_rows_beneath_a_table_are_no_rows(tmp_path: Path) -> None:
    blank = "".join(
        f'<row r="{row}" spans="1:2" s="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(2, 9)
    )
    far = '<row r="1048576" s="1"/>'
    path = handmade(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}{far}')
    assert cells(path) == ((1,),)


def test_repeated_rows_and_cells_of_an_open_document_are_counted(tmp_path: Path) -> None:
    repeats = 'table:number-columns-repeated="{}"'
    cell = f'<table:table-cell office:value-type="string" {repeats}><text:p>x</text:p></table:table-cell>'
    row = '<table:table-row table:number-rows-repeated="{}">' + cell + "</table:table-row>"
    for rows, columns, said in (
        (300_000, 1, "reaches down to row 300,000"),
        (2, 2_000, "2,000 columns"),
        (9_000, 900, "more cells than"),
    ):
        path = open_document(
            tmp_path / "a.ods", f'<table:table table:name="S">{row.format(rows, columns)}</table:table>'
        )
        assert said in refusal(path)
        assert refusal(path).startswith(', sheet "S": ')
    assert MOST_ROWS < 300_000


def test_a_text_longer_than_a_cell_can_hold_is_refused(tmp_path: Path) -> None:
    strings = f"<sst><si><t>{os.urandom(150_000).hex()}</t></si></sst>"
    path = handmade(tmp_path / "a.xlsx", "", **{"xl/sharedStrings.xml": strings})
    assert refusal(path) == ": has a cell of more than 32,767 characters"


def test_other_archives_and_binary_workbooks_are_told_apart(tmp_path: Path) -> None:
    assert (
        refusal(archive(tmp_path / "a.zip", {"a.csv": "a,b"}))
        == ": is a zip archive and no workbook; give the file inside"
    )
    binary = archive(tmp_path / "a.xlsb", {"[Content_Types].xml": "", "xl/workbook.bin": b""})
    assert refusal(binary) == ": is a binary workbook (.xlsb); save it as .xlsx"
    assert refusal(handmade(tmp_path / "a.xlsx", "")) == ": has no cell with anything in it"


def test_parts_that_say_they_are_smaller_than_they_are_are_refused(tmp_path: Path) -> None:
    path = handmade(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', **{"xl/styles.xml": b"x" * 5_000})
    with zipfile.ZipFile(path) as written:
        size = written.getinfo("xl/styles.xml").file_size
    lying = path.read_bytes().replace(size.to_bytes(4, "little"), (7).to_bytes(4, "little"))
    path.write_bytes(lying)
    assert refusal(path).startswith(": is damaged or cut short")


def test_a_file_larger_than_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    assert "has more than" in refusal(path)


def test_a_workbook_of_excel_97_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    assert "save it as .xlsx" in refusal(path)
