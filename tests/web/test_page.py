"""The page around the map: languages, colours, keyboard, phones, broken links, a server that does not answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import eventually
from tests.web.conftest import PHONE
from tests.web.record import rows
from tests.web.test_map import ask, name_on_map, row

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

    from tests.web.conftest import Open

PAINTER = "() => performance.getEntriesByType('resource').some(({ name }) => /picture-\\w+\\.js/.test(name))"
"""Whether what paints the picture is there."""

GO = "link => { history.pushState(null, '', link); dispatchEvent(new PopStateEvent('popstate')); }"
CLOSE_AT_THE_FIRST_STEP = """() => new MutationObserver((_, watch) => {
    if (!document.querySelector('.leaflet-zoom-anim')) return;
    watch.disconnect();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] })"""
"""Press Escape as soon as the map zooms."""

OUTLINED = """() => {
    const canvas = document.querySelector('.leaflet-overlay-pane canvas');
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = canvas.width / width;
    const pen = document.createElement('canvas').getContext('2d');
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--outline').trim();
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const [xs, ys] = [[], []];
    for (let at = 0; at < data.length; at += 4) {
        if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue || data[at + 3] !== 255) continue;
        xs.push((at / 4) % canvas.width);
        ys.push(Math.floor(at / 4 / canvas.width));
    }
    const wider = ([least, most], one) => [Math.min(least, one), Math.max(most, one)];
    const ends = (all) => all.reduce(wider, [Infinity, -Infinity]);
    const [[west, east], [north, south]] = [ends(xs), ends(ys)];
    return {
        x: left + west / scale, y: top + north / scale, width: (east - west) / scale, height: (south - north) / scale,
    };
}"""
"""The box around the outline of the area chosen, as it stands on the screen."""

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


FRAMES = [
    "/",
    "/?view=presence&level=municipality",
    "/?view=both&lang=es",
    "/?view=gap&lang=es",
    "/?area=07&lang=es",
    "/?agency=UNICEF&outcome=8&topic=childhood&pillar=2",
    "/?panel=questions&lang=es",
    "/?panel=what-if",
    "/?panel=framework&lang=es",
    "/?panel=beside-the-map",
    "/about?lang=es",
]
"""Every view and panel."""


def test_nothing_runs_over_the_side_of_a_phone(open_page: Open) -> None:
    page = open_page(size=PHONE)
    start = page.url.rstrip("/")
    for path in FRAMES:
        if path.startswith("/about"):
            page.goto(start + path)
        else:  # by its history, as back and forward do: a new page for each takes far longer
            page.evaluate(GO, path)
        page.wait_for_load_state("networkidle")
        for width in (390, 360, 320):
            page.set_viewport_size({"width": width, "height": PHONE["height"]})
            assert page.evaluate(OVERFLOW) <= 0, (path, width)


def test_a_window_at_twice_its_size_keeps_map_and_sheet(open_page: Open) -> None:
    page = open_page("/?view=gap", {"width": 720, "height": 450})
    assert page.evaluate(OVERFLOW) <= 0
    expect(page.get_by_role("radio", name="Gap")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Zoom in")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Search")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_table_begins_well_above_the_fold(open_page: Open, lang: str) -> None:
    page = open_page(f"/?view=gap&lang={lang}")
    box, dock = page.locator("#list").bounding_box(), page.locator("#dock").bounding_box()
    assert box
    assert dock
    assert box["y"] - dock["y"] <= 430
    names = page.locator(".segments--views span").all()
    assert len(names) == 4
    for name in names:
        assert name.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


WIDE_FONT = "html { --font: 'DejaVu Sans', Verdana !important; }"
"""The widest of the fonts that systems come with: on a bare Linux it is the only one."""

LONGEST_CHOICE = """select => {
    const pen = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(select);
    pen.font = style.font;
    const wide = Math.max(...[...select.options].map(({ text }) => pen.measureText(text).width));
    return select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - wide;
}"""


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_layout_holds_with_a_wide_font(open_page: Open, lang: str) -> None:
    page = open_page(f"/?lang={lang}", bypass_csp=True)
    page.add_style_tag(content=WIDE_FONT)
    for width, height in ((1440, 900), (1280, 720), (390, 844), (360, 740), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        for view in ("need", "gap"):
            page.locator(f'input[name="view"][value="{view}"]').evaluate("one => one.click()")
            expect(page.locator(f'input[name="view"][value="{view}"]')).to_be_checked()
            assert page.evaluate(OVERFLOW) <= 0, (width, view)
            table = page.locator(".list")
            assert table.evaluate("one => one.scrollWidth <= one.clientWidth"), (width, view)
            bar = page.locator(".rank__bar").first.bounding_box()
            assert bar
            assert bar["width"] >= 40, (width, view)
        if width >= 360:
            assert page.locator("#series").evaluate(LONGEST_CHOICE) >= 0, width


def no_answer(_route: object) -> None:
    """Hold a request without an answer."""


CHOICES = {
    "level": lambda page: page.get_by_role("radio", name="Municipalities").check(),
    "year": lambda page: page.get_by_role("radio", name="2018").check(),
    "view": lambda page: page.evaluate(GO, "/?view=gap&year=2022"),
    "filter": lambda page: page.evaluate(GO, "/?agency=UNICEF"),
}


@pytest.mark.parametrize("fails", [False, True], ids=["slow", "failing"])
@pytest.mark.parametrize("choice", CHOICES)
def test_what_is_of_the_choice_before_never_looks_like_the_new_one(
    open_page: Open, allowed: list[str], choice: str, *, fails: bool
) -> None:
    """While an answer is on its way and after it failed, map and legend step back together."""
    allowed.append("Failed to load resource")
    page = open_page()
    parts = [page.locator(".leaflet-map-pane"), page.locator(".legend")]
    expect(page.locator("#map")).to_have_attribute("aria-busy", "false")
    for part in parts:
        expect(part).to_have_css("filter", "none")
    page.route("**/api/**", (lambda route: route.fulfill(status=400, json={})) if fails else no_answer)
    CHOICES[choice](page)
    for part in parts:
        expect(part).to_have_css("filter", "grayscale(1) opacity(0.35)")
    expect(page.locator("#map")).to_have_attribute("aria-busy", "true")
    page.unroute_all()  # what was held goes on
    if fails:
        page.get_by_role("button", name="Try again").first.click()
    for part in parts:
        expect(part).to_have_css("filter", "none", timeout=60_000)


def test_symbols_are_one_stop_of_the_tab_key_and_questions_come_before_the_map(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".symbol--field")).to_have_count(23)
    stops = page.locator('.symbol[tabindex="0"]')
    expect(stops).to_have_count(1)
    focused = page.locator(":focus")
    for _ in range(13):
        page.keyboard.press("Tab")
        if focused.get_attribute("id") == "open-questions":
            break
    expect(page.locator("#open-questions")).to_be_focused()
    stops.focus()
    page.keyboard.press("Home")
    seen = [focused.get_attribute("aria-label")]
    symbols = page.locator(".symbol:visible").count()
    for _ in range(symbols - 1):
        page.keyboard.press("ArrowRight")
        seen.append(focused.get_attribute("aria-label"))
    assert len(set(seen)) == symbols
    assert seen[0]
    assert "Baja California" in seen[0]
    expect(stops).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup, #area-name").first).to_be_visible()


def boxes(page: Page, selector: str) -> list[FloatRect]:
    found = [one.bounding_box() for one in page.locator(selector).all()]
    return [box for box in found if box]


def apart(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


@pytest.mark.parametrize("code", ["07", "02", "31"])
def test_the_municipalities_of_a_state_are_fitted_beside_the_legend(open_page: Open, code: str) -> None:
    page = open_page(f"/?area={code}")
    page.get_by_role("button", name="See municipalities").click()
    expect(page.locator(".areas--municipality")).to_be_visible()
    expect(page.locator("#map")).to_have_attribute("aria-busy", "false")
    page.wait_for_load_state("networkidle")
    offices = [f"{one['place_reported']}, " for one in rows("offices") if one["area_code"][:2] == code]
    expect(page.locator(".notice")).to_be_visible()
    covers = boxes(page, ".legend, #toolbar, .map-tools, .notice")
    assert len(covers) >= 4
    wanted = page.locator(", ".join(f'.symbol[aria-label^="{name}"]' for name in set(offices)))
    expect(wanted).to_have_count(len({one["area_code"] for one in rows("offices") if one["area_code"][:2] == code}))

    def clear_of_what_covers_the_map() -> None:
        symbols = [box for one in wanted.all() if (box := one.bounding_box())]
        assert symbols
        assert all(apart(box, cover) for box in symbols for cover in covers)

    eventually(clear_of_what_covers_the_map)  # the map is on its way
    controls = boxes(page, "#map-offer button, .map-tools button, #toolbar button")
    notice = page.locator(".notice").bounding_box()
    assert controls
    assert notice
    assert all(apart(control, notice) for control in controls)


@pytest.mark.parametrize(("path", "name"), [("/?area=29", "Tlaxcala"), ("/?area=07101", "Tuxtla Gutiérrez")])
def test_the_chosen_area_is_named_on_the_map_and_a_state_is_zoomed_to(open_page: Open, path: str, name: str) -> None:
    page = open_page(path)
    chosen = page.locator(".map-name--chosen")
    expect(chosen).to_have_count(1)
    assert "".join(chosen.inner_text().split()) == name.replace(" ", "")
    if len(path) == len("/?area=29"):
        expect(page.locator(".map-name:visible", has_text=re.compile(f"^{name}$"))).to_have_count(1)  # not twice
    page.locator("#area").get_by_role("button", name="Close").click()
    expect(chosen).to_have_count(0)
    assert "at=" not in page.url


def test_a_chosen_state_is_shown_near_and_the_country_again_when_it_is_closed(open_page: Open) -> None:
    page = open_page()
    before = name_on_map(page, "Chiapas")
    row(page, "07").get_by_role("button").click()
    sonora = page.locator(".map-name", has_text="Sonora")
    expect(sonora).not_to_be_in_viewport()  # it is far away from Chiapas

    def chosen_beside_the_legend() -> None:
        legend, chosen = page.locator(".legend").bounding_box(), page.locator(".map-name--chosen").bounding_box()
        assert legend
        assert chosen
        assert apart(legend, chosen)

    eventually(chosen_beside_the_legend)
    page.keyboard.press("Escape")
    expect(sonora).to_be_in_viewport()

    def back_where_it_was() -> None:
        assert name_on_map(page, "Chiapas") == pytest.approx(before, abs=2)

    eventually(back_where_it_was)


def test_a_state_closed_while_the_map_is_on_its_way_there_leads_back_to_the_country(open_page: Open) -> None:
    page = open_page()
    before = name_on_map(page, "Chiapas")
    page.evaluate(CLOSE_AT_THE_FIRST_STEP)
    row(page, "07").get_by_role("button").click()
    expect(page).not_to_have_url(re.compile("area="))

    def back_where_it_was() -> None:
        assert page.locator(".leaflet-zoom-anim").count() == 0
        assert name_on_map(page, "Chiapas") == pytest.approx(before, abs=2)

    eventually(back_where_it_was, seconds=20)
    assert "at=" not in page.url


@pytest.mark.parametrize("code", ["02004", "07089", "14039"])
def test_a_link_to_a_municipality_shows_it_in_the_free_part_of_the_map(
    open_page: Open, allowed: list[str], code: str
) -> None:
    allowed.append("willReadFrequently")  # said of the reading here
    page = open_page(f"/?level=municipality&area={code}")
    expect(page.locator("#area-name")).to_be_visible()
    stage = page.locator("#stage").bounding_box()
    assert stage
    covers = boxes(page, ".legend, #area, #toolbar")
    assert len(covers) == 3

    def in_the_free_part() -> None:
        found = page.evaluate(OUTLINED)
        assert found["width"] > 10
        assert found["height"] > 10
        assert found["x"] > stage["x"]
        assert found["y"] > stage["y"]
        assert found["x"] + found["width"] < stage["x"] + stage["width"]
        assert found["y"] + found["height"] < stage["y"] + stage["height"]
        assert all(apart(found, cover) for cover in covers)

    eventually(in_the_free_part, seconds=20)


def test_the_map_prints_as_a_picture_with_its_legend_and_the_table(open_page: Open) -> None:
    page = open_page("/?area=07&view=gap")
    expect(page.locator("#area-name")).to_be_visible()
    page.wait_for_function(PAINTER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#print canvas")).to_be_visible()
    for part in ("#stage", ".controls", "#header", "#toolbar", ".search"):
        expect(page.locator(part).first).to_be_hidden()
    for part in (".areas", "#area-name"):
        expect(page.locator(part)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#print canvas")).to_have_count(0)
    expect(page.locator("#stage")).to_be_visible()


def test_the_title_says_what_is_shown(open_page: Open) -> None:
    page = open_page("/?view=gap")
    expect(page).to_have_title("Gap, states: People in poverty 2020 · unmap")
    page.get_by_role("button", name="Español").click()
    expect(page).to_have_title("Brecha, entidades: Población en situación de pobreza 2020 · unmap")
    page.locator("#open-beside-the-map").click()
    expect(page).to_have_title(re.compile("^Fuera del mapa · Brecha"))


def test_the_sheet_of_a_phone_has_three_heights(open_page: Open) -> None:
    page = open_page(size=PHONE)
    dock = page.locator("#dock")

    def height() -> float:
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        box = dock.bounding_box()
        assert box
        return box["height"]

    half = height()
    page.get_by_role("button", name="Raise the panel to full height").click()
    expect(page.locator("body")).to_have_attribute("data-sheet", "full")
    full = height()
    page.get_by_role("button", name="Lower the panel").click()
    expect(page.locator("body")).to_have_attribute("data-sheet", "low")
    low = height()
    assert low < half < full
    expect(page.get_by_role("button", name="Raise the panel")).to_be_visible()


BAD_LINKS = {
    "/?indicator=happiness": "asks for an indicator that does not exist",
    "/?indicator=poverty_pct.mun-2020": "has no data at this level",
    "/?year=1900": "asks for a year without data",
    "/?year=soon": "asks for a year without data",
    "/?level=galaxy": "asks for a level that does not exist",
    "/?view=birds-eye": "names a view that does not exist",
    "/?area=99": "names an area that no state or municipality of 2020 has",
    "/?area=99999": "names an area that no state or municipality of 2020 has",
    "/?area=<script>": "is no code of a state",
    "/?within=99": "names a state that does not exist",
    "/?lang=tlh": "asks for a language",
    "/?theme=plaid": "asks for colours",
    "/?agency=UNXYZ": "asks for an agency that the data do not have",
    "/?agency=<script>": "asks for an agency that the data do not have",
    "/?outcome=99": "asks for an outcome that the framework does not have",
    "/?priority=9": "names a strategic priority that does not exist",
    "/?topic=magic": "names a theme that does not exist",
    "/?pillar=12": "names a pillar of the COVID-19 response that does not exist",
    "/?kind=ghosts": "names a kind of presence that does not exist",
    "/?statewide=perhaps": "says in an unknown way whether statewide work counts",
    "/?cell=high": "names a cell that the legend does not have",
    "/?initiative=perpetual-motion": "names an initiative that the record does not have",
    "/?panel=kitchen": "names a panel that does not exist",
    "/?panel=questions&question=WHY": "names a question that does not exist",
    "/?panel=framework&matrix=pills": "names a table that the framework does not have",
    "/?panel=what-if&radius=0": "gives a radius that cannot be used",
    "/?panel=what-if&k=99": "gives a number of offices that cannot be used",
    "/?panel=what-if&add=here": "gives a plan that cannot be read",
    "/?sort=beauty": "sorts by a column that does not exist",
    "/?at=here": "gives a place on the map that cannot be read",
    "/?campaign=x": "holds a parameter that unmap does not know",
}


def test_a_link_that_asks_for_what_is_not_there_is_told_in_words(open_page: Open) -> None:
    page = open_page("/about")
    start = page.url.split("/about", maxsplit=1)[0]
    page.goto(start)
    for at, (path, words) in enumerate(BAD_LINKS.items()):
        if at % 8:  # a link that the page meets in its history is read as one that opens it
            page.evaluate(GO, path)
        else:
            page.goto(start + path)
        notice = page.locator(".notice", has_text=words)
        expect(notice, path).to_be_visible()
        expect(page.locator(".symbol--field"), path).to_have_count(23)
        expect(page.locator("tbody tr[data-code]").nth(31), path).to_be_attached()
        notice.get_by_role("button", name="Dismiss").click()
        expect(notice, path).to_have_count(0)
        assert re.split("[?&]", path)[-1] not in re.split("[?&]", page.url), path


@pytest.mark.parametrize("path", ["/", "/about"])
def test_what_mail_and_social_sites_append_to_a_link_is_no_fault_of_it(open_page: Open, path: str) -> None:
    page = open_page(f"{path}?lang=es&utm_source=x&utm_medium=y&fbclid=1&gclid=2")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.parametrize("view", ["need", "presence", "both", "gap"])
def test_every_view_tells_of_an_api_that_is_down_and_comes_back(open_page: Open, allowed: list[str], view: str) -> None:
    allowed.append("Failed to load resource")
    page = open_page("/about")
    page.route("**/api/coverage*", lambda route: route.fulfill(status=400, body="{}"))
    page.goto(page.url.split("/about", maxsplit=1)[0] + f"/?view={view}")
    if view == "need":  # which is drawn without it
        expect(page.locator(".notice--missing")).to_contain_text("Part of the data could not be loaded")
        expect(page.locator(".problem")).to_have_count(0)
        expect(page.locator(".loading")).to_have_count(0)
    else:
        expect(page.locator(".problem")).to_contain_text("could not be loaded")
    expect(page.locator(".symbol--field")).to_have_count(23)
    expect(page.locator("tbody tr[data-code]")).to_have_count(32)
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_server_that_fails_is_told_with_a_way_to_try_again(open_page: Open, allowed: list[str]) -> None:
    allowed.append("Failed to load resource")
    page = open_page("/about")

    def fail(page: Page, status: int) -> None:
        page.route("**/api/**", lambda route: route.fulfill(status=status, body="down"))

    fail(page, 503)
    page.goto(page.url.split("/about", maxsplit=1)[0])
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("could not be loaded")
    page.unroute_all()
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="32 states")).to_be_visible()
    expect(problem).to_have_count(0)


def test_one_layer_that_fails_leaves_the_rest_of_the_map(open_page: Open, allowed: list[str], server: str) -> None:
    allowed.append("Failed to load resource")
    page = open_page()
    page.route("**/api/need?*", lambda route: route.abort())
    page.get_by_role("radio", name="2018").check()
    expect(page.get_by_role("alert")).to_contain_text("gave no answer")
    expect(row(page, "07")).to_contain_text("75.5%")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    need = ask(server, "/api/need?year=2018")
    chiapas = next(entry["value"] for entry in need["values"] if entry["code"] == "07")
    expect(row(page, "07")).to_contain_text(f"{chiapas:.1f}%")


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
    page.wait_for_load_state("networkidle")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert page.evaluate("window.hit") is None
    page.unroute_all(behavior="wait")
