"""Two reports looked at together: as two maps in step with one legend, and as what changed between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import serving, write_squares
from tests.reports import FIRST, SECOND, write_second_report
from tests.web.conftest import OVERFLOW, PHONE, WIDE, settle
from tests.web.test_map import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

MAPS, CHANGE = f"/?view=presence&with={FIRST}", f"/?with={FIRST}&pair=change&panel=change"
LEAST_PX = 150
TOWNS, GONE = ("01001", "01002"), ("01001", "01009")
HEADS = {FIRST: "2020 Squareland Report", SECOND: "2021 Second report"}
WHERE = """id => { const map = document.getElementById(id).getBoundingClientRect();
    const box = document.querySelector(`#${id} .map-name`).getBoundingClientRect();
    return [box.x - map.x, box.y - map.y]; }"""
"""Where the first name stands on a map, in its pixels."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_second_report(write_squares(tmp_path_factory.mktemp("two")))
    with (folder / "need/values.csv").open("a", encoding="utf-8") as values:
        values.write("00,poverty_pct.new,2020,60\n01,poverty_pct.new,2020,50\n02,poverty_pct.new,2020,70\n")
    # Two towns exchanged land, and what was 01009 is now a part of both.
    changes = ("old_code,new_code,changed_on", *(f"{old},{new},2021-03-01" for old in GONE for new in TOWNS), "")
    (folder / "geo/changes.csv").write_text("\n".join(changes), encoding="utf-8")
    places = folder / "programme/initiative_places.csv"
    places.write_text(places.read_text("utf-8").replace("in-towns,01001", "in-towns,01009", 1), encoding="utf-8")
    with serving("--data", str(folder)) as address:
        yield address


def areas(server: str, path: str) -> dict[str, dict[str, Any]]:
    """Give the rows of an answer by the code of the area."""
    return {area["code"]: area for area in ask(server, path)["areas"]}


def presence(row: dict[str, Any]) -> str:
    """Write what the table says of an area: field offices, or headquarters where there are none, then initiatives."""
    return f"{row['offices'] or row['headquarters'] or 0} {row['initiatives']}"


def in_step(page: Page) -> list[float]:
    """Give where a name stands on both maps, which is the same place but for the rounding of a pixel."""
    first, second = ([float(place) for place in page.evaluate(WHERE, one)] for one in ("map", "map-beside"))
    assert second == pytest.approx(first, abs=1.5)
    return first


def cells(page: Page, code: str) -> list[str]:
    """Give the figures of an area's row, without the words for who does not see the column."""
    found: list[str] = page.locator(f'tr[data-code="{code}"] td').evaluate_all(
        "tds => tds.map((td) => { const one = td.cloneNode(true);"
        " one.querySelectorAll('.visually-hidden').forEach((each) => each.remove());"
        " return one.innerText.trim().replace(/\\s+/g, ' '); })"
    )
    return found


def test_each_map_tells_the_numbers_of_its_own_report(go_to: Open, server: str) -> None:
    page = go_to(MAPS)
    assert [" ".join(one.split()) for one in page.locator(".map-head").all_inner_texts()] == list(HEADS.values())
    first, second = (areas(server, f"/api/presence?table=areas&report={report}") for report in (FIRST, SECOND))
    assert first != second
    for code in first:
        assert cells(page, code) == [presence(first[code]), presence(second[code])]
    expect(page.locator("#map-beside").get_by_role("button", name="Centro, Arriba: 2 agencies")).to_be_visible()
    expect(page.locator("#map").get_by_role("button", name="Centro, Arriba: 1 agency")).to_be_visible()


@pytest.mark.parametrize("view", ["need", "presence", "both", "gap"])
def test_one_legend_counts_the_areas_of_both_maps(go_to: Open, view: str) -> None:
    page = go_to(f"/?view={view}&with={FIRST}")
    expect(page.locator(".legend")).to_have_count(1)
    expect(page.locator(".legend h2")).to_have_count(1)
    legend = page.locator(".legend")
    expect(legend).to_contain_text("2020 and 2021")
    assert re.search(r"2020: \d+ states?; 2021: \d+ states?|2020: \d+; 2021: \d+", legend.text_content() or "")
    if view == "need":
        expect(legend).to_contain_text("Need is of 2020 for 2020 and of 2021 for 2021, in one series.")
    elif view != "presence":
        expect(legend).to_contain_text("Need is the same on both maps: 2021.")


