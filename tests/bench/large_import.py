"""A workbook of 50,000 rows through the page for keepers: how long its preview takes, and whether all else goes on.

    python -m tests.bench.large_import

Rows are those of the shipped record again and again: its organisations, what they do, real municipalities, each row
with days of its own. Some name a place without its code, some of these misspelt, and some have a day that is none: all
that the page has to list. Targets: the preview within 20 s with progress shown, other answers within a second, no frame
of the page longer than 0.2 s. Prints figures and never fails on a time.
"""

from __future__ import annotations

import json
import random
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from playwright.sync_api import expect, sync_playwright

import unmap
from tests.bench.servers import HOST, free_port, running, status, unmap_serve
from tests.browser import FLAGS, program
from unmap.files import shipped_data
from unmap.workspace.accounts import add_user, new_link
from unmap.workspace.changing import COMMAND_LINE, Role
from unmap.workspace.database import make_database
from unmap.workspace.publishing import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from unmap.store import Dataset

ROWS = 50_000
PREVIEW_S, ANSWER_S, FRAME_MS = 20, 1.0, 200
PAUSE_S = 0.2
_TITLES = (
    *("Organisation", "Acronym", "Sector", "State", "Municipality code", "Municipality", "Start date", "End date"),
    *("Activity title", "Comments"),
)
_SECTORS = ("Health", "WASH", "Protection", "Education", "Nutrition", "Food security", "Shelter", "Logistics")
FRAMES = """() => {
  let last = performance.now();
  window.longest = 0;
  const look = (now) => {
    window.longest = Math.max(window.longest, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def rows_of(dataset: Dataset) -> Iterator[tuple[object, ...]]:
    """Give rows of the record with their places and days changed, a twentieth of them not clean."""
    chance = random.Random(1)  # noqa: S311 - for a benchmark
    agencies = dataset.agencies.set_index("agency_id")[["name_en", "acronym"]]
    work = dataset.initiatives.merge(dataset.initiative_agencies, on="initiative_id")[["title", "agency_id"]]
    done = list(work.itertuples(index=False, name=None))
    states = dataset.states.set_index("code")["name"].to_dict()
    areas = list(dataset.municipalities[["state_code", "code", "name"]].itertuples(index=False, name=None))
    first = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    for number in range(ROWS):
        title, agency = chance.choice(done)
        state, code, name = chance.choice(areas)
        lot = chance.random()
        if lot < 0.04:
            code = ""
        if lot < 0.02:
            at = chance.randrange(len(name))
            name = name[:at] + name[at + 1 :] + chance.choice("aeo")
        begin = first + timedelta(days=chance.randrange(300))
        end: object = begin + timedelta(days=60) if lot < 0.99 else "soon"
        who = (agencies["name_en"][agency], agencies["acronym"][agency], chance.choice(_SECTORS))
        yield (*who, states[state], code, name, begin, end, f"{title} {number % 40}", f"Row {number + 1}")


def write(path: Path) -> None:
    """Write the workbook."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("3W")
        for place, row in enumerate((_TITLES, *rows_of(unmap.load()))):
            sheet.write_row(place, 0, row)


class Asking(threading.Thread):
    """Asks the service for what readers ask while the sheet is read, and notes how long each answer takes."""

    def __init__(self, port: int) -> None:
        """Begin when started."""
        super().__init__(daemon=True)
        self._port, self._done = port, threading.Event()
        self.seconds: list[float] = []

    def run(self) -> None:
        """Ask until told to end."""
        paths = ("/api/agencies", "/manage", "/api/coverage?level=state", "/api/session")
        while not self._done.wait(PAUSE_S):
            begin = time.perf_counter()
            if not status(self._port, paths[len(self.seconds) % len(paths)]):
                raise SystemExit("the service did not answer")
            self.seconds.append(time.perf_counter() - begin)

    def end(self) -> None:
        """Ask no more."""
        self._done.set()
        self.join()


def dropped(page: Page, path: Path) -> None:
    """Give the sheet to the page; its rows are of another year than the report of the record."""
    page.locator(".drop__input").set_input_files(path)


def into_a_report_of_its_own(page: Page, _: Path) -> None:
    """Have the sheet read again, as rows of a report of their own."""
    page.get_by_role("button", name="A new report").click()
    page.get_by_label("Period").fill("2024")
    page.get_by_role("button", name="Read again").click()


def previewed(page: Page, path: Path, press: Callable[[Page, Path], None]) -> tuple[float, list[str], float]:
    """Give the seconds from a press to the buckets, what was told meanwhile, and the longest frame in ms."""
    page.evaluate(FRAMES)
    begin = time.perf_counter()
    press(page, path)
    expect(page.locator(".keep-progress")).to_be_visible(timeout=60_000)
    told = []
    while (progress := page.locator(".keep-progress")).count():
        told += progress.all_inner_texts()
        time.sleep(PAUSE_S)
    took = time.perf_counter() - begin
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    said = [" ".join(one.split()) for one in dict.fromkeys(told)]
    return took, said, page.evaluate("window.longest")


def tell(what: str, figure: str, *, met: bool) -> None:
    """Print a figure beside what it is of."""
    print(f"{what}: {figure}: {'met' if met else 'missed'}", flush=True)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as made:
        path, place = Path(made) / "large.xlsx", str(Path(made) / "maps.db")
        write(path)
        database = make_database(place)
        fill(database, shipped_data(), COMMAND_LINE, "For a benchmark")
        add_user(database, "Keeper", Role.KEEPER, "")
        link = new_link(database, "Keeper")
        database.close()
        port = free_port()
        address = f"http://{HOST}:{port}"
        print(f"{ROWS:,} rows, {path.stat().st_size / 1e6:.1f} MB")
        with running(unmap_serve(port, "--workspace", place), port, "/api"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(300_000)
            page.goto(f"{address}/signin/{link}")
            page.get_by_role("button").click()
            expect(page.locator(".drop")).to_be_visible(timeout=60_000)
            for what, press in (("dropped", dropped), ("into a report of its own", into_a_report_of_its_own)):
                asking = Asking(port)
                asking.start()
                took, told, frame = previewed(page, path, press)
                asking.end()
                tell(f"preview, {what}", f"{took:.1f} s (limit {PREVIEW_S} s)", met=took <= PREVIEW_S)
                tell("progress", json.dumps([*told[:2], *told[-1:]], ensure_ascii=False), met=len(told) > 1)
                slowest = max(asking.seconds)
                tell(f"{len(asking.seconds)} answers meanwhile", f"at most {slowest:.2f} s", met=slowest <= ANSWER_S)
                tell("the longest frame", f"{frame:.0f} ms (limit {FRAME_MS} ms)", met=frame <= FRAME_MS)
                print(" ".join(page.locator(".buckets").all_inner_texts()).replace("\n", " "))
            browser.close()


if __name__ == "__main__":
    main()
