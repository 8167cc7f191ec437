"""A brief in a browser: one sheet of A4 whatever the area, readable on a phone, without script, for everyone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import unmap
from tests.web.conftest import OVERFLOW, PHONE
from tests.web.test_hostile import TEXT
from unmap.features import LayerStore
from unmap.model.words import Language
from unmap.pages.brief import BriefQuery, Place, built_styles, render_brief

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.web.conftest import Open
    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

WRITTEN = datetime(2026, 5, 1, tzinfo=UTC)
LONG = "https://unmap.example.org/brief/00000?lang=es"
NO_DATA = ("29048", "04012", "07125")
CUT = """() => [...document.querySelectorAll('.sheet *')].filter((one) =>
    one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
    && one.clientWidth && !one.closest('svg, .visually-hidden')).map((one) => one.className || one.tagName)"""


WIDE_FONT = ":root { --font: 'DejaVu Sans', Verdana !important; }"
"""The widest of the fonts that systems come with."""


def sheets(page: Page, store: LayerStore, code: str, language: str) -> int:
    """Give how many pages of A4 a brief takes in a wide font."""
    place = Place(WRITTEN, address=LONG, styles=built_styles() + WIDE_FONT)
    page.set_content(render_brief(store, BriefQuery(code, Language(language)), place))
    printed = page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


def fullest(dataset: Dataset) -> list[str]:
    """Municipalities with most initiatives and offices, longest names, and none of all that."""
    places = dataset.initiative_places["area_code"]
    busy = places[places.str.len() == 5].value_counts().index[:8].tolist()
    offices = dataset.offices["municipality_code"].value_counts().index[:5].tolist()
    names = dataset.municipalities.assign(length=dataset.municipalities["name"].str.len())
    longest = names.nlargest(4, "length")["code"].tolist()
    known = set(dataset.municipalities["code"])
    return [code for code in dict.fromkeys([*busy, *offices, *longest, *NO_DATA]) if code in known]


def test_every_state_and_kind_of_municipality_is_one_sheet(browser: Browser, dataset: Dataset) -> None:
    store = LayerStore(dataset)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    # Spanish is the longer language.
    codes = [*dataset.states["code"], *fullest(dataset)]
    assert len(codes) >= 32 + 15
    assert [code for code in codes if sheets(page, store, code, "es") != 1] == []
    assert [code for code in ("07", "07089", "29048") if sheets(page, store, code, "en") != 1] == []
    context.close()


def test_texts_without_end_still_fit_one_sheet(
    browser: Browser, squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    endless = f"{TEXT} {'w' * 4_000} {'long words ' * 300}"
    rewrite(squares / "programme/initiatives.csv", "Clean water,Agua limpia", f'"{endless}","{endless}"')
    rewrite(squares / "programme/framework.csv", "Rights,Derechos", f'"{endless}","{endless}"')
    rewrite(squares / "programme/agencies.csv", "AAA,AAA,", f'AAA,"{endless}",')
    rewrite(squares / "sources.csv", "census,Census,Statistics Office", f'census,"{endless}","{endless}"')
    rewrite(squares / "need/indicators.csv", "new,poverty,Poverty,Pobreza", f'new,poverty,"{endless}","{endless}"')
    places = squares / "programme/initiative_places.csv"
    with places.open("a", encoding="utf-8") as file:
        file.writelines(f"{one},01,state,Arriba,stated,\n" for one in ("in-towns",))
    store = LayerStore(unmap.load(squares))
    context = browser.new_context()
    page = context.new_page()
    for code in ("01", "02", "01001", "02001"):
        assert sheets(page, store, code, "es") == 1
        assert page.evaluate("window.hit") is None
        assert page.locator("img").count() == 0
    context.close()


def test_the_page_keeps_the_policy_fits_a_phone_and_is_for_everyone(open_page: Open) -> None:
    for path, size in (
        ("/brief/07?lang=es", {**PHONE, "width": 360}),
        ("/brief/29048?lang=en", PHONE),
        ("/brief/07089?lang=es", {"width": 1280, "height": 900}),
    ):
        page = open_page(path, size)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.get_by_role("img")).to_have_count(2)
        assert page.evaluate(OVERFLOW) <= 0
        assert page.locator(".sheet").count(), path
        assert page.evaluate(CUT) == []
        # The style sheet came through the policy: the map has the colour of water.
        sea = page.locator(".map-sea").first.evaluate("one => getComputedStyle(one).fill")
        assert sea != "rgb(0, 0, 0)"
        assert [broken["id"] for broken in Axe().run(page).response["violations"]] == []


def test_its_words_are_all_there_without_script(open_page: Open) -> None:
    page = open_page("/brief/07?lang=en", java_script_enabled=False, color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chiapas")
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_brief_opens_beside_the_map_and_prints_by_its_button(open_page: Open) -> None:
    page = open_page("/?area=20&lang=es")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ficha de una página").click()
    brief = opened.value
    brief.evaluate("() => { window.print = () => { window.printed = true; }; }")
    brief.get_by_role("button", name="Imprimir o guardar como PDF").click()
    assert brief.evaluate("window.printed") is True
    expect(brief.get_by_role("link", name="Ver en el mapa")).to_be_visible()
    expect(page.locator("#area-name")).to_have_text("Oaxaca")
    quiet = open_page("/brief/20", java_script_enabled=False)
    expect(quiet.locator("#print")).to_be_hidden()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_an_unknown_code_leads_on(open_page: Open, allowed: list[str], lang: str) -> None:
    allowed.append("404")
    page = open_page(f"/brief/99?lang={lang}")
    assert [broken["id"] for broken in Axe().run(page).response["violations"]] == []
    page.get_by_role("link", name="Chiapas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chiapas")
    expect(page.locator("html")).to_have_attribute("lang", lang)
