"""Rows that `unmap check` would refuse in the record are held or rejected, each with its row; the rest is entered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from unmap.errors import ParameterError
from unmap.intake.adding import SheetAsked, enter_sheets
from unmap.intake.fields import KINDS
from unmap.intake.reports_asked import ReportAsked
from unmap.model import schema

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from unmap.intake.row_accounts import Account
    from unmap.model import Table
    from unmap.store import Dataset

NEXT = ReportAsked(report_id="next", period=(date(2021, 1, 1), date(2021, 6, 30)))
HEADER = "Organisation,Acronym,Sector,State,Municipality,Start date,End date,Activity title,Donor"


def entered(
    country: Dataset, tmp_path: Path, *rows: str, kind: str = "presence", report: ReportAsked = NEXT
) -> tuple[Account, dict[Table, pd.DataFrame]]:
    file = tmp_path / "sheet.csv"
    file.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    (read,), tables = enter_sheets(country.whole or country, [SheetAsked(file=file, kind=KINDS[kind])], report)
    return read.account, tables


@pytest.mark.parametrize(
    ("kind", "row", "bucket", "code", "column"),
    [
        ("presence", ";;,,Health,Arriba,Norte,,,,", "rejected", "no-organisation", "A"),
        ("presence", "Helpers,,,Arriba,Norte,,,,", "held", "no-sector", "C"),
        ("presence", "Agency A,,Health,Arriba,Norte,,,Clean water,Agency B", "held", "agency", "I"),
        ("presence", f"{'Help ' * 400},,Health,Arriba,Norte,,,,", "rejected", "too-long", "A"),
        ("presence", "Helpers,,Health,Arriba,Norte,1944-01-01,,,", "rejected", "other-year", "F"),
        ("offices", "Helpers,,,nationwide,,,,,", "held", "no-place", "E"),
        ("offices", "Helpers,,,Arriba,Norte,2021-01-01,,,", "rejected", "other-year", "F"),
        ("offices", "Helpers,,,Arriba,Norte,,2019-12-31,,", "rejected", "other-year", "G"),
    ],
)
def test_what_the_record_may_not_hold_stays_out(
    country: Dataset, tmp_path: Path, kind: str, row: str, bucket: str, code: str, column: str
) -> None:
    good = "Agency A,,Health,Arriba,Norte,,,,"
    account, _ = entered(country, tmp_path, row, good, kind=kind, report=ReportAsked())
    assert {number: str(one) for number, one in account.rows.items()} == {2: bucket, 3: "created"}
    assert [(one.row, one.code, one.column[0]) for one in account.problems if one.bucket] == [(2, code, column)]


def test_a_day_outside_the_period_stretches_it(country: Dataset, tmp_path: Path) -> None:
    rows = "Helpers,,,Arriba,Norte,2021-09-01,,,", "Agency A,,,Arriba,Norte,,2021-02-01,,"
    account, tables = entered(country, tmp_path, *rows, kind="offices")
    assert account.out == 0
    days = tables[schema.OFFICES].set_index("agency_id")[["valid_from", "valid_to"]]
    assert tuple(days.loc["Helpers"]) == (date(2021, 9, 1), date(2021, 9, 1))
    assert tuple(days.loc["AAA"].iloc[-1]) == (date(2021, 1, 1), date(2021, 2, 1))


def test_a_donor_in_two_spellings_is_one(country: Dataset, tmp_path: Path) -> None:
    rows = "Helpers,,Health,Arriba,Norte,,,Wells,Lottery; - ;LOTTERY", "Helpers,,Health,Arriba,Centro,,,wells,lottery"
    _, tables = entered(country, tmp_path, *rows)
    assert len(tables[schema.INITIATIVE_PARTNERS]) == len(country.initiative_partners) + 1


@pytest.mark.parametrize(
    ("bodies", "different"),
    [
        # The name alone is the body that the sheet has with an acronym, unless there are two of these.
        (("Helpers,", "Helpers,HLP", "Other Helpers,HLP"), 2),
        (("Helpers,", "Helpers,HLP", "Helpers,HPS", "Other Helpers,HLP"), 4),
    ],
)
def test_bodies_of_one_name_are_found_again_by_their_acronyms(
    country: Dataset, tmp_path: Path, bodies: tuple[str, ...], different: int
) -> None:
    rows = [f"{who},Health,Arriba,Norte,,,," for who in bodies]
    account, _ = entered(country, tmp_path, *rows)
    assert account.counts()["created"] == different
    file = SheetAsked(file=tmp_path / "sheet.csv")
    (_, again), _ = enter_sheets(country.whole or country, [file, file], NEXT)
    assert again.account.changes == []


def test_a_period_that_is_not_the_reports_is_refused(country: Dataset, tmp_path: Path) -> None:
    other = ReportAsked(report_id="squareland-2020", period=(date(2031, 1, 1), date(2031, 12, 31)))
    with pytest.raises(ParameterError, match="is of 2020-01-01 to 2020-12-31; name a new report"):
        entered(country, tmp_path, "Helpers,,Health,Arriba,Norte,,,,", report=other)


def test_a_body_of_the_record_is_read_as_it_was_before_it_stood_there(country: Dataset, tmp_path: Path) -> None:
    row = "Programa Mundial de Alimento,WFP,Health,Arriba,Norte,,,,"
    account, _ = entered(country, tmp_path, row)
    assert account.counts()["created"] == 1
    file = SheetAsked(file=tmp_path / "sheet.csv")
    (_, again), tables = enter_sheets(country.whole or country, [file, file], NEXT)
    assert again.account.changes == []
    assert tables[schema.AGENCIES]["agency_id"].tolist()[-1] == "WFP"
