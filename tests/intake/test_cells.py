"""What a cell says: codes that a spreadsheet changed, numbers of two kinds, texts without what does not show."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmap.intake.cells import CellError, Read, code, decimal_sign, is_blank, is_no_data, number, text

if TYPE_CHECKING:
    from unmap.intake.workbooks import Cell


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (None, ""),
        (" \u00a0WFP\u200b \n Chad ", "WFP Chad"),
        (7, "7"),
        (0.1, "0.1"),
        (True, "True"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29), "2024-02-29"),  # noqa: DTZ001 - as a sheet has it
        (datetime(2024, 2, 29, 12, 30), "2024-02-29T12:30:00"),  # noqa: DTZ001
    ],
)
def test_text_is_what_shows(cell: Cell, seen: str) -> None:
    assert text(cell) == seen
    assert is_blank(cell) == (not seen)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("TD01", "TD01", ""),
        (7, "7", ""),
        ("7.0", "7", '"7.0" is read as 7'),
        ("07 ", "07", '"07 " is read as 07'),
        ("'07", "07", '"\'07" is read as 07'),
        ("TD\u00a019", "TD19", '"TD\\xa019" is read as TD19'),
        ("MX\u201107", "MX-07", '"MX\u201107" is read as MX-07'),
        ("13E5", "13E5", ""),
        (None, None, ""),
        ("n/a", None, '"n/a" is taken as no code'),
    ],
)
def test_a_code_survives_a_spreadsheet_and_each_repair_is_said(cell: Cell, value: str | None, said: str) -> None:
    assert code(cell) == Read(value, said)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (7.5, '"7.5" is a number with a fraction and no code'),
        ("7,5", '"7,5" is a number with a fraction and no code'),
        ("1.2E+05", '"1.2E+05" is a code whose digits are lost'),
    ],
)
def test_a_code_whose_digits_are_lost_is_an_error(cell: Cell, reason: str) -> None:
    with pytest.raises(CellError) as caught:
        code(cell)
    assert (caught.value.reason, caught.value.cure) == (reason, "give the code as text")


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        (7, ".", 7.0),
        (0.5, ",", 0.5),
        ("1234.5", ".", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1 234.5", ".", 1234.5),
        ("1.234,5", ",", 1234.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1'234", ".", 1234.0),
        ("1.234", ",", 1234.0),
        ("1.234", ".", 1.234),
        ("\u22123", ".", -3.0),
        ("1e3", ".", 1000.0),
        (",5", ",", 0.5),
    ],
)
def test_a_number_is_read_with_the_decimal_sign_of_its_sheet(cell: Cell, decimal: str, value: float) -> None:
    assert number(cell, decimal) == Read(value)


@pytest.mark.parametrize("cell", ["-", "N/A", "n.d.", "\u2013", "S/D", "#N/A", "..."])
def test_a_sign_for_no_value_is_no_number_and_is_said(cell: str) -> None:
    assert number(cell) == Read(None, f'"{cell}" is taken as no data')
    assert is_no_data(cell)


def test_a_blank_is_no_number_and_not_zero() -> None:
    assert number(None) == number(" \n") == Read(None)
    assert number(0) == number("0") == Read(0.0)


def test_a_sign_for_percent_is_left_out_and_said() -> None:
    assert number("12 %") == Read(12.0, '"12 %" is read as 12, its sign for percent left out')


@pytest.mark.parametrize(
    ("cell", "decimal", "message"),
    [
        ("DOG", ".", '"DOG" is no number; give a number, or leave the cell empty'),
        (True, ".", '"True" is no number; give a number, or leave the cell empty'),
        (date(2024, 1, 1), ".", '"2024-01-01" is no number; give a number, or leave the cell empty'),
        ("12.34.56", ".", '"12.34.56" is no number; give a number, or leave the cell empty'),
        ("1e999", ".", '"1e999" is no number; give a number, or leave the cell empty'),
        ("inf", ".", '"inf" is no number; give a number, or leave the cell empty'),
    ],
)
def test_what_is_no_number_is_an_error_with_a_cure(cell: Cell, decimal: str, message: str) -> None:
    with pytest.raises(CellError) as caught:
        number(cell, decimal)
    assert str(caught.value) == message


def test_the_decimal_sign_of_a_sheet_is_the_one_that_more_cells_can_only_be_read_with() -> None:
    assert decimal_sign(["1,5", "2,25", "3.5", "1.234", "x", 4.5]) == ","
    assert decimal_sign(["1.5", "1,234"]) == decimal_sign([]) == "."


@settings(max_examples=60)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from([".", ","]))
def test_a_number_that_is_written_is_read_again(value: float, decimal: str) -> None:
    written = f"{value:,.4f}".translate(str.maketrans(",.", ".,")) if decimal == "," else f"{value:,.4f}"
    assert number(written, decimal).value == pytest.approx(value, abs=1e-4)


def test_the_other_decimal_sign_is_an_error_that_names_the_way_out() -> None:
    with pytest.raises(CellError) as caught:
        number("1.234,5")
    assert caught.value.reason == '"1.234,5" has a decimal comma where this sheet has a point'
    assert caught.value.cure == 'write it with a point, or say decimal = "," in the mapping'
    with pytest.raises(CellError, match="has a decimal point where this sheet has a comma"):
        number("1,234.5", ",")
