"""Polygons with their columns from the files that boundaries are kept in, without letting GDAL guess what a file is.

GDAL looks at the content and not at the name: a `.geojson` may hold a VRT document that reads any other file of the
machine. So the extension says what a file must be, its first bytes must agree, and GeoJSON, TopoJSON and GeoParquet
are read without GDAL. The package `topojson` writes that format and cannot read it.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import mapping

from unmap.errors import SourceError, quoted
from unmap.store.table_files import LON_LAT

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import pandas as pd


EXTENSIONS = (".parquet", ".zip", ".shp", ".gpkg", ".geojson", ".topojson", ".json")
"""GeoParquet, a zip of one file or shapefile, a shapefile, GeoPackage, GeoJSON, TopoJSON."""

_PARTS = {".shp": (".shp", ".shx", ".dbf", ".prj", ".cpg")}
"""What belongs to a file of this extension; to any other, nothing but itself."""

_MAGIC = {".shp": struct.pack(">i", 9994), ".gpkg": b"SQLite format 3\x00"}

# What the readers of the formats raise for a file that is cut short or not what it claims to be.
_UNREADABLE = (
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    sqlite3.Error,
    zipfile.BadZipFile,
    zlib.error,
    shapely.errors.ShapelyError,
)

_MAX_UNZIPPED = 2 * 1024**3
_MAX_JSON = 512 * 1024**2
"""Of a GeoJSON or TopoJSON: in memory it takes ten times as much."""

_MAX_ROWS = 1_000_000
_FARTHEST = (360, 90)
"""Degrees of longitude and latitude; files of countries by the antimeridian count longitude up to 360."""


def read_vector_file(file: str, path: Path, wanted: re.Pattern[str]) -> gpd.GeoDataFrame:
    """Read polygons with their columns and CRS as they are.

    `file` is the name that messages say. Of several layers (shapefiles in a zip, tables, objects of a TopoJSON) the
    one is read whose name `wanted` finds. Raises SourceError where the file cannot be read, is larger than any
    boundaries need, holds no or several such layers, has no CRS, or coordinates that its CRS cannot have.
    """
    try:
        _refuse_too_large(path)
        frame = _read(path, wanted)
        _check(frame)
    except SourceError as error:
        raise SourceError(f"{file}: {error}") from error
    except _UNREADABLE as error:
        raise SourceError(f"{file}: cannot be read; it may be cut short ({error})") from error
    return frame


def _refuse_too_large(path: Path) -> None:
    """Raise SourceError before memory is taken for more than any boundaries need."""
    size = path.stat().st_size
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        told = pq.read_metadata(path)
        size = max(size, sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups)))
        if told.num_rows > _MAX_ROWS:
            raise SourceError(f"has {told.num_rows:,} rows, more than {_MAX_ROWS:,} areas")
    if size > _MAX_UNZIPPED:
        raise SourceError("is larger than 2 GB when unpacked")
    if suffix.endswith("json") and size > _MAX_JSON:
        raise SourceError("is larger than 512 MB; save it as a GeoPackage")


def _read(path: Path, wanted: re.Pattern[str]) -> gpd.GeoDataFrame:
    match path.suffix.lower():
        case ".parquet":
            return gpd.read_parquet(path)
        case ".zip":
            return _read_zip(path, wanted)
        case ".geojson" | ".topojson" | ".json":
            return _read_json(path, wanted)
        case ".shp":
            _refuse_disguise(path)
            shapes: gpd.GeoDataFrame = pyogrio.read_dataframe(path)
            return shapes
        case ".gpkg":
            _refuse_disguise(path)
            table = chosen(_tables(path), wanted)
            rows: gpd.GeoDataFrame = pyogrio.read_dataframe(path, layer=table)
            return rows
        case suffix:
            raise SourceError(f"is a {suffix or 'file without extension'}; boundaries are read from {_named()}")


def _named() -> str:
    return ", ".join(EXTENSIONS)


def _refuse_disguise(path: Path) -> None:
    magic = _MAGIC[path.suffix.lower()]
    with path.open("rb") as stream:
        if stream.read(len(magic)) != magic:
            raise SourceError(f"is not the {path.suffix} file that its name says")


def _tables(path: Path) -> list[str]:
    """List the tables of shapes of a GeoPackage; raises SourceError for virtual ones, which may read other files."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        virtual = "sql LIKE 'CREATE VIRTUAL TABLE%' AND sql NOT LIKE '%USING rtree(%'"
        if database.execute(f"SELECT 1 FROM sqlite_master WHERE {virtual}").fetchone():  # noqa: S608 - a constant
            raise SourceError("holds a virtual table, which no boundaries need")
        found = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
        return [str(name) for (name,) in found]
    finally:
        database.close()


def chosen(names: Sequence[str], wanted: re.Pattern[str]) -> str:
    """Give the only name, or the only one that `wanted` finds; raises SourceError where there is none such."""
    fitting = list(names) if len(names) == 1 else [name for name in names if wanted.search(Path(name).stem.lower())]
    if len(fitting) != 1:
        found = ", ".join(map(quoted, names[:_SHOWN])) or "none"
        raise SourceError(f"needs one layer, or one whose name says the level; found {found}")
    return fitting[0]


