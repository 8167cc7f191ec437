"""Every operation of both definitions, asked by a machine that reads them: no error, no answer but those described.

What is asked fits the definition or just does not (a word for a number, a parameter too long); each answer must have a
status, a media type and a body that the definition describes.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.application import create_app
from api.http.limits import LONGEST_ADDRESS
from api.openapi.definition import definition
from api.openapi.downgrade import ROOT, older_definition
from tests.api.record_examples import reading
from tests.conftest import routes_of
from tests.tables import shipped

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from schemathesis import BaseSchema

pytestmark = pytest.mark.exhaustive

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

ASKED = 8
"""Requests to an operation for each definition and kind of request."""

ASKED_SLOW = 2
"""The same where one takes a second."""

SLOW = {"/api/siting", "/api/clusters", "/api/furthest-behind", "/api/exports/{name}"}

APP = routes_of(create_app())
SERVER = "http://testserver"
DOCUMENT = definition(APP, SERVER, shipped())
SCHEMAS: dict[str, BaseSchema] = {
    "3.1": schemathesis.openapi.from_dict(DOCUMENT),
    "3.0": schemathesis.openapi.from_dict(older_definition(APP, SERVER, shipped())),
}
BASES = {"3.0": ROOT}
"""What the paths of a definition go on from, where that is not the root of the server."""

PATHS = sorted(reading(DOCUMENT))


def _ask(client: TestClient, version: str, path: str, mode: GenerationMode) -> list[int]:
    """Ask an operation again and again; give the statuses of its answers."""
    statuses = []
    base = BASES.get(version, "")

    @settings(
        max_examples=ASKED_SLOW if path in SLOW else ASKED,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=SCHEMAS[version][path.removeprefix(base) or "/"]["GET"].as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case[Any]) -> None:
        request: dict[str, Any] = case.as_transport_kwargs(base_url=f"{SERVER}{base}")
        # What is longer no client sends; that addresses are bounded is tested elsewhere.
        parameters = request.get("params") or {}
        assume(len(parameters if isinstance(parameters, str) else urlencode(parameters, doseq=True)) <= LONGEST_ADDRESS)
        answer = client.request(
            request["method"], request["url"], params=request.get("params"), headers=request.get("headers")
        )
        case.validate_response(answer, checks=CHECKS)
        statuses.append(answer.status_code)

    asked()
    return statuses


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("version", SCHEMAS)
def test_what_fits_the_definition_is_answered_as_it_says(client: TestClient, version: str, path: str) -> None:
    assert _ask(client, version, path, GenerationMode.POSITIVE)


def _broken(path: str) -> dict[str, Any]:
    """Give the definition with one thing about a path that is not so."""
    document = copy.deepcopy(DOCUMENT)
    responses = document["paths"][path]["get"]["responses"]
    if path == "/api/sources":
        responses["200"]["content"]["application/json"]["schema"] = {"type": "object", "required": ["zq9x"]}
    elif path == "/api/conformance":
        del responses["200"]["content"]["application/json"]
    else:
        del responses["4XX"]
    return document


@pytest.mark.parametrize("path", ["/api/sources", "/api/conformance", "/api/collections/{collection_id}"])
def test_a_definition_that_is_not_true_would_be_found_out(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setitem(SCHEMAS, "broken", schemathesis.openapi.from_dict(_broken(path)))
    with pytest.raises(FailureGroup):
        _ask(client, "broken", path, GenerationMode.POSITIVE)


WITH_PARAMETERS = [path for path in PATHS if DOCUMENT["paths"][path]["get"].get("parameters")]


@pytest.mark.parametrize("path", WITH_PARAMETERS)
def test_what_does_not_fit_the_definition_is_refused_as_it_says(client: TestClient, path: str) -> None:
    assert _ask(client, "3.1", path, GenerationMode.NEGATIVE)
