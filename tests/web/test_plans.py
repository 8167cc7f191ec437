"""Plans with names: two of them beside each other in one link, their files, and the pages that a plan prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.web.conftest import OVERFLOW, PHONE, WIDE
from tests.web.test_page import PAINTER
from tests.web.test_what_if import covered, panel, part, reach

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

ONE = "/?panel=what-if&radius=80&add=07059"
BOTH = "/?panel=what-if&radius=80&add=07059,20067&remove=unodc-16053&other=North&other_add=08037"
LONG = "Oficinas en comunidades indígenas del sur y sureste, 2026-27"
NARROW = {"width": 320, "height": 640}


def test_a_plan_is_kept_under_its_name_and_stands_beside_the_next(go_to: Open, open_page: Open, server: str) -> None:
    page = go_to(ONE)
    first = reach(server, radius=80, add="07059")
    covered(page, first["covered"])
    page.get_by_label("Name of this plan").fill("Only Ocosingo")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="Only Ocosingo")).to_be_visible()
    expect(page).to_have_title(re.compile("^Only Ocosingo · What if"))
    page.get_by_role("button", name="Keep “Only Ocosingo” to compare with another").click()
    two = page.get_by_role("region", name="Two plans")
    expect(two).to_contain_text("“Plan A” and “Only Ocosingo” reach equally many people in need")
    page.get_by_label("Give a municipality an office").fill("11020")
    page.locator(".plan__found button").first.click()
    second = reach(server, radius=80, add="07059,11020")
    covered(page, second["covered"])
    more = second["covered"] - first["covered"]
    expect(two).to_contain_text(f"“Plan A” reaches {more:,} more people in need than “Only Ocosingo”")
    expect(two).to_contain_text("It has one office more.")
    expect(two).to_contain_text("Only in “Plan A”: office in León.")
    for answer, column in ((first, 1), (second, 2)):
        cells = two.locator(f"tbody tr > :nth-child({column + 1})")
        expect(cells.nth(0)).to_have_text(f"{answer['covered']:,}")
        expect(cells.nth(1)).to_have_text(f"{100 * answer['share']:.1f}%")
        expect(cells.nth(4)).to_have_text(f"{answer['offices']}")
    again = open_page(f"/?{urlsplit(page.url).query}")
    expect(again.get_by_role("region", name="Two plans")).to_have_text(two.inner_text(), use_inner_text=True)
    page.get_by_role("button", name="Show “Only Ocosingo” on the map").click()
    covered(page, first["covered"])
    assert (part(page, "name"), part(page, "add")) == ("Only Ocosingo", "07059")
    assert (part(page, "other"), part(page, "other_add")) == (None, "07059,11020")
    page.get_by_role("button", name="Put “Plan A” away").click()
    expect(two).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    expect(panel(page)).to_be_hidden()
    assert {part(page, name) for name in ("name", "add", "other", "other_add")} == {None}


def test_what_a_link_says_of_another_plan_and_cannot_mean_is_told(go_to: Open) -> None:
    page = go_to(f"{ONE}&name={'x' * 61}&other=North&other_add=08037,99999&other_remove=nobody")
    notices = page.locator(".notice")
    expect(notices.filter(has_text="a name that is empty or too long")).to_have_count(1)
    expect(notices.filter(has_text="municipality that does not exist")).to_have_count(1)
    expect(notices.filter(has_text="office that does not exist")).to_have_count(1)
    assert (part(page, "other_add"), part(page, "other_remove"), part(page, "name")) == ("08037", None, None)


def test_the_files_of_a_plan_carry_its_name(go_to: Open) -> None:
    page = go_to(f"{ONE}&name={quote(LONG)}")
    for name in ("Excel", "CSV", "GeoJSON"):
        link = page.locator(".plan__downloads").get_by_role("link", name=name)
        assert parse_qs(urlsplit(link.get_attribute("href") or "").query)["plan_name"] == [LONG]


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "es"), (NARROW, "en")])
def test_long_names_of_plans_stay_inside_a_phone(go_to: Open, size: dict[str, int], lang: str) -> None:
    page = go_to(f"{BOTH.replace('North', quote(LONG))}&name={'x' * 60}&lang={lang}", size)
    expect(page.locator("#plan-two")).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    assert page.locator("#area").evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def pages(page: Page, paper: str) -> int:
    """Give how many pages the browser prints."""
    page.wait_for_function(PAINTER)
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper, print_background=True)))


@pytest.mark.parametrize(("paper", "lang"), [("A4", "en"), ("Letter", "es")])
def test_a_plan_prints_on_two_pages(go_to: Open, paper: str, lang: str) -> None:
    page = go_to(f"{BOTH}&name=South&lang={lang}", WIDE)
    expect(page.locator("#plan-two")).to_be_visible()
    assert pages(page, paper) == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#print canvas")).to_be_visible()
    expect(page.locator(".plan__left .plan-item .link-button").first).to_be_visible()
    expect(page.locator(".printed")).to_contain_text("80 km")
    for hidden in (
        ".plan-item__act",
        "#plan-search",
        "#plan-name",
        ".plan__downloads",
        "#plan-suggest",
        ".plan__choices",
    ):
        expect(page.locator(hidden).first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")


@pytest.mark.parametrize("view", ["need", "both", "presence", "gap"])
@pytest.mark.parametrize(("paper", "lang"), [("A4", "es"), ("Letter", "en")])
def test_the_map_prints_on_one_page_and_all_states_on_the_next(go_to: Open, view: str, paper: str, lang: str) -> None:
    """The list begins a page of its own, so that two pages are the map with its legend, and every state."""
    page = go_to(f"/?view={view}&lang={lang}", WIDE)
    assert pages(page, paper) == 2
