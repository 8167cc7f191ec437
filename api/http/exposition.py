"""Counts in the words of Prometheus."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

import unmap

from .metrics import BOUNDS_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from prometheus_client.core import Metric

    from .metrics import Snapshot

PROCESS: dict[str, tuple[str, Callable[[Iterable[float]], float]]] = {
    "virtual_memory_bytes": ("Virtual memory of all workers in bytes", sum),
    "resident_memory_bytes": ("Resident memory of all workers in bytes", sum),
    "start_time_seconds": ("Start of the oldest worker since the Unix epoch in seconds", min),
    "open_fds": ("Open file descriptors of all workers", sum),
}


class _Collector:
    """Puts snapshots into families of metrics; counts of workers are summed."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self._snapshots = snapshots
        self._services = [found["service"] for found in snapshots if found["service"]]

    def collect(self) -> Iterator[Metric]:
        yield from self._answers()
        yield from self._process()
        yield from self._held()
        yield from self._data()

    def _answers(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("unmap_requests", "Answers", labels=["method", "route", "status"])
        seconds = HistogramMetricFamily(
            "unmap_request_seconds", "Time until the last byte was handed to the connection", labels=["route"]
        )
        ready = CounterMetricFamily("unmap_ready_answers", "Answers that left as bytes already there", labels=["route"])
        for route in sorted({route for found in self._snapshots for route in found["routes"]}):
            tallies = [found["routes"][route] for found in self._snapshots if route in found["routes"]]
            answers = sum((Counter(tally["answers"]) for tally in tallies), Counter[str]())
            for name, count in sorted(answers.items()):
                method, status = name.split()
                requests.add_metric([method, route, status], count)
            seconds.add_metric([route], _cumulative(tallies), sum(tally["seconds"] for tally in tallies))
            ready.add_metric([route], sum(tally["ready"] for tally in tallies))
        yield from (requests, seconds, ready)

    def _process(self) -> Iterator[Metric]:
        process = [found["process"] for found in self._snapshots]
        cpu = CounterMetricFamily("process_cpu_seconds", "User and system time of all workers in seconds")
        cpu.add_metric([], sum(found["cpu_seconds"] for found in process))
        yield cpu
        for name, (text, together) in PROCESS.items():
            values = [found[name] for found in process if name in found]
            if values:
                yield GaugeMetricFamily(f"process_{name}", text, together(values))

    def _held(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("unmap_workers", "Processes that answer", len(self._services))
        yield self._gauge("unmap_kept_bytes", "Bytes of ready answers in memory", "store", "kept_bytes")
        yield self._gauge("unmap_kept_things", "Answers and ready bodies in memory", "store", "kept_things")
        yield self._gauge("unmap_work_running", "Pieces of work that run", "lane", "running")
        yield self._gauge("unmap_work_waiting", "Pieces of work that wait for their turn", "lane", "waiting")
        made = CounterMetricFamily("unmap_made_bodies", "Bodies that were worked out")
        made.add_metric([], sum(service["made"] for service in self._services))
        overdue = CounterMetricFamily("unmap_overdue", "Queries that were cut for taking too long")
        overdue.add_metric([], sum(service["overdue"] for service in self._services))
        yield from (made, overdue)

    def _gauge(self, name: str, text: str, label: str, key: str) -> Metric:
        family = GaugeMetricFamily(name, text, labels=[label])
        sums: Counter[str] = Counter()
        for service in self._services:
            sums.update(service[key])
        for value, count in sorted(sums.items()):
            family.add_metric([value], count)
        return family

    def _data(self) -> Iterator[Metric]:
        editions = GaugeMetricFamily(
            "unmap_edition_workers", "Workers by the data that they serve", labels=["edition", "report_year", "version"]
        )
        served = Counter((service["edition"], str(service["report_year"])) for service in self._services)
        for (edition, year), count in sorted(served.items()):
            editions.add_metric([edition, year, unmap.__version__], count)
        reloads = CounterMetricFamily(
            "unmap_reloads", "Reloads of the data by outcome, in all workers", labels=["outcome"]
        )
        outcomes = sum((Counter(found["reloads"]) for found in self._snapshots), Counter[str]())
        for outcome, count in sorted(outcomes.items()):
            reloads.add_metric([outcome], count)
        yield from (editions, reloads)


def _cumulative(tallies: Sequence[dict[str, Any]]) -> list[tuple[str, float]]:
    """Give the buckets as Prometheus has them: each with all that are smaller."""
    total, buckets = 0, []
    for position, bound in enumerate([*map(str, BOUNDS_S), "+Inf"]):
        total += sum(tally["buckets"][position] for tally in tallies)
        buckets.append((bound, float(total)))
    return buckets


def exposition(snapshots: Sequence[Snapshot]) -> bytes:
    """Give the text format of Prometheus for the counts of all workers."""
    registry = CollectorRegistry()
    registry.register(_Collector(snapshots))
    return generate_latest(registry)
