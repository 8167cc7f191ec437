"""The page by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import eventually
from tests.web.test_map import row

if TYPE_CHECKING:
    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


def test_chiapas_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
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
    expect(page.get_by_role("heading", name="Chiapas", exact=True)).to_be_focused()
    panel = page.get_by_role("complementary")
    for text in ("MX07", "5,543,828", "75.5%", "4.22 million people", "7 field offices of 6 agencies", "Tapachula"):
        expect(panel).to_contain_text(text)
    expect(page.locator("#announcer")).to_have_text("Chiapas is shown in the panel.")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chiapas).to_be_focused()


def test_symbols_are_one_stop_of_the_tab_key_and_questions_come_before_the_map(open_page: Open) -> None:
    page = open_page()
    expect(page.locator(".symbol--field")).to_have_count(23)
    stops = page.locator('.symbol[tabindex="0"]')
    expect(stops).to_have_count(1)
    focused = page.locator(":focus")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the questions")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#open-questions")).to_be_focused()
    page.keyboard.press("Enter")
    questions = page.locator("#area a")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(questions.first).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#area a')"):
            break
    expect(questions.first).to_be_focused()
    page.keyboard.press("Escape")
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


IN_SIGHT = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return 'nothing';
    const { left, top, width, height } = one.getBoundingClientRect();
    const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
    const hits = parts.flatMap((x) => parts.map((y) => document.elementFromPoint(left + x * width, top + y * height)));
    const whole = one.closest('label') ?? one;
    const seen = hits.some((hit) => hit && (whole.contains(hit) || hit.contains(one)));
    return seen ? '' : one.outerHTML.slice(0, 120);
}"""
"""What has the focus where it is behind something else; nothing where it can be seen."""


def test_what_a_panel_covers_never_has_the_focus(go_to: Open) -> None:
    states = (
        ("/?area=07", 1440),
        ("/?area=07", 1280),
        ("/?panel=framework", 768),
        ("/?panel=framework", 390),
        ("/", 390),
    )
    for link, width in states:
        page = go_to(link, {"width": width, "height": 850})
        page.locator("#header button:visible, #header summary:visible").last.focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(IN_SIGHT) == "", (link, width)
    page.locator(".grip").click()

    def nothing_but_the_header_before_the_grip() -> None:
        page.locator(".grip").focus()
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.closest('#header') !== null")

    # What the sheet covers leaves the order once the sheet has come up.
    eventually(nothing_but_the_header_before_the_grip)
