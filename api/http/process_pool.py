"""Work in a process beside this one: in a thread of this one it would hold up every other answer meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_S = 20.0
"""Seconds after which a process that has nothing to do ends, and all the memory that it took is free again."""

LOOK_S = 0.05
"""Seconds between two looks whether the work is still wanted."""

POLITE = 5
"""How much such a process stands behind those that answer, in steps of `nice`."""

_spawn = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class _Child:
    process: BaseProcess
    line: Connection

    @classmethod
    def begin(cls) -> _Child:
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(target=_work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def do(self, task: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the work gives
        self.line.send(task)
        while not self.line.poll(LOOK_S):
            check()
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

    def __init__(self) -> None:
        """Start without any: the first piece of work begins one."""
        self._idle: list[_Child] = []
        self._lock = threading.Lock()

    def run(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:  # noqa: ANN401 - arguments of any work
        """Give what `work` gives for these arguments, all of which can be pickled; raises what it raises.

        Stops it, and raises StoppedError, where the work of this thread is to stop.
        """
        task = (tempfile.gettempdir(), work, given, named)
        waiting = self._take()
        try:
            return self._do(waiting or _Child.begin(), task)
        except (EOFError, ConnectionError):
            if waiting is None:
                raise
        # It had waited for long enough, and ended just as the work came.
        return self._do(_Child.begin(), task)

    def _do(self, child: _Child, task: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the work gives
        try:
            found = child.do(task)
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


def _work(line: Connection) -> None:
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
            answer = (True, work(*given, **named))
        except Exception as error:  # noqa: BLE001 - raised where it was asked for
            answer = (False, error)
        line.send(answer)
