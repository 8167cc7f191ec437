"""The definition is true of the answers, and written as its readers expect."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.application import create_app
from api.openapi.definition import KEEPING, definition, recorded
from api.openapi.downgrade import KEYWORDS, below_root, downgraded
from tests.api.record_examples import address_of, reading, records
from tests.conftest import routes_of
from tests.tables import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient
from tests.api.keeping.walk import CALLS
from tests.api.openapi.conftest import BOTH, OLDER
from tests.api.openapi.test_openapi import operations

SLOW = {"/api/siting", "/api/clusters", "/api/furthest-behind"}
EXPORT = "/api/exports/{name}"
OTHER_EXPORTS = {"lang": "/api/exports/map", "publisher": "/api/exports/activities", "f": "/api/exports/agencies"}
"""Exports whose choice it is, where it is none of the one in the example."""


@pytest.mark.exhaustive
def test_every_example_of_a_parameter_is_answered(client: TestClient, newer: dict[str, Any]) -> None:
    """Each by itself, beside those that must be there."""
    for path, operation in operations(newer):
        given = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
        few = {"limit": 2} if "limit" in given else {}
        for name, parameter in given.items():
            if parameter["in"] != "query" or path in SLOW or operation["tags"] == [KEEPING]:
                continue
            for example in parameter["schema"]["examples"]:
                shown = str(example).lower() if isinstance(example, bool) else example
                shown = ",".join(map(str, example)) if isinstance(example, list) else shown
                address = OTHER_EXPORTS.get(name, address_of(path)) if path == EXPORT else address_of(path)
                answer = client.get(address, params={**few, name: shown})
                # An empty tile is 204.
                assert answer.status_code in {200, 204}, (path, name, example, answer.text[:300])


def members(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Give the names in a JSON value without what they hold."""
    if isinstance(value, dict):
        return {name: members(held) for name, held in value.items()}
    return [members(held) for held in value] if isinstance(value, list) else None


def test_the_examples_are_what_the_api_answers(client: TestClient, newer: dict[str, Any]) -> None:
    """Member by member; where this fails, record them again: `python -m tests.api.record_examples`."""
    there = dict(records(client, reading(newer)))
    of_keepers = {call.name for call in CALLS}
    assert set(there) == set(recorded()) - of_keepers
    for path, record in recorded().items():
        if path in of_keepers:
            continue
        assert record["media_type"] == there[path]["media_type"], path
        assert members(record["example"]) == members(there[path]["example"]), path


def test_the_formats_of_the_items_are_described(newer: dict[str, Any]) -> None:
    content = newer["paths"]["/api/collections/municipalities/items"]["get"]["responses"]["200"]["content"]
    assert next(iter(content)) == "application/geo+json"
    assert {"text/html", "text/csv", "application/geopackage+sqlite3", "application/vnd.apache.parquet"} <= set(content)
    assert content["application/geo+json"]["schema"] == {"$ref": "#/components/schemas/FeatureCollection"}
    one = newer["paths"]["/api/collections/municipalities/items/{code}"]["get"]["responses"]["200"]["content"]
    assert one["application/geo+json"]["schema"] == {"$ref": "#/components/schemas/Feature"}


def test_addresses_are_whole_and_nobody_is_named(newer: dict[str, Any], older: dict[str, Any]) -> None:
    """OGC's own engine puts what begins with neither a scheme nor a slash behind the host as it stands."""
    assert [one["url"] for one in newer["servers"]] == ["http://testserver"]
    assert [one["url"] for one in older["servers"]] == ["http://testserver/api"]
    assert newer["info"]["contact"] == {"name": "unmap", "url": "http://testserver/about"}
    assert newer["info"]["termsOfService"] == "http://testserver/about"
    assert "MIT" in newer["info"]["license"]["name"]


def test_addresses_are_those_that_clients_know(client: TestClient) -> None:
    for path, rest in ((BOTH, ""), (OLDER, "/api")):
        [server] = client.get(path, headers={"host": "maps.example.org"}).json()["servers"]
        assert server["url"] == f"http://maps.example.org{rest}"


def test_paths_of_3_0_go_on_from_the_landing_page(
    client: TestClient, newer: dict[str, Any], older: dict[str, Any]
) -> None:
    """As the standards write them, whatever stands before; GDAL finds there what it may ask by."""
    assert {"/", "/conformance", "/collections", "/collections/states/items"} <= set(older["paths"])
    assert client.get("/api/").json()["links"][0] == client.get("/api").json()["links"][0]
    operation = {path: [one["operationId"] for one in item.values()] for path, item in older["paths"].items()}
    assert operation == {
        path.removeprefix("/api") or "/": [one["operationId"] for one in item.values()]
        for path, item in newer["paths"].items()
    }


def test_operations_are_called_by_what_they_get(newer: dict[str, Any]) -> None:
    """So that a generated client reads `get_coverage`; those of tiles have the names of their standard."""
    names = {path: item["get"]["operationId"] for path, item in newer["paths"].items() if "get" in item}
    assert names["/api/coverage"] == "get_coverage"
    assert names["/api/v2/coordination-context/operational-presence"] == "get_operational_presence"
    for path, name in names.items():
        assert "tile" in path.lower() or re.fullmatch(r"get_[a-z0-9_]+", name), name


def test_every_query_parameter_is_one_list_by_commas(newer: dict[str, Any], older: dict[str, Any]) -> None:
    for document in (newer, older):
        for path, operation in operations(document):
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    assert (parameter["style"], parameter["explode"]) == ("form", False), (path, parameter["name"])


