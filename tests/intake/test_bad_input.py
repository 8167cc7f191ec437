"""Bad input through both commands: exit code 2, one sentence that names it, and the folder as it was, byte for byte."""

from __future__ import annotations

import sys
import zipfile
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from typer.testing import CliRunner

from tests.intake.sheet_files import handmade, workbook
from tests.intake.test_adding import NEXT_YEAR, add, content, counts
from unmap.cli import app as command_line
from unmap.intake import workbooks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = ["Organisation", "Sector", "State code", "State"]
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def rows(*codes: str, name: str = "") -> list[list[str]]:
    return [HEADER, *(["Helpers", "Water", code, name] for code in codes)]


def written(path: Path, *lines: list[str]) -> Path:
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    return path


def bomb(folder: Path) -> Path:
    return handmade(folder / "s.xlsx", "", **{"xl/styles.xml": b" " * 70_000_000})


def encrypted(folder: Path) -> Path:
    path = folder / "s.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    return path


def last_row(folder: Path) -> Path:
    cells = (CELL.format(f"{letter}1", title) for letter, title in zip("ABCD", HEADER, strict=True))
    end = f'<row r="1048576">{CELL.format("A1048576", "x")}</row>'
    return handmade(folder / "s.xlsx", f'<row r="1">{"".join(cells)}</row>{end}')


def without_sheet(folder: Path) -> Path:
    return workbook(folder / "s.xlsx", {"Blank": []})


def of_guatemala(folder: Path) -> Path:
    return workbook(folder / "s.xlsx", {"3W": rows("GT01", "GT02", "GT03", "GT04", "SQ01")[:-1]})


def of_nowhere(folder: Path) -> Path:
    return written(folder / "s.csv", HEADER, *(["Helpers", "Water", "", f"Elsewhere {one}"] for one in "abcdefghijkl"))


def of_a_country_that_it_names(folder: Path) -> Path:
    return written(folder / "s.csv", ["Country", *HEADER], *(["GTM", "Helpers", "Water", "SQ01", ""] for _ in range(3)))


def mapped_twice(folder: Path) -> Path:
    (folder / "columns.toml").write_text(
        '[columns]\norg_name = "Organisation"\nsector = "Organisation"\n', encoding="utf-8"
    )
    return written(folder / "s.csv", *rows("SQ01"))


def sound(folder: Path) -> Path:
    return written(folder / "s.csv", *rows("SQ01"))


CASES: list[tuple[Callable[[Path], Path], str]] = [
    (bomb, "s.xlsx: unpacks to 67 MB, and 64 MB are the most"),
    (encrypted, "s.xlsx: is protected by a password; save it without one"),
    (
        last_row,
        's.xlsx, sheet "xl/worksheets/sheet1.xml": reaches down to row 1,048,576, and 200,000 rows are the most',
    ),
    (without_sheet, "s.xlsx: has no cell with anything in it"),
    (
        of_guatemala,
        's.xlsx, sheet "3W", column C (State code): has "GT01" and 3 more codes that begin as those of Guat',
    ),
    (of_nowhere, 's.csv, column D (State): "Elsewhere a" and 11 more places of the sheet are none of '),
    (of_a_country_that_it_names, 's.csv, column A (Country): names "GTM" and not '),
    (mapped_twice, 's.csv: column "Organisation" is mapped twice, to org_name and to sector'),
    (sound, "s.csv: was changed while it was being read; save and close it, then try again"),
]


