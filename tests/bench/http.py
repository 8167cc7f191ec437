"""Requests per second of unmap beside nginx, pygeoapi and tipg, on the same data and machine, in one run.

    python -m tests.bench.http [--seconds 5] [--rounds 3] [--without-peers] [--peers-in FOLDER]

Every server has two workers and is asked by wrk with 16 connections and `Accept-Encoding: gzip`; rounds alternate
between servers, and medians count. nginx serves the very bytes that unmap answers, as files; "raw ASGI" is the least
that Python under uvicorn can do with them. pygeoapi and tipg read PostGIS, which holds unmap's own layers; how they
are run stands in `peers`. Before anything is timed the answers are compared: the same features from every server.

Needs Debian's wrk and nginx-light; for the peers also postgresql-15, postgresql-15-postgis-3 and gdal-bin, and PyPI.
`--peers-in` keeps their virtual environment for another run. Prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import platform
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import unmap
from tests.bench import files, peers
from tests.bench.cases import CASES, SERVERS, UNSEEN, Case, answered, compare, not_there
from tests.bench.postgis import postgis
from tests.bench.rate import ask_at_rate
from tests.bench.servers import free_port, run, running, stop_cleanly_on_sigterm, unmap_serve, wait_until_idle
from tests.bench.tiles import report_cold_tiles
from tests.bench.wrk import CONNECTIONS, Load, Unseen, requests_per_second, unseen_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Ports = Mapping[str, int]
    Ask = Callable[[str, int, Load, int], float]
    """Requests a second of a server, at a port, under a load, in a round."""

COLUMNS = ("unmap", "nginx", "raw ASGI", "pygeoapi", "tipg")
RATE = 200
P99_MS = 30
COMPARED = 20
"""Unseen requests whose answers are compared before they are timed."""

LONGEST_S = 40


def measure(ports: Ports, ask: Ask, options: argparse.Namespace, slow: Mapping[str, float]) -> dict[str, list[float]]:
    """Give requests a second by server, a figure a round; `slow` has the seconds of one answer of each.

    What takes longer than a round allows for is asked longer, once, and over one connection a worker: that keeps it as
    busy, and leaves it no queue to work off during the next measurement. It is far from the faster of the two anyway.
    """
    found: dict[str, list[float]] = {server: [] for server in ports}
    # Peers still work on what they were asked last when wrk has gone: that must not fall on others.
    near = {server: port for server, port in ports.items() if server not in SERVERS[1:]}
    far = {server: port for server, port in ports.items() if server in SERVERS[1:]}
    for number, (server, port) in itertools.product(range(options.rounds), near.items()):
        found[server].append(ask(server, port, Load(options.seconds), number))
    for server, port in far.items():
        wait_until_idle()
        for number in range(options.rounds):
            one = slow.get(server, 0)
            if 2 * one * CONNECTIONS / peers.WORKERS <= options.seconds:
                found[server].append(ask(server, port, Load(options.seconds), number))
            elif number == 0:
                longer = min(max(math.ceil(4 * one), options.seconds), LONGEST_S)
                found[server].append(ask(server, port, Load(longer, peers.WORKERS), number))
    if far:
        wait_until_idle()
    return found


def report(case: Case, features: int, found: Mapping[str, list[float]]) -> None:
    """Print one row: requests a second, then how many times as many unmap answers, beside the target."""
    middle = {server: statistics.median(rounds) for server, rounds in found.items()}
    row = "".join(f"{middle[name]:>11,.1f}" if name in middle else f"{'':>11}" for name in COLUMNS)
    said = []
    if "nginx" in found:
        ratio, raw = (_round_by_round(found[name], found["nginx"]) for name in ("unmap", "raw ASGI"))
        said.append(f"nginx {ratio:.2f} ({_target(ratio, case.of_nginx)}; raw ASGI {raw:.2f})")
    faster = max((middle[name] for name in SERVERS[1:] if name in middle), default=0.0)
    if faster:
        ratio = middle["unmap"] / faster
        said.append(f"faster peer {ratio:.1f} ({_target(ratio, case.of_peers)})")
    print(f"{case.title:35}{features:>9,}{row}   {', '.join(said)}", flush=True)


def _round_by_round(ours: list[float], theirs: list[float]) -> float:
    """Give the median of the ratios within each round: what else the machine does falls on both."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _target(ratio: float, target: float | None) -> str:
    if target is None:
        return "no target"
    return f"target {target:g}: {'met' if ratio >= target else 'missed'}"


