"""The four views: named states wear the colour of the class that the data tables give, whatever way they are looked at.

Values, counts, thirds and gaps are worked out here from the tables; only the limits of classes are the API's.
"""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.conftest import ROOT, eventually
from tests.web.conftest import TWO_FRAMES, settle
from tests.web.test_map import COLOUR_OF, PIXEL, ask, name_on_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.conftest import Open

NAMED = {"07": "Chiapas", "20": "Oaxaca", "08": "Chihuahua", "26": "Sonora", "12": "Guerrero", "28": "Tamaulipas"}
GAP_TOKENS = [*(f"gap-surplus-{step}" for step in (3, 2, 1)), "gap-even", *(f"gap-short-{step}" for step in (1, 2, 3))]
HEAD_PX, SCALE = 76, 2
"""Where the map starts in its picture, and how much finer that is than the screen."""


BOXES = """() => [...document.querySelectorAll('#map .map-name:not(.map-name--around), #map .symbol__shape')]
  .filter((one) => one.checkVisibility())
  .map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const name = [...one.children].map((line) => line.textContent).join(' ');
    return [one.matches('.symbol__shape') ? 'symbol' : 'name', name || one.textContent, left, top, right, bottom];
  })"""
"""What stands on the map: [kind, name, left, top, right, bottom]."""


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share more than a pixel in both directions."""
    return all(min(one[side + 2], other[side + 2]) - max(one[side], other[side]) > 1 for side in (0, 1))


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / f"data/{name}.csv", dtype={"area_code": str})


def need(indicator: str) -> pd.Series:
    """Values of the states in 2020, by code."""
    values = table("need/values").query("indicator_id == @indicator and year == 2020 and area_code.str.len() == 2")
    return values.set_index("area_code")["value"].drop("00", errors="ignore")


def presence(*, offices: bool = True, initiatives: bool = True) -> pd.Series:
    """Field offices (agency x municipality) and distinct initiatives of each state, together."""
    field = table("programme/offices").query("office_type == 'field'").drop_duplicates(["agency_id", "area_code"])
    placed = table("programme/initiative_places")
    placed = placed.assign(state=placed["area_code"].str[:2]).drop_duplicates(["initiative_id", "state"])
    states = need("poverty_pct.mmp-2016").index
    counts = pd.Series(0, index=states)
    if offices:
        counts = counts.add(field["area_code"].str[:2].value_counts(), fill_value=0)
    if initiatives:
        counts = counts.add(placed["state"].value_counts(), fill_value=0)
    return counts.reindex(states).fillna(0).astype(int)


def class_of_presence(counts: pd.Series) -> pd.Series:
    return counts.clip(upper=2)


def expected_presence(_server: str) -> pd.Series:
    """Of none, of one, and of ten or more; the steps between have colours between."""
    counts = presence()
    return counts.map({0: "presence-0", 1: "presence-1"}).mask(counts >= 10, "presence-3").dropna()


def expected_both(_server: str) -> pd.Series:
    thirds = pd.qcut(need("poverty_pct.mmp-2016"), 3, labels=["low", "middle", "high"]).astype(str)
    return "both-" + thirds + "-" + class_of_presence(presence()).astype(str)


def gaps() -> pd.Series:
    persons, counts = need("poverty_persons.mmp-2016"), presence()
    return 100 * (persons / persons.sum() - counts / counts.sum())


def expected_gap(server: str) -> pd.Series:
    limits = ask(server, "/api/coverage?level=state")["classes"]["gap"]["limits"]
    assert len(limits) == len(GAP_TOKENS) - 1
    assert limits == [-limit for limit in reversed(limits)]
    return gaps().map(lambda gap: GAP_TOKENS[int(np.searchsorted(limits, gap))])


def test_the_tables_give_the_gaps_that_the_api_answers(server: str) -> None:
    answered = {area["code"]: area["gap"] for area in ask(server, "/api/coverage?level=state")["areas"]}
    assert gaps().to_dict() == pytest.approx(answered, abs=1e-4)


@pytest.mark.parametrize(
    ("view", "expected", "theme"),
    [
        ("presence", expected_presence, "light"),
        ("both", expected_both, "light"),
        ("gap", expected_gap, "light"),
        ("both", expected_both, "dark"),
    ],
)
def test_named_states_have_the_colour_of_the_class_that_the_tables_give(
    go_to: Open,
    server: str,
    allowed: list[str],
    view: str,
    expected: Callable[[str], pd.Series],
    theme: str,
) -> None:
    allowed.append("willReadFrequently")  # said of the reading here
    page = go_to(f"/?view={view}&theme={theme}")
    tokens = expected(server)
    named = {code: name for code, name in NAMED.items() if code in tokens}
    assert tokens[list(named)].nunique() >= 2
    areas = ask(server, "/api/coverage?level=state")["areas"]
    # A side of the gap that depends on how one counts is hatched in its colour; an even gap claims no side.
    unsure = {area["code"] for area in areas if not area["sign_holds"] and view == "gap"} - set(
        tokens[tokens == "gap-even"].index
    )
    for code, name in named.items():
        x, y = name_on_map(page, name)
        found = {page.evaluate(PIXEL, [x + step, y]) for step in range(8)}
        assert page.evaluate(COLOUR_OF, tokens[code]) in found, name
        assert (len(found) > 1) == (code in unsure), name
    hatched = page.get_by_role("region", name="Legend").locator("li", has_text="Depends on how one counts")
    expect(hatched).to_have_count(1 if unsure else 0)
    if unsure:
        assert {"07", "28"} & unsure == {"07"}
        expect(hatched).to_contain_text(f"{len(unsure)} states")
    expect(page.locator(".symbol--field")).to_have_count(23)
    expect(page.locator(".symbol--headquarters")).to_have_count(1)
    expect(page.locator(".symbol--initiatives")).to_have_count(0)


def test_initiatives_without_an_office_are_rings_on_the_need_map_alone(go_to: Open) -> None:
    page = go_to()
    offices, initiatives = presence(initiatives=False), presence(offices=False)
    rings = [code for code in offices.index if initiatives[code] and not offices[code] and code != "09"]
    expect(page.locator(".symbol--initiatives:visible")).to_have_count(len(rings))
    page.get_by_role("radio", name="Presence", exact=True).check()
    expect(page.locator(".symbol--initiatives")).to_have_count(0)


def test_the_kind_of_presence_changes_the_classes(go_to: Open, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = go_to("/?view=presence&kind=offices")
    counts = class_of_presence(presence(initiatives=False))
    assert counts["26"] == 0
    assert class_of_presence(presence())["26"] > 0
    for code in ("26", "07", "08"):
        assert page.evaluate(PIXEL, [*name_on_map(page, NAMED[code])]) == page.evaluate(
            COLOUR_OF, f"presence-{counts[code]}"
        )


def test_a_cell_in_the_link_singles_its_areas_out(go_to: Open, server: str, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    tokens = expected_both(server)
    cell = tokens["07"].removeprefix("both-").replace("-2", "-2%2B")
    page = go_to(f"/?view=both&cell={cell}")
    back = page.evaluate(COLOUR_OF, "receded")
    for code, name in NAMED.items():
        colour = page.evaluate(PIXEL, [*name_on_map(page, name)])
        assert colour == (page.evaluate(COLOUR_OF, tokens[code]) if tokens[code] == tokens["07"] else back), name


@pytest.mark.parametrize(("unit", "words"), [("pct", "Percent, in thirds"), ("persons", "Persons, in thirds")])
def test_thirds_of_need_go_by_rate_or_people_as_chosen_and_say_so(go_to: Open, unit: str, words: str) -> None:
    page = go_to(f"/?view=both&indicator=poverty_{unit}.mmp-2016&year=2020&area=13")
    values = need(f"poverty_{unit}.mmp-2016")
    ranks, bounds = values.rank(ascending=False), [0, len(values) / 3, 2 * len(values) / 3, len(values)]
    thirds = pd.cut(ranks, bounds, labels=["high", "middle", "low"]).astype(str)
    legend = page.get_by_role("region", name="Legend")
    expect(legend.locator(".legend__unit")).to_contain_text(words)
    for third in ("low", "middle", "high"):
        cells = [f"{third}-{many}" for many in ("0", "1", "2+")]
        numbers = [int(legend.locator(f'[data-cell="{cell}"]').inner_text()) for cell in cells]
        assert sum(numbers) == (thirds == third).sum()
    panel = page.get_by_role("complementary")
    rank = f"{(values > values['13']).sum() + 1} of 32"
    title = {"pct": "Rank by rate", "persons": "Rank by people in need"}[unit]
    expect(panel.locator(".tile", has_text=title).locator(".tile__value")).to_have_text(rank)
    expect(panel.locator(".tiles")).to_contain_text(
        {"low": "lowest", "middle": "middle", "high": "highest"}[thirds["13"]]
    )


def test_the_gap_view_offers_no_choice_that_changes_nothing(go_to: Open) -> None:
    page = go_to("/?view=gap")
    expect(page.locator('input[name="year"]').first).to_be_attached()
    expect(page.locator('input[name="unit"]')).to_have_count(0)
    page.get_by_role("radio", name="Need", exact=True).check()
    expect(page.locator('input[name="unit"]')).to_have_count(2)


def test_municipalities_without_need_data_are_hatched(open_page: Open, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")
    page = open_page("/?area=04012&view=both")
    box = page.locator("#map").bounding_box()
    seat = page.evaluate(
        """async () => (await (await fetch(
        '/api/collections/municipalities/items?code=04012&resolution=overview')).json()).features[0].properties"""
    )
    assert seat.get("need_value") is None
    assert box
    place = re.search(r"at=([^&]+)", page.url)
    assert place is None  # the page led the map there, not the reader
    counted = """() => {
        const canvas = document.querySelector('.leaflet-overlay-pane canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const found = new Map();
        for (let at = 0; at < data.length; at += 4) {
            const key = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`;
            found.set(key, (found.get(key) ?? 0) + 1);
        }
        return Object.fromEntries(found);
    }"""

    def hatched() -> None:
        colours = page.evaluate(counted)
        assert colours.get(page.evaluate(COLOUR_OF, "no-data"), 0) > 200
        assert colours.get(page.evaluate(COLOUR_OF, "no-data-line"), 0) > 20

    eventually(hatched)  # the map moves there


@pytest.mark.exhaustive
def test_near_by_the_municipalities_of_a_state_are_drawn_in_full_detail(open_page: Open, allowed: list[str]) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "resolution=detail" in request.url else None)
    page.get_by_role("radio", name="Municipalities").check()
    settle(page)
    assert asked == []
    with page.expect_response(re.compile(r"municipalities/items\?state_code=07&resolution=detail")):
        page.goto(page.url.split("?")[0] + "?within=07")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "=27&" in url]
    with page.expect_response(re.compile(r"states/items\?code=27&resolution=detail")):  # its neighbour, nearer by
        page.get_by_role("button", name="Zoom in").click()
    assert len(asked) == len(set(asked))
    # What cannot be had leaves the overview, without a word to the reader.
    allowed.append("Failed to load resource")
    page.route("**/*resolution=detail*", lambda route: route.fulfill(status=404, body="{}"))
    page.goto(page.url.split("?")[0] + "?within=20")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("button", name="All municipalities")).to_be_visible()


def test_the_map_offers_the_municipalities_of_the_state_in_its_middle_and_the_way_back(
    go_to: Open, allowed: list[str]
) -> None:
    allowed.append("willReadFrequently")
    page = go_to("/?at=16.5,-92.5,7")
    page.get_by_role("button", name="Municipalities of Chiapas").click()
    expect(page).to_have_url(re.compile("level=municipality&within=07$"))
    expect(page.get_by_role("heading", name="124 municipalities")).to_be_visible()
    # What is listed is what the map shows and its legend counts; the neighbours step back.
    page.get_by_role("radio", name="Need × presence").check()
    cells = page.locator(".square-cell")

    def of_the_state() -> None:
        assert sum(int(one) for one in cells.all_inner_texts()) == 123

    eventually(of_the_state)
    expect(page.get_by_role("region", name="Legend").locator("li", has_text="No data")).to_contain_text(
        "1 municipality"
    )
    receded = page.evaluate(COLOUR_OF, "receded")
    for name in ("Tabasco", "Chiapas"):
        x, y = name_on_map(page, name)
        found = {page.evaluate(PIXEL, [x + step, y]) for step in range(0, 16, 2)}
        assert (receded in found) == (name == "Tabasco")
    # Municipalities of the state have names where they fit, clear of each other and of symbols.
    boxes = page.evaluate(BOXES)
    assert {"Ocosingo", "Chilón"} <= {name for kind, name, *_ in boxes if kind == "name"}
    assert "Macuspana" not in {name for _, name, *_ in boxes}
    assert ["name", "Palenque"] in [one[:2] for one in boxes]
    assert [(one[1], other[1]) for one, other in combinations(boxes, 2) if overlap(one[2:], other[2:])] == []
    expect(page.locator(".leaflet-control-scale")).to_have_text("50 km")
    page.get_by_role("radio", name="Need", exact=True).check()
    page.get_by_role("button", name="All municipalities").click()
    expect(page).to_have_url(re.compile("level=municipality$"))
    expect(page.get_by_role("button", name="Municipalities of Chiapas")).to_have_count(0)


def test_the_place_that_the_reader_moves_to_is_in_the_link(open_page: Open) -> None:
    page = open_page("/?at=20.967,-89.6,7.5")
    yucatan = name_on_map(page, "Yucatán")
    expect(page).to_have_url(re.compile(r"at=20\.967,-89\.6,7\.5"))
    page.get_by_role("button", name="Show the whole country").click()
    expect(page).not_to_have_url(re.compile("at="))
    page.mouse.move(900, 400)
    page.mouse.down()
    page.mouse.move(820, 330, steps=4)
    page.evaluate(TWO_FRAMES)
    page.mouse.move(820, 330)  # it rests there: the map does not glide on
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"at=-?\d+(\.\d{1,3})?,-\d+(\.\d{1,3})?,\d(\.\d{1,2})?$"))
    moved = page.url
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.url == moved
    page.goto(re.sub(r"at=.*", "at=20.967,-89.6,7.5", moved))
    page.wait_for_load_state("networkidle")
    assert name_on_map(page, "Yucatán") == pytest.approx(yucatan, abs=2)
    page.get_by_role("radio", name="Gap", exact=True).check()
    expect(page).to_have_url(re.compile("view=gap"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"at=20\.967,-89\.6,7\.5$"))
    assert name_on_map(page, "Yucatán") == pytest.approx(yucatan, abs=2)


def test_the_country_makes_room_for_a_panel_and_takes_it_back(go_to: Open) -> None:
    page = go_to()
    before = name_on_map(page, "Chiapas")
    page.get_by_role("button", name="What if").click()
    panel = page.get_by_role("complementary").bounding_box()
    assert panel

    def beside() -> None:
        assert max(box_right(page)) < panel["x"]

    def back() -> None:
        assert name_on_map(page, "Chiapas") == pytest.approx(before, abs=2)

    eventually(beside)
    page.keyboard.press("Escape")
    eventually(back)
    assert "at=" not in page.url


def box_right(page: Page) -> list[float]:
    boxes = [one.bounding_box() for one in page.locator(".symbol:visible").all()]
    return [box["x"] + box["width"] for box in boxes if box]


def picture_of(page: Page) -> tuple[str, Image.Image]:
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    saved = waiting.value
    return saved.suggested_filename, Image.open(BytesIO(saved.path().read_bytes())).convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(channel) for channel in re.findall(r"\d+", colour))


@pytest.mark.exhaustive
@pytest.mark.parametrize(("view", "expected"), [("presence", expected_presence), ("gap", expected_gap)])
def test_the_picture_of_the_map_has_its_size_its_colours_and_its_legend(
    go_to: Open, server: str, view: str, expected: Callable[[str], pd.Series]
) -> None:
    page = go_to(f"/?view={view}")
    tokens = expected(server)
    name, picture = picture_of(page)
    assert re.fullmatch(rf"unmap-{view}-state-\d{{4}}-\d\d-\d\d\.png", name)
    stage, toolbar = page.locator("#map").bounding_box(), page.locator("#toolbar").bounding_box()
    assert stage
    assert toolbar
    top = toolbar["y"] + toolbar["height"]  # what the toolbar covers is in no picture
    seen_px = stage["y"] + stage["height"] - top
    width, height = picture.size
    assert width == SCALE * round(stage["width"])
    assert height > SCALE * (HEAD_PX + seen_px + 100)
    for code in ("26", "08"):
        x, y = name_on_map(page, NAMED[code])
        beside = (SCALE * round(x - stage["x"]), SCALE * round(HEAD_PX + y - top + 16))  # clear of the name
        assert picture.getpixel(beside) == rgb(page.evaluate(COLOUR_OF, tokens[code]))
    below = picture.crop((0, int(SCALE * (HEAD_PX + seen_px)), width, height))
    colours = {colour for _, colour in below.getcolors(maxcolors=1 << 24) or []}
    legend = {token for token in [*GAP_TOKENS, "presence-0", "presence-1", "presence-3"] if token.startswith(view)}
    assert {rgb(page.evaluate(COLOUR_OF, token)) for token in legend} <= colours
