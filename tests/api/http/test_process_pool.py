"""Large files are written by a process beside the server: same bytes, nobody held up, nothing left behind."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.http import process_pool
from api.http.process_pool import Limits, ProcessLimitError, ProcessPool
from api.service import Service
from tests.conftest import eventually
from unmap.errors import ParameterError
from unmap.formats.export_tables import Options
from unmap.formats.writing import Form
from unmap.pages.downloads import export_of
from unmap.stopping import StoppedError, stoppable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive


@pytest.fixture
def beside() -> Iterator[ProcessPool]:
    made = ProcessPool()
    yield made
    made.close()


def refuse(name: str) -> None:
    raise ParameterError(name, "is refused")


@pytest.mark.parametrize("form", [Form.GPKG, Form.PARQUET])
def test_a_large_file_is_written_by_another_process_and_is_the_same(
    dataset: Dataset, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, pids = Service(dataset), []
    run: Callable[..., object] = service.processes.run

    def counted(*given: object, **named: object) -> object:
        pids.append(run(os.getpid))
        return run(*given, **named)

    monkeypatch.setattr(service.processes, "run", counted)
    export, options = export_of(dataset, "municipalities"), Options(made=service.written)
    there = export.write(service.layers, form, options, by=service.write)
    assert there == export.write(service.layers, form, options)
    assert len(pids) == 1
    assert pids[0] != os.getpid()
    export_of(dataset, "offices").write(service.layers, Form.PARQUET, options, by=service.write)
    assert len(pids) == 1
    values = export_of(dataset, "table-values").write(service.layers, Form.PARQUET, options, by=service.write)
    assert values == export_of(dataset, "table-values").write(service.layers, Form.PARQUET, options)
    assert len(pids) == 2
    service.processes.close()


def test_what_is_raised_there_is_raised_here_whole(beside: ProcessPool) -> None:
    with pytest.raises(ParameterError) as refused:
        beside.run(refuse, "hxl")
    assert (refused.value.parameter, str(refused.value)) == ("hxl", "hxl: is refused")
    assert beside.run(len, "abc") == 3


def test_work_that_is_to_stop_ends_with_its_process(beside: ProcessPool) -> None:
    pid = beside.run(os.getpid)
    begun = time.monotonic()

    def may_go_on() -> None:
        raise StoppedError("enough")

    with stoppable(may_go_on), pytest.raises(StoppedError):
        beside.run(time.sleep, 300)
    assert time.monotonic() - begun < 200
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert beside.run(len, "abc") == 3


def test_a_process_that_has_nothing_to_do_ends_and_another_takes_its_place(
    beside: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = beside.run(os.getpid)
    [child] = beside._idle
    # As it does by itself after a while.
    child.process.terminate()

    def ended() -> None:
        assert not child.process.is_alive()

    eventually(ended)
    assert beside.run(os.getpid) not in {pid, os.getpid()}


def test_work_goes_to_another_where_a_process_ends_just_as_it_comes(
    beside: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = beside.run(os.getpid)
    take = beside._take

    def take_one_that_ends() -> object:
        child = take()
        assert child is not None
        child.process.kill()
        child.process.join()
        return child

    monkeypatch.setattr(beside, "_take", take_one_that_ends)
    assert beside.run(os.getpid) not in {pid, os.getpid()}
    monkeypatch.undo()
    with pytest.raises(EOFError):  # what ends the process each time is not tried for ever
        beside.run(os._exit, 3)


def test_memory_is_given_back_once_after_large_work_and_not_after_small(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr("api.service.give_back", lambda: given.append(1))
    monkeypatch.setattr("api.service.GIVE_BACK_S", 0.2)
    with TestClient(create_app(Service(dataset))) as client:
        assert client.get("/api/collections/offices/items?limit=3").status_code == 200
        for limit in (2_400, 2_401):
            assert client.get(f"/api/coverage?level=municipality&limit={limit}").status_code == 200

        def once() -> None:
            assert given

        eventually(once)
        assert len(given) <= 2


def spent(seconds: float) -> float:
    """Keep a processor busy."""
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass
    return seconds


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no bounds of processes")
def test_work_is_cut_by_what_it_takes_of_a_processor_and_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a machine that does other work, too, the clock would run out before the processor's time.
    monkeypatch.setattr(process_pool, "SLOWEST", 600)
    pool = ProcessPool(Limits(seconds=2))
    try:
        with pytest.raises(ProcessLimitError, match="more time of a processor"):
            pool.run(spent, 60)
        # Of each piece of work the time is counted anew, whatever its process did before, and waiting is no work.
        assert [pool.run(spent, 1.2), pool.run(spent, 1.2), pool.run(time.sleep, 2.5)] == [1.2, 1.2, None]
    finally:
        pool.close()
