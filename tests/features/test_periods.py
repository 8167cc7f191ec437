"""Periods last to the end of their last day, and meet what shares a moment with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unmap.errors import ParameterError
from unmap.features.periods import Periods, of_days, of_stated_years, of_years, read_interval

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(first=DAYS, last=DAYS, start=DAYS, end=DAYS)
def test_days_meet_an_interval_of_days_unless_one_ends_before_the_other_starts(
    first: date, last: date, start: date, end: date
) -> None:
    first, last = sorted((first, last))
    start, end = sorted((start, end))
    periods = of_days(pd.Series([first.isoformat()]), pd.Series([last.isoformat()]))
    found = periods.during(read_interval(f"{start}/{end}"))
    assert found.tolist() == [first <= end and last >= start]


@given(st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1)), st.integers(-23 * 60, 23 * 60))  # noqa: DTZ001 - made local below
def test_an_instant_is_the_same_in_every_zone(moment: datetime, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    local = moment.replace(tzinfo=UTC).astimezone(UTC) + timedelta(minutes=minutes)
    text = f"{local:%Y-%m-%dT%H:%M:%S.%f}{sign}{hours:02}:{rest:02}"
    assert read_interval(text).start == np.datetime64(moment, "us")


def test_a_leap_second_is_the_first_moment_of_the_next_minute() -> None:
    assert read_interval("2016-12-31T23:59:60Z").start == np.datetime64("2017-01-01T00:00:00", "us")


def test_open_ends_reach_to_the_first_and_last_day_that_can_be_written() -> None:
    assert str(read_interval("../2020-01-01").start).startswith("0001-01-01")
    assert str(read_interval("2020-01-01/").end).startswith("9999-12-31")


def test_what_has_no_period_meets_every_interval() -> None:
    nothing = np.array(["NaT"], dtype="datetime64[us]")
    assert Periods(nothing, nothing).during(read_interval("1999-01-01")).tolist() == [True]


def test_years_are_whole_and_what_states_none_speaks_of_the_reporting_year() -> None:
    first = pd.Series([2012, pd.NA, pd.NA, 2022, 2012], dtype="Int64")
    last = pd.Series([2014, pd.NA, 2018, pd.NA, pd.NA], dtype="Int64")
    stated = of_stated_years(first, last, 2020)
    expected = of_years(np.array([2012, 2020, 2018, 2020, 2012]), np.array([2014, 2020, 2020, 2022, 2020]))
    # A first year behind the reporting year starts what it starts: that year alone.
    expected.starts[3] = np.datetime64("2022-01-01", "us")
    expected.ends[2] = np.datetime64("2018-12-31T23:59:59.999999", "us")
    assert (stated.starts == expected.starts).all()
    assert (stated.ends == expected.ends).all()


@pytest.mark.parametrize("text", ["", "../", "2020-06-01/2020-01-01", "20200101", "2020-01-01T00:00Z", "2020-1-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="datetime"):
        read_interval(text)
