"""Official municipal boundaries: keys and geometry checked, nothing repaired without an issue row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.build.boundary_files import boundary_file, read_boundary_file
from unmap.build.tables import LON_LAT
from unmap.errors import SourceError
from unmap.geo.topology import (
    Fault,
    cleaned,
    coverage_faults,
    invalid_polygons,
    is_coverage,
    relative_area_change,
)
from unmap.models import Issue

if TYPE_CHECKING:
    from pyproj import CRS

    from unmap.build.readers import SourceFolder
    from unmap.geo.topology import Geometries

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
