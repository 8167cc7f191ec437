"""What if: the panel and the map show what the API answers of a plan, and the link holds all of it."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pyproj import Geod

from tests.conftest import ROOT
from tests.web.conftest import PHONE, WIDE, settle
from tests.web.record import rows
from tests.web.test_map import ask, name_on_map

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

OPEN = "/?panel=what-if"
PLAN = f"{OPEN}&radius=80&add=07059,20067&remove=unodc-16053"


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name=re.compile("What if|Qué pasaría si"))


def covered(page: Page, number: int) -> None:
    """Wait until the panel shows this number of people reached."""
    expect(page.locator(".plan__headline")).to_have_attribute("data-covered", str(number))


def part(page: Page, name: str) -> str | None:
    """A part of the link."""
    return parse_qs(urlsplit(page.url).query).get(name, [None])[0]


def reach(server: str, **asked: str | int) -> dict[str, Any]:
    """What the API answers where headquarters count, as they do in the panel."""
    return ask(server, f"/api/reach?{urlencode({'headquarters': 'true', **asked})}")


def siting(server: str, **asked: str | int) -> dict[str, Any]:
    return ask(server, f"/api/siting?{urlencode({'headquarters': 'true', **asked})}")


def short_names(server: str) -> dict[str, str]:
    """Give what the page calls the states, by code."""
    return {area["code"]: area["short_name"] or area["name"] for area in ask(server, "/api/coverage")["areas"]}


def suggested(page: Page) -> list[str | None]:
    """The codes of the places suggested, once they are there."""
    expect(page.locator("[data-optimal]")).to_be_visible()
    return [item.get_attribute("data-code") for item in page.locator("[data-suggested] li").all()]


def reached_by_hand(add: list[str], remove: list[str], radius_km: float) -> int:
    """People in poverty within the radius of an office or of the capital's headquarters, counted from the tables."""
    with (ROOT / "data/need/values.csv").open(encoding="utf-8", newline="") as file:
        need = {
            row["area_code"]: int(float(row["value"]))
            for row in csv.DictReader(file)
            if (row["indicator_id"], row["year"]) == ("poverty_persons.mun-2020", "2020") and row["value"]
        }
    seats = pd.read_parquet(ROOT / "data/geo/municipalities.parquet", columns=["code", "seat_lon", "seat_lat"])
    at = {code: (lon, lat) for code, lon, lat in seats.itertuples(index=False)}
    offices = {
        (float(row["lon"]), float(row["lat"]))
        for row in rows("offices")
        if row["office_type"] == "field" and row["office_id"] not in remove
    } | {at[code] for code in add}
    states = pd.read_parquet(ROOT / "data/geo/states.parquet", columns=["code", "seat_lon", "seat_lat"])
    with_headquarters = {row["area_code"] for row in rows("offices") if row["office_type"] == "headquarters"}
    offices |= {(lon, lat) for code, lon, lat in states.itertuples(index=False) if code in with_headquarters}
    earth, near = Geod(ellps="WGS84"), set()
    for lon, lat in offices:
        far = earth.inv(seats["seat_lon"], seats["seat_lat"], [lon] * len(seats), [lat] * len(seats))[2]
        near |= {code for code, metres in zip(seats["code"], far, strict=True) if metres <= radius_km * 1000}
    return sum(need.get(code, 0) for code in near)


