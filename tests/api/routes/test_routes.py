"""What holds on every route, found by walking them: headers, methods, and nothing of a request in an answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.application import ROUTED, create_app
from api.http.headers import COMMON
from api.http.limits import LONGEST_ACCEPT, LONGEST_ADDRESS
from api.http.methods import WRITING, WRITTEN
from api.routes.items import documented
from api.service import Service
from api.settings import Settings
from tests.tables import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unmap.store import Dataset

SLOW = {"/api/siting", "/api/clusters", "/api/furthest-behind"}
"""Routes that take seconds; they are asked for something that is refused at once."""

COMMON_NAMES = {name.decode() for name, _ in COMMON}


def _addresses() -> list[str]:
    """Give an address of every route; identifiers are made up, since headers hold on a 404 just as well."""
    found = {"/api/openapi.json"}
    for router in (*(module.router for module in ROUTED), documented(LEVELS)):
        for route in router.routes:
            path: str = route.path
            found.add(re.sub(r"\{[^}]*\}", "07", path) + ("?nothing=1" if path in SLOW else ""))
    return sorted(found)


ADDRESSES = _addresses()
STATES = "/api/collections/states/items"


def _assert_guarded(headers: dict[str, str], framed_by: str = "'self'") -> None:
    assert headers.keys() >= COMMON_NAMES
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert policy.endswith(f"frame-ancestors {framed_by}")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert "server" not in headers


def test_the_walk_meets_every_kind_of_route() -> None:
    assert set(ADDRESSES) >= {"/", "/about", "/docs", "/assets/07", "/healthz", "/readyz", "/metrics", "/api", STATES}
    assert len(ADDRESSES) > 30


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_route_is_guarded_whatever_it_answers(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500
    for one in (answer, client.get(address), client.head(address)):
        _assert_guarded(dict(one.headers), "*" if address == "/embed" else "'self'")
    assert client.head(address).content == b""


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_route_but_those_of_keepers_is_for_reading_alone(client: TestClient, address: str) -> None:
    written = WRITING if WRITTEN.fullmatch(address) else frozenset()
    for method in {"POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"} - written:
        answer = client.request(method, address)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()["code"] == "method-not-allowed"
        _assert_guarded(dict(answer.headers))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_route_lets_other_pages_read_without_credentials(client: TestClient, address: str) -> None:
    answer = client.options(address, headers={"origin": "https://example.org", "access-control-request-method": "GET"})
    assert (answer.status_code, answer.content) == (204, b"")
    _assert_guarded(dict(answer.headers))
    assert "GET" in answer.headers["access-control-allow-methods"]


REFUSED = {
    400: f"{STATES}?unknown=1",
    404: "/nowhere",
    414: f"{STATES}?code={'0' * LONGEST_ADDRESS}",
}


@pytest.mark.parametrize("status", REFUSED)
def test_every_refusal_is_a_guarded_problem(client: TestClient, status: int) -> None:
    answer = client.get(REFUSED[status])
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == status
    _assert_guarded(dict(answer.headers))


def test_a_thousand_parameters_are_refused(client: TestClient) -> None:
    answer = client.get(f"{STATES}?" + "&".join(f"p{number}=1" for number in range(1_000)))
    assert (answer.status_code, answer.json()["code"]) == (400, "too-many-parameters")


def test_an_endless_accept_header_is_refused(client: TestClient) -> None:
    answer = client.get(STATES, headers={"accept": "text/html," * LONGEST_ACCEPT})
    assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
    _assert_guarded(dict(answer.headers))


@pytest.mark.parametrize("host", ["<zq9x>", 'a"b', "a b", "a/zq9x", "a" * 300, "host:port"])
def test_a_host_that_is_none_is_refused_and_not_echoed(client: TestClient, host: str) -> None:
    answer = client.get("/api", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-host")
    assert "zq9x" not in answer.text


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "[::1]:8000", "127.0.0.1"])
def test_links_are_made_for_the_host_that_was_asked(client: TestClient, host: str) -> None:
    assert f"http://{host}/api" in client.get("/api", headers={"host": host, "accept": "application/json"}).text


TRAVERSALS = (
    "../../pyproject.toml",
    "..%2f..%2fpyproject.toml",
    "%2e%2e/%2e%2e/pyproject.toml",
    "..%252f..%252fpyproject.toml",
    "..\\..\\pyproject.toml",
    "..%5c..%5cpyproject.toml",
    "....//....//pyproject.toml",
    "%00/pyproject.toml",
    "%c0%ae%c0%ae/pyproject.toml",
    "//etc/passwd",
    "/etc/passwd",
    "%2fetc%2fpasswd",
)


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.parametrize("root", ["/assets/", "/api/collections/states/items/", "/"])
def test_no_path_reaches_the_file_system(client: TestClient, root: str, path: str) -> None:
    answer = client.get(root + path)
    assert answer.status_code in {400, 404}
    assert "hatchling" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("text", ["zq9x<b>", "zq9x'--", "zq9x\x00", "zq9x\ud7ff", "%FFzq9x", "zq9x\r\nset-cookie: a=b"])
@pytest.mark.parametrize("root", ["/", "/assets/", f"{STATES}/", f"{STATES}?code=", f"{STATES}?zq9x=", "/api/areas/"])
def test_text_of_a_request_does_not_come_back(client: TestClient, root: str, text: str) -> None:
    answer = client.get(root + quote(text, safe="%"))
    assert answer.status_code < 500
    assert "set-cookie" not in answer.headers
    if answer.status_code >= 400:
        assert "zq9x" not in answer.text
    else:
        # A link to this page holds its parameters, encoded.
        assert not set("<>'\r\n\x00") & set(" ".join(re.findall(r"\S*zq9x\S*", answer.text.replace('"', " "))))


def test_several_accept_headers_are_one_and_do_not_mix_ready_answers(dataset: Dataset) -> None:
    two = [("accept", "text/csv"), ("accept", "application/geo+json;q=0.5")]
    for order in (two, two[::-1]):
        with TestClient(create_app(Service(dataset)), headers={"accept": ""}) as client:
            both = client.get(f"{STATES}?limit=2", headers=order)
            for media_type in ("text/csv", "application/geo+json"):
                alone = client.get(f"{STATES}?limit=2", headers={"accept": media_type})
                assert alone.headers["content-type"].startswith(media_type)
            assert both.status_code == 200


@pytest.fixture
def limited(dataset: Dataset) -> Iterator[TestClient]:
    """A client of a service that answers three requests an hour."""
    settings = Settings(rate_limit="3/hour")
    with TestClient(create_app(Service(dataset, settings))) as opened:
        yield opened


def test_one_too_many_is_told_when_to_come_back(limited: TestClient) -> None:
    for _ in range(3):
        assert limited.get(STATES).status_code == 200
    refused = limited.get(STATES)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 0 < int(refused.headers["retry-after"]) <= 3_600
    assert refused.headers["ratelimit-policy"] == '"default";q=3;w=3600'
    assert refused.headers["ratelimit"].startswith('"default";r=0;t=')
    _assert_guarded(dict(refused.headers))
    for path in ("/healthz", "/readyz", "/metrics"):
        assert limited.get(path).status_code == 200


EMBEDDED = """
from starlette.testclient import TestClient
from api.application import create_app
with TestClient(create_app()) as client:
    for path in ("/", "/api/sources", "/api/nothing"):
        print(client.get(path).headers["content-security-policy"])
"""


def test_only_the_sites_that_the_operator_names_may_show_unmap_in_a_frame(squares: Path) -> None:
    site = "https://intranet.example.org"
    setting = {"UNMAP_DATA": str(squares), "UNMAP_EMBED_IN": site}
    run = subprocess.run(
        [sys.executable, "-c", EMBEDDED], env={**os.environ, **setting}, capture_output=True, text=True, check=True
    )
    policies = run.stdout.splitlines()
    assert len(policies) == 3
    assert all(policy.endswith(f"frame-ancestors 'self' {site}") for policy in policies)
