"""The map's page on a country of three levels: it names them, goes down from each to the next, and finds every area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import serving
from tests.three_levels import DISTRICTS, PROVINCES, WARDS, write_three_levels
from tests.web.conftest import PHONE, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving("--data", str(write_three_levels(tmp_path_factory.mktemp("three")))) as address:
        yield address


def test_the_control_of_levels_names_those_of_the_data(go_to: Open) -> None:
    page = go_to("/")
    expect(page.locator("[name=level]")).to_have_count(3)
    for word in ("Provinces", "Districts", "Wards"):
        expect(page.get_by_text(word, exact=True).first).to_be_visible()
    assert "Mexic" not in page.locator("body").inner_text()
    assert "unicipalit" not in page.locator("body").inner_text()


@pytest.mark.parametrize(("level", "areas"), [("province", PROVINCES), ("district", DISTRICTS), ("ward", WARDS)])
def test_the_table_lists_the_areas_of_a_level(go_to: Open, level: str, areas: dict[str, object]) -> None:
    page = go_to(f"/?level={level}")
    expect(page.locator("#list tbody tr")).to_have_count(len(areas))


@pytest.mark.parametrize("view", ["need", "presence", "both", "gap"])
def test_every_view_stands_at_the_finest_level(go_to: Open, view: str) -> None:
    page = go_to(f"/?level=ward&view={view}")
    expect(page.locator("#list tbody tr")).to_have_count(len(WARDS))


@pytest.mark.parametrize(("code", "name"), [("P001", "Arriba"), ("D003", "Centro de Abajo"), ("W006", "Abajo Este")])
def test_an_area_of_each_level_has_its_panel(go_to: Open, code: str, name: str) -> None:
    page = go_to(f"/?area={code}")
    expect(page.locator("#area-name")).to_contain_text(name)


@pytest.mark.parametrize(
    "link",
    [
        "panel=questions",
        "panel=what-if&radius=60&add=W003",
        "panel=framework",
        "panel=beside-the-map",
        "panel=initiatives",
    ],
)
def test_every_panel_opens(go_to: Open, link: str) -> None:
    page = go_to(f"/?{link}")
    expect(page.locator("#matrix table" if link == "panel=framework" else "#area").first).to_be_visible()
    assert "undefined" not in page.locator("body").inner_text()


def test_spanish_and_a_phone(open_page: Open) -> None:
    page = open_page("/?level=district&lang=es", PHONE)
    settle(page)
    assert "distritos" in page.locator("body").inner_text().lower()


def test_other_pages_are_free_of_errors(open_page: Open) -> None:
    for path in ("/about", "/data", "/brief/W006", "/api", "/api/collections/wards", "/docs"):
        open_page(path)
