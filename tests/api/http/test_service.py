"""Runs like a service: ready, counted, written down, within its time, and reloaded without a seam."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, cast

import orjson
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.application import create_app
from api.follower import first_asked
from api.http.host import Clients
from api.http.logging import JsonLines, request_id
from api.service import Service
from api.settings import Settings
from tests.conftest import ROOT, routes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from api.http.bodies import Key
    from unmap.store import Dataset


STATES = "/api/collections/states/items"
ONE = f"{STATES}/07"


@pytest.fixture
def fresh(dataset: Dataset) -> Iterator[TestClient]:
    """A client of a service that nobody has asked anything yet."""
    with TestClient(create_app(Service(dataset)), raise_server_exceptions=False) as opened:
        yield opened


def counts(client: TestClient) -> dict[tuple[str, ...], float]:
    """Give what /metrics says, by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *(str(value) for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


# Health


def test_ready_names_the_data_that_is_served(client: TestClient, dataset: Dataset) -> None:
    answer = client.get("/readyz")
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "ready")
    assert (body["edition"], body["report_year"], body["last_reload"]) == (dataset.edition, 2020, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["since"])
    assert answer.headers["cache-control"] == client.get("/healthz").headers["cache-control"] == "no-store"


def test_before_the_data_is_loaded_everything_says_so(dataset: Dataset) -> None:
    app = create_app(Service(dataset))
    with TestClient(app) as client:
        routes_of(app).state.service = None
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
        assert client.get(STATES).status_code == 503


