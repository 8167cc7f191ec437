"""The definition in OpenAPI 3.1: what the framework knows of the routes, and what else a client wants to know.

All that is added is found by rule (the formats of a route from its parameter `f`, the schema from its path), so that
a new route is described without a word here; examples of answers are recorded from the API itself.
"""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI

from unmap.features.crs import names_of, offered
from unmap.features.tiles.tiling import limits
from unmap.measures import PresenceQuery, default_need, presence
from unmap.pages.page_facts import page_facts
from unmap.store.dataset import newest_first, once_per_dataset

from ..http.bodies import GEOJSON, JSON
from ..http.negotiation import MEDIA_TYPES
from ..http.problem_json import PROBLEM
from ..routes.items import documented
from .answer_schemas import PROBLEM_EXAMPLE, answer_schemas, name_of, ref, shape_of

if TYPE_CHECKING:
    import pandas as pd
    from fastapi.routing import APIRoute

    from unmap.model import AdminLevel
    from unmap.store import Dataset

EXAMPLES = Path(__file__).with_name("examples.json")
"""Answers of the API by path, of a write by its method and path, cut short: `python -m tests.api.record_examples`.

Each has `media_type`, `example` and `values`: what the properties of a record are, for parameters of the same name.
"""

KEEPING = "Keeping"
"""What is kept depends on who asks and when: no answer of it is kept by a cache, or asked for in part."""

TAGS = {
    "Capabilities": "What the API offers and which standards it keeps (OGC API - Common).",
    "Features": "Areas of each level, offices and initiatives (OGC API - Features, Parts 1, 2, 3 and 5).",
    "Tiles": "The same as vector tiles (OGC API - Tiles).",
    "Presence": "Who works where, and how much of it.",
    "Framework": "The cooperation framework, and its outcomes by area.",
    "Programme": "Agencies, and figures of context.",
    "Need": "Indicators of poverty and need, with their values.",
    "Areas": "All that is known of one area, and the sources of it.",
    "Coverage": "Need beside presence: gaps, equity, clusters, reach, places for more offices.",
    "HDX HAPI": "Operational presence with the field names of HDX HAPI.",
    "Exports": "Every table and layer as a file.",
    KEEPING: "The record as its keepers edit, review and publish it, where the service has a workspace.",
}
"""What the groups of operations are about."""

PATH_DESCRIPTIONS = {
    "collection_id": "identifier of a collection, as /api/collections lists them",
    "code": "code of an area, with its leading zeros",
    "office_id": "identifier of an office",
    "initiative_id": "identifier of an initiative",
    "name": "name of what is exported, as /api/exports lists it",
    "tileMatrix": "zoom level",
    "tileRow": "row of the tile, from the north",
    "tileCol": "column of the tile, from the west",
}

UNNEGOTIATED = {"xml": "application/xml", "atom": "application/atom+xml"}
"""Media types of formats that are not negotiated."""

PARTIAL = {"description": "The part that the client asked for by Range: one range of bytes, uncompressed"}
NOT_MODIFIED = {"description": "The client has this already: If-None-Match named its ETag"}
UNAVAILABLE = "The service is too busy, or the answer took too long; Retry-After says in how many seconds to ask again"
EMPTY = frozenset({"properties", "sortby", "app_identifier"})
"""Parameters of text that may be empty."""

REFUSED = "What is wrong with the request"
"""Where a route does not say more."""

Node = dict[str, Any]
Examples = tuple[dict[str, Any], dict[str, dict[str, Any]]]


def definition(app: FastAPI, server: str, dataset: Dataset) -> Node:
    """Give the definition of `app`, which clients know under the address `server`, in OpenAPI 3.1.

    That address stands in full wherever one does: tools that read a definition from a file have no other, and OGC's
    own tests put what does not begin with a scheme or a slash behind the host as it stands.
    """
    levels, examples = dataset.admin_levels, example_values(dataset)
    reports = newest_first(dataset.reports)["report_id"].tolist()
    systems = [name for crs in offered(dataset) for name in names_of(crs)]
    document = _told(app, levels)
    document["info"] |= {
        "summary": "Field presence, programmes and poverty on official boundaries.",
        "termsOfService": f"{server}/about",
        "contact": {"name": "unmap", "url": f"{server}/about"},
        "license": {"name": "MIT (the software; each source of the data has its own terms)", "url": LICENCE},
    }
    document["servers"] = [{"url": server, "description": "this server"}]
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= answer_schemas()
    used = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _describe(_named(method, path), operation, schemas, examples)
            _tell(operation, "x-levels", [level.word for level in levels], levels[0].word)
            _tell(operation, "x-reports", reports, dataset.report.report_id)
            _tell(operation, "x-edition", [], dataset.edition)
            _tell(operation, "x-crs", systems, systems[-1])
            # What every path takes stands behind what is its own.
            operation.get("parameters", []).sort(key=lambda parameter: parameter["name"] in {"report", "edition"})
            used.update(operation.get("tags", ()))
    document["components"]["parameters"] = _shared_parameters(document["paths"])
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items() if name in used]
    return document


