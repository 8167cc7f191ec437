"""Boundaries that contradict each other, their seats or their own columns are refused, each with its row."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import unmap
from tests.conftest import write_squares
from tests.tables import LEVELS, TABLES
from unmap.errors import DataError, Issue
from unmap.model import schema
from unmap.store.boundary_rules import boundary_issues
from unmap.store.geometry import read_layer
from unmap.store.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

    Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]

STATES, MUNICIPALITIES = "geo/states.parquet", "geo/municipalities.parquet"
STATES_OVERVIEW, MUNICIPALITIES_OVERVIEW = "geo/states_overview.parquet", "geo/municipalities_overview.parquet"


def edit(folder: Path, file: str, change: Callable[[gpd.GeoDataFrame], Any]) -> None:
    """Change a layer of the folder in place, or put in its place what `change` gives."""
    layer = gpd.read_parquet(folder / file)
    changed = change(layer)
    (layer if changed is None else changed).to_parquet(folder / file)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_squares(tmp_path_factory.mktemp("squares"))


@pytest.fixture
def squares(written: Path, tmp_path: Path) -> Path:
    """The geography of the country of squares alone, to change: reading every table takes ten times as long."""
    shutil.copytree(written / "geo", tmp_path / "geo")
    return tmp_path


def problems(folder: Path) -> set[tuple[str, int, str, str]]:
    issues: list[Issue] = []
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES:
        if table.path.startswith("geo/") and (folder / table.path).exists():
            frame = (read_layer if table.geometry else read_csv)(folder, table, issues)
            assert frame is not None
            frames[table.name] = frame
    issues += boundary_issues(frames, LEVELS, issues)
    return {(issue.file, issue.row, issue.column, issue.code) for issue in issues}


def test_what_contradicts_itself_is_not_loaded(tmp_path: Path) -> None:
    folder = write_squares(tmp_path)
    edit(folder, MUNICIPALITIES, cell(0, "area_km2", 1.0))
    with pytest.raises(DataError, match="other-area"):
        unmap.load(folder)


def cell(row: int, column: str, value: object) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        values = layer[column].astype(object).tolist()
        values[row] = value
        kind: Any = layer[column].dtype if not isinstance(value, float) else "float64"
        return layer.assign(**{column: gpd.GeoSeries(values, crs=layer.crs) if column == "geometry" else
                               pd.Series(values, dtype=kind)})  # fmt: skip

    return change


def moved(row: int, east: float, north: float) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda layer: cell(row, "geometry", shapely.affinity.translate(layer.geometry[row], east, north))(layer)


def exchanged(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = layer.geometry.to_list()
    shapes[0], shapes[1] = shapes[1], shapes[0]
    return layer.set_geometry(gpd.GeoSeries(shapes, crs=layer.crs))


def reversed_shapes(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.set_geometry(gpd.GeoSeries(layer.geometry.to_list()[::-1], crs=layer.crs))


BOX = shapely.box(-101, 19, -97, 23)
BROAD = shapely.box(-100, 20, -98.5, 21)
NARROW = shapely.box(-100, 20, -99.2, 21)


@pytest.mark.parametrize(
    ("file", "change", "issue"),
    [
        (MUNICIPALITIES, moved(0, 120, -20), (2, "seat_lon", "seat-outside")),
        (MUNICIPALITIES, exchanged, (3, "seat_lon", "seat-outside")),
        (MUNICIPALITIES, cell(0, "geometry", BOX), (2, "area_km2", "other-area")),
        (MUNICIPALITIES, cell(0, "geometry", BROAD), (4, "geometry", "overlap")),
        (MUNICIPALITIES, cell(0, "area_km2", 1.0), (2, "area_km2", "other-area")),
        (MUNICIPALITIES, cell(1, "seat_lat", -60.0), (3, "seat_lon", "seat-outside")),
        (MUNICIPALITIES, cell(1, "seat_lat", float("nan")), (3, "seat_lon", "half-a-point")),
        (MUNICIPALITIES, cell(1, "pcode", "XX99"), (3, "pcode", "bad-pcode")),
        (MUNICIPALITIES, cell(1, "pcode", "SQ01001"), (3, "pcode", "bad-pcode")),
        (MUNICIPALITIES, lambda layer: layer.assign(population=0), (0, "population", "nobody")),
        (STATES, moved(0, 120, -20), (2, "geometry", "other-shape")),
        (STATES, exchanged, (2, "geometry", "other-shape")),
        (STATES, cell(0, "geometry", BOX), (3, "geometry", "overlap")),
        (STATES, cell(0, "area_km2", 1.0), (2, "area_km2", "other-area")),
        (STATES, cell(0, "seat_lon", -60.0), (2, "seat_lon", "seat-outside")),
        (STATES, cell(0, "pcode", "SQ"), (2, "pcode", "bad-pcode")),
        (STATES, cell(0, "population", 10), (2, "population", "other-sum")),
        (STATES_OVERVIEW, cell(0, "geometry", BOX), (2, "geometry", "other-shape")),
        (STATES_OVERVIEW, reversed_shapes, (2, "geometry", "other-shape")),
        (MUNICIPALITIES_OVERVIEW, exchanged, (3, "geometry", "other-shape")),
        (MUNICIPALITIES_OVERVIEW, moved(3, 1, 0), (5, "geometry", "other-shape")),
    ],
)  # fmt: skip
def test_a_contradiction_is_located(squares: Path, file: str, change: Change, issue: tuple[int, str, str]) -> None:
    edit(squares, file, change)
    assert (file, *issue) in problems(squares)


def test_a_gap_between_municipalities_is_told_of_their_state(squares: Path) -> None:
    edit(squares, MUNICIPALITIES, cell(0, "geometry", NARROW))
    assert (STATES, 2, "geometry", "other-shape") in problems(squares)


def test_a_municipality_of_another_state_is_told_of_both_states(squares: Path) -> None:
    edit(squares, MUNICIPALITIES, cell(0, "state_code", "02"))
    assert {(STATES, 2, "geometry", "other-shape"), (STATES, 3, "geometry", "other-shape")} <= problems(squares)


def test_a_state_without_municipalities_is_named(squares: Path) -> None:
    edit(squares, MUNICIPALITIES, lambda layer: layer.assign(state_code="02"))
    assert (STATES, 2, "code", "no-municipality") in problems(squares)


def test_a_gazetteer_whose_seat_lies_elsewhere_is_located(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(
        squares / "geo/places.csv", "01002,Norte,seat,01002,100,-99.5,21.5", "01002,Norte,seat,01002,100,-98.5,21.5"
    )
    assert problems(squares) == {("geo/places.csv", 3, "lon", "seat-outside")}


def simplified_apart(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let neighbours overlap by slivers, as layers do that were simplified one shape at a time."""
    return layer.set_geometry(gpd.GeoSeries(shapely.buffer(layer.geometry.to_numpy(), 0.001), crs=layer.crs))