def test_it_is_ready_when_what_its_first_visitors_ask_for_has_been_made_once(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    monkeypatch.setattr(Service, "prepare", lambda _: go.wait(60))
    service = Service(dataset)
    with TestClient(create_app(service, ahead=True)) as client:
        waiting = client.get("/readyz")
        assert (waiting.status_code, waiting.json()["code"]) == (503, "not-ready")
        assert client.get("/healthz").status_code == 200
        assert client.get(STATES).status_code == 200
        go.set()
        until = time.monotonic() + 120
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
    keys = [cast("Key", key) for key, _ in service.bodies.latest(100)]
    # The map is kept for each language of its words.
    made = {(path.decode(), query.decode().partition("&spoken=")[0]) for _, _, path, query, _ in keys}
    addresses = {tuple(address.partition("?")[::2]) for address in first_asked(service.dataset)}
    assert addresses <= made


def test_counts_and_readiness_are_for_those_who_know_the_token_where_there_is_one(dataset: Dataset) -> None:
    with TestClient(create_app(Service(dataset, Settings(operator_token=SecretStr("secret"))))) as client:
        for path in ("/metrics", "/readyz"):
            refused = client.get(path)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
            assert client.get(path, headers={"authorization": "Bearer wrong"}).status_code == 401
            assert client.get(path, headers={"authorization": "Bearer secret"}).status_code == 200
        assert client.get("/healthz").status_code == 200
    assert "secret" not in repr(Settings(operator_token=SecretStr("secret")))


# Metrics


def test_answers_are_counted_by_route_method_and_status(fresh: TestClient) -> None:
    for address in (STATES, STATES, f"{STATES}?limit=1", f"{STATES}?wrong=1", f"{STATES}/99", "/a/b", "/c/d"):
        fresh.get(address)
    fresh.head(STATES)
    fresh.post(STATES)
    fresh.request("MADEUP", STATES)
    tag = fresh.get(STATES).headers["etag"]
    fresh.get(STATES, headers={"if-none-match": tag})
    found = counts(fresh)
    assert found["unmap_requests_total", "GET", STATES, "2xx"] == 4
    assert found["unmap_requests_total", "GET", STATES, "3xx"] == 1
    assert found["unmap_requests_total", "GET", STATES, "4xx"] == 1
    assert found["unmap_requests_total", "HEAD", STATES, "2xx"] == 1
    assert found["unmap_requests_total", "GET", f"{STATES}/{{code}}", "4xx"] == 1
    assert found["unmap_requests_total", "GET", "unmatched", "4xx"] == 2
    assert found["unmap_requests_total", "POST", "refused", "4xx"] == 1
    assert found["unmap_requests_total", "other", "refused", "4xx"] == 1
    assert found["unmap_ready_answers_total", STATES] == 3
    assert found["unmap_made_bodies_total",] == 2
    assert found["unmap_request_seconds_count", STATES] == 7
    assert found["unmap_request_seconds_bucket", "+Inf", STATES] == 7


def test_labels_of_routes_are_few_whatever_is_asked(fresh: TestClient) -> None:
    for number in range(50):
        fresh.get(f"/nowhere/{number}")
        fresh.get(f"{STATES}/x{number}")
    routes = {key[2] for key in counts(fresh) if key[0] == "unmap_requests_total"}
    assert routes == {"unmatched", f"{STATES}/{{code}}"}


def test_metrics_tell_what_is_held_and_served(fresh: TestClient, dataset: Dataset) -> None:
    fresh.get(STATES)
    found = counts(fresh)
    assert found["unmap_kept_things", "bodies"] == 1
    assert found["unmap_kept_bytes", "bodies"] > 10_000
    assert found["unmap_workers",] == 1
    assert found["process_resident_memory_bytes",] > 1e7
    assert found["unmap_work_running", "long"] == found["unmap_work_waiting", "short"] == 0
    assert [value for key, value in found.items() if key[:2] == ("unmap_edition_workers", dataset.edition)] == [1]


COUNTED = """
import os, sys
from api.application import create_app
from api.service import Service
from starlette.testclient import TestClient
import unmap
from pathlib import Path
with TestClient(create_app(Service(unmap.load(Path(sys.argv[1]))))) as client:
    client.get("/api/sources")
    print(client.get("/metrics").text)
    sys.stdout.flush()
    if len(sys.argv) > 2:
        os._exit(0)
"""


@pytest.mark.exhaustive
def test_counts_of_several_workers_are_summed_and_what_one_held_ends_with_it(squares: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    route = 'route="/api/sources"'
    # The first two leave without a word.
    for count, dies in enumerate((["dies"], ["dies"], []), 1):
        command = [sys.executable, "-c", COUNTED, str(squares), *dies]
        text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT).stdout
        assert f'unmap_requests_total{{method="GET",{route},status="2xx"}} {count}.0' in text
        assert f'unmap_request_seconds_bucket{{le="+Inf",{route}}} {count}.0' in text
        assert f"unmap_made_bodies_total {count}.0" in text
        assert "unmap_workers 1.0" in text
        assert 'unmap_kept_things{store="bodies"} 1.0' in text
        assert "process_resident_memory_bytes" in text


# Log lines and request ids


@pytest.mark.parametrize(("given", "kept"), [("abc-1.2_3", True), ("a" * 64, True), ("a" * 65, False), ("a b", False)])
def test_an_id_of_a_request_is_kept_where_it_is_harmless(client: TestClient, given: str, *, kept: bool) -> None:
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", answer.headers["x-request-id"])


def test_ids_that_are_made_differ() -> None:
    assert len({request_id(given) for given in (None, b"", b"\r\n", "ñ".encode())}) == 4


def lines(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    """Give the lines of an event as a reader of the log has them."""
    made = (JsonLines().format(record) for record in caplog.records if record.name == "unmap")
    return [line for line in map(orjson.loads, made) if line["event"] == event]


def test_each_request_is_a_line_without_parameters_or_people(
    dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "unmap")
    settings = Settings(log="requests")
    with TestClient(create_app(Service(dataset, settings))) as client:
        client.get(f"{ONE}?year=2020", headers={"x-request-id": "made"})
        client.get(f"{ONE}?year=2020", headers={"x-request-id": "ready"})
        client.get("/" + "n" * 500)
    made, ready, lost = lines(caplog, "request")
    assert (made["request_id"], made["method"], made["path"], made["status"]) == ("made", "GET", ONE, 200)
    assert made["route"] == ready["route"] == f"{STATES}/{{code}}"
    assert made["ms"] > 0
    assert ready["request_id"] == "ready"
    assert (len(lost["path"]), lost["status"]) == (200, 404)
    assert "client" not in made
    assert not any(
        "year" in record.getMessage() or "testclient" in JsonLines().format(record) for record in caplog.records
    )


def test_addresses_of_clients_are_written_down_where_that_is_wanted(
    dataset: Dataset, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "unmap")
    settings = Settings(log="requests", log_clients=True)
    with TestClient(create_app(Service(dataset, settings)), client=("192.0.2.7", 5)) as client:
        client.get(ONE)
    assert lines(caplog, "request")[0]["client"] == "192.0.2.7"


def test_requests_are_not_written_down_unless_asked_for(fresh: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "unmap")
    fresh.get(STATES)
    assert lines(caplog, "request") == []


def test_a_fault_is_in_the_log_with_its_trace_and_not_in_the_answer(
    fresh: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Service) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Service, "figures", fail)
    answer = fresh.get("/metrics", headers={"x-request-id": "broken-one"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    [line] = lines(caplog, "an answer failed")
    assert (line["level"], line["request_id"], line["path"]) == ("error", "broken-one", "/metrics")
    assert "secret detail" in line["exception"]
    monkeypatch.undo()
    assert fresh.get("/metrics").status_code == 200


# Behind a proxy


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ((), "10.0.0.1", "192.0.2.1", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (("10.0.0.0/8",), "203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (("10.0.0.0/8",), "10.0.0.1", "1.1.1.1, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (("10.0.0.0/8",), "10.0.0.1", "<script>", "10.0.0.1"),
        (("10.0.0.0/8",), "10.0.0.1", "", "10.0.0.1"),
        (("::1",), "::1", "2001:db8::5", "2001:db8::5"),
    ],
)
def test_a_forwarded_address_counts_from_trusted_proxies_alone(
    trusted: tuple[str, ...], peer: str, forwarded: str, client: str
) -> None:
    scope = {"client": (peer, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert Clients(trusted).client(scope) == client


def test_links_have_the_public_address(dataset: Dataset) -> None:
    settings = Settings(base_url="https://unmap.example.org")
    with TestClient(create_app(Service(dataset, settings))) as client:
        for host in ("one.internal", "two.internal"):
            text = client.get("/api", headers={"host": host, "accept": "application/json"}).text
            assert "https://unmap.example.org/api/collections" in text
            assert "internal" not in text
        assert counts(client)["unmap_made_bodies_total",] == 1


def test_forwarded_headers_change_no_link(client: TestClient) -> None:
    forged = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher", "forwarded": "host=evil.example"}
    text = client.get("/api", headers={**forged, "accept": "application/json"}).text
    assert "evil" not in text
    assert "gopher" not in text
