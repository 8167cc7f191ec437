"""A worker's end of the line to its supervisor: read that folder, serve it now, or forget it."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from unmap.errors import DataError

from .loading import problems_of
from .wire.logs import tell_error
from .wire.reloading import Reloader


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker is told when it starts: its line to the supervisor, and the folder where workers share counts."""

    control: Connection
    shared: Path


class Controlled:
    """Does what the supervisor says, and says what came of it."""

    def __init__(self, control: Connection, reloader: Reloader) -> None:
        """Obey `control`."""
        self._control, self._reloader = control, reloader
        self._begun = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self) -> None:
        """Say that the worker serves, and begin to listen."""
        asyncio.get_running_loop().add_reader(self._control.fileno(), self._hear)
        self._control.send("started")

    def _hear(self) -> None:
        try:
            message = self._control.recv()
        except (EOFError, OSError):
            # The supervisor is gone, and a worker that nobody can stop or reload is of no use.
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            os.kill(os.getpid(), signal.SIGTERM)
            return
        task = asyncio.get_running_loop().create_task(self._do(*message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, what: str, told: Any) -> None:  # noqa: ANN401 - each message has content of its own
        if what == "prepare":
            self._begun = perf_counter()
            self._control.send(await self._prepare(told))
        elif what == "swap":
            self._reloader.note(self._reloader.swap(), perf_counter() - self._begun)
            self._control.send("swapped")
        else:
            outcome, problems = told
            self._reloader.forget()
            self._reloader.note(outcome, 0.0, problems)
            self._control.send("goes on")

    async def _prepare(self, folder: Path) -> tuple[str, ...]:
        """Make the data of a folder ready to serve; gives what is wrong with it, nothing where it is sound."""
        try:
            await self._reloader.prepare(folder)
        except DataError as error:
            return problems_of(error, folder)
        except Exception as error:  # noqa: BLE001 - whatever happens, the old data goes on being served
            tell_error("reload failed", error)
            return ("a worker could not read the data; the log of the server says why",)
        return ()
