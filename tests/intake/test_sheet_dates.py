"""Dates as people write them: one meaning for a sheet, and an error of the row for what does not fit it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmap.intake.cells import CellError, Read
from unmap.intake.dates import DAY_FIRST, MONTH_FIRST, Period, date_order, day, is_ambiguous, period

if TYPE_CHECKING:
    from unmap.intake.workbooks import Cell


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 10, 27),
        datetime(2024, 10, 27, 8, 15),  # noqa: DTZ001 - as a sheet has it
        "2024-10-27",
        "2024-10-27T00:00:00",
        "2024-10-27 23:59:59+00:00",
        "2024/10/27",
        "20241027",
        "27/10/2024",
        "27-10-2024",
        "27.10.2024",
        "27/10/24",
        "27 Oct 2024",
        "27-oct-24",
        "October 27, 2024",
        "Oct. 27th 2024",
        "2024 Oct 27",
        "27 de octubre de 2024",
        "27 octobre 2024",
        " 27 \u00a0OCTUBRE  2024 ",
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell) -> None:
    assert day(cell) == day(cell, end=True) == Read(date(2024, 10, 27))


@pytest.mark.parametrize("cell", [45292, "45292"])
def test_a_serial_number_of_excel_is_a_day_and_is_said(cell: Cell) -> None:
    assert day(cell) == Read(date(2024, 1, 1), "45292 is Excel's number for 2024-01-01")


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("feb 2024", "2024-02-01", "2024-02-29"),
        ("ene-2024", "2024-01-01", "2024-01-31"),
        ("dic 24", "2024-12-01", "2024-12-31"),
        ("août 2024", "2024-08-01", "2024-08-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("02/2024", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        (2024, "2024-01-01", "2024-12-31"),
        ("2023-2024", "2023-01-01", "2024-12-31"),
        ("Q1 2024", "2024-01-01", "2024-03-31"),
        ("2024 Q4", "2024-10-01", "2024-12-31"),
        ("T2 2024", "2024-04-01", "2024-06-30"),
        ("1er trimestre 2024", "2024-01-01", "2024-03-31"),
        ("2nd half of 2024", "2024-07-01", "2024-12-31"),
        ("S1 2024", "2024-01-01", "2024-06-30"),
    ],
)
def test_a_month_a_quarter_or_a_year_has_a_first_and_a_last_day(cell: Cell, first: str, last: str) -> None:
    meant = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert period(cell).value == meant
    assert (day(cell).value, day(cell, end=True).value) == (meant.first, meant.last)


@pytest.mark.parametrize(
    ("cell", "day_first", "month_first"),
    [
        ("01/02/2024", "2024-02-01", "2024-01-02"),
        ("1.2.2024", "2024-02-01", "2024-02-01"),
        ("13/01/2024", "2024-01-13", None),
        ("01/13/2024", None, "2024-01-13"),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_sheet(
    cell: Cell, day_first: str | None, month_first: str | None
) -> None:
    for order, expected in ((DAY_FIRST, day_first), (MONTH_FIRST, month_first)):
        if expected:
            assert day(cell, order).value == date.fromisoformat(expected)
        else:
            with pytest.raises(CellError, match="comes first in this sheet, and there is no month 13"):
                day(cell, order)


def test_the_order_of_a_sheet_is_found_from_dates_that_can_be_read_in_one_way_only() -> None:
    assert date_order(["01/02/2024", "13/01/2024", "31/12/24", "3/15/2024", "2024-01-01", 45292]) == DAY_FIRST
    assert date_order(["01/02/2024", "3/15/2024"]) == MONTH_FIRST
    assert date_order(["01/02/2024", "31.12.2024"]) is None
    assert date_order(["13/01/2024", "01/13/2024"]) is None
    assert [is_ambiguous(cell) for cell in ("01/02/2024", "02/02/2024", "13/02/2024", "01.02.2024", 45292)] == [
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("cell", ["n/a", "-", "En curso", "ongoing", "TBD"])
def test_an_open_end_is_no_date_and_is_said(cell: str) -> None:
    assert day(cell, end=True) == Read(None, f'"{cell}" is taken as no date')
    assert day(" ") == day(None) == Read(None)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("30/02/2024", '"30/02/2024" is no day of the calendar'),
        ("2023-02-29", '"2023-02-29" is no day of the calendar'),
        ("45/45/2024", '"45/45/2024" is no day of the calendar'),
        ("31 de abril de 2024", '"31 de abril de 2024" is no day of the calendar'),
        ("2024-13", '"2024-13" has no month from 1 to 12'),
        ("soon", '"soon" is no date'),
        ("January", '"January" has no year'),
        ("12", '"12" is no date'),
        ("Q5 2024", '"Q5 2024" is no date'),
        ("S3 2024", '"S3 2024" is no date'),
        (True, '"True" is no date'),
        (123456789, '"123456789" is no date'),
        ("2024-01-01 to 2024-02-01", '"2024-01-01 to 2024-02-01" is no date'),
    ],
)
def test_what_is_no_date_is_an_error(cell: Cell, reason: str) -> None:
    with pytest.raises(CellError) as caught:
        day(cell)
    assert caught.value.reason == reason


def test_a_month_alone_belongs_to_the_year_of_the_sheet() -> None:
    read = period("April", year=2025)
    assert read == Read(Period(date(2025, 4, 1), date(2025, 4, 30)), '"April" is taken as that of 2025')


@settings(max_examples=60)
@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.sampled_from([DAY_FIRST, MONTH_FIRST]))
def test_a_date_that_is_written_is_read_again(value: date, order: str) -> None:
    numbers = "%d/%m/%Y" if order == DAY_FIRST else "%m/%d/%Y"
    forms = (
        numbers,
        numbers.replace("/", "-"),
        numbers.replace("Y", "y"),
        "%Y-%m-%d",
        "%d %b %Y",
        "%B %d, %Y",
        "%d-%b-%y",
    )
    assert {day(value.strftime(form), order).value for form in forms} == {value}
    assert day((value - date(1899, 12, 30)) // timedelta(days=1)).value == value
