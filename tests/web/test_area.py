"""The panel of an area: headline, gap and rank, need over the years, deprivations, neighbours, as data and API say."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.web.conftest import PHONE, WIDE
from tests.web.record import Record
from unmap.files import built_web

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

DEPRIVATIONS = {
    "Educational lag": "educational_lag",
    "Without access to health services": "health_access",
    "Without access to social security": "social_security",
    "Dwelling of poor quality or too small": "housing_quality",
    "Dwelling without basic services": "housing_services",
    "Without access to nutritious food of good quality": "food_access",
    "People with an income below the poverty line": "income_below_poverty_line",
    "People with an income below the extreme poverty line": "income_below_extreme_line",
}


@cache
def values() -> pd.Series:
    table = pd.read_csv(ROOT / "data/need/values.csv", dtype={"area_code": str})
    return table.set_index(["area_code", "indicator_id", "year"])["value"].sort_index()


def percent(value: float) -> str:
    return f"{value:.1f}%"


def asked(page: Page, path: str) -> dict[str, Any]:
    body: dict[str, Any] = page.request.get(urljoin(page.url, path)).json()
    return body


def tiles(panel: Locator) -> dict[str, str]:
    """The numbers that the panel states, by their label, once they are there."""
    expect(panel.locator(".tile").first).to_be_visible()
    return {
        tile.locator("dt").inner_text(): tile.locator(".tile__value").inner_text()
        for tile in panel.locator(".tile").all()
    }


def unfold(panel: Locator, name: str) -> Locator:
    """A part of the panel, unfolded."""
    part = panel.locator(f"#area-{name}")
    if part.locator("> details").evaluate("one => !one.open"):
        part.locator("summary").first.click()
    return part


def row_of(page: Page, level: str, code: str) -> dict[str, Any]:
    row: dict[str, Any]
    [row] = asked(page, f"/api/coverage?level={level}&area={code}")["areas"]
    return row


def test_the_panel_states_gap_rank_and_nearest_office_of_the_api(go_to: Open) -> None:
    page = go_to("/?area=13")
    panel = page.get_by_role("complementary")
    row = row_of(page, "state", "13")
    expect(panel.locator(".headline")).to_contain_text(percent(values()["13", "poverty_pct.mmp-2016", 2020]))
    expect(panel.locator(".against p")).to_have_text(
        f"National: {percent(values()['00', 'poverty_pct.mmp-2016', 2020])}"
    )
    stated = tiles(panel)
    assert stated["Gap"] == f"{row['gap']:+.1f}"
    assert stated["Rank by gap"] == f"{row['rank']} of 32"
    assert stated["Rank by rate"] == f"{row['need_rank']} of 32"
    assert stated["Nearest field office"] == f"{row['nearest_office_km']:.0f} km"
    offices = pd.read_csv(ROOT / "data/programme/offices.csv").set_index("office_id")
    expect(panel).to_contain_text(offices["place_reported"][row["nearest_office_id"]])
    expect(panel).to_contain_text(
        f"{row['rank_p05']:.0f} to {row['rank_p95']:.0f} in 9 of 10 ways to count; median rank"
    )
    expect(panel).to_contain_text(row["why_en"])
    expect(panel.get_by_role("link", name="One-page brief")).to_have_attribute("href", "/brief/13?lang=en")


def test_a_change_is_a_number_with_its_years_within_one_series(go_to: Open) -> None:
    page = go_to("/?area=12")
    series = {name: values()["12", f"poverty_pct.{name}"].dropna() for name in ("mmp-2008", "mmp-2016")}
    written = {
        f"{one.index[0]} to {one.index[-1]}: {one.iloc[-1] - one.iloc[0]:+.1f} percentage points".replace("-", "\u2212")
        for one in series.values()
    }
    changes = page.locator("#area-years .changes strong")
    expect(changes).to_have_count(len(written))
    assert {one.inner_text() for one in changes.all()} == written
    expect(page.locator("#area-years")).to_contain_text("margin of error")


def test_nothing_placed_in_a_municipality_does_not_hide_what_its_state_has_as_a_whole(go_to: Open) -> None:
    record = Record()
    statewide = sorted(record.initiatives[one]["title"] for one in record.direct("07"))
    assert not record.direct("07059")
    page = go_to("/?area=07059")
    presence = page.get_by_role("complementary").locator(".presence")
    expect(presence).to_contain_text("Nothing placed here in the 2020 report")
    expect(presence).to_contain_text(f"{len(statewide)} initiatives are placed in Chiapas as a whole")
    presence.get_by_role("button", name="Show them").click()
    titles = page.locator("#initiatives-statewide .initiative__title")
    expect(titles.first).to_be_in_viewport()
    assert sorted(titles.all_inner_texts()) == statewide


def test_more_people_in_need_than_are_counted_is_explained(go_to: Open) -> None:
    page = go_to("/?area=12051")
    panel = page.get_by_role("complementary")
    expect(panel.locator(".headline")).to_contain_text("people")
    expect(panel).to_contain_text(re.compile("a population of 51,6\\d\\d, the population shown here is 36,143"))
    page = go_to("/?area=07")
    expect(page.get_by_role("complementary").locator(".headline")).to_contain_text("people")
    expect(page.get_by_role("complementary")).not_to_contain_text("the population shown here is")


def test_the_nearest_office_in_another_state_is_said_to_be_nearer_than_the_states_own(go_to: Open) -> None:
    page = go_to("/?area=27")
    nearest = page.locator(".tile", has_text="Nearest field office")
    expect(nearest).to_contain_text("Palenque, Chiapas")
    expect(nearest).to_contain_text(re.compile("from the state.s capital; nearer than those in Tabasco itself"))


def test_a_state_over_a_map_of_municipalities_keeps_its_own_gap(go_to: Open) -> None:
    page = go_to("/?area=13&level=municipality")
    panel = page.get_by_role("complementary")
    row = row_of(page, "state", "13")
    stated = tiles(panel)
    assert stated["Gap"] == f"{row['gap']:+.1f}"
    assert stated["Rank by gap"] == str(row["rank"])
    around = unfold(panel, "neighbours")
    beside = values()["22", "poverty_pct.mmp-2016", 2020]
    expect(around.get_by_role("row", name=re.compile("Querétaro"))).to_contain_text(percent(beside))


def test_a_blank_spot_is_told(go_to: Open) -> None:
    page = go_to("/?area=07059&lang=es")
    assert row_of(page, "municipality", "07059")["blank_spot"] is True
    panel = page.get_by_role("complementary")
    expect(panel.locator(".blank-spot")).to_contain_text("Vacío de presencia")
    # The municipal series have no figure of the country: the middle municipality stands in its place, and says so.
    expect(panel.locator(".against p")).to_contain_text("Municipio mediano")
    expect(panel.locator("#area-deprivations")).to_contain_text("no tiene un dato nacional")


@pytest.mark.parametrize(("lang", "words"), [("en", "in the sources of 2020"), ("es", "en las fuentes de 2020")])
def test_a_municipality_renamed_since_has_the_name_of_the_sources_too(go_to: Open, lang: str, words: str) -> None:
    page = go_to(f"/?area=23008&lang={lang}")
    head = page.locator("#area .area__head")
    expect(head.get_by_role("heading")).to_have_text("Playa del Carmen")
    expect(head).to_contain_text(f"{words}: Solidaridad")


def test_an_area_without_need_data_says_so_and_shows_no_number(go_to: Open) -> None:
    page = go_to("/?area=29048")
    panel = page.get_by_role("complementary")
    expect(panel.locator(".headline")).to_have_text("no data")
    expect(panel).to_contain_text("No data is not zero")
    expect(panel).to_contain_text("Without a need value there is no gap and no rank")
    assert list(tiles(panel)) == ["Nearest field office"]
    expect(panel.locator("#area-deprivations")).to_contain_text("no value for this area")
    expect(panel.locator("#area-deprivations table")).to_have_count(0)


def test_need_over_the_years_joins_no_two_series(go_to: Open) -> None:
    page = go_to("/?area=07")
    part = page.locator("#area-years")
    expect(part.locator("svg")).to_be_visible()
    of_area = values()["07"]
    years = {name: of_area[f"poverty_pct.{name}"] for name in ("mmp-2008", "mmp-2016", "inegi-2024")}
    lines = part.locator("svg g[aria-label=line] path:not([d=''])").all()
    lengths = sorted(len(re.findall(r"[\d.]+,[\d.]+", line.get_attribute("d") or "")) for line in lines)
    # One line a series, and Mexico's; the series of one year is a point, drawn as a path that goes nowhere.
    country = values()["00", "poverty_pct.mmp-2016"]
    assert lengths == sorted([*(len(series) for series in years.values()), len(country)])
    starts = sorted(int(series.index.min()) for series in years.values())
    rules = part.locator("svg g[aria-label=rule] line")
    expect(rules).to_have_count(len(list(pairwise(starts))))
    picture = part.get_by_role("img")
    for series in years.values():
        for year, value in series.items():
            expect(picture).to_have_attribute("aria-label", re.compile(rf"{year} {re.escape(percent(value))}"))
    part.get_by_text("All values in tables").click()
    newest = part.get_by_role("table", name="CONEVAL, states, 2016–2022")
    for year, value in years["mmp-2016"].items():
        expect(newest.get_by_role("row", name=re.compile(f"^{year}"))).to_contain_text(percent(value))
    expect(part).to_contain_text("years of one do not compare with years of another")


@pytest.mark.parametrize(("year", "series", "of"), [(2022, "mmp-2016", 2022), (2018, "mmp-2008", 2020)])
def test_deprivations_stand_against_the_country_in_one_series_and_year(
    go_to: Open, year: int, series: str, of: int
) -> None:
    """The older series has no deprivations: those of the default series and year are shown, and named."""
    page = go_to(f"/?area=07&indicator=poverty_pct.{series}&year={year}")
    part = page.locator("#area-deprivations")
    expect(part.locator("tbody tr")).to_have_count(len(DEPRIVATIONS))
    for name, concept in DEPRIVATIONS.items():
        here, country = (values()[code, f"{concept}_pct.mmp-2016", of] for code in ("07", "00"))
        row = part.get_by_role("row", name=re.compile(f"^{name} \\d"))
        assert row.locator("td").all_inner_texts() == [percent(here), percent(country)]
        drawn = row.locator(".against__value").evaluate("bar => 100 * bar.offsetWidth / bar.parentElement.offsetWidth")
        assert drawn == pytest.approx(here, abs=0.5)
    expect(part).to_contain_text(f"CONEVAL, states, 2016–2022 · {of}")


def test_neighbours_lead_to_their_panels(go_to: Open) -> None:
    page = go_to("/?area=09")
    part = unfold(page.get_by_role("complementary"), "neighbours")
    assert [link.inner_text() for link in part.get_by_role("link").all()] == ["State of Mexico", "Morelos"]
    morelos = part.get_by_role("row", name=re.compile("^Morelos"))
    expect(morelos).to_contain_text(percent(values()["17", "poverty_pct.mmp-2016", 2020]))
    page.locator("#area").evaluate("panel => { panel.scrollTop = 400; }")
    morelos.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", name="Morelos", exact=True)).to_be_focused()
    expect(page).to_have_url(re.compile("area=17"))
    assert page.locator("#area").evaluate("panel => panel.scrollTop") == 0
    # What was unfolded stays so from area to area.
    expect(page.locator("#area-neighbours table")).to_be_visible()


def test_the_chart_library_waits_for_the_first_panel(open_page: Open) -> None:
    page = open_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    scripts = (
        "performance.getEntriesByType('resource').map(({name}) => name).filter((name) => /line-\\w+\\.js/.test(name))"
    )
    assert page.evaluate(scripts) == []
    page.locator("tr[data-code='07'] button").click()
    expect(page.locator("#area-years svg")).to_be_visible()
    assert [url for url in fetched if re.search(r"/line-\w+\.js", url)]


def test_the_licences_name_every_library_of_the_charts() -> None:
    [path] = (built_web() / "assets").glob("licences-*.txt")
    named = set(re.findall(r"^(\S+) \d+\.\d+\.\d+$", path.read_text("utf-8"), flags=re.MULTILINE))
    assert {"@observablehq/plot", "d3-array", "d3-scale", "d3-shape", "leaflet", "lit-html"} <= named


def test_a_record_that_cannot_be_had_is_told_and_asked_for_again(open_page: Open, allowed: list[str]) -> None:
    allowed.append("Failed to load resource")
    page = open_page()
    page.route("**/api/areas/07", lambda route: route.fulfill(status=400, json={"code": "no"}))
    page.locator("tr[data-code='07'] button").click()
    problem = page.locator("#area").get_by_role("alert")
    expect(problem).to_contain_text("The server did not accept the request")
    page.unroute("**/api/areas/07")
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Chiapas", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("path", "size", "theme"),
    [
        ("/?area=07", WIDE, "light"),
        ("/?area=07089&lang=es", PHONE, "dark"),
        ("/?area=29048&agency=FAO", PHONE, "light"),
    ],
)
def test_axe_finds_nothing_in_the_panel(open_page: Open, path: str, size: dict[str, int], theme: str) -> None:
    page = open_page(path, size, color_scheme=theme)
    expect(page.locator("#area details")).not_to_have_count(0)
    page.locator("#area details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    found = Axe().run(page, context="#area").response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    low = "all => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.innerText)"
    pressed = page.locator("#area :is(button, summary, a.button)").filter(visible=True)
    assert pressed.count()
    assert pressed.evaluate_all(low) == []
