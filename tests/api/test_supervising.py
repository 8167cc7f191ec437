"""What the supervisor makes of workers that start, serve and end, in whatever order it hears of it."""

from __future__ import annotations

import multiprocessing
import socket
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from api import supervising
from api.settings import Settings
from api.supervising import Supervisor
from unmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


class Process:
    """A process that lives or has ended, without one."""

    pid, exitcode = 1, -9

    def __init__(self, *, alive: bool) -> None:
        self.alive = alive

    def is_alive(self) -> bool:
        return self.alive


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    """A supervisor whose workers are made up, and begin at once."""
    monkeypatch.setattr(supervising, "PAUSE_S", 0.0)
    monkeypatch.setattr(Supervisor, "_begin", lambda _: worker(alive=True)[0])
    with socket.socket() as sock:
        yield Supervisor(sock, 2, Settings(), tmp_path, lambda *_: None)


def worker(*, alive: bool) -> tuple[supervising._Worker, Connection]:
    """Give a worker, and its end of the line."""
    ours, theirs = multiprocessing.Pipe()
    process = cast("BaseProcess", Process(alive=alive))
    return supervising._Worker(process, ours, Path()), theirs


def test_one_that_ends_early_is_replaced_where_another_has_just_begun_to_serve(supervisor: Supervisor) -> None:
    (ended, gone), (serving, line) = worker(alive=False), worker(alive=True)
    gone.close()
    line.send("started")
    supervisor._workers = [ended, serving]
    supervisor._look_after()
    assert supervisor._workers[0] is not ended
    assert supervisor._workers[1] is serving
    assert serving.started


def test_one_that_served_and_ended_at_once_is_replaced(supervisor: Supervisor) -> None:
    ended, line = worker(alive=False)
    line.send("started")
    line.close()
    supervisor._workers = [ended]
    supervisor._look_after()
    assert supervisor._workers[0] is not ended


def test_one_whose_line_breaks_before_its_process_is_gone_does_no_harm(supervisor: Supervisor) -> None:
    ending, line = worker(alive=True)
    line.close()
    supervisor._workers = [ending]
    supervisor._look_after()
    assert supervisor._workers == [ending]
    assert not ending.started


def test_workers_that_never_start_end_the_service(supervisor: Supervisor) -> None:
    supervisor._workers = [worker(alive=False)[0]]
    with pytest.raises(OutputError, match="could not start"):
        supervisor._look_after()
