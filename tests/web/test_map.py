"""The map: what it draws is what the API answers, and what is chosen is in the link."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.conftest import eventually
from tests.web.conftest import find_in_list, unfold_choices

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

PIXEL = """([x, y]) => {
    const canvas = document.querySelector('.leaflet-overlay-pane canvas');
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const data = canvas.getContext('2d').getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data;
    return `rgb(${data[0]}, ${data[1]}, ${data[2]})`;
}"""
# How far a circle reaches on a line through a place: what is filled on either side of it.
WIDTH_AT = """([x, y]) => {
    const canvas = document.querySelector('.leaflet-circles-pane canvas');
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const row = canvas.getContext('2d').getImageData(0, Math.round((y - box.top) * scale), canvas.width, 1).data;
    const filled = (at) => row[4 * at + 3] > 0;
    let [left, right] = [Math.round((x - box.left) * scale), Math.round((x - box.left) * scale)];
    while (filled(left - 1)) left -= 1;
    while (filled(right + 1)) right += 1;
    return filled(left) ? (right - left + 1) / scale : 0;
}"""
# In one step: a name that was counted may be gone when it is asked for its place.
CENTRES = """names => Object.fromEntries(names.filter((name) => name.checkVisibility({ visibilityProperty: true }))
  .map((name) => {
    const { x, y, width, height } = name.getBoundingClientRect();
    if (name.matches('.callout')) { // the area's own point, which a line ties the name to
      const from = (axis) => parseFloat(name.style.getPropertyValue(`--from-${axis}`));
      return [name.querySelector('strong').innerText.replace(/\\s/g, ''), [x + from('x'), y + from('y')]];
    }
    return [name.innerText.replace(/\\s/g, ''), [x + width / 2, y + height / 2]];
}))"""
COLOUR_OF = """name => {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
}"""
COLOUR = "element => getComputedStyle(element).backgroundColor"


def ask(server: str, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(server + path, timeout=1800) as answer:  # noqa: S310 - our own server
        found: dict[str, Any] = json.load(answer)
    return found


def row(page: Page, code: str) -> Locator:
    return page.locator(f'tr[data-code="{code}"]')


def name_on_map(page: Page, name: str) -> tuple[float, float]:
    """Where the map writes a state's name: a point inside that state."""

    def found() -> tuple[float, float]:
        centres = page.locator(".map-name, .callout").evaluate_all(CENTRES)
        assert name.replace(" ", "") in centres, "names are written anew when the map has moved"
        x, y = centres[name.replace(" ", "")]
        return x, y

    return eventually(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_named_states_have_the_colour_of_their_class(go_to: Open, server: str, allowed: list[str], theme: str) -> None:
    allowed.append("willReadFrequently")  # said of the reading here
    page = go_to(f"/?theme={theme}")
    need = ask(server, "/api/need?level=state")
    values = {entry["code"]: entry["value"] for entry in need["values"]}
    colours = [one.evaluate(COLOUR) for one in page.locator(".class__colour").all()]
    assert len(set(colours)) == len(need["classes"]["upper"])
    for code, name in {"07": "Chiapas", "20": "Oaxaca", "08": "Chihuahua", "26": "Sonora", "12": "Guerrero"}.items():
        index = next(at for at, upper in enumerate(need["classes"]["upper"]) if values[code] <= upper)
        page.mouse.move(*name_on_map(page, name))
        expect(page.locator(".tip__name")).to_have_text(name)
        assert page.evaluate(PIXEL, [*name_on_map(page, name)]) == colours[index]
        assert row(page, code).locator(".swatch").evaluate(COLOUR) == colours[index]


def test_a_click_on_an_area_opens_its_panel(go_to: Open) -> None:
    page = go_to()
    page.mouse.click(*name_on_map(page, "Sonora"))
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="Sonora", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("area=26"))
    expect(row(page, "26").get_by_role("button")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(panel).to_be_hidden()


def test_offices_are_23_symbols_and_headquarters_one_of_another_shape(go_to: Open, server: str) -> None:
    page = go_to()
    field = page.locator(".symbol--field")
    expect(field).to_have_count(ask(server, "/api")["totals"]["office_places"])
    expect(field).to_have_count(23)
    headquarters = page.get_by_role("button", name=re.compile("25 headquarters offices"))
    expect(headquarters).to_have_count(1)
    expect(headquarters).to_have_text("25")
    assert "50%" not in headquarters.locator("span").last.evaluate("e => getComputedStyle(e).borderRadius")
    legend = page.get_by_role("region", name="Legend")
    expect(legend).to_contain_text("25 headquarters offices (the report gives a count, no agencies)")


def test_a_symbol_lists_the_agencies_of_its_place(go_to: Open) -> None:
    page = go_to()
    symbol = page.get_by_role("button", name=re.compile("^Tuxtla Gutierrez, Chiapas: 4 agencies"))
    symbol.click()
    popup = page.get_by_role("dialog")
    for acronym in ("PAHO/WHO", "UNDP", "UNHCR", "UNODC"):
        expect(popup.get_by_text(acronym, exact=True)).to_be_visible()
    expect(popup).to_contain_text("listed 2 times")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(symbol).to_be_focused()


def test_unit_series_year_and_source_stand_under_the_legend(go_to: Open, server: str) -> None:
    page = go_to()
    need = ask(server, "/api/need")
    legend = page.get_by_role("region", name="Legend")
    for text in (
        "Percent",
        str(need["year"]),
        need["indicator"]["series_name_en"],
        need["indicator"]["source"]["title"],
    ):
        expect(legend).to_contain_text(text)


def test_year_and_series_as_in_the_report(go_to: Open) -> None:
    page = go_to()
    unfold_choices(page)
    page.get_by_label("Series").select_option(label="CONEVAL, states, 2008–2018")
    expect(row(page, "07")).to_contain_text("76.4%")
    expect(row(page, "19")).to_contain_text("14.5%")
    page.get_by_role("radio", name="2014").check()
    expect(row(page, "07")).to_contain_text("76.2%")
    expect(page).to_have_url(re.compile(r"indicator=poverty_pct\.mmp-2008&year=2014"))
    page.go_back()
    expect(row(page, "07")).to_contain_text("76.4%")


def centre(mark: Locator) -> list[float]:
    box = mark.bounding_box()
    assert box
    return [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]


def test_people_are_circles_at_the_seats_whose_surface_is_their_number(
    go_to: Open, server: str, allowed: list[str]
) -> None:
    allowed.append("willReadFrequently")
    page = go_to("/?indicator=poverty_persons.mmp-2016")
    need = ask(server, "/api/need?level=state&indicator=poverty_persons.mmp-2016&year=2020")
    people = {entry["code"]: entry["value"] for entry in need["values"]}
    labels = {"26": "^Sonora: ", "10": "^Durango: ", "20": ", Oaxaca: "}
    seats = {code: page.get_by_role("button", name=re.compile(label)) for code, label in labels.items()}
    for code, mark in seats.items():
        widths = page.evaluate(WIDTH_AT, centre(mark)), page.evaluate(WIDTH_AT, centre(seats["20"]))
        assert (widths[0] / widths[1]) ** 2 == pytest.approx(people[code] / people["20"], rel=0.15), code
    # The land below is plain; the circle is the area's, and so is its land.
    assert page.evaluate(PIXEL, [*name_on_map(page, "Sonora")]) == page.evaluate(
        PIXEL, [*name_on_map(page, "Chihuahua")]
    )
    x, y = centre(page.get_by_role("button", name=re.compile("^Toluca")))
    page.mouse.move(x - 6, y + 22)  # over Guerrero
    expect(page.locator(".tip__name")).to_have_text("State of Mexico")
    page.mouse.move(*name_on_map(page, "Sonora"))
    expect(page.locator(".tip__name")).to_have_text("Sonora")
    expect(page.get_by_role("region", name="Legend").get_by_role("img")).to_have_accessible_name(
        re.compile("5 million; ")
    )


@pytest.mark.exhaustive
def test_gaps_of_many_areas_are_circles_in_two_colours(go_to: Open, server: str, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = go_to("/?view=gap&level=municipality")
    gaps = [area["gap"] for area in ask(server, "/api/coverage?level=municipality")["areas"] if area["gap"] is not None]
    legend = page.get_by_role("region", name="Legend")
    expect(legend.locator("li", has_text="presence exceeds need")).to_contain_text(str(sum(gap < 0 for gap in gaps)))
    expect(legend.locator("li", has_text="need exceeds presence")).to_contain_text(f"{sum(gap > 0 for gap in gaps):,}")
    with_presence = page.get_by_role("button", name=re.compile("^Tijuana"))
    assert page.evaluate(WIDTH_AT, centre(with_presence)) > 30
    assert row(page, "11020").locator(".swatch").evaluate(COLOUR) == legend.locator(".sides__circle").last.evaluate(
        COLOUR
    )


def test_rate_and_headcount_are_a_choice(go_to: Open) -> None:
    page = go_to()
    unfold_choices(page)
    page.get_by_role("radio", name="People").check()
    expect(page.get_by_role("region", name="Legend")).to_contain_text("Persons")
    expect(row(page, "15")).to_contain_text("8,342,500")
    expect(page.locator("tbody tr").first).to_have_attribute("data-code", "15")
    expect(page).to_have_url(re.compile("indicator=poverty_persons"))


def test_municipalities_keep_blank_apart_from_zero(go_to: Open) -> None:
    page = go_to()
    page.get_by_role("radio", name="Municipalities").check()
    expect(page.get_by_role("heading", name="2,469 municipalities")).to_be_visible()
    legend = page.get_by_role("region", name="Legend")
    expect(legend.locator("li", has_text="No data")).to_contain_text("3 municipalities")
    expect(page.get_by_text("The series changed with this choice", exact=False)).to_be_visible()
    find_in_list(page, "04012")
    expect(row(page, "04012")).to_contain_text("no data")
    row(page, "04012").get_by_role("button").click()
    panel = page.get_by_role("complementary")
    expect(panel.locator(".headline")).to_have_text("no data")
    expect(panel).to_contain_text("Nothing placed here in the 2020 report: neither an office nor an initiative")


def test_the_table_finds_names_without_their_accents(go_to: Open) -> None:
    page = go_to("/?level=municipality")
    find_in_list(page, "michoacan morelia")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(row(page, "16053")).to_contain_text("Morelia")
    find_in_list(page, "nowhere at all")
    expect(page.get_by_text("No area has this in its name or code")).to_be_visible()


def test_an_index_with_its_low_end_worse_lists_that_end_first(go_to: Open, server: str) -> None:
    page = go_to("/?indicator=marginalisation_index.marginacion-2020")
    values = ask(server, "/api/need?level=state&indicator=marginalisation_index.marginacion-2020")["values"]
    worst = min(values, key=lambda entry: float(entry["value"]))
    expect(page.locator("tbody tr").first).to_have_attribute("data-code", worst["code"])
    strongest = page.locator(".class__colour").first.evaluate(COLOUR)
    assert row(page, worst["code"]).locator(".swatch").evaluate(COLOUR) == strongest


def test_twelve_states_have_no_office_and_half_of_them_no_initiative_either(go_to: Open, server: str) -> None:
    page = go_to()
    absent = page.get_by_role("region", name="12 states without an office in the report")
    names = [one.inner_text() for one in absent.get_by_role("button").all()]
    without = ["Colima", "Durango", "Guanajuato", "Hidalgo", "Morelos", "Nayarit", "Querétaro", "San Luis Potosí",
               "Sinaloa", "Sonora", "Tamaulipas", "Tlaxcala"]  # fmt: skip
    assert sorted(names) == without
    counts = {area["name"]: area["initiatives"] for area in ask(server, "/api/presence?table=areas")["areas"]}
    silent = [name for name in without if not counts[name]]
    assert names == [*silent, *(name for name in without if counts[name])]
    expect(absent).to_contain_text(f"{len(silent)} with nothing reported: no office, no initiative")
    absent.get_by_role("button", name="Tlaxcala").click()
    expect(page.get_by_role("complementary")).to_contain_text(
        "Nothing reported in 2020: neither an office nor an initiative"
    )


def test_panel_of_mexico_city_says_headquarters_only(go_to: Open) -> None:
    panel = go_to("/?area=09").get_by_role("complementary")
    expect(panel).to_contain_text("Headquarters only: 25 offices, and no field office in the report")


def test_panel_of_a_municipality_shows_its_state_too(go_to: Open) -> None:
    page = go_to("/?area=07101")
    expect(page.get_by_role("radio", name="Municipalities")).to_be_checked()
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("4 field offices of 4 agencies")
    panel.get_by_role("heading", name="Elsewhere in Chiapas").click()
    expect(panel.get_by_role("heading", name="Tapachula")).to_be_visible()
    panel.get_by_role("button", name="Chiapas", exact=True).click()
    expect(panel).to_contain_text("7 field offices of 6 agencies")


def test_zoom_and_home_do_not_lose_the_map(go_to: Open) -> None:
    page = go_to()
    before = name_on_map(page, "Chiapas")
    page.get_by_role("button", name="Zoom in").click()

    def moved() -> None:
        assert name_on_map(page, "Chiapas") != before

    eventually(moved)
    page.get_by_role("button", name="Show the whole country").click()

    def back() -> None:
        assert name_on_map(page, "Chiapas") == pytest.approx(before, abs=2)

    eventually(back)


TIPS = {
    "need": ["75.5%", "people"],
    "presence": ["presence of 10 or more"],
    "both": ["75.5%", "Need in the highest third", "presence of 2 or more"],
    "gap": ["points", "in 9 of 10 ways to count", "75.5%"],
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("view", TIPS)
def test_the_words_at_the_pointer_say_what_the_colour_means(go_to: Open, view: str) -> None:
    page = go_to(f"/?view={view}")
    page.mouse.move(*name_on_map(page, "Oaxaca"))
    page.mouse.move(*name_on_map(page, "Chiapas"))
    tip = page.locator(".tip")
    expect(tip).to_contain_text("Chiapas")
    for words in TIPS[view]:
        expect(tip).to_contain_text(re.compile(words, re.IGNORECASE))
