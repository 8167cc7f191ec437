"""Describing a data folder as a Frictionless Data Package (version 1), from the one definition of its tables.

The description is a manifest too: it records how many bytes and rows each file has and its SHA-256, so that a file
cut short is told from a whole one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import orjson

from unmap.model.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from unmap.model.tables import Column, Table

FILE = "datapackage.json"

_SHA256 = "sha256:"

_FORMATS = {
    "csv": {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
    # The tabular profile of the standard means CSV only.
    "parquet": {"profile": "data-resource", "format": "parquet", "mediatype": "application/vnd.apache.parquet"},
}
_LICENSES = [
    {
        "name": "attribution",
        "title": "Free use and adaptation, naming each producer; the terms of each stand in sources.csv",
        "path": "sources.csv",
    }
]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a manifest says of a file: its size, its SHA-256 in hexadecimal digits and how many rows it holds."""

    size: int
    sha256: str
    rows: int

    @classmethod
    def of(cls, content: bytes, rows: int) -> FileRecord:
        """Record `content` as it is, which holds `rows` rows."""
        return cls(len(content), hashlib.sha256(content).hexdigest(), rows)


def file_records(content: bytes) -> dict[str, FileRecord]:
    """Give what a `datapackage.json` records, by the name of the table; tables that it only describes are left out.

    Raises ValueError where it is no such description.
    """
    package = orjson.loads(content)
    try:
        return {
            resource["name"]: FileRecord(
                int(resource["bytes"]), resource["hash"].removeprefix(_SHA256), int(resource["rows"])
            )
            for resource in package["resources"]
            if "hash" in resource
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a resource lacks its name, bytes, rows or hash") from error


def datapackage_bytes(sources: pd.DataFrame, tables: Sequence[Table], records: Mapping[str, FileRecord]) -> bytes:
    """Give `datapackage.json`: each of `tables` with columns, types, units, keys and foreign keys, and all sources.

    `records` holds, by the name of the table, what is to be recorded of its file: `bytes` and `hash` as the standard
    has them, and `rows`.
    What the standard has no word for stands in properties of its own: `unit`, `separator` (a cell holds several
    values) and `refersTo` with `area` (of any level, or the country), `level` (its word) or the `table.column` that
    holds each of several values.
    """
    package = {
        "profile": "data-package",
        "name": "unmap",
        "title": "unmap: need, presence and territory",
        "description": "Official boundaries and statistics beside the programme record of a UN country team.",
        "licenses": _LICENSES,
        "sources": [
            {"title": row.title, "path": row.url, "name": row.source_id, "publisher": row.publisher, "terms": row.terms}
            for row in sources.sort_values("source_id").itertuples()
        ],
        "resources": [_resource(table, records.get(table.name)) for table in tables],
    }
    return orjson.dumps(package, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _resource(table: Table, record: FileRecord | None) -> dict[str, Any]:
    suffix = PurePosixPath(table.path).suffix.removeprefix(".")
    return {
        "name": table.name,
        "path": table.path,
        "title": table.title,
        **_FORMATS[suffix],
        **({} if record is None else {"bytes": record.size, "hash": _SHA256 + record.sha256, "rows": record.rows}),
        "schema": {
            "fields": [*map(_field, table.columns), *([_GEOMETRY] if table.geometry else [])],
            "primaryKey": list(table.key),
            **({"foreignKeys": keys} if (keys := _foreign_keys(table)) else {}),
            "missingValues": [""],
        },
    }


_GEOMETRY = {
    "name": "geometry",
    "type": "any",
    "description": "polygon as well-known binary, OGC:CRS84 (longitude first)",
}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.type == "list" else column.type,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.type == "list":
        field["separator"] = LIST_SEPARATOR
    if column.refers_to and ("." not in column.refers_to or column.type == "list"):
        field["refersTo"] = column.refers_to
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def _constraints(column: Column) -> dict[str, Any]:
    # The vocabulary of a list holds for its parts; the standard would hold it against the whole cell.
    one_value = column.type != "list"
    constraints = {
        "required": column.required,
        "pattern": column.pattern if one_value else "",
        "enum": list(column.allowed) if one_value else [],
    }
    ranges = {"minimum": column.minimum, "maximum": column.maximum}
    return {
        **{name: value for name, value in constraints.items() if value},
        **{name: value for name, value in ranges.items() if value is not None},
    }


def _foreign_keys(table: Table) -> list[dict[str, Any]]:
    keys = []
    for column in table.columns:
        resource, _, field = column.refers_to.partition(".")
        if field and column.type != "list":
            keys.append({"fields": [column.name], "reference": {"resource": resource, "fields": [field]}})
    return keys