_SHOWN = 12


def _read_zip(path: Path, wanted: re.Pattern[str]) -> gpd.GeoDataFrame:
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        kinds = [suffix for suffix in EXTENSIONS if suffix != ".zip"]
        names = [info.filename for info in archive.infolist() if Path(info.filename).suffix.lower() in kinds]
        name = chosen([name for name in names if not Path(name).name.startswith(".")], wanted)
        suffix = Path(name).suffix
        own = _PARTS.get(suffix.lower(), (suffix.lower(),))
        parts = [info for info in archive.infolist() if _is_part(info.filename, name.removesuffix(suffix), own)]
        if sum(info.file_size for info in parts) > _MAX_UNZIPPED:
            raise SourceError("is larger than 2 GB when unpacked")
        for info in parts:
            # Own names below our own folder: a zip can hold paths that lead out of it.
            target = Path(folder) / f"layer{Path(info.filename).suffix.lower()}"
            with archive.open(info) as packed, target.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        unzipped = Path(folder) / f"layer{suffix.lower()}"
        _refuse_too_large(unzipped)
        return _read(unzipped, wanted)


def _is_part(name: str, stem: str, suffixes: Sequence[str]) -> bool:
    return name.startswith(stem + ".") and Path(name).suffix.lower() in suffixes


def _read_json(path: Path, wanted: re.Pattern[str]) -> gpd.GeoDataFrame:
    document = orjson.loads(path.read_bytes())
    crs = _stated_crs(document)
    if document.get("type") == "Topology":
        name = chosen(list(document["objects"]), wanted)
        return gpd.GeoDataFrame.from_features(_features_of(document, name), crs=crs)
    if document.get("type") != "FeatureCollection":
        raise SourceError("is neither a GeoJSON FeatureCollection nor a TopoJSON Topology")
    return gpd.GeoDataFrame.from_features(document["features"], crs=crs)


def _stated_crs(document: dict[str, Any]) -> CRS:
    """Give the CRS of the member that GeoJSON had before RFC 7946, else longitude and latitude."""
    stated = document.get("crs")
    if not stated:
        return CRS.from_user_input(LON_LAT)
    name = str(stated["properties"]["name"])
    try:
        return CRS.from_user_input(name)
    except CRSError as error:
        raise SourceError(f"states an unknown coordinate reference system, {quoted(name)}") from error


def _check(frame: pd.DataFrame) -> None:
    """Raise SourceError where there are no shapes, no CRS is stated, or one that contradicts the coordinates.

    Longitude stands first in a file whatever the CRS says of its axes, which is also how geopandas reads it.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise SourceError("has no geometry")
    crs = frame.crs
    if crs is None:
        raise SourceError("has no coordinate reference system (.prj)")
    bounds = np.abs(frame.total_bounds)
    if np.isnan(bounds).any():
        return
    in_degrees = bool((bounds <= np.asarray(_FARTHEST * 2)).all())
    if crs.is_geographic and not in_degrees:
        raise SourceError("coordinates are not longitude, then latitude, in degrees")
    if not crs.is_geographic and in_degrees:
        raise SourceError(f"coordinates are degrees, but the file says that they are metres of {quoted(crs.name)}")


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Lines as longitude and latitude; a number below zero means the line ~number, backwards."""

    lines: tuple[np.ndarray[Any, np.dtype[np.float64]], ...]

    def ring(self, numbers: list[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Put lines together, each beginning where the one before ends, which is said once."""
        pieces = [self.lines[number] if number >= 0 else self.lines[~number][::-1] for number in numbers]
        return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])

    def polygon(self, rings: list[list[int]]) -> shapely.Polygon:
        """Put an outer ring and its holes together."""
        outer, *holes = map(self.ring, rings)
        return shapely.Polygon(outer, holes)


def _features_of(topology: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the polygons of the object `name` as GeoJSON features with their properties.

    Geometry of another type stays away: the feature has none. Raises LookupError, TypeError or ValueError where the
    document is no TopoJSON.
    """
    arcs = _Arcs(tuple(_line(arc, topology.get("transform")) for arc in topology["arcs"]))
    members = topology["objects"][name]
    geometries = members["geometries"] if members["type"] == "GeometryCollection" else [members]
    return [
        {"type": "Feature", "properties": one.get("properties") or {}, "geometry": _geometry(one, arcs)}
        for one in geometries
    ]


def _line(arc: list[list[float]], transform: dict[str, Any] | None) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Undo the quantisation: whole steps of a grid, each counted from the one before."""
    points = np.asarray([point[:2] for point in arc], dtype=np.float64)
    if transform is None:
        return points
    steps = np.cumsum(points, axis=0)
    return np.asarray(steps * transform["scale"] + transform["translate"])


def _geometry(one: dict[str, Any], arcs: _Arcs) -> dict[str, Any] | None:
    match one.get("type"):
        case "Polygon":
            return dict(mapping(arcs.polygon(one["arcs"])))
        case "MultiPolygon":
            return dict(mapping(shapely.MultiPolygon([arcs.polygon(rings) for rings in one["arcs"]])))
        case _:
            return None
