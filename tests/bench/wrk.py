"""wrk, which asks as fast as it is answered: Debian's, with two threads and sixteen connections."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.servers import HOST, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONNECTIONS = 16
ENCODING = "Accept-Encoding: gzip"
SCRIPT = Path(__file__).with_name("unseen.lua")
HALVES = (0.125, 0.5)
"""Half the side of a box of `unseen`, in degrees: from a city to a good part of a state."""
LEAST = (20.0, 80.0)


class Load(NamedTuple):
    """How long to ask, over how many connections."""

    seconds: int
    connections: int = CONNECTIONS


class Unseen(NamedTuple):
    """How requests that differ each time are made: another start each round, the same for each server."""

    seed: int
    seats: Path


def requests_per_second(port: int, path: str, load: Load, unseen: Unseen | None = None) -> float:
    """Ask under such a load; raises RuntimeError where an answer was no 2xx or did not come."""
    command = ["wrk", "-t2", f"-c{load.connections}", f"-d{load.seconds}s", "--timeout", "120s", "-H", ENCODING]
    if unseen is None:
        said = run([*command, f"http://{HOST}:{port}{path}"])
    else:
        told = ["--", path, str(unseen.seed), str(unseen.seats)]
        said = run([*command, "-s", str(SCRIPT), f"http://{HOST}:{port}", *told])
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{path}:\n{said}")
    return float(found[1])


def unseen_paths(template: str, seats: Sequence[tuple[float, float]], seed: int) -> Iterator[str]:
    """Give requests as the script makes them, without end."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    while True:
        lon, lat = chance.choice(seats)
        half = chance.uniform(*HALVES)
        box = ",".join(f"{edge:.5f}" for edge in (lon - half, lat - half, lon + half, lat + half))
        yield template.replace("BOX", box).replace("LEAST", f"{chance.uniform(*LEAST):.7f}")
