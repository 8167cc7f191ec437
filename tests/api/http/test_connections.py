"""Connections have bounds, on public interfaces of the web server alone: the same on its oldest and newest release."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import uvicorn

from api.http import connections
from api.http.connections import Bounded, ConnectionMiddleware
from api.http.limits import LARGEST_HEAD, LimitsMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
LARGE = 30_000_000


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with more than fits any buffer between here and the client."""
    del receive
    if scope["type"] == "http":
        length = LARGE if scope["path"] == "/large" else 2
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % length)]})
        await send({"type": "http.response.body", "body": b"a" * length})


@contextmanager
def serving() -> Iterator[tuple[uvicorn.Server, int]]:
    app = LimitsMiddleware(ConnectionMiddleware(large))
    config = uvicorn.Config(app, http=Bounded, ws="none", lifespan="off", port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 120
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.01)
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(120)


def read_all(client: socket.socket) -> bytes:
    found = b""
    while part := client.recv(65_536):
        found += part
    return found


@pytest.mark.parametrize("pieces", [[HEAD + b"X: " + b"a" * LARGEST_HEAD], [HEAD, b"X: ", *([b"a" * 9_000] * 8)]])
def test_a_head_without_end_is_refused_whether_it_comes_in_one_piece_or_many(pieces: list[bytes]) -> None:
    with serving() as (_, port), socket.create_connection(("127.0.0.1", port), 120) as client:
        for piece in pieces:
            client.sendall(piece)
        assert read_all(client).startswith(b"HTTP/1.1 431 ")


def test_any_number_of_requests_passes_over_one_connection_wherever_their_pieces_are_cut() -> None:
    request = HEAD + b"X: " + b"a" * 1_000 + b"\r\n\r\n"
    with serving() as (_, port), socket.create_connection(("127.0.0.1", port), 120) as client:
        for count in range(200):
            cut = len(request) - count % 6
            client.sendall(request[:cut])
            time.sleep(0.001)
            client.sendall(request[cut:])
            answer = b""
            while not answer.endswith(b"aa"):
                answer += client.recv(1_000)
            assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", HEAD, HEAD + b"\r\n" + HEAD])
def test_whoever_does_not_finish_a_request_is_left(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(connections, "HEAD_LIMIT_S", 0.2)
    with serving() as (server, port), socket.create_connection(("127.0.0.1", port), 120) as client:
        client.sendall(sent)
        with suppress(ConnectionResetError):
            assert read_all(client).count(b"HTTP/1.1 200 ") == sent.count(b"\r\n\r\n")
        assert not server.server_state.connections


def test_whoever_reads_nothing_of_an_answer_is_left_and_a_slow_reader_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_LIMIT_S", 0.5)
    asked = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving() as (server, port):
        with socket.create_connection(("127.0.0.1", port), 120) as idle:
            idle.sendall(asked)
            until = time.monotonic() + 120
            while not server.server_state.total_requests or server.server_state.connections:
                assert time.monotonic() < until
                time.sleep(0.01)
        with socket.create_connection(("127.0.0.1", port), 120) as slow:
            slow.sendall(asked)
            found, begun = 0, time.monotonic()
            while found < LARGE:
                found += len(slow.recv(1_500_000))
                time.sleep(0.05)
            assert time.monotonic() - begun > 2 * connections.HEAD_LIMIT_S


def test_a_connection_that_asks_for_another_protocol_ends_with_its_answer() -> None:
    asked = HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    with serving() as (_, port), socket.create_connection(("127.0.0.1", port), 120) as client:
        client.sendall(asked + asked)
        answer = read_all(client)
    assert (answer.count(b"HTTP/1.1 200 "), b"connection: close" in answer.lower()) == (1, True)
