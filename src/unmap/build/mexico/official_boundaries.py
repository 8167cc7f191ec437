"""Official municipal boundaries: keys and geometry checked, nothing repaired without an issue row.

A file is opened without letting GDAL guess what it is. GDAL looks at the content and not at the name: a `.geojson`
may hold a VRT document that reads any other file of the machine. So the extension says what a file must be, its first
bytes must agree, and GeoJSON and GeoParquet are read without GDAL.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely

from unmap.build.mexico.catalogue import BOUNDARIES_FOLDER
from unmap.errors import Issue, SourceError
from unmap.geo.topology import Fault, cleaned, coverage_faults, invalid_polygons, is_coverage, relative_area_change
from unmap.store.table_files import LON_LAT

if TYPE_CHECKING:
    from pyproj import CRS

    from unmap.build.readers import SourceFolder
    from unmap.geo.topology import Geometries


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


PLANE = "EPSG:6372"
"""Mexico ITRF2008 / LCC, in metres: where lengths and areas of the whole country can be measured."""


_STATE_WIDTH = 2


_MUNICIPALITY_WIDTH = 3


_GAP_WIDTH_M = 1


_MAX_REPAIR = 1e-4  # a repair that changes an area by more than this share is a person's decision


_NAMED_FAULTS = 5


_HEADER = 1  # issues count rows as a spreadsheet does, with a header above the first record


_COLUMN = "geometry"


_LON_LAT_LIMITS = (180, 90, 180, 90)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Municipalities at full resolution: `code`, `name`, `state_code`, `state_name` ("" where not given), sorted.

    `frame` holds the official coordinates in longitude and latitude; `plane` the same rows in metres, repaired
    where an issue row says so.
    """

    file: str
    frame: gpd.GeoDataFrame
    plane: Geometries
    issues: tuple[Issue, ...]


def read_boundaries(sources: SourceFolder) -> Boundaries:
    """Read the one boundary file of the sources folder.

    Columns in any case: CVEGEO, or CVE_ENT and CVE_MUN, and NOMGEO; NOM_ENT if there is one. Raises SourceError
    for a key that is missing, repeated or disagrees with its state, and for geometry that cannot be simplified as
    a coverage and cannot be repaired without a noticeable change; invalid geometry, overlaps, gaps and repairs
    become issue rows.
    """
    file = boundary_file(sources)
    raw = read_boundary_file(file, sources.path(file))
    raw = raw.rename(columns={name: str(name).lower() for name in raw.columns if name != raw.geometry.name})
    keys = _keys(file, raw)
    names = _texts(file, raw, "nomgeo")
    state_names = _texts(file, raw, "nom_ent") if "nom_ent" in raw.columns else pd.Series("", index=raw.index)
    attributes = pd.DataFrame({"code": keys, "name": names, "state_code": keys.str[:2], "state_name": state_names})
    frame = gpd.GeoDataFrame(attributes, geometry=raw.geometry.to_numpy(), crs=_checked_crs(file, raw))
    frame = frame.sort_values("code", ignore_index=True)
    codes = frame["code"].tolist()
    faults = invalid_polygons(frame.geometry.to_numpy())
    if missing := [_issue(file, codes, fault) for fault in faults if fault.kind == "missing"]:
        raise SourceError(f"{file}: {missing[0].message}", missing)
    plane, issues = _coverage(file, codes, frame.geometry.to_crs(PLANE).to_numpy(), faults)
    return Boundaries(file, frame.to_crs(LON_LAT), plane, issues)


def _texts(file: str, raw: gpd.GeoDataFrame, column: str) -> pd.Series:
    if column not in raw.columns:
        raise SourceError(f"{file}: no column {column.upper()} (found {', '.join(map(str, raw.columns))})")
    texts = raw[column].astype("string").str.strip()
    if texts.isna().any():
        raise SourceError(f"{file}: record {_first(texts.isna())}, column {column.upper()}: is empty")
    return texts.astype(object)


def _first(wrong: pd.Series) -> int:
    """Give the number of the first marked record; layers have records, from 1, and no header row."""
    return int(np.flatnonzero(wrong.to_numpy(dtype=bool))[0]) + 1


