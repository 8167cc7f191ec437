"""The page of files: what a planner looks for, Excel first, in both languages, and every link gives its file."""

from __future__ import annotations

import re
import urllib.request
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import PHONE, WIDE

if TYPE_CHECKING:
    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

BEGINS = {
    "Excel": b"PK",
    "GeoPackage": b"SQLite format 3",
    "GeoJSON": b"{",
    "Parquet": b"PAR1",
    "HTML": b"<!doctype html>",
}
"""How a file of a format begins; CSV and XML begin with a byte-order mark, a header or a declaration."""


def test_data_leads_to_files_in_the_language_of_the_page(open_page: Open) -> None:
    page = open_page("/?lang=es")
    page.locator("#header").get_by_role("link", name="Datos").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archivos de datos")
    expect(page).to_have_title("Archivos de datos · unmap")
    lines = page.locator(".file-list li").all()
    assert len(lines) >= 12
    sheets = [line for line in lines if line.get_by_role("link", name="Excel").count()]
    assert len(sheets) >= 8
    for line in sheets:
        expect(line.get_by_role("link").first).to_contain_text("Excel")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data files")


def test_every_file_of_the_page_is_what_it_says(open_page: Open, server: str) -> None:
    page = open_page("/data")
    links = page.locator(".file-list a").all()
    assert links
    for link in links:
        form = (link.text_content() or "").split(",")[0].strip()
        address = str(link.get_attribute("href"))
        with urllib.request.urlopen(server + address, timeout=120) as answer:  # noqa: S310 - our own server
            first = answer.read(64)
        assert first, address
        assert first.lower().startswith(BEGINS.get(form, first[:1]).lower()), address


@pytest.mark.parametrize(("size", "lang", "theme"), [(WIDE, "en", "dark"), (PHONE, "es", "light")])
def test_the_page_of_files_has_no_barrier(open_page: Open, size: dict[str, int], lang: str, theme: str) -> None:
    page = open_page(f"/data?lang={lang}&theme={theme}", size)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_of_the_api_lead_to_the_files_too(open_page: Open) -> None:
    page = open_page("/api?f=html")
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page).to_have_url(re.compile("/data$"))
