"""A table or layer as a file: one way in for every format, and for the API, the command line and Python alike."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from unmap.errors import ParameterError
from unmap.export.content import About, Content, about, with_dates
from unmap.layers.encode import as_multi
from unmap.models.given import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HXL_FORMS", "MEDIA_TYPES", "About", "Content", "Form", "about", "file_name", "write"]


class Form(StrEnum):
    """Format of a file; the value is the name of the parameter and the extension.

    Tables and layers are written in all but the last two, which are documents of their own: activities of IATI, and
    the map.
    """

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    PARQUET = "parquet"
    TOPOJSON = "topojson"
    XML = "xml"
    HTML = "html"


MEDIA_TYPES: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.GEOJSON: "application/geo+json",
    Form.GPKG: "application/geopackage+sqlite3",
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.TOPOJSON: "application/topo+json",
    Form.XML: "application/xml",
    Form.HTML: "text/html; charset=utf-8",
}

HXL_FORMS = (Form.CSV, Form.XLSX)
"""Formats that have a place for HXL hashtags: a row below the header."""

_SHAPES_NEEDED = (Form.GEOJSON, Form.TOPOJSON)


def write(content: Content, form: Form, *, hxl: bool = False) -> bytes:
    """Give `content` as a file; `hxl` puts a row of HXL hashtags below the header of CSV and XLSX.

    The same content gives the same bytes. Raises ParameterError for a format that cannot hold it: GeoJSON and
    TopoJSON of a table without shapes, XML and HTML, or HXL elsewhere than in CSV and XLSX.
    """
    form = one_of(Form, "f", form)
    if hxl and form not in HXL_FORMS:
        raise ParameterError("hxl", "goes into csv and xlsx only")
    if form in _SHAPES_NEEDED and content.shapes is None:
        raise ParameterError("f", "the table has no geometry; csv, xlsx, gpkg and parquet hold it")
    shapes = None if content.shapes is None else as_multi(content.shapes)
    content = replace(content, table=with_dates(content.table), shapes=shapes)
    # Each writer comes with libraries of its own, and few ask for all of them.
    if form is Form.CSV:
        from unmap.export.delimited import csv_file  # noqa: PLC0415

        return csv_file(content, hxl=hxl)
    if form is Form.XLSX:
        from unmap.export.workbook import workbook_file  # noqa: PLC0415

        return workbook_file(content, hxl=hxl)
    if form is Form.GPKG:
        from unmap.export.geopackage import geopackage  # noqa: PLC0415

        return geopackage([content])
    if form is Form.PARQUET:
        from unmap.export.geoparquet import geoparquet  # noqa: PLC0415

        return geoparquet(content)
    if form is Form.GEOJSON:
        from unmap.export.geojson import geojson  # noqa: PLC0415

        return geojson(content)
    if form is Form.TOPOJSON:
        from unmap.export.topology import topology  # noqa: PLC0415

        return topology(content)
    raise ParameterError("f", f"a table is written as {', '.join(list(Form)[:-2])}")


def file_name(content: Content, form: Form) -> str:
    """Name the file: unmap, what it holds, its period, such as unmap-municipalities-2020.gpkg."""
    period = content.about.period.replace("/", "-")
    return f"unmap-{content.name}-{period}.{form}"
