"""What holds in every view and panel: no barriers, words where the API is down or slow, a walk by keyboard alone.

One page goes from state to state by its own history, as back and forward do, since a new page for each takes minutes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import GO, PHONE, TWO_FRAMES, WIDE, settle
from tests.web.test_map import PIXEL, name_on_map

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

VIEWS = ("need", "presence", "both", "gap")
STATES = {
    "view=need": "#list tbody tr",
    "view=presence": "#list tbody tr",
    "view=both&sort=presence": "#list tbody tr",
    "view=gap&agency=UNICEF": "#list tbody tr",
    "view=need&level=municipality&within=29": "#list tbody tr",
    "view=presence&level=municipality&within=29&statewide=true": "#list tbody tr",
    "view=both&level=municipality&cell=high-0&within=29": "#list tbody tr",
    "view=gap&level=municipality&within=29": "#list tbody tr",
    "panel=questions": "#area a",
    "panel=questions&question=poor-without-office": "#area .answers",
    "panel=what-if&radius=100&add=07101": "#area .plan, #area form",
    "panel=framework": "#matrix table",
    "panel=framework&matrix=agencies": "#matrix table",
    "panel=beside-the-map": "#area details",
    "area=07": "#area-years svg",
    "area=29048&view=gap": "#area-name",
    "agency=UNFPA&outcome=10": ".chip",
    "topic=magic": ".notice",
}
"""Links to every view at both levels, every panel, an area of each level, filters and a notice; what each waits for."""

PAINTED = """() => {
    const canvas = document.querySelector('.leaflet-overlay-pane canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 40) if (data[at + 3]) colours.add(data.slice(at, at + 3).join());
    return colours.size;
}"""


def go(page: Page, link: str, part: str) -> None:
    """Lead the page to another state and wait for what stands in it."""
    page.evaluate(GO, f"/?{link}")
    page.evaluate(TWO_FRAMES)  # by then the page has drawn that it waits, where it does
    expect(page.locator(part).first, link).to_be_visible()
    expect(page.locator("#map"), link).to_have_attribute("aria-busy", "false")
    settle(page)


def barriers(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(
    ("size", "lang", "theme"),
    [(WIDE, "en", "light"), (WIDE, "es", "dark"), (PHONE, "en", "dark"), (PHONE, "es", "light")],
    ids=["wide-en-light", "wide-es-dark", "phone-en-dark", "phone-es-light"],
)
def test_no_state_of_the_page_has_a_barrier(open_page: Open, size: dict[str, int], lang: str, theme: str) -> None:
    page = open_page(f"/?lang={lang}&theme={theme}", size)
    found = {}
    for link, part in STATES.items():
        go(page, f"{link}&lang={lang}&theme={theme}", part)
        found[link] = barriers(page)
    assert {link: broken for link, broken in found.items() if broken} == {}


def test_an_api_that_goes_away_leaves_the_map_in_every_view_and_comes_back(open_page: Open, allowed: list[str]) -> None:
    allowed.extend(["Failed to load resource", "willReadFrequently"])  # provoked, and said of the reading here
    page = open_page()
    for view in VIEWS:
        go(page, f"view={view}", "#list tbody tr")
    for at, view in enumerate(VIEWS):
        # A year that nobody asked for yet, so that the page must go to the API.
        page.route("**/api/**", lambda route: route.abort())
        page.evaluate(
            GO, f"/?view={view}&year={(2018, 2016, 2022, 2018)[at]}&agency={('FAO', 'IOM', 'UNDP', 'WFP')[at]}"
        )
        alert = page.get_by_role("alert").first
        expect(alert, view).to_be_visible()
        assert alert.inner_text().strip()
        assert page.evaluate(PAINTED) > 2, view
        expect(page.locator("#list tbody tr[data-code]"), view).to_have_count(32)
        page.unroute_all()
        alert.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert"), view).to_have_count(0)
        settle(page)


COLOURS = "(names) => names.map((name) => getComputedStyle(document.querySelector(name)).backgroundColor)"


def test_high_contrast_keeps_what_a_colour_says_and_tells_what_is_chosen(open_page: Open, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = open_page("/?view=both", forced_colors="active")
    legend = page.locator(".square-cell").evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert len(set(legend)) == 9
    for code, name in {"07": "Chiapas", "08": "Chihuahua"}.items():
        colour = page.evaluate(PIXEL, [*name_on_map(page, name)])
        assert page.evaluate(COLOURS, [f'tr[data-code="{code}"] .swatch']) == [colour]
        assert colour in legend
    pixels = {page.evaluate(PIXEL, [*name_on_map(page, name)]) for name in ("Chiapas", "Chihuahua")}
    assert len(pixels) == 2
    views = ".segments--views .segment"
    chosen, other = page.evaluate(COLOURS, [f"{views}:has(:checked)", f"{views}:not(:has(:checked))"])
    assert chosen != other


def no_answer(_route: Route) -> None:
    """Hold a request without an answer."""


def test_an_api_that_is_slow_is_told_and_the_map_stays(open_page: Open, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = open_page("/?view=gap")
    page.route("**/api/**", no_answer)
    page.evaluate(GO, "/?view=gap&year=2018&agency=FAO")
    expect(page.locator(".loading")).to_be_visible()
    assert page.evaluate(PAINTED) > 2
    expect(page.locator("#list tbody tr[data-code]")).to_have_count(32)
    page.unroute_all()  # what was held goes on
    expect(page.locator(".loading")).to_have_count(0)
    expect(page.locator(".chip").first).to_contain_text("FAO")


PANELS = {
    "panel=questions&question=poor-without-office": "#area",
    "panel=what-if&radius=120": "#area",
    "panel=framework&matrix=agencies": "#matrix",
    "area=20": "#area",
}
"""Panels with answers of their own, and where each stands."""


def test_a_panel_whose_answer_fails_tells_it_over_a_map_that_stays(open_page: Open, allowed: list[str]) -> None:
    allowed.extend(["Failed to load resource", "willReadFrequently"])
    page = open_page()
    for panel, place in PANELS.items():
        page.route("**/api/**", lambda route: route.abort())
        page.evaluate(GO, f"/?{panel}")
        alert = page.locator(place).get_by_role("alert").first
        expect(alert, panel).to_be_visible()
        page.unroute_all()
        alert.get_by_role("button", name="Try again").click()
        expect(page.locator(place).get_by_role("alert"), panel).to_have_count(0)
        assert page.evaluate(PAINTED) > 2, panel


def test_from_the_search_to_the_brief_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("oaxaca de juarez")
    expect(page.get_by_role("option").first).to_contain_text("Oaxaca de Juárez")
    page.keyboard.press("Enter")
    expect(page.locator("#area-name")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') ?? ''").startswith("/brief/"):
            break
    link = page.locator(":focus")
    expect(link).to_have_attribute("href", re.compile("^/brief/20067"))
    opens_anew = link.get_attribute("target") == "_blank"
    if opens_anew:
        with page.context.expect_page() as opened:
            page.keyboard.press("Enter")
        brief = opened.value
    else:
        page.keyboard.press("Enter")
        brief = page
    expect(brief.get_by_role("heading", level=1)).to_have_text("Oaxaca de Juárez")
    expect(brief).to_have_url(re.compile("/brief/20067"))
