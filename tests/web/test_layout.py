"""The room of the page: phones, small windows, wide fonts, the sheet, the table above the fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import FLAGS, program
from tests.web.conftest import GO, OVERFLOW, PHONE, settle, unfold_choices

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


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
        settle(page)
        for width in (390, 360, 320):
            page.set_viewport_size({"width": width, "height": PHONE["height"]})
            assert page.evaluate(OVERFLOW) <= 0, (path, width)


def test_a_window_at_twice_its_size_keeps_map_and_sheet(open_page: Open) -> None:
    page = open_page("/?view=gap", {"width": 720, "height": 450})
    assert page.evaluate(OVERFLOW) <= 0
    expect(page.get_by_role("radio", name="Gap")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Zoom in")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Search")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("view", "lang"), [("need", "es"), ("presence", "es"), ("both", "es"), ("gap", "en")])
def test_the_first_row_of_the_table_stands_well_above_the_fold(go_to: Open, view: str, lang: str) -> None:
    page = go_to(f"/?view={view}&lang={lang}")
    box, dock = page.locator(".areas tbody tr").first.bounding_box(), page.locator("#dock").bounding_box()
    assert box
    assert dock
    assert box["y"] - dock["y"] <= 300
    names = page.locator(".segments--views span").all()
    assert len(names) == 4
    for name in names:
        assert name.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


def test_the_note_of_the_map_takes_the_room_that_no_legend_takes(go_to: Open) -> None:
    for path in ("/?panel=initiatives&lang=es", "/?area=07&lang=es"):
        box = go_to(path, {"width": 1024, "height": 768}).locator(".map-note").bounding_box()
        assert box
        assert box["width"] > 200, path


CUT_WORDS = """() => [...document.querySelectorAll('.areas .column__sort')].flatMap(({ childNodes }) =>
    [...childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).flatMap((text) =>
        [...text.data.matchAll(/[^\\s\\u00ad]+/g)].filter(({ 0: word, index }) => {
            const range = document.createRange();
            const lineOf = (at) => {
                range.setStart(text, at);
                range.setEnd(text, at + 1);
                return [...range.getClientRects()].at(-1).top;
            };
            return lineOf(index) !== lineOf(index + word.length - 1);
        }).map(([word]) => word)))"""


def test_a_word_of_a_column_is_parted_only_at_a_hyphen_and_the_table_keeps_within_its_panel(go_to: Open) -> None:
    for width in (820, 360, 320):
        for path in ("/?lang=es", "/?lang=es&view=both", "/?lang=es&view=gap", "/?lang=es&view=gap&level=municipality"):
            page = go_to(path, {"width": width, "height": 1180})
            assert page.locator(".areas .column__sort").count(), path
            assert page.evaluate(CUT_WORDS) == [], (path, width)
            assert page.locator(".list").first.evaluate("e => e.scrollWidth <= e.clientWidth"), (path, width)


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
        unfold_choices(page)
        if width >= 360:
            assert page.locator("#series").evaluate(LONGEST_CHOICE) >= 0, width


def test_letters_of_twice_the_size_have_the_layout_of_a_window_half_as_wide(browser: Browser, server: str) -> None:
    twice = browser.browser_type.launch(executable_path=program(), args=[*FLAGS, "--blink-settings=defaultFontSize=32"])
    page = twice.new_page(viewport={"width": 1440, "height": 900}, locale="es-MX")
    page.goto(f"{server}/?view=gap&list=ranking")
    expect(page.locator(".areas tbody tr")).to_have_count(32)
    for width in (1440, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOW) <= 0, width
        dock = page.locator("#dock").bounding_box()
        assert dock
        assert dock["width"] == width  # a sheet
        assert page.locator(".list").evaluate("one => one.scrollWidth <= one.clientWidth"), width
    expect(page.locator("body")).to_have_attribute("data-sheet", "low")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_role("button", name="Copiar enlace")).to_be_in_viewport(ratio=1)
    expect(page.locator("#header .menu")).to_be_in_viewport(ratio=1)
    assert page.evaluate(OVERFLOW) <= 0
    twice.close()


LOW_TARGETS = """() => [...document.querySelectorAll('button, select, summary, .segment, #header a')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.leaflet-pane'))
    .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 90))"""
"""What a finger has less than 44 pixels for; symbols of the map stand as close as their places do."""


def test_sheets_have_three_heights_by_press_keys_and_drag_and_room_for_fingers(open_page: Open) -> None:
    page = open_page(size=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate(LOW_TARGETS) == []

    def height(sheet: str = "#dock") -> float:
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
        box = page.locator(sheet).bounding_box()
        assert box
        return box["height"]

    def rests(name: str) -> None:
        expect(page.locator("body")).to_have_attribute("data-sheet", name)
        expect(page.locator("[data-held]")).to_have_count(0)

    half = height()
    page.get_by_role("button", name="Raise the panel to full height").click()
    rests("full")
    full = height()
    page.get_by_role("button", name="Lower the panel").click()
    rests("low")
    low = height()
    assert low < half < full
    page.get_by_role("button", name="Raise the panel").press("ArrowUp")
    rests("half")
    page.keyboard.press("Home")
    rests("low")
    page.locator(".symbol--headquarters").click()
    page.get_by_role("button", name="All about").click()
    rests("half")  # a low sheet would show the title of the area alone
    assert height("#area") == half
    for to, name, expected in ((60, "full", full), (PHONE["height"] - 60, "low", low), (480, "half", half)):
        grip = page.locator("#area .grip").bounding_box()
        assert grip
        page.mouse.move(grip["x"] + 150, grip["y"] + 10)
        page.mouse.down()
        page.mouse.move(grip["x"] + 150, to, steps=4)
        shown = page.locator("#area").bounding_box()
        assert shown
        assert abs(shown["y"] + 10 - to) <= 12
        page.mouse.up()
        rests(name)
        assert height("#area") == expected


def test_a_tablet_held_upright_has_the_map_above_and_the_list_in_a_sheet(go_to: Open) -> None:
    page = go_to("/?view=gap&lang=es", {"width": 768, "height": 1024})
    stage, dock = page.locator("#stage").bounding_box(), page.locator("#dock").bounding_box()
    assert stage
    assert dock
    assert stage["width"] == dock["width"] == 768
    assert stage["y"] + 380 < dock["y"]
    expect(page.locator(".areas tbody tr").first).to_be_in_viewport(ratio=1)


def test_symbols_can_be_hit_on_a_phone(open_page: Open) -> None:
    page = open_page("/", PHONE)
    page.locator(".symbol--field").first.wait_for()
    boxes = [one.bounding_box() for one in page.locator(".symbol:visible").all()]
    assert len(boxes) >= 24
    assert all(box and min(box["width"], box["height"]) >= 24 for box in boxes)