def test_the_panel_shows_the_number_that_the_api_gives_and_a_count_by_hand(go_to: Open, server: str) -> None:
    page = go_to(PLAN)
    answer = reach(server, radius=80, add="07059,20067", remove="unodc-16053")
    assert answer["covered"] == reached_by_hand(["07059", "20067"], ["unodc-16053"], 80)
    assert answer["before"]["covered"] == reached_by_hand([], [], 80)
    covered(page, answer["covered"])
    shown = panel(page)
    for text in (
        f"{answer['covered']:,}",
        f"{answer['before']['covered']:,}",
        f"{100 * answer['share']:.1f}%",
        f"{100 * answer['before']['share']:.1f}%",
        f"{answer['population_covered']:,}",
        f"{answer['change']['covered']:,} people".replace("-", "\u2212"),
        "within 80 km of an office",
        "as the crow flies",
    ):
        expect(shown).to_contain_text(text)
    of_plan = {row["office_id"]: row for row in answer["plan"]}
    expect(shown.locator("[data-code='07059']")).to_contain_text(f"+{of_plan['added-07059']['persons_only_plan']:,}")
    lost = of_plan["unodc-16053"]["persons_only_plan"]
    expect(shown.locator(".plan-item--removed")).to_contain_text(f"\u2212{lost:,}")
    out = shown.get_by_role("region", name="Who stays out of reach")
    states = short_names(server)
    for row in answer["left_out"][:8]:
        expect(out).to_contain_text(f"{row['name']}, {states[row['state_code']]} {row['persons']:,} people")
    expect(out).not_to_contain_text(answer["left_out"][8]["name"])
    symbols = {kind: page.locator(f".plan-symbol--{kind}").count() for kind in ("kept", "added", "removed")}
    places = {(row["lon"], row["lat"]) for row in answer["plan"] if row["status"] == "kept"}
    assert symbols == {"kept": len(places), "added": 2, "removed": 1}


def test_a_click_on_the_map_gives_the_municipality_there_an_office(go_to: Open, server: str) -> None:
    page = go_to(OPEN)
    covered(page, reach(server)["covered"])
    page.mouse.click(*name_on_map(page, "Durango"))
    expect(page.locator(".plan-symbol--added")).to_have_count(1)
    code = part(page, "add")
    assert code is not None
    assert code.startswith("10")
    covered(page, reach(server, add=code)["covered"])
    expect(page).not_to_have_url(re.compile("area="))
    page.locator(".plan-symbol--added").click()
    expect(page.locator(".plan-symbol--added")).to_have_count(0)
    covered(page, reach(server)["covered"])
    assert part(page, "add") is None
    # An office is taken away with all agencies of its place, and brought back.
    tuxtla = sorted(row["office_id"] for row in rows("offices") if row["area_code"] == "07101")
    page.get_by_role("button", name=re.compile("^Tuxtla Gutiérrez, Chiapas")).click()
    expect(page.locator(".plan-symbol--removed")).to_have_count(1)
    assert sorted((part(page, "remove") or "").split(",")) == tuxtla
    covered(page, reach(server, remove=",".join(tuxtla))["covered"])
    page.go_back()
    expect(page.locator(".plan-symbol--removed")).to_have_count(0)
    # The sea is no municipality.
    gulf = page.locator(".map").bounding_box()
    assert gulf
    page.mouse.click(gulf["x"] + gulf["width"] * 0.5, gulf["y"] + 120)
    expect(panel(page)).to_contain_text("no municipality at that point")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(page.locator(".plan-symbol")).to_have_count(0)
    expect(page.locator(".symbol--field")).to_have_count(23)


def test_a_click_asks_the_api_two_small_questions(open_page: Open) -> None:
    """Which municipality, and whom the plan reaches: what makes figures follow a click in some 200 ms."""
    page = open_page(OPEN)
    expect(page.locator(".plan__headline")).to_be_visible()
    answers: list[tuple[str, int]] = []
    page.on("response", lambda answer: answers.append((urlsplit(answer.url).path, len(answer.body()))))
    page.mouse.click(*name_on_map(page, "Durango"))
    expect(page.locator(".plan-item--added")).to_have_count(1)
    settle(page)
    of_api = [(path, size) for path, size in answers if path.startswith("/api")]
    assert [path for path, _ in of_api] == ["/api/collections/municipalities/items", "/api/reach"]
    assert max(size for _, size in of_api) < 30_000


