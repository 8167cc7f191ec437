"""What is counted: answers by route, and what the service holds, with prometheus-client.

Several workers count in the files of one folder, PROMETHEUS_MULTIPROC_DIR, which whoever is asked for `/metrics` adds
up (prometheus-client's multiprocess mode). In that mode gauges have no functions and there are no collectors of one's
own, so that each worker sets what it holds every second.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter as Counts
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from prometheus_client import (
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

import unmap
from unmap.processes import lives

from .scope import CLIENT_LEFT, READY, route_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ..service import Service

BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the latency histogram, in seconds."""

METHODS_COUNTED = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Methods that are counted by name; clients can make up others without end."""

SHARED_EVERY_S = 1.0
"""Seconds between two times that a worker lets the others see what it holds."""

SHARED = "PROMETHEUS_MULTIPROC_DIR"

_Together = Literal["livesum", "livemin"]
"""How a gauge of several workers is put together."""

PROCESS: dict[str, tuple[str, _Together]] = {
    "process_virtual_memory_bytes": ("Virtual memory of all workers in bytes", "livesum"),
    "process_resident_memory_bytes": ("Resident memory of all workers in bytes", "livesum"),
    "process_start_time_seconds": ("Start of the oldest worker since the Unix epoch in seconds", "livemin"),
    "process_open_fds": ("Open file descriptors of all workers", "livesum"),
}
"""What prometheus-client's own collector tells of this process, and how that of several is put together."""

disable_created_metrics()


_Answer = tuple[str, str, int, bool]
"""What answers are counted by: method, route, first digit of the status, whether they were ready."""


class Metrics:
    """Counts of one process; `exposition` gives those of all workers."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("unmap_requests", "Answers", ["method", "route", "status"], registry=registry)
        self._ready = Counter(
            "unmap_ready_answers", "Answers that left as bytes already there", ["route"], registry=registry
        )
        self._seconds = Histogram(
            "unmap_request_seconds",
            "Time until the last byte was handed to the connection",
            ["route"],
            buckets=BOUNDS_S,
            registry=registry,
        )
        self.made = Counter("unmap_made_bodies", "Bodies that were worked out", registry=registry)
        self.overdue = Counter("unmap_overdue", "Queries that were cut for taking too long", registry=registry)
        self.reloads = Counter(
            "unmap_reloads", "Reloads of the data by outcome, in all workers", ["outcome"], registry=registry
        )
        self._cpu = Counter("process_cpu_seconds", "User and system time of all workers in seconds", registry=registry)
        self._workers = self._gauge("unmap_workers", "Processes that answer")
        self._held = {
            "kept_bytes": self._gauge("unmap_kept_bytes", "Bytes of ready answers in memory", "store"),
            "kept_things": self._gauge("unmap_kept_things", "Answers and ready bodies in memory", "store"),
            "running": self._gauge("unmap_work_running", "Pieces of work that run", "lane"),
            "waiting": self._gauge("unmap_work_waiting", "Pieces of work that wait for their turn", "lane"),
        }
        self._editions = self._gauge(
            "unmap_edition_workers", "Workers by the data that they serve", "edition", "report_year", "version"
        )
        self._process = {name: self._gauge(name, text, mode=mode) for name, (text, mode) in PROCESS.items()}
        self._answers: Counts[_Answer] = Counts()
        self._children: dict[str, Histogram] = {}
        self._cpu_counted = 0.0
        self._edition: Gauge | None = None

    def _gauge(self, name: str, text: str, *labels: str, mode: _Together = "livesum") -> Gauge:
        return Gauge(name, text, labels, registry=self._registry, multiprocess_mode=mode)

    def count(self, answer: _Answer, seconds: float) -> None:
        """Count an answer, and how long it took until its last byte was handed over to the connection."""
        # Put together first: each step of a counter that several workers share costs a microsecond, and the smallest of
        # the ready answers takes fewer than thirty.
        self._answers[answer] += 1
        route = answer[1]
        child = self._children.get(route)
        if child is None:
            child = self._children[route] = self._seconds.labels(route)
        child.observe(seconds)

    def update(self, service: Service | None) -> None:
        """Let the other workers see what was counted, and what this one holds."""
        answers, self._answers = self._answers, Counts()
        for (method, route, status, ready), count in answers.items():
            self._requests.labels(method, route, f"{status}xx").inc(count)
            if ready:
                self._ready.labels(route).inc(count)
        self._update_process()
        if service is not None:
            self._update_service(service.figures())

    def _update_process(self) -> None:
        for sample in (sample for family in PROCESS_COLLECTOR.collect() for sample in family.samples):
            if sample.name in self._process:
                self._process[sample.name].set(sample.value)
            elif sample.name == "process_cpu_seconds_total":
                self._cpu.inc(max(0.0, sample.value - self._cpu_counted))
                self._cpu_counted = sample.value

    def _update_service(self, figures: dict[str, Any]) -> None:
        self._workers.set(1)
        for name, gauge in self._held.items():
            for label, value in figures[name].items():
                gauge.labels(label).set(value)
        edition = self._editions.labels(figures["edition"], figures["report_year"], unmap.__version__)
        if self._edition is not None and self._edition is not edition:
            self._edition.set(0)
        self._edition = edition
        edition.set(1)

    async def share(self, service: Callable[[], Service | None]) -> None:
        """Let the other workers see the counts, again and again; returns at once where there are none."""
        while SHARED in os.environ:
            self.update(service())
            await asyncio.sleep(SHARED_EVERY_S)

    def leave(self) -> None:
        """Leave what was counted to the other workers, and nothing that this one held."""
        self.update(None)
        if SHARED in os.environ:
            mark_process_dead(os.getpid())

    def exposition(self, service: Service | None) -> bytes:
        """Give the counts of all workers in the text format of Prometheus.

        What is told here is shared first, so that no later answer of another worker counts less: a counter that
        went down would look like a restart.
        """
        self.update(service)
        folder = os.environ.get(SHARED)
        if folder is None:
            return generate_latest(self._registry)
        _forget_ended(Path(folder))
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)


def _forget_ended(folder: Path) -> None:
    """Keep of workers that have ended what they counted, not what they held."""
    for pid in {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*.db")}:
        if not lives(pid):
            mark_process_dead(pid)


class MetricsMiddleware:
    """Counts every answer by method, route and status, and how long it took."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Stand before `app`, and count what passes in `metrics`."""
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and count its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        status = CLIENT_LEFT

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            method = scope["method"] if scope["method"] in METHODS_COUNTED else "other"
            answer = (method, route_of(scope), status // 100, READY in scope)
            self._metrics.count(answer, perf_counter() - begun)
