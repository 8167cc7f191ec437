"""The tables of a data folder as they stand in it, each with the sources and the period that it comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.errors import ParameterError
from unmap.export.content import Content, about, span
from unmap.layers.sources import sources_of_files
from unmap.models import schema
from unmap.models.given import no_such

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.export.tables import Options
    from unmap.layers import LayerStore
    from unmap.models import Table

_YEAR = re.compile(r"\d{4}")

_FOLDERS = {"places": "places/"}
"""Folder of the files of tables that name no source in a column; those of the programme come from the report."""


def table_of(store: LayerStore, table: Table, options: Options) -> Content:
    """Give a table of the data folder, with the columns of its definition.

    To the values of need come `sources`, `terms` and `period` of each row: those of all would be many times longer.
    """
    dataset = store.dataset
    rows = getattr(dataset, table.name)[list(table.column_names)]
    if table is schema.VALUES:
        rows = _values(dataset, rows, options)
    used = sources_of(dataset, table, rows)
    points = {"lon", "lat"} <= set(table.column_names)
    return Content(
        name=table_name(table),
        title=f"{table.title} ({table.path})",
        table=rows.reset_index(drop=True),
        about=about(dataset, used, _period(dataset, table, rows, used)),
        shapes=_points(rows) if points else None,
        key=table.key[0] if len(table.key) == 1 else None,
        descriptions={column.name: _described(column.description, column.unit) for column in table.columns},
    )


def table_name(table: Table) -> str:
    """Name a table of the data folder among the exports: the layers have the short names."""
    return f"table-{table.name.replace('_', '-')}"


def sources_of(dataset: Dataset, table: Table, rows: pd.DataFrame) -> list[str]:
    """Give the ids of the sources that a table comes from."""
    if table is schema.SOURCES:
        return rows["source_id"].tolist()
    if table.name in _FOLDERS:
        return sources_of_files(dataset, _FOLDERS[table.name])
    if "source_id" in rows:
        return sources_in(dataset, rows)
    if "indicator_id" in rows:
        used = dataset.indicators["indicator_id"].isin(rows["indicator_id"].unique())
        return sources_in(dataset, dataset.indicators.loc[used])
    return [dataset.report.source_id]


def _period(dataset: Dataset, table: Table, rows: pd.DataFrame, source_ids: list[str]) -> str | None:
    """Give the period that a table speaks of: its own years, those of its sources, or else the report's."""
    if table is schema.VALUES:
        return span(rows["year"].unique().tolist())
    if source_ids == [dataset.report.source_id]:
        return None
    printed = dataset.sources.loc[dataset.sources["source_id"].isin(source_ids), "year"]
    return span(int(year) for text in printed for year in _YEAR.findall(text))


def _values(dataset: Dataset, rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Give the values asked for, each with its own source and terms."""
    if options.indicator is not None:
        known = dataset.indicators["indicator_id"]
        if options.indicator not in set(known):
            raise no_such("indicator", options.indicator, known, "an id", schema.INDICATORS.path)
        rows = rows.loc[rows["indicator_id"] == options.indicator]
    if options.year is not None:
        rows = rows.loc[rows["year"] == options.year]
        if rows.empty:
            raise ParameterError("year", "has no values", options.year)
    source_of = dataset.indicators.set_index("indicator_id")["source_id"]
    sources = rows["indicator_id"].map(source_of).astype("category")
    terms = dataset.sources.set_index("source_id")["terms"]
    return rows.assign(sources=sources, terms=sources.map(terms).astype("category"), period=rows["year"])


def _points(rows: pd.DataFrame) -> np.ndarray:
    lon, lat = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("lon", "lat"))
    shapes = np.asarray(shapely.points(lon, lat), dtype=object)
    shapes[np.isnan(lon) | np.isnan(lat)] = None
    return shapes


def _described(description: str, unit: str) -> str:
    return f"{description} ({unit})" if unit else description


def sources_in(dataset: Dataset, rows: pd.DataFrame) -> list[str]:
    """Give the sources that rows name, or else the report."""
    return sorted(set(rows["source_id"])) or [dataset.report.source_id]
