"""A folder may hold several reports: a dataset shows one, the newest unless another is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unmap
from tests.reports import FIRST, SECOND, write_second_report
from unmap.errors import ParameterError
from unmap.measures import record_totals
from unmap.store.loading import check

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset


def test_the_newest_report_is_shown(squares: Path) -> None:
    alone = unmap.load(squares)
    data = unmap.load(write_second_report(squares))
    assert data.report.report_id == SECOND
    assert data.report.reporting_year == alone.report.reporting_year + 1
    assert len(data.offices) == len(alone.offices) - 1
    assert len(data.initiatives) == len(alone.initiatives) - 1
    assert set(data.initiative_places["initiative_id"]) <= set(data.initiatives["initiative_id"])


def test_another_report_is_shown_on_demand(squares: Path) -> None:
    alone = unmap.load(squares)
    first = unmap.load(write_second_report(squares)).of_report(FIRST)
    assert first.report.report_id == FIRST
    assert record_totals(first) == record_totals(alone)
    assert first.of_report() is first.of_report(SECOND)
    assert first.edition == first.of_report(SECOND).edition


def test_the_only_report_is_the_newest(country: Dataset) -> None:
    assert country.of_report() is country
    with pytest.raises(ParameterError, match="report"):
        country.of_report("nowhere")


def test_a_row_of_several_reports_must_say_which(squares: Path) -> None:
    write_second_report(squares)
    path = squares / "programme" / "offices.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(f",{FIRST}\n", ",\n", 1), encoding="utf-8")
    assert [(issue.column, issue.code) for issue in check(squares)] == [("report_id", "no-report")]
