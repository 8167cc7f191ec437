"""The definition of the API: valid in both versions, found as each client looks for it, complete, and true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.application import ROUTED
from api.openapi.definition import KEEPING, TAGS
from api.routes.items import ITEMS, documented
from tests.tables import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient
from tests.api.openapi.conftest import BOTH, OLDER, TYPE

BINARY = {
    "application/vnd.mapbox-vector-tile",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each path with its operations; what is written is all of keepers."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method == "get" or (method in {"post", "patch"} and operation["tags"] == [KEEPING]), path
            yield path, operation


def answered(operation: dict[str, Any]) -> dict[str, Any]:
    """Give what an operation answers when all is well."""
    responses: dict[str, Any] = operation["responses"]
    found: dict[str, Any] = responses.get("200") or responses["201"]
    return found


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
        if route.path.startswith("/api") and route.path not in {BOTH, OLDER, "/api/"} and ITEMS not in route.path
    }
    there |= {route.path for route in documented(LEVELS).routes if isinstance(route, APIRoute)}
    assert there == set(newer["paths"])
    assert len(there) > 40


def test_every_operation_says_what_it_is_for(newer: dict[str, Any]) -> None:
    for path, operation in operations(newer):
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        assert operation["tags"][0] in TAGS, path
    assert {tag["name"] for tag in newer["tags"]} == set(TAGS)
    for told in ("operationId", "summary"):
        assert len({operation[told] for _, operation in operations(newer)}) == len([*operations(newer)]), told


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
            content = answered(operation)["content"]
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
        for held in answered(operation)["content"].values():
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
    "/api/furthest-behind": {"draws": "100"},
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
        assert ("304" in operation["responses"]) is (operation["tags"] != [KEEPING]), path
