"""The page on method: every measure is told in both languages, with a formula, its limits and where to find it."""

from __future__ import annotations

import math
import re
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from typer.main import get_command

from tests.conftest import eventually
from tests.web.conftest import OVERFLOW, PHONE
from tests.web.test_map import ask
from tests.web.test_words import ENGLISH, SPANISH, WEB, sentences
from unmap.cli.app import app
from unmap.measures.ranks import NEED_MEASURES
from unmap.model import Counting, Kind
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from playwright.sync_api import Page

    from tests.web.conftest import Open
    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

COVERAGE = ("/api/coverage", "unmap gaps")
MEASURES = {
    "counting": ("/api/presence", "unmap presence"),
    "need": ("/api/need", None),
    "gap": COVERAGE,
    "gap-population": COVERAGE,
    "blank-spot": COVERAGE,
    "bivariate": COVERAGE,
    "rank": COVERAGE,
    "equity": ("/api/equity", "unmap equity"),
    "clusters": ("/api/clusters", "unmap clusters"),
    "furthest-behind": ("/api/furthest-behind", "unmap furthest-behind"),
    "reach": ("/api/reach", "unmap reach"),
    "siting": ("/api/siting", "unmap siting"),
    "outcome-gaps": ("/api/outcome-gaps", "unmap outcome-gaps"),
    "footprints": ("/api/footprints", "unmap footprints"),
    "change": ("/api/change", "unmap change"),
}
LIMITS = {"en": ("What it assumes", "Do not use it for"), "es": ("Supuestos", "No debe usarse para")}
CITED = {
    "equity": ("Wagstaff, Paci, van Doorslaer 1991", "Kakwani, Wagstaff, van Doorslaer 1997"),
    "clusters": ("Moran 1950", "Anselin 1995", "Benjamini, Hochberg 1995"),
    "furthest-behind": ("Lahdelma, Hokkanen, Salminen 1998", "Greco, Ishizaka, Matarazzo, Torrisi 2018"),
    "reach": ("Karney 2013",),
    "siting": ("Church, ReVelle 1974",),
}
LONGEST_LINE = 90
FEW_LINES = 3
ABSENCE = {"en": "Absence from a yearly report is not absence of work", "es": "no significa ausencia de trabajo"}
SCALE = {"en": "Presence is not scale", "es": "Presencia no es magnitud"}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_measure_has_question_formula_limits_and_a_way_to_it(read_page: Open, lang: str) -> None:
    page = read_page(f"/about?lang={lang}")
    for measure, (path, command) in MEASURES.items():
        part = page.locator(f"section[aria-labelledby={measure}]")
        expect(part.locator(".question")).to_have_text(re.compile(r"\?$"))
        assert part.locator(".formula__line math").count() >= 1
        expect(part.locator(".formula__words")).to_have_count(1)
        assert part.locator(".symbols dt math").count() == part.locator(".symbols dd").count() >= 1
        for title in LIMITS[lang]:
            items = part.get_by_role("heading", name=title, exact=True).locator("xpath=..").get_by_role("listitem")
            assert items.count() >= 1
        expect(part.locator(f".where a[href='{path}']")).to_have_text(path)
        codes = part.locator(".where code").all_inner_texts()
        assert codes == [path] if command is None else codes == [path, command]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_report_and_its_year_are_those_of_the_data(read_page: Open, dataset: Dataset, lang: str) -> None:
    report = dataset.report
    page = read_page(f"/about?lang={lang}")
    presence = page.get_by_role("region").filter(has=page.locator("#presence"))
    expect(presence).to_contain_text(report.title)
    expect(presence).to_contain_text(f"{report.reporting_year}.")
    # The sentences themselves name neither, so that another folder's report stands in their place.
    words = {"en": ENGLISH, "es": SPANISH}[lang]
    assert all("20" not in words[key] for key in ("about.presence.report", "about.record.report"))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_absence_and_scale_are_told_before_any_measure(read_page: Open, lang: str) -> None:
    page = read_page(f"/about?lang={lang}")
    first = page.locator("main section").first
    expect(first).to_contain_text(ABSENCE[lang])
    expect(first).to_contain_text(SCALE[lang])


