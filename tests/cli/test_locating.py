"""`unmap locate`: every row of a file comes back in its order, in one bucket, or nothing is written."""

from __future__ import annotations

import csv
import io
import sys
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import unmap
from tests.cli.test_coverage import Command, Done
from tests.conftest import write_squares
from unmap.cli import locating, main

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """id,Longitud,Latitud,note
007,-99.5,20.5,"a ""well"" dug"
8,,20.5,
9,west,20.5,"two
lines"

10,-90,20.5,=1+1
11,20.5,-99.5,
"""
CENTRO = ["01", "Arriba", "SQ01", "01001", "Centro", "SQ01001", ""]
ANSWERS = [
    ["007", "-99.5", "20.5", 'a "well" dug', *CENTRO],
    ["8", "", "20.5", "", *[""] * 6, "blank"],
    ["9", "west", "20.5", "two\nlines", *[""] * 6, "not-a-number"],
    ["10", "-90", "20.5", "=1+1", *[""] * 6, "outside"],
    ["11", "20.5", "-99.5", "", *[""] * 6, "swapped"],
]
POINTS = pd.DataFrame(
    {"id": [1, 2, 3], "lon": [-99.5, -90.0, None], "lat": [20.5, 20.5, 20.5], "tags": [["a"], [], None]}
)
CODES = ["01001", None, None]
PROBLEMS = [None, "outside", "blank"]

ADDED = [f"{level}{end}" for level in ("state", "municipality") for end in ("_code", "", "_pcode")] + ["point_problem"]


@pytest.fixture(scope="module")
def squareland(tmp_path_factory: pytest.TempPathFactory) -> unmap.store.Dataset:
    return unmap.load(write_squares(tmp_path_factory.mktemp("squares")))