def test_what_is_pointed_at_on_one_map_is_told_on_the_other(go_to: Open) -> None:
    page = go_to(MAPS)
    for pointed in ("#map-beside", "#map"):
        box = page.locator(pointed).bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
        page.mouse.move(box["x"] + box["width"] * 0.31, box["y"] + box["height"] * 0.5)
        expect(page.locator("#map-beside .map-tip")).to_contain_text("2 field offices")
        expect(page.locator("#map .map-tip")).to_contain_text("1 field office")
        expect(page.locator("tr.row--pointed")).to_have_attribute("data-code", "01")
        page.mouse.move(5, 5)
        expect(page.locator(".map-tip")).to_have_count(0)


def test_the_maps_move_and_zoom_in_step(go_to: Open) -> None:
    page = go_to(MAPS)
    home = in_step(page)
    page.get_by_role("button", name="Zoom in").click()
    settle(page)
    nearer = in_step(page)
    assert nearer != home
    box = page.locator("#map-beside").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    settle(page)
    assert in_step(page) != nearer
    page.wait_for_url("**at=*")  # the reader's own place, on whichever map it was chosen
    page.mouse.wheel(0, -300)
    settle(page)
    in_step(page)


def test_filters_hold_for_both_maps_and_need_not_be_of_both_reports(go_to: Open, server: str) -> None:
    for agency in ("AAA", "BBB"):
        page = go_to(f"{MAPS}&agency={agency}")
        asked = f"/api/presence?table=areas&agency={agency}"
        first, second = (areas(server, f"{asked}&report={report}") for report in (FIRST, SECOND))
        for code in first:
            assert cells(page, code) == [presence(first[code]), presence(second[code])], agency


def test_what_changed_is_what_the_api_answers(go_to: Open, server: str) -> None:
    page = go_to(CHANGE)
    answer = ask(server, f"/api/report-change?since={FIRST}&report={SECOND}")
    names = ("kept", "new", "not_again")
    assert sum(answer["totals"][name] for name in names) > 0
    shown = page.locator(".change-total strong").all_inner_texts()
    assert [int(text) for text in shown] == [answer["totals"][name] for name in names]
    for area in answer["areas"]:
        assert cells(page, area["code"]) == [str(area[name]) for name in names]
    for table, part in (("agencies", "#change-agencies"), ("sectors", "#change-sectors")):
        rows = page.locator(f"{part} tbody tr").evaluate_all(
            "rows => rows.map((row) => [...row.cells].slice(1).map((cell) => +cell.innerText))"
        )
        assert sorted(rows) == sorted([row[name] for name in names] for row in answer[table])
    totals = {name: answer["totals"][name] for name in names}
    expect(page.locator(".legend")).to_contain_text(
        "{kept} kept, {new} new, {not_again} not reported again".format(**totals)
    )
    expect(page.locator("#announcer")).to_contain_text("From 2020 to 2021: {kept} kept, {new} new".format(**totals))
    expect(page.locator(".symbol")).to_have_count(0)


def test_an_area_lists_what_came_of_it(go_to: Open, server: str) -> None:
    page = go_to(f"{CHANGE}&area=01")
    answer = ask(server, f"/api/report-change?since={FIRST}&report={SECOND}&area=01")
    expect(page.locator("#area-name")).to_have_text("Arriba")
    shown = page.locator("#area .change-total strong").all_inner_texts()
    assert [int(text) for text in shown] == [answer["totals"][name] for name in ("kept", "new", "not_again")]


def test_boundaries_that_changed_are_told(go_to: Open, server: str) -> None:
    page = go_to(f"{CHANGE}&level=municipality")
    answer = ask(server, f"/api/report-change?since={FIRST}&report={SECOND}&level=municipality")
    [one] = [area for area in answer["areas"] if "+" in area["code"]]
    for town in TOWNS:
        assert cells(page, town) == [str(one[name]) for name in ("kept", "new", "not_again")]
        expect(page.locator(f'tr[data-code="{town}"]')).to_contain_text("Centro + Norte")
    for part in (page.locator(".legend"), page.locator("#area")):
        expect(part).to_contain_text("Compared as one: Centro + Norte.")
        expect(part).to_contain_text("2020 names areas that the boundaries no longer have")
        expect(part).to_contain_text("01009")
    page = go_to(f"{CHANGE}&level=municipality&area=01002")
    shown = page.locator("#area .change-total strong").all_inner_texts()
    assert [int(text) for text in shown] == [one[name] for name in ("kept", "new", "not_again")]


def test_need_of_another_year_of_the_series_is_told_on_its_map(go_to: Open) -> None:
    page = go_to(f"/?with={FIRST}")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.31, box["y"] + box["height"] * 0.5)
    expect(page.locator("#map-beside .map-tip .tip__value")).to_contain_text("50.0%")
    expect(page.locator("#map .map-tip .tip__value")).to_contain_text("20.0%")


