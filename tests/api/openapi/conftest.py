"""The API's definition in both versions, as clients get it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


BOTH = "/api/openapi.json"
OLDER = "/api/openapi-3.0.json"
TYPE = "application/vnd.oai.openapi+json"


def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """Give a definition with each parameter that stands elsewhere in its place."""
    shared = document["components"]["parameters"]
    for item in document["paths"].values():
        parameters = item.get("get", {}).get("parameters", [])
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
