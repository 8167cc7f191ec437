"""What clients see while data changes under a steady load: errors, mixed editions, times, how long workers differ.

    python -m tests.bench.load [--seconds 60] [--rate 500] [--reloads 3] [--workers 2]

Two copies of the shipped data that differ in two values take turns behind a link. Every answer must be, byte for byte,
that of one of them: its ETag is a digest of the answer, and the digests of both editions are asked for before the load.
Queries never seen before cannot be known so; their two values are read instead. Target: 0 errors, 0 mixed answers.

Each worker follows the data by itself: between the first answer of a new edition and the last of the old one two of
them differ. Target: at most 5 s.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.servers import HOST, free_port, running, status, unmap_serve
from unmap.files import shipped_data

COLLECTIONS = "/api/collections"
STATES = f"{COLLECTIONS}/states/items"
MUNICIPALITIES = f"{COLLECTIONS}/municipalities/items"
CONNECTIONS = 32
VALUES = "need/values.csv"
CHANGED = ("01", "32")
"""The first and the last state: what mixes editions differs in one of them."""

INDICATOR, YEAR = "poverty_pct.mmp-2016", 2020
ADDED = {"a": 0.0, "b": 0.05}
"""What each edition adds to the two values: as much as a check of the data takes for rounding."""

HELD: dict[str, dict[str, float]] = {name: {} for name in ADDED}
"""The two values in each edition."""

TILE = f"{COLLECTIONS}/municipalities/tiles/WebMercatorQuad"


@dataclass(slots=True)
class Seen:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    editions: Counter[str] = field(default_factory=Counter)
    told: list[tuple[float, str]] = field(default_factory=list)

    def apart(self, turned: list[tuple[float, str]]) -> list[float]:
        """Give for each change of the data how long old answers still came after the first new one, in seconds."""
        found = []
        for (begin, new), end in zip(turned, [*(at for at, _ in turned[1:]), float("inf")], strict=True):
            within = [(at, edition) for at, edition in self.told if begin <= at < end]
            first = min((at for at, edition in within if edition == new), default=end)
            last = max((at for at, edition in within if edition != new), default=begin)
            found.append(max(0.0, last - first))
        return found


def two_editions(folder: Path) -> Path:
    """Copy the shipped data twice, with other values in each; gives the link behind which they take turns."""
    for name, added in ADDED.items():
        copy = folder / name
        # Without the manifest, which would tell that the copy was changed.
        shutil.copytree(shipped_data(), copy, ignore=shutil.ignore_patterns("datapackage.json"))
        lines = (copy / VALUES).read_text(encoding="utf-8").splitlines(keepends=True)
        for code in CHANGED:
            start = f"{code},{INDICATOR},{YEAR},"
            [row] = [number for number, line in enumerate(lines) if line.startswith(start)]
            HELD[name][code] = round(float(lines[row].removeprefix(start)) + added, 6)
            lines[row] = f"{start}{HELD[name][code]}\n"
        (copy / VALUES).write_text("".join(lines), encoding="utf-8")
        # Answers tell when their data was written: the two keep one time each, however often they take turns.
        os.utime(copy / VALUES, (1_600_000_000, 1_600_000_000))
    link = folder / "current"
    link.symlink_to(folder / "a")
    return link


def turn(link: Path, name: str) -> None:
    """Put an edition in place, in one step."""
    beside = link.with_name("next")
    beside.symlink_to(link.parent / name)
    beside.replace(link)


def reload(port: int) -> float:
    """Have the server read its folder again; gives the seconds until it served it."""
    begin = time.perf_counter()
    command = [*unmap_serve(port)[:-3], "reload", "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return time.perf_counter() - begin


def addresses(port: int) -> list[tuple[str, int]]:
    """Give addresses with their weights: mostly features and tiles, some filters, few whole layers."""
    found = [(STATES, 30), (MUNICIPALITIES, 8), (f"{COLLECTIONS}/offices/items", 20)]
    found += [(f"{COLLECTIONS}/initiatives/items", 10), ("/api/need?level=state", 20), ("/api/presence", 10)]
    found += [(f"{STATES}/{number:02}", 4) for number in range(1, 33)]
    found += [(f"{MUNICIPALITIES}?state_code={number:02}", 1) for number in range(1, 33)]
    found += [(f"{MUNICIPALITIES}/{number:02}001", 8) for number in range(1, 33)]
    tiles = [f"{TILE}/5/{row}/{column}" for row in (13, 14) for column in (6, 7)]
    found += [(path, 30) for path in tiles]
    # Mexico City numbers its municipalities from 002, and tiles may not be there.
    return [(path, weight) for path, weight in found if status(port, path) == 200]


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, str, bytes]:
    """Ask once over an open connection; gives status, ETag and body."""
    coding = "gzip" if "bbox" not in path else "identity"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: {coding}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers.get("etag", ""), body


async def digests(port: int, paths: list[str]) -> dict[str, str]:
    """Give the ETag of every address as it is now."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
    found = {path: (await ask(reader, writer, path))[1] for path in paths}
    writer.close()
    return found


