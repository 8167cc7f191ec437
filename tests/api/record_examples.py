"""Records an answer of every operation, cut short, as examples of the API's definition.

Run it with `python -m tests.api.record_examples` after what an operation answers has changed.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import orjson
from fastapi.testclient import TestClient

from api.application import create_app
from api.openapi.definition import EXAMPLES, KEEPING, definition, example_values
from api.service import Service
from tests.api.keeping.walk import CALLS, kept
from tests.conftest import routes_of, write_squares
from tests.tables import shipped
from unmap.workspace.changing import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT = 120
MOST_MEMBERS = 80
MOST_NUMBERS = 6
"""What is longer is cut in an example."""


def address_of(path: str) -> str:
    """Give an address at a path, with a value for each of its parameters."""
    address = path
    values_of_any, of_path = example_values(shipped())
    for name, value in (values_of_any | of_path.get(path, {})).items():
        address = address.replace(f"{{{name}}}", str(value))
    return address


def values(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Give the first value of each property over the records of an answer, if it has records of one kind."""
    rows = answer.get("data") or [feature["properties"] for feature in answer.get("features", ())]
    found: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, (str, int, float)) and len(str(value)) <= LONGEST_TEXT:
                found.setdefault(name, value)
    return found


def cut(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Give a JSON value with one entry of each list, the first members of each object and the start of each text."""
    if isinstance(value, dict):
        if value.get("type") == "MultiPolygon" and "coordinates" in value:
            return {"type": "MultiPolygon", "coordinates": [[_triangle(value["coordinates"][0][0])]]}
        return {name: cut(held) for name, held in list(value.items())[:MOST_MEMBERS]}
    if isinstance(value, list):
        numbers = all(isinstance(entry, (int, float)) for entry in value)
        return [cut(entry) for entry in value[: MOST_NUMBERS if numbers else 1]]
    if isinstance(value, str) and len(value) > LONGEST_TEXT and not value.startswith("http"):
        return value[: LONGEST_TEXT - 1] + "…"
    return value


def _triangle(ring: list[list[float]]) -> list[list[float]]:
    """Give the first corners of a ring as a ring."""
    return [*ring[:3], ring[0]]


def records(client: TestClient, paths: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what each path answers, cut short; what is neither JSON nor text is left out."""
    for path in paths:
        answer = client.get(address_of(path))
        assert answer.status_code == 200, (path, answer.text)
        media_type = answer.headers["content-type"].partition(";")[0]
        if media_type.endswith("json"):
            document = answer.json()
            yield path, {"media_type": media_type, "example": cut(document), "values": values(document)}
        elif media_type.startswith("text/"):
            yield (
                path,
                {"media_type": media_type, "example": "".join(answer.text.splitlines(keepends=True)[:2]), "values": {}},
            )


def reading(document: dict[str, Any]) -> list[str]:
    """Give the paths of a definition that answer from the data: those of keepers need a workspace."""
    return [
        path for path, item in document["paths"].items() if not any(KEEPING in one["tags"] for one in item.values())
    ]


def kept_records() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what each route of keepers answers on a workspace of squares; what is neither JSON nor text is left out."""
    with TemporaryDirectory() as made, kept(write_squares(Path(made) / "squares"), Path(made)) as workspace:
        for call in CALLS:
            address, given = call.given(workspace, Role.KEEPER, 1)
            answer = workspace.ask(Role.KEEPER, call.method, address, **given)
            assert answer.status_code == call.status, (call.name, answer.text)
            media_type = answer.headers["content-type"].partition(";")[0]
            if media_type.endswith(("json", "xml")):
                example = cut(answer.json()) if media_type.endswith("json") else answer.text
                if isinstance(example, dict) and "link" in example:
                    example["link"] = "https://maps.example.org/signin/TOKEN"
                yield call.name, {"media_type": media_type, "example": example, "values": {}}


def main() -> None:
    """Write the examples."""
    app = create_app(Service(shipped()))
    with TestClient(app, base_url="http://localhost:8000") as client:
        document = definition(routes_of(app), "http://localhost:8000", shipped())
        found = dict(records(client, reading(document))) | dict(kept_records())
    EXAMPLES.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
