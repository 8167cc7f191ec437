"""Dates as people write them, in English, Spanish and French: one day, or the month, quarter or year that is meant.

The kept libraries (dateutil, dateparser) swap day and month in silence where only that makes a date, and guess what is
missing from today. Here the order is one of the sheet, and a date that does not fit it is an error of its row.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from unmap.errors import quoted
from unmap.geo.names import normalise
from unmap.intake.cells import NO_DATA, CellError, Read, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.workbooks import Cell

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_050
"""Days since the last of 1899, as Excel counts them: 1950 to 2099."""

FIRST_YEAR, LAST_YEAR = 1900, 2100

_OPEN = frozenset(
    (
        *("ongoing", "en curso", "en cours", "present", "presente", "current", "actual", "actualidad", "vigente"),
        *("indefinido", "open", "continua", "continuing"),
    )
)
"""How an activity that goes on is written where its end should stand, normalised."""

_MONTH_NAMES = (
    "january jan enero ene janvier janv",
    "february feb febrero fevrier fevr fev",
    "march mar marzo mars",
    "april apr abril abr avril avr",
    "may mayo mai",
    "june jun junio juin",
    "july jul julio juillet juil",
    "august aug agosto ago aout aou",
    "september sep sept septiembre set setiembre septembre",
    "october oct octubre octobre",
    "november nov noviembre novembre",
    "december dec diciembre dic decembre",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
"""Months in English, Spanish and French, in full and short, without accents."""

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)")
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_MONTH_OF_YEAR = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_YEARS = re.compile(r"(\d{4}) ?[-/–] ?(\d{4})")
_PART = re.compile(
    r"(?:([qtsh]) ?([1-4])|([1-4]) ?(?:st|nd|rd|th|er|ere|e|eme|o)? (quarter|trimestre|semestre|semester|half))"
)


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day of what a cell means."""

    first: date
    last: date


def day(cell: Cell, order: str = DAY_FIRST, *, end: bool = False) -> Read[date]:
    """Read a date: where a month, quarter or year is written, its first day, with `end` its last one.

    `order` is "day-first" or "month-first" and tells what 01/02/2024 means; `date_order` finds it for a sheet. Blank,
    "n/a" and "ongoing" are None, the latter two said. Raises CellError for a date that does not exist, one that does
    not fit the order, and what is no date.
    """
    read = period(cell, order)
    return Read(None if read.value is None else read.value.last if end else read.value.first, read.said)


def period(cell: Cell, order: str = DAY_FIRST, year: int | None = None) -> Read[Period]:
    """Read the days that a cell means; `year` is the one that a month alone ("January") belongs to.

    Read are dates and Excel's serial numbers, ISO with and without a time, numbers with / - or ., two-digit years (to
    68 in this century), months by name or number with a year, quarters and halves ("Q1 2024", "T1 2024", "1er trimestre
    2024"), years and spans of years. Raises CellError as `day` does.
    """
    if isinstance(cell, bool):
        raise _no_date(cell)
    if isinstance(cell, date):
        return Read(_one(cell.date() if isinstance(cell, datetime) else cell))
    seen = text(cell)
    plain = normalise(seen)
    if not seen:
        return Read(None)
    if seen.lower() in NO_DATA or plain in _OPEN:
        return Read(None, f"{quoted(seen)} is taken as no date")
    if re.fullmatch(r"\d+(?:\.\d+)?", seen) and (read := _from_number(float(seen))):
        return read
    read = _from_digits(seen, order) or _from_words(seen, plain, year)
    if read is None:
        raise _no_date(cell)
    return read


def date_order(cells: Iterable[Cell]) -> str | None:
    """Find whether day or month comes first in dates written in numbers, from those that can be read in one way only.

    The more frequent way is that of the sheet; None where nothing tells, or both are equally frequent. Dates with full
    stops (31.12.2024) have the day first everywhere and do not tell.
    """
    days = months = 0
    for match in (_NUMBERS.fullmatch(text(cell)) for cell in cells if isinstance(cell, str)):
        if match and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            days += first > 12 >= second  # noqa: PLR2004 - months
            months += second > 12 >= first  # noqa: PLR2004 - months
    if days == months:
        return None
    return DAY_FIRST if days > months else MONTH_FIRST


def is_ambiguous(cell: Cell) -> bool:
    """Say whether a date in numbers means two days, depending on which comes first."""
    match = _NUMBERS.fullmatch(text(cell)) if isinstance(cell, str) else None
    if not match or match[2] == ".":
        return False
    return max(int(match[1]), int(match[3])) <= 12 and match[1] != match[3]  # noqa: PLR2004 - months


def _no_date(cell: Cell) -> CellError:
    return CellError(f"{quoted(text(cell))} is no date", "write it as 2024-12-31")