def leave(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line in this process and give its exit code."""
    monkeypatch.setattr(sys, "argv", ["unmap", *arguments])
    with pytest.raises(SystemExit) as left:
        command_line.main()
    code = left.value.code
    assert isinstance(code, int)
    return code


def boundaries(folder: Path, **changes: Any) -> Path:  # noqa: ANN401 - members of the document
    """Write two states, the squares of the tests, as GeoJSON."""
    states = [("SQ01", "Arriba", -100), ("SQ02", "Abajo", -99)]
    features = [
        {
            "type": "Feature",
            "properties": {"ADM1_PCODE": code, "ADM1_EN": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, 20], [west + 1, 20], [west + 1, 22], [west, 22], [west, 20]]],
            },
        }
        for code, name, west in states
    ]
    path = folder / "adm1.geojson"
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features, **changes}))
    return path


def new(folder: Path, out: Path, *more: str) -> list[str]:
    given = ["--country", "MEX", "--title", "Squares", "--period", "2021", "--admin1", str(folder / "adm1.geojson")]
    return ["new", str(out), *given, *more]


@pytest.mark.parametrize(("make", "said"), CASES, ids=[make.__name__ for make, _ in CASES])
@pytest.mark.parametrize("command", ["new", "add"])
def test_a_sheet_that_cannot_be_read_is_a_sentence_and_changes_nothing(
    squares: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], Path],
    said: str,
    command: str,
) -> None:
    sheet = make(tmp_path)
    if make is sound:
        numbers = count()
        monkeypatch.setattr(workbooks, "_state", lambda _: (sheet.stat().st_size, next(numbers), 0))
    boundaries(tmp_path)
    mapping = tmp_path / "columns.toml"
    more = ["--mapping", str(mapping)] if mapping.exists() else []
    before, there = content(squares), sorted(tmp_path.iterdir())
    given = new(tmp_path, tmp_path / "out", "--presence", str(sheet))
    if command == "add":
        given = ["add", str(sheet), "--to", str(squares), *NEXT_YEAR]
    assert leave(monkeypatch, *given, *more) == command_line.BAD_INPUT
    lines = capsys.readouterr().err.strip().split("\n")
    assert len(lines) == 1
    assert lines[0].startswith(said)
    assert content(squares) == before
    assert sorted(tmp_path.iterdir()) == there


IN_METRES = {"crs": {"type": "name", "properties": {"name": "EPSG:6372"}}}


@pytest.mark.parametrize(
    ("changes", "old", "wrong", "said"),
    [
        (IN_METRES, "", "", "adm1.geojson: coordinates are degrees, but the file says that they are metres"),
        ({}, '"ADM1_PCODE":"SQ02"', '"ADM1_PCODE":""', "adm1.geojson: record 2, column ADM1_PCODE: has no code"),
        ({}, "ADM1_PCODE", "colour", "adm1.geojson: "),
        ({}, "SQ02", "SQ01", 'adm1.geojson: record 2, column ADM1_PCODE: "SQ01" stands in an earlier record as well'),
    ],
)
def test_boundaries_that_no_map_can_be_made_of_are_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    old: str,
    wrong: str,
    said: str,
) -> None:
    path = boundaries(tmp_path, **changes)
    path.write_text(path.read_text("utf-8").replace(old, wrong) if old else path.read_text("utf-8"), encoding="utf-8")
    assert leave(monkeypatch, *new(tmp_path, tmp_path / "out")) == command_line.BAD_INPUT
    assert capsys.readouterr().err.startswith(said)
    assert [one.name for one in tmp_path.iterdir()] == ["adm1.geojson"]


def test_macros_are_said_and_not_run(squares: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", {"S": rows("SQ01")})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
    told = add(squares, path.rename(tmp_path / "s.xlsm"), *NEXT_YEAR, "--dry-run", code=0)
    assert counts(told) == (1, 0, 0, 0, 0)
    assert "macros" in [one["code"] for one in told["problems"]]


def test_a_sheet_with_a_few_strangers_is_read(squares: Path, tmp_path: Path) -> None:
    lines = rows("SQ01", "SQ02", "GT01", "GT02", "GT03", "HN01")
    told = add(squares, written(tmp_path / "s.csv", *lines), *NEXT_YEAR, "--dry-run")
    assert counts(told) == (2, 0, 0, 4, 0)
    rest = [["Country", *HEADER], ["GTM", "Helpers", "Water", "SQ01", ""], ["SQL", "Helpers", "Water", "SQ01", ""]]
    told = add(squares, written(tmp_path / "s.csv", *rest), *NEXT_YEAR, "--dry-run")
    assert counts(told) == (1, 0, 0, 1, 0)


def test_a_few_unknown_names_are_held_and_so_is_a_sheet_that_comes_back_as_it_was(
    squares: Path, tmp_path: Path
) -> None:
    names = [["Helpers", "Water", "", f"Elsewhere {one}"] for one in "abcdefghi"]
    few = written(tmp_path / "few.csv", HEADER, *names)
    assert counts(add(squares, few, *NEXT_YEAR, "--dry-run")) == (0, 0, 0, 9, 0)
    again = [[f"unmap: {title}" if title == "row" else title for title in ("row", *HEADER)]]
    again += [["2", *line] for line in names * 2]
    again = [[*line[:4], line[4] + str(number)] if number else line for number, line in enumerate(again)]
    back = written(tmp_path / "back.csv", *again)
    assert counts(add(squares, back, *NEXT_YEAR, "--dry-run")) == (0, 0, 0, 18, 0)


def test_two_rows_with_one_id_that_say_different_things_are_not_one_record(squares: Path, tmp_path: Path) -> None:
    path = written(
        tmp_path / "own.csv",
        ["record_type", "record_id", "title", "agency_id", "area_code", "scope"],
        ["initiative", "wells", "Wells", "AAA", "01", "located"],
        ["initiative", "wells", "Wells", "BBB", "02", "located"],
        ["initiative", "wells", "Pumps", "AAA", "02", "located"],
        ["office", "here", "Centro", "AAA", "01001", ""],
        ["office", "here", "Norte", "AAA", "01002", ""],
    )
    told = add(squares, path, *NEXT_YEAR, "--dry-run")
    assert [(one["row"], one["code"]) for one in told["problems"] if one["bucket"] == "rejected"] == [
        (4, "duplicate-id"),
        (6, "duplicate-id"),
    ]


def test_nothing_is_left_of_a_run_that_was_refused_beside_files_that_are_sound(squares: Path, tmp_path: Path) -> None:
    first = written(tmp_path / "first.csv", *rows("SQ01"))
    before = content(squares)
    given = ["add", str(first), str(of_guatemala(tmp_path)), "--to", str(squares), *NEXT_YEAR]
    assert CliRunner().invoke(command_line.app, given).exception is not None
    assert content(squares) == before