def test_the_suggested_places_are_the_proven_optimum(go_to: Open, open_page: Open, server: str) -> None:
    page = go_to(f"{OPEN}&k=2&add=07059&remove=unodc-16053")
    answer = siting(server, k=2, add="07059", remove="unodc-16053")
    assert answer["optimal"]
    page.get_by_role("button", name="Suggest the best 2").click()
    places = page.locator("[data-suggested] li")
    expect(places).to_have_count(len(answer["chosen"]))
    assert suggested(page) == [row["code"] for row in answer["chosen"]]
    states = short_names(server)
    for item, row in zip(places.all(), answer["chosen"], strict=True):
        expect(item).to_contain_text(f"{row['name']}, {states[row['state_code']]}")
        expect(item).to_contain_text(f"+{row['persons_added']:,}")
    proof = page.locator("[data-optimal=true]")
    expect(proof).to_contain_text("Proven best: no other 2 places reach more")
    expect(proof).to_contain_text(f"{answer['bound']:,}")
    expect(page.locator(".plan-symbol--suggested")).to_have_count(2)
    expect(page.locator("#plan-suggest")).to_be_in_viewport()
    expect(page.get_by_role("list", name="Symbols of the plan")).to_contain_text("suggested")
    assert part(page, "suggest") == "true"
    again = open_page(f"/?{urlsplit(page.url).query}")
    expect(again.locator("[data-suggested] li")).to_have_count(len(answer["chosen"]))
    page.get_by_role("button", name="Put these into the plan").click()
    covered(page, answer["covered_after"])
    assert part(page, "add") == ",".join(["07059", *(row["code"] for row in answer["chosen"])])
    # The suggestion was for the plan before, and so it is gone.
    expect(places).to_have_count(0)
    assert part(page, "suggest") is None


def test_headquarters_count_until_the_reader_takes_them_out(go_to: Open, open_page: Open, server: str) -> None:
    page = go_to(f"{OPEN}&agency=UNICEF&k=1")
    with_them, without = (reach(server, agency="UNICEF", headquarters=said) for said in ("true", "false"))
    assert with_them["covered"] > without["covered"]
    covered(page, with_them["covered"])
    box = page.get_by_role("checkbox", name="Count headquarters in Mexico City (25)")
    expect(box).to_be_checked()
    expect(page.locator(".plan__headquarters")).to_contain_text("for any agency")
    said = panel(page).get_by_text("(with headquarters)")
    expect(said).to_have_text(
        [
            re.compile(rf"^{100 * with_them['share']:.1f}%"),
            "Offices counted (with headquarters)",
            re.compile("^The report.s"),
        ]
    )
    expect(page.get_by_role("button", name="Mexico City: Headquarters. Take away")).to_be_visible()
    box.uncheck()
    covered(page, without["covered"])
    expect(said).to_have_count(0)
    expect(page.locator(".plan__headquarters")).to_contain_text("left out")
    assert part(page, "headquarters") == "false"
    page.get_by_role("button", name="Suggest the best").click()
    beside = {said: siting(server, agency="UNICEF", k=1, headquarters=said)["chosen"] for said in ("true", "false")}
    assert beside["true"][0]["code"] != beside["false"][0]["code"]
    assert suggested(page) == [beside["false"][0]["code"]]
    again = open_page(f"/?{urlsplit(page.url).query}")
    expect(again.locator("#plan-headquarters")).not_to_be_checked()
    assert suggested(again) == suggested(page)
    again.locator("#plan-headquarters").check()
    expect(again.locator("[data-suggested]")).to_have_count(0)  # it was for another question
    again.get_by_role("button", name="Suggest the best").click()
    assert suggested(again) == [beside["true"][0]["code"]]


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        ("Towns of at least 50,000 people", {"min_town": 50_000}),
        ("State capitals", {"candidates": "capitals"}),
        ("Oaxaca", {"candidates": "20"}),
    ],
)
def test_places_are_suggested_among_those_that_the_reader_says(
    go_to: Open, open_page: Open, server: str, chosen: str, asked: dict[str, Any]
) -> None:
    page = go_to(f"{OPEN}&agency=UNICEF&k=2")
    page.get_by_label("Choose from").select_option(chosen)
    page.get_by_role("button", name="Suggest the best 2").click()
    answer = siting(server, k=2, agency="UNICEF", **asked)
    assert suggested(page) == [row["code"] for row in answer["chosen"]]
    again = open_page(f"/?{urlsplit(page.url).query}")
    assert suggested(again) == suggested(page)
    expect(again.get_by_label("Choose from").locator("option:checked")).to_have_text(chosen)
    links = again.locator("[data-suggested] ~ .plan__files a")
    assert links.count()
    for link in links.all():
        sent = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        assert {name: sent.get(name) for name in asked} == {name: [str(value)] for name, value in asked.items()}
        assert (sent["headquarters"], sent["agency"], sent["k"]) == (["true"], ["UNICEF"], ["2"])
    with urlopen(server + (links.filter(has_text="CSV").get_attribute("href") or ""), timeout=1800) as file:  # noqa: S310 - our own server
        lines = list(csv.DictReader(file.read().decode("utf-8-sig").splitlines()))
    assert [line["code"] for line in lines] == [row["code"] for row in answer["chosen"]]


