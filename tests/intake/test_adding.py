"""A sheet into the record of squares: previewed, added once, mended and added again; nothing lost, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import pytest
from typer.testing import CliRunner

import unmap
from tests.served.sparse import SPARSE
from unmap.cli.app import app
from unmap.errors import DataError, ParameterError
from unmap.intake.adding import SheetAsked, enter_sheets
from unmap.intake.reports_asked import ReportAsked, months, period
from unmap.store.loading import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

SHEET = """\
Organisation,Acronym,Type,Sector,State,Municipality,Start,End,Donor
Agency A,AAA,United Nations,Water,Arriba,Centro,2021-01-01,2021-06-30,
Agency A,AAA,United Nations,Water,Arriba,Norte,2021-01-01,2021-06-30,Lottery
Agency A,AAA,United Nations,Water,Arriba,Centro,2021-01-01,2021-12-31,
Agency A,AAA,United Nations,Water,Arriba,Centro,2021-01-01,2021-06-30,
Helpers,HLP,National NGO,Health,Abajo,Nowhere,2021-01-01,,
,,,Health,Abajo,Centro,2021-01-01,,
Helpers,HLP,National NGO,Health,Abajo,Centro,2021-02-30,,
"""
BUCKETS = ("created", "updated", "unchanged", "held", "rejected")
NEXT_YEAR = ("--report", "next", "--period", "2021", "--title", "Next")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "work.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def add(folder: Path, sheet: Path, *more: str, code: int = 1) -> dict[str, Any]:
    """Run `unmap add` and give what it says as JSON."""
    done = CliRunner().invoke(app, ["add", str(sheet), "--to", str(folder), "--format", "json", *more])
    assert done.exit_code == code, done.output
    told: dict[str, Any] = orjson.loads(done.stdout)
    return told


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    (one,) = told["inputs"]
    assert one["read"] == sum(one[name] for name in BUCKETS)
    return tuple(one[name] for name in BUCKETS)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_says_what_the_run_does_and_writes_nothing(squares: Path, sheet: Path) -> None:
    before = content(squares)
    preview = add(squares, sheet, *NEXT_YEAR, "--dry-run")
    assert content(squares) == before
    done = add(squares, sheet, *NEXT_YEAR)
    assert counts(done) == (2, 1, 1, 1, 2)
    for part in ("inputs", "problems", "changes"):
        assert done[part] == preview[part]
    assert check(squares) == ()


def test_the_same_sheet_twice_changes_nothing(squares: Path, sheet: Path) -> None:
    add(squares, sheet, *NEXT_YEAR)
    before = content(squares)
    again = add(squares, sheet, "--report", "next")
    assert counts(again) == (0, 0, 4, 1, 2)
    assert again["changes"] == []
    assert content(squares) == before


def test_a_report_is_added_beside_the_one_that_is_there(squares: Path, sheet: Path) -> None:
    before = unmap.load(squares)
    add(squares, sheet, *NEXT_YEAR)
    data = unmap.load(squares)
    assert data.report.report_id == "next"
    assert data.initiatives["title"].tolist() == ["AAA: Water"]
    assert sorted(data.initiative_places["area_code"]) == ["01001", "01002"]
    assert data.initiative_places["end_date"].dt.strftime("%F").tolist() == ["2021-12-31", "2021-06-30"]
    assert data.initiative_partners["partner"].tolist() == ["Lottery"]
    first = data.of_report(before.report.report_id)
    assert first.initiatives["initiative_id"].tolist() == before.initiatives["initiative_id"].tolist()
    assert len(first.offices) == len(before.offices)


def test_what_is_wrong_comes_back_as_the_same_sheet_and_goes_in_when_corrected(
    squares: Path, sheet: Path, tmp_path: Path
) -> None:
    mend = tmp_path / "mend.xlsx"
    add(squares, sheet, *NEXT_YEAR, "--issues", str(mend))
    book = openpyxl.load_workbook(mend)
    cells = book.active
    assert cells is not None
    header = [cell.value for cell in cells[1]]
    assert [title for title in header if not str(title).startswith("unmap: ")] == SHEET.split("\n", 1)[0].split(",")
    place = {title: number for number, title in enumerate(header, 1)}
    assert [cells.cell(row, 1).value for row in (2, 3, 4)] == [6, 7, 8]
    assert "Nowhere" in str(cells.cell(2, place["unmap: Municipality"]).value)
    assert "names no organisation" in str(cells.cell(3, place["unmap: Organisation"]).value)
    assert "no day of the calendar" in str(cells.cell(4, place["unmap: Start"]).value)
    cells.cell(2, place["Municipality"], "Centro")
    cells.cell(3, place["Organisation"], "Helpers")
    cells.cell(4, place["Start"], "2021-02-28")
    book.save(mend)
    assert counts(add(squares, mend, "--report", "next", code=0))[3:] == (0, 0)
    assert set(unmap.load(squares).agencies["acronym"]) >= {"AAA", "HLP"}


def test_an_accepted_spelling_is_asked_once(squares: Path, sheet: Path) -> None:
    told = add(squares, sheet, *NEXT_YEAR, "--alias", "Nowhere=02001@02")
    assert counts(told)[3:] == (0, 2)
    assert counts(add(squares, sheet, "--report", "next"))[3:] == (0, 2)
    assert "Nowhere" in unmap.load(squares).aliases["alias"].tolist()


def test_a_place_decided_for_a_row_holds_for_that_row_alone(country: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    row = "AAA,Playa Perdida,Health,2020-01-01"
    path.write_text(f"Organisation,Municipality,Sector,Start\n{row}\n{row.replace('AAA', 'BBB')}\n", encoding="utf-8")
    [read], tables = enter_sheets(country, [SheetAsked(file=path, places={2: "02002"})], ReportAsked())
    assert {number: str(bucket) for number, bucket in read.account.rows.items()} == {2: "created", 3: "held"}
    assert [one.code for one in read.account.problems if one.row == 2] == ["decided"]
    assert "aliases" not in {table.name for table in tables}
    with pytest.raises(ParameterError, match="no area"):
        enter_sheets(country, [SheetAsked(file=path, places={2: "99999"})], ReportAsked())


def test_a_row_of_the_same_record_may_be_updated(squares: Path, sheet: Path) -> None:
    add(squares, sheet, *NEXT_YEAR)
    sheet.write_text(SHEET.replace("2021-12-31", "2022-03-31"), encoding="utf-8")
    told = add(squares, sheet, "--report", "next")
    assert {(one["field"], one["old"], one["new"]) for one in told["changes"]} == {
        ("end_date", "2021-12-31", "2022-03-31"),
        ("end_year", "2021", "2022"),
    }


def test_a_mapping_is_written_once_and_used_again(squares: Path, sheet: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "columns.toml"
    sheet.write_text(SHEET.replace("Organisation", "Who"), encoding="utf-8")
    done = CliRunner().invoke(app, ["add", str(sheet), "--to", str(squares), "--mapping", str(mapping), *NEXT_YEAR])
    assert done.exit_code == 1, done.output
    mapping.write_text(mapping.read_text("utf-8").replace("[columns]", '[columns]\norg_name = "Who"'), encoding="utf-8")
    assert counts(add(squares, sheet, "--mapping", str(mapping), "--report", "next"))[4] == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--report", "other"), "is needed for the new report"),
        (("--sheet", "Nothing"), "has no such sheet"),
        (("--alias", "Nowhere"), "must be TEXT=CODE"),
        (("--alias", "Nowhere=99"), "names no area of the data"),
        (("--report", "next", "--period", "2021-13"), "must be a year, a month or a day"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    squares: Path, sheet: Path, more: tuple[str, ...], said: str
) -> None:
    before = content(squares)
    done = CliRunner().invoke(app, ["add", str(sheet), "--to", str(squares), *more])
    assert isinstance(done.exception, ParameterError)
    assert said in str(done.exception)
    assert content(squares) == before


def test_nothing_is_added_to_a_broken_folder(squares: Path, sheet: Path) -> None:
    (squares / "sources.csv").unlink()
    done = CliRunner().invoke(app, ["add", str(sheet), "--to", str(squares), *NEXT_YEAR])
    assert isinstance(done.exception, DataError)


def test_dates_that_may_be_two_days_wait_for_a_word(squares: Path, sheet: Path, tmp_path: Path) -> None:
    sheet.write_text(SHEET.replace("2021-01-01", "01/02/2021").replace(",2021-02-30,", ",,"), encoding="utf-8")
    assert counts(add(squares, sheet, *NEXT_YEAR, "--dry-run"))[:3] == (1, 0, 0)
    mapping = tmp_path / "columns.toml"
    mapping.write_text('dates = "day-first"\n', encoding="utf-8")
    told = add(squares, sheet, *NEXT_YEAR, "--mapping", str(mapping))
    assert counts(told) == (3, 1, 1, 1, 1)
    assert str(unmap.load(squares).initiative_places["start_date"].min().date()) == "2021-02-01"


def test_a_column_that_is_like_a_field_is_named_and_not_taken(squares: Path, sheet: Path) -> None:
    sheet.write_text(SHEET.replace("Sector", "Secctor"), encoding="utf-8")
    told = add(squares, sheet, *NEXT_YEAR, "--dry-run")
    assert [one["column"] for one in told["problems"] if one["code"] == "like-a-field"] == ["D (Secctor)"]
    sheet.write_text(SHEET.replace("Organisation,Acronym", "Organisaton,Akronym"), encoding="utf-8")
    done = CliRunner().invoke(app, ["add", str(sheet), "--to", str(squares), *NEXT_YEAR])
    assert '"Organisaton"' in str(done.exception)


def test_work_in_a_part_that_the_boundaries_do_not_have_is_kept_in_the_area_above(
    squares: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "newer.csv"
    sheet.write_text(
        "Organisation,Sector,State code,Municipality code,Municipality\n"
        "Agency A,Water,01,01999,Newtown\n"
        "Agency A,Water,02,01999,Newtown\n",
        encoding="utf-8",
    )
    told = add(squares, sheet, *NEXT_YEAR)
    assert counts(told) == (1, 0, 0, 1, 0)
    assert unmap.load(squares).initiative_places["area_code"].tolist() == ["01"]
    said = {one["row"]: one["reason"] for one in told["problems"] if one["code"] == "unknown-code"}
    assert "kept in Arriba (01)" in said[2]
    assert counts(add(squares, sheet, "--report", "next", "--kind", "offices"))[3] == 2


def test_local_units_of_a_national_society_are_its_offices(squares: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "units.csv"
    sheet.write_text(
        "Administrative Details,,Address,,Location,\n"
        "Date of Update,Local Unit Name (En),Locality (Local),Address (En),Latitude,Longitude\n"
        "Required. DD/MM/YYYY,Enter the name,Enter the locality,,Required. Enter the latitude,Required. Longitude\n"
        "01/02/2021,Main branch,Centro,,20.5,-99.5\n"
        "01/02/2021,Blood bank,Centro,,20.5,-99.5\n"
        "01/02/2021,Far branch,Centro,,0,0\n",
        encoding="utf-8",
    )
    told = add(squares, sheet, *NEXT_YEAR, "--kind", "offices", "--organisation", "Square Red Cross", code=0)
    assert counts(told) == (3, 0, 0, 0, 0)
    offices = unmap.load(squares).offices
    assert offices["place_reported"].tolist() == [
        "Blood bank, Centro",
        "Far branch, Centro",
        "Main branch, Centro",
    ]
    assert offices["lon"].isna().tolist() == [False, True, False]


def test_names_that_are_two_to_the_sheet_are_two_to_the_check(squares: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "names.csv"
    sheet.write_text("Organisation,Sector,State\nLa Luz,Water,Arriba\nLaluz,Water,Arriba\n", encoding="utf-8")
    assert counts(add(squares, sheet, *NEXT_YEAR, code=0)) == (2, 0, 0, 0, 0)


def test_periods_are_years_months_days_or_two_of_them() -> None:
    whole = period("2025-01-15/2025-03")
    assert [f"{begin}/{end}" for begin, end in months(whole)] == [
        "2025-01-15/2025-01-31",
        "2025-02-01/2025-02-28",
        "2025-03-01/2025-03-31",
    ]
    with pytest.raises(ParameterError, match="ends before"):
        period("2025/2024")


def test_the_sheet_of_mexico_as_people_keep_it(dataset: Dataset, elsewhere: Path) -> None:
    file = elsewhere / "spreadsheets" / "presence_mexico_messy.xlsx"
    asked = ReportAsked(report_id="next", period=period("2024"))
    (read,), tables = enter_sheets(dataset, [SheetAsked(file=file)], asked)
    out = {row: str(bucket) for row, bucket in read.account.rows.items() if bucket in {"held", "rejected"}}
    assert out == {29: "held", 32: "rejected", 34: "rejected", 35: "rejected"}
    assert read.account.read == 48
    said = {(one.row, one.code) for one in read.account.problems}
    assert {(10, "other-order"), (13, "read-as"), (47, "place"), (48, "place"), (49, "place")} <= said
    frames = {table.name: frame for table, frame in tables.items()}
    of_report = frames["initiatives"].loc[frames["initiatives"]["report_id"] == "next"]
    pairs = frames["initiative_agencies"].merge(frames["initiative_places"], on="initiative_id", how="left")
    pairs = pairs.loc[pairs["initiative_id"].isin(of_report["initiative_id"])]
    where = {str(agency): set(rows["area_code"].dropna()) for agency, rows in pairs.groupby("agency_id")}
    assert where["UNHCR"] == {"07089", "08037", "30003", "30087"}
    assert where["IOM"] == {"02004", "08037", "24023", "26043", "30115"}
    assert where["FAO"] == {"07078", "07", "20", "12"}
    assert where["UN-Habitat"] == {"23005"}


def test_a_report_that_names_a_source_of_boundaries_takes_its_first_sheet_for_one(
    squares: Path, tmp_path: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    SPARSE["neither offices nor initiatives"](squares)
    (squares / "sources.csv").write_text(
        "source_id,title,publisher,year,terms,url,role\n"
        "census,Census,Statistics Office,2020-2021,free,,boundaries\n"
        "report,Report,Country Team,2020,free,,\n",
        encoding="utf-8",
    )
    rewrite(squares / "programme/reports.csv", ",2020,report", ",2020,census")
    sheet = tmp_path / "units.csv"
    sheet.write_text("Organisation,Sector,State\nLa Luz,Water,Arriba\n", encoding="utf-8")
    add(squares, sheet, code=0)
    assert unmap.load(squares).report.source_id == "units"
