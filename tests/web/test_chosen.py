"""What is chosen on the map: named, near, in the part of the map that nothing covers, and the way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import eventually
from tests.web.conftest import settle
from tests.web.record import rows
from tests.web.test_map import name_on_map, row

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


CLOSE_AT_THE_FIRST_STEP = """() => new MutationObserver((_, watch) => {
    if (!document.querySelector('.leaflet-zoom-anim')) return;
    watch.disconnect();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] })"""
"""Press Escape as soon as the map zooms."""


OUTLINED = """() => {
    const boxes = [...document.querySelectorAll('.outlines-pane path')].map((path) => path.getBoundingClientRect());
    const [x, y] = ['left', 'top'].map((side) => Math.min(...boxes.map((box) => box[side])));
    const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...boxes.map((box) => box[side])));
    return { x, y, width: right - x, height: bottom - y };
}"""
"""The box around the outline of the area chosen, as it stands on the screen."""


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
def test_the_municipalities_of_a_state_are_fitted_beside_the_legend(go_to: Open, code: str) -> None:
    page = go_to(f"/?area={code}")
    page.get_by_role("button", name="See municipalities").click()
    expect(page.locator(".areas--municipality")).to_be_visible()
    expect(page.locator("#map")).to_have_attribute("aria-busy", "false")
    settle(page)
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
def test_the_chosen_area_is_named_on_the_map_and_a_state_is_zoomed_to(go_to: Open, path: str, name: str) -> None:
    page = go_to(path)
    chosen = page.locator(".map-name--chosen")
    expect(chosen).to_have_count(1)
    assert "".join(chosen.inner_text().split()) == name.replace(" ", "")
    if len(path) == len("/?area=29"):
        expect(page.locator(".map-name:visible", has_text=re.compile(f"^{name}$"))).to_have_count(1)  # not twice
    page.locator("#area").get_by_role("button", name="Close").click()
    expect(chosen).to_have_count(0)
    assert "at=" not in page.url


def test_a_chosen_state_is_shown_near_and_the_country_again_when_it_is_closed(go_to: Open) -> None:
    page = go_to()
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


def test_a_state_closed_while_the_map_is_on_its_way_there_leads_back_to_the_country(go_to: Open) -> None:
    page = go_to()
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
def test_a_link_to_a_municipality_shows_it_in_the_free_part_of_the_map(open_page: Open, code: str) -> None:
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
