"""Runs like a service: ready, counted, written down, within its time, and reloaded without a seam."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import orjson
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api import editions, follower
from api.application import create_app
from api.editions import copy_whole, load_whole
from api.follower import FIRST
from api.http.host import Clients
from api.http.logging import JsonLines, request_id
from api.service import Service
from api.settings import Settings
from tests.conftest import ROOT, eventually, routes_of
from unmap.errors import DataError
from unmap.store.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

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
    made = {(path.decode(), query.decode()) for _, _, path, query, _ in keys}
    addresses = {tuple(address.partition("?")[::2]) for address in FIRST}
    # The page itself is made with the service.
    assert addresses - made == {("/", "")}


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


# Bounds


class Stuck:
    """Work that keeps a processor busy until it is let go."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work, self.go = work, threading.Event()

    def __call__(self, *arguments: object, **options: object) -> object:
        until = time.monotonic() + 120
        while not self.go.is_set():
            assert time.monotonic() < until
        return self.work(*arguments, **options)


def test_a_query_that_takes_too_long_is_cut_and_the_rest_goes_on(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(dataset, Settings(query_limit_s=1))
    stuck = Stuck(service.layers.areas)
    with TestClient(create_app(service)) as client, ThreadPoolExecutor() as pool:
        assert client.get(STATES).status_code == 200
        monkeypatch.setattr(service.layers, "areas", stuck)
        cut = client.get(ONE)
        assert (cut.status_code, cut.json()["code"]) == (503, "took-too-long")
        assert int(cut.headers["retry-after"]) >= 1
        later = pool.submit(client.get, f"{STATES}/20")
        for path in (STATES, "/healthz", "/api/sources"):
            assert client.get(path).status_code == 200
        assert later.result().status_code == 503
        assert counts(client)["unmap_overdue_total",] == 2
        stuck.go.set()
        until = time.monotonic() + 60
        while client.get(ONE).status_code != 200:
            assert time.monotonic() < until


def test_an_answer_that_is_too_large_is_refused(dataset: Dataset) -> None:
    with TestClient(create_app(Service(dataset, Settings(bytes_limit=100_000)))) as client:
        answer = client.get(STATES)
        assert (answer.status_code, answer.json()["code"]) == (400, "answer-too-large")
        assert client.get(f"{STATES}?limit=2").status_code == 200


# Reload


def reload(app: FastAPI, client: TestClient) -> dict[str, Any]:
    """Have the service read its folder again, in its own loop."""
    assert client.portal is not None
    client.portal.call(app.state.follower.reload)
    found: dict[str, Any] = client.get("/readyz").json()
    return found


@pytest.fixture
def reloadable(squares: Path) -> Iterator[tuple[FastAPI, TestClient]]:
    """A service on squares, and its client."""
    app = create_app(Service.of(Settings(data=squares)))
    with TestClient(app) as client:
        yield routes_of(app), client


def test_a_reload_swaps_the_data_and_has_the_most_asked_answers_ready(
    reloadable: tuple[FastAPI, TestClient], squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    app, client = reloadable
    first = client.get(STATES)
    rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")
    assert client.get(STATES).content == first.content
    ready = reload(app, client)
    assert ready["last_reload"]["outcome"] == "swapped"
    assert ready["edition"] == ready["last_reload"]["edition"] == load_whole(squares).edition
    before = counts(client)["unmap_ready_answers_total", STATES]
    second = client.get(STATES)
    assert counts(client)["unmap_ready_answers_total", STATES] == before + 1
    assert [feature["properties"]["need_pct"] for feature in second.json()["features"]] == [21, 90]
    assert second.headers["etag"] != first.headers["etag"]


def test_the_same_data_is_not_read_again(reloadable: tuple[FastAPI, TestClient]) -> None:
    app, client = reloadable
    served = app.state.service
    assert reload(app, client)["last_reload"]["outcome"] == "unchanged"
    assert app.state.service is served


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


BROKEN: dict[str, Callable[[Path], object]] = {
    "a table cut short": lambda folder: (folder / "programme/offices.csv").write_bytes(b"office_id,agency_id\na,"),
    "a layer cut short": lambda folder: (folder / "geo/states.parquet").write_bytes(b"PAR1"),
    "a table missing": lambda folder: (folder / "sources.csv").unlink(),
    "no folder": shutil.rmtree,
    "an empty folder": _empty,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_data_leaves_the_old_in_place_and_says_what_is_wrong(
    reloadable: tuple[FastAPI, TestClient], squares: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, client = reloadable
    edition, states = client.get("/readyz").json()["edition"], client.get(STATES).content
    BROKEN[fault](squares)
    ready = reload(app, client)
    assert (ready["status"], ready["edition"]) == ("ready", edition)
    assert ready["last_reload"]["outcome"] == "kept"
    logged = lines(caplog, "reload")[-1]
    assert logged["level"] == "error"
    assert ready["last_reload"]["problems"] == len(logged["problems"]) > 0
    assert client.get(STATES).content == states
    assert client.get(f"{STATES}/01").status_code == 200
    assert counts(client)["unmap_reloads_total", "kept"] == 1


def test_data_that_changes_while_it_is_read_is_read_again_or_refused(
    squares: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    turns: list[int] = []

    def disturbed(folder: Path) -> Dataset:
        found = read(folder)
        if len(turns) < limit:
            turns.append(1)
            with (folder / "sources.csv").open("a", encoding="utf-8") as file:
                file.write(f"more{len(turns)},More,Nobody,2021,free,https://example.org,,\n")
        return found

    read = load
    monkeypatch.setattr(editions, "load", disturbed)
    monkeypatch.setattr(editions, "PAUSE_S", 0.0)
    limit = 1
    assert len(editions.load_whole(squares).sources) == 3
    limit = 100
    with pytest.raises(DataError, match="change while they are read"):
        editions.load_whole(squares)


def test_a_link_may_be_turned_to_another_folder(squares: Path, tmp_path: Path) -> None:
    link = tmp_path / "current"
    link.symlink_to(squares)
    assert load_whole(link).edition == load_whole(squares).edition


def test_a_copy_is_of_the_wanted_edition_or_refused(squares: Path, tmp_path: Path) -> None:
    edition = load_whole(squares).edition
    copy_whole(squares, tmp_path / "copy", edition)
    assert load_whole(tmp_path / "copy").edition == edition
    with pytest.raises(DataError, match="changed"):
        copy_whole(squares, tmp_path / "other", "000000000000")


def test_a_request_ends_on_the_data_it_began_with(
    reloadable: tuple[FastAPI, TestClient],
    squares: Path,
    rewrite: Callable[[Path, str, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, client = reloadable
    stuck = Stuck(app.state.service.layers.areas)
    monkeypatch.setattr(app.state.service.layers, "areas", stuck)
    rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")
    with ThreadPoolExecutor() as pool:
        begun = pool.submit(client.get, f"{STATES}/01")
        time.sleep(0.2)
        reload(app, client)
        stuck.go.set()
        assert begun.result().json()["properties"]["need_pct"] == 20
    assert client.get(f"{STATES}/01").json()["properties"]["need_pct"] == 21


def test_a_service_follows_its_folder_once_nobody_writes_there_any_more(
    squares: Path, rewrite: Callable[[Path, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "LOOK_S", 0.05)
    with TestClient(create_app(Service.of(Settings(data=squares)), follow=True)) as client:
        edition = client.get("/readyz").json()["edition"]
        rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")

        def swapped() -> None:
            ready = client.get("/readyz").json()
            assert ready["last_reload"] is not None
            assert ready["last_reload"]["outcome"] == "swapped"
            assert ready["edition"] != edition

        eventually(swapped)
        (squares / "sources.csv").unlink()

        def kept() -> None:
            assert client.get("/readyz").json()["last_reload"]["outcome"] == "kept"

        eventually(kept)
        assert client.get(STATES).status_code == 200


def test_a_service_starts_with_the_copy_of_the_data_where_the_folder_is_broken(squares: Path, tmp_path: Path) -> None:
    settings = Settings(data=squares, run_folder=tmp_path / "run")
    edition = Service.started(settings).dataset.edition
    (squares / "sources.csv").unlink()
    again = Service.started(settings)
    assert again.dataset.edition == edition
    assert any("sources.csv" in problem for problem in again.problems)
    with pytest.raises(DataError, match=r"sources\.csv"):
        Service.started(Settings(data=squares, run_folder=tmp_path / "other"))


def test_of_sound_data_the_last_two_copies_are_kept(
    squares: Path, tmp_path: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    settings = Settings(data=squares, run_folder=tmp_path / "run")
    editions = [Service.of(settings).dataset.edition]
    for old, new in ((20, 21), (21, 22)):
        rewrite(squares / "need/values.csv", f"01,poverty_pct.new,2021,{old}", f"01,poverty_pct.new,2021,{new}")
        editions.append(Service.of(settings).dataset.edition)
    assert {path.name for path in (tmp_path / "run/editions").iterdir()} == set(editions[1:])
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"editions"}


def test_nothing_that_a_file_holds_shows_in_readyz(
    reloadable: tuple[FastAPI, TestClient], squares: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, client = reloadable
    (squares / "programme/themes.csv").write_text("root:x:0:0:root:/root\n", encoding="utf-8")
    assert reload(app, client)["last_reload"]["problems"] > 0
    assert "root:x" not in client.get("/readyz").text
    assert "root:x" in str(lines(caplog, "reload")[-1]["problems"])