def _key_part(file: str, raw: gpd.GeoDataFrame, column: str, width: int) -> pd.Series:
    # Some editions keep keys as numbers: 1.0 and 1 mean "01".
    texts = _texts(file, raw, column).str.removesuffix(".0")
    wrong = ~texts.str.fullmatch(rf"[0-9]{{1,{width}}}").astype(bool)
    if wrong.any():
        record = _first(wrong)
        raise SourceError(f"{file}: record {record}, column {column.upper()}: not a key of {width} digits")
    return texts.str.zfill(width)


def _keys(file: str, raw: gpd.GeoDataFrame) -> pd.Series:
    if "cvegeo" in raw.columns:
        keys = _key_part(file, raw, "cvegeo", _STATE_WIDTH + _MUNICIPALITY_WIDTH)
    else:
        state = _key_part(file, raw, "cve_ent", _STATE_WIDTH)
        keys = state + _key_part(file, raw, "cve_mun", _MUNICIPALITY_WIDTH)
    if "cve_ent" in raw.columns:
        other = keys.str[:_STATE_WIDTH] != _key_part(file, raw, "cve_ent", _STATE_WIDTH)
        if other.any():
            record = _first(other)
            key = keys.iloc[record - 1]
            raise SourceError(f"{file}: record {record}: CVEGEO {key} does not begin with its CVE_ENT")
    if repeated := _repeats(file, keys):
        record = repeated[0].row - _HEADER
        sentence = f"{file}: record {record}, column CVEGEO: {keys.iloc[record - 1]} stands there twice"
        raise SourceError(sentence, repeated)
    return keys


def _repeats(file: str, keys: pd.Series) -> list[Issue]:
    """Give an issue for each record whose key an earlier one has: which of them is right, a person must say."""
    again = np.flatnonzero(keys.duplicated().to_numpy())
    why = "stands in an earlier record as well"
    return [Issue(file, at + 1 + _HEADER, "CVEGEO", "duplicate-key", f"{keys.iloc[at]} {why}") for at in again.tolist()]


def _checked_crs(file: str, raw: gpd.GeoDataFrame) -> CRS:
    if raw.crs is None:
        raise SourceError(f"{file}: has no coordinate reference system (.prj)")
    # Longitude stands first in the file whatever the CRS says of its axes, which is also how geopandas reads it.
    if raw.crs.is_geographic and (np.abs(raw.total_bounds) > _LON_LAT_LIMITS).any():
        raise SourceError(f"{file}: coordinates are not longitude, then latitude, in degrees")
    return raw.crs


def _coverage(
    file: str, codes: list[str], plane: Geometries, faults: tuple[Fault, ...]
) -> tuple[Geometries, tuple[Issue, ...]]:
    broken = faults or not is_coverage(plane)
    mended = cleaned(plane) if broken else plane
    if not faults:
        faults = coverage_faults(plane, _GAP_WIDTH_M)
    issues = tuple(_issue(file, codes, fault) for fault in faults)
    if not broken:
        return plane, issues
    change = relative_area_change(plane, mended)
    if not is_coverage(mended) or (change > _MAX_REPAIR).any():
        named = "; ".join(str(issue) for issue in issues[:_NAMED_FAULTS])
        raise SourceError(f"{file}: {len(issues)} faults in the geometry, too large to repair: {named}", issues)
    touched = np.flatnonzero(~shapely.equals_exact(shapely.normalize(plane), shapely.normalize(mended)))
    repairs = tuple(
        Issue(file, 0, _COLUMN, "repaired", f"{codes[at]} repaired; its area changed by {change[at]:.1e} of itself")
        for at in touched.tolist()
    )
    return mended, (*issues, *repairs)


def _issue(file: str, codes: list[str], fault: Fault) -> Issue:
    neighbour = "" if fault.other is None else f" ({codes[fault.other]})"
    return Issue(file, 0, _COLUMN, f"geometry-{fault.kind}", f"{codes[fault.position]} {fault.message}{neighbour}")