def operation_id(route: APIRoute) -> str:
    """Name an operation by what it does, so that a generated client reads `get_coverage` or `post_new_record`."""
    [method] = route.methods or {"GET"}
    return f"{method.lower()}_{route.name}"


def _named(method: str, path: str) -> str:
    """Name an operation as records do: by its path, where it reads."""
    return path if method == "get" else f"{method.upper()} {path}"


def _told(app: FastAPI, levels: tuple[AdminLevel, ...]) -> Node:
    """Give what the framework knows of the routes; those of items stand once for each collection of the data."""
    document = copy.deepcopy(app.openapi())
    items = FastAPI(generate_unique_id_function=operation_id)
    items.include_router(documented(levels))
    of_items = items.openapi()
    document.setdefault("components", {}).setdefault("schemas", {}).update(of_items["components"]["schemas"])
    paths: Node = {}
    for path, item in document["paths"].items():
        paths[path] = item
        if path == _BEFORE_ITEMS:
            paths |= of_items["paths"]
    return {**document, "paths": paths}


_BEFORE_ITEMS = "/api/collections/{collection_id}/sortables"


def _tell(operation: Node, mark: str, values: list[str], example: str) -> None:
    """Say of each parameter with a mark which values of the data it takes, if they can be listed, and one of them."""
    for parameter in operation.get("parameters", ()):
        schema = parameter.get("schema", {})
        if schema.pop(mark, False):
            schema["examples"] = [example]
            if values:
                schema["enum"] = values
                schema.pop("maxLength", None)
                schema.pop("minLength", None)


def _shared_parameters(paths: Node) -> Node:
    """Put the limit of all collections in one place, where QGIS looks for the size of its pages."""
    shared: Node = {}
    for path, item in paths.items():
        parameters = item.get("get", {}).get("parameters", [])
        for place, parameter in enumerate(parameters):
            if path.endswith("/items") and parameter["name"] == "limit":
                shared["limit"], parameters[place] = parameter, {"$ref": "#/components/parameters/limit"}
    return shared


LICENCE = "https://opensource.org/license/mit"


@cache
def recorded() -> dict[str, Node]:
    """Give the recorded answers by path."""
    found: dict[str, Node] = orjson.loads(EXAMPLES.read_bytes()) if EXAMPLES.is_file() else {}
    return found


def _describe(path: str, operation: Node, schemas: Node, examples: Examples) -> None:
    for parameter in operation.get("parameters", ()):
        _describe_parameter(path, parameter, schemas, examples)
    responses = operation["responses"]
    answer = responses.get("200") or responses["201"]
    if answer["description"] == "Successful Response":
        answer["description"] = operation["summary"]
    stated = {media_type.partition(";")[0]: held for media_type, held in answer.get("content", {}).items()}
    if stated in ({}, {"application/json": {"schema": {}}}):
        stated = {media_type: {} for media_type in _media_types(path, operation, schemas)}
    answer["content"] = {media_type: _medium(path, media_type, held) for media_type, held in stated.items()}
    if KEEPING not in operation.get("tags", ()):
        responses |= {"206": PARTIAL, "304": NOT_MODIFIED}
    responses["4XX"] = _problem(responses.get("4XX", {}).get("description", REFUSED))
    # Who reads pages gets one where nothing is.
    responses["4XX"]["content"]["text/html"] = {"schema": {"type": "string"}}
    responses["503"] = _problem(responses.get("503", {}).get("description", UNAVAILABLE))


def _describe_parameter(path: str, parameter: Node, schemas: Node, examples: Examples) -> None:
    name = parameter["name"]
    if not parameter.get("description") and name in PATH_DESCRIPTIONS:
        parameter["description"] = PATH_DESCRIPTIONS[name]
    schema = parameter["schema"] = _without_null(parameter["schema"])
    if parameter["in"] == "query":
        # Several values stand in one parameter, separated by commas.
        parameter |= {"style": "form", "explode": False}
        if schema.get("type") == "string" and name not in EMPTY and not {"enum", "format"} & set(schema):
            # A list of no code, from a script's empty variable, must mean neither everything nor nothing.
            schema.setdefault("minLength", 1)
    # In the schema and not beside it: the documentation page would send all examples at once otherwise.
    schema["examples"] = [_example(path, name, _resolved(schema, schemas), examples)]
    if parameter.get("required"):
        parameter.setdefault("example", schema["examples"][0])


