"""A private PostgreSQL with PostGIS in a temporary folder, holding unmap's own layers, for the servers beside it.

Needs Debian's postgresql-15 and postgresql-15-postgis-3, and gdal-bin to load the layers. It listens on the loopback
interface only and is stopped by its process id. PostgreSQL's own settings stay as they are: all tables together take
fewer bytes than its default of 128 MB of shared buffers.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import unmap
from tests.bench.servers import HOST, SECONDS_TO_START, SECONDS_TO_STOP, free_port, run
from unmap.features import LayerStore, Resolution, encode_collection
from unmap.measures import choose_need

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"
DATABASE = "postgres"

TABLES = {
    "states": ("state", Resolution.OVERVIEW),
    "municipalities": ("municipality", Resolution.OVERVIEW),
    "municipalities_detail": ("municipality", Resolution.DETAIL),
}
"""Each table holds what unmap answers at that level and resolution: the same attributes and coordinates."""

INDEXED = ("state_code", "need_pct")
"""Attributes that a case asks by; ogr2ogr makes the spatial index."""


@dataclass(frozen=True)
class Cluster:
    """Where the database is found."""

    port: int

    @property
    def address(self) -> str:
        """Address as clients of PostgreSQL take it."""
        return f"postgresql://{USER}:{USER}@{HOST}:{self.port}/{DATABASE}"


def binaries() -> Path | None:
    """Give the folder of the newest PostgreSQL on this machine, None where there is none with PostGIS."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    usable = [
        path.parent
        for path in found
        if Path(f"/usr/share/postgresql/{path.parts[-3]}/extension/postgis.control").exists()
    ]
    return usable[-1] if usable else None


@contextmanager
def postgis(folder: Path) -> Iterator[Cluster]:
    """Make a cluster in `folder`, load the layers, give it, and stop it at the end."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("no PostgreSQL with PostGIS: apt-get install postgresql-15 postgresql-15-postgis-3")
    home = folder / "postgres"
    home.mkdir()
    owner = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = USER
        shutil.chown(home, USER, USER)
        folder.chmod(0o755)
    cluster = Cluster(free_port())
    make = [programs / "initdb", "-D", home / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
    run(make, user=owner, group=owner, cwd=home)
    serve = [str(programs / "postgres"), "-D", str(home / "data"), "-p", str(cluster.port), "-h", HOST, "-k", str(home)]
    with (
        (folder / "postgres.log").open("wb") as log,
        subprocess.Popen(
            serve, stdout=log, stderr=subprocess.STDOUT, user=owner, group=owner, cwd=home, start_new_session=True
        ) as process,
    ):
        try:
            _wait_for(cluster, programs, process)
            _load(cluster, folder)
            yield cluster
        finally:
            process.send_signal(signal.SIGINT)  # its "fast shutdown"
            process.wait(timeout=SECONDS_TO_STOP)


def _wait_for(cluster: Cluster, programs: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    ask = [str(programs / "pg_isready"), "-q", "-h", HOST, "-p", str(cluster.port)]
    while subprocess.run(ask, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)


def _load(cluster: Cluster, folder: Path) -> None:
    """Put each layer into its table, keyed by code, indexed and analysed."""
    _query(cluster, "CREATE EXTENSION postgis")
    dataset = unmap.load()
    store = LayerStore(dataset)
    for table, (level, resolution) in TABLES.items():
        layer = store.areas(choose_need(dataset, level))
        file = folder / f"{table}.geojson"
        file.write_bytes(encode_collection(layer.features(range(len(layer.table)), resolution), {}))
        target = f"PG:host={HOST} port={cluster.port} user={USER} dbname={DATABASE}"
        command = ["ogr2ogr", "-f", "PostgreSQL", target, str(file), "-nln", table, "-nlt", "GEOMETRY"]
        options = ["-lco", "GEOMETRY_NAME=geom", "-lco", "FID=row_number", "-a_srs", "EPSG:4326"]
        run([*command, *options])
        file.unlink()
        columns = [name for name in INDEXED if name in layer.table]
        _query(
            cluster,
            f"ALTER TABLE {table} DROP COLUMN row_number, DROP COLUMN IF EXISTS id, ADD PRIMARY KEY (code)",
            *(f"CREATE INDEX ON {table} ({name})" for name in columns),
            f"VACUUM ANALYZE {table}",
        )


def _query(cluster: Cluster, *statements: str) -> None:
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", cluster.address]
    for statement in statements:
        run([*command, "-c", statement])
