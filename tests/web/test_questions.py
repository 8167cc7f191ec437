"""Ready-made questions: each link gives its answer again, and the numbers are those of the data."""

from __future__ import annotations

import csv
import json
import re
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.web.conftest import PHONE
from tests.web.record import Record, rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

QUESTIONS = [
    "poor-without-office",
    "far-from-offices",
    "agency-absent",
    "outcome-and-need",
    "population-or-poverty",
    "however-counted",
    "nothing-placed",
    "furthest-behind",
    "conditions-meet",
]
TRIES = 5
NAMES = "() => [...document.querySelectorAll('[data-answer]')].map((row) => row.dataset.answer)"


def ask(server: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body_of(server, path))
    return found


def body_of(server: str, path: str) -> bytes:
    """What the API answers; a server that is busy is asked again, as the page does."""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(server + path, timeout=1800) as answer:  # noqa: S310 - our own server
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as error:
            assert error.code == HTTPStatus.SERVICE_UNAVAILABLE  # noqa: PT017 - any other answer is wrong
            time.sleep(1)
    pytest.fail("the server stayed busy")


def poverty(indicator: str = "poverty_pct.mmp-2016") -> dict[str, float]:
    """Values of the states in 2020, straight from the table."""
    with (ROOT / "data/need/values.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["indicator_id"] == indicator and row["year"] == "2020" and re.fullmatch(r"\d\d", row["area_code"])
            and row["area_code"] != "00"
        }  # fmt: skip


def link(question: str, **parts: str) -> str:
    return "/?" + "&".join(
        [*(f"{name}={value}" for name, value in parts.items()), f"panel=questions&question={question}"]
    )


def answer_of(page: Page) -> tuple[str, list[str]]:
    """The sentence and what is listed under it."""
    expect(page.locator(".answer")).to_be_visible()
    listed: list[str] = page.evaluate(NAMES)
    return page.locator(".answer").inner_text(), listed


def names_its_sources_limits_and_data(page: Page, server: str) -> None:
    method = page.locator(".method")
    expect(method.locator("dt")).to_have_text(
        ["What is counted", "How sure it is", "What it does not say", "Period", "Sources", "The answer as data"]
    )
    expect(method).to_contain_text("United Nations Mexico Results Report 2020")
    expect(method).to_contain_text("Presence: 2020")
    raw = method.locator(".raw a").all()
    assert raw
    for one in raw:
        body = body_of(server, one.get_attribute("href") or "")
        assert {"{": "JSON", "P": "Excel"}.get(chr(body[0]), "CSV") == one.inner_text()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_link_of_a_question_gives_its_answer_and_sources_again(
    go_to: Open, open_page: Open, server: str, question: str
) -> None:
    page = go_to("/?agency=UNICEF&panel=questions")
    page.locator(f'a.question[href*="question={question}"]').click()
    expect(page.locator("#panel-title")).to_be_focused()
    found = answer_of(page)
    assert found[1]
    expect(page.get_by_role("button", name="Set it", exact=True)).to_have_count(0)
    if question != "agency-absent":
        assert "agency=" not in page.url
    again = open_page(f"/?{urlsplit(page.url).query}")
    assert answer_of(again) == found
    expect(again.locator(".notice")).to_have_count(0)
    expect(again.get_by_role("button", name="Set it", exact=True)).to_have_count(0)
    names_its_sources_limits_and_data(again, server)
    page.go_back()
    expect(page.locator("a.question")).to_have_count(len(QUESTIONS))