def _without_null(schema: Node) -> Node:
    """Give the schema of a parameter that can be left out but never be null, which a query cannot say."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **{name: held for name, held in schema.items() if name != "anyOf"}}
    return schema


def _example(path: str, name: str, schema: Node, examples: Examples) -> Any:  # noqa: ANN401 - of the parameter's type
    """Give a value that a parameter may have: chosen at the path, its own, recorded at the path, chosen, or any."""
    values, of_path = examples
    own = {"examples", "enum", "const"} & set(schema)
    for known in (of_path.get(path, {}), {} if own else recorded().get(path, {}).get("values", {})):
        if name in known:
            return known[name]
    if schema.get("examples"):
        return schema["examples"][0]
    if name in values:
        return values[name]
    if schema.get("default") is not None:
        return schema["default"]
    if "const" in schema:
        return schema["const"]
    return schema["enum"][0] if "enum" in schema else BY_TYPE[schema["type"]]


def _resolved(schema: Node, schemas: Node) -> Node:
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**schemas[name], **schema} if name else schema


def _media_types(path: str, operation: Node, schemas: Node) -> list[str]:
    """Give the media types of a route, from the formats that its parameter names."""
    given = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
    chosen = given.get("f") or given.get("output_format")
    forms = _resolved(chosen["schema"], schemas).get("enum", ["json"]) if chosen else ["json"]
    own = recorded().get(path, {}).get("media_type", "application/json")
    return list(dict.fromkeys(own if form == "json" else _media_type(form) for form in forms))


def _media_type(form: str) -> str:
    return MEDIA_TYPES[form][0] if form in MEDIA_TYPES else UNNEGOTIATED[form]


def _medium(path: str, media_type: str, held: Node) -> Node:
    # A route that gives files says of each that it is one; of what is GeoJSON more is known.
    schema = (
        _schema_of(path, media_type) if media_type == GEOJSON else held.get("schema") or _schema_of(path, media_type)
    )
    record = recorded().get(path, {})
    example = {"example": record["example"]} if record.get("media_type") == media_type else {}
    return {**example, **held, "schema": schema}


def _schema_of(path: str, media_type: str) -> Node:
    name = name_of(path) if media_type == JSON else None
    return ref(name) if name in answer_schemas() else shape_of(path, media_type)


def _problem(description: str) -> Node:
    return {
        "description": description,
        "content": {PROBLEM: {"schema": ref("Problem"), "example": PROBLEM_EXAMPLE}},
    }


_VALUES: dict[str, Any] = {
    "name": "gaps",
    "note": "The report says nationwide.",
    "q": "water",
    "rank_countings": "distinct",
    "rank_kinds": "offices,initiatives",
    "rank_measures": "headcount",
}
"""Values by the name of the parameter, where neither the parameter nor a record gives one; see `example_values`."""

_ZOOM = 4


@once_per_dataset
def example_values(dataset: Dataset) -> Examples:
    """Give values of the data by the name of the parameter, and those that a path has instead.

    They speak of the area with the greatest need, and of the one of the finest level in it that has most offices.
    """
    highest, finest = dataset.level(), dataset.finest
    code, pcode, _ = page_facts(dataset)["example"].values()
    inside = [one for one in dataset.areas(finest) if one in dataset.inside(code)] or [code]
    own = str(presence(dataset, PresenceQuery(level=finest.word))["offices"].loc[inside].idxmax())
    layer = dataset.layer(None)
    west, south, east, north = layer.geometry[(layer["code"] == code).to_numpy()].total_bounds.tolist()
    row, _, column, _ = limits((west, south, east, north), _ZOOM)
    offices, need, fine = dataset.offices, default_need(dataset), default_need(dataset, finest.word)
    here = offices.loc[offices[f"{finest}_code"] == own, "office_id"]
    values = {
        **_VALUES,
        "concept": need.indicator.concept,
        "agency_id": _first(dataset.agencies["agency_id"]),
        "bbox": [round(edge, 1) for edge in (west, south, east, north)],
        "candidates": ",".join(inside[:2]),
        "code": code,
        "collection_id": highest.id,
        "indicator": need.indicator.indicator_id or _first(dataset.indicators["indicator_id"]),
        "initiative_id": _first(dataset.initiatives["initiative_id"]),
        "office_id": _first(here if len(here) else offices["office_id"]),
        "pcode": pcode,
        **{f"{level}_code": line for level, line in zip(dataset.admin_levels, dataset.lineage(own), strict=True)},
        "tileCol": column,
        "tileMatrix": str(_ZOOM),
        "tileRow": row,
        "year": need.year,
    }
    of_finest = {"indicator": fine.indicator.indicator_id, "year": fine.year} if fine.given else {}
    items = f"/api/collections/{finest.id}/items"
    own_pcode = dataset.layer(finest).set_index("code").loc[own, "pcode"]
    return values, {
        items: {**of_finest, "code": own, "pcode": own_pcode},
        f"{items}/{{code}}": {**of_finest, "code": own},
        "/api/collections/offices/items": {
            "filter": f"office_type = 'field' AND {highest}_code = '{code}'",
            "properties": "agency_acronym,place_reported",
            "sortby": f"{highest}_name,-listed_count",
        },
        "/api/collections/initiatives/items": {
            "filter": "scope = 'located' AND A_CONTAINS(themes, ('health'))",
            "properties": "title,scope",
            "sortby": "-start_year,title",
        },
        "/api/reach": of_finest,
        "/api/siting": of_finest,
    }


def _first(texts: pd.Series[str]) -> str:
    return next(iter(texts), "")


BY_TYPE: dict[str, Any] = {"boolean": True, "integer": 1, "number": 10, "string": "text"}
"""What any parameter of a type may have, where its name says nothing."""
