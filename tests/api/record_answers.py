"""Records what the answers in JSON look like, for the schemas of the API's definition.

Run it with `python -m tests.api.record_answers` after what an operation answers has changed; it takes a minute.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import orjson
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.openapi.answer_schemas import ANSWERS, name_of
from api.service import Service
from api.settings import Settings
from tests.api.inferred import schema_of
from tests.api.record_examples import address_of, reading
from tests.conftest import routes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CHOICES = {
    "level": ["municipality"],
    "kind": ["offices", "initiatives", "agencies"],
    "counting": ["fractional"],
    "headquarters": ["true"],
    "statewide": ["true"],
    "agency": ["UNHCR", "WFP"],
    "outcome": ["2"],
    "theme": ["health"],
    "scope": ["country-wide"],
    "area": ["07", "29"],
    "add": ["07059,20067"],
    "remove": ["iom-07065"],
    "radius": ["0.5", "250.5"],
    "indicator": ["poverty_pct.mmp-2008", "extreme_poverty_persons.mmp-2016"],
    "concept": ["extreme_poverty", "afromexican"],
    "rank_kinds": ["offices"],
    "cell": ["high-0"],
    "limit": ["1"],
}
"""Choices that answers are asked for with: alone, and any two together where that is quick."""

SLOW = {
    "/api/siting",
    "/api/clusters",
    "/api/furthest-behind",
    "/api/footprints",
    "/api/outcome-gaps",
    "/api/reach",
    "/api/equity",
}

CODES = ("09", "01", "29048", "07101", "09015", "20570")
"""Areas of every kind: with and without offices, initiatives and data."""


def asked(path: str, parameters: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give addresses at a path with what they are asked with."""
    if path == "/api/areas/{code}":
        yield from ((f"/api/areas/{code}", {}) for code in CODES)
    single = [(name, value) for name, values in CHOICES.items() if name in parameters for value in values]
    several = [] if path in SLOW or path.startswith("/api/v2/") else combinations(single, 2)
    yield address_of(path), {}
    for pairs in chain([(one,) for one in single], several):
        if len(dict(pairs)) == len(pairs):
            yield address_of(path), dict(pairs)


def answers(client: TestClient, path: str, operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the answers of an operation in JSON; what does not go together is refused and left out."""
    parameters = [parameter["name"] for parameter in operation.get("parameters", ())]
    found = []
    for address, choices in asked(path, parameters):
        answer = client.get(address, params=choices)
        if answer.status_code == 200 and answer.headers["content-type"] == "application/json":
            found.append(answer.json())
    return found


def main() -> None:
    """Write the schemas."""
    app = create_app(Service(unmap.load(), Settings(query_limit_s=600)))
    schemas: dict[str, Any] = {}
    chosen = set()
    with TestClient(app, base_url="http://localhost:8000") as client:
        document = routes_of(app).openapi()
        for path in reading(document):
            item, name = document["paths"][path], name_of(path)
            if name is not None:
                schemas.setdefault(name, []).extend(answers(client, path, item["get"]))
                if any(parameter["name"] == "table" for parameter in item["get"].get("parameters", ())):
                    chosen.add(name)
    known = {name: schema_of(found) for name, found in schemas.items() if found}
    for name in chosen:
        # Which tables there are is up to who asks.
        known[name].pop("required", None)
    # A line each, so that a change shows where it is.
    lines = (b"%b: %b" % (orjson.dumps(name), orjson.dumps(schema)) for name, schema in known.items())
    ANSWERS.write_bytes(b"{\n" + b",\n".join(lines) + b"\n}\n")


if __name__ == "__main__":
    main()
