"""Time: the period that each feature speaks of, and the instants and intervals that clients ask for (RFC 3339)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from unmap.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

_FORMAT = "must be a date-time, a date, or two of them with / between, one of which may be .. or empty (RFC 3339)"

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ](?P<minute>\d\d:\d\d):(?P<second>\d\d)(?P<part>\.\d+)?(?P<zone>[Zz]|[+ -]\d\d:\d\d)",
    re.ASCII,
)
_LEAP_SECOND = "60"
_OPEN = frozenset({"", ".."})

_TICK, _DAY = np.timedelta64(1, "us"), np.timedelta64(1, "D")
_FIRST, _LAST = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31T23:59:59.999999", "us")


@dataclass(frozen=True, slots=True)
class Interval:
    """A time asked for, in UTC, from its first microsecond to its last."""

    start: np.datetime64
    end: np.datetime64


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """The time that each row speaks of, in UTC, from its first microsecond to its last; NaT where it has none."""

    starts: np.ndarray
    ends: np.ndarray

    def during(self, interval: Interval) -> np.ndarray:
        """Tell which rows share a moment with an interval; a row without a period does with any."""
        meets = (self.starts <= interval.end) & (self.ends >= interval.start)
        return np.asarray(meets | np.isnat(self.starts))

    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the first and last day of each row as text, such as 2020-12-31."""
        first, last = (ends.astype("datetime64[D]").astype(str).astype(object) for ends in (self.starts, self.ends))
        return first, last


def any_time(rows: int) -> Periods:
    """Give periods of rows that speak of no time in particular, and so of any."""
    never = np.full(rows, np.datetime64("NaT"), dtype="datetime64[us]")
    return Periods(never, never)


def of_years(first: np.ndarray, last: np.ndarray) -> Periods:
    """Give periods of whole years, the last included."""
    years = np.asarray(last, dtype=np.int64) + 1
    return Periods(_new_year(np.asarray(first, dtype=np.int64)), _new_year(years) - _TICK)


def of_days(first: pd.Series, last: pd.Series) -> Periods:
    """Give periods of whole days (as text or dates), the last included."""
    starts = first.to_numpy(dtype="datetime64[D]").astype("datetime64[us]")
    ends = (last.to_numpy(dtype="datetime64[D]") + _DAY).astype("datetime64[us]") - _TICK
    return Periods(starts, ends)


def of_stated_years(first: pd.Series, last: pd.Series, reporting_year: int) -> Periods:
    """Give the periods of records that state a first year, a last year, both or none.

    What states none speaks of the reporting year; what states one lasts from there to the reporting year, or is that
    year alone where it lies on the other side of it.
    """
    stated = [years.to_numpy(dtype="float64", na_value=np.nan) for years in (first, last)]
    starts = np.where(np.isnan(stated[0]), np.fmin(stated[1], reporting_year), stated[0])
    ends = np.where(np.isnan(stated[1]), np.fmax(stated[0], reporting_year), stated[1])
    return of_years(starts, ends)


def _new_year(years: np.ndarray) -> np.ndarray:
    return (years - 1970).astype("datetime64[Y]").astype("datetime64[us]")


def read_interval(text: str) -> Interval:
    """Read an instant or interval as OGC API - Features writes it; a date means all of its day (UTC).

    Raises ParameterError for one that ends before it starts, is open at both ends or is none.
    """
    ends = text.split("/")
    if len(ends) == 1:
        return _read(ends[0])
    if len(ends) > 2 or _OPEN.issuperset(ends):  # noqa: PLR2004 - a start and an end
        raise ParameterError("datetime", _FORMAT)
    start = _FIRST if ends[0] in _OPEN else _read(ends[0]).start
    end = _LAST if ends[1] in _OPEN else _read(ends[1]).end
    if start > end:
        raise ParameterError("datetime", "must not end before it starts")
    return Interval(start, end)


def _read(text: str) -> Interval:
    try:
        if _DATE.fullmatch(text):
            day = np.datetime64(datetime.fromisoformat(text), "us")
            return Interval(day, day + np.timedelta64(1, "D") - _TICK)
        found = _DATE_TIME.fullmatch(text)
        if found is None:
            raise ParameterError("datetime", _FORMAT)
        instant = _instant(found)
    except (ValueError, OverflowError):
        raise ParameterError("datetime", "names a day or time that does not exist") from None
    return Interval(instant, instant)


def _instant(found: re.Match[str]) -> np.datetime64:
    second, part = found["second"], (found["part"] or "")[:7]
    # RFC 3339 has leap seconds, Python has not: the same moment is the first of the next minute.
    leap = second == _LEAP_SECOND
    # A plus sign in an address is read as a space unless the client escapes it.
    zone = found["zone"].upper().replace("Z", "+00:00").replace(" ", "+")
    stated = datetime.fromisoformat(f"{found['day']}T{found['minute']}:{'59' if leap else second}{part}{zone}")
    moment = (stated + timedelta(seconds=leap)).astimezone(UTC)
    return np.datetime64(moment.replace(tzinfo=None), "us")
