"""A GeoParquet file that is no layer of this table is an issue, never a traceback."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import write_squares
from tests.tables import MUNICIPALITIES
from unmap.store.geometry import read_layer
from unmap.store.loading import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.errors import Issue

FILE = "geo/municipalities.parquet"
FOUR = range(4)

CELLS: dict[str, Any] = {
    "text": ["a"] * 4,
    "whole": list(FOUR),
    "bytes": [b"01001"] * 4,
    "date": [dt.datetime(2020, 1, 1)] * 4,  # noqa: DTZ001 - a date in a table has no zone
    "list": [[1, 2]] * 4,
    "truth": [True] * 4,
    "struct": [{"a": 1}] * 4,
    "infinite": [float("inf")] * 4,
    "part": [0.5] * 4,
}

WRONG = [
    *(("code", kind, "bad-type") for kind in ("whole", "bytes", "date", "list", "truth", "struct", "part")),
    *(("name", kind, "bad-type") for kind in ("whole", "bytes", "list")),
    *(("pcode_listed", kind, "bad-type") for kind in ("text", "whole", "list")),
    *(
        (column, kind, "bad-type")
        for column in ("population", "area_km2", "seat_lon", "seat_lat")
        for kind in ("text", "bytes", "date", "list", "truth", "struct")
    ),
    ("population", "infinite", "bad-number"),
    ("population", "part", "bad-number"),
    ("area_km2", "infinite", "bad-number"),
    ("seat_lon", "infinite", "bad-number"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return (write_squares(tmp_path_factory.mktemp("squares")) / FILE).read_bytes()


@pytest.fixture
def squares(written: bytes, tmp_path: Path) -> Path:
    """One layer of the country of squares, to change: reading every table takes ten times as long."""
    (tmp_path / "geo").mkdir()
    (tmp_path / FILE).write_bytes(written)
    return tmp_path


def layer_of(folder: Path) -> tuple[gpd.GeoDataFrame | None, list[Issue]]:
    issues: list[Issue] = []
    return read_layer(folder, MUNICIPALITIES, issues), issues


def codes(folder: Path) -> set[tuple[str, str]]:
    return {(issue.column, issue.code) for issue in layer_of(folder)[1]}


def sound(folder: Path) -> gpd.GeoDataFrame:
    layer, issues = layer_of(folder)
    assert layer is not None
    assert issues == []
    return layer


def test_a_column_of_another_type_does_not_hide_other_problems(tmp_path: Path) -> None:
    folder = write_squares(tmp_path)
    layer = gpd.read_parquet(folder / FILE)
    layer.assign(population="many", code=[1, 2, 3, 4]).to_parquet(folder / FILE)
    (folder / "sources.csv").unlink()
    found = {(issue.file, issue.column, issue.code) for issue in check(folder)}
    assert {(FILE, "population", "bad-type"), (FILE, "code", "bad-type"), ("sources.csv", "", "missing-file")} <= found


def rewrite_table(folder: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    table = pq.read_table(folder / FILE)
    pq.write_table(change(table), folder / FILE)


def with_metadata(table: pa.Table, geo: bytes) -> pa.Table:
    return table.replace_schema_metadata({**table.schema.metadata, b"geo": geo})


@pytest.mark.parametrize(("column", "kind", "code"), WRONG)
def test_a_column_of_another_type_is_named(squares: Path, column: str, kind: str, code: str) -> None:
    layer = gpd.read_parquet(squares / FILE)
    layer[column] = pd.Series(CELLS[kind])
    layer.to_parquet(squares / FILE)
    assert (column, code) in codes(squares)


@pytest.mark.parametrize(
    "kind", ["int32", "float64", "Int64", "uint16", "uint64", "Float32"]
)  # fmt: skip
def test_whole_numbers_may_be_stored_in_any_type_of_number(squares: Path, kind: str) -> None:
    layer = gpd.read_parquet(squares / FILE)
    layer.assign(population=layer["population"].astype(pd.api.types.pandas_dtype(kind))).to_parquet(squares / FILE)
    assert sound(squares)["population"].tolist() == [900, 100, 50, 60]


def test_text_may_be_stored_by_dictionary(squares: Path) -> None:
    layer = gpd.read_parquet(squares / FILE)
    layer.assign(state_code=layer["state_code"].astype("category")).to_parquet(squares / FILE)
    assert sound(squares)["state_code"].tolist() == ["01", "01", "02", "02"]


def test_an_unknown_column_is_refused_as_in_a_csv(squares: Path) -> None:
    layer = gpd.read_parquet(squares / FILE)
    layer.assign(remark="x").to_parquet(squares / FILE)
    assert codes(squares) == {("remark", "unknown-column")}


def test_a_column_that_stands_there_twice_is_refused(squares: Path) -> None:
    rewrite_table(squares, lambda table: table.append_column("code", table["code"]))
    assert {code for _, code in codes(squares)} <= {"bad-header", "bad-parquet"}
    assert codes(squares)


@pytest.mark.parametrize("label", ["EPSG:3857", "EPSG:4267", "EPSG:4269", "EPSG:6372", None])
def test_coordinates_labelled_otherwise_than_as_degrees_of_wgs_84_are_refused(squares: Path, label: str | None) -> None:
    layer = gpd.read_parquet(squares / FILE)
    gpd.GeoDataFrame(layer.drop(columns="geometry"), geometry=layer.geometry.to_numpy(), crs=label).to_parquet(
        squares / FILE
    )
    assert codes(squares) == {("geometry", "other-crs")}


def test_both_names_of_wgs_84_are_one(squares: Path) -> None:
    layer = gpd.read_parquet(squares / FILE)
    layer.set_crs("EPSG:4326", allow_override=True).to_parquet(squares / FILE)
    assert sound(squares).crs == "OGC:CRS84"


def test_the_column_of_shapes_may_have_another_name(squares: Path) -> None:
    gpd.read_parquet(squares / FILE).rename_geometry("shape").to_parquet(squares / FILE)
    assert sound(squares).geometry.name == "geometry"


@pytest.mark.parametrize(
    "crs", ["EPSG:999999", "nonsense", {"type": "GeographicCRS"}, {"a": []}, 4269, [], "[" * 50_000, ["x"]]
)  # fmt: skip
def test_an_unknown_crs_is_an_issue(squares: Path, crs: object) -> None:
    def change(table: pa.Table) -> pa.Table:
        geo = json.loads(table.schema.metadata[b"geo"])
        geo["columns"]["geometry"]["crs"] = crs
        return with_metadata(table, json.dumps(geo).encode())

    rewrite_table(squares, change)
    assert {code for _, code in codes(squares)} <= {"bad-parquet", "other-crs"}
    assert codes(squares)


@pytest.mark.parametrize(
    "geo",
    [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"columns": {}}',
     b'{"primary_column": "x", "version": "1.0.0", "columns": {}}',
     b"[" * 200_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
     b'{"primary_column": "geometry", "version": "1.0.0", "columns": {"geometry": {"encoding": "?"}}}',
     b'{"primary_column": "name", "version": "1.0.0", "columns": {"name": {"encoding": "WKB"}}}'],
    ids=range(11),
)  # fmt: skip
def test_broken_metadata_are_an_issue(squares: Path, geo: bytes) -> None:
    rewrite_table(squares, lambda table: with_metadata(table, geo))
    assert codes(squares)


@pytest.mark.parametrize("part", [0, 3, 0.1, 0.3, 0.5, 0.9, 0.999])
def test_a_file_cut_anywhere_is_an_issue(squares: Path, part: float) -> None:
    whole = (squares / FILE).read_bytes()
    (squares / FILE).write_bytes(whole[: int(part if part > 1 else part * len(whole))])
    assert ("", "bad-parquet") in codes(squares)
