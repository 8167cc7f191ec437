"""`unmap check` lists every problem of a folder, and its exit code says whether there is one."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.command import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = ["file", "row", "column", "code", "message"]


@pytest.fixture
def broken(squares: Path, rewrite: Callable[[Path, str, str], None]) -> Path:
    """A folder with a number that is none, and an agency that does not exist."""
    rewrite(squares / "programme/offices.csv", "-99.5,20.5,field,2", "west,20.5,field,2")
    rewrite(squares / "programme/offices.csv", "b-centro,BBB", "b-centro,ZZZ")
    return squares


def test_the_shipped_data_is_clean() -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"No problems in \d+ tables with [\d,]+ rows \(edition [0-9a-f]{12}\)\.\n", done.stdout)


def test_a_clean_folder_is_told_with_its_tables_and_rows(squares: Path) -> None:
    done = run("check", str(squares))
    files = list(squares.rglob("*.csv"))
    rows = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in files)
    found = re.search(r"(\d+) tables with (\d+) rows", done.stdout)
    assert found
    # Two states and four municipalities, each in detail and drawn small.
    assert int(found[2]) == rows + 12


def test_each_problem_is_a_line_with_file_row_column_and_what_to_do(broken: Path) -> None:
    done = run("check", str(broken))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert 'programme/offices.csv:2:lon [bad-number] "west" is not a number such as 12.5' in lines
    [unknown] = [line for line in lines if line.startswith("programme/offices.csv:3:agency_id [unknown-key]")]
    assert "programme/agencies.csv" in unknown
    assert str(broken) not in done.stdout


def test_json_and_csv_hold_the_same_problems(broken: Path) -> None:
    as_json, as_csv = (run("check", str(broken), "--format", form) for form in ("json", "csv"))
    assert as_json.returncode == as_csv.returncode == 1
    problems = json.loads(as_json.stdout)
    rows = list(csv.DictReader(io.StringIO(as_csv.stdout)))
    assert list(rows[0]) == list(problems[0]) == HEADER
    assert rows == [{name: str(value) for name, value in problem.items()} for problem in problems]
    assert {(row["file"], row["row"], row["code"]) for row in rows} >= {
        ("programme/offices.csv", "2", "bad-number"),
        ("programme/offices.csv", "3", "unknown-key"),
    }


def test_forms_for_programs_are_whole_even_when_clean(squares: Path) -> None:
    as_json, as_csv = (run("check", str(squares), "--format", form) for form in ("json", "csv"))
    assert as_json.returncode == as_csv.returncode == 0
    assert json.loads(as_json.stdout) == []
    assert as_csv.stdout.splitlines() == [",".join(HEADER)]


def test_a_missing_folder_leaves_with_2(tmp_path: Path) -> None:
    done = run("check", str(tmp_path / "nowhere"), "--format", "json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no such data folder" in done.stderr


def test_a_problem_of_the_join_is_found_beside_those_of_the_tables(
    broken: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    # The point of this office lies in another municipality than its code.
    rewrite(
        broken / "programme/offices.csv", "ZZZ,Arriba,Centro,01001,-99.5,20.5", "AAA,Arriba,Centro,02002,-99.5,20.5"
    )
    codes = {line.split("[")[1].split("]")[0] for line in run("check", str(broken)).stdout.splitlines()}
    assert "bad-number" in codes
    assert len(codes) > 1
