"""Answers that are ready leave a connection without passing the application."""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING

import uvicorn

from api.main import create_app
from api.service import Service
from api.wire.connections import Protocol
from api.wire.gate import Gate

if TYPE_CHECKING:
    import pytest
    from starlette.types import Receive, Scope, Send

    from unmap.dataset import Dataset

STATES = "/api/collections/states/items"


def test_a_ready_answer_does_not_pass_the_application(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[str] = []
    whole = Gate.__call__

    async def watched(gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope.get("path", ""))
        await whole(gate, scope, receive, send)

    monkeypatch.setattr(Gate, "__call__", watched)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(Service(dataset)), http=Protocol, ws="none", port=0, log_config=None, proxy_headers=False
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 120
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        bodies = set()
        for _ in range(3):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request("GET", STATES)
            bodies.add(connection.getresponse().read())
            connection.close()
    finally:
        server.should_exit = True
        thread.join(120)
    assert len(bodies) == 1
    assert passed.count(STATES) == 1