def test_no_more_places_are_asked_for_than_a_state_has(go_to: Open) -> None:
    page = go_to(f"{OPEN}&from=03&k=9&suggest=true")
    expect(page.get_by_role("button", name="Suggest the best 5")).to_be_visible()
    expect(page.locator("[data-optimal]")).to_be_visible()


def test_an_agency_without_an_office_can_be_planned_for(go_to: Open, server: str) -> None:
    page = go_to(f"{OPEN}&k=1")
    page.get_by_label("Offices of").select_option("UNFPA")
    covered(page, reach(server, agency="UNFPA")["covered"])
    page.get_by_role("button", name="Suggest the best").click()
    assert suggested(page) == [row["code"] for row in siting(server, k=1, agency="UNFPA")["chosen"]]


def test_the_link_reproduces_the_plan_and_the_files_hold_it(go_to: Open, open_page: Open, server: str) -> None:
    page = go_to(f"{PLAN}&agency=UNODC")
    answer = reach(server, radius=80, add="07059,20067", remove="unodc-16053", agency="UNODC")
    covered(page, answer["covered"])
    expect(page.get_by_label("Radius, km")).to_have_value("80")
    links = {link.inner_text(): link.get_attribute("href") or "" for link in page.locator(".plan__files a").all()}
    again = open_page(links["Link to this plan"])
    covered(again, answer["covered"])
    assert {name: part(again, name) for name in ("radius", "add", "remove", "agency")} == {
        "radius": "80",
        "add": "07059,20067",
        "remove": "unodc-16053",
        "agency": "UNODC",
    }
    with urlopen(server + links["CSV"], timeout=1800) as file:  # noqa: S310 - our own server
        lines = list(csv.DictReader(file.read().decode("utf-8-sig").splitlines()))
    assert [line["office_id"] for line in lines] == [row["office_id"] for row in answer["plan"]]
    assert [line["persons_only_plan"] for line in lines] == [str(row["persons_only_plan"]) for row in answer["plan"]]
    assert {(line["plan_add"], line["plan_remove"], line["radius_km"]) for line in lines} == {
        ("07059,20067", "unodc-16053", "80")
    }
    drawn = ask(server, links["GeoJSON"])
    assert [one["properties"] for one in drawn["features"]] == answer["plan"]
    assert "f=xlsx" in links["Excel"]
    assert parse_qs(urlsplit(links["Excel"]).query)["add"] == ["07059,20067"]


def test_a_link_to_a_plan_alone_opens_its_panel_and_the_legend_leaves_its_symbols_to_it(go_to: Open) -> None:
    page = go_to(PLAN.replace("panel=what-if&", ""))
    expect(panel(page)).to_contain_text("The plan")
    expect(page.locator(".plan-symbol--added")).to_have_count(2)
    assert part(page, "panel") == "what-if"
    symbols = page.locator(".legend .symbols")
    expect(symbols).to_contain_text("No data")
    for words in ("Headquarters", "Field offices", "Initiatives"):
        expect(symbols).not_to_contain_text(words)
    page.get_by_role("button", name="Close").click()
    expect(symbols).to_contain_text("Headquarters")


