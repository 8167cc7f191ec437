"""Small files of sheets made by chance from a seed: every way of keeping a sheet, and files that were damaged."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.intake.workbooks import Cell

TITLES = (
    *("Organisation", "Agencia", "Acronyme", "Province", "admin1Pcode", "Municipio / Localidad", "Cluster"),
    *("Start date", "Fin", "Mois", "Latitude", "Longitude", "Population", "Título", "Observaciones", "Fuente\n(año)"),
)
CELLS: tuple[Cell, ...] = (
    *("WFP", "ACNUR", "Batha", "TD01", "07 ", "7.0", "", " ", "\u00a0", "\u200b", "n/a", "-", "1.234,5", "1,5", "12 %"),
    *("feb 2024", "Q1 2024", "31/12/2024", "01/13/2024", "30/02/2024", "45292", "#N/A", "=1+1", "NaN", "1e999"),
    *("x" * 500, "dos\nlíneas", 'say "so"', "a;b", "a,b", "a|b", "#org", "Required", "日本", "\U0001f600"),
    *(0, 7, -1, 45292, 2024, 10**15, 0.1, 1e300, True, False, None, None, None),
    *(date(2024, 2, 29), datetime(2024, 1, 1, 12, 30)),  # noqa: DTZ001 - as a sheet has it
)


@dataclass(frozen=True)
class FuzzedSheet:
    """A file, how many rows it has beneath its header where it is whole, and whether it was damaged."""

    path: Path
    header_row: int
    rows_beneath: int
    damaged: bool


def fuzzed_sheet(folder: Path, seed: int) -> FuzzedSheet:
    """Write the file of a seed."""
    chance = random.Random(seed)  # noqa: S311 - for tests
    width = chance.randint(1, 8)
    above: list[list[Cell]] = [[chance.choice(("3W", None, "April"))] for _ in range(chance.randint(0, 3))]
    header: list[Cell] = [*chance.sample(TITLES, width)]
    data = [[chance.choice(CELLS) for _ in range(chance.randint(0, width))] for _ in range(chance.randint(0, 12))]
    rows = [*above, header, *data]
    is_text = chance.random() < 0.5
    content = _text(chance, rows) if is_text else _workbook(chance, rows)
    damaged = chance.random() < 0.4
    if damaged:
        content = _damaged_text(chance, content) if is_text else _damaged_workbook(chance, content)
    path = folder / f"{seed}{chance.choice(('.csv', '.txt', '.xlsx'))}"
    path.write_bytes(content)
    return FuzzedSheet(path, len(above) + 1, _beneath(data), damaged)


def _beneath(data: list[list[Cell]]) -> int:
    """Count rows to the last that shows something."""
    shown = [number for number, row in enumerate(data, start=1) if any(_shows(cell) for cell in row)]
    return max(shown, default=0)


def _shows(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).replace("\u200b", "").strip())


def _text(chance: random.Random, rows: list[list[Cell]]) -> bytes:
    separator, end = chance.choice(",;\t|"), chance.choice(("\n", "\r\n", "\r"))
    width = max(map(len, rows))
    lines = []
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in row] + [""] * (width - len(row))
        quoted = [
            f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(separator + '"\r\n') else cell
            for cell in cells
        ]
        # An empty line of one column would be no cell: a spreadsheet writes it so, too.
        lines.append(separator.join(quoted))
    return (end.join(lines) + end).encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _workbook(chance: random.Random, rows: list[list[Cell]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            # A text that begins with "=" would be a formula, which nobody has calculated.
            sheet.cell(number, column, cell if cell != "=1+1" else "1+1")
    # Of merged cells the first alone keeps what it holds.
    if chance.random() < 0.3 and not any(map(_shows, rows[-1][:1])) and len(rows) > 1:
        sheet.merge_cells(start_row=len(rows) - 1, end_row=len(rows), start_column=1, end_column=1)
    for name in ("options", "Übersicht")[: chance.randint(0, 2)]:
        book.create_sheet(name)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _damaged_text(chance: random.Random, content: bytes) -> bytes:
    """Change, take out or put in some bytes."""
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(damaged) or 1)
        damaged[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    return bytes(damaged)


def _damaged_workbook(chance: random.Random, content: bytes) -> bytes:
    """Damage the archive, or one of its parts within a whole archive."""
    if chance.random() < 0.3:
        return _damaged_text(chance, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    if chance.random() < 0.2:
        del parts[name]
    else:
        parts[name] = _damaged_text(chance, parts[name])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return written.getvalue()
