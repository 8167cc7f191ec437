"""`unmap locate`: a file of points, CSV or Parquet, with the area of each beside it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, NamedTuple

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
import typer
from rich.console import Console

from unmap.cli.options import data_folder
from unmap.errors import DataError, Issue, ParameterError, quoted
from unmap.files import require_folder, write_whole
from unmap.formats.writing import Form
from unmap.model import Column, Table
from unmap.store import broken
from unmap.store.loading import load
from unmap.store.located import (
    PROBLEM,
    USUAL_NAMES,
    WHY,
    Coordinates,
    areas_of,
    columns_of,
    coordinates,
    require_free,
)
from unmap.store.reading import FIRST_ROW, text_cells

if TYPE_CHECKING:
    from pathlib import Path

SOME_WITHOUT = 1
"""Exit code where all rows are written and some of them have no area."""

FORMS = (Form.CSV, Form.PARQUET)

Format = Annotated[
    Form | None,
    typer.Option("--format", metavar="|".join(FORMS), help="Format.", show_default="the ending of the file's name"),
]

_PARQUET = b"PAR1"
_MARK = b"\xef\xbb\xbf"
_ROWS_AT_ONCE = 65_536
_CRS84 = "OGC:CRS84"


class PointsAsked(NamedTuple):
    """The file of points, the names of its columns if they are not the usual ones, and where to write in which form."""

    file: Path
    lon: str | None
    lat: str | None
    output: Path | None
    form: Form | None


class Points(NamedTuple):
    """The rows of a file as they are, the row of the file that each stands in, and the coordinates of each."""

    table: pa.Table
    rows: np.ndarray
    given: dict[str, pd.Series]
    lon: Coordinates
    lat: Coordinates


def locate_file(asked: PointsAsked, data: Path) -> int:
    """Write every row of the file with its area and give the exit code.

    Raises DataError with every issue where the file or the data folder is broken, ParameterError where a column is not
    found, OutputError where the answer cannot be written.
    """
    form = _form_of(asked)
    if asked.output is not None:
        require_folder(asked.output)
    points = _read(asked)
    dataset = load(data_folder(data))
    require_free(dataset, points.table.column_names)
    areas = areas_of(dataset, points.lon, points.lat)
    table = points.table
    for name in areas.columns:
        table = table.append_column(name, pa.array(areas[name], pa.string(), from_pandas=True))
    content = _parquet(table) if form is Form.PARQUET else _csv(table)
    if asked.output is None:
        typer.echo(content, nl=False)
    else:
        write_whole(asked.output, content)
    return _tell(areas[PROBLEM], points)


def _form_of(asked: PointsAsked) -> Form:
    if asked.form in FORMS:
        return asked.form
    if asked.form is not None:
        raise ParameterError("format", f"must be one of {', '.join(FORMS)}", asked.form)
    if asked.output is None:
        return Form.CSV
    for form in FORMS:
        if asked.output.suffix.lower() == f".{form}":
            return form
    raise ParameterError("output", f"its ending names no format; say --format {' or '.join(FORMS)}", asked.output)


def _read(asked: PointsAsked) -> Points:
    try:
        content = asked.file.read_bytes()
    except OSError as error:
        raise _broken(asked.file, "unreadable-file", f"cannot be read ({error.strerror})") from error
    return _from_parquet(content, asked) if content.startswith(_PARQUET) else _from_csv(content, asked)


def _broken(file: Path, code: str, message: str, row: int = 0) -> DataError:
    return broken(file, [Issue(file.name, row, "", code, message)])


def _from_csv(content: bytes, asked: PointsAsked) -> Points:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise _broken(asked.file, "bad-encoding", "is not UTF-8 text; save the file as UTF-8", row) from error
    issues: list[Issue] = []
    frame = text_cells(content.removeprefix(_MARK), _shape(asked), issues)
    if issues or frame is None:
        raise broken(asked.file, issues)
    found = columns_of(frame.columns, asked.lon, asked.lat)
    given = {name: frame[column] for name, column in found.items()}
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
    rows = frame.index.to_numpy() + FIRST_ROW
    return Points(table, rows, given, *(coordinates(name, column) for name, column in given.items()))


def _shape(asked: PointsAsked) -> Table:
    """Give the little that is known of a file of points: by such names another separator than the comma is noticed."""
    names = dict.fromkeys([*USUAL_NAMES["lon"], *USUAL_NAMES["lat"], *filter(None, (asked.lon, asked.lat))])
    columns = tuple(Column(name=name, description="") for name in names)
    return Table(name="points", path=asked.file.name, title="", columns=columns, key=())


def _from_parquet(content: bytes, asked: PointsAsked) -> Points:
    try:
        table = pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError) as error:
        raise _broken(asked.file, "bad-parquet", "is no whole Parquet file; write it again") from error
    geometry = _geometry(table) if asked.lon is None and asked.lat is None else None
    names = [name for name in table.column_names if name != geometry]
    if geometry is None:
        found = columns_of(names, asked.lon, asked.lat)
        given = {name: _as_numbers(table.column(column)).to_pandas() for name, column in found.items()}
    else:
        given = _of_shapes(content, geometry, asked)
    rows = np.arange(1, len(table) + 1)
    return Points(table, rows, given, *(coordinates(name, column) for name, column in given.items()))


def _as_numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give decimals, as which databases write -99.1, as floats; any other column as it is."""
    return column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column


