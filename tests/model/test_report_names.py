"""What a report is called: by its year or months, and with its title where two have the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from unmap.model import Report
from unmap.model.report_names import period_name, period_text, report_mark, report_name
from unmap.model.words import Language

REPORT = Report(
    report_id="one",
    title="Who does what",
    country_code="",
    country_name_en="",
    country_name_es="",
    reporting_year=2025,
    period_start=None,
    period_end=None,
    source_id="",
    theme_title_en="",
    theme_title_es="",
    metric_crs="",
)


@pytest.mark.parametrize(
    ("days", "text", "english", "spanish"),
    [
        (None, "2025", "2025", "2025"),
        (("2025-01-01", "2025-12-31"), "2025", "2025", "2025"),
        (("2025-04-01", "2025-04-30"), "2025-04", "April 2025", "abril de 2025"),
        (("2025-01-01", "2025-03-31"), "2025-01/2025-03", "January to March 2025", "enero a marzo de 2025"),
        (
            ("2024-11-15", "2025-01-14"),
            "2024-11/2025-01",
            "November 2024 to January 2025",
            "noviembre de 2024 a enero de 2025",
        ),
        (("2023-01-01", "2025-12-31"), "2023/2025", "2023 to 2025", "2023 a 2025"),
    ],
)
def test_a_period_is_told_as_a_year_or_in_months(
    days: tuple[str, str] | None, text: str, english: str, spanish: str
) -> None:
    begin, end = map(date.fromisoformat, days) if days else (None, None)
    report = replace(REPORT, period_start=begin, period_end=end)
    told = (period_text(report), period_name(report, Language("en")), period_name(report, Language("es")))
    assert told == (text, english, spanish)


def test_a_report_has_its_title_beside_another_of_the_same_period() -> None:
    other, next_year = replace(REPORT, report_id="two"), replace(REPORT, report_id="three", reporting_year=2026)
    assert report_name(REPORT, (REPORT, next_year), Language("en")) == "2025"
    assert report_name(REPORT, (REPORT, other), Language("en")) == "2025 (Who does what)"


def test_the_name_of_a_file_tells_the_reports_of_a_record_apart() -> None:
    april = replace(REPORT, report_id="two", period_start=date(2025, 4, 1), period_end=date(2025, 4, 30))
    again = replace(april, report_id="again")
    assert report_mark(april, (april,)) == ""
    assert report_mark(april, (REPORT, april)) == "2025-04"
    assert report_mark(april, (april, again)) == "two"
