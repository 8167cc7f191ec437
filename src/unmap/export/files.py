"""A table or layer as a file: one way in for every format, and for the API, the command line and Python alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from unmap.export.delimited import csv_text
from unmap.export.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    import pandas as pd

    from unmap.dataset import Dataset


class Form(StrEnum):
    """Format of a file; the value is the name of the parameter and the extension."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    PARQUET = "parquet"
    TOPOJSON = "topojson"


MEDIA_TYPES: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.GEOJSON: "application/geo+json",
    Form.GPKG: "application/geopackage+sqlite3",
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.TOPOJSON: "application/topo+json",
}


@dataclass(frozen=True, slots=True)
class About:
    """What every file carries: its sources with their terms, the period that it speaks of, and the edition."""

    sources: tuple[dict[str, Any], ...]
    period: str
    edition: str

    def document(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {"edition": self.edition, "period": self.period, "sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a file: a table and, for a layer, a shape (CRS84) or None beside each row."""

    name: str
    title: str
    table: pd.DataFrame
    about: About
    shapes: np.ndarray | None = None


def about(dataset: Dataset, source_ids: Iterable[str], period: str | None = None) -> About:
    """Give what a file of these sources carries; the period is the reporting year unless another is given."""
    raise NotImplementedError


def write(content: Content, form: Form, *, hxl: bool = False) -> bytes:
    """Give `content` as a file; `hxl` puts a row of HXL tags below the header of CSV and XLSX."""
    if form is Form.CSV:
        return csv_text(content.table).encode()
    if form is Form.XLSX:
        return workbook({content.name: content.table})
    raise NotImplementedError(hxl)
