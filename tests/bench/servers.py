"""Servers that benchmarks start, ask and stop; all of them listen on the loopback interface only."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = "127.0.0.1"
SECONDS_TO_START = 60.0


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def status(port: int, path: str) -> int:
    """Ask once; 0 where nobody answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path, headers={"accept-encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return 0
    else:
        return answer.status
    finally:
        connection.close()


@contextmanager
def running(command: Sequence[str], port: int, path: str) -> Iterator[tuple[int, float]]:
    """Run a server; give its process id and the seconds from its start to its first 200 on `path`."""
    begin = time.perf_counter()
    with subprocess.Popen(  # a session of its own: workers end with it
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            while status(port, path) != http.client.OK:
                if process.poll() is not None or time.perf_counter() - begin > SECONDS_TO_START:
                    raise RuntimeError(f"{command[0]} did not start")
                time.sleep(0.005)
            yield process.pid, time.perf_counter() - begin
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def unmap_serve(port: int, *options: str) -> list[str]:
    """Give the command that serves unmap on `port`."""
    script = Path(sys.executable).with_name("unmap")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "unmap.cli"]
    return [*start, "serve", "--port", str(port), *options]


def resident_mb(pid: int) -> dict[int, float]:
    """Give the resident memory of a process and its children, in MB, by process id."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    found = {}
    for one in (pid, *map(int, children)):
        lines = Path(f"/proc/{one}/status").read_text(encoding="ascii").splitlines()
        found[one] = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    return found
