"""The web server around the application: one process that serves, or one worker of several."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket
from types import FrameType

import uvicorn

from .controlled import Worker
from .main import create_app
from .service import Service
from .settings import Settings, read_settings
from .wire.connections import Bounded, Watched
from .wire.gate import Gate
from .wire.logs import UVICORN
from .wire.reloading import Reload

HSTS = [("strict-transport-security", "max-age=31536000")]
"""What an answer carries where clients know the service by https: their browsers then ask no other way."""


def raise_open_files() -> None:
    """Let this process, and those it starts, hold as many connections as the system allows."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def serve_alone(service: Service, sock: socket, told: Callable[[str, Reload | None], None]) -> None:
    """Serve from this process until it is told to stop."""
    _run(create_app(service, told=told, ahead=True), service.settings, sock)


def work(sock: socket, control: Connection, data: Path, shared: Path) -> None:
    """Serve as one of several workers, until the supervisor says stop or is gone."""
    # The supervisor tells its workers; what a terminal says to the whole group is not for them.
    for name in ("SIGHUP", "SIGINT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    settings = read_settings(data)
    _run(create_app(Service.of(settings), worker=Worker(control, shared), ahead=True), settings, sock)
    leave()


def _run(gate: Gate, settings: Settings, sock: socket) -> None:
    config = uvicorn.Config(
        Watched(gate),
        http=Bounded,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=UVICORN,
        # Each header and each layer costs a ready answer some microseconds of its thirty.
        server_header=False,
        proxy_headers=False,
        headers=HSTS if settings.base_url.startswith("https://") else [],
        timeout_graceful_shutdown=settings.stop_limit_s,
    )
    server = uvicorn.Server(config)

    def stop(number: int, frame: FrameType | None) -> None:
        # uvicorn raises the signal that stopped it again when it has stopped: then there is nothing left to do.
        del number, frame
        if not server.should_exit:
            sys.exit(0)

    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number, handler in kept.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    server.run([sock])


def leave(code: int = 0) -> None:
    """End the process, even where a thread still works on an answer that nobody waits for any more."""
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    if others:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
