"""CONEVAL's workbook of state poverty: one sheet an area, blocks of years side by side."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import python_calamine

from unmap.build.areas import COUNTRY
from unmap.build.need.vocabulary import POVERTY
from unmap.errors import SourceError
from unmap.models import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unmap.build.areas import Areas
    from unmap.build.need.vocabulary import Unit
    from unmap.build.readers import SourceFolder

_COUNTRY_SHEET = "Estados Unidos Mexicanos"
_CONTENTS_SHEET = "Contenido"
_LABELS = "Indicadores"

# Heading of a block of year columns: unit, and what to multiply by. The country is in millions, states in thousands.
_BLOCKS: dict[str, tuple[Unit, int]] = {
    "Porcentaje": ("percent", 1),
    "Miles de personas": ("persons", 1_000),
    "Millones de personas": ("persons", 1_000_000),
}
_CONCEPT_OF = {concept.name_es: concept.concept for concept in POVERTY}
_MAX_UNZIPPED = 64 * 1024**2
_MAX_RATIO = 100


Rows: TypeAlias = "Sequence[Sequence[object]]"


def read_poverty_workbook(
    sources: SourceFolder, file: str, areas: Areas
) -> tuple[list[pd.DataFrame], tuple[Issue, ...]]:
    """Read every sheet into rows of area_code, concept, unit, year, value; persons in persons.

    A sheet is called as INEGI calls the state, which is its only key. Raises SourceError for an unreadable file, a
    sheet without the headings or one of the 16 indicators, text among the numbers, and a state without sheet; a
    sheet of no known state becomes an issue row.
    """
    workbook = _open(file, sources.path(file))
    code_of = dict(zip(areas.states["name"], areas.states["code"], strict=True)) | {_COUNTRY_SHEET: COUNTRY}
    sheets = [name for name in workbook.sheet_names if name != _CONTENTS_SHEET]
    missing = sorted(set(code_of) - set(sheets))
    if missing:
        raise SourceError(f"{file}: no sheet called {', '.join(missing)}")
    frames = [
        _read_sheet(
            f"{file}, sheet {name}", workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), code_of[name]
        )
        for name in sheets
        if name in code_of
    ]
    why = "is called like no state in the boundaries; left out"
    issues = tuple(
        Issue(file, 0, name, "unknown-area", f"sheet {name} {why}") for name in sheets if name not in code_of
    )
    return frames, issues


def _open(file: str, path: Path) -> python_calamine.CalamineWorkbook:
    try:
        with zipfile.ZipFile(path) as archive:
            unzipped = sum(info.file_size for info in archive.infolist())
        # A few hundred kilobytes can inflate to hundreds of megabytes.
        if unzipped > _MAX_UNZIPPED or unzipped > _MAX_RATIO * path.stat().st_size:
            raise SourceError(f"{file}: is suspiciously large when unzipped ({unzipped:,} bytes)")
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (zipfile.BadZipFile, python_calamine.CalamineError, OSError) as error:
        raise SourceError(f"{file}: is not a readable .xlsx workbook ({error})") from error


def _read_sheet(place: str, rows: Rows, code: str) -> pd.DataFrame:
    heading = _heading_row(place, rows)
    labels = next(at for at, cell in enumerate(rows[heading]) if _text(cell) == _LABELS)
    columns = _year_columns(place, rows, heading)
    records = []
    for number, row in enumerate(rows[heading + 2 :], start=heading + 3):
        concept = _CONCEPT_OF.get(_text(row[labels]))
        if concept:
            for at, (unit, factor, year) in columns.items():
                value = _number(f"{place}: row {number}", row[at]) * factor
                # Multiplying by a thousand leaves traces of binary fractions behind whole persons.
                records.append((code, concept, unit, year, np.round(value) if unit == "persons" else value))
    frame = pd.DataFrame(records, columns=["area_code", "concept", "unit", "year", "value"])
    absent = [name for name, concept in _CONCEPT_OF.items() if concept not in set(frame["concept"])]
    if absent or frame.duplicated(["concept", "unit", "year"]).any():
        raise SourceError(f"{place}: needs each indicator once; wrong: {', '.join(absent) or 'one stands twice'}")
    return frame


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _heading_row(place: str, rows: Rows) -> int:
    for number, row in enumerate(rows[:-1]):
        if _LABELS in map(_text, row):
            return number
    raise SourceError(f"{place}: no row with the heading {_LABELS}")


def _year_columns(place: str, rows: Rows, heading: int) -> dict[int, tuple[Unit, int, int]]:
    """Find the columns of each block: from its heading to the next one, wherever the row below holds a year."""
    columns: dict[int, tuple[Unit, int, int]] = {}
    block: tuple[Unit, int] | None = None
    for at, cell in enumerate(rows[heading]):
        if _text(cell):
            block = _BLOCKS.get(_text(cell))
        year = str(rows[heading + 1][at]).strip().rstrip("*").removesuffix(".0")
        if block and year.isdigit():
            columns[at] = (*block, int(year))
    if {unit for unit, _, _ in columns.values()} != {"percent", "persons"}:
        raise SourceError(
            f"{place}: row {heading + 1}: needs the headings Porcentaje and Miles or Millones de personas"
        )
    return columns


def _number(place: str, cell: object) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if _text(cell) in {"", "NA", "n.d."}:
        return float("nan")
    raise SourceError(f"{place}: {_text(cell) or 'a cell'} is not a number")
