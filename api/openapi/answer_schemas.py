"""JSON Schemas of the answers that no standard lays down, and of what answers hold beside what one does.

They are recorded from answers by `python -m tests.api.record_answers`, so that a generated client knows each member
with its type, and a test holds other answers against them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import orjson

ANSWERS = Path(__file__).with_name("answers.json")

_ITEMS = re.compile(r"/items(/\{\w+\})?$|/(schema|queryables|sortables)$|/\{tileCol\}$|^/api/exports/")
"""Ends of paths whose answers are no plain JSON."""


def name_of(path: str) -> str | None:
    """Give the name of the schema of what a path answers with as JSON, None where it gives something else."""
    if _ITEMS.search(path):
        return None
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"^/api(/v2/[^/]+)?|\{\w+\}", "", path))
    own = "".join(word[0].upper() + word[1:] for word in words)
    return named_by_a_standard(path) or (f"Hapi{own}" if path.startswith("/api/v2/") else own)


@cache
def answer_schemas() -> dict[str, Schema]:
    """Give the schemas by their name: those of standards first, with what was found beside them."""
    found: dict[str, Any] = orjson.loads(ANSWERS.read_bytes()) if ANSWERS.is_file() else {}
    return {**SHAPES, **{name: _with(schema, SHAPES.get(name, {})) for name, schema in found.items()}}


def _with(schema: Schema, standard: Schema) -> Schema:
    """Give what a standard says, and of a recorded schema the members that it says nothing of."""
    properties = {**schema.get("properties", {}), **standard.get("properties", {})}
    if "links" in properties:
        properties["links"] = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    return {**schema, **standard, "properties": properties}


Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_ANY_OBJECT: Schema = {"type": "object"}


def _object(*required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """Give a reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


_PLACE = {**_list(_NUMBER), "minItems": 2, "maxItems": 3}
_LINKS = _list(ref("Link"))
_COORDINATES = {
    "Point": _PLACE,
    "LineString": _list(_PLACE),
    "Polygon": _list(_list(_PLACE)),
    "MultiPoint": _list(_PLACE),
    "MultiLineString": _list(_list(_PLACE)),
    "MultiPolygon": _list(_list(_list(_PLACE))),
}
_FEATURE: dict[str, Schema] = {
    "type": {"const": "Feature"},
    "id": {"type": "string", "description": "code or identifier, unique in its collection"},
    "geometry": {"anyOf": [ref("Geometry"), {"type": "null"}], "description": "null for what has no place"},
    "properties": {
        "type": "object",
        "description": "as the collection's schema says; null or left out is no data, never zero",
    },
    "links": _LINKS,
    "about": {"type": "object", "description": "sources with their terms, period and edition"},
}

SHAPES: dict[str, Schema] = {
    "Link": _object("href", "rel", href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "Geometry": {
        "description": "a geometry as GeoJSON has it (RFC 7946), in CRS84 unless another is asked for",
        "oneOf": [
            _object("type", "coordinates", type={"const": kind}, coordinates=coordinates)
            for kind, coordinates in _COORDINATES.items()
        ],
    },
    "Feature": _object("type", "id", "geometry", "properties", **_FEATURE),
    "FeatureCollection": _object(
        "type",
        "features",
        type={"const": "FeatureCollection"},
        features=_list(ref("Feature")),
        links=_LINKS,
        numberMatched={**_COUNT, "description": "features that fit the request, on all its pages"},
        numberReturned={**_COUNT, "description": "features in this answer"},
        about={"type": "object", "description": "sources with their terms, period and edition"},
    ),
    "LandingPage": _object("title", "links", title=_TEXT, description=_TEXT, links=_LINKS),
    "Conformance": _object("conformsTo", conformsTo=_list(_TEXT)),
    "Collection": _object(
        "id",
        "links",
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        itemType=_TEXT,
        crs=_list(_TEXT),
        storageCrs=_TEXT,
        extent=_ANY_OBJECT,
        links=_LINKS,
    ),
    "Collections": _object("collections", "links", collections=_list(ref("Collection")), links=_LINKS),
    "JsonSchema": {
        "type": "object",
        "required": ["type", "properties"],
        "properties": {
            **dict.fromkeys(("$schema", "$id", "type", "title", "description"), _TEXT),
            "properties": {"type": "object"},
            "additionalProperties": {"type": "boolean"},
        },
        "description": "a JSON Schema, draft 2020-12",
    },
    "TileSets": _object("tilesets", tilesets=_list(_ANY_OBJECT), links=_LINKS),
    "TileSet": _object("dataType", "crs", "links", dataType=_TEXT, crs=_TEXT, links=_LINKS),
    "TileJSON": _object("tilejson", "tiles", tilejson=_TEXT, tiles=_list(_TEXT), vector_layers=_list(_ANY_OBJECT)),
    "TileMatrixSet": _object("tileMatrices", "crs", tileMatrices=_list(_ANY_OBJECT), crs=_TEXT),
    "Problem": {
        "type": "object",
        "description": "what went wrong, as RFC 9457 has it",
        "required": ["type", "title", "status", "detail", "code", "description"],
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "description"), _TEXT),
            "code": {"type": "string", "description": "stays the same between releases"},
            "status": {"type": "integer"},
            "parameter": {"type": "string", "description": "the parameter at fault"},
        },
    },
}
"""Schemas by their name in the definition's components."""

PROBLEM_EXAMPLE = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "limit: Input should be greater than or equal to 1",
    "code": "bad-parameter",
    "description": "limit: Input should be greater than or equal to 1",
    "parameter": "limit",
}

ENDINGS = {
    "/api": "LandingPage",
    "/conformance": "Conformance",
    "/collections": "Collections",
    "/collections/{collection_id}": "Collection",
    "/tiles": "TileSets",
    "/tiles/WebMercatorQuad": "TileSet",
    "/tileMatrixSets/WebMercatorQuad": "TileMatrixSet",
    "/tilejson.json": "TileJSON",
}
"""Schema of what is found at paths with these endings."""


def named_by_a_standard(path: str) -> str | None:
    """Give the name of the schema that a standard lays down for what a path answers with as JSON, if one does."""
    found = max((ending for ending in ENDINGS if path.endswith(ending)), key=len, default=None)
    return ENDINGS[found] if found else None


def shape_of(path: str, media_type: str) -> Schema:
    """Give the schema of what a path answers with in a media type other than JSON."""
    if media_type == "application/geo+json":
        return ref("Feature" if path.endswith("}") and "/items/" in path else "FeatureCollection")
    if media_type == "application/schema+json":
        return ref("JsonSchema")
    if media_type in {"application/json", "application/topo+json"}:
        return {"type": "object"}
    return {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
