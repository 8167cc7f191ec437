"""The legends of the four views: classes, limits and counts are the API's, and everything says what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import PHONE, unfold_choices
from tests.web.test_map import COLOUR, COLOUR_OF, PIXEL, ask, name_on_map, row

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

LARGEST = 20 * 16, 24 * 16
"""Width and height in pixels that leave the map its room."""


def legend(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("^(Legend|Leyenda|Simbología)$"))


def areas(number: int) -> str:
    return f"{number} state" if number == 1 else f"{number} states"


def signed(number: float) -> str:
    return f"{number:+g}".replace("-", "\u2212")


def test_presence_counts_areas_with_none_one_and_more_of_what_is_asked(go_to: Open, server: str) -> None:
    for kind, title in (
        ("any", "Offices and initiatives"),
        ("offices", "Field offices"),
        ("agencies", "Agencies present"),
        ("initiatives", "Initiatives"),
    ):
        found = ask(server, f"/api/coverage?kind={kind}")["classes"]["presence"]
        counts, limits = found["counts"], found["limits"]
        page = go_to(f"/?view=presence&kind={kind}")
        expect(legend(page).get_by_role("heading", level=2)).to_have_text(title)
        steps = legend(page).locator(".step")
        for step, (many, (low, high)) in zip(steps.all(), limits.items(), strict=True):
            words = {low: str(low), 0: "None", None: f"{low} or more"}.get(high, f"{low}\u2013{high}")
            expect(step).to_contain_text(words)
            expect(step).to_contain_text(areas(counts[many]))
        colours = [one.evaluate(COLOUR) for one in legend(page).locator(".step__colour").all()]
        for area in ask(server, f"/api/coverage?kind={kind}")["areas"]:
            shown = row(page, area["code"]).locator(".swatch").evaluate(COLOUR)
            assert shown == colours[list(counts).index(area["presence_class"])]


def test_the_square_has_the_counts_and_colours_of_its_cells(go_to: Open, server: str) -> None:
    answer = ask(server, "/api/coverage")
    page = go_to("/?view=both")
    found = answer["classes"]["bivariate"]
    cells = legend(page).locator(".square-cell")
    expect(cells).to_have_count(9)
    for one in cells.all():
        number = found["counts"][one.get_attribute("data-cell")]
        expect(one).to_have_text(str(number))
        assert str(one.get_attribute("aria-label")).endswith(f": {areas(number)}")
    for least, most in found["thirds"].values():
        expect(legend(page)).to_contain_text(f"{least:.1f}–{most:.1f}")
    for area in answer["areas"]:
        cell = legend(page).locator(f'[data-cell="{area["bivariate"]}"]')
        assert row(page, area["code"]).locator(".swatch").evaluate(COLOUR) == cell.evaluate(COLOUR)
    cell = legend(page).locator('[data-cell="middle-1"]')
    cell.focus()
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".areas tbody tr")).to_have_count(found["counts"]["middle-1"])
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-pressed", "false")
    expect(legend(page)).to_contain_text("A blank spot is stricter")


def test_the_gap_has_seven_symmetric_classes_with_signed_limits(go_to: Open, server: str) -> None:
    answer = ask(server, "/api/coverage")
    gap = answer["classes"]["gap"]
    page = go_to("/?view=gap")
    bar = legend(page).locator(".class")
    expect(bar).to_have_count(7)
    for one, count in zip(bar.all(), gap["counts"], strict=True):
        expect(one).to_contain_text(f": {areas(count)}")
    ticks = [one.inner_text() for one in legend(page).locator(".class__bound").all()]
    assert ticks == [signed(limit) for limit in gap["limits"]]
    assert [limit + other for limit, other in zip(gap["limits"], gap["limits"][::-1], strict=True)] == [0] * 6
    colours = [one.evaluate(COLOUR) for one in legend(page).locator(".class__colour").all()]
    for area in answer["areas"]:
        index = sum(limit < area["gap"] for limit in gap["limits"])
        assert row(page, area["code"]).locator(".swatch").evaluate(COLOUR) == colours[index]
    for words in ("presence exceeds need", "need exceeds presence", "sums to 0", "gap against population alone"):
        expect(legend(page)).to_contain_text(words)


def test_a_press_on_a_class_of_need_singles_its_areas_out(go_to: Open, server: str, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = go_to()
    classes = ask(server, "/api/need?level=state")["classes"]
    one = legend(page).locator(".class button").last
    colour = one.evaluate(COLOUR)
    one.click()
    expect(page).to_have_url(re.compile("cell=need-5$"))
    expect(one).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".areas tbody tr")).to_have_count(classes["counts"][4])
    expect(page.locator(".scope")).to_contain_text("Over 62.4%, up to 78.0%")
    assert page.evaluate(PIXEL, [*name_on_map(page, "Chiapas")]) == colour
    assert page.evaluate(PIXEL, [*name_on_map(page, "Sonora")]) == page.evaluate(COLOUR_OF, "receded")
    listed = ask(server, "/api/coverage?cell=need-5")["areas"]
    assert {area["code"] for area in listed} == {"07", "12"}
    page.locator(".downloads__open").click()
    expect(page.locator("a[href*='cell=need-5']").first).to_be_visible()
    unfold_choices(page)
    page.get_by_role("radio", name="2022").check()
    expect(page).to_have_url(re.compile("cell=need-5"))  # another year has the same classes
    page.get_by_role("radio", name="People").check()
    expect(page).not_to_have_url(re.compile("cell="))


@pytest.mark.parametrize("view", ["need", "presence", "both", "gap"])
def test_source_period_rule_and_disclaimers_are_in_reach_of_every_view(go_to: Open, server: str, view: str) -> None:
    need, report = (ask(server, "/api/coverage?level=municipality")[part] for part in ("need", "report"))
    for lang in ("en", "es"):
        page = go_to(f"/?view={view}&level=municipality&lang={lang}")
        box = legend(page).bounding_box()
        assert box
        assert (box["width"], box["height"]) <= LARGEST
        assert box["height"] <= LARGEST[1]
        if view != "presence":
            expect(legend(page).locator(".provenance")).to_contain_text(need[f"series_name_{lang}"])
            expect(legend(page).locator(".legend__unit strong").first).to_have_text(str(need["year"]))
        expect(legend(page).locator(".provenance")).to_contain_text(str(report["reporting_year"]))
        legend(page).locator(".legend__method summary").click()
        said = {
            "en": ("Headquarters are no field presence", "does not mean no work", "Boundaries and names"),
            "es": ("Las sedes no son presencia en terreno", "no significa ausencia", "límites y nombres"),
        }[lang]
        for words in (*said, report["source"]["title"]):
            expect(legend(page).locator(".legend__rules")).to_contain_text(words, ignore_case=True)
        about = legend(page).locator('.legend__rules a[href^="/about"]')
        expect(about).to_be_visible()
        if view != "presence":
            blank = ask(server, "/api/coverage?level=municipality")["classes"]["gap"]["no_data"]
            expect(legend(page).locator(".symbols")).to_contain_text(f"{blank} municip")


def test_on_a_phone_the_legend_is_not_wider_than_its_sheet(go_to: Open) -> None:
    for view in ("both", "gap", "presence"):
        page = go_to(f"/?view={view}&lang=es", {**PHONE, "width": 320})
        assert legend(page).evaluate("one => one.scrollWidth <= one.clientWidth")


def test_an_arrow_of_the_legend_never_stands_alone_on_a_line(go_to: Open) -> None:
    for lang in ("en", "es"):
        ends = legend(go_to(f"/?view=gap&lang={lang}", PHONE)).locator(".ends").first.text_content() or ""
        assert ends.count("\u2190\u00a0") == ends.count("\u00a0\u2192") == 1
