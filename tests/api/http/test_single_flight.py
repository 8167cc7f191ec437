"""What is made once for all who ask: bounded, in turn, within its time, and stopped when nobody waits."""

from __future__ import annotations

import asyncio
import threading
import time
from functools import partial

import pytest

from api.http.bodies import JSON, Body, BodyCache, encode
from api.http.bulkhead import MOST_OF_ONE, Bulkhead, BusyError, OverdueError
from unmap.stopping import check


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
