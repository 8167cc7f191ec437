"""`unmap export` writes every file whole, in the format that its name says, or says in a sentence why not."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import orjson
import pyogrio
import pytest
from lxml import etree

from tests.cli import command
from tests.served.sparse import least
from tests.tables import EXPORTS
from unmap.cli import export_commands
from unmap.cli.options import Form as Listed
from unmap.cli.options import Record
from unmap.errors import OutputError, ParameterError
from unmap.formats import Form

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path


def run(*arguments: str, columns: int = 100) -> subprocess.CompletedProcess[str]:
    return command.run("export", *arguments, columns=columns)


def write(name: str, file: Path, data: Path, form: Form | None = None, **given: object) -> Path:
    export_commands.export_file(EXPORTS[name], file, form, Record(data), given)
    return file


def test_the_ending_says_the_format(squares: Path, tmp_path: Path) -> None:
    assert len(gpd.read_file(write("states", tmp_path / "a.gpkg", squares), layer="states")) == 2
    assert len(gpd.read_parquet(write("states", tmp_path / "a.parquet", squares))) == 2
    assert orjson.loads(write("states", tmp_path / "A.GeoJSON", squares).read_bytes())["type"] == "FeatureCollection"
    assert openpyxl.load_workbook(write("states", tmp_path / "a.xlsx", squares)).sheetnames == [
        "states",
        "columns",
        "sources",
    ]


def test_the_option_wins_over_the_ending(squares: Path, tmp_path: Path) -> None:
    file = write("states", tmp_path / "states.txt", squares, Form.CSV)
    assert file.read_text(encoding="utf-8").startswith("code,pcode,name,")


@pytest.mark.parametrize("name", ["states.foo", "states", "states.csv.bak", "states.json"])
def test_an_ending_that_is_no_format_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParameterError, match=r"its ending names no format; give it one of \.geojson"):
        export_commands.form_of(tmp_path / name, EXPORTS["states"])


def test_a_format_that_is_not_offered_is_refused_before_the_data_is_read(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"^format: must be one of csv, xlsx, parquet"):
        write("framework", tmp_path / "a.gpkg", tmp_path / "no data here")
    assert list(tmp_path.iterdir()) == []


def test_what_stood_there_stays_when_writing_fails(squares: Path, tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    file.write_text("as it was", encoding="utf-8")
    with pytest.raises(ParameterError, match="indicator"):
        write("states", file, squares, indicator="happiness")
    assert file.read_text(encoding="utf-8") == "as it was"
    assert [path.name for path in tmp_path.iterdir() if path != squares] == ["states.csv"]


def test_activities_tell_when_the_data_was_written(squares: Path, tmp_path: Path) -> None:
    for path in squares.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    document = etree.parse(write("activities", tmp_path / "a.xml", squares, publisher="XM-DAC-41305")).getroot()
    assert document.get("generated-datetime") == "2020-09-13T12:26:40+00:00"
    assert (document[0].findtext("iati-identifier") or "").startswith("XM-DAC-41305-")


def test_everything_at_once(squares: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_commands.export_all(out, Record(squares))
    written = {path.name for path in out.iterdir()} - {"unmap-map-2020.html"}
    layers = {name for name, _ in pyogrio.list_layers(out / "unmap-2020.gpkg")}
    assert {"states", "municipalities", "offices", "initiatives"} <= layers
    tables = {name for name, export in EXPORTS.items() if export.make} - layers
    for name in tables:
        assert any(file.startswith(f"unmap-{name}-") and file.endswith(".csv") for file in written), name
    assert {"unmap-need-state-2021.csv", "unmap-need-municipality-2021.csv", "unmap-activities-2020.xml"} <= written


def test_without_the_web_app_everything_else_is_written(
    squares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from unmap.pages import folium_map  # noqa: PLC0415 - heavy, and needed here alone

    monkeypatch.setattr(folium_map, "built_web", lambda: tmp_path)
    export_commands.export_all(tmp_path / "out", Record(squares))
    assert "Left out the map: this unmap was built without its web app" in capsys.readouterr().err
    assert (tmp_path / "out" / "unmap-activities-2020.xml").exists()


def test_a_folder_that_cannot_be_written_is_said_so(squares: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write("offices", tmp_path / "file" / "a.csv", squares)


def test_the_command_line_writes_a_file_with_hashtags(tmp_path: Path) -> None:
    done = run("offices", str(tmp_path / "offices.csv"), "--hxl")
    assert done.returncode == 0
    assert "Wrote" in done.stderr
    rows = list(csv.reader(io.StringIO((tmp_path / "offices.csv").read_text(encoding="utf-8"), newline="")))
    assert rows[1][:2] == ["#operations+office+code", "#org+code"]
    assert len(rows) == 38


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("offices", "a.foo"), "its ending names no format"),
        (("offices", "new/a.csv"), "cannot be written (there is no folder "),
        (("map", "new/a.html"), "cannot be written (there is no folder "),
        (("all", "new/folder"), "cannot be written (there is no folder "),
        (("everything", "a.csv"), "there is no export of that name"),
        (("framework", "a.gpkg"), "format: must be one of csv, xlsx, parquet for this export"),
        (("offices", "a.csv", "--year", "2020"), "No such option"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_2(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    name, *rest = arguments
    placed = [str(tmp_path / rest[0]), *rest[1:]] if rest else []
    done = run(name, *placed)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_list_names_every_export(capsys: pytest.CaptureFixture[str]) -> None:
    export_commands.list_exports(Listed.JSON)
    assert [row["name"] for row in orjson.loads(capsys.readouterr().out)] == list(EXPORTS)
    export_commands.list_exports(Listed.CSV)
    assert capsys.readouterr().out.splitlines()[0] == "name,kind,formats,options,title"


def test_the_list_is_a_table_for_eyes() -> None:
    shown = run("list").stdout
    assert all(name in shown for name in EXPORTS)


@pytest.mark.parametrize("arguments", [("--help",), ("gaps", "--help")])
def test_help_fits_the_terminal(arguments: tuple[str, ...]) -> None:
    columns = 40
    done = run(*arguments, columns=columns)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_the_map_is_written_as_before(squares: Path, tmp_path: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(squares / "need/indicators.csv", "new,poverty,Poverty,Pobreza", "new,poverty,Poverty,Pobreza de aquí")
    done = run("map", str(tmp_path / "map.html"), "--data", str(squares), "--lang", "es")
    if "built without its web app" in done.stderr and not os.environ.get("CI"):
        pytest.skip("unmap was built without its web app")
    assert done.returncode == 0, done.stderr
    assert "Pobreza de aquí" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_all_of_the_least_folder_is_written_and_what_it_has_not_is_said(
    squares: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    least(squares)
    export_commands.export_all(tmp_path / "all", Record(squares))
    said = capsys.readouterr()
    assert "Left out the need by state: indicator: is needed, and the data hold no indicator" in said.out + said.err
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert {"unmap-gaps-state-2020.csv", "unmap-activities-2020.xml"} <= names
    assert not [name for name in names if name.startswith("unmap-need-")]
