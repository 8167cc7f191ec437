"""The map's page without scripts: the states as a table with the API's own figures, and a way to each brief."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


def ask(page: Page, server: str, path: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(page.request.get(server + path).text())


def test_without_script_the_page_has_the_apis_figures_of_every_state(open_page: Open, server: str) -> None:
    page = open_page(java_script_enabled=False)
    told = {row["code"]: row for row in ask(page, server, "/api/coverage?level=state")["areas"]}
    counts = {row["code"]: row for row in ask(page, server, "/api/presence?level=state")["areas"]}
    rows = page.locator(".plain tbody tr")
    expect(rows).to_have_count(len(told))
    for cells in rows.evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').getAttribute('href'),"
        " ...[...row.cells].map(cell => cell.innerText)])"
    ):
        code = cells[0].removeprefix("/brief/").split("?")[0]
        row = told[code]
        assert cells[1:5] == [
            row["short_name"],
            f"{row['need_pct']:.1f}%",
            f"{row['need_persons']:,}",
            str(counts[code]["offices"]),
        ]
        assert cells[5:7] == [str(counts[code][name]) for name in ("headquarters", "initiatives")]
        gap = float(cells[7].replace("\N{MINUS SIGN}", "-"))
        assert abs(gap - row["gap"]) <= 0.051


def test_its_links_lead_to_pages(open_page: Open, server: str) -> None:
    page = open_page(java_script_enabled=False)
    hrefs = page.locator(".plain a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {"/api", "/about?lang=en", "/docs", "/brief/07?lang=en"} <= set(hrefs)
    for href in {href for href in hrefs if not href.startswith("/brief/")} | {"/brief/01?lang=en", "/brief/32?lang=es"}:
        assert page.request.get(server + href).status == 200, href
    page.get_by_role("link", name="Chiapas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chiapas")


def test_it_speaks_the_language_of_the_browser_and_that_of_its_link_first(open_page: Open) -> None:
    page = open_page(java_script_enabled=False, locale="es-MX")
    expect(page.locator(".plain")).to_have_attribute("lang", "es")
    expect(page.locator(".plain tbody tr").first).to_contain_text("Chiapas")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".plain")).to_have_attribute("lang", "en")
    expect(page.locator(".plain")).not_to_contain_text("necesidad")


def test_it_can_be_read_to_its_end_on_a_phone(open_page: Open) -> None:
    page = open_page(size={**PHONE, "width": 360}, java_script_enabled=False)
    assert page.locator(".header").is_hidden()
    page.locator(".plain a").last.scroll_into_view_if_needed()
    expect(page.locator(".plain a").last).to_be_in_viewport()
    box = page.locator(".plain").bounding_box()
    assert box is not None
    assert box["width"] <= 360


def test_with_script_it_is_not_there(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".plain")).to_have_count(0)
