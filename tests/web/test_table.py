"""The ranking table: the map's data in rows, sorted, narrowed, tied to the map, and downloaded as it stands."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.web.conftest import PHONE, WIDE
from tests.web.record import Record
from tests.web.test_map import ask, name_on_map, row

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

CODES = "all => all.map(one => one.dataset.code)"
BARS = """all => all.map(one => [one.closest('tr').dataset.code,
    ...['--rank', '--low', '--high', '--median'].map(name => Number(one.style.getPropertyValue(name)))])"""
PLACES = """([code, part]) => {
    const bar = document.querySelector(`tr[data-code="${code}"] .rank__bar`).getBoundingClientRect();
    const box = document.querySelector(`tr[data-code="${code}"] .rank__${part}`).getBoundingClientRect();
    return [(box.left - bar.left) / bar.width, (box.right - bar.left) / bar.width];
}"""


def codes(page: Page) -> list[str]:
    listed: list[str] = page.locator(".areas tbody tr").evaluate_all(CODES)
    return listed


def listed(page: Page, expected: list[str]) -> None:
    """Wait until the table begins with what is expected, then hold all of its rows against it."""
    expect(page.locator(".areas tbody tr").first).to_have_attribute("data-code", expected[0])
    expect(page.locator(".areas tbody tr")).to_have_count(len(expected))
    assert codes(page) == expected


def nobody(page: Page) -> Locator:
    """The box among the filters that leaves areas with presence out."""
    toggle = page.locator("#filters-toggle")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    return page.get_by_label("Only areas with no presence")


def head(page: Page, name: str) -> None:
    page.locator(".areas thead").get_by_role("button", name=name, exact=True).click()


def states() -> pd.DataFrame:
    """Need, presence and gap of the states, worked out from the tables of the data package."""
    values = pd.read_csv(ROOT / "data/need/values.csv", dtype={"area_code": str})
    of_2020 = values[(values["year"] == 2020) & (values["area_code"].str.len() == 2)]
    wide = of_2020.pivot_table(index="area_code", columns="indicator_id", values="value")
    wide = wide.drop(index="00", errors="ignore")
    table = wide[["poverty_pct.mmp-2016", "poverty_persons.mmp-2016"]].set_axis(["value", "persons"], axis=1)
    record = Record()
    table["presence"] = [record.offices_in(code) + len(record.in_state(code)) for code in table.index]
    table["gap"] = 100 * (table["persons"] / table["persons"].sum() - table["presence"] / table["presence"].sum())
    table["need_rank"] = table["value"].rank(ascending=False)
    return table


def in_order(table: pd.DataFrame, column: str, *, ascending: bool) -> list[str]:
    """Codes by a column; the greater need decides between equals."""
    return list(table.sort_values([column, "need_rank"], ascending=[ascending, True]).index)


def test_rows_sort_by_every_column_as_the_tables_of_the_data_do(go_to: Open) -> None:
    table = states()
    page = go_to("/?view=gap")
    listed(page, in_order(table, "gap", ascending=False))  # by rank
    head(page, "Gap, points")
    expect(page).to_have_url(re.compile(r"sort=-gap"))
    listed(page, in_order(table, "gap", ascending=False))
    head(page, "Gap, points")
    expect(page).to_have_url(re.compile(r"sort=gap"))
    listed(page, in_order(table, "gap", ascending=True))
    head(page, "Presence")
    listed(page, in_order(table, "presence", ascending=False))
    head(page, "Rank by gap")
    expect(page).not_to_have_url(re.compile("sort="))
    head(page, "Rank by gap")
    listed(page, in_order(table, "gap", ascending=True))
    expect(page.locator("th.column--rank")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("radio", name="Need", exact=True).check(force=True)
    listed(page, in_order(table, "value", ascending=False))
    head(page, "Need")
    expect(page).to_have_url(re.compile(r"sort=value"))
    listed(page, in_order(table, "value", ascending=True))
    head(page, "Area")
    expect(page.locator("th.column--name")).to_have_attribute("aria-sort", "ascending")
    names = [one.inner_text() for one in page.locator(".row__open").all()]
    assert names[:3] == ["Aguascalientes", "Baja California", "Baja California Sur"]
    assert names[-1] == "Zacatecas"
    expect(page.get_by_text("Sorted by Area, smallest first")).to_be_attached()


def test_a_view_has_its_own_order_and_a_sorted_column_is_always_shown(go_to: Open) -> None:
    table = states()
    page = go_to("/?view=presence")
    listed(page, in_order(table, "presence", ascending=False))
    page = go_to("/?sort=gap")
    expect(page.locator("th.column--gap")).to_have_attribute("aria-sort", "ascending")
    assert codes(page)[0] == in_order(table, "gap", ascending=True)[0]


def test_cells_hold_the_numbers_of_the_data(go_to: Open) -> None:
    table, record = states(), Record()
    page = go_to("/?view=gap")
    for code, gap in table["gap"].items():
        shown = row(page, str(code)).locator(".cell--gap").inner_text().replace("\u2212", "-")
        assert float(shown) == pytest.approx(gap, abs=0.0500001)
        assert (shown[0] == "+") == (round(gap, 1) > 0)
        initiatives = row(page, str(code)).locator(".count--initiatives .count__number")
        expect(initiatives).to_have_text(str(len(record.in_state(str(code)))))
        if code != "09":
            offices = row(page, str(code)).locator(".count--offices .count__number")
            expect(offices).to_have_text(str(record.offices_in(str(code))))
    expect(row(page, "09").locator(".count--headquarters")).to_contain_text("25")


@pytest.mark.parametrize(("level", "shown_as"), [("state", "table"), ("municipality", "table"), ("state", "ranking")])
def test_bars_hold_the_ranks_of_the_api_on_one_scale(go_to: Open, server: str, level: str, shown_as: str) -> None:
    page = go_to(f"/?view=gap&level={level}")
    page.locator(f'input[name="list"][value="{shown_as}"]').check(force=True)
    areas = ask(server, f"/api/coverage?level={level}")["areas"]
    expected = {one["code"]: [one["rank"], one["rank_p05"], one["rank_p95"], one["rank_median"]] for one in areas}
    shown = {code: numbers for code, *numbers in page.locator(".rank__bar").evaluate_all(BARS)}
    assert len(shown) == min(len(areas), 100)
    assert shown == {code: expected[code] for code in shown}
    for code in list(shown)[::10]:
        rank, low, high, median = expected[code]
        most = sum(one["rank"] is not None for one in areas) - 1
        left, right = page.evaluate(PLACES, [code, "interval"])
        assert left == pytest.approx((low - 1) / most, abs=0.02)
        assert right == pytest.approx(max((high - 1) / most, left + 0.02), abs=0.03)
        for part, place in (("median", median), ("own", rank)):
            assert sum(page.evaluate(PLACES, [code, part])) / 2 == pytest.approx((place - 1) / most, abs=0.02)
    first = areas[0]
    words = row(page, first["code"]).locator("[title]").get_attribute("title")
    assert words is not None
    whole = r"[\d,]+"
    assert re.fullmatch(rf"rank by gap 1; 1 to {whole} in 9 of 10 ways to count, median rank {whole}(\.5)?", words)


def test_the_ranking_goes_from_the_first_place_to_the_last_in_the_colours_of_the_gap(go_to: Open, server: str) -> None:
    page = go_to("/?list=ranking")
    areas = ask(server, "/api/coverage")["areas"]
    listed(page, [one["code"] for one in areas])
    assert page.locator(".ranking__place").all_inner_texts() == [str(one["rank"]) for one in areas]
    ticks = page.locator(".ranking__tick").all_inner_texts()
    assert ticks[0] == "1"
    assert ticks[-1] == str(len(areas))
    bars = page.locator(".ranking__line .rank__interval")
    colours = bars.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    limits = ask(server, "/api/coverage")["classes"]["gap"]["limits"]
    classes = [sum(limit < one["gap"] for limit in limits) for one in areas]
    of_class = dict(zip(classes, colours, strict=True))
    assert len(set(of_class.values())) == len(of_class) > 3
    assert [of_class[number] for number in classes] == colours
    row(page, "07").locator(".row__open").focus()
    expect(row(page, "07")).to_have_class(re.compile("row--pointed"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("list=ranking&area=07|area=07.*list=ranking"))
    page = go_to("/?list=ranking&view=gap&indicator=social_backwardness_index.rezago-2020")
    expect(page.locator(".list")).to_contain_text("There is no ranking here. The indicator counts no people in need")


def test_a_cell_of_the_legend_narrows_table_and_map_alike(go_to: Open, server: str) -> None:
    page = go_to("/?view=both")
    areas = ask(server, "/api/coverage")["areas"]
    legend = page.get_by_role("region", name="Legend")
    button = legend.get_by_role("button", name=re.compile("^highest third of need, no presence reported"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"cell=high-0"))
    expected = [one["code"] for one in areas if one["bivariate"] == "high-0"]
    listed(page, expected)
    expect(page.get_by_role("heading", name=f"{len(expected)} states", exact=True)).to_be_visible()
    expect(page.get_by_text("Singled out: highest third of need, no presence reported")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert len(codes(page)) == len(areas)


@pytest.mark.parametrize(("view", "kind"), [("need", "any"), ("gap", "offices")])
def test_only_areas_with_nobody_are_listed_on_the_map_and_in_the_file(
    go_to: Open, server: str, view: str, kind: str
) -> None:
    record = Record()
    silent = {
        code for code in states().index if not record.offices_in(code) and not (kind == "any" and record.in_state(code))
    }
    page = go_to(f"/?view={view}&kind={kind}")
    nobody(page).check()
    expect(page.locator(".areas tbody tr")).to_have_count(len(silent))
    assert set(codes(page)) == silent
    expect(page).to_have_url(re.compile("cell=any-0"))
    expect(page.locator("#chips")).to_contain_text("no presence reported")
    page.locator(".downloads__open").click()
    table = pd.read_csv(io.BytesIO(fetched(server, files(page, "Table")["CSV"])[0]), dtype={"code": str})
    assert set(table["code"]) == silent
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Presence", exact=True).check(force=True)
    expect(page.locator(".areas tbody tr")).to_have_count(len(silent))
    nobody(page).uncheck()
    expect(page.locator(".areas tbody tr")).to_have_count(32)


def test_municipalities_of_one_state_are_listed_with_a_way_back(go_to: Open, server: str) -> None:
    page = go_to("/?within=29&view=need")
    areas = ask(server, "/api/coverage?level=municipality&area=29&sort=need_rank")["areas"]
    known = [one["code"] for one in areas]
    listed(page, known)
    expect(page.get_by_text("Only municipalities of Tlaxcala")).to_be_visible()
    page.get_by_role("button", name="Whole country", exact=True).click()
    expect(page.get_by_role("heading", name="2,469 municipalities")).to_be_visible()
    expect(page).not_to_have_url(re.compile("within"))


def test_a_blank_gap_says_why_in_both_languages(go_to: Open) -> None:
    address = "/?view=gap&indicator=social_backwardness_index.rezago-2020"
    for lang, words in (
        ("en", "The indicator counts no people in need"),
        ("es", "El indicador no cuenta personas con necesidad"),
    ):
        page = go_to(f"{address}&lang={lang}")
        expect(row(page, "07").locator(".cell--gap")).to_contain_text(words)
        expect(row(page, "07").locator(".cell--rank")).to_contain_text(words)
        expect(page.locator(".legend__reason")).to_contain_text(words)
    page = go_to("/?view=gap&kind=offices&outcome=8")
    expect(page.locator(".legend__reason")).to_contain_text("The filters leave no presence at all")
    expect(row(page, "07").locator(".cell--gap")).to_contain_text("The filters leave no presence at all")


def test_row_and_area_point_at_each_other(go_to: Open) -> None:
    page = go_to("/?view=gap")
    page.mouse.move(*name_on_map(page, "Sonora"))
    expect(row(page, "26")).to_have_class(re.compile("row--pointed"))
    row(page, "20").locator(".row__open").focus()
    expect(page.locator(".tip__name, .row--pointed").first).to_be_attached()
    expect(row(page, "20")).to_have_class(re.compile("row--pointed"))
    page.keyboard.press("Enter")
    expect(page.locator("#area-name")).to_be_focused()
    expect(page).to_have_url(re.compile("area=20"))


def test_the_side_column_stays_where_the_reader_left_it_while_the_map_is_pointed_at(go_to: Open) -> None:
    page = go_to("/?view=need")
    scroller = page.locator(".dock__scroll")
    for top in (0, 240):
        scroller.evaluate("(one, top) => { one.scrollTop = top; }", top)
        for name, code in (("Chiapas", "07"), ("Sonora", "26")):
            page.mouse.move(*name_on_map(page, name))
            expect(row(page, code)).to_have_class(re.compile("row--pointed"))
            assert scroller.evaluate("one => one.scrollTop") == top


def files(page: Page, line: str) -> dict[str, str]:
    """The links of a line of the menu, by format."""
    found = page.locator(".downloads__line", has_text=line).locator("a")
    return {str(one.text_content()).split(",")[0].strip(): str(one.get_attribute("href")) for one in found.all()}


def fetched(server: str, path: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(server + path, timeout=1800) as answer:  # noqa: S310 - our own server
        return answer.read(), answer.headers.get("Content-Disposition") or ""


@pytest.mark.parametrize(
    "view",
    [
        "view=both&cell=high-0&level=municipality&within=29",
        "view=gap&agency=UNICEF&kind=initiatives",
        "view=need&indicator=social_backwardness_index.rezago-2020",
    ],
)
def test_files_hold_the_rows_of_the_table(go_to: Open, server: str, view: str) -> None:
    page = go_to(f"/?{view}")
    page.locator(".downloads__open").click()
    links = files(page, "Table")
    assert set(links) == {"CSV", "Excel", "GeoJSON"}
    body, disposition = fetched(server, links["CSV"])
    assert "unmap-coverage" in disposition
    table = pd.read_csv(io.BytesIO(body), dtype={"code": str})
    assert list(table["code"]) == codes(page)
    book = openpyxl.load_workbook(io.BytesIO(fetched(server, links["Excel"])[0]))
    assert [cells[0] for cells in book["Coverage"].iter_rows(min_row=2, values_only=True)] == codes(page)
    collection: dict[str, Any] = json.loads(fetched(server, links["GeoJSON"])[0])
    assert [one["properties"]["code"] for one in collection["features"]] == codes(page)


def test_files_of_offices_and_initiatives_follow_the_filter(go_to: Open, server: str) -> None:
    page = go_to("/?agency=UNICEF")
    page.locator(".downloads__open").click()
    record = Record("UNICEF")
    body, name = fetched(server, files(page, "Initiatives")["CSV"])
    assert "unmap-initiatives" in name
    assert set(pd.read_csv(io.BytesIO(body))["initiative_id"]) == set(record.initiatives)
    for what in ("Initiatives", "Offices"):
        links = files(page, what)
        assert list(links) == ["Excel", "CSV", "GeoJSON"]
        book = openpyxl.load_workbook(io.BytesIO(fetched(server, links["Excel"])[0]))
        assert book.sheetnames == [what.lower(), "columns", "sources"]
    body, _ = fetched(server, files(page, "Offices")["CSV"])
    # What Excel takes a file for without it.
    assert body.startswith(b"\xef\xbb\xbf")
    assert set(pd.read_csv(io.BytesIO(body))["agency_id"]) == {"UNICEF"}
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV.*Initiatives")).click()
    assert download.value.suggested_filename == "unmap-initiatives-2020.csv"
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("GeoJSON.*Initiatives")).click()
    assert download.value.suggested_filename == "unmap-initiatives-2020.geojson"
    page.keyboard.press("Escape")
    expect(page.locator(".downloads__menu")).to_be_hidden()
    expect(page.locator(".downloads__open")).to_be_focused()


@pytest.mark.parametrize(("lang", "theme", "size"), [("en", "light", WIDE), ("es", "dark", PHONE)])
def test_table_and_legends_have_no_barriers(open_page: Open, lang: str, theme: str, size: dict[str, int]) -> None:
    page = open_page(f"/?view=both&lang={lang}&theme={theme}", size)
    for summary in (".downloads__open", ".list__how summary", ".legend__method summary"):
        page.locator(summary).evaluate("element => element.click()")
    axe = Axe()
    for view, shown_as in (("both", "table"), ("gap", "ranking"), ("presence", "table"), ("need", "table")):
        page.locator(f'input[name="view"][value="{view}"]').evaluate("element => element.click()")
        page.locator(f'input[name="list"][value="{shown_as}"]').evaluate("element => element.click()")
        found = axe.run(page, context="#dock", options={"rules": {"region": {"enabled": False}}})
        assert found.response["violations"] == [], found.generate_report()
        assert page.locator(".list").evaluate("one => one.scrollWidth <= one.clientWidth")
