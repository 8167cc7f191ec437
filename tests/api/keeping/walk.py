"""A workspace of squares with somebody of each role, and a request for every route of keepers."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from api.settings import Settings
from unmap.store.loading import accept, read_tables
from unmap.workspace.accounts import add_token, add_user
from unmap.workspace.changing import COMMAND_LINE, Role
from unmap.workspace.database import make_database
from unmap.workspace.publishing import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from httpx2 import Response

    from unmap.workspace.database import Database

NAMES = {Role.CONTRIBUTOR: "Contributor of A", Role.REVIEWER: "Reviewer", Role.KEEPER: "Keeper"}
SHEET = b"Organisation,Acronym,Municipality code,Sector\nAgency A,AAA,02002,Health\n"


@dataclass
class Kept:
    """A service with a workspace, a client of it, and a token of each role."""

    database: Database
    client: TestClient
    tokens: dict[Role, str] = field(default_factory=dict)

    def ask(self, role: Role | None, method: str, path: str, **given: Any) -> Response:  # noqa: ANN401 - of the client
        """Ask as somebody of a role, by token; as a page of the service would, for nobody."""
        proof = {"origin": "http://testserver"} if role is None else {"authorization": f"Bearer {self.tokens[role]}"}
        return self.client.request(method, path, **{**given, "headers": {**proof, **given.get("headers", {})}})

    def done(self, method: str, path: str, role: Role = Role.KEEPER, **given: Any) -> Any:  # noqa: ANN401 - any JSON
        """Ask for something that is to be answered, and give the answer."""
        answer = self.ask(role, method, path, **given)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


@contextmanager
def kept(squares: Path, place: Path, **settings: Any) -> Iterator[Kept]:  # noqa: ANN401 - of any setting
    """Make a workspace of the squares in `place`, and serve it."""
    accept(squares, read_tables(squares)[0])
    database = make_database(place / "maps.db")
    fill(database, squares, COMMAND_LINE, "The report")
    given = Settings(workspace=str(place / "maps.db"), run_folder=place / "run", long_wait_s=600, **settings)
    with TestClient(create_app(Service.started(given)), raise_server_exceptions=False) as client:
        made = Kept(database, client)
        for role, name in NAMES.items():
            add_user(database, name, role, "AAA" if role is Role.CONTRIBUTOR else "")
            made.tokens[role] = add_token(database, name, "tests")
        yield made
    database.close()


@dataclass(frozen=True)
class Call:
    """A request for a route: who may send it at least (None for everybody), and what is sent, by who and how often."""

    method: str
    path: str
    role: Role | None
    given: Callable[[Kept, Role, int], tuple[str, dict[str, Any]]]
    status: int = 200

    @property
    def name(self) -> str:
        """What the definition's examples call it."""
        return self.path if self.method == "GET" else f"{self.method} {self.path}"


def _plain(path: str, **given: Any) -> Callable[[Kept, Role, int], tuple[str, dict[str, Any]]]:  # noqa: ANN401
    def gives(*_: object) -> tuple[str, dict[str, Any]]:
        return path, given

    return gives


def _own_edit(kept: Kept, role: Role, number: int) -> int:
    """Give the number of a change that somebody of the role has made."""
    return int(kept.done("PATCH", *_edit(kept, role, number)[:1], role=role, **_edit(kept, role, number)[1])["version"])


