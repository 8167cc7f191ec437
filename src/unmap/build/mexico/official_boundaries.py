"""Official municipal boundaries: keys and geometry checked, nothing repaired without an issue row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from unmap.build.mexico.catalogue import BOUNDARIES_FOLDER
from unmap.build.outlines import CountryPlane, Outlines, sound_coverage
from unmap.build.vector_files import EXTENSIONS, read_vector_file
from unmap.errors import Issue, SourceError
from unmap.store.table_files import LON_LAT

if TYPE_CHECKING:
    from unmap.build.readers import SourceFolder


_MUNICIPAL = re.compile("^00mun$")  # INEGI's name for the layer of the municipalities of the whole country


def boundary_file(sources: SourceFolder) -> str:
    """Find the one file of boundaries below the sources folder; raises SourceError for none or several."""
    folder = sources.root / BOUNDARIES_FOLDER
    files = sorted(path.name for path in folder.glob("*") if path.suffix.lower() in EXTENSIONS)
    if len(files) != 1:
        found = f"found {', '.join(files)}" if files else "found none"
        raise SourceError(f"{BOUNDARIES_FOLDER}/: needs exactly one of {' '.join(EXTENSIONS)}; {found}")
    return f"{BOUNDARIES_FOLDER}/{files[0]}"


PLANE = "EPSG:6372"
"""Mexico ITRF2008 / LCC, in metres: where lengths and areas of the whole country can be measured."""


_STATE_WIDTH = 2


_MUNICIPALITY_WIDTH = 3


_MAX_REPAIR = 1e-4  # a repair that changes an area by more than this share is a person's decision


_HEADER = 1  # issues count rows as a spreadsheet does, with a header above the first record


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Municipalities at full resolution: `code`, `name`, `state_code`, `state_name` ("" where not given), sorted.

    `frame` holds the official coordinates in longitude and latitude; `outlines` the same rows in metres, repaired
    where an issue row says so.
    """

    file: str
    frame: gpd.GeoDataFrame
    outlines: Outlines
    issues: tuple[Issue, ...]


def read_boundaries(sources: SourceFolder) -> Boundaries:
    """Read the one boundary file of the sources folder.

    Columns in any case: CVEGEO, or CVE_ENT and CVE_MUN, and NOMGEO; NOM_ENT if there is one. Raises SourceError
    for a key that is missing, repeated or disagrees with its state, and for geometry that cannot be simplified as
    a coverage and cannot be repaired without a noticeable change; invalid geometry, overlaps, gaps and repairs
    become issue rows.
    """
    file = boundary_file(sources)
    raw = read_vector_file(file, sources.path(file), _MUNICIPAL)
    raw = raw.rename(columns={name: str(name).lower() for name in raw.columns if name != raw.geometry.name})
    keys = _keys(file, raw)
    names = _texts(file, raw, "nomgeo")
    state_names = _texts(file, raw, "nom_ent") if "nom_ent" in raw.columns else pd.Series("", index=raw.index)
    attributes = pd.DataFrame({"code": keys, "name": names, "state_code": keys.str[:2], "state_name": state_names})
    frame = gpd.GeoDataFrame(attributes, geometry=raw.geometry.to_numpy(), crs=raw.crs)
    frame = frame.sort_values("code", ignore_index=True)
    codes = tuple(frame["code"])
    shapes, issues = sound_coverage(file, codes, frame.geometry.to_crs(PLANE).to_numpy(), _MAX_REPAIR)
    outlines = Outlines(file, codes, tuple(frame["name"]), shapes, CountryPlane(CRS.from_user_input(PLANE)))
    return Boundaries(file, frame.to_crs(LON_LAT), outlines, issues)


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
