"""Several workers on one socket: started, watched, reloaded together, stopped together."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from socket import socket

from unmap.errors import DataError, OutputError

from .loading import check_apart, copy_whole, problems_of
from .running import work
from .settings import Settings
from .wire.logs import open_log, tell, tell_error
from .wire.reloading import Outcome, Reload, now

TICK_S = 0.2
PAUSE_S = 1.0
"""Seconds before a worker that ended is replaced, so that one that cannot start does not keep the machine busy."""

PREPARE_LIMIT_S = 120.0
MARGIN_S = 5.0

_spawn = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    control: Connection
    data: Path
    started: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """A copy of validated data that no one else writes to, so that every worker reads the same."""

    name: str
    folder: Path


class Supervisor:
    """Keeps `count` workers serving."""

    def __init__(
        self,
        sock: socket,
        count: int,
        settings: Settings,
        scratch: Path,
        told: Callable[[str, Reload | None], None],
    ) -> None:
        """Serve the data of `settings` on `sock`; copies and counts go to `scratch`, `told` hears of reloads."""
        self._sock, self._count, self._data, self._scratch = sock, count, settings.data, scratch
        self._told, self._stop_limit_s = told, settings.stop_limit_s
        self._shared = scratch / "counts"
        self._shared.mkdir()
        self._workers: list[_Worker] = []
        self._edition: Edition | None = None
        self._copies = 0
        self._stopping = self._asked = self._served = False
        self._reloading: threading.Thread | None = None

    def run(self, first: str) -> None:
        """Serve the data folder, whose edition is `first`, until told to stop.

        Raises DataError where the folder changes meanwhile, OutputError where no worker can start.
        """
        open_log()
        target = self._copy_folder()
        copy_whole(self._data, target, first)
        self._edition = Edition(first, target)
        self._listen()
        self._workers = [self._begin() for _ in range(self._count)]
        try:
            while not self._stopping:
                self._look_after()
                if self._asked and not (self._reloading and self._reloading.is_alive()):
                    self._asked = False
                    self._reloading = threading.Thread(target=self._reload, daemon=True)
                    self._reloading.start()
                wait([worker.process.sentinel for worker in self._workers], TICK_S)
        finally:
            self._end()

    def _listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "_stopping", True))
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda *_: setattr(self, "_asked", True))

    def _copy_folder(self) -> Path:
        self._copies += 1
        return self._scratch / f"data-{self._copies}"

    def _begin(self) -> _Worker:
        assert self._edition is not None  # noqa: S101 - set before the first worker begins
        ours, theirs = _spawn.Pipe()
        data = self._edition.folder
        process = _spawn.Process(target=work, args=(self._sock, theirs, data, self._shared))
        process.start()
        theirs.close()
        return _Worker(process, ours, data)

    def _look_after(self) -> None:
        """Notice workers that serve now, and replace those that ended or that missed a reload."""
        reloading = self._reloading is not None and self._reloading.is_alive()
        # Before any is replaced: what one says may be all that tells that workers can start.
        for worker in self._workers:
            self._notice(worker)
        for position, worker in enumerate(self._workers):
            if not worker.process.is_alive():
                self._replace(position, worker)
            elif worker.started and not reloading and self._edition and worker.data != self._edition.folder:
                worker.process.terminate()

    def _notice(self, worker: _Worker) -> None:
        """Note that a worker has begun to serve, even if it ended right after that."""
        # One that ends before it serves leaves a line that has come to its end.
        with suppress(EOFError, OSError):
            if not worker.started and worker.control.poll():
                worker.control.recv()
                worker.started = self._served = True

    def _replace(self, position: int, worker: _Worker) -> None:
        if not self._served:
            raise OutputError("the workers could not start; the log above says why")
        tell("a worker ended and is replaced", level=40, pid=worker.process.pid, exitcode=worker.process.exitcode)
        worker.control.close()
        if not worker.started:
            time.sleep(PAUSE_S)
        if not self._stopping:
            self._workers[position] = self._begin()

    def _reload(self) -> None:
        """Validate the folder anew, have every worker read the copy, and only then have all of them serve it."""
        self._told("begun", None)
        begun = time.monotonic()
        problems: tuple[str, ...] = ()
        outcome: Outcome = "kept"
        try:
            outcome = self._renew()
        except DataError as error:
            problems = problems_of(error, self._data)
            self._tell_all("kept", problems)
        except Exception as error:  # noqa: BLE001 - whatever happens, the workers go on with what they have
            tell_error("reload failed", error)
            problems = ("the data could not be read; the log of the server says why",)
        edition = self._edition.name if self._edition is not None else ""
        done = Reload(now(), outcome, edition, round(time.monotonic() - begun, 2), problems)
        tell("reload of all workers", level=40 if outcome == "kept" else 20, **done.document())
        self._told("done", done)

    def _renew(self) -> Outcome:
        old, target = self._edition, self._copy_folder()
        try:
            found = _checked(self._data, target)
            if old is not None and found.name == old.name:
                self._tell_all("unchanged", ())
                return "unchanged"
            workers = self._serving()
            # One after the other: while one reads, the others have the processors.
            for worker in workers:
                _ask(worker, "prepare", found.folder)
            self._edition = found
            for worker in workers:
                worker.data = found.folder
                worker.control.send(("swap", None))
            for worker in workers:
                _answer(worker)
            return "swapped"
        finally:
            left = target if self._edition is old else old.folder if old is not None else None
            if left is not None:
                shutil.rmtree(left, ignore_errors=True)

    def _serving(self) -> list[_Worker]:
        """Wait for workers that are starting; gives all."""
        until = time.monotonic() + PREPARE_LIMIT_S
        while time.monotonic() < until and not all(worker.started for worker in self._workers):
            time.sleep(TICK_S)
        return [worker for worker in self._workers if worker.started]

    def _tell_all(self, outcome: Outcome, problems: tuple[str, ...]) -> None:
        """Have the workers go on with what they have, and know why."""
        for worker in self._workers:
            # Who cannot be told has ended, and is replaced by one that reads the data that is kept.
            with suppress(DataError, OSError):
                if worker.started:
                    worker.control.send(("go on", (outcome, problems)))
                    _answer(worker)

    def _end(self) -> None:
        """Have every worker finish what it has begun; one that takes longer than it may is ended."""
        for worker in self._workers:
            worker.process.terminate()
        until = time.monotonic() + self._stop_limit_s + MARGIN_S
        for worker in self._workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        tell("all workers have stopped")


def _ask(worker: _Worker, what: str, folder: Path) -> None:
    worker.control.send((what, folder))
    problems = _answer(worker)
    if problems:
        raise DataError("\n".join(problems))


def _answer(worker: _Worker) -> tuple[str, ...]:
    """Give what a worker says; raises DataError where it ended or says nothing."""
    try:
        if worker.control.poll(PREPARE_LIMIT_S):
            answer = worker.control.recv()
            return answer if isinstance(answer, tuple) else ()
    except (EOFError, OSError):
        pass
    raise DataError("a worker did not answer; it goes on with the data it has, or is replaced")


def _checked(data: Path, target: Path) -> Edition:
    """Validate and copy the data in a process of its own, so that this one stays small and quick to hear."""
    ours, theirs = _spawn.Pipe()
    process = _spawn.Process(target=check_apart, args=(data, target, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        edition, problems = ours.recv() if ours.poll(PREPARE_LIMIT_S) else ("", ("the check took too long",))
    except EOFError:
        edition, problems = "", ("the check of the data ended early",)
    process.join(MARGIN_S)
    if problems:
        raise DataError("\n".join(problems))
    return Edition(edition, target)