def _edit(kept: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    seen = kept.done("GET", "/api/records/offices/a-centro")["version"]
    body = {"cells": {"note": f"{role} {number}"}, "reason": "Told by telephone"}
    return "/api/records/offices/a-centro", {"json": body, "headers": {"if-match": f'"{seen}"'}}


def _new(kept: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    # An organisation has one office in a place.
    area = ("01002", "02001", "02002")[number % 3]
    cells = {"agency_id": "AAA", "area_code": area, "office_id": f"a-{role}-{number}"}
    return "/api/records/offices", {"json": {"cells": cells, "reason": "Opened"}}


def _undo(kept: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    return f"/api/changes/{_own_edit(kept, role, number)}/undo", {"json": {"reason": "An error"}}


def _settle(kept: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    from unmap.workspace.incoming import report_mistake  # noqa: PLC0415 - beside its use

    mistake = report_mistake(kept.database, {"area": "01"}, f"{role} {number}")
    return f"/api/mistakes/{mistake}/settle", {"json": {"answer": "Corrected."}}


def _new_user(_: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    return "/api/users", {"json": {"name": f"{role} {number}", "role": "reviewer"}}


def _another(kept: Kept, role: Role, number: int) -> str:
    name = f"One more {role} {number}"
    add_user(kept.database, name, Role.REVIEWER)
    return name


def _edition(kept: Kept, role: Role, number: int) -> tuple[str, dict[str, Any]]:
    edition = kept.client.get("/api/editions").json()["current"]
    return f"/api/editions/{edition}/current", {"json": {"reason": "As it was"}}


def _sheet(path: str) -> Callable[[Kept, Role, int], tuple[str, dict[str, Any]]]:
    def gives(*_: object) -> tuple[str, dict[str, Any]]:
        return path, {"files": {"sheet": ("a.csv", io.BytesIO(SHEET))}}

    return gives


_ROW = {"rows": [{"table": "offices", "key": "b-centro"}], "verdict": "dispute", "reason": "Is it still there?"}
_TOLD = {"about": {"table": "offices", "key": "a-centro"}, "message": "It has moved."}
_C, _R, _K = Role.CONTRIBUTOR, Role.REVIEWER, Role.KEEPER

CALLS = (
    Call("GET", "/api/session", None, _plain("/api/session")),
    Call("GET", "/api/records", _C, _plain("/api/records?table=initiatives&area=01")),
    Call("GET", "/api/records/{table}/{key}", _C, _plain("/api/records/offices/a-centro")),
    Call("POST", "/api/records/{table}", _C, _new, 201),
    Call("PATCH", "/api/records/{table}/{key}", _C, _edit),
    Call("GET", "/api/reviews", _C, _plain("/api/reviews")),
    Call("POST", "/api/reviews", _R, _plain("/api/reviews", json=_ROW)),
    Call("GET", "/api/changes", _C, _plain("/api/changes")),
    Call("GET", "/api/changes/{change}", _C, lambda kept, _, n: (f"/api/changes/{_own_edit(kept, _K, n)}", {})),
    Call("POST", "/api/changes/{change}/undo", _C, _undo),
    Call("POST", "/api/mistakes", None, _plain("/api/mistakes", json=_TOLD), 201),
    Call("POST", "/api/mistakes/{mistake_id}/settle", _R, _settle),
    Call("POST", "/api/imports", _C, _sheet("/api/imports")),
    Call("POST", "/api/imports/problems", _C, _sheet("/api/imports/problems")),
    Call("GET", "/api/templates/{name}.xlsx", _C, _plain("/api/templates/presence.xlsx")),
    Call("GET", "/api/editions", None, _plain("/api/editions")),
    Call("GET", "/api/editions.atom", None, _plain("/api/editions.atom")),
    Call("GET", "/api/editions/next", _C, _plain("/api/editions/next")),
    Call("GET", "/api/editions/{publication}/changes", None, _plain("/api/editions/1/changes")),
    Call("POST", "/api/editions", _R, _plain("/api/editions", json={"reason": "May"}), 201),
    Call("POST", "/api/editions/{edition}/current", _R, _edition),
    Call("GET", "/api/users", _K, _plain("/api/users")),
    Call(
        "POST",
        "/api/users",
        _K,
        _new_user,
        201,
    ),
    Call("POST", "/api/users/{name}/link", _K, _plain(f"/api/users/{NAMES[_R]}/link"), 201),
    Call("POST", "/api/users/{name}/end", _K, lambda kept, r, n: (f"/api/users/{_another(kept, r, n)}/end", {})),
    Call("POST", "/api/session/end", _C, _plain("/api/session/end")),
)
"""Each route of keepers once."""
