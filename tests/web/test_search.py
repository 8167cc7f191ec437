"""The search, the link to share and the frame around the map: by keyboard, by link, back and forward."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import PHONE, TWO_FRAMES, settle
from tests.web.record import rows

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

VIOLATIONS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def look_for(page: Page, words: str) -> Locator:
    """Type into the search from anywhere and give the results."""
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    listed = page.get_by_role("listbox")
    expect(page.get_by_role("combobox", name=re.compile("Search|Buscar"))).to_have_value(words)
    page.evaluate(TWO_FRAMES)
    expect(page.locator('[role="listbox"][aria-busy="true"]')).to_have_count(0)  # no more what earlier letters found
    return listed


def test_places_are_found_without_accents_and_opened_by_keyboard_alone(go_to: Open) -> None:
    page = go_to("/?view=gap")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search for places, agencies and initiatives")
    expect(field).to_be_focused()
    page.keyboard.type("mexico")
    options = page.get_by_role("group", name=re.compile("Places")).get_by_role("option")
    expect(options.nth(0)).to_contain_text("State of Mexico")
    expect(options.nth(1)).to_contain_text("Mexico City")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator('.find__option[aria-selected="true"]')
    expect(second).to_have_text(re.compile("Mexico City"))
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"view=gap&area=09$"))
    expect(page.locator("#area-name")).to_be_focused()
    expect(page).to_have_title("Mexico City · Gap, states: People in poverty 2020 · unmap")
    # From the panel on to the brief by the keyboard alone.
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') ?? ''").startswith("/brief/09"):
            break
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("/brief/09")
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()


def test_municipalities_and_places_of_offices_open_at_their_own_level(go_to: Open) -> None:
    page = go_to()
    look_for(page, "cancun")
    expect(page.get_by_role("option").first).to_contain_text("Benito Juárez, Quintana Roo")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"level=municipality&area=23005"))
    expect(page.get_by_role("radio", name="Municipalities")).to_be_checked()
    expect(page.locator("#area-name")).to_be_focused()  # the panel takes the focus when it has come
    listed = look_for(page, "benito juarez")
    expect(listed.get_by_role("group", name=re.compile("Places"))).to_contain_text("Mexico City")
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    expect(page).to_have_url(re.compile("area=23005"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("area|level"))
    page.go_forward()
    expect(page.locator("#area-name")).to_contain_text("Benito Juárez")


@pytest.mark.parametrize(
    ("locale", "link", "lang"), [("es-MX", "/", "es"), ("en-GB", "/", "en"), ("es-MX", "/?lang=en", "en")]
)
def test_results_come_in_the_language_of_the_page(open_page: Open, locale: str, link: str, lang: str) -> None:
    page = open_page(link, locale=locale)
    with page.expect_response(re.compile(r"/search\?.*q=refugees")) as answered:
        look_for(page, "refugees")
    assert f"lang={lang}" in answered.value.url
    acronym = {"es": "ACNUR", "en": "UNHCR"}[lang]
    group = page.get_by_role("group", name=re.compile("Agenc")).get_by_role("option")
    expect(group.first).to_contain_text(acronym)


@pytest.mark.parametrize("words", ["acnur", "refugees", "UNHCR", "refugiados"])
def test_agencies_are_found_by_acronym_name_and_alias_in_both_languages(go_to: Open, words: str) -> None:
    page = go_to("/?lang=es")
    look_for(page, words)
    group = page.get_by_role("group", name="Agencias")
    # One in a list, so that what the letters before the last found may pass.
    expect(group.get_by_role("option")).to_have_text([re.compile("ACNUR")])
    group.get_by_role("option").click()
    expect(page).to_have_url(re.compile("agency=UNHCR"))
    expect(page.locator(".chip").first).to_be_focused()


def test_an_initiative_opens_where_its_text_stands(go_to: Open) -> None:
    page = go_to("/?agency=UNHCR")
    everything = rows("initiatives")
    place = {row["initiative_id"]: row["area_code"] for row in reversed(rows("initiative_places"))}
    located = next(row for row in everything if row["scope"] == "located" and "UNESCO" in _agencies(row))
    wide = next(row for row in everything if row["scope"] == "country-wide")
    for row in (located, wide):
        look_for(page, row["title"])
        option = page.get_by_role("group", name=re.compile("Initiatives")).get_by_role("option").first
        expect(option).to_contain_text(row["title"])
        option.click()
        item = page.locator(f'[data-initiative="{row["initiative_id"]}"] > details')
        expect(item).to_have_attribute("open", "")
        expect(item.locator("summary")).to_be_focused()
        expect(item).to_contain_text(row["summary"])
        expect(page).to_have_url(re.compile(f"initiative={row['initiative_id']}"))
        if row is located:
            expect(page).to_have_url(re.compile(f"area={place[row['initiative_id']][:2]}"))
            expect(page).not_to_have_url(re.compile("agency="))  # the filter hid it
        else:
            expect(page).to_have_url(re.compile("panel=beside-the-map"))
    page.reload()
    expect(page.locator(f'[data-initiative="{wide["initiative_id"]}"] > details')).to_have_attribute("open", "")


def _agencies(initiative: dict[str, str]) -> set[str]:
    found = (row for row in rows("initiative_agencies") if row["initiative_id"] == initiative["initiative_id"])
    return {row["agency_id"] for row in found}


def test_what_is_not_there_is_said_and_typing_keeps_the_map(open_page: Open, allowed: list[str]) -> None:
    allowed.append("Failed to load resource")
    page = open_page()
    page.route("**/search?*", lambda route: route.fulfill(status=404, body="{}"))
    look_for(page, "zzzz")
    expect(page.locator(".find__message")).to_contain_text("names could not be loaded")
    page.unroute_all()
    page.locator(".find__message button").dispatch_event("click")
    expect(page.locator(".find__message")).to_have_text("Nothing of that name: no place, agency or initiative.")
    expect(page.locator(".symbol--field")).to_have_count(23)


def test_words_are_looked_for_together_and_all_of_a_kind_can_be_seen(go_to: Open) -> None:
    page = go_to()
    look_for(page, "unhcr tabasco")
    office = page.get_by_role("group", name=re.compile("Offices")).get_by_role("option")
    expect(office).to_have_count(1)  # what the words found before the last was typed is gone
    expect(office).to_contain_text("Tenosique, Tabasco")
    page.keyboard.press("Escape")
    look_for(page, "unhcr")
    initiatives = page.get_by_role("group", name=re.compile("Initiatives")).get_by_role("option")
    expect(initiatives).to_have_count(5)
    page.get_by_role("button", name=re.compile("Initiatives: show all")).click()
    expect(initiatives).not_to_have_count(5)
    expect(initiatives.nth(7)).to_be_attached()


def test_enter_waits_for_what_was_typed_last(go_to: Open) -> None:
    page = go_to()
    page.keyboard.press("Control+k")
    page.keyboard.type("edomex")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"area=15$"))


def test_needs_and_themes_are_taken_from_the_search(go_to: Open) -> None:
    page = go_to()
    look_for(page, "extreme poverty")
    need = page.get_by_role("group", name=re.compile("Needs")).get_by_role("option").first
    expect(need).to_contain_text("extreme poverty", ignore_case=True)  # not what earlier letters found
    need.click()
    expect(page).to_have_url(re.compile("indicator=extreme_poverty"))
    look_for(page, "gender equality")
    theme = page.get_by_role("group", name=re.compile("Themes")).get_by_role("option").first
    expect(theme).to_contain_text("gender", ignore_case=True)
    theme.click()
    expect(page).to_have_url(re.compile("topic=gender"))


def test_the_link_is_copied_or_shown_where_the_browser_forbids_that(open_page: Open) -> None:
    page = open_page("/?view=gap&area=07", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share-done")).to_have_text("The link to what is shown was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    code = page.get_by_label("Code that shows this map on another site").input_value()
    [address] = re.findall(r'src="([^"]*)"', code)
    assert "area" not in address
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name=re.compile("Copy link|Link copied")).click()
    by_hand = page.get_by_label("The browser does not let the page copy.", exact=False)
    expect(by_hand).to_have_value(page.url)
    expect(by_hand).to_be_focused()
    page.keyboard.press("Escape")
    expect(by_hand).to_have_count(0)
    expect(page).to_have_url(re.compile("area=07"))
    page.goto(unescape(address))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Presence falls furthest short")
    whole = page.get_by_role("link", name="Open the whole map")
    expect(whole).to_have_attribute("href", re.compile(r"^/\?view=gap"))
    expect(page.locator("#toolbar button, .areas, .brand")).to_have_count(0)
    expect(page.locator("#map canvas").first).to_be_visible()


def test_back_and_forward_walk_through_view_filter_panel_and_area(go_to: Open) -> None:
    page = go_to()
    page.get_by_role("radio", name="Gap").check()
    page.locator("#filters-toggle").click()
    page.get_by_role("combobox", name="Agency").select_option("UNHCR")
    page.locator("#open-beside-the-map").click()
    page.locator('tr[data-code="07"] button').click()
    steps = ["", "view=gap", "view=gap&agency=UNHCR", "panel=beside-the-map", "area=07"]
    expect(page).to_have_url(re.compile("area=07&panel=beside-the-map"))
    for step in reversed(steps[:-1]):
        page.go_back()
        expect(page).to_have_url(re.compile(f"{re.escape(step)}$"))
    expect(page.get_by_role("radio", name="Need", exact=True)).to_be_checked()
    expect(page.locator(".chip")).to_have_count(0)
    for _ in steps[1:]:
        page.go_forward()
    expect(page.locator("#area-name")).to_contain_text("Chiapas")
    expect(page.get_by_role("radio", name="Gap")).to_be_checked()
    expect(page.locator(".chip").first).to_contain_text("UNHCR")
    page.keyboard.press("Escape")
    expect(page.locator("#panel-title")).to_contain_text("Not on the map")
    page.keyboard.press("Escape")
    expect(page.locator("#open-beside-the-map")).to_be_focused()


def test_on_a_phone_an_icon_opens_the_search_and_a_menu_holds_the_pages(open_page: Open) -> None:
    page = open_page(size={**PHONE, "width": 320})
    page.get_by_role("button", name="Search").click()
    field = page.get_by_role("combobox", name="Search for places, agencies and initiatives")
    expect(field).to_be_focused()
    page.keyboard.type("oaxaca de j")
    expect(page.get_by_role("option").first).to_contain_text("Oaxaca de Juárez")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    page.get_by_label("Menu").click()
    for name in ("Map", "Method", "Data", "API"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="API", exact=True)).to_be_hidden()


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("es", "dark")])
def test_the_frame_has_no_accessibility_violations(open_page: Open, lang: str, scheme: str) -> None:
    page = open_page(f"/?view=gap&agency=UNICEF&lang={lang}", color_scheme=scheme)
    page.locator("#filters-toggle").click()
    look_for(page, "mexico")
    expect(page.get_by_role("option").first).to_be_visible()
    settle(page)
    options = {"runOnly": {"type": "tag", "values": VIOLATIONS}}
    found = Axe().run(page, context={"include": [["#header"], ["#dock"], ["#over-map"]]}, options=options)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
