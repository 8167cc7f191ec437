"""The web server around the application: one process that serves, or uvicorn's several."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from socket import socket
from types import FrameType
from typing import Any

import uvicorn

from .application import create_app
from .http.connections import Bounded
from .http.logging import UVICORN
from .service import Service
from .settings import Settings

HEALTH_LIMIT_S = 30
"""Seconds that uvicorn waits for a worker to say that it lives.

A thread says so from the start on, before the application is imported. A worker killed while it is being asked is only
replaced after so long, since uvicorn keeps both ends of the pipe open; until then it heeds no signal either.
"""

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


def serve_here(service: Service, sock: socket) -> None:
    """Serve from this process until it is told to stop."""
    settings = service.settings
    app = create_app(service, ahead=True, follow=True)
    server = uvicorn.Server(uvicorn.Config(app, **_options(settings)))

    def stop(number: int, frame: FrameType | None) -> None:
        # uvicorn raises the signal that stopped it again when it has stopped: then there is nothing left to do.
        del number, frame
        if not server.should_exit:
            sys.exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server.run([sock])


def serve_by_workers(host: str, port: int, workers: int, settings: Settings) -> None:
    """Serve from several processes, which uvicorn starts, watches and replaces, until told to stop.

    Each reads its settings from the environment, and counts in a folder that is empty at the start.
    """
    counts = Path(os.environ["UNMAP_RUN_FOLDER"]) / "counts"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)
    module = f"{__package__}.main:app"
    options = {**_options(settings), "timeout_worker_healthcheck": HEALTH_LIMIT_S}
    uvicorn.run(module, host=host, port=port, workers=workers, **options)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "http": f"{Bounded.__module__}:{Bounded.__name__}",
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "log_config": UVICORN,
        # Each header and each layer costs a ready answer some microseconds of its thirty.
        "server_header": False,
        "proxy_headers": False,
        "headers": HSTS if settings.base_url.startswith("https://") else [],
        "timeout_graceful_shutdown": settings.stop_limit_s,
    }


def leave(code: int = 0) -> None:
    """End the process, even where a thread still works on an answer that nobody waits for any more."""
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    if others:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
