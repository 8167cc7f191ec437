"""Files for spreadsheets: typed cells, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest

from unmap.formats.delimited import csv_text
from unmap.formats.workbook import workbook
from unmap.model.tables import restored

HOSTILE = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_a_formula(text: str) -> None:
    cell = read(workbook({"Sheet": pd.DataFrame({"name": [text]})}))["Sheet"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text
    [row] = csv.DictReader(io.StringIO(csv_text(pd.DataFrame({"name": [text]})), newline=""))
    assert row["name"] != text
    assert restored(row["name"]) == text


def test_numbers_stay_numbers() -> None:
    table = pd.DataFrame({"gap": [-1.5, 2.0], "count": [-3, 4], "there": [True, False], "code": ["07", "-"]})
    rows = list(read(workbook({"Sheet": table}))["Sheet"].iter_rows(min_row=2, values_only=True))
    assert rows == [(-1.5, -3, True, "07"), (2, 4, False, "-")]
    assert csv_text(table).splitlines() == ["gap,count,there,code", "-1.5,-3,true,07", "2,4,false,'-"]


def test_what_is_missing_is_empty_and_lists_are_one_cell() -> None:
    table = pd.DataFrame({"value": [float("nan")], "who": [("A", "B")], "none": [None], "empty": [""]})
    [row] = read(workbook({"Sheet": table}))["Sheet"].iter_rows(min_row=2, max_row=2, values_only=True)
    assert row == (None, "A;B", None, None)


def test_a_list_that_begins_like_a_formula_is_inert() -> None:
    assert csv_text(pd.DataFrame({"who": [("=A", "B")]})).splitlines() == ["who", "'=A;B"]


def test_every_sheet_has_its_header_in_view_even_when_empty() -> None:
    book = read(workbook({"Areas": pd.DataFrame(columns=["code", "name"]), "Sources": pd.DataFrame({"item": ["x"]})}))
    assert book.sheetnames == ["Areas", "Sources"]
    assert [sheet.freeze_panes for sheet in book] == ["A2", "A2"]
    assert [cell.value for cell in book["Areas"][1]] == ["code", "name"]


def test_columns_are_as_wide_as_what_they_hold_up_to_a_sentence() -> None:
    sheet = read(workbook({"Sheet": pd.DataFrame({"long": ["x" * 500], "short": ["yy"]})}))["Sheet"]
    widths = sheet.column_dimensions
    assert 2 < widths["B"].width < widths["A"].width < 100


def test_the_same_tables_give_the_same_bytes() -> None:
    table = pd.DataFrame({"code": ["07"]})
    assert workbook({"Sheet": table}) == workbook({"Sheet": table})
