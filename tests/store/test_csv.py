"""Any CSV is read or refused with the line, the column and the value in quotation marks: never with a traceback."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SQUARES
from tests.tables import TABLES
from unmap.model import schema
from unmap.store import read
from unmap.store.checking import table_issues
from unmap.store.loading import check
from unmap.store.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.errors import Issue

    Rewrite = Callable[[Path, str, str], None]

OFFICES = "programme/offices.csv"
AGENCIES = "programme/agencies.csv"
OF_SQUARES = [table for table in TABLES if table.path in SQUARES]
HEADER, *RECORDS = SQUARES[AGENCIES].strip("\n").splitlines()


def problems(folder: Path) -> list[tuple[str, int, str, str, str]]:
    return [(issue.file, issue.row, issue.column, issue.code, issue.message) for issue in check(folder)]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_trailing_column_without_name_and_content_is_ignored(squares: Path) -> None:
    write_lines(squares / OFFICES, [f"{line}," for line in lines_of(squares / OFFICES)])
    assert problems(squares) == []


def test_a_column_without_a_name_is_named_by_its_place(squares: Path) -> None:
    header, first, *rest = lines_of(squares / OFFICES)
    write_lines(squares / OFFICES, [f"{header},", f"{first},stray", *(f"{line}," for line in rest)])
    [(file, row, _, code, message)] = problems(squares)
    assert (file, row, code) == (OFFICES, 1, "bad-header")
    assert "column 15" in message


@pytest.mark.parametrize("line", ["sep=,", "sep=;"])
def test_a_note_to_the_spreadsheet_above_the_header_is_named(squares: Path, line: str) -> None:
    write_lines(squares / OFFICES, [line, *lines_of(squares / OFFICES)])
    [(file, row, _, code, message)] = problems(squares)
    assert (file, row, code) == (OFFICES, 1, "bad-header")
    assert "sep=" in message


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_told_in_one_line(squares: Path, separator: str, word: str) -> None:
    path = squares / OFFICES
    path.write_text(path.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    [(file, row, _, code, message)] = problems(squares)
    assert (file, row, code) == (OFFICES, 1, "bad-separator")
    assert f"looks separated by {word}" in message


def test_a_name_that_stands_twice_in_the_header_is_quoted(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, "lon,lat", "lat,lat")
    [(_, row, _, code, message)] = problems(squares)
    assert (row, code) == (1, "bad-header")
    assert '"lat"' in message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("99999999999999999999", "out-of-range"),
        ("9223372036854775807", "out-of-range"),
        ("1e19", "out-of-range"),
        ("1e400", "bad-number"),
        ("-5", "out-of-range"),
        ("2.5", "bad-number"),
        ("1_000", "bad-number"),
        ("\x00", "bad-number"),
    ],
)
def test_an_integer_that_cannot_be_is_named_with_its_value(
    squares: Path, rewrite: Rewrite, text: str, code: str
) -> None:
    rewrite(squares / OFFICES, "20.5,field,2", f"20.5,field,{text}")
    [(file, row, column, found, message), *_] = problems(squares)
    assert (file, row, column, found) == (OFFICES, 2, "listed_count", code)
    assert message.startswith('"\\x00"' if text == "\x00" else f'"{text}"')


def test_an_integer_above_two_to_the_53_keeps_its_last_digit(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "geo/places.csv", "01001,900,", "01001,9007199254740993,")
    assert read(squares).places["population"].iloc[0] == 2**53 + 1


def test_a_whole_number_may_be_written_with_a_point(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, "20.5,field,2", "20.5,field,2.0")
    assert read(squares).offices["listed_count"].iloc[0] == 2


@pytest.mark.parametrize(("text", "value"), [("TRUE", True), ("Verdadero", True), ("FALSO", False), ("False", False)])
def test_true_and_false_are_read_as_spreadsheets_write_them(squares: Path, text: str, *, value: bool) -> None:
    write_lines(squares / "programme/priority_sdgs.csv", ["priority_id,sdg,target,sdg_listed,note", f"1,1,1.3,{text},"])
    assert read(squares).priority_sdgs["sdg_listed"].tolist() == [value]


def test_what_is_neither_true_nor_false_is_quoted(squares: Path) -> None:
    write_lines(squares / "programme/priority_sdgs.csv", ["priority_id,sdg,target,sdg_listed,note", "1,1,1.3,yes,"])
    [(_, row, column, code, message)] = problems(squares)
    assert (row, column, code) == (2, "sdg_listed", "bad-boolean")
    assert message.startswith('"yes" ')


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b", "\t", "\ufeff"])
def test_blanks_at_the_ends_of_a_cell_are_no_part_of_it(squares: Path, rewrite: Rewrite, blank: str) -> None:
    rewrite(squares / OFFICES, "b-centro,BBB,", f"b-centro,{blank}BBB{blank},")
    assert read(squares).offices["agency_id"].tolist() == ["AAA", "BBB", ""]


def test_a_required_text_of_blanks_is_missing(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/themes.csv", ",Gender,", ", \u00a0\u200b,")
    assert [issue[1:4] for issue in problems(squares)] == [(2, "title_en", "missing-value")]


def test_a_character_that_nobody_sees_is_shown_within_a_key(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, "b-centro,BBB", "b-centro,BB\u200bB")
    [(_, row, column, code, message)] = problems(squares)
    assert (row, column, code) == (3, "agency_id", "unknown-key")
    assert '"BB\\u200bB"' in message


def test_a_lost_leading_zero_is_guessed(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "need/values.csv", "02001,poverty_pct", "2001,poverty_pct")
    [(_, _, column, code, message)] = problems(squares)
    assert (column, code) == ("area_code", "unknown-key")
    assert 'leading zero lost from "02001"' in message


def test_a_cell_that_does_not_end_is_named_where_it_begins(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, "b-centro,", '"b-centro,')
    assert [issue[:4] for issue in problems(squares)] == [(OFFICES, 3, "", "bad-csv")]


def test_rows_of_separators_alone_are_no_records(squares: Path) -> None:
    lines = lines_of(squares / OFFICES)
    write_lines(squares / OFFICES, [*lines, "," * 13, "," * 13])
    assert problems(squares) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "line"),
    [
        ([], 4),
        (["", "", ""], 7),
        (["a-short,row"], 5),
        ([RECORDS[0].replace("AAA,AAA", 'CCC,"C\nC"')], 6),
        (["", "x", "", RECORDS[0].replace("AAA,AAA", 'CCC,"C\n\nC"'), ""], 11),
    ],
)
def test_a_fault_is_on_the_line_that_a_text_editor_shows(squares: Path, before: list[str], line: int, end: str) -> None:
    wrong = RECORDS[0].replace("AAA,AAA", "DDD,DDD").replace("specialized-agency", "club")
    content = "\n".join([HEADER, *RECORDS, *before, wrong]).replace("\n", end)
    (squares / AGENCIES).write_bytes(content.encode())
    # The file alone tells its lines: a whole folder, read fifteen times, would say no more.
    issues: list[Issue] = []
    frame = read_csv(squares, schema.AGENCIES, issues)
    assert frame is not None
    found = {issue.row for issue in table_issues(frame, schema.AGENCIES) if issue.code == "unknown-word"}
    assert found == {line}
    assert content.encode().split(end.encode())[line - 1] == wrong.encode()


def test_a_fault_of_placing_is_on_the_line_that_a_text_editor_shows(squares: Path) -> None:
    lines = lines_of(squares / OFFICES)
    moved = lines[2].replace(",01001,", ",02002,")
    write_lines(squares / OFFICES, [lines[0], "", lines[1], "", "", moved, lines[3]])
    assert {issue[1] for issue in problems(squares)} == {6}


def test_a_record_after_blank_lines_is_read_as_one_without(squares: Path) -> None:
    before = read(squares).offices
    lines = lines_of(squares / OFFICES)
    write_lines(squares / OFFICES, [lines[0], "", *lines[1:], "", ""])
    assert read(squares).offices.equals(before)


PIECES = ["", ",", ",,", "\n", "\r", "\r\n", '"', '""', ";", "\t", "\x00", "\x1b[31m", "\u202e", "\ufffe", "é", " "]
PIECES += ["\u200b", "99999999999999999999", "-1", "1e400", "NaN", "TRUE", "0001-01-01", "sep=,", "a;b", "AAA", "01001"]
PIECES += ["\ud7ff", "x" * 200_000]


@given(seed=st.integers(0, 2**32), place=st.integers(0, len(OF_SQUARES) - 1))
def test_no_text_makes_reading_fail(tmp_path_factory: pytest.TempPathFactory, seed: int, place: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    table = OF_SQUARES[place]
    text = SQUARES[table.path].lstrip("\n")
    for _ in range(chance.randint(1, 4)):
        begin = chance.randrange(len(text) + 1)
        text = text[:begin] + chance.choice(PIECES) + text[begin + chance.choice([0, 0, 1, 30]) :]
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    (folder / table.path).parent.mkdir(parents=True, exist_ok=True)
    (folder / table.path).write_bytes(text.encode())
    issues: list[Issue] = []
    frame = read_csv(folder, table, issues)
    if frame is not None:
        issues += table_issues(frame, table)
    assert frame is not None or issues
    count = len(text.splitlines()) + 1
    assert all(0 <= issue.row <= count and str(issue).isprintable() for issue in issues)
