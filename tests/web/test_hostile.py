"""Hostile text in the data is shown as text and never run."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.conftest import PATIENT, ROOT, SECONDS_TO_START, eventually, free_port, unmap_command
from tests.web.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

TEXT = "<img src=x onerror=window.hit=1>${window.hit=1}</script>"
PARAMETERS = [
    "view",
    "level",
    "indicator",
    "year",
    "agency",
    "priority",
    "outcome",
    "topic",
    "pillar",
    "donor",
    "kind",
    "area",
    "statewide",
    "cell",
    "within",
    "sort",
    "initiative",
    "panel",
    "question",
    "matrix",
    "radius",
    "k",
    "add",
    "remove",
    "name",
    "other",
    "other_add",
    "at",
    "theme",
    "hit",
]
RUNS = "window.hit=1"
HOSTILE = [
    frame.replace("*", payload)
    for frame in ("*", '">*', "'>*", "</title></textarea></style></script>*", "<!-- --!>*", "]]>*")
    for payload in (
        f"<script>{RUNS}</script>",
        f"<svg/onload={RUNS}>",
        f"<details open ontoggle={RUNS}>",
        f"<a href=javascript:{RUNS}>x</a>",
        "<iframe srcdoc='<script>parent.hit=1</script>'>",
        f"<math><mtext><img src=x onerror={RUNS}>",
        f"`${{{RUNS}}}`",
        f"{{{{constructor.constructor('{RUNS}')()}}}}",
        f"';{RUNS};//",
        f"\\u003cimg src=x onerror={RUNS}\\u003e",
    )
]
"""Sixty texts that would run where text becomes markup, an attribute, a script or a template."""

LATER = """async () => {
    await fetch('/favicon.svg');
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""Wait until the server has answered once more and the page has drawn twice: what was to run has run by then."""

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
        for row, text in zip(table, cycle(HOSTILE), strict=False):
            writer.writerow({**row, **{name: row[name] + TEXT + text for name in columns if row[name]}})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on a copy of the data in which every text of the record is hostile."""
    data = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(ROOT / "data", data)
    for table, columns in SPOILT.items():
        spoil(data / f"programme/{table}.csv", columns)
    # The manifest would tell that these are no longer the tables that were shipped.
    (data / "datapackage.json").unlink()
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [*unmap_command(), "serve", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT, env={**os.environ, **PATIENT}) as process:
        try:
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=1800)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=30).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server on hostile data did not answer")


@pytest.mark.parametrize(
    "path",
    ["/?area=07", "/?area=07089&lang=es", "/?panel=beside-the-map", "/?agency=UNICEF&outcome=8&area=09"],
)
def test_no_text_of_the_record_is_run(go_to: Open, path: str) -> None:
    page = go_to(path)
    expect(page.locator("#area details")).not_to_have_count(0)
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    expect(page.locator("#area").get_by_text(TEXT).first).to_be_visible()
    page.locator(".symbol").first.dispatch_event("click")
    unharmed(page)


def test_the_page_on_method_runs_no_text_of_the_record(open_page: Open) -> None:
    unharmed(open_page("/about"))


def test_hostile_text_stands_in_every_part_of_an_initiative(go_to: Open) -> None:
    page = go_to("/?area=09")
    expect(page.locator("#area details")).not_to_have_count(0)
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for part in (".initiative__title", ".initiative__who", ".results", ".passage", ".initiative__body"):
        expect(page.locator(f".initiative {part}", has_text=TEXT).first).to_be_visible()


def spoil_answer(route: Route) -> None:
    """Give the API's answer with the text behind every name."""
    route.fulfill(json=spoilt(route.fetch().json()))


def middle_of(page: Page, part: str) -> tuple[float, float]:
    box = page.locator(part).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def unharmed(page: Page) -> None:
    """Nothing of the text ran, and no element was made of it."""
    page.wait_for_load_state("networkidle")
    page.evaluate(LATER)
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0


