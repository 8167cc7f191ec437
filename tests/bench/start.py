"""How long from process start to the first answer, and how much memory a worker holds.

    python -m tests.bench.start [--runs 5]

Targets: first 200 on the states layer within 2.0 s; at most 300 MB a worker after serving every kind of layer, and
450 MB after every address of the service in each of its formats.
"""

from __future__ import annotations

import argparse
import statistics
import time
from http import HTTPStatus

import orjson

import unmap
from tests.bench.cases import answered
from tests.bench.servers import free_port, resident_mb, running, status, unmap_serve
from tests.served.addresses import addresses

STATES = "/api/collections/states/items"
ASKED = (
    STATES,
    "/api/collections/municipalities/items",
    "/api/collections/municipalities/items?state_code=20",
    "/api/collections/municipalities/items?state_code=07",
    "/api/collections/municipalities/items/23005",
    "/api/collections/offices/items",
    "/api/need?level=municipality",
    "/api/areas/07",
    "/",
)
ROUNDS = 20
"""Requests of each kind before memory is read: each worker of two then has met every kind."""


SETTLED_S = 5.0
"""Seconds after which a worker has given back what its last large answer needed."""


def everything_mb() -> float:
    """Give the resident memory of a process that was asked every address once."""
    port = free_port()
    with running(unmap_serve(port), port, STATES) as (pid, _):
        definition = orjson.loads(answered(port, "/api/openapi.json")[1])
        for path in addresses(definition, unmap.load()):
            answered(port, path)
        return settled_mb(port, pid)[pid]


def settled_mb(port: int, pid: int) -> dict[int, float]:
    """Give the resident memory of each process once it has made ready what it does ahead and given back the rest."""
    while status(port, "/readyz") != HTTPStatus.OK:
        time.sleep(0.1)
    time.sleep(SETTLED_S)
    return resident_mb(pid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5)
    seconds = []
    for _ in range(parser.parse_args().runs):
        port = free_port()
        with running(unmap_serve(port), port, STATES) as (pid, took):
            seconds.append(took)
            for path in ASKED * ROUNDS:
                status(port, path)
            memory = settled_mb(port, pid)
    print(f"start to first 200: median {statistics.median(seconds):.2f} s (limit 2.0), {sorted(seconds)}")
    print(f"one process: {memory[pid]:.0f} MB resident (limit 300)")
    print(f"after every address once: {everything_mb():.0f} MB resident (limit 450)")
    port = free_port()
    with running(unmap_serve(port, "--workers", "2"), port, STATES) as (pid, took):
        for path in ASKED * ROUNDS:
            status(port, path)
        workers = sorted(settled_mb(port, pid).values())
        print(f"two workers: {took:.2f} s; resident {', '.join(f'{size:.0f}' for size in workers)} MB")


if __name__ == "__main__":
    main()
