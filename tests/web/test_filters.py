"""Filters: map, table, sums and lists change together, as the tables of the record say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import find_in_list, settle
from tests.web.record import BESIDE, Record, counted, rows
from tests.web.test_map import name_on_map

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

STATES = [f"{number:02}" for number in range(1, 33)]
FILTERS: list[dict[str, str]] = [
    {"agency": "UNHCR"},
    {"agency": "UNICEF", "outcome": "8"},
    {"outcome": "10"},
    {"priority": "3"},
    {"topic": "migration"},
    {"pillar": "1", "agency": "PAHO-WHO"},
    {"donor": "european-union"},
    {"kind": "offices"},
    {"kind": "initiatives", "agency": "UNHCR"},
    {},
]
LABELS = {
    "agency": "Agency",
    "outcome": "Outcome of the framework",
    "priority": "Strategic priority",
    "topic": "Theme",
    "pillar": "COVID-19 response, pillar",
    "donor": "Donor",
    "kind": "Kind of presence",
}
COUNTS = """rows => Object.fromEntries(rows.map((row) => {
    const number = (kind) => row.querySelector(`.count--${kind} .count__number`)?.textContent ?? null;
    return [row.dataset.code, [number('offices'), number('initiatives')]];
}))"""


def choice(page: Page, name: str) -> Locator:
    """One of the lists, which are folded away at first."""
    toggle = page.locator("#filters-toggle")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    return page.get_by_role("combobox", name=name, exact=True)


def ring(record: Record, state: str) -> bool:
    """Whether a state has a ring: initiatives that are counted, and no office that is shown."""
    if record.kind == "offices":
        return False
    headquarters = state == "09" and not record.agency and not record.of_initiatives and record.kind == "any"
    return bool(record.in_state(state)) and not record.offices_in(state) and not headquarters


def counted_in(page: Page) -> dict[str, list[str | None]]:
    """Offices and initiatives of each state as the table has them; None for what is not counted."""
    found: dict[str, list[str | None]] = page.locator("tbody tr[data-code]").evaluate_all(COUNTS)
    return found


def chosen(page: Page, filters: dict[str, str]) -> None:
    """Choose these and nothing else in the lists, then wait until the sums are theirs."""
    if page.locator(".chip--clear").count():
        page.locator(".chip--clear").click()
    for name, value in filters.items():
        choice(page, LABELS[name]).select_option(value)
    settle(page)


def test_a_filter_drives_symbols_table_sums_and_lists_alike(go_to: Open) -> None:
    page = go_to()
    for filters in FILTERS:
        record = Record(**filters)
        chosen(page, filters)
        tally = page.locator(".tally")
        initiatives = {} if record.kind == "offices" else record.initiatives
        if initiatives:
            expect(tally).to_contain_text(counted(len(initiatives), "initiative", "initiatives"))
            located = record.of_scope("located")
            states = counted(len(record.states()), "state", "states")
            if located:
                expect(tally).to_contain_text(f"Initiatives placed on the map: {len(located)}, in {states}.")
        if record.offices:
            expect(tally).to_contain_text(counted(len(record.offices), "field office", "field offices"))
        expect(page.locator(".symbol--field")).to_have_count(len({area for _, area in record.offices}))
        expect(page.locator(".symbol--initiatives")).to_have_count(sum(ring(record, state) for state in STATES))
        main = not record.agency and not record.of_initiatives and record.kind in {"any", "offices"}
        expect(page.locator(".symbol--headquarters")).to_have_count(int(main))
        told = counted_in(page)
        assert sorted(told) == STATES
        for state, (offices, number) in told.items():
            assert number == (None if record.kind == "offices" else str(len(record.in_state(state)))), (filters, state)
            if record.of_initiatives or record.kind == "initiatives":
                assert offices is None, (filters, state)
            elif state != "09":
                assert offices == str(record.offices_in(state)), (filters, state)
        button = page.locator("#open-beside-the-map .count")
        expect(button).to_have_text(str(len(record.of_scope(*BESIDE))))


def test_with_an_outcome_the_page_says_why_no_office_is_drawn(go_to: Open) -> None:
    page = go_to("/?outcome=8")
    expect(page.get_by_role("form", name="Filters of the record")).to_contain_text(
        "Offices belong to no priority, outcome, theme, pillar or donor"
    )
    legend = page.get_by_role("region", name="Legend")
    expect(legend).not_to_contain_text("Field offices: agencies")
    expect(legend).to_contain_text("Initiatives placed in the area")


def test_options_carry_counts_and_leave_out_what_has_none(go_to: Open) -> None:
    page = go_to()
    everything = [(agency["agency_id"], agency["acronym"], Record(agency["agency_id"])) for agency in rows("agencies")]
    expected = {
        f"{acronym} · " + ", ".join(
            part
            for part in (
                counted(len(record.initiatives), "initiative", "initiatives") if record.initiatives else "",
                counted(len(record.offices), "office", "offices") if record.offices else "",
            )
            if part
        )
        for _, acronym, record in everything
        if record.initiatives or record.offices
    }  # fmt: skip
    options = choice(page, "Agency").locator("option")
    expect(options.nth(1)).to_contain_text("initiative")
    assert {one.inner_text() for one in options.all()} == {"All", *expected}
    outcomes = {one["outcome_id"]: Record(outcome=one["outcome_id"]) for one in rows("framework")}
    groups = choice(page, "Outcome of the framework").locator("optgroup")
    priorities = {one["priority_id"] for one in rows("framework") if outcomes[one["outcome_id"]].initiatives}
    expect(groups).to_have_count(len(priorities))
    texts = [one.inner_text() for one in groups.locator("option").all()]
    assert [int(text.split(".")[0]) for text in texts] == [
        int(outcome) for outcome, record in outcomes.items() if record.initiatives
    ]
    for text in texts:
        initiatives = outcomes[text.split(".")[0]].initiatives
        assert text.endswith(f"· {counted(len(initiatives), 'initiative', 'initiatives')}")


def test_a_link_reproduces_the_filter_and_chips_take_it_away(go_to: Open, open_page: Open) -> None:
    page = go_to()
    choice(page, "Agency").select_option("UNICEF")
    choice(page, "Outcome of the framework").select_option("8")
    expect(page).to_have_url(re.compile(r"agency=UNICEF&outcome=8"))
    expect(page.locator(".symbol--field")).to_have_count(0)
    sums = page.locator(".tally").inner_text()
    other = open_page("/?" + page.url.split("?")[1])
    expect(other.locator(".tally")).to_have_text(sums)
    other.get_by_role("button", name=re.compile("Remove the filter: 8")).click()
    expect(other).to_have_url(re.compile(r"agency=UNICEF$"))
    expect(other.get_by_role("button", name="Remove the filter: UNICEF")).to_be_focused()
    expect(other.locator(".tally")).to_contain_text(
        counted(len(Record("UNICEF").initiatives), "initiative", "initiatives")
    )
    other.go_back()
    expect(other.locator(".tally")).to_have_text(sums)
    other.get_by_role("button", name="Clear all").click()
    expect(other.locator(".chip")).to_have_count(0)
    expect(other.locator("#filters-toggle")).to_be_focused()
    expect(other).not_to_have_url(re.compile("agency|outcome"))
    expect(other.locator(".symbol--headquarters")).to_have_count(1)


def test_a_filter_that_nothing_fits_says_so(go_to: Open) -> None:
    agency, outcome = next(
        (agency["agency_id"], outcome["outcome_id"])
        for agency in rows("agencies")
        for outcome in rows("framework")
        if Record(agency["agency_id"]).initiatives
        and Record(outcome=outcome["outcome_id"]).initiatives
        and not Record(agency["agency_id"], outcome["outcome_id"]).initiatives
    )
    page = go_to(f"/?agency={agency}&outcome={outcome}")
    expect(page.locator(".tally")).to_contain_text("The report lists nothing for this choice")
    expect(page.locator(".chips__empty")).to_have_text("Nothing reported for this choice")
    expect(page.locator("#announcer")).to_contain_text("That is not to say that nothing was done.")
    expect(page.locator(".symbol")).to_have_count(0)
    expect(page.get_by_text("32 states with nothing reported for this choice")).to_be_visible()
    page = go_to("/?agency=ICAO")
    fits = len(Record("ICAO").initiatives)
    expect(page.locator(".chips__empty")).to_contain_text(f"{fits} initiatives fit, none of them tied to a place")
    page.locator(".chips__empty").get_by_role("button", name="Not on the map").click()
    expect(page.locator("#panel-title")).to_have_text("Not on the map")


def test_a_ring_opens_its_area(go_to: Open) -> None:
    page = go_to()
    number = len(Record().in_state("13"))
    page.get_by_role("button", name=f"Hidalgo: {counted(number, 'initiative', 'initiatives')}").press("Enter")
    expect(page.get_by_role("heading", name="Hidalgo", exact=True)).to_be_focused()
    expect(page.get_by_role("complementary")).to_contain_text("No office in the 2020 report")


def test_the_tooltip_tells_offices_and_initiatives(go_to: Open) -> None:
    page = go_to()
    record = Record()
    for name, code in {"Sonora": "26", "Oaxaca": "20", "Tamaulipas": "28"}.items():
        page.mouse.move(*name_on_map(page, name))
        expect(page.locator(".tip__name")).to_have_text(name)
        offices, initiatives = record.offices_in(code), len(record.in_state(code))
        words = [
            *([counted(offices, "field office", "field offices")] if offices else []),
            *([counted(initiatives, "initiative", "initiatives")] if initiatives else []),
        ]
        said = [one.inner_text() for one in page.locator(".tip__presence").all()]
        assert said == (words or ["Nothing reported"])


def numbers_in(page: Page, name: str) -> dict[str, int]:
    """The initiatives that each value of a list would give, by the value."""
    found: dict[str, str] = choice(page, name).evaluate(
        "list => Object.fromEntries([...list.options].slice(1).map((one) => [one.value, one.textContent]))"
    )
    return {value: int(re.findall(r"· (\d+) initiative", text)[0]) for value, text in found.items()}


def test_lists_count_under_the_other_filters_and_keep_what_is_chosen(go_to: Open) -> None:
    page = go_to("/?agency=UNHCR")
    themes = {one["theme_id"] for one in rows("themes")}
    expected = {theme: len(Record("UNHCR", topic=theme).initiatives) for theme in themes}
    expect(choice(page, "Theme").locator("option").nth(1)).to_contain_text("·")
    assert numbers_in(page, "Theme") == {theme: number for theme, number in expected.items() if number}
    theme = max(expected, key=lambda one: expected[one])
    choice(page, "Theme").select_option(theme)
    settle(page)
    outcomes = {one["outcome_id"] for one in rows("framework")}
    under_both = {outcome: len(Record("UNHCR", outcome, topic=theme).initiatives) for outcome in outcomes}
    assert numbers_in(page, "Outcome of the framework") == {code: n for code, n in under_both.items() if n}
    nothing = next(outcome for outcome, number in under_both.items() if not number)
    page.goto(page.url + f"&outcome={nothing}")
    expect(choice(page, "Outcome of the framework")).to_have_value(nothing)


def test_offices_and_an_outcome_are_told_to_exclude_each_other(go_to: Open) -> None:
    page = go_to("/?view=gap&kind=offices&outcome=8")
    form = page.get_by_role("form", name="Filters of the record")
    expect(form).to_contain_text("nothing can fit")
    expect(page.locator(".chips__empty")).to_be_visible()
    form.get_by_role("button", name="Count initiatives, too").click()
    expect(page).to_have_url(re.compile(r"view=gap&outcome=8$"))
    expect(page.locator(".tally")).to_contain_text(
        counted(len(Record(outcome="8").initiatives), "initiative", "initiatives")
    )


def test_statewide_work_counts_for_municipalities_when_asked(go_to: Open) -> None:
    page = go_to("/?level=municipality&within=07&statewide=true")
    expect(page.get_by_role("button", name="Remove the filter: with statewide work")).to_be_visible()
    find_in_list(page, "07101")
    row_of = page.locator('tr[data-code="07101"] .count--initiatives .count__number')
    record = Record()
    here, whole = record.direct("07101"), record.direct("07")
    expect(row_of).to_have_text(str(len(here | whole)))
    # What their state has is no ring of each municipality: the map keeps those placed there.
    offices = {row["area_code"] for row in rows("offices")}
    placed = {row["area_code"] for row in record.places if len(row["area_code"]) == 5} - offices
    expect(page.locator(".symbol--initiatives")).to_have_count(len(placed))
    choice(page, "Agency")
    page.get_by_label("Also count in a municipality").uncheck()
    expect(row_of).to_have_text(str(len(here)))
    expect(page).not_to_have_url(re.compile("statewide"))
