"""The framework view: outcomes and agencies by state, as the tables of the programme record say."""

from __future__ import annotations

import csv
import io
import re
import urllib.request
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.web.conftest import PHONE, WIDE
from tests.web.record import Record, counted, rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

OUTCOMES = "/?panel=framework"
AGENCIES = "/?panel=framework&matrix=agencies"
Matrix = dict[tuple[str, str], list[int]]

CELLS = """() => {
    const heads = [...document.querySelectorAll('.grid thead tr:last-child th')]
        .filter((one) => !one.matches('.grid__corner, .grid__need, .grid__total'));
    return [...document.querySelectorAll('.grid tbody tr')].map((row) => [
        row.dataset.code,
        [...row.querySelectorAll('td.cell')].map((cell, index) => [
            heads[index].textContent.trim(),
            [...cell.querySelectorAll('.office-count')].map((one) => Number(one.textContent)),
            [...cell.querySelectorAll('.grid__button')]
                .map((one) => one.querySelector('span:not(.office-count)') ?? (one.children.length ? null : one))
                .filter((one) => one !== null)
                .map((one) => Number(one.textContent)),
            cell.textContent.trim(),
        ]),
        Number(row.querySelector('.grid__total').textContent),
    ]);
}"""


def shown(page: Page) -> tuple[Matrix, Matrix, dict[str, int]]:
    """Offices and initiatives by state and head of the column, where there are any, and the last column."""
    expect(page.locator(".grid tbody tr")).to_have_count(32)
    offices, initiatives, totals = {}, {}, {}
    for code, cells, total in page.evaluate(CELLS):
        totals[code] = total
        for head, of_offices, of_initiatives, text in cells:
            if of_offices:
                offices[code, head] = of_offices
            if of_initiatives:
                initiatives[code, head] = of_initiatives
            assert of_offices or of_initiatives or "".join(text.split()) == "·0"
    return offices, initiatives, totals


def states_of(record: Record) -> dict[str, set[str]]:
    """The states of each initiative."""
    found: dict[str, set[str]] = defaultdict(set)
    for place in record.places:
        found[place["initiative_id"]].add(place["area_code"][:2])
    return found


@pytest.mark.parametrize("agency", ["", "UNICEF"])
def test_cells_of_outcomes_are_distinct_initiatives_of_the_tables(go_to: Open, agency: str) -> None:
    record = Record(agency)
    page = go_to(f"{OUTCOMES}&agency={agency}" if agency else OUTCOMES)
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for initiative, states in states_of(record).items():
        for state in states:
            expected[state, record.initiatives[initiative]["outcome_id"] or "None"].add(initiative)
    _, initiatives, totals = shown(page)
    assert initiatives == {key: [len(found)] for key, found in expected.items()}
    assert totals == {state: len(record.in_state(state)) for state in totals}


def test_totals_of_the_outcomes_add_up_to_the_record(go_to: Open) -> None:
    record = Record()
    page = go_to(OUTCOMES)
    lines = page.locator(".outcome-line .quiet")
    expect(lines).to_have_count(11)
    words = {"located": "in states", "country-wide": "country-wide", "unnamed-places": "in places not named",
             "regional": "regional"}  # fmt: skip
    whole = 0
    for line, outcome in zip(lines.all(), [*map(str, range(1, 11)), ""], strict=True):
        of_outcome = [one for one in record.initiatives.values() if one["outcome_id"] == outcome]
        parts = {scope: sum(one["scope"] == scope for one in of_outcome) for scope in words}
        whole += sum(parts.values())
        text = ", ".join(f"{count} {words[scope]}" for scope, count in parts.items() if count)
        number = counted(len(of_outcome), "initiative", "initiatives")
        expect(line).to_have_text(f"{number}: {text}" if of_outcome else "No initiative in the report")
    assert whole == len(record.initiatives)
    expect(page.locator(".matrix__lead")).to_contain_text(
        f"{whole} initiatives: {len(record.of_scope('located'))} placed in states, "
        f"{len(record.of_scope('country-wide'))} country-wide"
    )


def test_cells_of_agencies_are_offices_and_initiatives_of_the_tables(go_to: Open) -> None:
    record = Record()
    acronyms = {one["agency_id"]: one["acronym"] for one in rows("agencies")}
    offices: dict[tuple[str, str], set[str]] = defaultdict(set)
    for agency, area in record.offices:
        offices[area[:2], acronyms[agency]].add(area)
    initiatives: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("initiative_agencies"):
        for state in states_of(record)[row["initiative_id"]]:
            initiatives[state, acronyms[row["agency_id"]]].add(row["initiative_id"])
    page = go_to(AGENCIES)
    found_offices, found_initiatives, totals = shown(page)
    assert found_offices == {key: [len(found)] for key, found in offices.items()}
    assert found_initiatives == {key: [len(found)] for key, found in initiatives.items()}
    there = {*offices, *initiatives}
    assert totals == {state: len({agency for at, agency in there if at == state}) for state in totals}
    placed = [found.text_content() for found in page.locator(".grid tfoot tr").first.locator("td.number").all()]
    heads = [head.inner_text() for head in page.locator(".grid thead .grid__upright").all()]
    assert heads
    assert placed == [str(len({at for at, agency in there if agency == head})) for head in heads]


