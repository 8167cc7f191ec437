"""A record that says what cannot be is named: another report's rows, counts of nothing, one body twice, odd text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.command import run
from unmap.store.loading import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Rewrite = Callable[[Path, str, str], None]

OFFICES, INITIATIVES, REPORTS = "programme/offices.csv", "programme/initiatives.csv", "programme/reports.csv"
RESULTS, PARTNERS = "programme/initiative_results.csv", "programme/initiative_partners.csv"
FRAMEWORK, AGENCIES = "programme/framework.csv", "programme/agencies.csv"
DAYS = "1,2020-01-01,2020-12-31"


def found(folder: Path) -> set[tuple[str, int, str, str]]:
    return {(issue.file, issue.row, issue.column, issue.code) for issue in check(folder)}


@pytest.mark.parametrize(
    ("file", "old", "new", "issue"),
    [
        (OFFICES, DAYS, "1,2021-01-01,2021-12-31", (3, "valid_from", "other-year")),
        (OFFICES, DAYS, "1,1990-01-01,1990-12-31", (3, "valid_to", "other-year")),
        (OFFICES, DAYS, "1,0001-01-01,2020-12-31", (3, "valid_from", "other-year")),
        (OFFICES, DAYS, "1,2020-01-01,2999-12-31", (3, "valid_to", "other-year")),
        (OFFICES, "1,2020-01-01,2020-12-31,report", "1,2020-01-01,2020-12-31,census", (3, "source_id", "other-source")),
        (OFFICES, f"field,{DAYS}", "field,1000000000000000000,2020-01-01,", (3, "listed_count", "out-of-range")),
        (OFFICES, "b-centro,BBB,Arriba,Centro", "b-centro,AAA,ARRIBA,céntro", (3, "office_id", "duplicate-office")),
        (INITIATIVES, ",report,Outcome 2", ",census,Outcome 2", (4, "source_id", "other-source")),
        (INITIATIVES, "health,2019,2020", "health,2100,", (2, "start_year", "other-year")),
        (INITIATIVES, "health,2019,2020", "health,1946,1946", (2, "end_year", "other-year")),
        (INITIATIVES, "health,2019,2020", "health,2019,2199", (2, "end_year", "other-year")),
        (INITIATIVES, "5,municipality,", "5,,", (6, "reported_area_unit", "missing-value")),
        (INITIATIVES, "pozos.,1,1,,", "pozos.,1,1,2.4,", (2, "section", "outcome-and-section")),
        (RESULTS, ",12,", ",-12,", (2, "value", "out-of-range")),
        (RESULTS, ",12,exact,wells", ",900,exact,percent", (2, "value", "out-of-range")),
        (RESULTS, ",12,exact,wells", ",3.7,exact,people", (2, "value", "out-of-range")),
        (RESULTS, ",01,2020", ",01,2199", (2, "year", "other-year")),
        (PARTNERS, "Lottery", "bbb", (3, "partner", "agency")),
        (PARTNERS, "Lottery,donor", "WATER  board,counterpart", (3, "partner", "duplicate-name")),
        (FRAMEWORK, "3,1,0", "3,4,0", (2, "sla_gender", "out-of-range")),
        (FRAMEWORK, "3,1,0", "3,1,4", (2, "sla_migration", "out-of-range")),
        (AGENCIES, "BBB,BBB,Agency B", "BBB,aaa,AGENCY  A", (3, "acronym", "duplicate-name")),
        (AGENCIES, "BBB,BBB,Agency B,Agencia B", "BBB,AAA,Agency B,Agencia A", (3, "acronym", "duplicate-name")),
        (REPORTS, ",2020,report", ",2199,report", (2, "reporting_year", "other-year")),
        (REPORTS, "SQL", "XXX", (2, "country_code", "bad-text")),
        ("sources.csv", "2020,free,https://example.org", "2020,free,javascript:alert(1)", (3, "url", "bad-text")),
        ("sources.csv", "2020,free", "soon,free", (3, "year", "bad-text")),
        ("geo/places.csv", "900,-99.5,20.5", "900,-98.5,20.5", (2, "municipality_code", "places-disagree")),
        ("geo/places.csv", "10,-99.4,20.4", "10,-90,20.4", (6, "municipality_code", "places-disagree")),
        ("programme/themes.csv", "Health,Salud", "Health\x1b[31m,Salud", (3, "title_en", "bad-character")),
        ("programme/themes.csv", "Health,Salud", "Hea\x00lth,Salud", (3, "title_en", "bad-character")),
        ("programme/themes.csv", "Health,Salud", "\u202ehtlaeH,Salud", (3, "title_en", "bad-character")),
        ("programme/themes.csv", "Health,Salud", "Health\ufffe,Salud", (3, "title_en", "bad-character")),
        ("programme/themes.csv", "Health,Salud", f"{'Health' * 2_000},Salud", (3, "title_en", "too-long")),
        ("programme/themes.csv", "Health,Salud", f"{'Health' * 175_000},Salud", (3, "title_en", "too-long")),
        ("programme/themes.csv", "Health,Salud", "   ,Salud", (3, "title_en", "missing-value")),
    ],
)  # fmt: skip
def test_a_fault_is_located(
    squares: Path, rewrite: Rewrite, file: str, old: str, new: str, issue: tuple[int, str, str]
) -> None:
    rewrite(squares / file, old, new)
    assert (file, *issue) in found(squares)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (OFFICES, DAYS, "1,2015-03-01,2022-12-31"),
        (OFFICES, DAYS, "1,2020-01-01,"),
        (INITIATIVES, "health,2019,2020", "health,2021,2024"),
        (INITIATIVES, ",,unnamed-places,5,municipality", ",,unnamed-places,,region"),
        (INITIATIVES, "health,2019,2020", "health,2008,2019"),
        (RESULTS, ",12,exact,wells", ",56.1,exact,tonnes"),
        (AGENCIES, "BBB,BBB,", "BBB,AAA,"),
        (AGENCIES, "BBB,BBB,Agency B,Agencia B", "BBB,BBB,Agency A,Agencia A"),
        (PARTNERS, "Lottery", "Friends of BBB"),
        (PARTNERS, "Lottery", "Комитет,partner\nboth-states,Министерство,partner\nboth-states,Фонд"),
        ("sources.csv", "2020,free", "2019-2021,free"),
        (REPORTS, "SQL", "XKX"),
        ("geo/places.csv", "10,-99.4,20.4", "10,-99.4,21.4"),
        ("programme/themes.csv", "Health,Salud", '"Health\nand care",Salud'),
    ],
)
def test_what_may_be_true_is_not_refused(squares: Path, rewrite: Rewrite, file: str, old: str, new: str) -> None:
    rewrite(squares / file, old, new)
    assert found(squares) == set()


def figures(squares: Path, years: list[int]) -> None:
    header = "figure_id,topic,description,value,value_qualifier,unit,year,source_printed,source_locator,note"
    rows = [f"f-{number},growth,Growth,-8,exact,percent,{year},,Chapter 1," for number, year in enumerate(years)]
    (squares / "programme/context_figures.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def test_figures_of_context_left_over_from_another_report_are_named(squares: Path) -> None:
    figures(squares, [2019] * 12 + [2020])
    [issue] = check(squares)
    assert (issue.file, issue.code) == ("programme/context_figures.csv", "other-year")
    assert "12 figures are of 2019 and 1 of 2020" in issue.message


def test_older_figures_of_context_beside_the_reports_own_are_none(squares: Path) -> None:
    figures(squares, [2018] * 12 + [2020, 2020, 2021])
    assert check(squares) == ()


def test_no_output_of_check_steers_a_terminal(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/themes.csv", "definition", "defi\x1b]0;pwned\x07nition")
    rewrite(squares / AGENCIES, "Agency A,", "Agency\x1b[31m A,")
    rewrite(squares / OFFICES, "b-centro,BBB", "b-centro,\x9b31mBBB")
    for form in ("text", "json", "csv"):
        done = run("check", str(squares), "--format", form)
        assert done.returncode == 1
        assert all(line.isprintable() for line in done.stdout.splitlines())
        assert "\\x1b" in done.stdout
    done = run("framework", "--data", str(squares))
    assert done.returncode == 2
    assert all(line.isprintable() for line in done.stderr.splitlines())
