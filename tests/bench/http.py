"""Requests per second of unmap with two workers, beside nginx serving the same bytes as files, in one run.

    python -m tests.bench.http [--seconds 5] [--rounds 3]

Needs Debian's wrk and nginx. Both answer gzipped; targets are ratios to nginx: whole municipal layer 0.6, states
layer 0.3, one feature 0.15.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from tests.bench.servers import HOST, free_port, running, status, unmap_serve

CONNECTIONS = 16
TARGETS = {
    "municipal layer": ("/api/collections/municipalities/items", 0.6),
    "states layer": ("/api/collections/states/items", 0.3),
    "one feature": ("/api/collections/municipalities/items/23005", 0.15),
}

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


def copy_bodies(port: int, folder: Path) -> None:
    """Keep what unmap answers, gzipped, as files for nginx."""
    for name, (path, _) in TARGETS.items():
        request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own server
            target = folder / "files" / f"{name.replace(' ', '-')}.gz"
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(answer.read())


def requests_per_second(port: int, path: str, seconds: int) -> float:
    """Ask with wrk for so many seconds."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    done = subprocess.run([*command, f"http://{HOST}:{port}{path}"], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    unmap_port, nginx_port = free_port(), free_port()
    with (
        tempfile.TemporaryDirectory() as name,
        running(unmap_serve(unmap_port, "--workers", "2"), unmap_port, "/healthz"),
    ):
        folder = Path(name)
        folder.chmod(0o755)  # nginx's workers are another user
        copy_bodies(unmap_port, folder)
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, host=HOST, port=nginx_port), encoding="utf-8")
        with running([nginx, "-c", str(config)], nginx_port, "/states-layer"):
            for title, (path, target) in TARGETS.items():
                file = f"/{title.replace(' ', '-')}"
                for _ in range(20):  # both workers have the body ready
                    status(unmap_port, path)
                pairs = [
                    (
                        requests_per_second(unmap_port, path, options.seconds),
                        requests_per_second(nginx_port, file, options.seconds),
                    )
                    for _ in range(options.rounds)
                ]
                ratio = statistics.median(ours / theirs for ours, theirs in pairs)
                ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
                print(f"{title}: unmap {ours:,.0f}/s, nginx {theirs:,.0f}/s, ratio {ratio:.2f} (target {target})")


if __name__ == "__main__":
    main()
