"""The page of countries far from that of the shipped data: across the antimeridian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import serving
from tests.elsewhere import ACROSS, write_elsewhere
from tests.web.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving("--data", str(write_elsewhere(tmp_path_factory.mktemp("across"), ACROSS))) as address:
        yield address


def left_of(page: Page, name: str) -> float:
    box = page.get_by_role("button", name=name).bounding_box()
    assert box
    return box["x"]


def test_both_sides_of_the_antimeridian_lie_beside_each_other(go_to: Open) -> None:
    page = go_to("/")
    office, main = (left_of(page, name) for name in ("Centro, Arriba: 2 agencies", "Abajo: 3 headquarters offices"))
    box = page.locator("#map").bounding_box()
    assert box
    assert 0 < main - office < box["width"] / 2
    page.mouse.click(main + 40, box["y"] + box["height"] / 2)
    expect(page.locator("#area-name")).to_have_text("Abajo")


def test_the_map_of_a_page_of_the_api_shows_them_so_too(open_page: Open) -> None:
    page = open_page("/api/collections/offices/items?f=html")
    expect(page.locator("#map")).to_have_attribute("data-drawn", "2")


def test_a_plan_draws_its_circles_where_its_offices_are(go_to: Open) -> None:
    page = go_to("/?panel=what-if&radius=60&add=02001")
    settle(page)
    assert left_of(page, "Abajo: office of the plan") > left_of(page, "Centro, Arriba: AAA, BBB")
