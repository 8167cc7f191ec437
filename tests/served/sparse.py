"""Folders that lack what most have, and are none the worse for it: a country team without offices, say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from tests.served.cut import read_text, write_text
from tests.tables import MUNICIPALITIES, PLACES, STATES, TABLES
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.model import Table

    Change = Callable[[Path], None]


def without_rows(*tables: Table) -> Change:
    """Leave the header of each table alone."""

    def change(folder: Path) -> None:
        for table in tables:
            if (folder / table.path).exists():
                write_text(folder, table, read_text(folder, table).head(0))

    return change


def with_cells(table: Table, column: str, text: str) -> Change:
    """Put one text into every cell of a column."""
    return lambda folder: write_text(folder, table, read_text(folder, table).assign(**{column: text}))


def no_seats(folder: Path) -> None:
    """Leave out where the seats of government are."""
    for table in (STATES, MUNICIPALITIES):
        layer = gpd.read_parquet(folder / table.path)
        layer.assign(seat_lon=float("nan"), seat_lat=float("nan")).to_parquet(folder / table.path)


def no_people(folder: Path) -> None:
    """Leave out how many people live where."""
    for table in (STATES, MUNICIPALITIES):
        layer = gpd.read_parquet(folder / table.path)
        layer.assign(population=pd.Series([pd.NA] * len(layer), dtype="Int64")).to_parquet(folder / table.path)


def no_located_work(folder: Path) -> None:
    """Let all initiatives be country-wide, and no result be of an area."""
    with_cells(schema.INITIATIVES, "scope", "country-wide")(folder)
    without_rows(schema.INITIATIVE_PLACES)(folder)


def no_points(folder: Path) -> None:
    """Let offices be known by name only."""
    with_cells(schema.OFFICES, "lon", "")(folder)
    with_cells(schema.OFFICES, "lat", "")(folder)


def without_files(*tables: Table) -> Change:
    """Leave files out altogether."""

    def change(folder: Path) -> None:
        for table in tables:
            (folder / table.path).unlink(missing_ok=True)

    return change


def without_optional_files(folder: Path) -> None:
    """Leave levels, areas, sources and the report alone."""
    without_files(*(table for table in TABLES if table.optional))(folder)


def least(folder: Path) -> None:
    """Leave the least that a map can be drawn from: of the tables that must be there, the columns that must be."""
    without_optional_files(folder)
    for table in TABLES:
        needed = [column.name for column in table.columns if column.required or column.name == "parent"]
        if table.geometry and not table.optional:
            gpd.read_parquet(folder / table.path)[[*needed, "geometry"]].to_parquet(folder / table.path)
        elif not table.optional:
            write_text(folder, table, read_text(folder, table)[needed])


_OF_INITIATIVES = (
    schema.INITIATIVES,
    schema.INITIATIVE_AGENCIES,
    schema.INITIATIVE_PLACES,
    schema.INITIATIVE_RESULTS,
    schema.INITIATIVE_PARTNERS,
)
_NEEDS = (schema.VALUES, schema.CLASSES, schema.INDICATORS, schema.OUTCOME_NEEDS)

SPARSE: dict[str, Change] = {
    "no offices": without_rows(schema.OFFICES),
    "no initiatives": without_rows(*_OF_INITIATIVES),
    "neither offices nor initiatives": without_rows(schema.OFFICES, *_OF_INITIATIVES),
    "no agencies, offices or initiatives": without_rows(schema.AGENCIES, schema.OFFICES, *_OF_INITIATIVES),
    "field offices without agency": with_cells(schema.OFFICES, "agency_id", ""),
    "headquarters only": with_cells(schema.OFFICES, "office_type", "headquarters"),
    "no located work": no_located_work,
    "offices without points": no_points,
    "no values": without_rows(schema.VALUES),
    "values without numbers": with_cells(schema.VALUES, "value", ""),
    "no classes": without_rows(schema.CLASSES),
    "no indicators": without_rows(*_NEEDS),
    "no framework": without_rows(schema.OUTCOME_NEEDS),
    "no gazetteer": without_rows(PLACES, schema.ALIASES),
    "no seats": no_seats,
    "no people": no_people,
    "nothing optional": without_optional_files,
    "the least": least,
    "no figures, groups, themes": without_rows(schema.CONTEXT_FIGURES, schema.GROUPS, schema.GROUP_MEMBERS),
}
"""Folders by what they lack; each is refused by `check` in words, or served whole."""