def test_choices_stand_in_the_link_and_go_back(open_page: Open) -> None:
    page = open_page("/?view=presence")
    page.get_by_label("Compare with").select_option(FIRST)
    page.wait_for_url(f"**/?with={FIRST}&view=presence")
    expect(page.locator("#map-beside")).to_be_visible()
    page.get_by_role("radio", name="Change").check()
    page.wait_for_url(f"**/?with={FIRST}&pair=change&view=presence&panel=change")
    expect(page.locator("#map-beside")).to_have_count(0)
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    assert page.title().startswith("What changed · Change in presence: From 2020 to 2021")
    page.reload()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    page.go_back()
    expect(page.locator(".map-head")).to_have_count(2)
    page.reload()
    settle(page)
    expect(page.locator(".map-head")).to_have_text([re.compile("Squareland"), re.compile("Second")])
    page.get_by_label("Compare with").select_option("")
    page.wait_for_url("**/?view=presence")
    expect(page.locator(".map-head")).to_have_count(0)
    settle(page)
    expect(page.locator(".leaflet-container")).to_have_count(1)


def test_the_other_map_is_the_earlier_one_even_if_the_page_is_of_it(open_page: Open) -> None:
    page = open_page(f"/?report={FIRST}&with={SECOND}&view=presence")
    expect(page.locator(".map-head")).to_have_text([re.compile("Squareland"), re.compile("Second")])
    left = [page.locator(one).bounding_box() for one in ("#map", "#map-beside")]
    assert left[0]
    assert left[1]
    assert left[0]["x"] < left[1]["x"]
    expect(page.locator("#map").get_by_role("button", name="Centro, Arriba: 2 agencies")).to_be_visible()


@pytest.mark.parametrize(("fails", "stands"), [(FIRST, "#map"), (SECOND, "#map-beside")])
def test_one_report_that_fails_is_told_and_the_other_stays(
    open_page: Open, allowed: list[str], fails: str, stands: str
) -> None:
    allowed.append("Failed to load resource")

    def refuse(page: Page) -> None:
        def of_it(url: str) -> bool:
            named = f"report={fails}" in url.replace("classes_with=", "")
            own = fails == SECOND and "report=" not in url
            return "/api/presence" in url and (named or own)

        page.route(of_it, lambda route: route.fulfill(status=400, json={}))

    page = open_page(MAPS, before=refuse)
    expect(page.get_by_role("alert").first).to_contain_text("could not be loaded")
    other = "#map-beside" if stands == "#map" else "#map"
    expect(page.locator(f"{stands} .symbol--field")).not_to_have_count(0)
    expect(page.locator(f"{other} .symbol--field")).to_have_count(0)
    expect(page.locator(other)).to_have_attribute("aria-busy", "true")
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator(f"{other} .symbol--field")).not_to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_comparison_that_fails_is_told_and_shows_nothing_else_in_its_place(
    open_page: Open, allowed: list[str]
) -> None:
    allowed.append("Failed to load resource")
    page = open_page(
        CHANGE,
        before=lambda page: page.route("**/api/report-change*", lambda route: route.fulfill(status=400, json={})),
    )
    expect(page.get_by_role("alert").first).to_contain_text("could not be loaded")
    expect(page.locator(".change-total")).to_have_count(0)
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator(".change-total")).to_have_count(3)


SIZES = {
    "wide": (WIDE, ""),
    "tablet": ({"width": 768, "height": 1024}, "&lang=es&theme=dark"),
    "phone": (PHONE, "&lang=es"),
}


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("path", [MAPS, CHANGE], ids=["maps", "change"])
def test_both_ways_fit_the_screen_and_axe_finds_nothing(go_to: Open, path: str, name: str) -> None:
    size, looks = SIZES[name]
    page = go_to(path + looks, size)
    assert page.evaluate(OVERFLOW) <= 0
    assert Axe().run(page).response["violations"] == []
    if path == MAPS:
        first, second = (page.locator(one).bounding_box() for one in ("#map-beside", "#map"))
        assert first
        assert second
        assert (first["width"], first["height"]) == (second["width"], second["height"])
        assert first["height"] > LEAST_PX
        assert (first["x"] == second["x"]) == (name != "wide")  # one above the other where the window is narrow


def test_one_report_alone_asks_for_nothing_of_another(open_page: Open) -> None:
    page = open_page("/data")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("/data", "/?view=presence"))
    settle(page)
    assert [url for url in asked if "report" in url.partition("/api")[2] or "classes_with" in url] == []
    expect(page.locator(".leaflet-container")).to_have_count(1)
    expect(page.locator(".map-head, .change-total")).to_have_count(0)
