"""The definition of the API: valid in both versions, found as each client looks for it, complete, and true."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.application import ROUTED, create_app
from api.openapi.definition import TAGS, definition, recorded
from api.openapi.downgrade import KEYWORDS, below_root, downgraded
from tests.api.record_examples import address_of, records
from tests.conftest import routes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

BOTH = "/api/openapi.json"
OLDER = "/api/openapi-3.0.json"
TYPE = "application/vnd.oai.openapi+json"
BINARY = {"application/vnd.mapbox-vector-tile"}


def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """Give a definition with each parameter that stands elsewhere in its place."""
    shared = document["components"]["parameters"]
    for item in document["paths"].values():
        parameters = item["get"].get("parameters", [])
        parameters[:] = [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in parameters]
    return document


@pytest.fixture(scope="module")
def newer(client: TestClient) -> dict[str, Any]:
    """Give the definition in OpenAPI 3.1."""
    document: dict[str, Any] = client.get(BOTH).json()
    return resolved(document)


@pytest.fixture(scope="module")
def older(client: TestClient) -> dict[str, Any]:
    """Give the definition in OpenAPI 3.0."""
    document: dict[str, Any] = client.get(OLDER).json()
    return resolved(document)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each path with its operation."""
    for path, item in document["paths"].items():
        assert list(item) == ["get"]
        yield path, item["get"]


