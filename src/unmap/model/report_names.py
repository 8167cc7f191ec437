"""What a report is called in a sentence: by its period, with its title where another report has the same period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.model.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from unmap.model.records import Report
    from unmap.model.words import Language, Words

_DECEMBER = 12


def period_text(report: Report) -> str:
    """Give the period of a report as ISO 8601 writes it: 2020, 2025-04, or the first and the last with a slash between.

    A report whose days are not stated is of its year; days within a month are told as that month.
    """
    return period_between(report.reporting_year, report.period_start, report.period_end)


def period_between(reporting_year: int, begin: date | None, end: date | None) -> str:
    """Give the period from one day to another as `period_text` does; the year where the days are not stated."""
    if begin is None or end is None:
        return str(reporting_year)
    whole_years = (begin.month, end.month) == (1, _DECEMBER)
    form = "%Y" if whole_years else "%Y-%m"
    return "/".join(dict.fromkeys(day.strftime(form) for day in (begin, end)))


def period_in_words(period: str, language: Language) -> str:
    """Write what `period_text` gives in words: 2020, April 2025, January to April 2025, 2019 to 2020."""
    say, (first, _, last) = words(language), period.partition("/")
    if not last:
        return _told(say, first)
    begin = _month(say, first) if first[:4] == last[:4] else _told(say, first)
    return say("answer.period.span", first=begin, last=_told(say, last))


def period_name(report: Report, language: Language) -> str:
    """Give the period of a report in words."""
    return period_in_words(period_text(report), language)


def report_name(report: Report, among: Iterable[Report], language: Language) -> str:
    """Give what a report is called beside the others of its record: its period, and its title where that alone tells.

    Made to stand in a sentence, such as "the April 2025 report".
    """
    name = period_name(report, language)
    return f"{name} ({report.title})" if _shares_period(report, among) else name


def report_mark(report: Report, among: Iterable[Report]) -> str:
    """Give what tells a report from the others of its record in the name of a file; nothing where there are no others.

    That is its period, or its id where another report has the same.
    """
    others = [one for one in among if one.report_id != report.report_id]
    if not others:
        return ""
    return report.report_id if _shares_period(report, others) else period_text(report).replace("/", "-")


def _shares_period(report: Report, among: Iterable[Report]) -> bool:
    period = period_text(report)
    return any(one.report_id != report.report_id and period_text(one) == period for one in among)


def _told(say: Words, end: str) -> str:
    """Write a year, or a month of one."""
    year, _, month = end.partition("-")
    return say("answer.period.month", month=_month(say, end), year=year) if month else year


def _month(say: Words, end: str) -> str:
    return say("answer.period.months").split()[int(end.partition("-")[2]) - 1]
