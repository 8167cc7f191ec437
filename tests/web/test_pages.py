"""Pages of the API in a browser: the small map, themes, narrow screens, and that hostile texts stay texts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.api.tables import table
from tests.web.conftest import OVERFLOW, PHONE
from tests.web.test_hostile import TEXT, unharmed
from tests.web.test_hostile import server as hostile_server  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

PATHS = [
    "/api",
    "/api/collections",
    "/api/collections/states/items",
    "/api/collections/states/items/07",
    "/api/collections/initiatives/items?limit=20",
    "/api/coverage",
    "/api/areas/07",
    "/api/exports",
    "/api/v2/coordination-context/operational-presence",
]
MEETING = """() => {
    const names = [...document.querySelectorAll('.place-symbol__name:not([hidden])')];
    const marks = [...names, ...document.querySelectorAll(".place-symbol__count")];
    const boxes = marks.map((one) => one.getBoundingClientRect());
    return names.flatMap((name, i) => boxes.filter((other, j) => j !== i && boxes[i].left < other.right
        && other.left < boxes[i].right && boxes[i].top < other.bottom && other.top < boxes[i].bottom)
        .map(() => name.textContent));
}"""
CONTRAST = 4.5
GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 28, 35)"}
CONTRASTS = """() => {
    const channels = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ground = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
            if (a === 1) return [r, g, b];
        }
        return channels(getComputedStyle(document.documentElement).backgroundColor);
    };
    const own = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    return [...document.querySelectorAll('body *')].filter((one) => own(one) && one.checkVisibility()
        && !one.closest('.small-map, .skip-link, script')).map((one) => {
        const [a, b] = [light(channels(getComputedStyle(one).color)), light(ground(one))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.textContent.trim().slice(0, 40)];
    });
}"""


def test_pages_have_contrast_and_fit_a_phone_in_light_and_dark(open_page: Open, server: str) -> None:
    page = open_page(PATHS[0], {**PHONE, "width": 360})
    for path in PATHS:
        page.goto(server + path)
        expect(page.locator("h1"), path).to_have_count(1)
        for scheme, ground in GROUNDS.items():
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == ground, path
            assert page.evaluate(OVERFLOW) <= 0, (path, scheme)
            read = page.evaluate(CONTRASTS)
            assert read, path
            assert [text for ratio, text in read if ratio < CONTRAST] == [], (path, scheme)


def test_a_theme_chosen_on_the_map_goes_before_the_systems(open_page: Open) -> None:
    page = open_page("/api", color_scheme="light")
    page.evaluate("localStorage.setItem('unmap.theme', 'dark')")
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == GROUNDS["dark"]


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ("/api/collections/states/items", 32),
        ("/api/collections/states/items?limit=5", 5),
        ("/api/collections/offices/items", 35),
        ("/api/collections/municipalities/items/07089", 1),
    ],
)
def test_the_small_map_draws_what_the_list_shows(open_page: Open, path: str, drawn: int) -> None:
    page = open_page(path)
    expect(page.locator("#map")).to_have_attribute("data-drawn", str(drawn))
    expect(page.locator("#map canvas")).to_be_visible()


def test_what_has_no_place_has_no_map(open_page: Open) -> None:
    page = open_page("/api/collections/initiatives/items/agroclimatic-warning")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".map-figure")).to_be_hidden()


def test_a_popup_names_the_feature_and_leads_to_it(open_page: Open) -> None:
    page = open_page("/api/collections/states/items?code=07")
    page.locator("#map").click()
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text("Chiapas")
    popup.get_by_role("link", name="All of it").click()
    expect(page).to_have_url(re.compile("/api/collections/states/items/07$"))
    expect(page.locator("h1")).to_have_text("Chiapas")


def test_offices_of_one_place_are_one_symbol_with_their_number(open_page: Open) -> None:
    page = open_page("/api/collections/offices/items")
    expect(page.locator("#map")).to_have_attribute("data-drawn", "35")
    places = Counter(row["area_code"] for row in table("offices") if row["office_type"] == "field")
    listed = page.locator(".place-symbol__count").all_text_contents()
    assert sorted(map(int, listed)) == sorted(places.values())
    expect(page.locator("figcaption")).to_contain_text("not drawn: 1.")
    page.get_by_role("button", name="Tapachula: 2").press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("link")).to_have_text(["UNHCR", "UNICEF"])
    assert page.evaluate(MEETING) == []


def test_the_keyboard_reaches_skip_link_map_and_table(open_page: Open) -> None:
    page = open_page("/api/collections/states/items")
    expect(page.locator("#map")).to_have_attribute("data-drawn", "32")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"map", "scroll", "leaflet-control-zoom-in"} <= reached


def test_without_script_the_table_says_all(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/api/collections/states/items")
    expect(page.locator("tbody tr")).to_have_count(32)
    expect(page.locator(".map-figure")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/api/collections/initiatives/items",
        "/api/framework",
        "/api/areas/09",
    ],
)
def test_hostile_texts_are_shown_and_never_run(browser: Browser, hostile_server: str, path: str) -> None:  # noqa: F811 - the fixture
    context = browser.new_context()
    page = context.new_page()
    page.goto(hostile_server + path)
    page.wait_for_load_state("networkidle")
    assert TEXT in page.locator("body").inner_text() or TEXT in str(page.locator("body").text_content())
    if page.locator("#map").is_visible():
        page.locator("#map").click()
    unharmed(page)
    context.close()