def test_formulas_are_mathml_that_the_browser_lays_out(read_page: Open) -> None:
    page = read_page("/about?lang=en")
    spaces = page.evaluate("[...new Set([...document.querySelectorAll('math, math *')].map((e) => e.namespaceURI))]")
    assert spaces == ["http://www.w3.org/1998/Math/MathML"]
    gap = page.locator("section[aria-labelledby=gap] .formula__line math")
    assert re.sub(r"\s", "", str(gap.text_content())) == "Gi=100(Ni∑jNj\N{MINUS SIGN}xi∑jxj)"
    tall, line = gap.bounding_box(), page.locator("section[aria-labelledby=gap] .symbols math").first.bounding_box()
    assert tall
    assert line
    assert tall["height"] > 2 * line["height"]
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_every_entry_of_the_contents_leads_to_its_part(open_page: Open) -> None:
    page = open_page("/about?lang=en")
    links = page.get_by_role("navigation", name="On this page").get_by_role("link")
    targets = [str(link.get_attribute("href")) for link in links.all()]
    headings = page.locator("main section > h2").all()
    assert targets == [f"#{heading.get_attribute('id')}" for heading in headings]
    assert len(targets) == len(set(targets)) > len(MEASURES)
    ids = page.locator("[id]").evaluate_all("all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    links.get_by_text("Clusters", exact=True).click()
    expect(page).to_have_url(re.compile("#clusters$"))
    expect(page.locator("h2#clusters")).to_be_in_viewport()
    expect(page.locator(".contents a[aria-current=true]")).to_have_text("Clusters")


def test_the_entry_of_the_part_being_read_stays_in_sight(open_page: Open) -> None:
    page = open_page("/about#references", {"width": 1280, "height": 500})
    here = page.locator(".contents a[aria-current=true]")
    expect(here).to_have_text("Sources of the methods")
    expect(here).to_be_in_viewport(ratio=1)


def stands_at_the_top(page: Page, anchor: str) -> None:
    box = page.locator(f"h2#{anchor}").bounding_box()
    assert box, anchor
    assert 0 < box["y"] < 200, anchor


@pytest.mark.parametrize("anchor", ["counting", "reach", "sources"])
def test_a_link_into_the_page_leads_there(open_page: Open, anchor: str) -> None:
    stands_at_the_top(open_page(f"/about?lang=es#{anchor}"), anchor)


def test_every_part_is_led_to_by_its_anchor(read_page: Open) -> None:
    page = read_page("/about?lang=es")
    for anchor in (*MEASURES, "references", "sources"):
        page.evaluate("anchor => { location.hash = anchor; }", anchor)
        eventually(partial(stands_at_the_top, page, anchor))


def test_methods_name_their_sources_and_lead_to_them(read_page: Open) -> None:
    page = read_page("/about?lang=en")
    for measure, cited in CITED.items():
        for name in cited:
            link = page.locator(f"section[aria-labelledby={measure}] .where").get_by_role("link", name=name, exact=True)
            target = page.locator(str(link.get_attribute("href")))
            assert all(word in target.inner_text() for word in re.findall(r"\w+", name))
    references = page.locator(".references li").evaluate_all("all => all.map((one) => `#${one.id}`)")
    assert references
    for reference in references:
        assert page.locator(f".where a[href='{reference}']").count() >= 1


def test_the_numbers_of_the_method_are_those_of_the_engine() -> None:
    text = (WEB / "about/section.js").read_text("utf-8")
    told = {name: float(number) for name, number in re.findall(r"^  (\w+): ([\d.]+),$", text, re.MULTILINE)}
    assert told == {
        "needMeasures": len(NEED_MEASURES),
        "kinds": len(Kind),
        "countings": len(Counting),
        "greedy": int(100 * (1 - 1 / math.e)),  # Nemhauser, Wolsey and Fisher
    }
    asked = {name for entry in ENGLISH.values() for one in sentences(entry) for name in re.findall(r"\{(\w+)\}", one)}
    assert "greedy" in asked
    of_method = {"radius_km", "most_radius_km", "sites", "most_sites", "curve_km", "left_out", "draws", "permutations"}
    assert of_method | {"seed", "alpha", "top", "highest"} <= asked & {one.name for one in fields(DEFAULTS)}


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
def test_the_texts_on_measures_hold_no_figures_of_the_data(words: dict[str, str]) -> None:
    parts = ("text", "test", "spread", "proof", "words", "symbol", "assumes", "never", "answers", "default")
    told = [key for key in words if key.startswith("about.") and any(part in key.split(".") for part in parts)]
    assert len(told) > len(parts)
    for key in told:
        bare = words[key].replace("WGS 84", "")
        assert set(re.findall(r"\d+", bare)) <= {"0", "1", "2", "5", "95"}, key


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("width", [360, 320])
def test_no_formula_runs_over_the_side_of_a_phone(read_page: Open, lang: str, width: int) -> None:
    page = read_page(f"/about?lang={lang}", {**PHONE, "width": width})
    assert page.evaluate(OVERFLOW) <= 0
    for part in (".formula__line", ".symbols dt", ".where dd"):
        assert page.locator(part).count(), part
        wider = page.locator(part).evaluate_all(
            "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"
        )
        assert wider == []


def test_lines_of_the_text_are_of_readable_length(read_page: Open) -> None:
    page = read_page("/about?lang=en", {"width": 1920, "height": 1000})
    page.evaluate("document.fonts.ready")
    lengths = page.locator("main section > p").evaluate_all("""all => all.map((one) => {
        const lines = Math.round(one.clientHeight / parseFloat(getComputedStyle(one).lineHeight));
        return [lines, one.textContent.length / lines];
    })""")
    long = [length for lines, length in lengths if lines >= FEW_LINES]
    assert long
    assert max(long) <= LONGEST_LINE


def test_every_command_that_the_page_names_exists() -> None:
    known = {f"unmap {name}" for name in get_command(app).commands}  # type: ignore[attr-defined]
    assert {command for _, command in MEASURES.values() if command} <= known


def test_the_api_serves_every_path_that_the_page_names(client: TestClient) -> None:
    served = client.get("/api/openapi.json").json()["paths"]
    for path, _ in MEASURES.values():
        assert path in served


@pytest.mark.parametrize("lang", ["en", "es"])
def test_about_lists_every_source_with_its_terms(read_page: Open, server: str, lang: str) -> None:
    page = read_page(f"/about?lang={lang}")
    sources = ask(server, "/api/sources")["sources"]
    table = page.get_by_role("table")
    expect(table.locator("tbody tr")).to_have_count(len(sources))
    for source in sources:
        expect(table).to_contain_text(source["title"])
        expect(table).to_contain_text(source["terms"])
    totals = ask(server, "/api")["totals"]
    figures = [one.inner_text() for one in page.locator("dl dd").all()]
    for name in ("offices", "office_places", "initiatives", "initiatives_located", "initiatives_country_wide"):
        assert str(totals[name]) in figures
