"""How the tests of the OGC resources ask, and what they expect of every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

STATES = "/api/collections/states/items"
MUNICIPALITIES = "/api/collections/municipalities/items"
OFFICES = "/api/collections/offices/items"
INITIATIVES = "/api/collections/initiatives/items"
COLLECTIONS = ("states", "municipalities", "offices", "initiatives")

LEAN = {"skipGeometry": "true"}


def got(client: TestClient, path: str, **parameters: str | int) -> dict[str, Any]:
    """The GeoJSON of an address; a name written bbox_crs asks for bbox-crs."""
    answer = client.get(path, params={name.replace("_crs", "-crs"): value for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def ids(client: TestClient, path: str, **parameters: str | int) -> list[str]:
    """Ids of the features that an address gives."""
    return [feature["id"] for feature in got(client, path, **LEAN, **parameters)["features"]]


def refused(client: TestClient, path: str, parameters: dict[str, str] | list[tuple[str, str]]) -> dict[str, Any]:
    """The problem with which a request is refused as the client's fault."""
    pairs = list(parameters.items()) if isinstance(parameters, dict) else parameters
    answer = client.get(f"{path}?{urlencode(pairs)}")
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert "Traceback" not in answer.text
    return body


def links(body: dict[str, Any], rel: str) -> list[dict[str, str]]:
    """Links of a relation."""
    return [link for link in body["links"] if link["rel"] == rel]


def refused_on_a_page(client: TestClient, path: str, **parameters: str) -> str:
    """The page that refuses a request of people as their fault."""
    answer = client.get(path, params={"f": "html", **parameters})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    return answer.text