def test_the_definition_is_valid_openapi_3_1(newer: dict[str, Any]) -> None:
    assert newer["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(newer).validate()


def test_the_definition_is_valid_openapi_3_0(older: dict[str, Any]) -> None:
    assert older["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(older).validate()


@pytest.mark.parametrize(
    ("accept", "version", "media_type"),
    [
        (None, "3.1", f"{TYPE};version=3.1"),
        ("*/*", "3.1", f"{TYPE};version=3.1"),
        (f"{TYPE};version=3.0", "3.0", f"{TYPE};version=3.0"),
        (f'{TYPE}; version="3.0"', "3.0", f"{TYPE};version=3.0"),
        (f"{TYPE.upper()};VERSION=3.0", "3.0", f"{TYPE};version=3.0"),
        (f"{TYPE};version=3.1", "3.1", f"{TYPE};version=3.1"),
        (TYPE, "3.1", f"{TYPE};version=3.1"),
        ("application/json", "3.1", "application/json"),
        ("application/json, text/plain, */*", "3.1", "application/json"),
        (f"{TYPE};version=3.0, {TYPE};version=3.1;q=0.9", "3.0", f"{TYPE};version=3.0"),
        (f"{TYPE};version=3.0;q=0.5, {TYPE};version=3.1", "3.1", f"{TYPE};version=3.1"),
        (f"application/json;q=0.1, {TYPE};version=3.0", "3.0", f"{TYPE};version=3.0"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "3.1", f"{TYPE};version=3.1"),
    ],
)
def test_the_version_is_negotiated(client: TestClient, accept: str | None, version: str, media_type: str) -> None:
    answer = client.get(BOTH, headers={"accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith(f"{version}.")
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    "accept", ["text/html", f"{TYPE};version=2.0", "application/json;q=0", "nonsense", ",;,", "a/b" * 400]
)
def test_a_version_that_there_is_not_is_not_acceptable(client: TestClient, accept: str) -> None:
    answer = client.get(BOTH, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")


@pytest.mark.parametrize("accept", ["*/*", "application/json", f"{TYPE};version=3.0", "text/html"])
def test_the_address_of_3_0_gives_3_0_to_everyone(client: TestClient, accept: str) -> None:
    answer = client.get(OLDER, headers={"accept": accept})
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.0.3")


@pytest.mark.parametrize("path", [BOTH, OLDER])
def test_the_definition_takes_no_parameters(client: TestClient, path: str) -> None:
    assert client.get(path, params={"colour": "red"}).status_code == 400


def test_the_landing_page_leads_to_each_version_by_its_media_type(client: TestClient) -> None:
    links = {link["type"]: link["href"] for link in client.get("/api").json()["links"] if link["rel"] == "service-desc"}
    assert set(links) == {f"{TYPE};version=3.0", f"{TYPE};version=3.1"}
    for media_type, address in links.items():
        for headers in ({}, {"accept": media_type}):
            answer = client.get(address, headers=headers)
            assert answer.headers["content-type"] == media_type
            assert answer.json()["openapi"][:3] == media_type[-3:]


def test_every_route_of_the_api_is_described(newer: dict[str, Any]) -> None:
    """Those of the API itself; pages, assets and what operators ask are none."""
    there = {
        route.path
        for module in ROUTED
        for route in module.router.routes
        if route.path.startswith("/api") and route.path not in {BOTH, OLDER, "/api/"}
    }
    assert there == set(newer["paths"])
    assert len(there) > 40


def test_every_operation_says_what_it_is_for(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        assert operation["tags"][0] in TAGS, path
    assert {tag["name"] for tag in newer["tags"]} == set(TAGS)
    assert len({operation["operationId"] for _, operation in operations(newer)}) == len(newer["paths"])


def test_every_parameter_is_described_and_has_an_example(newer: dict[str, Any], older: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert parameter["schema"]["examples"], (path, parameter["name"])
            assert {"type": "null"} not in parameter["schema"].get("anyOf", ()), (path, parameter["name"])
    for path, operation in operations(older):
        for parameter in operation.get("parameters", ()):
            assert "example" in parameter["schema"], (path, parameter["name"])


def test_every_example_of_a_parameter_fits_its_schema(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for parameter in operation.get("parameters", ()):
            schema = {**parameter["schema"], "components": newer["components"]}
            for example in schema["examples"]:
                wrong = [error.message for error in OAS31Validator(schema).iter_errors(example)]
                assert (path, parameter["name"], wrong) == (path, parameter["name"], [])


def test_every_operation_has_an_example_of_its_answer(newer: dict[str, Any], older: dict[str, Any]) -> None:
    for document in (newer, older):
        for path, operation in operations(document):
            content = operation["responses"]["200"]["content"]
            assert content, path
            assert BINARY & set(content) or any("example" in held for held in content.values()), path


def test_every_example_of_an_answer_fits_its_schema(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for answer in operation["responses"].values():
            for held in answer.get("content", {}).values():
                if "example" in held:
                    schema = {**held["schema"], "components": newer["components"]}
                    wrong = [error.message for error in OAS31Validator(schema).iter_errors(held["example"])]
                    assert (path, wrong) == (path, [])


def undeclared(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str = "") -> Iterator[str]:  # noqa: ANN401
    """Name the members of a JSON value that its schema says nothing of; free objects and geometries are left aside."""
    schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(value, dict) and "properties" in schema:
        for name, held in value.items():
            if name not in schema["properties"]:
                yield f"{at}.{name}"
            else:
                yield from undeclared(held, schema["properties"][name], schemas, f"{at}.{name}")
    elif isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        for name, held in value.items():
            yield from undeclared(held, schema["additionalProperties"], schemas, f"{at}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for part in value:
            yield from undeclared(part, schema["items"], schemas, f"{at}[]")


def test_every_member_of_an_example_is_declared(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for held in operation["responses"]["200"]["content"].values():
            if "example" in held:
                found = sorted(set(undeclared(held["example"], held["schema"], newer["components"]["schemas"])))
                assert (path, found) == (path, [])


OTHERWISE = {
    "/api/coverage": {"level": "municipality", "kind": "offices", "agency": "IOM", "area": "20"},
    "/api/presence": {"area": "23", "theme": "gender", "statewide": "true"},
    "/api/reach": {"radius": "77", "agency": "UNHCR", "add": "07101"},
    "/api/siting": {"k": "1", "radius": "30", "kind": "offices"},
    "/api/equity": {"kind": "agencies", "counting": "fractional"},
    "/api/need": {"indicator": "extreme_poverty_pct.mun-2020", "level": "municipality"},
    "/api/framework": {"agency": "FAO"},
    "/api/facets": {"agency": "FAO", "kind": "initiatives"},
    "/api/outcome-gaps": {"kind": "initiatives", "outcome": "1"},
    "/api/footprints": {"agency": "WFP,FAO"},
    "/api/change": {"level": "municipality", "area": "09"},
    "/api/clusters": {"kind": "offices", "permutations": "9"},
}
"""Questions that the schemas were not recorded from, by their path."""


@pytest.mark.parametrize("path", OTHERWISE)
def test_an_answer_is_typed_and_fits_its_type_whatever_is_asked(
    client: TestClient, newer: dict[str, Any], path: str
) -> None:
    answer = client.get(path, params=OTHERWISE[path])
    assert answer.status_code == 200, answer.text
    schema = newer["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    named = newer["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert '"items": {"type": "object", "properties": {' in json.dumps(named), "the rows of the answer have no type"
    whole = {**schema, "components": newer["components"]}
    assert [error.message for error in OAS31Validator(whole).iter_errors(answer.json())] == []
    assert sorted(set(undeclared(answer.json(), schema, newer["components"]["schemas"]))) == []


def test_every_operation_says_how_it_fails(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        for status, forms in {
            "4XX": ["application/problem+json", "text/html"],
            "503": ["application/problem+json"],
        }.items():
            assert list(operation["responses"][status]["content"]) == forms, path
        assert "304" in operation["responses"], path


SLOW = {"/api/siting", "/api/clusters"}
EXPORT = "/api/exports/{name}"
OTHER_EXPORTS = {"lang": "/api/exports/map", "publisher": "/api/exports/activities", "f": "/api/exports/agencies"}
"""Exports whose choice it is, where it is none of the one in the example."""


def test_every_example_of_a_parameter_is_answered(client: TestClient, newer: dict[str, Any]) -> None:
    """Each by itself, beside those that must be there."""
    for path, operation in operations(newer):
        given = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
        few = {"limit": 2} if "limit" in given else {}
        for name, parameter in given.items():
            if parameter["in"] != "query" or path in SLOW:
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
    there = dict(records(client, list(newer["paths"])))
    assert set(there) == set(recorded())
    for path, record in recorded().items():
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
    operation = {path: item["get"]["operationId"] for path, item in older["paths"].items()}
    assert operation == {
        path.removeprefix("/api") or "/": item["get"]["operationId"] for path, item in newer["paths"].items()
    }


def test_operations_are_called_by_what_they_get(newer: dict[str, Any]) -> None:
    """So that a generated client reads `get_coverage`; those of tiles have the names of their standard."""
    names = {path: item["get"]["operationId"] for path, item in newer["paths"].items()}
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
    first = definition(app, "http://testserver")
    once = copy.deepcopy(first)
    downgraded(first)
    assert app.openapi() == own
    assert first == once == definition(app, "http://testserver")


def test_a_new_route_is_described_without_a_word_here() -> None:
    """What it says of itself is enough: its formats are found by the parameter, and everything else by rule."""
    app = FastAPI()

    @app.get("/api/new", tags=["Need"])
    async def new(f: str = "json") -> None:
        """Something new."""

    document = definition(app, "http://testserver")
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