def _geometry(table: pa.Table) -> str | None:
    """Name the column that GeoParquet's metadata calls the shapes of the rows; None in a plain file."""
    try:
        name = orjson.loads((table.schema.metadata or {})[b"geo"])["primary_column"]
    except (KeyError, TypeError, ValueError):
        return None
    return name if name in table.column_names else None


def _of_shapes(content: bytes, geometry: str, asked: PointsAsked) -> dict[str, pd.Series]:
    """Give longitude and latitude of the points of GeoParquet, whatever reference system they are in."""
    try:
        shapes = gpd.read_parquet(pa.BufferReader(content), columns=[geometry])[geometry]
    except (ValueError, RuntimeError, shapely.errors.ShapelyError) as error:
        raise _broken(asked.file, "bad-parquet", "its shapes cannot be read; write it again") from error
    kinds = (shapely.GeometryType.POINT, shapely.GeometryType.MISSING)
    if not np.isin(shapely.get_type_id(shapes.to_numpy()), kinds).all():
        raise ParameterError("file", "holds shapes that are no points; name columns by --lon and --lat", asked.file)
    if shapes.crs is None:
        raise ParameterError("file", "does not say in which reference system its points are", asked.file)
    points = shapes.to_crs(_CRS84).to_numpy()
    return {"lon": pd.Series(shapely.get_x(points)), "lat": pd.Series(shapely.get_y(points))}


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(memoryview(sink.getvalue()))


def _csv(table: pa.Table) -> bytes:
    """Write as RFC 4180 has it: shapes as well-known text, lists and records as JSON, what is missing empty."""
    geometry = _geometry(table)
    written = io.BytesIO()
    text = io.TextIOWrapper(written, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        columns = zip(batch.schema, batch.columns, strict=True)
        writer.writerows(zip(*(_cells(field, column, geometry) for field, column in columns), strict=True))
    text.flush()
    return written.getvalue()


def _cells(field: pa.Field, column: pa.Array, geometry: str | None) -> list[str | None]:
    if pa.types.is_nested(field.type):
        return [None if value is None else orjson.dumps(value, default=str).decode() for value in column.to_pylist()]
    if field.name == geometry:
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False))
        texts: list[str | None] = shapely.to_wkt(shapes, rounding_precision=-1).tolist()
        return texts
    try:
        cells: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    except pa.ArrowException as error:
        why = f"the column {quoted(field.name)} ({field.type}) cannot be written as text; write Parquet"
        raise ParameterError("format", why) from error
    return cells


def _tell(problems: pd.Series, points: Points) -> int:
    """Tell how many rows there are and where they went, each once; give the exit code."""
    without = problems[problems.notna()]
    lines = [f"Rows: {len(problems):,}; with an area: {len(problems) - len(without):,}; without: {len(without):,}."]
    for problem, why in WHY.items():
        own = without.index[without == problem]
        if len(own):
            lines.append(f"{len(own):,} {problem}: {why} (first: {_place(points, own[0])})")
    Console(stderr=True, soft_wrap=True).print("\n".join(lines), highlight=False, markup=False)
    return SOME_WITHOUT if len(without) else 0


def _place(points: Points, at: int) -> str:
    """Name a row of the file and the coordinates that stand there."""
    given = {name: column.iloc[at] for name, column in points.given.items()}
    told = [f"{name} {quoted('' if pd.isna(value) else value)}" for name, value in given.items()]
    return ", ".join([f"row {points.rows[at]}", *told])
