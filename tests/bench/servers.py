"""Servers that benchmarks start, ask and stop; all of them listen on the loopback interface only."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

HOST = "127.0.0.1"
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0


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
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        connection.close()


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    path: str,
    *,
    environment: Mapping[str, str] | None = None,
    within: float = SECONDS_TO_START,
) -> Iterator[tuple[int, float]]:
    """Run a server; give its process id and the seconds from its start to its first 200 on `path`.

    Raises RuntimeError with the last lines that it wrote where it stops or does not answer `within` so many seconds.
    """
    begin = time.perf_counter()
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(  # a session of its own: workers end with it
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env=environment
        ) as process,
    ):
        try:
            while status(port, path) != http.client.OK:
                if process.poll() is not None or time.perf_counter() - begin > within:
                    log.seek(0)
                    said = log.read().decode(errors="replace")[-2_000:]
                    raise RuntimeError(f"{command[0]} did not start:\n{said}")
                time.sleep(0.005)
            yield process.pid, time.perf_counter() - begin
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server with its workers: kindly first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=SECONDS_TO_STOP)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


def run(command: Sequence[object], **options: Any) -> str:  # noqa: ANN401 - what subprocess.run takes
    """Run a program to its end and give what it wrote; raises RuntimeError with what it complained of."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{Path(words[0]).name} failed:\n{(done.stdout + done.stderr)[-2_000:]}")
    return str(done.stdout)


def stop_cleanly_on_sigterm() -> None:
    """Let SIGTERM end a benchmark as Ctrl-C does, so that it stops the servers that it started."""

    def leave(number: int, frame: FrameType | None) -> None:
        del frame
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)


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


def wait_until_idle(share: float = 0.9, seconds: float = 30) -> None:
    """Wait until the processors do next to nothing, so long at most."""
    until = time.monotonic() + seconds
    idle, whole = _processor_times()
    while time.monotonic() < until:
        time.sleep(1)
        idle_before, whole_before = idle, whole
        idle, whole = _processor_times()
        if idle - idle_before >= share * (whole - whole_before):
            return


def _processor_times() -> tuple[int, int]:
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)
