"""pygeoapi and tipg over PostGIS, each started as its own documentation has it, with two workers.

- pygeoapi: the command of its Docker image (gunicorn, gevent workers, `pygeoapi.flask_app:APP`), its PostgreSQL
  provider for features and MVT-postgresql for tiles, `gzip: true` and limits that let a whole layer through.
- tipg: `uvicorn tipg.main:app --workers 2` with uvicorn's fast parts; it compresses by itself. Its limit of 10,000
  features a query lets a whole layer through.

Both come from PyPI into a virtual environment of their own, since what they pin is not what unmap pins.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.bench.postgis import DATABASE, TABLES, USER, Cluster
from tests.bench.servers import HOST, free_port, run, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WORKERS = 2
FEATURES_AT_ONCE = 10_000
PACKAGES = ("pygeoapi", "tipg", "gunicorn", "gevent", "psycopg2-binary", "geoalchemy2", "uvicorn[standard]")
"""The servers, and what their documentation says to install beside them for PostgreSQL and for two workers."""

_VERSIONS = "from importlib.metadata import version; print(*(f'{n} {version(n)}' for n in ('pygeoapi', 'tipg')))"


def environment_in(folder: Path) -> Path:
    """Give the folder of the programs of a virtual environment with the peers, made where it is not there yet."""
    programs = folder / "bin"
    if not (programs / "python").exists():
        run([sys.executable, "-m", "venv", folder], env=_environment())
    run([programs / "python", "-m", "pip", "install", "-q", *PACKAGES], env=_environment())
    return programs


def versions(programs: Path) -> str:
    """Name the versions of the peers."""
    return run([programs / "python", "-c", _VERSIONS], env=_environment()).strip()


@contextmanager
def pygeoapi(programs: Path, cluster: Cluster, folder: Path) -> Iterator[int]:
    """Run pygeoapi; give its port."""
    port = free_port()
    config, document = folder / "pygeoapi.yml", folder / "pygeoapi.openapi.yml"
    config.write_text(_pygeoapi_config(cluster, port), encoding="utf-8")
    environment = _environment({"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(document)})
    make = [programs / "pygeoapi", "openapi", "generate", config, "--output-file", document]
    run(make, env=environment)
    command = [str(programs / "gunicorn"), "--workers", str(WORKERS), "--worker-class", "gevent", "--timeout", "6000"]
    options = ["--bind", f"{HOST}:{port}", "pygeoapi.flask_app:APP"]
    with running([*command, *options], port, "/collections/states?f=json", environment=environment):
        yield port


@contextmanager
def tipg(programs: Path, cluster: Cluster) -> Iterator[int]:
    """Run tipg; give its port."""
    port = free_port()
    environment = _environment({"DATABASE_URL": cluster.address, "TIPG_MAX_FEATURES_PER_QUERY": str(FEATURES_AT_ONCE)})
    command = [str(programs / "uvicorn"), "tipg.main:app", "--workers", str(WORKERS), "--no-access-log"]
    options = ["--host", HOST, "--port", str(port), "--log-level", "warning"]
    with running([*command, *options], port, "/collections/public.states?f=json", environment=environment):
        yield port


def _environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment without what points Python at unmap."""
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, **(more or {})}


def _pygeoapi_config(cluster: Cluster, port: int) -> str:
    """Write pygeoapi's configuration; only what differs from its documented example is chosen here."""
    return f"""
server:
  bind: {{host: {HOST}, port: {port}}}
  url: http://{HOST}:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  gzip: true
  languages: [en-US]
  limits: {{default_items: 10, max_items: {FEATURES_AT_ONCE}}}
  map: {{url: "https://tile.openstreetmap.org/{{z}}/{{x}}/{{y}}.png", attribution: none}}
logging: {{level: ERROR}}
metadata:
  identification: {{title: peers, description: peers, keywords: [peers], terms_of_service: none, url: "http://{HOST}"}}
  license: {{name: none, url: "http://{HOST}"}}
  provider: {{name: none, url: "http://{HOST}"}}
  contact: {{name: none}}
resources:
{"".join(_pygeoapi_resource(cluster, table) for table in TABLES)}"""


def _pygeoapi_resource(cluster: Cluster, table: str) -> str:
    source = (
        f"{{host: {HOST}, port: {cluster.port}, dbname: {DATABASE}, user: {USER}, password: {USER}, "
        "search_path: [public]}"
    )
    return f"""  {table}:
    type: collection
    title: {table}
    description: {table}
    keywords: [areas]
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}}}
    providers:
      - {{type: feature, name: PostgreSQL, data: {source}, id_field: code, table: {table}, geom_field: geom}}
      - type: tile
        name: MVT-postgresql
        data: {source}
        id_field: code
        table: {table}
        geom_field: geom
        options: {{zoom: {{min: 0, max: 16}}}}
        format: {{name: pbf, mimetype: application/vnd.mapbox-vector-tile}}
"""