def known_cases(ports: Ports, options: argparse.Namespace, folder: Path) -> None:
    """Time each case that unmap can answer, with nginx and raw ASGI over its bytes."""
    cases = []
    for case in CASES:
        missing = not_there(case, ports["unmap"])
        if missing is None:
            cases.append(case)
        else:
            print(missing)
    files.keep(ports["unmap"], {case.name: case.unmap for case in cases}, folder)
    with files.nginx(folder, cases[0].name) as nginx, files.raw_asgi(folder, cases[0].name) as raw:
        for case in cases:
            everyone = {"unmap": ports["unmap"], "nginx": nginx, "raw ASGI": raw, **ports}

            def ask(server: str, port: int, load: Load, _: int, case: Case = case) -> float:
                own = case.path(server) if server in SERVERS else f"/{case.name}"
                return requests_per_second(port, own, load)

            features = compare(case, ports)
            ask("unmap", ports["unmap"], Load(1), 0)  # every worker has the body ready
            report(case, features, measure(everyone, ask, options, _seconds_of_one(case, ports)))


def unseen(ports: Ports, options: argparse.Namespace, folder: Path) -> None:
    """Time requests that differ each time, then how long each takes at a constant rate."""
    seats = unmap.load().municipalities[["seat_lon", "seat_lat"]]
    points = list(seats.itertuples(index=False, name=None))
    first = dict.fromkeys(ports, 0)
    samples = {
        server: list(itertools.islice(unseen_paths(UNSEEN.path(server), points, 0), COMPARED)) for server in first
    }
    missing = not_there(UNSEEN, ports["unmap"], samples["unmap"][0])
    if missing:
        print(missing)
        return
    features = [
        compare(UNSEEN, ports, {server: paths[number] for server, paths in samples.items()})
        for number in range(COMPARED)
    ]
    places = folder / "seats.txt"
    places.write_text("\n".join(f"{lon} {lat}" for lon, lat in points), encoding="utf-8")

    def ask(server: str, port: int, load: Load, number: int) -> float:
        return requests_per_second(port, UNSEEN.path(server), load, Unseen(number + 1, places))

    report(UNSEEN, round(statistics.mean(features)), measure(ports, ask, options, {}))
    answers = ask_at_rate(ports["unmap"], unseen_paths(UNSEEN.unmap, points, 100), RATE, 2 * options.seconds)
    p99 = answers.percentile(99)
    print(
        f"{UNSEEN.title}, {RATE} a second: p50 {answers.percentile(50):.1f} ms, p99 {p99:.1f} ms "
        f"(limit {P99_MS} ms: {'met' if p99 <= P99_MS else 'missed'}), {answers.others} of "
        f"{len(answers.milliseconds):,} not 200, {answers.size / len(answers.milliseconds) / 1000:,.0f} kB an answer",
        flush=True,
    )


def _seconds_of_one(case: Case, ports: Ports) -> dict[str, float]:
    """Give how long each peer takes for one answer."""
    found = {}
    for server in ports.keys() - {"unmap"}:
        begin = time.perf_counter()
        answered(ports[server], case.path(server))
        found[server] = time.perf_counter() - begin
    return found


def _say_settings(programs: Path | None) -> None:
    said = run(["sh", "-c", "nginx -v 2>&1 || /usr/sbin/nginx -v 2>&1"]).strip().removeprefix("nginx version: ")
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {said}, {CONNECTIONS} connections, gzip")
    print("unmap serve --workers 2; nginx: 2 workers, sendfile off, output_buffers 2 1m, gzip_static")
    if programs:
        print(f"{peers.versions(programs)}; pygeoapi: gunicorn, {peers.WORKERS} gevent workers, gzip; tipg: uvicorn,")
        print(f"{peers.WORKERS} workers, compresses by itself; PostgreSQL with its own settings, indexed and analysed")
    print(f"\n{'requests a second':35}{'features':>9}{''.join(f'{name:>11}' for name in COLUMNS)}   unmap against")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=5, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-peers", action="store_true", help="only unmap, nginx and raw ASGI")
    parser.add_argument("--peers-in", type=Path, help="folder for the virtual environment of the peers, to keep it")
    options = parser.parse_args()
    stop_cleanly_on_sigterm()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports, programs = {"unmap": free_port()}, None
        stack.enter_context(running(unmap_serve(ports["unmap"], "--workers", "2"), ports["unmap"], "/healthz"))
        if not options.without_peers:
            programs = peers.environment_in(options.peers_in or folder / "peers")
            cluster = stack.enter_context(postgis(folder))
            ports["pygeoapi"] = stack.enter_context(peers.pygeoapi(programs, cluster, folder))
            ports["tipg"] = stack.enter_context(peers.tipg(programs, cluster))
        _say_settings(programs)
        known_cases(ports, options, folder)
        unseen(ports, options, folder)
        report_cold_tiles(ports)


if __name__ == "__main__":
    main()
