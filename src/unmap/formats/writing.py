"""A table or layer as a file: one way in for every format, and for the API, the command line and Python alike."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from unmap.errors import ParameterError
from unmap.features.encoding import as_multi
from unmap.formats.columns import finished
from unmap.formats.content import About, Content, about
from unmap.model.arguments import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXTRAS", "MEDIA_TYPES", "PLAIN", "About", "Content", "Extras", "Form", "about", "file_name", "write"]


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

EXTRAS: Mapping[str, tuple[Form, ...]] = {"hxl": (Form.CSV, Form.XLSX), "bom": (Form.CSV,)}
"""What can be put into a file besides, and the formats that have a place for it."""


class Extras(NamedTuple):
    """What goes into a file besides: a row of HXL hashtags below the header; a byte order mark, for Excel."""

    hxl: bool = False
    bom: bool = False

    def refuse(self, form: str) -> None:
        """Raise ParameterError for what a format has no place for."""
        for name, forms in EXTRAS.items():
            if getattr(self, name) and form not in forms:
                raise ParameterError(name, f"goes into {' and '.join(forms)} only")


PLAIN = Extras()

_SHAPES_NEEDED = (Form.GEOJSON, Form.TOPOJSON)


def write(content: Content, form: Form, extras: Extras = PLAIN) -> bytes:
    """Give `content` as a file, with what was asked for besides.

    The same content gives the same bytes. Raises ParameterError for a format that cannot hold it: GeoJSON and
    TopoJSON of a table without shapes, XML and HTML, or extras that the format has no place for.
    """
    form = one_of(Form, "f", form)
    extras.refuse(form)
    if form in _SHAPES_NEEDED and content.shapes is None:
        raise ParameterError("f", "the table has no geometry; csv, xlsx, gpkg and parquet hold it")
    shapes = None if content.shapes is None else as_multi(content.shapes)
    content = replace(content, table=finished(content.registry, content.name, content.table), shapes=shapes)
    # Each writer comes with libraries of its own, and few ask for all of them.
    if form is Form.CSV:
        from unmap.formats.delimited import csv_file  # noqa: PLC0415

        return csv_file(content, hxl=extras.hxl, mark=extras.bom)
    if form is Form.XLSX:
        from unmap.formats.workbook import workbook_file  # noqa: PLC0415

        return workbook_file(content, hxl=extras.hxl)
    if form is Form.GPKG:
        from unmap.formats.geopackage import geopackage  # noqa: PLC0415

        return geopackage([content])
    if form is Form.PARQUET:
        from unmap.formats.geoparquet import geoparquet  # noqa: PLC0415

        return geoparquet(content)
    if form is Form.GEOJSON:
        from unmap.formats.geojson import geojson  # noqa: PLC0415

        return geojson(content)
    if form is Form.TOPOJSON:
        from unmap.formats.geojson import topology  # noqa: PLC0415

        return topology(content)
    raise ParameterError("f", f"a table is written as {', '.join(list(Form)[:-2])}")


def file_name(name: str, of: About, form: Form, report: str = "") -> str:
    """Name the file: unmap, what it holds, its period, such as unmap-municipalities-2020.gpkg.

    `report` is what tells its report from others of the record (`unmap.model.report_names.report_mark`): two months of
    a year may rest on the same need.
    """
    period = of.period.replace("/", "-")
    parts = ("unmap", name, period, "" if period.endswith(report) else report)
    return f"{'-'.join(part for part in parts if part)}.{form}"
