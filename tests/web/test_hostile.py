"""Hostile text in the data is shown as text and never run."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT, SECONDS_TO_START, free_port, unmap_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.conftest import Open

TEXT = "<img src=x onerror=window.hit=1>${window.hit=1}</script>"
SPOILT = {
    "offices": ("source_locator",),
    "initiatives": ("title", "title_es", "summary", "summary_es", "note", "source_locator"),
    "initiative_partners": ("partner",),
    "initiative_results": ("description", "unit"),
    "initiative_places": ("place_reported", "note"),
    "agencies": ("acronym", "name_en", "name_es"),
    "framework": ("title_en", "title_es"),
    "priorities": ("title_en", "title_es"),
}


def spoil(path: Path, columns: tuple[str, ...]) -> None:
    """Put the text behind every cell of these columns that is not empty, each still unlike the others."""
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        for row in table:
            writer.writerow({**row, **{name: row[name] + TEXT for name in columns if row[name]}})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on a copy of the data in which every text of the record is hostile."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", data)
    for table, columns in SPOILT.items():
        spoil(data / f"programme/{table}.csv", columns)
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [*unmap_command(), "serve", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT) as process:
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server on hostile data did not answer")


@pytest.mark.parametrize(
    "path",
    ["/?area=07", "/?area=07089&lang=es", "/?panel=beside-the-map", "/?agency=UNICEF&outcome=8&area=09", "/about"],
)
def test_no_text_of_the_record_is_run(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    if path != "/about":
        expect(page.locator("#area").get_by_text(TEXT).first).to_be_visible()
        page.locator(".symbol").first.dispatch_event("click")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0


def test_hostile_text_stands_in_every_part_of_an_initiative(open_page: Open) -> None:
    page = open_page("/?area=09")
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for part in (".initiative__title", ".initiative__who", ".results", ".passage", ".initiative__body"):
        expect(page.locator(f".initiative {part}", has_text=TEXT).first).to_be_visible()


def spoilt(answer: Any) -> Any:  # noqa: ANN401 - any JSON value
    """An answer of the API with the text behind every name, so that no check of the data stands in its way."""
    if isinstance(answer, list):
        return [spoilt(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    names = {"name", "state_name", "place_reported", "why_en", "publisher"}
    return {key: f"{one}{TEXT}" if key in names and one else spoilt(one) for key, one in answer.items()}


def test_hostile_text_stands_in_every_part_of_an_area(open_page: Open) -> None:
    page = open_page("/about")
    page.route(
        re.compile(r"/api/(areas|coverage|collections/(states|offices|municipalities))"),
        lambda route: route.fulfill(json=spoilt(route.fetch().json())),
    )
    page.goto(urljoin(page.url, "/?area=07"))
    expect(page.locator("#area-years svg")).to_be_visible()
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for part in (
        ".area__name",
        ".tile__words",
        ".why",
        "#area-years .keys-list",
        "#area-offices",
        "#area-neighbours a",
    ):
        expect(page.locator(part, has_text=TEXT).first).to_be_visible()
    assert TEXT in (page.locator("#area-years").get_by_role("img").get_attribute("aria-label") or "")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.locator("#area img").count() == 0


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/?panel=framework", ".matrix__legend"),
        ("/?panel=framework&matrix=agencies", ".grid thead"),
        ("/?panel=questions&question=outcome-and-need", ".answers"),
        ("/?panel=questions&question=agency-absent&agency=UNHCR", "#question-title"),
    ],
)
def test_hostile_text_in_matrices_and_answers_is_text(open_page: Open, path: str, part: str) -> None:
    page = open_page(path)
    expect(page.locator(part).last).to_contain_text(TEXT)
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0
