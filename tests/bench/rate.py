"""A constant rate of requests, and how long each answer took from the moment at which its request was due.

wrk asks again once it was answered, so a slow server is asked less often and looks better than it is; here requests
leave on time whatever the answers do ("open loop"; Schroeder, Wierman and Harchol-Balter, 2006). A request that finds
no free connection waits, and the wait counts.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.servers import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = 32
"""No more requests than that are under way at once."""

SECONDS_FOR_ONE = 30.0


@dataclass
class Answers:
    """What came back: milliseconds of each answer, in the order in which they came, and what was no 200."""

    milliseconds: list[float] = field(default_factory=list)
    others: int = 0
    size: int = 0

    def percentile(self, share: float) -> float:
        """Give the time within which `share` percent of the answers came."""
        return float(np.percentile(self.milliseconds, share))


def ask_at_rate(port: int, paths: Iterator[str], rate: float, seconds: float) -> Answers:
    """Ask for `paths` one after the other, `rate` times a second."""
    return asyncio.run(_ask(port, paths, rate, seconds))


async def _ask(port: int, paths: Iterator[str], rate: float, seconds: float) -> Answers:
    answers = Answers()
    # Made beforehand: what it takes to write a request is no part of an answer's time.
    written = [_request(next(paths)) for _ in range(int(rate * seconds))]
    idle: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
    for _ in range(CONNECTIONS):
        idle.put_nowait(_Connection(port))
    loop = asyncio.get_running_loop()
    begin = loop.time() + 0.1

    async def one(request: bytes, due: float) -> None:
        connection = await idle.get()
        try:
            code, size = await asyncio.wait_for(connection.ask(request), SECONDS_FOR_ONE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            code, size = 0, 0
            connection.close()
        answers.milliseconds.append((loop.time() - due) * 1000)
        answers.others += code != 200
        answers.size += size
        idle.put_nowait(connection)

    async with asyncio.TaskGroup() as tasks:
        for number, request in enumerate(written):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            tasks.create_task(one(request, due))
    while not idle.empty():
        idle.get_nowait().close()
    return answers


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


class _Connection:
    """One connection, opened when first used and kept alive; reads no more of an answer than it must."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._opened: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, int]:
        """Give the status and the bytes of the body."""
        if self._opened is None:
            self._opened = await asyncio.open_connection(HOST, self._port, limit=4 * 1024 * 1024)
        reader, writer = self._opened
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        _, _, rest = head.partition(b"content-length: ")
        size = int(rest.split(b"\r\n", 1)[0] or 0)
        await reader.readexactly(size)
        return int(head.split(b" ", 2)[1]), size

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None
