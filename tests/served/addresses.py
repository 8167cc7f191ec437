"""Every address of the service, taken from its own definition, with keys that the data holds."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from api.openapi.definition import KEEPING
from tests.tables import EXPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from unmap.store import Dataset

BESIDES = ("/", "/?view=gap&level=municipality", "/about", "/docs", "/healthz", "/readyz", "/metrics")
"""Addresses that the definition does not tell of."""

_HASTY = {"/api/siting": {"k": "1"}, "/api/clusters": {"permutations": "9"}, "/api/furthest-behind": {"draws": "100"}}
_BY_LEVEL = ("state", "municipality")
_TILE = {"tileMatrix": "5", "tileRow": "13", "tileCol": "7"}


def addresses(definition: dict[str, Any], dataset: Dataset) -> list[str]:
    """Give each path of the definition in each of its formats, at each level, for the first and last of each key."""
    found = list(BESIDES)
    for path, item in definition["paths"].items():
        # What keepers do needs a workspace; the folders that are asked here have none.
        if "get" in item and item["get"].get("tags") != [KEEPING]:
            found += _of_path(path, item["get"].get("parameters", []), dataset)
    return list(dict.fromkeys(found))


def _of_path(path: str, parameters: list[dict[str, Any]], dataset: Dataset) -> Iterator[str]:
    query = {one["name"]: one.get("schema", {}) for one in parameters if one.get("in") == "query"}
    named = [one["name"] for one in parameters if one.get("in") == "path"]
    known = _keys(path, dataset)
    for values in product(*(known[name] for name in named)):
        key = dict(zip(named, values, strict=True))
        filled = path
        for name, value in key.items():
            filled = filled.replace(f"{{{name}}}", quote(value, safe=""))
        if path == "/api/exports/{name}":
            yield from _of_export(filled, key["name"], dataset)
            continue
        asked = [dict(_HASTY.get(path, {}), **one) for one in _choices(path, query, dataset)]
        for choice in asked:
            yield f"{filled}?{urlencode(choice)}" if choice else filled


def _choices(path: str, query: dict[str, Any], dataset: Dataset) -> Iterator[dict[str, str]]:
    needed = {"indicator": next(iter(dataset.indicators["indicator_id"]), "none")} if path == "/api/need" else {}
    yield needed
    for form in _allowed(query.get("f", {})):
        yield {**needed, "f": form}
    for level in _BY_LEVEL if "level" in query else ():
        yield {**needed, "level": level}
    for kind in _allowed(query.get("kind", {})):
        yield {**needed, "kind": kind, "level": "municipality"} if "level" in query else {**needed, "kind": kind}


def _of_export(address: str, name: str, dataset: Dataset) -> Iterator[str]:
    export = EXPORTS[name]
    for form in export.forms:
        yield f"{address}?f={form}"
        if "level" in export.options:
            yield f"{address}?f={form}&level=municipality"


def _allowed(schema: dict[str, Any]) -> list[str]:
    choices = (schema, *schema.get("anyOf", ()))
    return [value for choice in choices for value in choice.get("enum", ()) if isinstance(value, str)]


def _keys(path: str, dataset: Dataset) -> dict[str, list[str]]:
    states, municipalities = dataset.states["code"], dataset.municipalities["code"]
    codes = _ends(municipalities) if "municipalities" in path else _ends(states)
    if path.startswith(("/brief", "/api/areas")):
        codes = [*_ends(states), *_ends(municipalities)]
    return {
        "code": codes,
        "office_id": _ends(dataset.offices["office_id"]),
        "initiative_id": _ends(dataset.initiatives["initiative_id"]),
        "collection_id": ["states", "municipalities", "offices", "initiatives"],
        "name": list(EXPORTS),
        **{name: [value] for name, value in _TILE.items()},
    }


def _ends(keys: pd.Series) -> list[str]:
    return list(dict.fromkeys([*keys.head(1), *keys.tail(1)]))
