"""`unmap serve` and `unmap reload` as an operator meets them: real processes, real sockets, real signals."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

import pytest

from api.http.limits import LARGEST_HEAD
from tests.cli.command import run
from tests.conftest import ROOT, free_port, unmap_command
from unmap.paths import shipped_data

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
STATES = "/api/collections/states/items"
SECONDS_TO_START = 300


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
        return self.process.wait(timeout=300)


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
                process.wait(timeout=40)


def events(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def wait_for_starts(server: Server, count: int) -> None:
    """Wait until so many workers have begun to serve since the server was started."""
    until = time.monotonic() + SECONDS_TO_START
    while sum(line["event"] == "start" for line in events(server)) < count:
        assert time.monotonic() < until, server.log.read_text()
        time.sleep(0.1)


def write_pair(squares: Path, first: int, second: int) -> None:
    """Set the two values of the states at once, as whole data is put in place: beside, then renamed."""
    path = squares / "need/values.csv"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^01,poverty_pct.new,2021,\d+", f"01,poverty_pct.new,2021,{first}", text)
    text = re.sub(r"(?m)^02,poverty_pct.new,2021,\d+", f"02,poverty_pct.new,2021,{second}", text)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def pair(body: bytes) -> tuple[int, ...]:
    return tuple(feature["properties"]["need_pct"] for feature in json.loads(body)["features"])


class Asking:
    """Clients that ask without a pause, over connections that stay open, and note all that goes wrong."""

    def __init__(self, port: int, clients: int) -> None:
        self.wrong: list[str] = []
        self.seen: list[tuple[int, ...]] = []
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=300)
        count = 0
        while not self._stop.is_set():
            count += 1
            # Every third address is new, so that the application answers and not the store.
            address = STATES if count % 3 else f"{STATES}?limit={count + 10}&offset=0"
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status == 200:
                    self.seen.append(pair(body))
                else:
                    self.wrong.append(f"{answer.status} {body[:200]!r}")
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                connection.close()
        connection.close()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_reload_under_load_loses_nothing_and_mixes_nothing_and_broken_data_is_told(
    squares: Path, workers: int
) -> None:
    write_pair(squares, 20, 90)
    with serving(squares, "--workers", str(workers)) as server:
        with Asking(server.port, 4) as asking:
            time.sleep(0.3)
            for first, second in ((21, 89), (22, 88)):
                write_pair(squares, first, second)
                done = server.reload()
                assert (done.returncode, "is served now" in done.stdout) == (0, True), done.stderr
                assert pair(server.get(STATES)[1]) == (first, second)
            time.sleep(0.2)
        assert asking.wrong == []
        assert set(asking.seen) == {(20, 90), (21, 89), (22, 88)}
        assert len(asking.seen) > 50
        # After a reload no worker goes back to what was.
        assert {pair(server.get(f"{STATES}?limit={limit}")[1]) for limit in range(2, 22)} == {(22, 88)}
        before = server.get(STATES)[1]
        whole = (squares / "programme/offices.csv").read_bytes()
        (squares / "programme/offices.csv").write_bytes(whole[: len(whole) // 2])
        done = server.reload()
        assert done.returncode == 2
        assert "programme/offices.csv" in done.stderr
        assert "is served on" in done.stderr
        assert "Traceback" not in done.stderr
        assert server.get(STATES) == (200, before)
        last = server.document("/readyz")["last_reload"]
        assert last["outcome"] == "kept"
        assert last["problems"] > 0
        assert "offices" not in str(last)
        assert any(line["event"].startswith("reload") and line["level"] == "error" for line in events(server))
        (squares / "programme/offices.csv").write_bytes(whole)
        assert server.reload().returncode == 0
        assert server.document("/readyz")["last_reload"]["outcome"] == "unchanged"


def test_a_worker_that_dies_is_replaced_even_where_the_folder_is_broken_meanwhile(squares: Path) -> None:
    with serving(squares, "--workers", "2") as server:
        before = server.get(STATES)[1]
        # One worker is enough to be ready; one that dies before it has started would leave no line to count.
        wait_for_starts(server, 2)
        (squares / "sources.csv").unlink()
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        [victim, *_] = [int(pid) for pid, name in names.items() if b"spawn_main" in name]
        os.kill(victim, signal.SIGKILL)
        wait_for_starts(server, 3)
        assert {server.get(STATES)[1] for _ in range(10)} == {before}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_finishes_the_requests_in_flight(workers: int, number: signal.Signals) -> None:
    with serving(shipped_data(), "--workers", str(workers)) as server:
        answers = []

        def ask() -> None:
            # The first siting loads a solver and solves for thousands of places: that takes a while.
            answers.append((server.get("/api/siting?level=municipality&k=8&radius=50")[0], time.monotonic()))

        asking = threading.Thread(target=ask)
        asking.start()
        while b'unmap_work_running{lane="long"} 1' not in server.get("/metrics")[1]:
            assert not answers
            time.sleep(0.02)
        stopped = time.monotonic()
        assert server.stop(number) == 0
        asking.join()
        [(status, answered)] = answers
        assert status == 200
        assert answered > stopped
        assert run("reload", "--port", str(server.port)).returncode == 2
        with pytest.raises(ConnectionRefusedError):
            server.get("/healthz")


def test_reload_says_where_nothing_runs() -> None:
    done = run("reload", "--port", str(free_port()))
    assert (done.returncode, "no `unmap serve` of this user runs" in done.stderr) == (2, True)


def test_what_a_killed_server_left_is_not_taken_for_one(squares: Path) -> None:
    with serving(squares) as server:
        server.process.kill()
        server.process.wait()
        done = server.reload()
        assert (done.returncode, "has ended" in done.stderr) == (2, True)
        assert "no `unmap serve`" in server.reload().stderr


def test_a_bad_setting_stops_the_start_with_a_sentence(squares: Path) -> None:
    done = run("serve", "--port", str(free_port()), "--data", str(squares), UNMAP_RATE_LIMIT="often")
    assert done.returncode == 2
    assert done.stderr.startswith("UNMAP_RATE_LIMIT: must be")
    assert "Traceback" not in done.stderr


def test_the_folder_of_the_environment_is_served_where_none_is_given(squares: Path) -> None:
    (squares / "sources.csv").unlink()
    done = run("serve", "--port", str(free_port()), UNMAP_DATA=str(squares))
    assert (done.returncode, "sources.csv" in done.stderr) == (2, True)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of squares that tests may treat badly, one after the other."""
    from tests.conftest import write_squares  # noqa: PLC0415 - used here alone

    with serving(write_squares(tmp_path_factory.mktemp("small") / "squares"), "--workers", "2") as server:
        yield server


