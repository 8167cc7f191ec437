"""Long work is done once for all who ask, beside the rest, within its time; what it cuts short is not kept."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.http.bodies import JSON, Body, BodyCache, encode
from api.http.bulkhead import MOST_OF_ONE, Bulkhead, BusyError, OverdueError
from api.service import Service
from api.settings import Settings
from unmap.measures.clusters import cluster_answer
from unmap.measures.siting import siting_answer
from unmap.stopping import check

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


def small(text: bytes = b"{}") -> Body:
    return encode(text, JSON)


def work_until(told: threading.Event) -> None:
    """Keep a processor busy until told to stop."""
    until = time.monotonic() + 60
    while not told.is_set():
        assert time.monotonic() < until


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    calls = []

    def fail() -> Body:
        calls.append(1)
        time.sleep(0.05)
        raise ValueError("broken")

    async def both() -> list[object]:
        store, lane = BodyCache(), Bulkhead(1)
        found = await asyncio.gather(
            *(store.get(b"key", fail, lane) for _ in range(2)),
            return_exceptions=True,
        )
        return [*found, await store.get(b"key", small, lane)]

    *failed, mended = asyncio.run(both())
    assert [str(error) for error in failed] == ["broken", "broken"]
    assert len(calls) == 1
    assert isinstance(mended, Body)


def test_one_who_goes_away_does_not_stop_the_work() -> None:
    begun = threading.Event()

    def make() -> Body:
        begun.set()
        time.sleep(0.1)
        return small()

    async def leave() -> Body:
        store, lane = BodyCache(), Bulkhead(1)
        first = asyncio.create_task(store.get(b"key", make, lane))
        assert await asyncio.to_thread(begun.wait, 60)
        first.cancel()
        return await store.get(b"key", lambda: small(b"[]"), lane)

    assert asyncio.run(leave()).content == b"{}"


def test_a_lane_lets_so_many_in_at_once() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with lock:
            inside -= 1

    async def run() -> None:
        lane = Bulkhead(2)
        await asyncio.gather(*(lane.run(work) for _ in range(8)))

    asyncio.run(run())
    assert most == 2


def test_a_full_lane_turns_away_and_takes_in_again() -> None:
    async def run() -> None:
        lane = Bulkhead(1, wait_s=0.02)
        first = asyncio.create_task(lane.run(lambda: time.sleep(0.2)))
        await asyncio.sleep(0.01)
        with pytest.raises(BusyError):
            await lane.run(int)
        await first
        assert await lane.run(int) == 0

    asyncio.run(run())


def test_a_body_that_would_drive_out_the_others_is_not_kept() -> None:
    async def run() -> int:
        store, lane = BodyCache(bytes_kept=10_000), Bulkhead(1)
        await store.get(b"small", lambda: small(b"x" * 400), lane)
        await store.get(b"large", lambda: small(b"x" * 9_000), lane)
        return len(store)

    assert asyncio.run(run()) == 1


def test_an_answer_that_takes_too_long_is_cut_and_ready_when_asked_again() -> None:
    go = threading.Event()
    calls = []

    def slow_one() -> Body:
        calls.append(1)
        work_until(go)
        return small(b"late")

    async def run() -> bytes:
        store, lane = BodyCache(), Bulkhead(1, wait_s=60, limit_s=0.05)
        for _ in range(2):
            with pytest.raises(OverdueError):
                await store.get(b"key", slow_one, lane)
        go.set()
        while not len(store):  # noqa: ASYNC110 - the store tells nobody, as nobody waits for it
            await asyncio.sleep(0.01)
        return (await store.get(b"key", slow_one, lane)).content

    assert asyncio.run(run()) == b"late"
    assert len(calls) == 1


def test_work_that_takes_too_long_does_not_stop_the_rest_and_does_not_pile_up() -> None:
    go = threading.Event()
    started = 0

    def stuck() -> Body:
        nonlocal started
        started += 1
        work_until(go)
        return small()

    async def run() -> int:
        store, lane = BodyCache(), Bulkhead(1, limit_s=0.2, spare=2)
        with pytest.raises(OverdueError):
            await store.get(b"first", stuck, lane)
        assert (await store.get(b"quick", small, lane)).content == b"{}"
        for key in range(2):
            with pytest.raises(OverdueError):
                await store.get(key, stuck, lane)
        waiting = [asyncio.create_task(store.get(("more", key), stuck, lane)) for key in range(4)]
        assert not (await asyncio.wait(waiting, timeout=0.5))[0]
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        most = lane.running
        go.set()
        while lane.running:  # noqa: ASYNC110 - same
            await asyncio.sleep(0.01)
        for key in range(3):
            await store.get(("after", key), small, lane)
        return most

    assert asyncio.run(run()) == 3
    assert started == 3


def test_a_time_out_of_the_work_itself_is_not_taken_for_the_limit() -> None:
    def fail() -> Body:
        raise TimeoutError("of the work")

    async def run() -> None:
        with pytest.raises(TimeoutError, match="of the work"):
            await BodyCache().get(b"key", fail, Bulkhead(1, limit_s=5))

    asyncio.run(run())


def test_waiting_for_a_processor_or_anything_else_does_not_count_against_the_limit() -> None:
    def waits() -> Body:
        time.sleep(0.3)
        return small()

    async def run() -> bytes:
        return (await BodyCache().get(b"key", waits, Bulkhead(1, limit_s=0.05))).content

    assert asyncio.run(run()) == b"{}"


def test_work_that_asks_whether_it_may_go_on_ends_when_its_time_is_up() -> None:
    ended = threading.Event()

    def endless() -> Body:
        try:
            while True:
                check()
        finally:
            ended.set()

    async def run() -> None:
        lane = Bulkhead(1, limit_s=0.05)
        with pytest.raises(OverdueError):
            await BodyCache().get(b"key", endless, lane)
        assert await asyncio.to_thread(ended.wait, 60)

    asyncio.run(run())


def test_work_ends_when_all_who_asked_have_gone_away_and_begins_anew_for_who_comes_then() -> None:
    begun, ended, calls = threading.Event(), threading.Event(), []

    def endless() -> Body:
        calls.append(1)
        if len(calls) > 1:
            return small()
        begun.set()
        try:
            while True:
                check()
        finally:
            ended.set()

    async def run() -> bytes:
        store, lane = BodyCache(), Bulkhead(1)
        asking = [asyncio.create_task(store.get(b"key", endless, lane)) for _ in range(2)]
        assert await asyncio.to_thread(begun.wait, 60)
        asking[0].cancel()
        await asyncio.wait(asking[:1])
        assert not ended.is_set()
        asking[1].cancel()
        await asyncio.wait(asking[1:])
        assert await asyncio.to_thread(ended.wait, 60)
        return (await store.get(b"key", endless, lane)).content

    assert asyncio.run(run()) == b"{}"
    assert ended.is_set()


def test_what_nobody_waits_for_any_more_does_not_begin() -> None:
    go, calls = threading.Event(), []

    def second_one() -> Body:
        calls.append(1)
        return small()

    async def run() -> None:
        store, lane = BodyCache(), Bulkhead(1)
        first = asyncio.create_task(store.get(b"first", lambda: small(b"1" if go.wait(60) else b""), lane))
        second = asyncio.create_task(store.get(b"second", second_one, lane))
        while not lane.waiting:  # noqa: ASYNC110 - the lane tells nobody
            await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.wait({second})
        go.set()
        await first
        while lane.running or lane.waiting:  # noqa: ASYNC110 - same
            await asyncio.sleep(0.01)

    asyncio.run(run())
    assert not calls


def test_clients_take_turns_however_much_one_of_them_asks() -> None:
    order: list[str] = []
    go = threading.Event()

    async def run() -> None:
        lane = Bulkhead(1)
        first = asyncio.create_task(lane.run(lambda: go.wait(60), "greedy"))
        asked = [("greedy", "greedy")] * 20 + [("modest", "modest"), ("other", "other")]
        rest = []
        for client, name in asked:
            rest.append(asyncio.create_task(lane.run(partial(order.append, name), client)))
            await asyncio.sleep(0)
        go.set()
        await asyncio.gather(first, *rest)

    asyncio.run(run())
    assert order.index("modest") <= 2
    assert order.index("other") <= 3
    assert len(order) == 22


def test_one_client_cannot_fill_a_lane() -> None:
    go = threading.Event()

    async def run() -> int:
        lane = Bulkhead(1)
        running = asyncio.create_task(lane.run(lambda: go.wait(60), "greedy"))
        await asyncio.sleep(0)
        asked = [asyncio.create_task(lane.run(int, "greedy")) for _ in range(MOST_OF_ONE + 10)]
        other = asyncio.create_task(lane.run(int, "modest"))
        await asyncio.sleep(0)
        go.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.gather(running, other)
        return sum(isinstance(one, BusyError) for one in found)

    assert asyncio.run(run()) == 10


def test_what_is_asked_for_once_does_not_drive_out_what_is_asked_for_again() -> None:
    async def run() -> bool:
        store, lane = BodyCache(bytes_kept=100_000), Bulkhead(1)
        for _ in range(2):
            await store.get(b"hot", lambda: small(b"x" * 400), lane)
        for number in range(100):
            await store.get(number, lambda: small(b"x" * 9_000), lane)
        assert store.held <= 100_000
        return store.find(b"hot") is not None

    assert asyncio.run(run())