def test_a_plan_is_made_with_the_keyboard_alone(go_to: Open, server: str) -> None:
    page = go_to()
    page.get_by_role("button", name="What if").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What if")).to_be_focused()
    page.get_by_label("Give a municipality an office").focus()
    page.keyboard.type("MERIDA")  # no accent, other letters
    found = page.locator(".plan__found button")
    expect(found.first).to_contain_text("Mérida, Yucatán")
    page.get_by_label("Give a municipality an office").fill("comondu")
    expect(found).to_have_count(1)
    page.keyboard.press("Tab")
    expect(found.first).to_be_focused()
    page.keyboard.press("Enter")
    covered(page, reach(server, add="03001")["covered"])
    expect(page.get_by_label("Give a municipality an office")).to_be_focused()
    page.get_by_text(re.compile("^The report.s 36 offices")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take away UNDP, Mérida").focus()
    page.keyboard.press("Enter")
    covered(page, reach(server, add="03001", remove="undp-31050")["covered"])
    page.get_by_role("button", name="Bring back UNDP, Mérida").first.focus()
    page.keyboard.press("Enter")
    covered(page, reach(server, add="03001")["covered"])
    page.get_by_role("button", name="Remove Comondú from the plan").focus()
    page.keyboard.press("Enter")
    covered(page, reach(server)["covered"])
    expect(page.locator("#plan-title")).to_be_focused()
    page.get_by_role("button", name="Larger radius").focus()
    page.keyboard.press("Enter")
    covered(page, reach(server, radius=125)["covered"])
    page.get_by_label("Radius, km").fill("7000")
    page.keyboard.press("Tab")
    covered(page, reach(server, radius=5000)["covered"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="What if")).to_be_focused()


def test_what_the_link_has_wrong_is_told_and_left_out(go_to: Open, server: str) -> None:
    page = go_to(f"{OPEN}&add=99999,07059&remove=nobody,unodc-16053&from=99&headquarters=perhaps")
    covered(page, reach(server, add="07059", remove="unodc-16053")["covered"])
    notices = page.locator(".notice")
    expect(notices.filter(has_text="municipality that does not exist")).to_have_count(1)
    expect(notices.filter(has_text="office that does not exist")).to_have_count(1)
    expect(notices.filter(has_text="places to choose from that unmap does not know")).to_have_count(1)
    expect(notices.filter(has_text="whether headquarters count")).to_have_count(1)
    assert (part(page, "from"), part(page, "headquarters")) == (None, None)
    assert (part(page, "add"), part(page, "remove")) == ("07059", "unodc-16053")


def test_what_cannot_be_counted_is_told_in_words(go_to: Open, open_page: Open, server: str) -> None:
    page = go_to(
        f"{OPEN}&agency=FAO&headquarters=false&level=municipality&indicator=social_backwardness_index.rezago-2020"
    )
    shown = panel(page)
    expect(shown).to_contain_text("No field office passes the filters.")
    expect(shown).to_contain_text("Counted instead: People in poverty")
    page.get_by_label("Offices of").select_option("")
    covered(page, reach(server, headquarters="false")["covered"])
    other = open_page(f"{OPEN}&agency=IOM&remove=unodc-16053")
    expect(panel(other)).to_contain_text("taking it away changes nothing")


@pytest.mark.parametrize(
    ("size", "lang", "theme"),
    [(WIDE, "en", "light"), (PHONE, "es", "dark"), ({"width": 360, "height": 740}, "es", "light")],
)
def test_axe_finds_nothing_in_a_plan(open_page: Open, size: dict[str, int], lang: str, theme: str) -> None:
    page = open_page(f"{OPEN}&add=07059&remove=unodc-16053&k=1&lang={lang}&theme={theme}", size)
    page.locator(".plan__ask button").click()
    expect(page.locator("[data-suggested] li")).to_have_count(1)
    page.locator("#plan-search").fill("san")
    summaries = page.locator(".plan details > summary").all()
    assert summaries
    for more in summaries:
        more.evaluate("summary => { summary.parentElement.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow = page.locator("#area").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    assert narrow
    for scope in ("#area", "#map"):
        found = Axe().run(page, context=scope, options={"rules": {"region": {"enabled": False}}})
        assert found.violations_count == 0, found.generate_report()
