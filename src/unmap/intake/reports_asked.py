"""The reports that the rows of a sheet belong to, one of the folder, a new one or one for each month; their periods."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.errors import ParameterError, quoted
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.store import Dataset


_PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")

Period = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked:
    """The report that rows are added to: an id of the folder (its newest for ""), or a new one with title and period.

    With `each_month` every month of the period is a report of its own, "ID-2025-04", and the period column of a sheet
    says which one a row belongs to.
    """

    report_id: str = ""
    period: Period | None = None
    title: str = ""
    source_id: str = ""
    each_month: bool = False

    def by_period(self) -> dict[Period, str]:
        """Give the id of each report by its period; there are none without a period."""
        if self.period is None:
            return {}
        if not self.each_month:
            return {self.period: self.report_id}
        return {month: f"{self.report_id}-{month[0]:%Y-%m}" for month in months(self.period)}

    def told(self, days: Period) -> dict[str, Any]:
        """Give what a new report's row says of it: title, year, period, source."""
        month = f", {days[0]:%Y-%m}" if self.each_month else ""
        return {
            "title": f"{self.title or self.report_id}{month}",
            "reporting_year": days[1].year,
            "period_start": days[0],
            "period_end": days[1],
            "source_id": self.source_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPeriods:
    """The reports that the rows of a sheet belong to, by their period; most sheets belong to one.

    `by_period` gives the report of a row by the days that its period column names; without that column every row
    belongs to the only one. `years` gives the year that each report is of, `year` that of months without one.
    """

    by_period: Mapping[Period, str]
    years: Mapping[str, int]
    year: int

    def around(self, report: str | None) -> tuple[int, int]:
        """Give the first and the last year of a report, of all for None."""
        years = list(self.years.values()) if report is None else [self.years[report]]
        return min(years), max(years)

    def of(self, days: Period | None) -> str | None:
        """Give the report that holds those days, the only one for None; None for no report."""
        if days is None:
            return next(iter(self.by_period.values())) if len(self.by_period) == 1 else None
        inside = [one for (begin, end), one in self.by_period.items() if begin <= days[0] and days[1] <= end]
        return inside[0] if len(inside) == 1 else None


def reports_of(dataset: Dataset, asked: ReportAsked) -> tuple[dict[Period, str], int, list[dict[str, Any]]]:
    """Give the reports that rows may belong to by their days, the year of months without one, and rows of new reports.

    Raises ParameterError for a new report without a period.
    """
    known: dict[str, Mapping[Any, Any]] = {row["report_id"]: row for row in dataset.reports.to_dict("records")}
    asked = replace(asked, report_id=asked.report_id or dataset.report.report_id)
    if asked.report_id in known and not asked.each_month:
        whole = _days_of(known[asked.report_id])
        days = asked.period or whole
        if not whole[0] <= days[0] <= days[1] <= whole[1]:
            reason = f"the report {quoted(asked.report_id)} is of {whole[0]} to {whole[1]}; name a new report"
            raise ParameterError("period", reason, "/".join(map(str, days)))
        return {days: asked.report_id}, days[0].year, []
    if asked.period is None:
        raise ParameterError("period", f"is needed for the new report {quoted(asked.report_id)}, such as 2025-04")
    ids = asked.by_period()
    country = {name: getattr(dataset.report, name) for name in ("country_code", "country_name_en", "country_name_es")}
    new = [
        {
            **{column.name: "" for column in schema.REPORTS.columns},
            **country,
            "report_id": report_id,
            **asked.told(span),
        }
        for span, report_id in ids.items()
        if report_id not in known
    ]
    return ids, asked.period[0].year, new


def _days_of(report: Mapping[Any, Any]) -> Period:
    year = int(report["reporting_year"])
    begin, end = report.get("period_start"), report.get("period_end")
    return (
        date(year, 1, 1) if begin is None or pd.isna(begin) else begin.date(),
        date(year, 12, 31) if end is None or pd.isna(end) else end.date(),
    )


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
