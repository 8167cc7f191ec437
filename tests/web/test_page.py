"""The page around the map: languages, colours, keyboard, phones, broken links, a server that does not answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE
from tests.web.test_map import ask, row

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Open

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_the_browsers_language_is_the_default(open_page: Open) -> None:
    page = open_page(locale="es-MX")
    assert page.locator("html").get_attribute("lang") == "es"
    expect(page.get_by_role("heading", name="Población en situación de pobreza")).to_be_visible()
    expect(page.get_by_role("heading", name="32 entidades federativas")).to_be_visible()
    assert "lang=" not in page.url


def test_switching_language_changes_words_link_and_the_other_page(open_page: Open) -> None:
    page = open_page("/?area=07")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile("lang=es"))
    expect(page.get_by_role("complementary")).to_contain_text("4.22 millones de personas")
    expect(page.get_by_role("button", name=re.compile("^Tijuana, Baja California: 4 agencias"))).to_be_visible()
    page.get_by_role("link", name="Método").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", name="Límites y claves")).to_be_visible()
    page.goto(page.url.split("/about", maxsplit=1)[0])
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_systems_colours_are_the_default_and_can_be_switched(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    other = "light" if scheme == "dark" else "dark"
    assert page.locator("html").get_attribute("data-theme") == scheme
    swatch = row(page, "07").locator(".swatch")
    before = swatch.evaluate("e => e.style.backgroundColor")
    page.get_by_role("button", name=f"Switch to {other} colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    assert swatch.evaluate("e => e.style.backgroundColor") != before


def test_chiapas_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the list of areas")).to_be_focused()
    page.keyboard.press("Enter")
    chiapas = row(page, "07").get_by_role("button")
    for _ in range(12):
        page.keyboard.press("Tab")
        if chiapas.evaluate("e => e === document.activeElement"):
            break
    expect(chiapas).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Chiapas")).to_be_focused()
    panel = page.get_by_role("complementary")
    for text in ("MX07", "5,543,828", "75.5%", "4.22 million people", "7 field offices of 6 agencies", "Tapachula"):
        expect(panel).to_contain_text(text)
    expect(page.locator("#announcer")).to_have_text("Chiapas is shown in the panel.")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chiapas).to_be_focused()


def test_changes_are_announced(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#announcer")).to_contain_text("People in poverty, percent, 2020: 32 states, 0 without data")
    page.get_by_role("radio", name="2022").check()
    expect(page.locator("#announcer")).to_contain_text("2022")


@pytest.mark.parametrize("width", [390, 360, 320])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?area=07&lang=es",
        "/?level=municipality",
        "/?agency=UNICEF&outcome=8",
        "/?list=beside-the-map",
        "/about?lang=es",
    ],
)
def test_nothing_runs_over_the_side_of_a_phone(open_page: Open, path: str, width: int) -> None:
    page = open_page(path, {**PHONE, "width": width})
    assert page.evaluate(OVERFLOW) <= 0


def test_the_sheet_of_a_phone_has_three_heights(open_page: Open) -> None:
    page = open_page(size=PHONE)
    dock = page.locator("#dock")

    def height() -> float:
        page.wait_for_timeout(300)
        box = dock.bounding_box()
        assert box
        return box["height"]

    half = height()
    page.get_by_role("button", name="Raise the panel to full height").click()
    full = height()
    page.get_by_role("button", name="Lower the panel").click()
    low = height()
    assert low < half < full
    expect(page.get_by_role("button", name="Raise the panel")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/?indicator=happiness", "asks for an indicator that does not exist"),
        ("/?indicator=poverty_pct.mun-2020", "has no data at this level"),
        ("/?year=1900", "asks for a year without data"),
        ("/?year=soon", "asks for a year without data"),
        ("/?level=galaxy", "asks for a level that does not exist"),
        ("/?area=99", "names an area that no state or municipality of 2020 has"),
        ("/?area=99999", "names an area that no state or municipality of 2020 has"),
        ("/?area=<script>", "is no code of a state"),
        ("/?lang=tlh", "asks for a language"),
        ("/?theme=plaid", "asks for colours"),
        ("/?agency=UNXYZ", "asks for an agency that the data do not have"),
        ("/?agency=<script>", "asks for an agency that the data do not have"),
        ("/?outcome=99", "asks for an outcome that the framework does not have"),
        ("/?list=everything", "asks for a list that does not exist"),
        ("/?utm_source=x", "holds a parameter that unmap does not know"),
    ],
)
def test_a_link_that_asks_for_what_is_not_there_is_told_in_words(open_page: Open, path: str, words: str) -> None:
    page = open_page(path)
    notice = page.locator(".notice", has_text=words)
    expect(notice).to_be_visible()
    expect(page.locator(".symbol--field")).to_have_count(23)
    assert page.locator("tbody tr").count() >= 32
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)


def test_a_server_that_fails_is_told_with_a_way_to_try_again(open_page: Open, allowed: list[str]) -> None:
    allowed.append("Failed to load resource")
    page = open_page("/about")

    def fail(page: Page, status: int) -> None:
        page.route("**/api/**", lambda route: route.fulfill(status=status, body="down"))

    fail(page, 503)
    page.goto(page.url.split("/about", maxsplit=1)[0])
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("could not be loaded", timeout=15_000)
    page.unroute_all()
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="32 states")).to_be_visible()
    expect(problem).to_have_count(0)


def test_one_layer_that_fails_leaves_the_rest_of_the_map(open_page: Open, allowed: list[str], server: str) -> None:
    allowed.append("Failed to load resource")
    page = open_page()
    page.route("**/api/need?*", lambda route: route.abort())
    page.get_by_role("radio", name="2018").check()
    expect(page.get_by_role("alert")).to_contain_text("gave no answer", timeout=15_000)
    expect(row(page, "07")).to_contain_text("75.5%")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    need = ask(server, "/api/need?year=2018")
    chiapas = next(entry["value"] for entry in need["values"] if entry["code"] == "07")
    expect(row(page, "07")).to_contain_text(f"{chiapas:.1f}%")


def test_without_javascript_the_page_leads_to_the_data(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator('noscript a[href="/api"]')).to_be_visible()
    expect(page.locator("noscript p[lang=es]")).to_contain_text("El mapa necesita JavaScript")
    expect(page.locator("#map")).to_be_hidden()


def test_the_policy_is_strict(server: str, open_page: Open) -> None:
    page = open_page("/about")
    policy = page.request.get(server).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("lang", ["en", "es"])
def test_about_lists_every_source_with_its_terms(open_page: Open, server: str, lang: str) -> None:
    page = open_page(f"/about?lang={lang}")
    sources = ask(server, "/api/sources")["sources"]
    table = page.get_by_role("table")
    expect(table.locator("tbody tr")).to_have_count(len(sources))
    for source in sources:
        expect(table).to_contain_text(source["title"])
        expect(table).to_contain_text(source["terms"])
    totals = ask(server, "/api")["totals"]
    figures = [one.inner_text() for one in page.locator("dl dd").all()]
    for name in ("offices", "office_places", "initiatives", "initiatives_located", "initiatives_country_wide"):
        assert str(totals[name]) in figures


def test_hostile_names_are_shown_and_never_run(open_page: Open) -> None:
    page = open_page("/about")
    text = "<img src=x onerror=window.hit=1>${window.hit=1}"

    def spoil(page: Page, pattern: str) -> None:
        def answer(route: object) -> None:
            response = route.fetch()  # type: ignore[attr-defined]
            body = response.text().replace("Chiapas", text).replace("Tapachula", text).replace("CONEVAL,", text)
            route.fulfill(response=response, body=body)  # type: ignore[attr-defined]

        page.route(pattern, answer)

    spoil(page, "**/api/**")
    page.goto(page.url.split("/about", maxsplit=1)[0] + "/?area=07")
    expect(page.get_by_role("heading", name=text).first).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(text))).last.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    page.unroute_all(behavior="wait")