def spoilt(answer: Any) -> Any:  # noqa: ANN401 - any JSON value
    """An answer of the API with the text behind every name, so that no check of the data stands in its way."""
    if isinstance(answer, list):
        return [spoilt(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    names = {"name", "state_name", "place_reported", "why_en", "publisher"}
    return {key: f"{one}{TEXT}" if key in names and one else spoilt(one) for key, one in answer.items()}


def test_hostile_text_stands_in_every_part_of_an_area(open_page: Open) -> None:
    spoilt_paths = re.compile(r"/api/(areas|coverage|collections/(states|offices|municipalities))")
    page = open_page("/?area=07", before=lambda page: page.route(spoilt_paths, spoil_answer))
    expect(page.locator("#area-years svg")).to_be_visible()
    expect(page.locator("#area details")).not_to_have_count(0)
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
    unharmed(page)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/?panel=framework", ".matrix__legend"),
        ("/?panel=framework&matrix=agencies", ".grid thead"),
        ("/?panel=questions&question=outcome-and-need", ".answers"),
        ("/?panel=questions&question=agency-absent&agency=UNHCR", "#question-title"),
    ],
)
def test_hostile_text_in_matrices_and_answers_is_text(go_to: Open, path: str, part: str) -> None:
    page = go_to(path)
    expect(page.locator(part).last).to_contain_text(TEXT)
    unharmed(page)


def test_hostile_names_in_table_tooltip_search_and_title_are_text(open_page: Open) -> None:
    spoilt_paths = re.compile(r"/api/(areas|coverage|presence|need|collections)")
    page = open_page("/?view=gap", before=lambda page: page.route(spoilt_paths, spoil_answer))
    expect(page.locator('tr[data-code="07"] .row__open')).to_contain_text(TEXT)
    page.mouse.move(*middle_of(page, 'tr[data-code="07"] .row__open'))
    page.locator('tr[data-code="07"] .row__open').focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("onerror")
    expect(page.get_by_role("option").first).to_contain_text(TEXT)
    page.keyboard.press("Enter")  # the first that is found is an agency
    expect(page.locator(".chip").first).to_contain_text(TEXT)
    page.locator('tr[data-code="07"] .row__open').press("Enter")
    expect(page.locator("#area-name")).to_contain_text(TEXT)
    expect(page).to_have_title(re.compile(re.escape(TEXT)))
    page.keyboard.press("Escape")
    settle(page)  # the map is on its way back to the country, away under the pointer
    tips = iter(range(1_000))

    def pointed_at() -> None:
        x, y = middle_of(page, "#map")
        page.mouse.move(x + next(tips) % 20, y)
        expect(page.locator(".tip__name")).to_contain_text(TEXT, timeout=1_000)

    eventually(pointed_at)
    unharmed(page)


def test_sixty_hostile_texts_reach_the_page(server: str) -> None:
    assert len(set(HOSTILE)) == 60
    with urllib.request.urlopen(f"{server}/api/collections/initiatives/items", timeout=1800) as answer:  # noqa: S310 - our own server
        titles = json.dumps(json.load(answer), ensure_ascii=False)
    assert [text for text in HOSTILE if json.dumps(text, ensure_ascii=False)[1:-1] not in titles] == []


def test_hostile_parameters_of_the_link_are_never_run(open_page: Open) -> None:
    asked = urlencode(dict.fromkeys(PARAMETERS, TEXT) | {"lang": "en"})
    page = open_page(f"/?{asked}")
    expect(page.locator(".notice").first).to_be_visible()
    expect(page.locator("#list tbody tr[data-code]")).to_have_count(32)
    assert "onerror" not in page.locator("body").inner_text()
    unharmed(page)


def test_brief_and_stand_alone_map_run_nothing(open_page: Open, server: str) -> None:
    page = open_page("/brief/07")
    expect(page.locator("body")).to_contain_text(TEXT)
    unharmed(page)
    with urllib.request.urlopen(f"{server}/api/exports/map?f=html", timeout=1800) as answer:  # noqa: S310 - our own server
        saved = answer.read().decode()
    assert "window.hit" in saved
    page.goto("about:blank")  # the file as saved: without a server and without its policy
    page.set_content(saved)
    expect(page.locator(".leaflet-container")).to_be_visible()
    markers = page.locator(".leaflet-marker-icon, path.leaflet-interactive").all()[:40]
    assert markers
    for marker in markers:
        marker.dispatch_event("mouseover")
        marker.dispatch_event("click")
    assert page.evaluate("window.hit") is None
    assert page.locator("img[src=x]").count() == 0
