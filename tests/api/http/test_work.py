"""Long work is done once for all who ask, beside the rest, within its time; what it cuts short is not kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from api.settings import Settings
from unmap.measures.clusters import cluster_answer
from unmap.measures.siting import siting_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.measures.answer import Answer
    from unmap.store import Dataset


SITING = "/api/siting?k=9&radius=50"


class Slow:
    """A computation that goes on until it is let go."""

    def __init__(self, work: Callable[..., Answer]) -> None:
        self.work = work
        self.calls = 0
        self.started = threading.Event()
        self.go = threading.Event()

    def __call__(self, *arguments: object, **options: object) -> Answer:
        self.calls += 1
        self.started.set()
        assert self.go.wait(120)
        return self.work(*arguments, **options)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Siting that waits."""
    waiting = Slow(siting_answer)
    monkeypatch.setattr("api.routes.measures.siting_answer", waiting)
    yield waiting
    waiting.go.set()


@pytest.fixture
def hurried(dataset: Dataset) -> Iterator[TestClient]:
    """A client of a service that gives siting next to no time, and turns away what waits for long."""
    settings = Settings(time_limit_s=1e-6, long_at_once=1, long_wait_s=30)
    with TestClient(create_app(Service(dataset, settings)), raise_server_exceptions=False) as opened:
        yield opened


def test_a_long_computation_does_not_hold_up_the_rest(dataset: Dataset, slow: Slow) -> None:
    with TestClient(create_app(Service(dataset))) as client, ThreadPoolExecutor() as pool:
        answer = pool.submit(client.get, "/api/siting?k=2")
        assert slow.started.wait(60)
        for path in ("/healthz", "/api/collections/states/items?limit=3", "/api/coverage?kind=offices"):
            assert client.get(path).status_code == 200
        assert not answer.done()
        slow.go.set()
        assert answer.result().json()["k"] == 2


def test_the_same_question_is_worked_out_once_for_all_who_ask_and_all_formats(dataset: Dataset, slow: Slow) -> None:
    with TestClient(create_app(Service(dataset))) as client, ThreadPoolExecutor() as pool:
        addresses = ("/api/siting?k=2", "/api/siting?k=2", "/api/siting?radius=100&k=2", "/api/siting?k=2&f=csv")
        answers = [pool.submit(client.get, address) for address in addresses]
        assert slow.started.wait(60)
        time.sleep(0.2)
        slow.go.set()
        assert [answer.result().status_code for answer in answers] == [200] * 4
        assert client.get("/api/siting?k=2&f=geojson").status_code == 200
    assert slow.calls == 1


def test_what_waits_too_long_is_turned_away_for_later(dataset: Dataset, slow: Slow) -> None:
    settings = Settings(long_at_once=1, long_wait_s=0.1)
    with TestClient(create_app(Service(dataset, settings))) as client, ThreadPoolExecutor() as pool:
        first = pool.submit(client.get, "/api/siting?k=2")
        assert slow.started.wait(60)
        refused = client.get("/api/siting?k=3")
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert int(refused.headers["retry-after"]) >= 1
        slow.go.set()
        assert first.result().status_code == 200
        assert client.get("/api/siting?k=3").status_code == 200


def test_a_siting_cut_short_says_so_and_is_not_kept(hurried: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Slow(siting_answer)
    counted.go.set()
    monkeypatch.setattr("api.routes.measures.siting_answer", counted)
    first = hurried.get(SITING)
    body = first.json()
    assert (first.status_code, body["optimal"]) == (200, False)
    assert body["bound"] > body["objective_value"]
    assert first.headers["cache-control"] == "no-store"
    assert hurried.get(SITING).json()["optimal"] is False
    assert counted.calls == 2


def test_clusters_cut_short_say_so_and_are_not_kept(hurried: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Slow(cluster_answer)
    counted.go.set()
    monkeypatch.setattr("api.routes.measures.cluster_answer", counted)
    for _ in range(2):
        body = hurried.get("/api/clusters").json()
        assert body["complete"] is False
        assert 0 < body["permutations"] < body["permutations_asked"]
    assert counted.calls == 2


def test_an_answer_within_its_time_is_kept(client: TestClient) -> None:
    answers = [client.get("/api/siting?k=1") for _ in range(2)]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-cache"}
    tag = answers[0].headers["etag"]
    assert client.get("/api/siting?k=1", headers={"if-none-match": tag}).status_code == 304
