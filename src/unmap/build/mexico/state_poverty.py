"""Poverty of the states: CONEVAL 2008-2018, CONEVAL 2016-2022 and INEGI 2024.

CONEVAL's workbook has one sheet an area, blocks of years side by side.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from unmap.build.mexico.area_layers import COUNTRY
from unmap.build.mexico.catalogue import POVERTY_STATES_2008_2018, POVERTY_STATES_2016_2022, POVERTY_STATES_2024
from unmap.build.mexico.need_records import POVERTY, Note, Series, in_unit, need_table, observations
from unmap.errors import Issue, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openpyxl import Workbook

    from unmap.build.mexico.area_layers import Areas
    from unmap.build.mexico.need_records import NeedTable
    from unmap.build.need_units import Unit
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


_MAX_ROWS, _MAX_COLUMNS = 1_000, 500
"""Of a sheet: the official ones have 39 rows and 29 columns."""


# What the reader raises for a workbook that is cut short or not what it claims to be.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


Rows: TypeAlias = "Sequence[Sequence[object]]"


def read_poverty_workbook(
    sources: SourceFolder, file: str, areas: Areas
) -> tuple[list[pd.DataFrame], tuple[Issue, ...]]:
    """Read every sheet into rows of area_code, concept, unit, year, value; persons in persons.

    A sheet is called as INEGI calls the state, which is its only key. Raises SourceError for an unreadable file, a
    sheet without the headings or one of the 16 indicators, text among the numbers, and a state without sheet; a
    sheet of no known state becomes an issue row.
    """
    path = sources.path(file)
    code_of = dict(zip(areas.states["name"], areas.states["code"], strict=True)) | {_COUNTRY_SHEET: COUNTRY}
    _refuse_bomb(file, path)
    with _named(file), path.open("rb") as stream:
        # Row by row: what a sheet says of its size is not believed, and no memory is taken for it.
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        sheets = [name for name in workbook.sheetnames if name != _CONTENTS_SHEET]
        missing = sorted(set(code_of) - set(sheets))
        if missing:
            raise SourceError(f"{file}: no sheet called {', '.join(missing)}")
        known = [name for name in sheets if name in code_of]
        rows = {name: _rows(f"{file}, sheet {name}", workbook, name) for name in known}
    frames = [_read_sheet(f"{file}, sheet {name}", rows[name], code_of[name]) for name in known]
    why = "is called like no state in the boundaries; left out"
    issues = tuple(
        Issue(file, 0, name, "unknown-area", f"sheet {name} {why}") for name in sheets if name not in code_of
    )
    return frames, issues


@contextmanager
def _named(place: str) -> Iterator[None]:
    """Name the place where the reader cannot go on; it warns of what it leaves out, such as fonts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _UNREADABLE as error:
        raise SourceError(f"{place}: is not a readable .xlsx workbook ({error})") from error


def _refuse_bomb(file: str, path: Path) -> None:
    with _named(file), zipfile.ZipFile(path) as archive:
        unzipped = sum(info.file_size for info in archive.infolist())
    # A few hundred kilobytes can inflate to hundreds of megabytes.
    if unzipped > _MAX_UNZIPPED or unzipped > _MAX_RATIO * path.stat().st_size:
        raise SourceError(f"{file}: is suspiciously large when unzipped ({unzipped:,} bytes)")


def _rows(place: str, workbook: Workbook, name: str) -> Rows:
    """Give the cells of a sheet row by row, each row as wide as the widest."""
    with _named(place):
        sheet = workbook[name]
        sheet.reset_dimensions()
        rows = [tuple(row) for row in islice(sheet.iter_rows(values_only=True), _MAX_ROWS + 1)]
    widest = max(map(len, rows), default=0)
    if len(rows) > _MAX_ROWS or widest > _MAX_COLUMNS:
        raise SourceError(f"{place}: has a cell beyond row {_MAX_ROWS:,} or column {_MAX_COLUMNS}; remove it")
    return [(*row, *[None] * (widest - len(row))) for row in rows]


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


_THOUSAND = 1000


SERIES_2008_2018 = Series(
    series="mmp-2008",
    name_en="CONEVAL, states, 2008–2018",
    name_es="CONEVAL, entidades federativas, 2008–2018",
    source_id=POVERTY_STATES_2008_2018.source_id,
    note=Note(
        "CONEVAL's first series, which the 2020 Results Report uses. It does not compare with the series that"
        " begins in 2016. Persons are published in thousands with one decimal.",
        "Primera serie de CONEVAL, la que usa el Informe de Resultados 2020. No es comparable con la serie que"
        " comienza en 2016. Las personas se publican en miles con un decimal.",
    ),
)


SERIES_2016_2022 = Series(
    series="mmp-2016",
    name_en="CONEVAL, states, 2016–2022",
    name_es="CONEVAL, entidades federativas, 2016–2022",
    source_id=POVERTY_STATES_2016_2022.source_id,
    note=Note(
        "CONEVAL's series after the third edition of its method. It does not compare with the series 2008–2018.",
        "Serie de CONEVAL según la tercera edición de su metodología. No es comparable con la serie 2008–2018.",
    ),
    default_levels=("state",),
)


SERIES_2024 = Series(
    series="inegi-2024",
    name_en="INEGI, states, 2024",
    name_es="INEGI, entidades federativas, 2024",
    source_id=POVERTY_STATES_2024.source_id,
    note=Note(
        "Measured by INEGI, which took over from CONEVAL. Rates only: multiplying them by a population projection"
        " would not give INEGI's own headcounts.",
        "Medición a cargo del INEGI, que sustituye a CONEVAL. Solo porcentajes: multiplicarlos por una proyección"
        " de población no daría las cifras de personas del INEGI.",
    ),
)


def read_2008_2018(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the series 2008-2018; its persons are given in thousands."""
    columns = {
        "pobreza_pct": "poverty",
        "pobreza_extrema_pct": "extreme_poverty",
        "al_menos_una_carencia_pct": "at_least_one_deprivation",
    }
    table = sources.table(POVERTY_STATES_2008_2018.file, ("cve_ent", "anio", "pobreza_miles", *columns))
    area, year = table.codes("cve_ent", 2), table.years("anio")
    table.refuse_repeats("cve_ent", area, year)
    persons = (in_unit(table, "pobreza_miles", "persons") * _THOUSAND).round()
    frames = [observations(area, "poverty", "persons", year, persons)]
    for column, concept in columns.items():
        frames.append(observations(area, concept, "percent", year, in_unit(table, column, "percent")))
    return need_table(SERIES_2008_2018, frames, areas, table.unknown_areas("cve_ent", area, areas.codes))


def read_2016_2022(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the series 2016-2022 from CONEVAL's workbook, one sheet for the country and one for each state."""
    frames, issues = read_poverty_workbook(sources, POVERTY_STATES_2016_2022.file, areas)
    return need_table(SERIES_2016_2022, frames, areas, issues)


def read_2024(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the rates of 2024."""
    year = POVERTY_STATES_2024.reference_year
    column = f"pobreza_pct_{year}"
    table = sources.table(POVERTY_STATES_2024.file, ("cve_ent", column))
    area = table.codes("cve_ent", 2)
    table.refuse_repeats("cve_ent", area)
    frame = observations(area, "poverty", "percent", year, in_unit(table, column, "percent"))
    return need_table(SERIES_2024, [frame], areas, table.unknown_areas("cve_ent", area, areas.codes))