@pytest.mark.parametrize("file", [STATES, MUNICIPALITIES, STATES_OVERVIEW, MUNICIPALITIES_OVERVIEW])
def test_layers_that_differ_by_slivers_are_accepted(squares: Path, file: str) -> None:
    edit(squares, file, simplified_apart)
    assert problems(squares) == set()


def test_a_seat_on_the_shore_of_a_simplified_line_is_accepted(squares: Path) -> None:
    edit(squares, MUNICIPALITIES, cell(0, "seat_lon", -100.01))
    assert problems(squares) == set()


@pytest.mark.parametrize("column", ["population", "area_km2"])
def test_what_is_not_known_of_an_area_is_no_contradiction(squares: Path, column: str) -> None:
    for file in (STATES, MUNICIPALITIES):
        edit(
            squares,
            file,
            lambda layer: layer.assign(**{column: layer[column].astype("Float64").where(layer.index > 0)}),
        )
    assert problems(squares) == set()


def test_of_shapes_for_tiles_each_group_of_zooms_has_all_areas(squares: Path) -> None:
    drawn = pd.concat([gpd.read_parquet(squares / file) for file in (STATES_OVERVIEW, MUNICIPALITIES_OVERVIEW)])
    groups = pd.concat([drawn.assign(max_zoom=zoom) for zoom in (4, 7)])
    groups.to_parquet(squares / schema.TILE_SHAPES.path)
    assert problems(squares) == set()
    groups.iloc[:-1].to_parquet(squares / schema.TILE_SHAPES.path)
    assert problems(squares) == {(schema.TILE_SHAPES.path, 0, "code", "other-areas")}


@pytest.mark.parametrize(
    "name", ["states", "municipalities", "states_overview", "municipalities_overview", "tile_shapes"]
)
def test_a_shape_of_the_shipped_data_that_is_moved_to_another_continent_is_named(dataset: Dataset, name: str) -> None:
    frames = {table.name: getattr(dataset, table.name) for table in TABLES if table.path.startswith("geo/")}
    frames[name] = moved(6, 120, -20)(frames[name])
    assert (f"geo/{name}.parquet", 8) in {(issue.file, issue.row) for issue in boundary_issues(frames, LEVELS, [])}
