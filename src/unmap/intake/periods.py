"""Periods as people give them: a year, a month, a day, or two of these with a slash between them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from unmap.errors import ParameterError

_PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

Period = tuple[date, date]
"""First and last day."""


def period(text: str) -> Period:
    """Give first and last day of "2025", "2025-04", "2025-01/2025-04" or "2025-01-15/2025-02-10".

    Raises ParameterError for anything else and where the end comes before the start.
    """
    first, slash, last = text.strip().partition("/")
    begin, end = _days(first, text)[0], _days(last if slash else first, text)[1]
    if end < begin:
        raise ParameterError("period", "ends before it begins", text)
    return begin, end


def months(whole: Period) -> tuple[Period, ...]:
    """Give each month of a period, cut where the period begins and ends."""
    begin, end = whole
    found = []
    while begin <= end:
        last = date(begin.year, begin.month, calendar.monthrange(begin.year, begin.month)[1])
        found.append((begin, min(last, end)))
        begin = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return tuple(found)


def _days(part: str, whole: str) -> Period:
    match = _PART.fullmatch(part.strip())
    message = "must be a year, a month or a day, such as 2025 or 2025-04, or two of these with / between them"
    if match is None:
        raise ParameterError("period", message, whole)
    year, month, day = (int(one) if one else None for one in match.groups())
    try:
        if month is None:
            return date(year or 1, 1, 1), date(year or 1, 12, 31)
        if day is None:
            return date(year or 1, month, 1), date(year or 1, month, calendar.monthrange(year or 1, month)[1])
        return (one := date(year or 1, month, day)), one
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ParameterError("period", message, whole) from error