def resident_mb(pid: int) -> float:
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return pages * resource.getpagesize() / 1e6


def worked_s(pid: int) -> float:
    """Seconds that a process has had a processor, which no other load of the machine makes more."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def problem_of(answer: bytes) -> dict[str, Any]:
    """Read the problem of a refusal, which carries the headers that every answer has."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"content-security-policy: " in head
    found: dict[str, Any] = json.loads(body)
    return found


@pytest.mark.parametrize("path", ["/api?code=", "/"])
def test_an_address_of_ten_megabytes_does_no_harm(small: Server, path: str) -> None:
    before, begun = resident_mb(small.process.pid), worked_s(small.process.pid)
    answer = small.send(f"GET {path}".encode() + b"a" * 10_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert worked_s(small.process.pid) - begun < 2
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert problem_of(answer)["code"] == "request-too-large"
    assert resident_mb(small.process.pid) - before < 20
    assert small.get("/healthz")[0] == 200


def test_a_header_without_end_is_cut_off(small: Server) -> None:
    raw = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (4 * LARGEST_HEAD)
    begun = worked_s(small.process.pid)
    answer = small.send(raw)
    assert worked_s(small.process.pid) - begun < 2
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_a_long_header_within_bounds_passes(small: Server) -> None:
    raw = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: " + b"a" * 30_000 + b"\r\n\r\n"
    assert small.send(raw).startswith(b"HTTP/1.1 200 ")


JUNK = {
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
    "no version": b"GET /\r\n\r\n",
    "a NUL in the path": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a raw byte beyond ASCII": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a raw byte in the query": b"GET /api?f=\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "broken percent-encoding": b"GET /%zz%f%00?f=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "a host twice": b"GET /api HTTP/1.1\r\nHost: x\r\nHost: <zq9x>\r\nConnection: close\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two lengths": b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "pipelined junk": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\x00\xffJUNK / HTTP\r\n\r\n",
    "an upgrade": b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    "an authority": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "a whole address": b"GET http://other.example/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("kind", JUNK)
def test_junk_is_refused_or_passed_over(small: Server, kind: str) -> None:
    answer = small.send(JUNK[kind], timeout=2)
    assert not re.search(rb"HTTP/1.1 5\d\d", answer)
    assert b"Traceback" not in answer
    assert b"zq9x" not in answer
    assert small.get("/healthz")[0] == 200


def test_many_requests_in_one_piece_are_all_answered(small: Server) -> None:
    many = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 49
    answer = small.send(many + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 50


def test_a_thousand_slow_clients_do_not_stop_the_health_check(small: Server) -> None:
    slow = 1_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * slow and not os.environ.get("CI"):
        pytest.skip(f"this system lets a process open {hard} files: too few for {slow} clients")
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    clients = []
    try:
        for number in range(slow):
            client = socket.create_connection((HOST, small.port), 60)
            clients.append(client)
            # Half of them never end their first line, the others never read what they asked for.
            client.sendall(b"GET /heal" if number % 2 else f"GET {STATES} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        begun = worked_s(small.process.pid)
        for _ in range(5):
            assert small.get("/healthz")[0] == 200
        assert worked_s(small.process.pid) - begun < 5
    finally:
        for client in clients:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_server_raises_its_own_bound_of_open_files(small: Server) -> None:
    limits = Path(f"/proc/{small.process.pid}/limits").read_text()
    [line] = [line for line in limits.splitlines() if line.startswith("Max open files")]
    soft, hard = line.split()[3:5]
    assert soft == hard


def test_what_is_no_request_is_told_so_as_a_problem(small: Server) -> None:
    answer = small.send(b"BREW /pot HTCPCP/1.0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert problem_of(answer)["code"] == "bad-request"


def test_two_hosts_are_refused(small: Server) -> None:
    answer = small.send(b"GET /api HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert problem_of(answer)["code"] == "bad-host"


def test_a_request_before_junk_in_the_same_piece_gets_its_answer_and_no_error_is_logged(small: Server) -> None:
    before = len(events(small))
    # Not asked for before, so that it is still being answered when the junk is read.
    address = f"{STATES}?limit=7&offset=1"
    answer = small.send(f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode() + b"\x00\xff junk\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert small.get("/healthz")[0] == 200
    assert [line for line in events(small)[before:] if line["level"] == "error"] == []


def test_too_much_and_unreadable_at_once_is_refused_once(small: Server) -> None:
    before = len(events(small))
    answer = small.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: \x00" + b"a" * (2 * LARGEST_HEAD))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert re.search(rb"x-request-id: [0-9a-f]{32}\r\n", answer)
    assert small.get("/healthz")[0] == 200
    assert [line for line in events(small)[before:] if line["level"] == "error"] == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.0\r\n\r\n", 200),
        (b"GET /healthz\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    ],
)
def test_a_request_of_http_1_1_names_a_host_and_older_ones_need_not(small: Server, raw: bytes, status: int) -> None:
    assert small.send(raw).startswith(b"HTTP/1.1 %d " % status)


def test_a_folder_of_somebody_else_where_the_run_file_belongs_does_not_stop_a_server(
    squares: Path, tmp_path: Path
) -> None:
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "unmap").write_text("in the way", encoding="utf-8")
    with serving(squares, XDG_RUNTIME_DIR=str(tmp_path / "runtime")) as server:
        assert server.get(STATES)[0] == 200
        assert "`unmap reload` will not find this server" in server.log.read_text()


def test_where_clients_know_the_service_by_https_their_browsers_are_told_to_stay_there(squares: Path) -> None:
    with serving(squares, UNMAP_BASE_URL="https://example.org") as server:
        for _ in range(2):
            raw = f"GET {STATES} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
            assert b"strict-transport-security: max-age=31536000\r\n" in server.send(raw)
