"""OpenAPI 3.1 written as 3.0: what JSON Schema has gained since is said in the words of before.

There is no kept library for this in Python; what FastAPI and this API write is a small part of 3.1, and the tests hold
the result against the schema of OpenAPI 3.0 and every answer against the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .definition import definition

if TYPE_CHECKING:
    from fastapi import FastAPI

    from unmap.store import Dataset

VERSION = "3.0.3"

KEYWORDS = frozenset(
    (
        "$ref",
        "title",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxProperties",
        "minProperties",
        "required",
        "enum",
        "type",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "items",
        "properties",
        "additionalProperties",
        "description",
        "format",
        "default",
        "nullable",
        "discriminator",
        "readOnly",
        "writeOnly",
        "xml",
        "externalDocs",
        "example",
        "deprecated",
    )
)
"""What a schema of OpenAPI 3.0 may say; anything else is left out, which allows more and never less."""

NULL = {"type": "null"}

ONLY_NULL = {"type": "object", "nullable": True, "enum": [None]}
"""Null and nothing else: 3.0 has no type for it, and `nullable` holds beside a type only."""

Node = Any  # a document as JSON has it


def downgraded(document: Node) -> Node:
    """Give an OpenAPI 3.1 document as OpenAPI 3.0; `document` stays as it is."""
    info = {name: held for name, held in document["info"].items() if name != "summary"}
    kept = {name: held for name, held in document.items() if name not in {"jsonSchemaDialect", "webhooks"}}
    return _tree({**kept, "openapi": VERSION, "info": info})


def _tree(node: Node) -> Node:
    """Rewrite every schema in a part of the document; examples are not looked into."""
    if isinstance(node, list):
        return [_tree(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {name: _member(name, held) for name, held in node.items()}


def _member(name: str, held: Node) -> Node:
    if name in {"example", "examples"}:
        return held
    if name == "schema":
        return _schema(held)
    if name == "schemas":
        return {key: _schema(schema) for key, schema in held.items()}
    return _tree(held)


def _schema(schema: Node) -> Node:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    result = dict(schema)
    for rewrite in (_null, _types, _bounds, _values):
        rewrite(result)
    result = {name: _inner(name, held) for name, held in result.items() if name in KEYWORDS or name.startswith("x-")}
    if "$ref" in result and len(result) > 1:
        # Beside a reference 3.0 overlooks everything.
        return {**{name: held for name, held in result.items() if name != "$ref"}, "allOf": [{"$ref": result["$ref"]}]}
    return result


def _inner(name: str, held: Node) -> Node:
    if name in {"allOf", "oneOf", "anyOf"}:
        return [_schema(part) for part in held]
    if name == "properties":
        return {key: _schema(part) for key, part in held.items()}
    if name in {"items", "not"} or (name == "additionalProperties" and isinstance(held, dict)):
        return _schema(held)
    return held


def _null(schema: Node) -> None:
    """Write a choice with null as what may be null."""
    for name in ("anyOf", "oneOf"):
        choices = schema.get(name)
        if choices and NULL in choices:
            rest = [choice for choice in choices if choice != NULL]
            if len(rest) == 1 and "type" in rest[0]:
                del schema[name]
                schema |= {**rest[0], **schema, "nullable": True}
            else:
                schema[name] = [*rest, ONLY_NULL]


def _types(schema: Node) -> None:
    types = schema.get("type")
    if types == "null":
        schema |= ONLY_NULL
    if isinstance(types, list):
        rest = [kind for kind in types if kind != "null"]
        nullable = {"nullable": True} if "null" in types else {}
        del schema["type"]
        one = (
            {"type": rest[0], **nullable}
            if len(rest) == 1
            else {"anyOf": [{"type": kind, **nullable} for kind in rest]}
        )
        schema |= one
    if schema.get("type") == "array":
        # Lists of fixed parts are lists of anything in 3.0.
        schema.setdefault("items", {})


def _bounds(schema: Node) -> None:
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(exclusive), (int, float)) and not isinstance(schema[exclusive], bool):
            schema[bound], schema[exclusive] = schema[exclusive], True


def _values(schema: Node) -> None:
    if "const" in schema:
        schema["enum"] = [schema["const"]]
        schema.setdefault("type", _type_of(schema["const"]))
    examples = schema.get("examples")
    if isinstance(examples, list) and examples:
        schema.setdefault("example", examples[0])


def _type_of(value: Node) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


ROOT = "/api"
"""Where the landing page is: everything that the definition describes lies below."""


def older_definition(app: FastAPI, server: str, dataset: Dataset) -> Node:
    """Give the definition of `app` in OpenAPI 3.0, each path as it goes on from the landing page's."""
    found: Node = below_root(downgraded(definition(app, server, dataset)))
    return found


def below_root(document: Node) -> Node:
    """Give a definition with paths relative to the landing page, which itself is /; `document` stays as it is.

    OGC API - Features writes /collections/{collectionId}/items, wherever a server has its landing page, and GDAL looks
    just there for what it may ask a server to sort out. Raises ValueError for a path that is not below ROOT.
    """
    servers = [{**one, "url": f"{one['url']}{ROOT}"} for one in document["servers"]]
    return {**document, "servers": servers, "paths": {_below(path): item for path, item in document["paths"].items()}}


def _below(path: str) -> str:
    if path != ROOT and not path.startswith(f"{ROOT}/"):
        raise ValueError("what the definition describes lies below the landing page")
    return path.removeprefix(ROOT) or "/"
