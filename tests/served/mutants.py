"""Seeded ways to spoil a data folder: what a slip of a hand, a program or a disk does to one file."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.served.cut import read_text, write_text
from tests.tables import TABLES
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.model import Table

ODD_CELLS = (
    "", " ", "0", "-1", "1", "0.5", "100.5", "1e300", "NaN", "inf", "x", "07", "00", "99", "true", "TRUE", "state",
    "located", "field", "persons", "percent", "99999999999999999999", "9223372036854775807", "2020", "0001-01-01",
    "2999-12-31", "2020-13-45", "Ciudad de México", "=1+1", "a;b", ";", 'quote " and , comma', "line\nbreak",
    "<b>bold</b>", "${7*7}", "bell\x07", "nonchar\ufffe", "mark\u202e", "zero\u200bwidth", "w" * 20_000, "España ñ 中",
)  # fmt: skip
"""Texts that one cell or another cannot hold, or that something behind it may stumble over."""

_DRAWS_OF_TABLES = (schema.OFFICES, schema.INITIATIVES, schema.VALUES, schema.INDICATORS, schema.REPORTS)
"""Tables that are drawn twice as often: most answers rest on them."""

_CSVS = (*(table for table in TABLES if not table.geometry), *_DRAWS_OF_TABLES)
_LAYERS = tuple(table for table in TABLES if table.geometry)


def mutate(folder: Path, number: int) -> tuple[str, str]:
    """Spoil the folder in the way of that number; give the name of the table and what was done."""
    draw = random.Random(number)  # noqa: S311 - a seed, not a secret
    layered = draw.random() < 0.25
    table = draw.choice(_LAYERS if layered else _CSVS)
    changes = _OF_FILES if draw.random() < 0.1 else _OF_LAYERS if layered else _OF_ROWS
    change = draw.choice(changes)
    change(folder, table, draw)
    return table.name, f"{number}: {change.__name__.strip('_')} in {table.path}"


def _emptied(folder: Path, table: Table, _: random.Random) -> None:
    (folder / table.path).write_bytes(b"")


def _removed(folder: Path, table: Table, _: random.Random) -> None:
    (folder / table.path).unlink()


def _cut(folder: Path, table: Table, draw: random.Random) -> None:
    content = (folder / table.path).read_bytes()
    (folder / table.path).write_bytes(content[: draw.randrange(len(content))])


def _flipped(folder: Path, table: Table, draw: random.Random) -> None:
    content = bytearray((folder / table.path).read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    (folder / table.path).write_bytes(content)


def _exchanged_files(folder: Path, table: Table, draw: random.Random) -> None:
    other = draw.choice([one for one in TABLES if one.geometry is table.geometry])
    (folder / table.path).write_bytes((folder / other.path).read_bytes())


def _on_rows(change: Callable[[Any, random.Random], pd.DataFrame]) -> Callable[..., None]:
    def changed(folder: Path, table: Table, draw: random.Random) -> None:
        if table.geometry:
            layer = gpd.read_parquet(folder / table.path)
            gpd.GeoDataFrame(change(layer, draw)).to_parquet(folder / table.path)
        else:
            rows = read_text(folder, table)
            write_text(folder, table, change(rows, draw) if len(rows) else rows)

    changed.__name__ = change.__name__
    return changed


def _dropped_row(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    kept: pd.DataFrame = rows.drop(index=draw.choice(rows.index.tolist()))
    return kept


def _doubled_row(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    return pd.concat([rows, rows.sample(1, random_state=draw.randrange(1000))])


def _only_some_rows(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    kept: pd.DataFrame = rows.head(draw.choice([0, 0, 1, len(rows) // 2]))
    return kept


def _shuffled_rows(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    return rows.sample(frac=1, random_state=draw.randrange(1000)).reset_index(drop=True)


def _exchanged_cells(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    column = draw.choice(rows.columns.tolist())
    cells = rows[column].tolist()
    one, other = draw.randrange(len(cells)), draw.randrange(len(cells))
    cells[one], cells[other] = cells[other], cells[one]
    return rows.assign(**{column: _like(rows[column], cells)})


def _like(column: pd.Series, cells: list[Any]) -> pd.Series:
    if isinstance(column, gpd.GeoSeries):
        return gpd.GeoSeries(cells, index=column.index, crs=column.crs)
    return pd.Series(cells, index=column.index, dtype=column.dtype)


def _dropped_column(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    return rows.drop(columns=draw.choice([name for name in rows.columns if name != "geometry"]))


def _renamed_column(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    return rows.rename(columns={draw.choice([name for name in rows.columns if name != "geometry"]): "renamed"})


def _more_columns(rows: pd.DataFrame, _: random.Random) -> pd.DataFrame:
    return rows.assign(remark="x")


def _odd_cell(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    column = draw.choice(rows.columns.tolist())
    cells = rows[column].tolist()
    cells[draw.randrange(len(cells))] = draw.choice(ODD_CELLS)
    return rows.assign(**{column: cells})


def _odd_column(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    return rows.assign(**{draw.choice(rows.columns.tolist()): draw.choice(ODD_CELLS)})


def _cell_of_another_row(rows: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    column = draw.choice(rows.columns.tolist())
    cells = rows[column].tolist()
    cells[draw.randrange(len(cells))] = draw.choice(cells)
    return rows.assign(**{column: cells})


def _odd_value(layer: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    column = draw.choice([name for name in layer.columns if name != "geometry"])
    cells = layer[column].astype(object).tolist()
    number = draw.choice([None, 0, 1, -1, 0.5, 1e300, np.inf, 10**12])
    text = isinstance(cells[0], str)
    cells[draw.randrange(len(cells))] = str(number) if text and number is not None else number
    if isinstance(cells[0], bool):
        cells = [cell if cell is None else bool(cell) for cell in cells]
    return layer.assign(**{column: pd.Series(cells, index=layer.index).infer_objects()})


def _retyped_column(layer: pd.DataFrame, draw: random.Random) -> pd.DataFrame:
    column = draw.choice([name for name in layer.columns if name != "geometry"])
    kinds: dict[str, Callable[[pd.Series], Any]] = {
        "text": lambda cells: cells.astype(str),
        "numbers": lambda cells: np.arange(len(cells)) / 2,
        "whole": lambda cells: np.arange(len(cells)),
        "bytes": lambda cells: [b"x"] * len(cells),
        "lists": lambda cells: [[1]] * len(cells),
        "days": lambda cells: [pd.Timestamp("2020-01-01")] * len(cells),
        "none": lambda cells: [None] * len(cells),
        "truth": lambda cells: [True] * len(cells),
    }
    return layer.assign(**{column: kinds[draw.choice(sorted(kinds))](layer[column])})


def _relabelled(layer: gpd.GeoDataFrame, draw: random.Random) -> gpd.GeoDataFrame:
    return layer.set_crs(draw.choice(["EPSG:3857", "EPSG:4267", "EPSG:6372", "EPSG:4326"]), allow_override=True)


def _reshaped(layer: gpd.GeoDataFrame, draw: random.Random) -> gpd.GeoDataFrame:
    shapes = layer.geometry.tolist()
    at = draw.randrange(len(shapes))
    shape = shapes[at]
    west, south, east, north = shape.bounds
    ways: dict[str, Callable[[], Any]] = {
        "box": lambda: shapely.box(west, south, east, north),
        "country": lambda: shapely.box(*layer.total_bounds),
        "away": lambda: shapely.affinity.translate(shape, 120, -30),
        "near": lambda: shapely.affinity.translate(shape, draw.uniform(-1, 1), draw.uniform(-1, 1)),
        "larger": lambda: shapely.buffer(shape, draw.uniform(0.001, 0.5)),
        "smaller": lambda: shapely.buffer(shape, -draw.uniform(0.001, 0.05)),
        "exchanged": lambda: shapely.transform(shape, lambda xy: xy[:, ::-1]),
        "none": lambda: None,
        "empty": shapely.Polygon,
        "point": shape.representative_point,
        "bow tie": lambda: shapely.Polygon([(west, south), (east, north), (east, south), (west, north)]),
    }
    shapes[at] = ways[draw.choice(sorted(ways))]()
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))


_OF_FILES = (_emptied, _removed, _cut, _flipped, _exchanged_files)

_OF_ROWS = tuple(
    map(
        _on_rows,
        (
            *(_odd_cell,) * 5,
            *(_cell_of_another_row,) * 2,
            *(_exchanged_cells,) * 2,
            *(_odd_column,) * 2,
            *(_dropped_row, _doubled_row, _shuffled_rows, _only_some_rows),
            *(_dropped_column, _renamed_column, _more_columns),
        ),
    )
)

_OF_LAYERS = tuple(
    map(
        _on_rows,
        (
            *(_reshaped,) * 4,
            *(_odd_value,) * 2,
            *(_retyped_column,) * 2,
            *(_dropped_row, _doubled_row, _shuffled_rows, _only_some_rows, _exchanged_cells, _dropped_column),
            *(_renamed_column, _more_columns, _relabelled),
        ),
    )
)