@pytest.mark.parametrize("name", ["states", "municipalities", "offices", "initiatives"])
def test_the_limit_of_collections_is_where_qgis_looks_for_the_size_of_pages(client: TestClient, name: str) -> None:
    document = client.get(OLDER).json()
    limit = document["components"]["parameters"]["limit"]["schema"]
    assert (limit["minimum"], limit["default"], limit["maximum"]) == (1, 5_000, 10_000)
    listed = document["paths"][f"/collections/{name}/items"]["get"]["parameters"]
    assert {"$ref": "#/components/parameters/limit"} in listed


def test_every_limit_has_a_maximum(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "limit":
                assert parameter["schema"]["maximum"] == 10_000, path


def test_null_has_a_type_beside_it_in_3_0(client: TestClient) -> None:
    """Without one 3.0 does not allow null, whatever `nullable` says."""

    def walk(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON value
        if isinstance(node, dict):
            yield node
            for name, held in node.items():
                yield from walk(held) if name not in {"example", "examples"} else ()
        elif isinstance(node, list):
            for part in node:
                yield from walk(part)

    found = [node for node in walk(client.get(OLDER).json()) if node.get("nullable") is True]
    assert found
    assert all("type" in node and "allOf" not in node for node in found)


def test_a_path_beside_the_landing_page_is_not_described_in_3_0() -> None:
    with pytest.raises(ValueError, match="below the landing page"):
        below_root({"servers": [], "paths": {"/apiary": {}}})


def test_making_the_definition_leaves_the_applications_own_as_it_is() -> None:
    app = routes_of(create_app())
    assert isinstance(app, FastAPI)
    own = copy.deepcopy(app.openapi())
    first = definition(app, "http://testserver", shipped())
    once = copy.deepcopy(first)
    downgraded(first)
    assert app.openapi() == own
    assert first == once == definition(app, "http://testserver", shipped())


def test_a_new_route_is_described_without_a_word_here() -> None:
    """What it says of itself is enough: its formats are found by the parameter, and everything else by rule."""
    app = FastAPI()

    @app.get("/api/new", tags=["Need"])
    async def new(f: str = "json") -> None:
        """Something new."""

    document = definition(app, "http://testserver", shipped())
    OpenAPIV31SpecValidator(document).validate()
    OpenAPIV30SpecValidator(downgraded(document)).validate()
    responses = document["paths"]["/api/new"]["get"]["responses"]
    assert {"200", "304", "4XX", "503"} <= set(responses)


@pytest.mark.parametrize(
    ("newer_schema", "older_schema"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"nullable": True, "type": "string"}),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "null"}]},
            {"anyOf": [{"$ref": "#/components/schemas/Link"}, {"type": "object", "nullable": True, "enum": [None]}]},
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {
                "anyOf": [
                    {"type": "string"},
                    {"type": "integer"},
                    {"type": "object", "nullable": True, "enum": [None]},
                ]
            },
        ),
        ({"type": ["string", "null"]}, {"nullable": True, "type": "string"}),
        (
            {"type": ["string", "number", "null"]},
            {"anyOf": [{"type": "string", "nullable": True}, {"type": "number", "nullable": True}]},
        ),
        ({"type": ["string", "number"]}, {"anyOf": [{"type": "string"}, {"type": "number"}]}),
        ({"const": "Point"}, {"enum": ["Point"], "type": "string"}),
        ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 0, "exclusiveMinimum": True}),
        ({"type": "number", "exclusiveMaximum": 9}, {"type": "number", "maximum": 9, "exclusiveMaximum": True}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        (
            {"$ref": "#/components/schemas/Link", "description": "x"},
            {"description": "x", "allOf": [{"$ref": "#/components/schemas/Link"}]},
        ),
        ({"$ref": "#/components/schemas/Link"}, {"$ref": "#/components/schemas/Link"}),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, {"type": "array", "items": {}}),
        ({"type": "string", "contentMediaType": "application/json"}, {"type": "string"}),
        ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
        (
            {
                "type": "object",
                "properties": {"const": {"const": True}},
                "additionalProperties": {"type": ["null", "string"]},
            },
            {
                "type": "object",
                "properties": {"const": {"enum": [True], "type": "boolean"}},
                "additionalProperties": {"nullable": True, "type": "string"},
            },
        ),
        ({"not": {"const": 1}, "items": True}, {"not": {"enum": [1], "type": "number"}, "items": {}}),
    ],
)
def test_a_schema_is_written_in_the_words_of_3_0(newer_schema: Any, older_schema: Any) -> None:  # noqa: ANN401
    document = {
        "openapi": "3.1.0",
        "info": {"title": "x", "summary": "x"},
        "components": {"schemas": {"S": newer_schema}},
    }
    result = downgraded(document)
    assert result == {"openapi": "3.0.3", "info": {"title": "x"}, "components": {"schemas": {"S": older_schema}}}
    assert set(older_schema) <= KEYWORDS


def test_an_example_that_looks_like_a_schema_is_left_alone() -> None:
    content = {"schema": {"const": 1}, "example": {"schema": {"const": 1}, "examples": [1]}}
    result = downgraded({"info": {}, "paths": {"/x": {"get": {"responses": {"200": {"content": {"a/b": content}}}}}}})
    found = result["paths"]["/x"]["get"]["responses"]["200"]["content"]["a/b"]
    assert found == {"schema": {"enum": [1], "type": "number"}, "example": content["example"]}
