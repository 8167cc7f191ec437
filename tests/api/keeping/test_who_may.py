"""Who may do what over HTTP: every route for every role, by every proof, from this site alone."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from starlette.requests import Request

from api.application import ROUTED
from api.keepers import COOKIE, Keepers
from api.keeping import keeping_of
from api.routes import keeping_editions, keeping_imports, keeping_people, keeping_records
from tests.api.keeping.walk import CALLS, NAMES, Call, Kept
from tests.conftest import routes_of
from unmap.errors import NotFoundError
from unmap.workspace.accounts import Proof, add_user, end_user, holder, new_link, open_session
from unmap.workspace.changing import Role
from unmap.workspace.stored_tables import CREDENTIALS, USERS

RANKS = [None, *Role]
HERE = {"origin": "http://testserver"}


def _address(call: Call) -> str:
    """Give an address of a route, whether there is something at it or not."""
    numbers = dict.fromkeys(("change", "mistake_id", "publication"), 1)
    return call.path.format(table="offices", key="a-centro", name="presence", edition="x", **numbers)


def test_the_walk_meets_every_route_of_keepers() -> None:
    modules = (keeping_records, keeping_imports, keeping_editions, keeping_people)
    there = {
        (method, route.path)
        for module in modules
        for route in module.router.routes
        for method in route.methods
        if route.path.startswith("/api")
    }
    assert {(call.method, call.path) for call in CALLS} == there
    assert set(modules) <= set(ROUTED)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_each_route_is_for_its_role_and_those_above(workspace: Kept, call: Call) -> None:
    for number, role in enumerate(RANKS):
        address, given = call.given(workspace, role or Role.KEEPER, number)
        answer = workspace.ask(role, call.method, address, **given)
        enough = RANKS.index(role) >= RANKS.index(call.role)
        wanted = call.status if enough else 401 if role is None else 403
        assert answer.status_code == wanted, (role, answer.text[:400])
        if not enough:
            assert answer.json()["code"] == ("not-signed-in" if role is None else "not-allowed")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_other_methods_are_refused(workspace: Kept, call: Call) -> None:
    known = {one.method for one in CALLS if one.path == call.path}
    address = call.path.format(
        table="offices", key="a", change=1, mistake_id=1, name="presence", publication=1, edition="x"
    )
    for method in {"POST", "PUT", "PATCH", "DELETE"} - known:
        assert workspace.ask(Role.KEEPER, method, address).status_code in {404, 405}, method


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_a_service_without_a_workspace_is_read_only(client: TestClient, call: Call) -> None:
    address = call.path.format(
        table="offices", key="a", change=1, mistake_id=1, name="presence", publication=1, edition="x"
    )
    answer = client.request(call.method, address)
    if call.path == "/api/session":
        assert (answer.status_code, answer.json()["workspace"]) == (200, False)
    else:
        assert (answer.status_code, answer.json()["code"]) == (404, "no-workspace")


WRITES = [call for call in CALLS if call.method != "GET"]


@pytest.mark.parametrize("call", WRITES, ids=lambda call: f"{call.method} {call.path}")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "http://testserver.evil.example.org", "sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_a_write_from_another_site_is_refused(workspace: Kept, call: Call, headers: dict[str, str]) -> None:
    token = open_session(workspace.database, new_link(workspace.database, NAMES[Role.KEEPER]))
    address = _address(call)
    before = workspace.done("GET", "/api/changes")
    answer = workspace.client.request(
        call.method, address, json={"reason": "x"}, headers={**headers, "cookie": f"{COOKIE}={token}"}
    )
    if call.path == "/api/mistakes" and answer.status_code == 400:
        answer = workspace.client.post(address, json={"about": {"area": "01"}, "message": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not-same-origin")
    assert workspace.done("GET", "/api/changes") == before


def test_a_link_opens_one_session_and_looking_at_it_uses_nothing_up(workspace: Kept) -> None:
    link = workspace.done("POST", f"/api/users/{NAMES[Role.REVIEWER]}/link")["link"]
    client = workspace.client
    for _ in range(2):
        page = client.get(link)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
        assert '<form method="post">' in page.text
    opened = client.post(link, headers=HERE, follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/manage")
    cookie = opened.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"} <= set(cookie.split("; "))
    try:
        assert client.get("/api/session").json()["name"] == NAMES[Role.REVIEWER]
        again = client.post(link, headers=HERE, follow_redirects=False)
        assert again.status_code == 404
        assert "was used already" in again.text
        assert client.post("/api/session/end", headers=HERE).status_code == 200
        assert client.get("/api/session").json()["signed_in"] is False
        assert client.get("/api/records", headers={"cookie": cookie.partition(";")[0]}).status_code == 401
    finally:
        client.cookies.clear()


def test_a_cookie_travels_by_https_alone_where_it_came_by_it(workspace: Kept) -> None:
    secure = TestClient(workspace.client.app, base_url="https://testserver")
    link = new_link(workspace.database, NAMES[Role.REVIEWER])
    opened = secure.post(f"/signin/{link}", headers={"origin": "https://testserver"}, follow_redirects=False)
    assert "Secure" in opened.headers["set-cookie"].split("; ")


def test_no_token_stands_in_the_database_and_a_kind_is_no_other(workspace: Kept) -> None:
    link = new_link(workspace.database, NAMES[Role.KEEPER])
    session = open_session(workspace.database, link)
    with workspace.database.reading() as connection:
        held = str([*connection.execute(select(CREDENTIALS))])
    assert link not in held
    assert session not in held
    assert holder(workspace.database, session, Proof.SESSION) is not None
    assert holder(workspace.database, session, Proof.TOKEN) is None
    assert holder(workspace.database, workspace.tokens[Role.KEEPER], Proof.SESSION) is None
    with pytest.raises(NotFoundError):
        open_session(workspace.database, session)


def test_a_session_ends_by_itself_with_its_time(workspace: Kept) -> None:
    session = open_session(workspace.database, new_link(workspace.database, NAMES[Role.KEEPER]))
    assert holder(workspace.database, session, Proof.SESSION)
    with workspace.database.writing() as (connection, _):
        mine = CREDENTIALS.c.kind == str(Proof.SESSION)
        connection.execute(update(CREDENTIALS).where(mine).values(ends_at="2020-01-01T00:00:00Z"))
    assert holder(workspace.database, session, Proof.SESSION) is None


def test_a_user_who_is_ended_has_no_session_and_no_token_and_a_role_counts_at_once(workspace: Kept) -> None:
    session = open_session(workspace.database, add_user(workspace.database, "Another", Role.KEEPER))
    with workspace.database.writing() as (connection, _):
        connection.execute(update(USERS).where(USERS.c.name == "Another").values(role="reviewer"))
    found = holder(workspace.database, session, Proof.SESSION)
    assert found is not None
    assert found.role is Role.REVIEWER
    end_user(workspace.database, "Another")
    assert holder(workspace.database, session, Proof.SESSION) is None
    with pytest.raises(NotFoundError):
        new_link(workspace.database, "Another")


def test_no_keeper_ends_themselves(workspace: Kept) -> None:
    assert workspace.ask(Role.KEEPER, "POST", f"/api/users/{NAMES[Role.KEEPER]}/end").status_code == 400


@pytest.mark.parametrize(
    ("proxy", "header", "signed_in"),
    [
        (("10.0.0.0/8",), "x-user", False),
        (("10.0.0.0/8", "192.0.2.7"), "x-user", True),
        ((), "x-user", False),
        (("192.0.2.7",), "", False),
    ],
)
def test_the_header_of_a_proxy_is_believed_from_its_address_alone(
    workspace: Kept, proxy: tuple[str, ...], header: str, *, signed_in: bool
) -> None:
    settings = routes_of(workspace.client.app).state.service.settings
    keeping = keeping_of(settings)
    assert keeping is not None
    given = {"sign_on_header": header, "sign_on_proxy": proxy}
    keepers = Keepers(keeping, settings.model_copy(update=given))
    for name, known in ((NAMES[Role.REVIEWER], signed_in), ("Nobody", False)):
        scope = {"type": "http", "client": ("192.0.2.7", 5), "headers": [(b"x-user", name.encode())]}
        assert (keepers.actor(Request(scope)) is not None) is known
