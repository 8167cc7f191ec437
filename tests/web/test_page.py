"""The page around the map: languages, colours, title, printing, no scripts, hostile names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import settle, unfold_choices
from tests.web.test_map import row

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.conftest import Open


PAINTER = "() => performance.getEntriesByType('resource').some(({ name }) => /picture-\\w+\\.js/.test(name))"
"""Whether what paints the picture is there."""


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


def test_changes_are_announced(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#announcer")).to_contain_text("People in poverty, percent, 2020: 32 states, 0 without data")
    unfold_choices(page)
    page.get_by_role("radio", name="2022").check()
    expect(page.locator("#announcer")).to_contain_text("2022")


def test_the_map_prints_as_a_picture_with_its_legend_and_the_table(open_page: Open) -> None:
    page = open_page("/?area=07&view=gap")
    expect(page.locator("#area-name")).to_be_visible()
    page.wait_for_function(PAINTER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#print canvas")).to_be_visible()
    for part in ("#stage", ".controls", "#header", "#toolbar", ".list__tools"):
        expect(page.locator(part).first).to_be_hidden()
    for part in (".areas", "#area-name"):
        expect(page.locator(part)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#print canvas")).to_have_count(0)
    expect(page.locator("#stage")).to_be_visible()


def test_the_title_says_what_is_shown(go_to: Open) -> None:
    page = go_to("/?view=gap")
    expect(page).to_have_title("Gap, states: People in poverty 2020 · unmap")
    page.get_by_role("button", name="Español").click()
    expect(page).to_have_title("Brecha, entidades: Población en situación de pobreza 2020 · unmap")
    page.locator("#open-beside-the-map").click()
    expect(page).to_have_title(re.compile("^Fuera del mapa · Brecha"))


def test_without_javascript_the_page_leads_to_the_data(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator('noscript a[href="/api"]')).to_be_visible()
    expect(page.locator("noscript p[lang=es]").first).to_contain_text("El mapa necesita JavaScript")
    expect(page.locator("#map")).to_be_hidden()


def test_the_policy_is_strict(server: str, open_page: Open) -> None:
    page = open_page("/about")
    policy = page.request.get(server).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_hostile_names_are_shown_and_never_run(open_page: Open) -> None:
    text = "<img src=x onerror=window.hit=1>${window.hit=1}"

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("Chiapas", text).replace("Tapachula", text).replace("CONEVAL,", text)
        route.fulfill(response=response, body=body)

    page = open_page("/?area=07", before=lambda page: page.route("**/api/**", answer))
    expect(page.get_by_role("heading", name=text).first).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(text))).last.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("window.hit") is None
    page.unroute_all(behavior="wait")