@pytest.fixture
def locate(
    squareland: unmap.store.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> Command:
    """Run `unmap locate` in this process, in a folder of its own, on data that is read already."""
    monkeypatch.setattr(locating, "load", lambda _: squareland)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, columns: int = 100) -> Done:
        monkeypatch.setattr(sys, "argv", ["unmap", "locate", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        printed, said = capsysbinary.readouterr()
        return Done(int(left.value.code or 0), printed.decode(), said.decode())

    return run


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def of_parquet(path: Path) -> tuple[list[Any], list[Any]]:
    rows = pq.read_table(path)
    return rows.column("municipality_code").to_pylist(), rows.column("point_problem").to_pylist()


def test_every_row_of_a_csv_comes_back_in_its_order(locate: Command, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(ROWS, encoding="utf-8-sig")
    done = locate("p.csv")
    assert table(done.stdout) == [["id", "Longitud", "Latitud", "note", *ADDED], *ANSWERS]
    assert done.returncode == 1
    total, *buckets = done.stderr.splitlines()
    assert total == "Rows: 5; with an area: 1; without: 4."
    assert [line.split(":")[0] for line in buckets] == ["1 blank", "1 not-a-number", "1 swapped", "1 outside"]
    assert buckets[1].endswith('(first: row 4, lon "west", lat "20.5")')
    assert buckets[3].endswith('(first: row 7, lon "-90", lat "20.5")')


def test_a_file_holds_the_same_as_what_is_printed(locate: Command, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(ROWS, encoding="utf-8")
    assert locate("p.csv", "-o", "out.csv")[:2] == (1, "")
    assert locate("p.csv", "-o", "other.txt", "--format", "csv")[:2] == (1, "")
    printed = locate("p.csv").stdout.encode()
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "other.txt").read_bytes() == printed
    locate("p.csv", "--output", "out.parquet")
    columns = pq.read_table(tmp_path / "out.parquet").to_pydict()
    assert [["" if cell is None else cell for cell in row] for row in zip(*columns.values(), strict=True)] == ANSWERS


def test_rows_that_all_have_an_area_leave_with_0(locate: Command, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("x,y\n-99.5,20.5\n", encoding="utf-8")
    assert locate("p.csv")[::2] == (0, "Rows: 1; with an area: 1; without: 0.\n")
    (tmp_path / "p.csv").write_text("x,y\n", encoding="utf-8")
    done = locate("p.csv")
    assert (done.returncode, table(done.stdout)) == (0, [["x", "y", *ADDED]])


def test_parquet_keeps_its_columns_in_their_types(locate: Command, tmp_path: Path) -> None:
    POINTS.to_parquet(tmp_path / "p.parquet")
    before = pq.read_table(tmp_path / "p.parquet")
    assert locate("p.parquet", "-o", "out.parquet").returncode == 1
    after = pq.read_table(tmp_path / "out.parquet")
    assert after.select(before.column_names).equals(before)
    assert of_parquet(tmp_path / "out.parquet") == (CODES, PROBLEMS)
    own, written = (pd.read_parquet(tmp_path / name) for name in ("p.parquet", "out.parquet"))
    pd.testing.assert_frame_equal(written[list(POINTS)], own)
    rows = table(locate("p.parquet").stdout)
    assert [row[:4] for row in rows[1:]] == [
        ["1", "-99.5", "20.5", '["a"]'],
        ["2", "-90", "20.5", "[]"],
        ["3", "", "20.5", ""],
    ]


def test_decimals_are_numbers(locate: Command, tmp_path: Path) -> None:
    columns = {name: pa.array([value]).cast(pa.decimal128(5, 1)) for name, value in (("lon", -99.5), ("lat", 20.5))}
    pq.write_table(pa.table(columns), tmp_path / "p.parquet")
    assert locate("p.parquet", "-o", "out.parquet").returncode == 0


@pytest.mark.parametrize("crs", ["OGC:CRS84", "EPSG:4326", "EPSG:6372"])
@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_points_of_geoparquet_are_taken_in_any_reference_system(
    locate: Command, tmp_path: Path, crs: str, encoding: str
) -> None:
    shapes = np.array([shapely.Point(-99.5, 20.5), shapely.Point(-90, 20.5), None], dtype=object)
    # Columns that look like coordinates say nothing beside shapes.
    columns = {"lon": [0.0, 0.0, 0.0], "x": ["", "", ""]}
    points = gpd.GeoDataFrame(columns, geometry=shapes, crs="OGC:CRS84").to_crs(crs)
    points.to_parquet(tmp_path / "p.parquet", geometry_encoding=encoding)
    assert locate("p.parquet", "-o", "out.parquet").returncode == 1
    assert of_parquet(tmp_path / "out.parquet") == (CODES, PROBLEMS)
    written = gpd.read_parquet(tmp_path / "out.parquet")
    assert written.crs == points.crs
    assert written.geometry.geom_equals(points.geometry).tolist() == [True, True, False]


def test_columns_that_are_named_go_before_shapes(locate: Command, tmp_path: Path) -> None:
    columns = {"x": [-99.5], "y": [20.5]}
    gpd.GeoDataFrame(columns, geometry=[shapely.Point(0, 0)], crs="OGC:CRS84").to_parquet(tmp_path / "p.parquet")
    assert locate("p.parquet", "--lon", "x").returncode == 0


def test_shapes_that_are_broken_are_named(locate: Command, tmp_path: Path) -> None:
    table = pa.table({"geometry": [b"\x01\x02"]}).replace_schema_metadata(
        {"geo": '{"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}'}
    )
    pq.write_table(table, tmp_path / "p.parquet")
    assert "p.parquet [bad-parquet] its shapes cannot be read" in locate("p.parquet").stderr


def test_shapes_are_text_in_csv(locate: Command, tmp_path: Path) -> None:
    shapes = np.array([shapely.Point(-99.5, 20.5), None], dtype=object)
    gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84").to_parquet(tmp_path / "p.parquet")
    assert [row[0] for row in table(locate("p.parquet").stdout)] == ["geometry", "POINT (-99.5 20.5)", ""]


@pytest.mark.parametrize(
    ("content", "arguments", "told"),
    [
        ("lon;lat\n1;2\n", (), "p:1 [bad-separator] looks separated by semicolons"),
        ("lon,lat\n1,2,3\n1\n", (), "p:2 [bad-row] has 3 cells where the header has 2\np:3 [bad-row] has 1 cells"),
        ("lon,lat\n1,2\n\xf1,2\n", (), "p:3 [bad-encoding] is not UTF-8 text"),
        ('lon,lat\n1,2\n"1,2\n', (), "p:3 [bad-csv]"),
        ("", (), "p:1 [bad-header]"),
        ("PAR1 and no more", (), "p [bad-parquet]"),
        ("a,b\n1,2\n", (), "--lon: is needed: the name of its column among a, b"),
        ("lon,long,lat\n1,2,3\n", (), "--lon: could be in lon or long; say which"),
        ("lon,lat\n1,2\n", ("--lat", "b\x1b"), '--lat "b\\x1b": is no column; there are lon, lat'),
        ("lon,lat,state,municipality\n1,2,a,b\n", (), "points: have state, municipality already"),
        ("lon,lat\n1,2\n", ("-o", "out.xlsx"), '--output "out.xlsx": its ending names no format'),
        ("lon,lat\n1,2\n", ("--format", "xlsx"), '--format "xlsx": must be one of csv, parquet'),
        ("lon,lat\n1,2\n", ("-o", "none/out.csv"), "none/out.csv: cannot be written"),
    ],
)
def test_what_cannot_be_read_or_written_is_named_and_nothing_is_written(
    locate: Command, tmp_path: Path, content: str, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "p").write_bytes(content.encode("latin-1"))
    done = locate("p", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


@pytest.mark.parametrize(
    ("shapes", "crs", "told"),
    [
        ([shapely.box(0, 0, 1, 1)], "OGC:CRS84", "holds shapes that are no points"),
        ([shapely.Point(0, 0)], None, "does not say in which reference system"),
    ],
)
def test_shapes_that_say_no_place_are_refused(
    locate: Command, tmp_path: Path, shapes: list[Any], crs: str | None, told: str
) -> None:
    gpd.GeoDataFrame(geometry=shapes, crs=crs).to_parquet(tmp_path / "p.parquet")
    done = locate("p.parquet")
    assert (done.returncode, told in done.stderr) == (2, True)


def test_what_is_no_text_stays_in_parquet(locate: Command, tmp_path: Path) -> None:
    pq.write_table(pa.table({"lon": [1.0], "lat": [1.0], "photo": [b"\xff"]}), tmp_path / "p.parquet")
    done = locate("p.parquet")
    assert (done.returncode, done.stdout) == (2, "")
    assert '--format: the column "photo"' in done.stderr
    assert locate("p.parquet", "-o", "out.parquet").returncode == 1


def test_a_file_that_is_not_there_is_named(locate: Command) -> None:
    assert "p.csv [unreadable-file] cannot be read (No such file or directory)" in locate("p.csv").stderr
