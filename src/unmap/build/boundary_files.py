"""One level of a country's areas from a file of the field: keys, names, what they lie in; every fault an issue row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from unmap.build.boundary_columns import columns_above, named_column, own_columns
from unmap.build.outlines import refuse_missing
from unmap.build.vector_files import read_vector_file
from unmap.errors import Issue, SourceError, quoted
from unmap.geo.topology import invalid_polygons
from unmap.model.tables import AREA_CODE_PATTERN
from unmap.store.table_files import LON_LAT

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.boundary_columns import AreaColumns

_FIRST_ROW = 2  # issues count rows as a spreadsheet does, with a header above the first record
_LAYER_OF_LEVEL = r"(?:adm|admin|admbnda_adm|level)_?{n}(?![0-9])|_{n}$"
"""Names of a layer of one level: `tcd_admbnda_adm1_ocha`, `ADM_ADM_1`, `gadm41_TCD_1`, `geoBoundaries-TCD-ADM1`."""


@dataclass(frozen=True, slots=True)
class BoundaryLayer:
    """The areas of one level as a file has them, in longitude and latitude, in the file's order.

    `frame` has the columns code, name, other_names (a tuple of further spellings), type_en and type_local (what the
    file calls such an area; "" where it does not say), and for each level above that the file names `code_N`, `name_N`,
    `type_en_N` and `type_local_N`; `parent` where the user named a column for it. `pcodes` holds the levels whose
    codes are P-codes of OCHA.
    """

    file: str
    level: int
    frame: gpd.GeoDataFrame
    pcodes: frozenset[int]
    issues: tuple[Issue, ...]


def read_boundaries(
    path: Path, level: int, *, code: str | None = None, name: str | None = None, parent: str | None = None
) -> BoundaryLayer:
    """Read the areas of one level, 1 for the highest.

    GeoJSON, TopoJSON, shapefile, GeoPackage, GeoParquet or a zip of one; of several layers the one whose name says
    the level. `code`, `name` and `parent` (the code of the area of the level above) name columns; without them the
    usual ones of COD-AB, geoBoundaries, GADM, INEGI and HDX HAPI are known. Raises SourceError where the file cannot
    be read, its CRS contradicts its coordinates, a column is not found, or a code or name is missing, misshapen or
    repeated, with an issue for each record of which that is so.
    """
    file = path.name
    raw = read_vector_file(file, path, re.compile(_LAYER_OF_LEVEL.format(n=level)))
    cells = _texts(raw)
    known = [str(column) for column in cells]
    try:
        own = own_columns(known, level, _keys(cells), code, name)
        above = columns_above(known, level)
        lies_in = named_column(parent, known) if parent is not None else ""
    except SourceError as error:
        raise SourceError(f"{file}: {error}") from error
    columns = _columns(cells, own)
    for number, found in above.items():
        columns |= {f"{key}_{number}": texts for key, texts in _columns(cells, found).items()}
    if lies_in:
        columns["parent"] = cells[lies_in]
    frame = gpd.GeoDataFrame(columns, geometry=raw.geometry.to_numpy(), crs=raw.crs).to_crs(LON_LAT)
    _refuse_faulty_codes(file, own.code, frame["code"])
    refuse_missing(file, frame["code"].tolist(), invalid_polygons(frame.geometry.to_numpy()))
    nameless = frame["name"] == ""
    frame["name"] = frame["name"].mask(nameless, frame["code"])
    rule = _Rule(nameless, "missing-name", "has no name; its code stands for it")
    issues = rule.issues(file, own.name, frame["code"])
    pcodes = {number for number, found in ((level, own), *above.items()) if found.is_pcode}
    return BoundaryLayer(file, level, frame, frozenset(pcodes), tuple(issues))


def _texts(raw: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give every cell as text: a whole number without a point, nothing as ""."""
    cells = pd.DataFrame(raw.drop(columns=raw.geometry.name))
    return pd.DataFrame({str(name): cells[name].map(_text) for name in cells}, index=cells.index)


def _text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:  # noqa: PLR0124 - not a number is not itself
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return " ".join(text.split())


def _keys(cells: pd.DataFrame) -> list[str]:
    """List the columns that hold another value in each row."""
    return [str(name) for name in cells if cells[name].is_unique and (cells[name] != "").all()]


def _columns(cells: pd.DataFrame, found: AreaColumns) -> dict[str, pd.Series]:
    nothing = pd.Series("", index=cells.index)
    types = dict(found.types)
    others = cells[list(found.other_names)].itertuples(index=False, name=None)
    names = cells[found.name] if found.name else nothing
    given = [tuple(dict.fromkeys(one for one in row if one)) for row in others] or [()] * len(cells)
    return {
        "code": cells[found.code],
        "name": names,
        "other_names": pd.Series(given, index=cells.index),
        **{f"type_{kind}": cells[types[kind]] if kind in types else nothing for kind in ("en", "local")},
    }


def _refuse_faulty_codes(file: str, column: str, codes: pd.Series) -> None:
    """Raise SourceError with an issue for each record without a usable code: which is right, a person must say."""
    rules = (
        _Rule(codes == "", "missing-key", "has no code"),
        _Rule((codes != "") & ~codes.str.fullmatch(AREA_CODE_PATTERN), "bad-key", "is no code of letters and digits"),
        _Rule((codes != "") & codes.duplicated(), "duplicate-key", "stands in an earlier record as well"),
    )
    issues = [issue for rule in rules for issue in rule.issues(file, column, codes)]
    if issues:
        first = min(issues)
        also = f" (and {len(issues) - 1} more records)" if len(issues) > 1 else ""
        sentence = f"{file}: record {first.row - _FIRST_ROW + 1}, column {column}: {first.message}{also}"
        raise SourceError(sentence, issues)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is wrong with marked records, in a stable word and a sentence."""

    wrong: pd.Series
    code: str
    why: str

    def issues(self, file: str, column: str, codes: pd.Series) -> list[Issue]:
        """Give an issue for each marked record, with its code where it has one."""
        marked = zip(range(_FIRST_ROW, len(codes) + _FIRST_ROW), codes, self.wrong, strict=True)
        return [
            Issue(file, row, column, self.code, f"{quoted(code)} {self.why}" if code else self.why)
            for row, code, wrong in marked
            if wrong
        ]