def test_a_cell_opens_its_state_under_its_filter_and_leads_back(go_to: Open) -> None:
    page = go_to(OUTCOMES)
    cell = page.get_by_role("button", name=re.compile(r"^Puebla, 8\. .*: 2 initiatives$"))
    cell.click()
    expect(page).to_have_url(re.compile(r"view=presence&outcome=8&area=21&initiative=[\w-]+&panel=framework"))
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="Puebla", exact=True)).to_be_attached()
    opened = panel.locator(".initiative > details[open]")
    expect(opened).to_have_count(1)
    expect(opened.locator("summary")).to_be_focused()
    expect(opened.locator("summary")).to_be_in_viewport()
    expect(panel.locator(".presence")).to_contain_text("2 initiatives")
    expect(page.locator("#matrix")).to_be_hidden()
    panel.get_by_role("button", name="← Framework").click()
    expect(page.locator(".grid .cell--on")).not_to_have_count(0)
    expect(page.locator(".grid tbody tr")).to_have_count(32)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?panel=framework$"))
    expect(page.locator(".grid .cell--on")).to_have_count(0)


def test_heads_of_columns_set_the_filter_and_names_open_states(go_to: Open) -> None:
    page = go_to(AGENCIES)
    page.get_by_role("button", name="UNHCR: show on the map").click()
    expect(page.locator("#matrix")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"view=presence&agency=UNHCR"))
    expect(page.get_by_role("button", name="Framework")).to_be_focused()
    page.go_back()
    page.get_by_role("radio", name="Outcomes by state").check(force=True)
    page.locator(".grid thead").get_by_role("button", name=re.compile(r"^3\. ")).click()
    expect(page).to_have_url(re.compile("outcome=3"))
    page.go_back()
    page.locator('tr[data-code="07"] .grid__area').click()
    expect(page).to_have_url(re.compile("area=07&panel=framework$"))


def test_states_stand_by_need_or_by_name(go_to: Open) -> None:
    with (ROOT / "data/need/values.csv").open(encoding="utf-8", newline="") as file:
        rate = {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["indicator_id"] == "poverty_pct.mmp-2016" and row["year"] == "2020" and len(row["area_code"]) == 2
            and row["area_code"] != "00"
        }  # fmt: skip
    page = go_to(OUTCOMES)
    codes = "() => [...document.querySelectorAll('.grid tbody tr')].map((row) => row.dataset.code)"
    expect(page.locator(".grid tbody tr")).to_have_count(32)
    order = page.evaluate(codes)
    assert order == sorted(order, key=lambda code: -rate[code])
    page.get_by_role("radio", name="By name").check(force=True)
    expect(page.locator(".grid tbody tr").first).to_have_attribute("data-code", "01")
    names = [name.inner_text() for name in page.locator(".grid__area").all()]
    assert names[:3] == ["Aguascalientes", "Baja California", "Baja California Sur"]
    expect(page).to_have_url(re.compile("sort=name"))


def test_the_matrix_is_one_stop_of_the_tab_key_and_arrows_move_inside(go_to: Open) -> None:
    page = go_to(OUTCOMES)
    expect(page.locator('.grid__button[tabindex="0"]')).to_have_count(1)
    first = page.locator(".grid__button").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", re.compile(r"^Chiapas, 2\. "))
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-label", "All about Chiapas")
    expect(page.locator('.grid__button[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#area-name")).to_be_focused()


@pytest.mark.parametrize("path", [OUTCOMES, AGENCIES])
def test_the_matrix_can_be_taken_away_as_a_table(go_to: Open, server: str, path: str) -> None:
    page = go_to(path)
    _, initiatives, _ = shown(page)
    address = page.get_by_role("link", name="CSV").get_attribute("href")
    assert address
    with urllib.request.urlopen(server + address, timeout=1800) as answer:  # noqa: S310 - our own server
        table = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert sum(int(row["initiatives"]) for row in table) == sum(count for [count] in initiatives.values())


def test_an_answer_that_fails_is_told_and_asked_for_again(open_page: Open, allowed: list[str]) -> None:
    allowed.append("500 (Internal Server Error)")
    page = open_page("/")
    page.route("**/api/footprints*", lambda route: route.fulfill(status=500, body="{}"))
    page.get_by_role("button", name="Framework").click()
    page.get_by_role("radio", name="Agencies by state").check(force=True)
    problem = page.locator("#matrix .problem")
    expect(problem).to_contain_text("The server answered with an error.")
    page.unroute("**/api/footprints*")
    problem.get_by_role("button", name="Try again").click()
    expect(page.locator(".grid tbody tr")).to_have_count(32)


@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("es", "dark")])
def test_both_matrices_are_accessible(go_to: Open, lang: str, theme: str) -> None:
    for path, size in ((OUTCOMES, WIDE), (AGENCIES, PHONE)):
        page = go_to(f"{path}&lang={lang}&theme={theme}", size)
        expect(page.locator(".grid tbody tr")).to_have_count(32)
        assert [one["id"] for one in Axe().run(page, "#matrix").response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
