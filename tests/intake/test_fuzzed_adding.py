"""Sheets made by chance and added: every row in one bucket, twice is once, and the folder is clean as previewed."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from tests.intake.fuzzed_records import fuzzed_record
from unmap.errors import SheetError
from unmap.intake.adding import SheetAsked, add, enter_sheets
from unmap.intake.fields import KINDS
from unmap.intake.reports_asked import ReportAsked

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from unmap.store import Dataset

AT_ONCE = 30
"""Sheets that are written into one folder together, so that a folder is written and checked for few of them."""

REPORTS = (
    ReportAsked(report_id="next", period=(date(2021, 1, 1), date(2021, 12, 31))),
    ReportAsked(),
    ReportAsked(report_id="month", period=(date(2021, 1, 1), date(2021, 2, 28)), each_month=True),
)
"""A new report, the one of the folder, and one for each month."""

OUT = ("held", "rejected")


def enter_twice(dataset: Dataset, folder: Path, seed: int) -> SheetAsked | None:
    """Enter the sheet of a seed twice, hold what that comes to against the rules, and give it; None if it is refused.

    Any exception but SheetError is a failure.
    """
    made = fuzzed_record(folder, seed)
    asked = SheetAsked(file=made.path, kind=KINDS[made.kind])
    try:
        (first, second), _ = enter_sheets(dataset, [asked, asked], REPORTS[seed % len(REPORTS)])
    except SheetError:
        # A zero byte in a text says that the file is damaged.
        return None
    counts, again = first.account.counts(), Counter(second.account.counts())
    assert first.account.read == sum(counts.values()) == made.rows, seed
    assert second.account.changes == [], seed
    assert again == Counter({**{one: counts[one] for one in OUT}, "unchanged": made.rows - first.account.out}), seed
    told = {one.row for one in first.account.problems if one.bucket}
    assert told == {row for row, bucket in first.account.rows.items() if bucket in OUT}, seed
    return asked


def test_a_sheet_made_by_chance_is_accounted_for_twice_and_leaves_a_clean_folder(
    country: Dataset, squares: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    dataset, seeds = country.whole or country, range(request.config.getoption("fuzzed"))
    for number, first in enumerate(seeds[::AT_ONCE]):
        these = [enter_twice(dataset, tmp_path, seed) for seed in seeds[first : first + AT_ONCE]]
        asked, report = [one for one in these if one is not None], REPORTS[number % len(REPORTS)]
        folder = shutil.copytree(squares, tmp_path / "added")
        preview, _ = enter_sheets(dataset, asked, report)
        done = add(folder, asked, report)
        assert [one.account for one in preview] == [one.account for one in done.sheets], first
        # Reading the folder again raises DataError for anything that `unmap check` would find.
        last = add(folder, asked[-1:], report, dry_run=True)
        assert last.sheets[0].account.changes == [], first
        shutil.rmtree(folder)
    assert len(list(tmp_path.glob("sheet-*"))) == len(seeds)
