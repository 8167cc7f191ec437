"""How long a country takes from its files to a folder, a sheet of 50,000 rows to its preview, gaps of 774 areas.

    python -m tests.bench.intake

Targets: Chad within 30 s and 1 GB; the preview, on the shipped data, within 20 s and 500 MB; gaps for 774 areas and
10,000 rows within 50 ms; what the API says of 300 organisations within 20 ms. Times are those of a processor: other
work on the machine does not count. Files of Chad are those of `../shared/elsewhere`; without them its line says so.
Prints figures and never fails on a time.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import orjson
import xlsxwriter

import unmap
from tests.bench.coverage_reach import made_up
from tests.conftest import ELSEWHERE, ROOT
from tests.intake.test_new_country import arguments
from unmap.measures import gaps
from unmap.measures.presence import agency_table
from unmap.model.plain import records
from unmap.model.query import PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unmap.store import Dataset

ROWS = 50_000
AREAS, RECORDS, GAPS_S, REPEATS = 774, 10_000, 0.05, 21
ORGANISATIONS, AGENCIES_S = 300, 0.02
_COUNTED = (0, 1)
"""Exit codes of a run that told of every row: all are in, or some are held or rejected."""

_TITLES = (
    *("Organisation", "Acronym", "Organisation type", "Sector", "State code", "State", "Municipality code"),
    *("Municipality", "Start date", "End date", "Activity title", "Donor", "Comments"),
)
_SECTORS = ("Health", "WASH", "Protection", "Education", "Nutrition", "Food security", "Shelter", "Logistics")


class Limits(NamedTuple):
    """How long a command may take, and the memory that it may need."""

    seconds: float
    megabytes: float


def write(path: Path, dataset: Dataset) -> None:
    """Write a sheet of `ROWS` rows: 300 organisations in real municipalities, by code and name, each with its days."""
    chance = random.Random(1)  # noqa: S311 - for a benchmark
    states = dataset.states.set_index("code")["name"].to_dict()
    areas = list(dataset.municipalities[["state_code", "code", "name"]].itertuples(index=False, name=None))
    first = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("3W")
        sheet.write_row(0, 0, _TITLES)
        for row in range(1, ROWS + 1):
            body, (state, code, name) = chance.randrange(300), chance.choice(areas)
            begin = first + timedelta(days=chance.randrange(300))
            who = (f"Helpers of number {body}", f"HELP{body}", "National NGO", chance.choice(_SECTORS))
            where, days = (state, states[state], code, name), (begin, begin + timedelta(days=60))
            what = (f"Project {chance.randrange(2_000)}", f"Donor {body % 40}", f"Row {row}")
            sheet.write_row(row, 0, (*who, *where, *days, *what))


def measured(command: Sequence[str]) -> tuple[float, float, float]:
    """Run a command of unmap; give the seconds that passed, those of a processor, and its largest memory in MB."""
    begin = time.perf_counter()
    started = subprocess.Popen([sys.executable, "-m", "unmap.cli", *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode not in _COUNTED:
        raise SystemExit(f"unmap {command[0]} failed with exit code {started.returncode}")
    # Linux counts in kilobytes, macOS in bytes.
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, megabytes


def tell(what: str, command: Sequence[str], limits: Limits) -> None:
    """Run a command and print its figures beside their limits."""
    took, processor, megabytes = measured(command)
    met = "met" if processor <= limits.seconds and megabytes <= limits.megabytes else "missed"
    print(f"{what}: {took:.1f} s passed, {processor:.1f} s of a processor (limit {limits.seconds} s), ", end="")
    print(f"{megabytes:.0f} MB (limit {limits.megabytes} MB): {met}", flush=True)


def main() -> None:
    """Print the figures."""
    dataset = unmap.load()
    with tempfile.TemporaryDirectory() as folder:
        if ELSEWHERE.is_dir():
            tell("Chad from files to folder", arguments(Path(folder) / "chad", ELSEWHERE / "chad"), Limits(30, 1_000))
        else:
            print("Chad: the files of other countries are not in ../shared/elsewhere beside the repository")
        path = Path(folder) / "large.xlsx"
        write(path, dataset)
        preview = ("add", str(path), "--to", str(ROOT / "data"), "--report", "next", "--period", "2024", "--dry-run")
        tell(f"{ROWS:,} rows previewed", preview, Limits(20, 500))
    country = made_up(dataset, AREAS, RECORDS)
    agencies = cycle(country.agencies["agency_id"])

    def ask() -> None:
        gaps(country, PresenceQuery(level="municipality", agencies=frozenset({next(agencies), "UNHCR"})))

    tell_again(f"gaps of {AREAS} areas and {RECORDS:,} rows", ask, GAPS_S)
    large = with_organisations(country)
    what = f"what /api/agencies says of {ORGANISATIONS} organisations and {RECORDS:,} rows"
    tell_again(what, lambda: orjson.dumps(records(agency_table(large))), AGENCIES_S)


def with_organisations(country: Dataset) -> Dataset:
    """Give a country whose offices are those of `ORGANISATIONS` organisations, drawn at random."""
    rng = np.random.default_rng(1)
    ids = np.array([f"HELP{number}" for number in range(ORGANISATIONS)])
    agencies = country.agencies.iloc[np.arange(ORGANISATIONS) % len(country.agencies)]
    agencies = agencies.assign(agency_id=ids, acronym=ids).reset_index(drop=True)
    offices, work = (
        table.assign(agency_id=rng.choice(ids, len(table))) for table in (country.offices, country.initiative_agencies)
    )
    return replace(country, agencies=agencies, offices=offices, initiative_agencies=work)


def tell_again(what: str, work: Callable[[], object], limit_s: float) -> None:
    """Do something `REPEATS` times and print how long it takes at first and later."""
    taken = []
    for _ in range(REPEATS):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    later = median(taken[1:])
    met = "met" if later <= limit_s else "missed"
    print(f"{what}: {taken[0] * 1000:.0f} ms of a processor at first, ", end="")
    print(f"then {later * 1000:.1f} ms (limit {limit_s * 1000:.0f} ms): {met}")


if __name__ == "__main__":
    main()
