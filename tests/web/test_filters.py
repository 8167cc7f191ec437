"""Filters by agency and outcome: map, table, sums and lists change together, as the tables say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.record import BESIDE, Record, counted, rows
from tests.web.test_map import name_on_map, row

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

STATES = [f"{number:02}" for number in range(1, 33)]
FILTERS = [("UNHCR", ""), ("UNICEF", ""), ("", "8"), ("", "10"), ("UNICEF", "8"), ("", "")]


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def ring(record: Record, state: str) -> bool:
    """Whether a state has a ring: initiatives, and no office that is shown."""
    headquarters = state == "09" and not record.agency and not record.outcome
    return bool(record.in_state(state)) and not record.offices_in(state) and not headquarters


def cells(page: Page, state: str) -> list[str]:
    return [one.inner_text().strip() for one in row(page, state).locator("td").all()][1:]


@pytest.mark.parametrize(("agency", "outcome"), FILTERS)
def test_a_filter_drives_symbols_table_sums_and_lists_alike(open_page: Open, agency: str, outcome: str) -> None:
    record = Record(agency, outcome)
    page = open_page()
    choice(page, "Agency").select_option(agency)
    choice(page, "Outcome of the framework").select_option(outcome)
    tally = page.locator(".tally")
    expect(tally).to_contain_text(counted(len(record.initiatives), "initiative", "initiatives"))
    located = record.of_scope("located")
    states = counted(len(record.states()), "state", "states")
    expect(tally).to_contain_text(f"Initiatives placed on the map: {len(located)}, in {states}.")
    if record.offices:
        expect(tally).to_contain_text(counted(len(record.offices), "field office", "field offices"))
    expect(page.locator(".symbol--field")).to_have_count(len({area for _, area in record.offices}))
    expect(page.locator(".symbol--initiatives")).to_have_count(sum(ring(record, state) for state in STATES))
    expect(page.locator(".symbol--headquarters")).to_have_count(0 if agency or outcome else 1)
    for state in STATES:
        offices, initiatives = cells(page, state)
        assert initiatives == str(len(record.in_state(state)) or "none")
        if outcome:
            assert offices.startswith("–")
        elif state != "09":
            assert offices == str(record.offices_in(state) or "none")
    button = page.get_by_role("button", name=re.compile("^Not on the map"))
    expect(button).to_contain_text(counted(len(record.of_scope(*BESIDE)), "initiative", "initiatives"))


def test_with_an_outcome_the_page_says_why_no_office_is_drawn(open_page: Open) -> None:
    page = open_page("/?outcome=8")
    expect(page.get_by_role("form", name="Filter by agency and outcome")).to_contain_text(
        "Offices belong to no outcome"
    )
    legend = page.get_by_role("region", name="Legend")
    expect(legend).not_to_contain_text("Field offices")
    expect(legend).to_contain_text("Initiatives placed in the area")


def test_options_carry_counts_and_leave_out_what_has_none(open_page: Open) -> None:
    page = open_page()
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


def test_a_link_reproduces_the_filter_and_chips_take_it_away(open_page: Open) -> None:
    page = open_page()
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
    expect(choice(other, "Agency")).to_be_focused()
    expect(other).not_to_have_url(re.compile("agency|outcome"))
    expect(other.locator(".symbol--headquarters")).to_have_count(1)


def test_a_filter_that_nothing_fits_says_so(open_page: Open) -> None:
    agency, outcome = next(
        (agency["agency_id"], outcome["outcome_id"])
        for agency in rows("agencies")
        for outcome in rows("framework")
        if Record(agency["agency_id"]).initiatives
        and Record(outcome=outcome["outcome_id"]).initiatives
        and not Record(agency["agency_id"], outcome["outcome_id"]).initiatives
    )
    page = open_page(f"/?agency={agency}&outcome={outcome}")
    expect(page.locator(".tally")).to_contain_text("The report lists nothing for this choice")
    expect(page.locator(".chips__empty")).to_have_text("Nothing reported for this choice")
    expect(page.locator("#announcer")).to_contain_text("That is not to say that nothing was done.")
    expect(page.locator(".symbol")).to_have_count(0)
    expect(page.get_by_text("32 states with nothing reported for this choice")).to_be_visible()


def test_the_table_sorts_by_initiatives_and_explains_them(open_page: Open) -> None:
    page = open_page()
    head = page.get_by_role("button", name="Initiatives", exact=True)
    described = page.locator(f"#{head.get_attribute('aria-describedby')}")
    expect(described).to_contain_text(
        "distinct ones that the report places in the state or in one of its municipalities"
    )
    head.click()
    record = Record()
    numbers = [int(cells(page, str(code))[1].replace("none", "0")) for code in
               page.locator("tbody tr").evaluate_all("all => all.map(one => one.dataset.code)")]  # fmt: skip
    assert numbers == sorted((len(record.in_state(state)) for state in STATES), reverse=True)


def test_a_ring_opens_its_area(open_page: Open) -> None:
    page = open_page()
    number = len(Record().in_state("13"))
    page.get_by_role("button", name=f"Hidalgo: {counted(number, 'initiative', 'initiatives')}").press("Enter")
    expect(page.get_by_role("heading", name="Hidalgo")).to_be_focused()
    expect(page.get_by_role("complementary")).to_contain_text("No office in the 2020 report")


def test_the_tooltip_tells_offices_and_initiatives(open_page: Open) -> None:
    page = open_page()
    record = Record()
    for name, code in {"Sonora": "26", "Oaxaca": "20", "Nayarit": "18"}.items():
        page.mouse.move(*name_on_map(page, name))
        expect(page.locator(".tip__name")).to_have_text(name)
        offices, initiatives = record.offices_in(code), len(record.in_state(code))
        words = [
            *([counted(offices, "field office", "field offices")] if offices else []),
            *([counted(initiatives, "initiative", "initiatives")] if initiatives else []),
        ]
        said = [one.inner_text() for one in page.locator(".tip__presence").all()]
        assert said == (words or ["Nothing reported"])
