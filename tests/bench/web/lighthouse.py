"""Lighthouse on its throttled mobile profile, against a local server.

    npm ci --prefix tests/bench/web
    python -m tests.bench.web.lighthouse [--path /] [--runs 3]

Targets: performance, accessibility and best practices at least 95; largest contentful paint at most 2.5 s.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path

from tests.bench.servers import HOST, free_port, run, running, unmap_serve
from tests.browser import FLAGS, program

HERE = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index")


def audit(address: str) -> tuple[dict[str, float], dict[str, float], list[str]]:
    """Give scores from 0 to 100, times in seconds, and the titles of what failed."""
    command = [
        str(HERE / "node_modules/.bin/lighthouse"),
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    report = json.loads(run(command, env={**os.environ, "CHROME_PATH": str(program())}))
    scores: dict[str, float] = {name: 100 * (report["categories"][name]["score"] or 0) for name in CATEGORIES}
    times: dict[str, float] = {name: report["audits"][name]["numericValue"] / 1000 for name in TIMES}
    weighed: set[str] = {
        ref["id"] for name in CATEGORIES for ref in report["categories"][name]["auditRefs"] if ref["weight"]
    }
    failed: list[str] = [
        one["title"] for name, one in report["audits"].items() if name in weighed and (one["score"] or 0) < 1
    ]
    return scores, times, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--path", action="append", help="what to open; / unless given")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not (HERE / "node_modules").is_dir():
        sys.exit("Lighthouse is not installed here: npm ci --prefix tests/bench/web")
    port = free_port()
    with running(unmap_serve(port), port, "/"):
        for path in options.path or ["/"]:
            runs = [audit(f"http://{HOST}:{port}{path}") for _ in range(options.runs)]
            scores = {name: statistics.median(one[0][name] for one in runs) for name in CATEGORIES}
            times = {name: statistics.median(one[1][name] for one in runs) for name in TIMES}
            print(f"{path}: " + ", ".join(f"{name} {score:.0f}" for name, score in scores.items()))
            print("  " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in times.items()))
            for title in runs[-1][2]:
                print(f"  below 1: {title}")


if __name__ == "__main__":
    main()
