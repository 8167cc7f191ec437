"""A cut of the shipped folder: a few states with all that belongs to them, small enough to ask a thousand times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from tests.tables import TABLES
from unmap.files import shipped_data

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.model import Table

STATES = ("02", "03", "04", "23", "27")
"""States with offices and initiatives, one with neither, and few municipalities in each."""

_LINES = "\n"


def write_cut(folder: Path) -> None:
    """Write the rows of the shipped tables that speak of `STATES` or of no place; without a manifest.

    So every folder that is made of it stands as one whose keeper has accepted the edit.
    """
    (folder / "geo").mkdir(parents=True)
    codes = {"00", *STATES}
    for table in TABLES:
        if table.geometry:
            layer = gpd.read_parquet(shipped_data() / table.path)
            kept = layer.loc[layer["code"].str[:2].isin(STATES)].reset_index(drop=True)
            kept.to_parquet(folder / table.path)
            codes |= set(kept["code"])
    frames = {table.name: _shipped_text(table) for table in TABLES if not table.geometry}
    for table in TABLES:
        for column in table.columns:
            rows = frames.get(table.name)
            # A column that need not be filled may be left out.
            if rows is not None and column.name in rows and column.refers_to in {"area", "municipalities.code"}:
                frames[table.name] = rows.loc[rows[column.name].isin({*codes, ""})]
    # The people of the whole country are more than those of the few states.
    people = frames["indicators"].loc[frames["indicators"]["unit"] == "persons", "indicator_id"]
    values = frames["values"]
    frames["values"] = values.loc[~((values["area_code"] == "00") & values["indicator_id"].isin(people))]
    _only_located_here(frames)
    for table in TABLES:
        if table.name in frames:
            write_text(folder, table, frames[table.name])


def _shipped_text(table: Table) -> pd.DataFrame:
    """Give a shipped table; one that the shipped data does without has a header alone, which can be spoilt too."""
    if (shipped_data() / table.path).exists():
        return read_text(shipped_data(), table)
    return pd.DataFrame(columns=list(table.column_names), dtype=str)


def _only_located_here(frames: dict[str, pd.DataFrame]) -> None:
    """Leave out the initiatives that are in other states only, and what is said of them."""
    initiatives = frames["initiatives"]
    placed = initiatives["initiative_id"].isin(frames["initiative_places"]["initiative_id"])
    frames["initiatives"] = initiatives.loc[placed | (initiatives["scope"] != "located")]
    known = set(frames["initiatives"]["initiative_id"])
    for name in ("initiative_agencies", "initiative_places", "initiative_results", "initiative_partners"):
        frames[name] = frames[name].loc[frames[name]["initiative_id"].isin(known)]


def read_text(folder: Path, table: Table) -> pd.DataFrame:
    """Give a table as the texts of its cells."""
    return pd.read_csv(folder / table.path, dtype=str, keep_default_na=False, encoding="utf-8")


def write_text(folder: Path, table: Table, rows: pd.DataFrame) -> None:
    """Write the texts of a table."""
    (folder / table.path).parent.mkdir(exist_ok=True)
    rows.to_csv(folder / table.path, index=False, lineterminator=_LINES, encoding="utf-8")