def _one(value: date) -> Period:
    return Period(value, value)


def _from_number(value: float) -> Read[Period] | None:
    if FIRST_YEAR <= value <= LAST_YEAR and value.is_integer():
        return Read(_months(int(value), 1, 12))
    if FIRST_SERIAL <= value <= LAST_SERIAL:
        found = date(1899, 12, 30) + timedelta(days=int(value))
        return Read(_one(found), f"{value:g} is Excel's number for {found}")
    return None


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _exact(seen: str, year: int, month: int, number: int) -> Period:
    try:
        return _one(date(year, month, number))
    except ValueError as error:
        raise CellError(f"{quoted(seen)} is no day of the calendar", "give the date that is meant") from error


def _full_year(year: str) -> int:
    """Give a year in full; of two digits, as POSIX reads them: 69 to 99 are of the last century."""
    number = int(year)
    return number if len(year) > 2 else number + (1900 if number > 68 else 2000)  # noqa: PLR2004 - as said


def _from_digits(seen: str, order: str) -> Read[Period] | None:
    if match := _ISO.fullmatch(seen):
        return Read(_exact(seen, int(match[1]), int(match[3]), int(match[4])))
    if match := _COMPACT.fullmatch(seen):
        return Read(_exact(seen, int(match[1]), int(match[2]), int(match[3])))
    if match := _NUMBERS.fullmatch(seen):
        return Read(_numeric(seen, match, order))
    if match := _MONTH_OF_YEAR.fullmatch(seen):
        year, month = int(match[1] or match[4]), int(match[2] or match[3])
        if not 1 <= month <= 12:  # noqa: PLR2004 - months
            raise CellError(f"{quoted(seen)} has no month from 1 to 12", "give the date that is meant")
        return Read(_months(year, month, month)) if FIRST_YEAR <= year <= LAST_YEAR else None
    if (match := _YEARS.fullmatch(seen)) and FIRST_YEAR <= int(match[1]) <= int(match[2]) <= LAST_YEAR:
        return Read(Period(date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)))
    return None


def _numeric(seen: str, match: re.Match[str], order: str) -> Period:
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    day_first = order == DAY_FIRST or match[2] == "."
    number, month = (first, second) if day_first else (second, first)
    if month > 12 >= number:  # noqa: PLR2004 - months
        which = "day" if day_first else "month"
        raise CellError(
            f"{quoted(seen)}: the {which} comes first in this sheet, and there is no month {month}",
            "write it as 2024-12-31",
        )
    return _exact(seen, year, month, number)


def _from_words(seen: str, plain: str, year: int | None) -> Read[Period] | None:
    words = [word for word in plain.split() if word not in {"de", "del", "of", "the", "le", "el"}]
    years = [word for word in words if re.fullmatch(r"\d{4}", word) and FIRST_YEAR <= int(word) <= LAST_YEAR]
    if len(years) == 1 and (match := _PART.fullmatch(" ".join(word for word in words if word != years[0]))):
        return _part(int(years[0]), match[1] or match[4][0], int(match[2] or match[3]))
    names = [word for word in words if word in MONTHS]
    rest = [word for word in words if word not in MONTHS]
    if len(names) == 1 and not rest and year is not None:
        return Read(_months(year, MONTHS[names[0]], MONTHS[names[0]]), f"{quoted(seen)} is taken as that of {year}")
    if len(names) == 1 and not rest:
        raise CellError(f"{quoted(seen)} has no year", "add the year, or say which year the sheet is of")
    if len(names) != 1:
        return None
    return _named_month(seen, MONTHS[names[0]], rest)


def _part(year: int, letter: str, number: int) -> Read[Period] | None:
    size = 3 if letter in "qt" else 6
    return Read(_months(year, (number - 1) * size + 1, number * size)) if number * size <= 12 else None  # noqa: PLR2004


def _named_month(seen: str, month: int, rest: list[str]) -> Read[Period] | None:
    """Read a month by name with a year, or with a day and a year, in whichever order they stand."""
    numbers = [match[1] for match in (re.fullmatch(r"(\d+)(?:st|nd|rd|th|er|o)?", word) for word in rest) if match]
    if len(numbers) != len(rest):
        return None
    match numbers:
        case [year] if len(year) in {2, 4}:
            return Read(_months(_full_year(year), month, month))
        case [year, number] if len(year) == 4 and len(number) <= 2:  # noqa: PLR2004 - digits
            return Read(_exact(seen, int(year), month, int(number)))
        case [number, year] if len(number) <= 2 and len(year) in {2, 4}:  # noqa: PLR2004 - digits
            return Read(_exact(seen, _full_year(year), month, int(number)))
    return None
