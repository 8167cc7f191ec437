"""The page around the map: languages, colours, title, printing, no scripts, hostile names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import settle, unfold_choices
from tests.web.test_map import ask, row

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.web.conftest import Open


PAINTER = "() => performance.getEntriesByType('resource').some(({ name }) => /picture-\\w+\\.js/.test(name))"
"""Whether what paints the picture is there."""

PLACE_OF = """(canvas, [red, green, blue]) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const scale = width / canvas.clientWidth;
    const is = (x, y) => [red, green, blue].every((part, index) => data[4 * (y * width + x) + index] === part);
    for (let y = 8; y < height - 8; y += 1) {
        for (let x = 8; x < width - 8; x += 1) {
            const around = [[0, 0], [-6, 0], [6, 0], [0, -6], [0, 6]];
            if (around.every(([right, down]) => is(x + right, y + down))) return [x / scale, y / scale];
        }
    }
    return null;
}"""
"""A place well inside of what has a colour on a canvas."""

OVERLAPS = """() => {
    const boxes = (selector) => [...document.querySelectorAll(selector)]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .map((one) => [one.innerText, one.getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const covered = (labels, over) => boxes(labels).flatMap(([name, box]) =>
        boxes(over).filter(([, other]) => meet(box, other)).map(([other]) => `${name} / ${other}`));
    return [...covered('.callout__label, .map-name:not(.map-name--around)', '.symbol__shape'),
        ...covered('.callout__label', '.legend, .toolbar, .map-tools, .map-note, .dock, .says span, .map-name')];
}"""
"""Names and labels that lie on a symbol, and labels under what stands on the map."""


def test_the_browsers_language_is_the_default(open_page: Open) -> None:
    page = open_page(locale="es-MX")
    assert page.locator("html").get_attribute("lang") == "es"
    expect(page.get_by_role("heading", name="Población en situación de pobreza", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="32 entidades federativas")).to_be_visible()
    assert "lang=" not in page.url


def test_switching_language_changes_words_link_and_the_other_page(open_page: Open) -> None:
    page = open_page("/?area=07")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(re.compile("lang=es"))
    expect(page.get_by_role("complementary")).to_contain_text("4.22 millones de personas")
    expect(page.get_by_role("button", name=re.compile("^Tijuana, Baja California: 4 agencias"))).to_be_visible()
    page.get_by_role("link", name="Método").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", name="Límites y claves")).to_be_visible()
    page.goto(page.url.split("/about", maxsplit=1)[0])
    expect(page.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_systems_colours_are_the_default_and_can_be_switched(open_page: Open, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    other = "light" if scheme == "dark" else "dark"
    assert page.locator("html").get_attribute("data-theme") == scheme
    swatch = row(page, "07").locator(".swatch")
    before = swatch.evaluate("e => e.style.backgroundColor")
    page.get_by_role("button", name=f"Switch to {other} colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    assert swatch.evaluate("e => e.style.backgroundColor") != before


def test_changes_are_announced(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#announcer")).to_contain_text("People in poverty, percent, 2020: 32 states, 0 without data")
    unfold_choices(page)
    page.get_by_role("radio", name="2022").check()
    expect(page.locator("#announcer")).to_contain_text("2022")


def test_the_map_prints_as_a_picture_with_its_legend_and_the_table(open_page: Open) -> None:
    page = open_page("/?area=07&view=gap")
    expect(page.locator("#area-name")).to_be_visible()
    page.wait_for_function(PAINTER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#print canvas")).to_be_visible()
    for part in ("#stage", ".controls", "#header", "#toolbar", ".list__tools"):
        expect(page.locator(part).first).to_be_hidden()
    for part in (".areas", "#area-name"):
        expect(page.locator(part)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#print canvas")).to_have_count(0)
    expect(page.locator("#stage")).to_be_visible()


def test_the_title_says_what_is_shown(go_to: Open) -> None:
    page = go_to("/?view=gap&lang=es&panel=beside-the-map")
    expect(page).to_have_title("Sin ubicación · Brecha, entidades: Población en situación de pobreza 2020 · unmap")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_title("Not on the map · Gap, states: People in poverty 2020 · unmap")


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("/", "/api/coverage"),
        ("/?view=presence&kind=offices&agency=UNHCR&lang=es", "/api/coverage?kind=offices&agency=UNHCR"),
        ("/?view=both&theme=dark", "/api/coverage"),
        ("/?view=gap&level=municipality", "/api/coverage?level=municipality"),
    ],
)
def test_the_map_says_what_the_answer_says(go_to: Open, server: str, link: str, asked: str) -> None:
    """The same words over the map, in the window's title, as the map's description, and aloud."""
    view = re.search(r"view=(\w+)", link)
    [finding] = [one for one in ask(server, asked)["findings"] if one["view"] == (view.group(1) if view else "need")]
    language = "es" if "lang=es" in link else "en"
    says, more = finding[f"says_{language}"], finding[f"more_{language}"]
    page = go_to(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(says)
    expect(page).to_have_title(f"{says} · unmap")
    expect(page.locator("#map")).to_have_accessible_description(re.compile(re.escape(says)))
    expect(page.locator("#announcer")).to_contain_text(says)
    expect(page.locator("#headline")).to_contain_text(more)
    told = page.locator(".callout:not(.callout--hidden) strong")
    names = {area["code"]: area["name"] for area in ask(server, asked)["areas"]}
    expect(told).to_have_text([names[code] for code in finding["areas"]])


def test_no_label_lies_on_a_symbol_or_under_what_stands_on_the_map(go_to: Open) -> None:
    page = go_to("/?view=both")
    for width, height in ((1440, 900), (1280, 720), (768, 1024), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert page.locator(".callout:not(.callout--hidden)").count() == 2
        assert page.evaluate(OVERLAPS) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    legend = page.locator(".legend").bounding_box()
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
        settle(page)
        assert page.evaluate(OVERLAPS) == []
        # Its height must not hang on the zoom: the map is fitted beside it.
        assert page.locator(".legend").bounding_box() == legend


def test_small_areas_are_enlarged_beside_the_country_and_can_be_pressed(go_to: Open, allowed: list[str]) -> None:
    allowed.append("willReadFrequently")  # said of the reading here
    page = go_to("/?view=both")
    inset = page.locator(".inset")
    expect(inset).to_be_visible()
    box = inset.bounding_box()
    assert box
    orange = row(page, "17").locator(".swatch").evaluate("e => getComputedStyle(e).backgroundColor")
    x, y = inset.evaluate(PLACE_OF, [int(part) for part in re.findall(r"\d+", orange)])
    page.mouse.move(box["x"] + x, box["y"] + y)
    expect(page.locator(".tip__name")).to_have_text(re.compile("Morelos|Tlaxcala"))
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(page).to_have_url(re.compile("area=(17|29)"))
    expect(inset).to_be_hidden()  # the map is about that area now
    page.get_by_role("complementary").get_by_role("button", name="Close").click()
    page.get_by_role("radio", name="Municipalities").check()
    expect(inset).to_be_hidden()


def test_where_circles_are_drawn_lines_end_in_them_and_the_crowded_centre_is_enlarged(go_to: Open) -> None:
    page = go_to("/?indicator=poverty_persons.mmp-2016")
    inset = page.locator(".inset")
    for width, height in ((1440, 900), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        expect(inset).to_be_visible()
        assert page.locator(".callout:not(.callout--hidden)").count() == 3
        under = page.evaluate(
            """() => {
                const inset = document.querySelector('.inset').getBoundingClientRect();
                return [...document.querySelectorAll('.callout:not(.callout--hidden) .callout__label')]
                    .map((label) => label.getBoundingClientRect())
                    .filter((box) => box.right > inset.left && box.left < inset.right
                        && box.top < inset.bottom && box.bottom > inset.top).length;
            }"""
        )
        assert under == 0
    # The end of Chiapas' line is its seat, where its circle and the symbol of its offices stand.
    line = page.locator(".callout:not(.callout--hidden)", has_text="Chiapas").locator(".callout__line").bounding_box()
    seat = page.get_by_role("button", name=re.compile("^Tuxtla Guti")).bounding_box()
    assert line
    assert seat
    ends = [line["x"], line["x"] + line["width"]]
    assert min(abs(end - (seat["x"] + seat["width"] / 2)) for end in ends) < 8


def test_without_javascript_the_page_leads_to_the_data(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.locator('noscript a[href="/api"]')).to_be_visible()
    expect(page.locator("noscript .plain")).to_contain_text("The map needs JavaScript")
    expect(page.locator("#map")).to_be_hidden()


def test_the_policy_is_strict(server: str, open_page: Open) -> None:
    page = open_page("/about")
    policy = page.request.get(server).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.exhaustive
def test_hostile_names_are_shown_and_never_run(open_page: Open) -> None:
    text = "<img src=x onerror=window.hit=1>${window.hit=1}"

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("Chiapas", text).replace("Tapachula", text).replace("CONEVAL,", text)
        route.fulfill(response=response, body=body)

    page = open_page("/?area=07", before=lambda page: page.route("**/api/**", answer))
    expect(page.get_by_role("heading", name=text).first).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(text))).last.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("window.hit") is None
    page.unroute_all(behavior="wait")
