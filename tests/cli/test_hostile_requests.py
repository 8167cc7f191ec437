"""What no client should send, sent to a running `unmap serve`: it is refused in words and stops nobody else."""

from __future__ import annotations

import json
import os
import re
import resource
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.http.limits import LARGEST_HEAD
from tests.cli.serving import HOST, STATES, Server, events, serving
from tests.conftest import write_squares

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of squares, of one process that is told apart by its number, which tests may treat badly."""
    with serving(write_squares(tmp_path_factory.mktemp("small") / "squares")) as server:
        yield server


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6


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