def edition_of(body: bytes) -> str | None:
    """Tell from its two values which edition a list of states is of; None where they are of both."""
    values = {
        feature["properties"]["code"]: feature["properties"]["need_pct"] for feature in json.loads(body)["features"]
    }
    held = {code: values[code] for code in CHANGED}
    return next((name for name, known in HELD.items() if held == known), None)


class Load:
    """A steady load: requests are due at a fixed rate, whether earlier ones have been answered or not."""

    def __init__(self, port: int, known: dict[str, dict[str, str]], weights: list[tuple[str, int]]) -> None:
        """Ask the server on `port`; `known` are the digests of each edition."""
        self._port, self._known = port, known
        self._paths, self._weights = [path for path, _ in weights], [weight for _, weight in weights]
        self._due: asyncio.Queue[tuple[float, str] | None] = asyncio.Queue()
        self._random = random.Random(5)  # noqa: S311 - a mix of addresses, the same in every run
        self.seen = Seen()

    async def run(self, rate: int, seconds: float) -> None:
        """Ask for so many seconds, and until all answers are there."""
        workers = [asyncio.create_task(self._work()) for _ in range(CONNECTIONS)]
        begin = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            pause = due - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            self._due.put_nowait((due, self._next(number)))
        for _ in workers:
            self._due.put_nowait(None)
        await asyncio.gather(*workers)

    def _next(self, number: int) -> str:
        if number % 50 == 0:
            west, south = self._random.uniform(-121, -119), self._random.uniform(9, 12)
            return f"{STATES}?bbox={west:.6f},{south:.6f},-80,35"
        return self._random.choices(self._paths, self._weights)[0]

    async def _work(self) -> None:
        connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while (given := await self._due.get()) is not None:
            due, path = given
            try:
                if connection is None:
                    connection = await asyncio.open_connection(HOST, self._port, limit=2**20)
                self._note(path, *await ask(*connection, path))
                self.seen.seconds.append(time.perf_counter() - due)
            except (OSError, asyncio.IncompleteReadError) as error:
                # uvicorn closes what was idle for five seconds; here no connection is.
                self.seen.errors[type(error).__name__] += 1
                connection = None
        if connection is not None:
            connection[1].close()

    def _note(self, path: str, code: int, tag: str, body: bytes) -> None:
        if code != 200:
            self.seen.errors[str(code)] += 1
            return
        if path in self._known["a"]:
            edition = next((name for name, tags in self._known.items() if tags[path] == tag), None)
        else:
            edition = edition_of(body)
        if edition is None:
            self.seen.mixed.append(path)
        elif path in self._known["a"] and self._known["a"][path] == self._known["b"][path]:
            self.seen.editions["same in both"] += 1
        else:
            self.seen.editions[edition] += 1
            self.seen.told.append((time.perf_counter(), edition))


async def reloads(port: int, link: Path, count: int, seconds: float) -> tuple[list[float], list[tuple[float, str]]]:
    """Change the data `count` times, spread over the load; gives how long each took, and when it began with what."""
    took: list[float] = []
    turned: list[tuple[float, str]] = []
    for number in range(count):
        await asyncio.sleep(seconds / (count + 1) - (took[-1] if took else 0))
        turn(link, "ba"[number % 2])
        turned.append((time.perf_counter(), "ba"[number % 2]))
        took.append(await asyncio.to_thread(reload, port))
    return took, turned


async def measure(port: int, link: Path, options: argparse.Namespace) -> None:
    """Load the server, reload it meanwhile, and print what came of it."""
    weights = addresses(port)
    paths = [path for path, _ in weights]
    known = {}
    for name in ("b", "a"):
        turn(link, name)
        reload(port)
        known[name] = await digests(port, paths)
    load = Load(port, known, weights)
    _, (took, turned) = await asyncio.gather(
        load.run(options.rate, options.seconds), reloads(port, link, options.reloads, options.seconds)
    )
    seen = load.seen
    ranked = sorted(seen.seconds)
    print(
        f"{len(ranked):,} answers at {options.rate}/s in {options.seconds:.0f} s, {options.workers} workers, "
        f"{len(paths)} addresses, {sum(map(len, known.values()))} digests"
    )
    print(f"errors: {sum(seen.errors.values())} {dict(seen.errors) or ''} (target 0)")
    print(f"answers that mix editions: {len(seen.mixed)} {seen.mixed[:3] or ''} (target 0)")
    print(f"by edition: {dict(seen.editions)}; reloads: {', '.join(f'{one:.1f} s' for one in took)}")
    print(f"workers apart: {', '.join(f'{one:.1f} s' for one in seen.apart(turned))} (target 5 s)")
    points = {name: ranked[min(len(ranked) - 1, int(len(ranked) * share))] for name, share in SHARES.items()}
    print("; ".join(f"{name} {value * 1_000:.1f} ms" for name, value in points.items()))


SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999, "longest": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--reloads", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        link = two_editions(Path(name))
        command = unmap_serve(port, "--workers", str(options.workers), "--data", str(link))
        with running(command, port, STATES):
            asyncio.run(measure(port, link, options))


if __name__ == "__main__":
    main()
