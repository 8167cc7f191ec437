"""A folder held against its official files: every cell that differs is named, and nothing else."""

from __future__ import annotations

import csv
import random
import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from typer.testing import CliRunner

from unmap.build import build, verify
from unmap.build.verifying import differences
from unmap.cli.app import app
from unmap.errors import ParameterError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build.conftest import Built, MadeSources

DERIVED = ("need/values.csv", "need/indicators.csv", "need/classes.csv", "geo/places.csv", "geo/official_names.csv")


@pytest.fixture
def folder(built: Built, tmp_path: Path) -> Path:
    return shutil.copytree(built.folder, tmp_path / "data")


def change(path: Path, row: int, column: str, text: str) -> str:
    """Put a text into one cell, `row` as an editor counts; gives what stood there."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    before, rows[row - 1][place] = rows[row - 1][place], text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return before


def test_value_that_was_changed_is_named_with_its_line_and_both_values(folder: Path, built: Built) -> None:
    before = change(folder / "need/values.csv", 7, "value", "99.5")
    (issue,) = differences(folder, built.folder)
    assert (issue.file, issue.row, issue.column) == ("need/values.csv", 7, "value")
    assert issue.message == f'is "99.5"; the official files give "{before}"'


def test_row_that_is_lost_and_one_that_is_invented_are_named(folder: Path, built: Built) -> None:
    path = folder / "need/values.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lost = lines.pop(3).split(",")
    invented = lines[-1].replace(lines[-1].split(",")[2], "1999")
    path.write_text("".join([*lines, invented]), encoding="utf-8")
    added, missing = differences(folder, built.folder)
    assert (added.code, added.row) == ("not-in-sources", len(lines) + 1)
    assert missing.code == "missing-row"
    assert " ".join(lost[:3]) in missing.message


def test_file_that_is_gone_is_named(folder: Path, built: Built) -> None:
    (folder / "need/classes.csv").unlink()
    (issue,) = differences(folder, built.folder)
    assert (issue.file, issue.code) == ("need/classes.csv", "not-there")


def test_outline_that_was_moved_and_people_that_were_changed_are_named(folder: Path, built: Built) -> None:
    path = folder / "geo/municipalities.parquet"
    layer = gpd.read_parquet(path)
    wider = layer.index == 2
    layer = layer.set_geometry(layer.geometry.where(~wider, layer.geometry.translate(0.001)))
    layer.loc[3, "population"] = layer["population"].iloc[3] + 1
    layer.to_parquet(path)
    people, outline = differences(folder, built.folder)
    assert (people.column, outline.column) == ("population", "geometry")
    assert layer["code"].iloc[2] in outline.message


def test_source_that_is_another_file_than_the_folder_was_made_from_shows_in_its_values(
    made: MadeSources, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    build(made.root, folder)
    assert verify(folder, made.root) == ()
    made.replace("poverty/coneval_municipal_2020.csv", "25.5", "26.5")
    issues = verify(folder, made.root)
    assert {issue.file for issue in issues} >= {"sources.csv", "need/values.csv"}
    assert [issue for issue in issues if issue.file == "need/values.csv" and issue.message.endswith('give "26.5"')]


def test_other_sources_such_as_the_report_are_held_against_their_checksum(folder: Path, made: MadeSources) -> None:
    path = folder / "sources.csv"
    (made.root / "report").mkdir()
    (made.root / "report/report.txt").write_text("as it was read")
    row = "report,Report,UN,2020,free,https://example.org,presence,report/report.txt," + "0" * 64
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    *_, issue = verify(folder, made.root)
    assert (issue.file, issue.column, issue.code) == ("sources.csv", "sha256", "other-value")
    assert issue.message.startswith('"report/report.txt" is another file')
    (made.root / "report/report.txt").unlink()
    with pytest.raises(SourceError, match=r"report/report\.txt: missing from the sources folder"):
        verify(folder, made.root)


def test_folder_that_was_not_built_from_official_files_is_refused(folder: Path, made: MadeSources) -> None:
    (folder / "sources.csv").write_text("source_id,title,publisher,year,terms,url,role,file,sha256\n")
    with pytest.raises(ParameterError, match="holds nothing of official files"):
        verify(folder, made.root)


def test_each_of_many_single_cells_that_were_changed_is_named_alone(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(18)  # noqa: S311 - a seed, so that each run is the same
    spoilt = tmp_path / "spoilt"
    shutil.copytree(folder, spoilt)
    for _ in range(60):
        path = spoilt / chance.choice(DERIVED)
        whole = path.read_bytes()
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        row, column = chance.randrange(2, len(rows) + 1), chance.choice(rows[0])
        change(path, row, column, rows[row - 1][rows[0].index(column)] + "7")
        found = differences(spoilt, folder)
        # A key that was changed is a row too many and a row that lacks.
        assert [issue.code for issue in found] in (["other-value"], ["not-in-sources", "missing-row"])
        assert found[0].row == row
        path.write_bytes(whole)
    assert differences(spoilt, folder) == ()


def test_command_lists_the_differences_and_leaves_with_1(made: MadeSources, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    build(made.root, folder)
    run = CliRunner().invoke(app, ["verify", str(folder), "--sources", str(made.root)])
    assert (run.exit_code, run.stdout.startswith("Every value is what the official files say")) == (0, True)
    change(folder / "need/values.csv", 2, "value", "0.5")
    run = CliRunner().invoke(app, ["verify", str(folder), "--sources", str(made.root)])
    assert run.exit_code == 1
    assert run.stdout.startswith('need/values.csv:2:value [other-value] is "0.5"; the official files give ')
    as_csv = CliRunner().invoke(app, ["verify", str(folder), "--sources", str(made.root), "--format", "csv"])
    assert as_csv.stdout.splitlines()[0] == "file,row,column,code,message"
    gone = CliRunner().invoke(app, ["verify", str(folder), "--sources", str(made.root / "nowhere")])
    assert isinstance(gone.exception, SourceError)
