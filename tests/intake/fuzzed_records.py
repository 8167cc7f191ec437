"""Sheets of presence and offices made by chance from a seed, for the country of squares: good rows and bad ones."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unmap.intake.workbooks import Cell

TITLES: dict[str, tuple[str, ...]] = {
    "org_name": ("Organisation", "Organización", "Nom de l'organisation"),
    "org_acronym": ("Acronym", "Siglas", "Acronyme"),
    "org_type": ("Organisation type", "Tipo de organización"),
    "sector": ("Sector", "Cluster"),
    "adm1_code": ("admin1Pcode", "Código estado"),
    "adm1_name": ("State", "Estado"),
    "adm2_code": ("admin2Pcode", "Código municipio"),
    "adm2_name": ("Municipality", "Municipio"),
    "place_name": ("Locality", "Localidad"),
    "lat": ("Latitude", "Latitud"),
    "lon": ("Longitude", "Longitud"),
    "start": ("Start date", "Fecha de inicio"),
    "end": ("End date", "Fecha de fin"),
    "period": ("Month", "Mes"),
    "title": ("Activity title", "Título"),
    "donor": ("Donor", "Donante"),
    "partner": ("Implementing partner", "Socio"),
    "note": ("Comments", "Observaciones"),
}
_ORGANISATIONS = (
    *(("Agency A", "AAA", "United Nations"), ("Helpers", "HLP", "National NGO"), ("World Food Programme", "WFP", "")),
    *(("Other Helpers", "HLP", "International NGO"), ("AGENCY A", "aaa", "UN"), ("Helpers (HLP)", "", "")),
    *(("Agencia B; Helpers", "", ""), ("", "HLP", "Sect"), ("Ayuda Ya", "", "Gobierno"), ("日本の会", "", "")),
)
_PLACES = (
    *(("01", "Arriba", "01001", "Centro"), ("01", "Arriba", "01002", "Norte"), ("02", "Abajo", "02001", "")),
    *(("02", "Abajo", "02002", "Playa Grande"), (1, "arriba", 1001, "CENTRO"), ("SQ01", "Arriba", "SQ01002", "Norte")),
    *(("02", "Abajo", "", "Centro"), ("01", "Abajo", "01001", "Centro"), ("01", "Arriba", "02001", "Playa Grande")),
    *(("99", "Elsewhere", "99001", "Nowhere"), ("", "Arriba; Abajo", "", ""), ("", "", "", "Centro y Norte")),
    *(("", "", "", "El Fresno"), ("", "Nacional", "", ""), ("01.0", "State of Abajo", "1,5", "Norte, Arriba")),
)
_DAYS: tuple[Cell, ...] = (
    *("2021-01-01", "2021-12-31", "31/12/2021", "2021", "mar 2021", "Q2 2021", 44_197, date(2021, 2, 3)),
    *("", None, "2020-06-01", "2022-03-01", "2023-02-01", "2023", "2031-01-01", "ongoing", "01/02/2021"),
    *("30/02/2021", "13/13/2021", "soon", "1944-01-01", "1899", "2060-01-01", -1, True, 1e300, "2019-01-01"),
    *(datetime(2021, 5, 1, 12, 30),),  # noqa: DTZ001 - as a sheet has it
)
_POINTS: tuple[tuple[Cell, Cell], ...] = (
    *((None, None), (20.5, -99.5), (21.5, -99.5), ("20,5", "-98,5"), (20.4, -99.4), (0, 0), ("0", "0.0")),
    *((-99.5, 20.5), (95, 200), (20.5, None), ("north", "west"), (50.1, 8.7), ("NaN", "1e999"), (21, -99)),
)
_SECTORS = ("WASH", "Health", "Salud", "Agua, saneamiento e higiene", "Bees & honey", "", "水")
_WORDS = (
    "",
    "Wells",
    "wells",
    "Agua limpia",
    "Clean water; Wells",
    "Lottery",
    "LOTTERY; Lottery",
    "Helpers",
    "Loterie",
)
_SPOILT = (
    *("=1+1", "+A1", "-2", "@SUM(A1)", "'=x", "x" * 12_000, "long " * 2_500, "\x07bell", "null\x00", "\u202eturned"),
    *("two\nlines", "tab\there", "a|b|c", 'say "so"', "n/a", "#N/A", "\u200b", "\u00a0", "\ufeffmark", "\ud7ff\ufffe"),
    *("%d {} ${x}", "../../etc", "<b>bold</b>", "0", "-", ";", ";;", "É" * 70, "\uff21\uff23", "e\u0301"),
)
_MONTHS = ("2021-01", "Jan 2021", "febrero", "feb 2021", "2021-02", "2020", "")
_FEWEST = {"org_name", "adm2_name"}


@dataclass(frozen=True)
class FuzzedRecord:
    """A file of a seed: its kind, and how many rows beneath its header hold something."""

    path: Path
    kind: str
    rows: int


def fuzzed_record(folder: Path, seed: int) -> FuzzedRecord:
    """Write the sheet of a seed."""
    chance = random.Random(seed)  # noqa: S311 - for tests
    fields = [name for name in TITLES if name in _FEWEST or chance.random() < 0.7]
    chance.shuffle(fields)
    rows = [_row(chance, fields) for _ in range(chance.randint(1, 15))]
    rows += chance.choices(rows, k=chance.randint(0, 3))
    sheet: list[list[Cell]] = [[chance.choice(TITLES[name]) for name in fields], *rows]
    path = folder / f"sheet-{seed}{chance.choice(('.csv', '.xlsx'))}"
    path.write_bytes((_text if path.suffix == ".csv" else _workbook)(sheet))
    return FuzzedRecord(path, chance.choice(("presence", "offices")), len(rows))


def _row(chance: random.Random, fields: Sequence[str]) -> list[Cell]:
    said: dict[str, Cell] = dict(
        zip(("org_name", "org_acronym", "org_type"), chance.choice(_ORGANISATIONS), strict=True)
    )
    where = _PLACES[: 5 if chance.random() < 0.85 else None]
    levels = ("adm1_code", "adm1_name", "adm2_code", "adm2_name")
    said |= dict(zip(levels, chance.choice(where), strict=True))
    said |= dict(zip(("lat", "lon"), chance.choice(_POINTS[: 2 if chance.random() < 0.85 else None]), strict=True))
    for name in ("start", "end"):
        said[name] = chance.choice(_DAYS[: 10 if chance.random() < 0.85 else None])
    said |= {"sector": chance.choice(_SECTORS), "period": chance.choice(_MONTHS)}
    for name in ("title", "donor", "partner", "note"):
        said[name] = chance.choice(_WORDS)
    said["place_name"] = chance.choice(("", "", said["adm2_name"], "El Fresno"))
    if chance.random() < 0.3:
        said[chance.choice(fields)] = chance.choice(_SPOILT)
    return [said[name] for name in fields]


def _text(rows: Sequence[Sequence[Cell]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    written = io.BytesIO()
    # A text that begins with "=" is a text here, as in a cell that was formatted as one.
    with xlsxwriter.Workbook(written, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("3W")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return written.getvalue()
