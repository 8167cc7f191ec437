"""What answers look like: one JSON Schema that all of them fit, worked out from the answers themselves."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any]

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)

_OF_PYTHON = {bool: "boolean", int: "integer", float: "number", str: "string"}


def schema_of(values: list[Any], *, in_rows: bool = False) -> Schema:
    """Give a schema (draft 2020-12) that every value fits.

    An object whose keys are no names, such as codes, is one of any keys. A figure in the rows of a table may be null
    whether or not a row shows it: which rows have no data depends on what is asked.
    """
    objects = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if isinstance(value, list)]
    types = {_OF_PYTHON[type(value)] for value in values if type(value) in _OF_PYTHON}
    types |= ({"object"} if objects else set()) | ({"array"} if lists else set())
    if "number" in types:
        types.discard("integer")
    if None in values or (in_rows and types & {"number", "integer"}):
        types.add("null")
    if types == {"null"}:
        # Of what nothing is known now, another edition may know something.
        return {}
    found: Schema = {"type": sorted(types, key=lambda name: (name == "null", name))} if types else {}
    if len(types) == 1:
        [found["type"]] = types
    return {
        **found,
        **(_of_objects(objects, in_rows=in_rows) if objects else {}),
        **(_of_lists(lists) if lists else {}),
    }


def _of_objects(objects: list[dict[str, Any]], *, in_rows: bool) -> Schema:
    names = list(dict.fromkeys(name for one in objects for name in one))
    if not all(map(_NAME.fullmatch, names)):
        return {"additionalProperties": schema_of([held for one in objects for held in one.values()], in_rows=in_rows)}
    properties = {name: schema_of([one[name] for one in objects if name in one], in_rows=in_rows) for name in names}
    required = [name for name in names if all(name in one for one in objects)]
    return {"properties": properties, **({"required": required} if required else {})}


def _of_lists(lists: list[list[Any]]) -> Schema:
    parts = [part for one in lists for part in one]
    return {"items": schema_of(parts, in_rows=any(isinstance(part, dict) for part in parts))}
