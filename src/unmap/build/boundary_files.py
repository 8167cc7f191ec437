"""Opening a file of boundaries, whatever its format, without letting GDAL guess what it is.

GDAL looks at the content and not at the name: a `.geojson` may hold a VRT document that reads any other file of
the machine. So the extension says what a file must be, its first bytes must agree, and GeoJSON and GeoParquet
are read without GDAL.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import orjson
import pyarrow.parquet as pq
import pyogrio
import shapely

from unmap.build.catalogue import BOUNDARIES_FOLDER
from unmap.errors import SourceError

if TYPE_CHECKING:
    from unmap.build.readers import SourceFolder

EXTENSIONS = (".parquet", ".zip", ".shp", ".gpkg", ".geojson", ".json")
"""GeoParquet, a zipped shapefile folder as INEGI ships it, a shapefile, GeoPackage, GeoJSON."""

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MUNICIPAL_LAYER = "00mun"  # INEGI's name for the municipalities of the whole country
_MAGIC = {".shp": struct.pack(">i", 9994), ".gpkg": b"SQLite format 3\x00"}
# What the readers of the formats raise for a file that is cut short or not what it claims to be.
_UNREADABLE = (
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    zipfile.BadZipFile,
    zlib.error,
    shapely.errors.ShapelyError,
)
_MAX_UNZIPPED = 2 * 1024**3
_MAX_ROWS = 1_000_000


def boundary_file(sources: SourceFolder) -> str:
    """Find the one file of boundaries below the sources folder; raises SourceError for none or several."""
    folder = sources.root / BOUNDARIES_FOLDER
    files = sorted(path.name for path in folder.glob("*") if path.suffix.lower() in EXTENSIONS)
    if len(files) != 1:
        found = f"found {', '.join(files)}" if files else "found none"
        raise SourceError(f"{BOUNDARIES_FOLDER}/: needs exactly one of {' '.join(EXTENSIONS)}; {found}")
    return f"{BOUNDARIES_FOLDER}/{files[0]}"


def read_boundary_file(file: str, path: Path) -> gpd.GeoDataFrame:
    """Read boundaries with their columns and CRS as they are; raises SourceError where that cannot be done."""
    try:
        _refuse_too_large(path)
        frame = _read(path)
    except SourceError as error:
        raise SourceError(f"{file}: {error}") from error
    except _UNREADABLE as error:
        raise SourceError(f"{file}: cannot be read; it may be cut short ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError(f"{file}: has no geometry")
    return frame


def _refuse_too_large(path: Path) -> None:
    """Raise SourceError before memory is taken for more than any official boundaries need."""
    size = path.stat().st_size
    if path.suffix.lower() == ".parquet":
        told = pq.read_metadata(path)
        size = max(size, sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups)))
        if told.num_rows > _MAX_ROWS:
            raise SourceError(f"has {told.num_rows:,} rows, more than {_MAX_ROWS:,} areas")
    if size > _MAX_UNZIPPED:
        raise SourceError("is larger than 2 GB when unpacked")


def _read(path: Path) -> gpd.GeoDataFrame:
    match path.suffix.lower():
        case ".parquet":
            return gpd.read_parquet(path)
        case ".zip":
            return _read_zip(path)
        case ".geojson" | ".json":
            # RFC 7946 knows no other CRS than WGS 84, longitude first.
            features = orjson.loads(path.read_bytes())
            return gpd.GeoDataFrame.from_features(features, crs="OGC:CRS84")
        case _:
            return _read_with_gdal(path)


def _read_with_gdal(path: Path) -> gpd.GeoDataFrame:
    magic = _MAGIC[path.suffix.lower()]
    with path.open("rb") as stream:
        if stream.read(len(magic)) != magic:
            raise SourceError(f"is not the {path.suffix} file that its name says")
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(path)
    return frame


def _read_zip(path: Path) -> gpd.GeoDataFrame:
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        shapefile = _shapefile_in(archive)
        stem = shapefile.removesuffix(Path(shapefile).suffix)
        parts = [info for info in archive.infolist() if _is_part(info.filename, stem)]
        if sum(info.file_size for info in parts) > _MAX_UNZIPPED:
            raise SourceError("is larger than 2 GB when unpacked")
        for info in parts:
            # Own names below our own folder: a zip can hold paths that lead out of it.
            target = Path(folder) / f"layer{Path(info.filename).suffix.lower()}"
            with archive.open(info) as packed, target.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        return _read_with_gdal(Path(folder) / "layer.shp")


def _is_part(name: str, stem: str) -> bool:
    return name.startswith(stem + ".") and Path(name).suffix.lower() in _SHAPEFILE_PARTS


def _shapefile_in(archive: zipfile.ZipFile) -> str:
    shapefiles = [name for name in archive.namelist() if name.lower().endswith(".shp")]
    municipal = [name for name in shapefiles if Path(name).stem.lower() == _MUNICIPAL_LAYER]
    chosen = municipal or shapefiles
    if len(chosen) != 1:
        found = ", ".join(shapefiles) or "none"
        raise SourceError(f"needs one shapefile, or one called {_MUNICIPAL_LAYER}.shp; found {found}")
    return chosen[0]
