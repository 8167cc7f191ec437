"""What is counted: answers by route, and what the service holds; plain integers, put into words when asked for."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..service import Service

BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the latency histogram, in seconds."""

REFUSED = "refused"
"""Stands for a route where a request was turned away before there was one."""

UNMATCHED = "unmatched"
"""Stands for a route where no route has the path: the paths that clients make up are endless."""

Snapshot = dict[str, Any]


class Tally:
    """The answers of one route. Ready ones are counted by two plain numbers: there are thousands a second."""

    __slots__ = ("answers", "buckets", "ready", "route", "seconds", "unchanged")

    def __init__(self, route: str) -> None:
        """Start at nothing."""
        self.route = route
        self.answers: Counter[str] = Counter()
        self.ready = 0
        self.unchanged = 0
        self.buckets = [0] * (len(BOUNDS_S) + 1)
        self.seconds = 0.0

    def count(self, method: str, status: int, seconds: float) -> None:
        """Count an answer that the application made."""
        self.answers[f"{method} {status // 100}xx"] += 1
        self.observe(seconds)

    def observe(self, seconds: float) -> None:
        """Count how long an answer took, until its last byte was handed over to the connection."""
        self.buckets[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds

    def snapshot(self) -> Snapshot:
        """Give everything counted."""
        answers = self.answers.copy()
        answers["GET 2xx"] += self.ready
        answers["GET 3xx"] += self.unchanged
        return {
            "answers": {name: count for name, count in answers.items() if count},
            "buckets": self.buckets,
            "seconds": self.seconds,
            "ready": self.ready + self.unchanged,
        }


class Metrics:
    """Counts of one process, and where it tells them to the other workers of the same server."""

    def __init__(self, shared: Path | None = None) -> None:
        """Start at nothing; workers `share` a folder."""
        self._routes: dict[str, Tally] = {}
        self.reloads: Counter[str] = Counter()
        self.shared = shared

    def share_in(self, run_folder: Path | None) -> None:
        """Tell the counts to the other workers of the server that has this folder."""
        if run_folder is not None:
            self.shared = run_folder / "counts"
            self.shared.mkdir(parents=True, exist_ok=True)

    def tally(self, route: str) -> Tally:
        """Give the tally of a route; routes are paths as the application declares them, so there are few."""
        found = self._routes.get(route)
        if found is None:
            found = self._routes[route] = Tally(route)
        return found

    def snapshot(self, service: Service | None) -> Snapshot:
        """Give all counts of this process as plain data."""
        return {
            "pid": os.getpid(),
            "routes": {route: tally.snapshot() for route, tally in self._routes.items()},
            "reloads": dict(self.reloads),
            "service": {} if service is None else service.figures(),
            "process": _process(),
        }

    def share(self, service: Service | None) -> Snapshot:
        """Let the other workers see the counts; gives them too."""
        snapshot = self.snapshot(service)
        if self.shared is not None:
            target = self.shared / f"{os.getpid()}.json"
            beside = target.with_suffix(".new")
            with suppress(OSError):
                beside.write_bytes(orjson.dumps(snapshot))
                beside.replace(target)
        return snapshot

    def snapshots(self, service: Service | None) -> list[Snapshot]:
        """Give the counts of all workers of this server, this one first.

        What is told here is shared first, so that no later answer of another worker counts less: a counter that
        went down would look like a restart.
        """
        own = self.share(service)
        others = []
        for path in sorted(self.shared.glob("*.json")) if self.shared is not None else ():
            with suppress(OSError, orjson.JSONDecodeError):
                found = orjson.loads(path.read_bytes())
                if found["pid"] != own["pid"]:
                    others.append(found if _lives(found["pid"]) else _past(found))
        return [own, *others]


def _past(snapshot: Snapshot) -> Snapshot:
    """Keep of a worker that has ended what was counted, not what it held."""
    return {**snapshot, "service": {}, "process": {"cpu_seconds": snapshot["process"].get("cpu_seconds", 0.0)}}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _process() -> Mapping[str, float]:
    """Give what the operating system knows of this process; only Linux tells all of it."""
    times = os.times()
    found = {"cpu_seconds": times.user + times.system}
    with suppress(OSError, ValueError, IndexError):
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        page = os.sysconf("SC_PAGE_SIZE")
        booted = next(
            float(line.split()[1])
            for line in Path("/proc/stat").read_text(encoding="ascii").splitlines()
            if line.startswith("btime")
        )
        found |= {
            "virtual_memory_bytes": float(fields[20]),
            "resident_memory_bytes": float(fields[21]) * page,
            "start_time_seconds": booted + float(fields[19]) / os.sysconf("SC_CLK_TCK"),
            "open_fds": float(sum(1 for _ in Path("/proc/self/fd").iterdir())),
        }
    return found
