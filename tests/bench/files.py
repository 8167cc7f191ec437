"""What unmap answers, kept as files and served by those who can do nothing faster: nginx, and ASGI without a framework.

nginx stands for the speed of static files. "Raw ASGI" is a function that looks a body up by its path and sends it,
under uvicorn as `unmap serve` runs it: as fast as Python under uvicorn gets.
"""

from __future__ import annotations

import os
import shutil
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.servers import HOST, free_port, running

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

FOLDER = "UNMAP_BENCH_FILES"
"""Environment variable that tells workers where the files are."""

# Of five settings tried on loopback this is nginx's fastest: with sendfile it gave half as many municipal layers.
NGINX = """
worker_processes 2;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type application/geo+json;
  sendfile off;
  output_buffers 2 1m;
  open_file_cache max=64;
  server {{ listen {host}:{port}; root {folder}/files; gzip_static always; }}
}}
"""

OWN = frozenset({"date", "server", "connection", "x-request-id"})
"""Headers that belong to one answer or to the server that sends it."""

Headers = list[tuple[bytes, bytes]]


def keep(port: int, paths: Mapping[str, str], folder: Path) -> None:
    """Keep what unmap answers to each path, as it comes over the wire, under a name that is also its path."""
    target = folder / "files"
    target.mkdir()
    for name, path in paths.items():
        request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            packed = answer.headers["Content-Encoding"] == "gzip"
            (target / (f"{name}.gz" if packed else name)).write_bytes(answer.read())
            # uvicorn adds its own.
            named = [(key.lower(), value) for key, value in answer.headers.items() if key.lower() not in OWN]
            lines = [f"{key}: {value}" for key, value in named]
            (folder / f"{name}.headers").write_text("\n".join(lines), encoding="latin-1")


@contextmanager
def nginx(folder: Path, name: str) -> Iterator[int]:
    """Serve the files that were kept; give the port."""
    port = free_port()
    folder.chmod(0o755)  # nginx's workers are another user
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, host=HOST, port=port), encoding="utf-8")
    with running([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config)], port, f"/{name}"):
        yield port


@contextmanager
def raw_asgi(folder: Path, name: str) -> Iterator[int]:
    """Serve the same files, with unmap's own headers, from a function under uvicorn with two workers; give the port."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.files:app", "--host", HOST, "--port", str(port)]
    options = ["--workers", "2", "--no-access-log", "--log-level", "warning"]
    with running([*command, *options], port, f"/{name}", environment={**os.environ, FOLDER: str(folder)}):
        yield port


def _read(folder: Path) -> dict[str, tuple[Any, Any]]:
    """Give the two messages that answer each path."""
    found = {}
    for file in (folder / "files").iterdir():
        name = file.name.removesuffix(".gz")
        lines = (folder / f"{name}.headers").read_text(encoding="latin-1").splitlines()
        headers: Headers = [
            (key.encode(), value.encode("latin-1")) for key, _, value in (line.partition(": ") for line in lines)
        ]
        found[f"/{name}"] = (
            {"type": "http.response.start", "status": 200, "headers": headers},
            {"type": "http.response.body", "body": file.read_bytes()},
        )
    return found


_READY = _read(Path(os.environ[FOLDER])) if FOLDER in os.environ else {}
_MISSING = (
    {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]},
    {"type": "http.response.body", "body": b""},
)


async def app(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:  # noqa: ANN401 - as ASGI has it
    """Send what the path names: no other answer could be quicker."""
    del receive
    if scope["type"] == "http":
        start, body = _READY.get(scope["path"], _MISSING)
        await send(start)
        await send(body)
