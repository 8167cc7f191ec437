"""Work in a process beside this one: in a thread of this one it would hold up every other answer meanwhile."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from unmap.errors import UnmapError
from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

IDLE_S = 20.0
"""Seconds after which a process that has nothing to do ends, and all the memory that it took is free again."""

LOOK_S = 0.05
"""Seconds between two looks whether the work is still wanted."""

POLITE = 5
"""How much such a process stands behind those that answer, in steps of `nice`."""


class ProcessLimitError(UnmapError):
    """A piece of work took more time or memory than it may, or ended its process."""

    code = "too-much-work"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a piece of work may take at most: bytes of its process's own memory, seconds of a processor; 0 for any."""

    bytes: int = 0
    seconds: float = 0


SLOWEST = 10
"""Times of its seconds of a processor that work may take by the clock: a busy machine is slow, and nothing hangs."""

_spawn = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class _Child:
    process: BaseProcess
    line: Connection

    @classmethod
    def begin(cls, limits: Limits) -> _Child:
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(target=_work, args=(theirs, limits), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def do(self, task: tuple[Any, ...], limits: Limits) -> Any:  # noqa: ANN401 - whatever the work gives
        self.line.send(task)
        until = time.monotonic() + SLOWEST * limits.seconds
        while not self.line.poll(LOOK_S):
            check()
            if limits.seconds and time.monotonic() > until:
                raise ProcessLimitError("this takes longer than it may; send less at once")
        done, found = self.line.recv()
        if done:
            return found
        raise found

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


class ProcessPool:
    """Processes that do work one piece after the other; as many as there are threads that ask at once."""

    def __init__(self, limits: Limits = Limits()) -> None:
        """Start without any: the first piece of work begins one."""
        self._limits = limits
        self._idle: list[_Child] = []
        self._lock = threading.Lock()

    def run(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401 - arguments of any work
        """Give what `work` gives for these arguments, all of which can be pickled; raises what it raises.

        Stops it, and raises StoppedError, where the work of this thread is to stop.
        """
        task = (tempfile.gettempdir(), work, given, named)
        waiting = self._take()
        try:
            return self._do(waiting or _Child.begin(self._limits), task)
        except (EOFError, ConnectionError) as error:
            if waiting is None:
                raise self._ended(error) from error
        # It had waited for long enough, and ended just as the work came.
        try:
            return self._do(_Child.begin(self._limits), task)
        except (EOFError, ConnectionError) as error:
            raise self._ended(error) from error

    def _ended(self, error: Exception) -> Exception:
        """Give what is raised where a process has ended by itself: most likely by its bounds, where it has any."""
        if self._limits == Limits():
            return error
        return ProcessLimitError("the process that did this has ended before its work; send less at once")

    def _do(self, child: _Child, task: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the work gives
        try:
            found = child.do(task, self._limits)
        except BaseException:
            # What it does is not wanted any more, or it has failed: nothing of it is used again.
            child.end()
            raise
        with self._lock:
            self._idle.append(child)
        return found

    def _take(self) -> _Child | None:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                # One that ends just now says so by the end of its line.
                if child.process.is_alive() and not child.line.poll():
                    return child
                child.end()
        return None

    def close(self) -> None:
        """End all that have nothing to do."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()


def _bound(limits: Limits) -> None:
    """Bound the memory that this process takes and the time of its next work; systems that cannot, do not."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        if limits.bytes:
            resource.setrlimit(resource.RLIMIT_DATA, (limits.bytes, limits.bytes))
        if limits.seconds:
            _, most = resource.getrlimit(resource.RLIMIT_CPU)
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + limits.seconds), most))
            signal.signal(signal.SIGXCPU, _overdue)


def _overdue(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise ProcessLimitError("this takes more time of a processor than it may; send less at once")


def _work(line: Connection, limits: Limits = Limits()) -> None:
    """Work until there is nothing to do, or the other end of the line is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    while line.poll(IDLE_S):
        try:
            # Files are made where the server has room for them.
            tempfile.tempdir, work, given, named = line.recv()
        except EOFError:
            return
        try:
            _bound(limits)
            answer = (True, work(*given, **named))
        except MemoryError:
            answer = (False, ProcessLimitError("this takes more memory than it may; send less at once"))
        except Exception as error:  # noqa: BLE001 - raised where it was asked for
            answer = (False, error)
        line.send(answer)
