"""A folder is held against its manifest: what was cut short, lost or edited is named until somebody accepts it."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

import pytest

import unmap
from tests.cli.command import run
from tests.conftest import ROOT
from tests.tables import TABLES
from unmap.errors import DataError
from unmap.store import read_tables
from unmap.store.loading import accept, check, edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Rewrite = Callable[[Path, str, str], None]

OFFICES = "programme/offices.csv"


@pytest.fixture
def recorded(squares: Path) -> Path:
    """The country of squares with a manifest."""
    accept(squares, read_tables(squares)[0])
    return squares


def found(folder: Path) -> set[tuple[str, str]]:
    return {(issue.file, issue.code) for issue in check(folder)}


def test_the_shipped_manifest_records_every_file_as_it_is() -> None:
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    frames, _ = read_tables(ROOT / "data")
    assert {resource["path"] for resource in package["resources"]} == {table.path for table in TABLES}
    absent = {table.path for table in TABLES if table.optional and not (ROOT / "data" / table.path).exists()}
    for resource in package["resources"]:
        if resource["path"] in absent:
            assert not {"hash", "bytes", "rows"} & set(resource), resource["path"]
            continue
        content = (ROOT / "data" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", resource["path"]
        assert (resource["bytes"], resource["rows"]) == (len(content), len(frames[resource["name"]]))


def test_a_recorded_folder_is_clean(recorded: Path) -> None:
    assert check(recorded) == ()


def cut_within_a_number(path: Path) -> None:
    path.write_bytes(path.read_bytes().rstrip()[:-1])


def lose_the_last_row(path: Path) -> None:
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "cut", "rows"),
    [("need/values.csv", cut_within_a_number, "16 rows for 16"), (OFFICES, lose_the_last_row, "2 rows for 3")],
)
def test_a_file_cut_short_is_named_and_not_loaded(
    recorded: Path, file: str, cut: Callable[[Path], None], rows: str
) -> None:
    cut(recorded / file)
    [issue] = [issue for issue in check(recorded) if issue.code == "changed-file"]
    assert (issue.file, issue.row) == (file, 0)
    assert rows in issue.message
    with pytest.raises(DataError, match="changed-file"):
        unmap.load(recorded)


def test_a_lost_optional_table_is_named(recorded: Path) -> None:
    (recorded / "programme/initiative_partners.csv").unlink()
    assert found(recorded) == {("programme/initiative_partners.csv", "lost-file")}


def test_a_table_that_leads_nowhere_is_named(squares: Path) -> None:
    path = squares / "programme/initiative_partners.csv"
    path.unlink()
    path.symlink_to(squares / "programme/nowhere.csv")
    assert found(squares) == {("programme/initiative_partners.csv", "missing-file")}


def test_a_table_that_nobody_recorded_is_named(recorded: Path) -> None:
    (recorded / "programme/pnd_areas.csv").write_text("pnd_area_id,title_en,title_es\n1,One,Uno\n", encoding="utf-8")
    assert found(recorded) == {("programme/pnd_areas.csv", "unrecorded-file")}


@pytest.mark.parametrize(
    "text", ["{{{", "", "[]", '{"resources": 3}', '{"resources": [{"name": "a", "hash": 3}]}', "[" * 200_000]
)
def test_a_manifest_that_is_none_is_named(squares: Path, text: str) -> None:
    (squares / "datapackage.json").write_text(text, encoding="utf-8")
    assert found(squares) == {("datapackage.json", "bad-manifest")}


def test_faults_of_an_edited_table_are_told_beside_that_it_was_edited(recorded: Path, rewrite: Rewrite) -> None:
    rewrite(recorded / OFFICES, "b-centro,BBB,Arriba,Centro,01001", "b-centro,BBB,Arriba,Centro,02002")
    assert found(recorded) >= {(OFFICES, "changed-file"), (OFFICES, "places-disagree")}


def test_an_edit_is_served_once_it_was_accepted(recorded: Path, rewrite: Rewrite) -> None:
    rewrite(recorded / OFFICES, "b-centro,BBB", "c-centro,BBB")
    before = edition(recorded)
    assert run("check", str(recorded)).returncode == 1
    done = run("check", str(recorded), "--accept")
    assert (done.returncode, done.stderr) == (0, "")
    assert edition(recorded) == before
    assert unmap.load(recorded).offices["office_id"].tolist() == ["a-centro", "c-centro", "main"]


def test_what_was_accepted_is_told_with_its_rows(recorded: Path) -> None:
    path = recorded / "need/values.csv"
    whole = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(whole[:-1]), encoding="utf-8")
    [line] = [line for line in run("check", str(recorded), "--accept").stdout.splitlines() if "Accepted" in line]
    assert line.startswith("Accepted: need/values.csv has ")
    assert f"({len(whole) - 2} rows for {len(whole) - 1})" in line
    assert "--accept" not in line


def test_nothing_is_accepted_while_anything_else_is_wrong(recorded: Path, rewrite: Rewrite) -> None:
    rewrite(recorded / OFFICES, "b-centro,BBB", "b-centro,CCC")
    before = (recorded / "datapackage.json").read_bytes()
    done = run("check", str(recorded), "--accept")
    assert done.returncode == 1
    assert "unknown-key" in done.stdout
    assert "changed-file" in done.stdout
    assert (recorded / "datapackage.json").read_bytes() == before


def test_a_folder_without_a_manifest_says_so(squares: Path) -> None:
    assert "No manifest" in run("check", str(squares)).stdout
    assert "No manifest" not in run("check", str(squares), "--accept").stdout


def test_a_pipe_in_the_place_of_a_table_is_refused_at_once(squares: Path) -> None:
    path = squares / "programme/themes.csv"
    path.unlink()
    os.mkfifo(path)
    assert ("programme/themes.csv", "unfit-file") in found(squares)
    assert edition(squares) == edition(squares)


@pytest.mark.parametrize("file", ["programme/themes.csv", "geo/states.parquet", "datapackage.json"])
def test_a_link_out_of_the_folder_is_not_followed(squares: Path, tmp_path: Path, file: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0", encoding="utf-8")
    (squares / file).unlink(missing_ok=True)
    (squares / file).symlink_to(secret)
    issues = check(squares)
    assert (file, "bad-manifest" if file == "datapackage.json" else "unfit-file") in {(i.file, i.code) for i in issues}
    assert not any("root" in str(issue) for issue in issues)


def test_links_within_the_folder_and_to_the_folder_are_followed(squares: Path, tmp_path: Path) -> None:
    (squares / "programme/themes.csv").rename(squares / "themes-2020.csv")
    (squares / "programme/themes.csv").symlink_to("../themes-2020.csv")
    (tmp_path / "current").symlink_to(squares)
    assert check(tmp_path / "current") == ()


def test_a_file_too_large_is_not_read(squares: Path) -> None:
    path = squares / "need/values.csv"
    with path.open("r+b") as file:
        file.truncate(2**40)  # a sparse file: it takes no room on the disk
    assert ("need/values.csv", "unfit-file") in found(squares)
