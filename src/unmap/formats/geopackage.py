"""Layers as a GeoPackage (OGC 12-128) with titles, styles, descriptions of columns, and where everything comes from.

GDAL writes the layers. It has no words for styles and for metadata in a form of one's own; these are plain tables of
the standard and of QGIS, which SQLite writes behind it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import shapely

from unmap.errors import OutputError
from unmap.formats.columns import finished, meaning
from unmap.formats.delimited import arrow_table
from unmap.formats.style_files import qml, sld
from unmap.model.records import stated_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.formats.content import Content

GEOMETRY = "geom"
CRS = "EPSG:4326"
"""Degrees; a GeoPackage writes longitude first whatever the authority says."""

_VERSION = "1.3"
"""Of GeoPackage; GDAL 3.6, in Debian 12, warns of later ones."""

_MULTI = "Multi"

METADATA_STANDARD = "https://schema.org/Dataset"

_METADATA = """
CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT,
  row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
  title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL,
  value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""

_EXTENSIONS = (
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata"),
    ("gpkg_metadata_reference", "gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata"),
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema"),
    ("gpkg_data_column_constraints", "gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema"),
)

_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT, styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""


def geopackage(contents: Sequence[Content]) -> bytes:
    """Give a GeoPackage with a layer for each content, in EPSG:4326; a content without shapes is a plain table.

    Lists of texts are text with semicolons, lists of objects JSON text, days are of type DATE. Title, sources and terms
    stand in `gpkg_contents` and, as JSON-LD of schema.org, in `gpkg_metadata`; styles in `layer_styles`, where QGIS
    looks for them.
    """
    import pyogrio  # noqa: PLC0415 - GDAL takes 100 MB, and only those who ask for a GeoPackage need it

    try:
        with tempfile.TemporaryDirectory(prefix="unmap-") as folder:
            return _written(Path(folder) / "layers.gpkg", contents)
    except (OSError, sqlite3.Error, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OutputError(
            "a GeoPackage is made in the temporary folder (TMPDIR), which is full or read-only"
        ) from error


def _written(path: Path, contents: Sequence[Content]) -> bytes:
    for content in contents:
        _write_layer(path, replace(content, table=finished(content.registry, content.name, content.table)))
    with closing(sqlite3.connect(path)) as database, database:
        _describe(database, contents)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # Pages in the order of their tables, and nothing left of what was written over.
        database.execute("VACUUM")
    return path.read_bytes()


def _write_layer(path: Path, content: Content) -> None:
    import pyogrio  # noqa: PLC0415 - as above

    table = arrow_table(content, lists=False)
    options: dict[str, Any] = {"IDENTIFIER": content.title, "FID": "fid"}
    if content.shapes is not None:
        kind, shapes = _one_kind(content.shapes)
        table = table.append_column(GEOMETRY, pa.array(shapely.to_wkb(shapes), pa.binary()))
        options |= {"GEOMETRY_NAME": GEOMETRY, "SPATIAL_INDEX": "YES"}
        spatial: dict[str, Any] = {"geometry_name": GEOMETRY, "geometry_type": kind, "crs": CRS}
    else:
        spatial = {"geometry_name": None, "geometry_type": None, "crs": None}
    if not path.exists():
        spatial["dataset_options"] = {"VERSION": _VERSION}
    pyogrio.write_arrow(
        table, path, layer=content.name, driver="GPKG", append=path.exists(), layer_options=options, **spatial
    )


def _one_kind(shapes: np.ndarray) -> tuple[str, np.ndarray]:
    """Give the shapes all of one kind, as a layer of a GeoPackage has them, and its name.

    Areas are always MultiPolygons, so that two parts of a layer can be put together.
    """
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    families = {kind.removeprefix(_MULTI) for kind in kinds}
    if len(families) != 1:
        return "Unknown", shapes
    [family] = families
    if len(kinds) == 1 and family != "Polygon":
        return next(iter(kinds)), shapes
    gathered = [_gathered(shape, family) for shape in shapes]
    return f"{_MULTI}{family}", np.array([*gathered, None], dtype=object)[:-1]


def _gathered(shape: Any, family: str) -> Any:  # noqa: ANN401 - a shape or None
    return getattr(shapely, f"{_MULTI}{family}")([shape]) if shape is not None and shape.geom_type == family else shape


def _describe(database: sqlite3.Connection, contents: Sequence[Content]) -> None:
    database.executescript(_METADATA + _STYLES)
    database.executemany("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')", _EXTENSIONS)
    latest = max(_time(content) for content in contents)
    for number, content in enumerate(contents, start=1):
        time = _time(content)
        database.execute(
            "UPDATE gpkg_contents SET identifier = ?, description = ?, last_change = ? WHERE table_name = ?",
            (content.title, _description(content), time, content.name),
        )
        database.execute(
            "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'application/ld+json', ?)",
            (number, METADATA_STANDARD, _metadata(content)),
        )
        database.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)",
            (content.name, time, number),
        )
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
            [
                (content.name, name, text)
                for name in map(str, content.table.columns)
                if (text := meaning(content.registry, content.name, name, content.descriptions))
            ],
        )
        _add_style(database, content, time)
    # QGIS hides this table; other readers find it described.
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles of the layers, for QGIS', ?)",
        (latest,),
    )


def _time(content: Content) -> str:
    return f"{content.about.last_day}T00:00:00.000Z"


def _description(content: Content) -> str:
    sources = "; ".join(map(_source, content.about.sources))
    return f"{content.title}. Period {content.about.period}. Sources: {sources}. Edition {content.about.edition}."


def _source(source: Mapping[str, Any]) -> str:
    """Name a source with its publisher, year and terms, as far as they are stated."""
    named = ": ".join(part for part in (stated_text(source["publisher"]), source["title"]) if part)
    beside = "; ".join(part for part in (source["year"], stated_text(source["terms"])) if part)
    return f"{named} ({beside})" if beside else named


def _metadata(content: Content) -> str:
    about = content.about
    return orjson.dumps(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": content.title,
            "identifier": content.name,
            "temporalCoverage": about.period,
            "version": about.edition,
            "isBasedOn": [
                {
                    "@type": "CreativeWork",
                    "identifier": source["source_id"],
                    "name": source["title"],
                    "publisher": {"@type": "Organization", "name": source["publisher"]},
                    "temporalCoverage": source["year"],
                    "usageInfo": source["terms"],
                    "url": source["url"],
                }
                for source in about.sources
            ],
        }
    ).decode()


def _add_style(database: sqlite3.Connection, content: Content, time: str) -> None:
    style = content.style
    if style is None or content.shapes is None or style.column not in content.table:
        return
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
        " styleQML, styleSLD, useAsDefault, description, owner, update_time)"
        " VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '', ?)",
        (
            content.name,
            GEOMETRY,
            style.title,
            qml(style),
            sld(style, content.name),
            style.title,
            time,
        ),
    )