def test_poorest_states_without_an_office_are_those_of_the_tables(go_to: Open) -> None:
    rate = poverty()
    order = sorted(rate, key=lambda code: -rate[code])
    third = order[: len(order) // 3]
    without = [code for code in third if not Record().offices_in(code)]
    page = go_to(link("poor-without-office", view="both", kind="offices", cell="high-0"))
    sentence, listed = answer_of(page)
    assert listed == without
    assert sentence.startswith(f"{len(without)} of the {len(third)} states")
    persons = poverty("poverty_persons.mmp-2016")
    first = page.locator(f'[data-answer="{without[0]}"]')
    expect(first).to_contain_text(f"{rate[without[0]]:.1f}%")
    expect(first).to_contain_text(f"{persons[without[0]]:,.0f}")
    first.get_by_role("button").click()
    expect(page).to_have_url(re.compile(f"area={without[0]}&panel=questions"))
    page.get_by_role("button", name="← Questions").click()
    expect(page.locator(".answer")).to_be_visible()


def test_states_with_nothing_placed_are_those_of_the_tables(go_to: Open) -> None:
    record, rate = Record(), poverty()
    silent = {code for code in rate if not record.offices_in(code) and not record.in_state(code)}
    sentence, listed = answer_of(go_to(link("nothing-placed", view="presence")))
    assert listed == sorted(silent, key=lambda code: -rate[code])
    assert f"in {len(silent)} states" in sentence


def test_absence_of_an_agency_is_that_of_the_tables(go_to: Open) -> None:
    record, rate = Record("UNHCR"), poverty()
    persons = poverty("poverty_persons.mmp-2016")
    footprint = record.states() | {area[:2] for _, area in record.offices}
    absent = [code for code in sorted(rate, key=lambda code: -rate[code]) if code not in footprint][:5]
    share = 100 * sum(persons[code] for code in footprint) / sum(persons.values())
    page = go_to(link("agency-absent", view="both"))
    expect(page.locator(".answer")).to_contain_text("Choose one")
    page.get_by_label("Agency").last.select_option("UNHCR")
    expect(page.get_by_role("heading", name="Where is UNHCR absent from high need?")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text(f"UNHCR in {len(footprint)} states, home to {share:.1f}%")
    assert answer_of(page)[1] == absent
    expect(page).to_have_url(re.compile("agency=UNHCR"))
    unplaced = {one["agency_id"] for one in rows("initiative_agencies")} - {
        agency for row in rows("agencies") if (agency := row["agency_id"])
        and (Record(agency).places or Record(agency).offices)
    }  # fmt: skip
    page.get_by_label("Agency").last.select_option(min(unplaced))
    expect(page.locator(".answer")).to_contain_text("in any state")


def test_agencies_to_choose_and_those_listed_stand_in_one_order(go_to: Open) -> None:
    page = go_to(link("agency-absent", view="both", lang="es"))
    expect(page.locator(".answer")).to_be_visible()
    named = [name.strip() for name in page.locator("#question-agency option").all_inner_texts()[1:]]
    listed = page.locator("tr[data-answer] .name").all_inner_texts()
    assert "ACNUR" in listed
    assert listed == [name for name in named if name in listed]


def test_people_far_from_offices_are_those_of_the_api(go_to: Open, server: str) -> None:
    reach = ask(server, "/api/reach?radius=100")
    far = {row["state_code"]: row["persons"] - row["covered"] for row in reach["by_state"]}
    sentence, listed = answer_of(go_to(link("far-from-offices")))
    assert listed[:8] == sorted(far, key=lambda code: -far[code])[:8]
    assert listed[8:] == [row["code"] for row in reach["left_out"][:8]]
    assert (
        f"{(reach['persons'] - reach['covered']) / 1e6:.3g} million of {reach['persons'] / 1e6:.3g} million" in sentence
    )


def test_an_outcome_is_set_with_its_own_need(go_to: Open, server: str) -> None:
    page = go_to(link("outcome-and-need", view="gap", kind="initiatives"))
    ties = [tie for tie in ask(server, "/api/outcome-gaps")["outcomes"] if tie["concept"]]
    sentence, listed = answer_of(page)
    assert listed == [f"{tie['outcome_id']}/{tie['concept']}" for tie in ties]
    leaving = {tie["outcome_id"] for tie in ties if tie["placed"] and tie["blank_spots"]}
    assert f"{len({tie['outcome_id'] for tie in ties})} have a need of their own" in sentence
    assert f"{len(leaving)} of these have placed initiatives" in sentence
    page.locator('[data-answer="5/social_security"] button').click()
    expect(page).to_have_url(re.compile("view=gap&indicator=social_security_pct.mmp-2016&outcome=5&kind=initiatives"))
    expect(page.locator(".answers caption").first).to_contain_text("Outcome 5")
    rate = poverty("social_security_pct.mmp-2016")
    placed = {code for code in rate if Record(outcome="5").in_state(code)}
    blank = [code for code in sorted(rate, key=lambda code: -rate[code])[:8] if code not in placed]
    assert [code for code in answer_of(page)[1] if len(code) == 2] == blank


def test_what_the_data_cannot_tell_is_said_in_words_and_its_figures_stand_below(go_to: Open, server: str) -> None:
    equity = ask(server, "/api/equity?level=state&kind=any")
    assert equity["direction"] == "none"
    low, high = equity["ci95"]
    page = go_to(link("population-or-poverty", view="gap"))
    sentence, listed = answer_of(page)
    assert sentence.startswith("No: in the country as a whole presence leans neither to poorer states nor away")
    assert not re.search(r"index|interval|p = ", sentence)
    figures = page.locator(".answers tbody tr").first.locator("td").all_inner_texts()
    written = (f"{equity['index']:.2f}", f"{low:.2f} to {high:.2f}", f"{equity['p_value']:.2f}")
    assert figures == [text.replace("-", "\u2212") for text in written]
    follows = [
        row["code"]
        for row in ask(server, "/api/coverage?level=state")["areas"]
        if row["need_share"] > row["population_share"]
        and abs(row["population_share"] - row["presence_share"]) < abs(row["need_share"] - row["presence_share"])
    ]
    assert listed == follows[:8]


def test_ranks_are_given_over_every_defensible_choice(go_to: Open, server: str) -> None:
    coverage = ask(server, "/api/coverage?level=state")
    order = sorted(coverage["areas"], key=lambda row: (-row["top5_share"], row["rank_median"], row["code"]))
    page = go_to(link("however-counted", view="gap"))
    sentence, listed = answer_of(page)
    assert listed == [row["code"] for row in order[:10]]
    ways = sum(one["used"] for one in coverage["choices"])
    assert f"over {ways} defensible choices" in sentence
    assert f"comes nearest, with {round(order[0]['top5_share'] * ways)} of them" in sentence
    expect(page.locator(".answers .rank__bar")).to_have_count(10)
    expect(page.locator(".answers tbody tr").first).to_contain_text(f"{100 * order[0]['top5_share']:.1f}%")


def test_who_is_furthest_behind_is_whom_the_api_names(go_to: Open, server: str) -> None:
    answer = ask(server, "/api/furthest-behind?level=municipality&list=sure")
    page = go_to(link("furthest-behind", view="need", level="municipality"))
    sentence, listed = answer_of(page)
    assert listed == [row["code"] for row in answer["areas"]]
    sure, depends = answer["lists"][0], answer["lists"][1]
    assert sentence.startswith(f"{sure['areas']} municipalities are among the worst tenth by 8 conditions together")
    assert f"home to {sure['people']:,} people" in sentence
    assert sure["areas_without"] == sure["areas"]
    assert f"places nothing in any of them. For {depends['areas']:,} others" in sentence
    first = answer["areas"][0]
    row = page.locator(f'[data-answer="{first["code"]}"]')
    expect(row).to_contain_text(f"{first['rank_median']:.0f} ({first['rank_p05']:.0f}–{first['rank_p95']:.0f})")
    expect(page.locator(".method")).to_contain_text("Without access to health services")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_conditions_that_meet_are_told_of_the_state_that_is_chosen(go_to: Open, server: str, lang: str) -> None:
    parents = ask(server, "/api/furthest-behind?level=municipality&table=parents")["parents"]
    page = go_to(link("conditions-meet", view="need", level="municipality", lang=lang))
    _, listed = answer_of(page)
    assert set(listed) == {row["state_code"] for row in parents if row["list"] == "sure"}
    page.locator('[data-answer="12"] button').click()
    expect(page).to_have_url(re.compile("within=12"))
    areas = ask(server, "/api/furthest-behind?level=municipality&area=12")["areas"]
    expect(page.locator('[data-answer="12010"]')).to_be_visible()
    sentence, listed = answer_of(page)
    many = sum((row["overlap"] or 0) >= 4 for row in areas)
    assert sentence.startswith(f"Guerrero: {many} {'of' if lang == 'en' else 'de'} {len(areas)} ")
    overlap = {row["code"]: row["overlap"] for row in areas}
    assert [overlap[code] for code in listed] == sorted(overlap.values(), reverse=True)[: len(listed)]


def test_a_map_that_moved_on_is_set_again(go_to: Open) -> None:
    page = go_to(link("nothing-placed", view="presence"))
    before = answer_of(page)
    page.get_by_role("radio", name="Gap").check(force=True)
    expect(page.locator(".question__map")).to_contain_text("The map is not set to this question.")
    assert answer_of(page) == before
    page.get_by_role("button", name="Set it", exact=True).click()
    expect(page).to_have_url(re.compile("view=presence"))


def test_a_question_that_does_not_exist_is_told(go_to: Open) -> None:
    page = go_to("/?panel=questions&question=constructor")
    expect(page.get_by_text("The link names a question that does not exist.")).to_be_visible()
    expect(page.locator("a.question")).to_have_count(len(QUESTIONS))
    page.goto(page.url.split("/?")[0] + link("agency-absent", agency="NOBODY"))
    expect(page.locator(".notice")).to_contain_text("an agency that the data do not have")
    expect(page.locator(".answer")).to_contain_text("Choose one")


@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("es", "light")])
def test_questions_are_accessible(open_page: Open, lang: str, theme: str) -> None:
    page = open_page(f"/?panel=questions&lang={lang}&theme={theme}", size=PHONE)
    assert [one["id"] for one in Axe().run(page, "#area").response["violations"]] == []
    page = open_page(link("outcome-and-need", lang=lang, theme=theme, outcome="8", indicator="feminicide_rate.sesnsp"))
    answer_of(page)
    assert [one["id"] for one in Axe().run(page, "#area").response["violations"]] == []
    if lang == "es":
        expect(page.locator(".answer")).to_contain_text("De los 10 resultados")
