"""Lists of the programme record: in an area's panel and beside the map, as the tables say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.record import BESIDE, Record, counted, rows

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


def initiative_titles(block: Locator) -> list[str]:
    return block.locator(".initiative__title").all_text_contents()  # folded parts, too


def titles(ids: set[str], language: str = "") -> list[str]:
    return sorted(one[f"title{language}"] for one in rows("initiatives") if one["initiative_id"] in ids)


@pytest.mark.parametrize(("agency", "outcome"), [("", ""), ("UNHCR", ""), ("", "5")])
def test_panel_of_chiapas_lists_the_initiatives_placed_there(go_to: Open, agency: str, outcome: str) -> None:
    record = Record(agency, outcome)
    page = go_to(f"/?area=07&agency={agency}&outcome={outcome}".replace("&agency=&", "&").removesuffix("&outcome="))
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text(counted(len(record.in_state("07")), "initiative", "initiatives"))
    direct = panel.locator("#initiatives-direct")
    assert sorted(initiative_titles(direct)) == titles(record.direct("07"))
    inside = {one["initiative_id"] for one in record.places if re.fullmatch(r"07\d{3}", one["area_code"])}
    assert sorted(initiative_titles(panel.locator("#initiatives-inside"))) == titles(inside)
    expect(panel.locator(".filter-note")).to_have_count(1 if agency or outcome else 0)
    first = direct.locator(".initiative").first
    first.locator("summary").click()
    title = initiative_titles(direct)[0]
    found = next(one for one in record.initiatives.values() if one["title"] == title)
    for text in (found["summary"], found["source_locator"], "United Nations Mexico Results Report 2020"):
        expect(first).to_contain_text(text)


def test_an_inferred_place_is_marked_with_its_reason(go_to: Open) -> None:
    place = next(one for one in rows("initiative_places") if one["basis"] == "inferred")
    page = go_to(f"/?area={place['area_code']}")
    [title] = titles({place["initiative_id"]})
    item = page.locator("#initiatives-direct .initiative", has_text=title)
    expect(item).to_contain_text("inferred place")
    item.locator("summary").click()
    expect(item).to_contain_text(place["note"])
    stated = {one["initiative_id"] for one in rows("initiative_places") if one["area_code"] == place["area_code"]
              and one["basis"] == "stated"}  # fmt: skip
    for other in titles(stated):
        expect(page.locator("#initiatives-direct .initiative", has_text=other)).not_to_contain_text("inferred place")


def test_work_placed_in_a_state_stands_apart_in_its_municipalities(go_to: Open) -> None:
    record = Record()
    panel = go_to("/?area=07089").get_by_role("complementary")
    direct, statewide = record.direct("07089"), record.direct("07") - record.direct("07089")
    expect(panel).to_contain_text(counted(len(direct), "initiative", "initiatives"))
    assert sorted(initiative_titles(panel.locator("#initiatives-direct"))) == titles(direct)
    apart = panel.get_by_role("region", name=re.compile("Placed in Chiapas as a whole"))
    assert sorted(initiative_titles(apart)) == titles(statewide)
    expect(apart).to_contain_text("They are not counted for this one")


def test_an_area_leads_to_what_is_not_on_the_map(go_to: Open) -> None:
    page = go_to("/?area=06")
    panel = page.get_by_role("complementary")
    count = counted(len(Record().of_scope("country-wide")), "country-wide initiative", "country-wide initiatives")
    expect(panel).to_contain_text(count)
    panel.get_by_role("button", name="See what is not on the map").press("Enter")
    expect(page.get_by_role("heading", name="Not on the map")).to_be_focused()
    expect(page).to_have_url(re.compile("panel=beside-the-map"))


@pytest.mark.parametrize("agency", ["", "UNICEF", "FAO"])
def test_what_is_not_on_the_map_is_listed_by_scope(go_to: Open, agency: str) -> None:
    record = Record(agency)
    page = go_to(f"/?agency={agency}" if agency else "/")
    page.get_by_role("button", name=re.compile("^Not on the map")).click()
    panel = page.get_by_role("complementary", name="Not on the map")
    for scope in BESIDE:
        block = panel.locator(f"section[aria-labelledby=beside-{scope}]")
        expected = record.of_scope(scope)
        expect(block).to_have_count(1 if expected else 0)
        if expected:
            assert sorted(initiative_titles(block)) == sorted(one["title"] for one in expected)
            expect(block.locator("h3 .count")).to_have_text(str(len(expected)))
    expect(panel.get_by_role("heading", name="Headquarters offices")).to_have_count(0 if agency else 1)
    for one in record.of_scope("unnamed-places"):
        if one["reported_area_unit"] == "municipality":
            expect(panel.locator(".initiative", has_text=one["title"])).to_contain_text(
                f"The report counts {one['reported_area_count']} municipalities without naming them"
            )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("^Not on the map"))).to_be_focused()


def test_the_record_speaks_spanish(go_to: Open) -> None:
    page = go_to("/?area=07&agency=UNHCR")
    page.get_by_role("button", name="Español").click()
    panel = page.get_by_role("complementary")
    expect(panel.get_by_text("Con filtro: ACNUR.")).to_be_visible()
    direct = panel.locator("#initiatives-direct")
    assert sorted(initiative_titles(direct)) == titles(Record("UNHCR").direct("07"), "_es")
    direct.locator(".initiative summary").first.click()
    found = next(one for one in rows("initiatives") if one["title_es"] == initiative_titles(direct)[0])
    expect(direct).to_contain_text(found["summary_es"])
    expect(page.locator("#dock")).to_contain_text("Filtros")


@pytest.mark.parametrize("filters", [{}, {"topic": "gender"}, {"agency": "UNHCR", "kind": "initiatives"}])
def test_the_list_of_initiatives_is_what_passes_the_filters(open_page: Open, filters: dict[str, str]) -> None:
    record = Record(**filters)
    page = open_page("/?" + "&".join([*(f"{name}={value}" for name, value in filters.items()), "panel=initiatives"]))
    panel = page.get_by_role("complementary")
    expect(panel.locator(".initiative")).to_have_count(len(record.initiatives))
    expect(page.locator("#open-initiatives .count")).to_have_text(str(len(record.initiatives)))
    assert sorted(initiative_titles(panel)) == titles(set(record.initiatives))
    place = next(one for one in record.places if len(one["area_code"]) == 2)
    item = panel.locator(f'[data-initiative="{place["initiative_id"]}"]')
    item.locator("summary").click()
    expect(item).to_contain_text(record.initiatives[place["initiative_id"]]["source_locator"])
    panel.get_by_role("radio", name="By state").check(force=True)
    of_state = panel.locator(".group__title", has_text=re.compile("^Chiapas"))
    here = record.in_state("07")
    expect(of_state).to_have_count(1 if here else 0)
    if here:
        expect(of_state.locator(".count")).to_have_text(str(len(here)))
    panel.get_by_label("Find by words or agency").fill("no such words")
    expect(panel.locator(".initiative")).to_have_count(0)


def test_an_initiative_of_the_list_leads_to_its_place_and_back(go_to: Open) -> None:
    place = next(one for one in rows("initiative_places") if one["area_code"] == "07")
    page = go_to("/?panel=initiatives")
    item = page.locator(f'[data-initiative="{place["initiative_id"]}"]')
    item.locator("summary").click()
    item.get_by_role("button", name="Chiapas", exact=True).click()
    expect(page).to_have_url(re.compile(f"area=07&initiative={place['initiative_id']}&panel=initiatives"))
    opened = page.locator("#area .initiative > details[open]")
    expect(opened.locator("summary")).to_be_focused()
    page.get_by_role("button", name="← Initiatives").click()
    expect(page.locator("#panel-title")).to_have_text("Initiatives")
