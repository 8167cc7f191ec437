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
    return "/".join(_ends(report))


def period_name(report: Report, language: Language) -> str:
    """Give the period of a report in words: 2020, April 2025, January to April 2025, 2019 to 2020."""
    say, ends = words(language), _ends(report)
    if len(ends) == 1:
        return _told(say, ends[0])
    first, last = ends
    same_year = first[:4] == last[:4]
    return say(
        "answer.period.span", first=_month(say, first) if same_year else _told(say, first), last=_told(say, last)
    )


def report_name(report: Report, among: Iterable[Report], language: Language) -> str:
    """Give what a report is called beside the others of its record: its period, and its title where that alone tells.

    Made to stand in a sentence, such as "the April 2025 report".
    """
    name, period = period_name(report, language), period_text(report)
    shared = any(one.report_id != report.report_id and period_text(one) == period for one in among)
    return f"{name} ({report.title})" if shared else name


def _ends(report: Report) -> tuple[str, ...]:
    """Give the first and the last year or month of a period, once where they are the same."""
    begin, end = report.period_start, report.period_end
    if begin is None or end is None:
        return (str(report.reporting_year),)
    form = "%Y" if _whole_years(begin, end) else "%Y-%m"
    return tuple(dict.fromkeys(day.strftime(form) for day in (begin, end)))


def _whole_years(begin: date, end: date) -> bool:
    return (begin.month, end.month) == (1, _DECEMBER)


def _told(say: Words, end: str) -> str:
    """Write a year, or a month of one."""
    year, _, month = end.partition("-")
    return say("answer.period.month", month=_month(say, end), year=year) if month else year


def _month(say: Words, end: str) -> str:
    return say("answer.period.months").split()[int(end.partition("-")[2]) - 1]
