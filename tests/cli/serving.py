"""A running `unmap serve` of a test: real processes, real sockets, real signals."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.cli.command import run
from tests.conftest import ROOT, free_port, unmap_command

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
STATES = "/api/collections/states/items"
SECONDS_TO_START = 1800


class Server:
    """A running `unmap serve`."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def get(self, path: str, timeout: float = 300) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def document(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get(path)[1])
        return found

    def send(self, raw: bytes, timeout: float = 60) -> bytes:
        """Send bytes as they are, and give what comes back until the server closes or says no more."""
        with socket.create_connection((HOST, self.port), timeout) as sock:
            found = b""
            try:
                sock.sendall(raw)
                while part := sock.recv(65_536):
                    found += part
            except (TimeoutError, ConnectionError):
                pass
            return found

    def reload(self) -> subprocess.CompletedProcess[str]:
        return run("reload", "--port", str(self.port))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=1800)


@contextmanager
def serving(data: Path, *options: str, **environment: str) -> Iterator[Server]:
    """Run `unmap serve` on a free port until the block ends."""
    port = free_port()
    with TemporaryDirectory() as folder:
        yield from _serving(data, port, Path(folder) / "log", options, environment)


def _serving(
    data: Path, port: int, log: Path, options: tuple[str, ...], environment: dict[str, str]
) -> Iterator[Server]:
    command = [*unmap_command(), "serve", "--port", str(port), "--data", str(data), *options]
    with (
        log.open("w") as lines,
        subprocess.Popen(
            command, stderr=lines, cwd=ROOT, env={**os.environ, "NO_COLOR": "1", **environment}, text=True
        ) as process,
    ):
        server = Server(process, port, log)
        try:
            until = time.monotonic() + SECONDS_TO_START
            while True:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                with suppress(OSError):
                    if server.get("/readyz")[0] == 200:
                        break
                time.sleep(0.05)
            yield server
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=1800)


def events(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def wait_for_starts(server: Server, count: int) -> None:
    """Wait until so many workers have begun to serve since the server was started."""
    until = time.monotonic() + SECONDS_TO_START
    while sum(line["event"] == "start" for line in events(server)) < count:
        assert time.monotonic() < until, server.log.read_text()
        time.sleep(0.1)
