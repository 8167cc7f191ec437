"""JSON Schemas of the answers that no standard lays down, and of what answers hold beside what one does.

They are recorded from answers by `python -m tests.api.record_answers`, so that a generated client knows each member
with its type, and a test holds other answers against them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from .shapes import SHAPES, named_by_a_standard

if TYPE_CHECKING:
    from .shapes import Schema

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
