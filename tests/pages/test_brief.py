"""A brief says of an area what the tables say, in both languages, and no text of the data is more than text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from lxml import html
from pyproj import Geod

import unmap
from tests.api.tables import placed_in, table
from tests.conftest import ROOT
from unmap.errors import NotFoundError, ParameterError
from unmap.features import LayerStore
from unmap.measures import default_need
from unmap.model import PresenceQuery
from unmap.model.words import Language
from unmap.pages.brief import BriefQuery, Place, overview, render_brief, render_missing
from unmap.pages.brief.charts import bar, looks_of, years_chart
from unmap.pages.brief.need_lines import Series
from unmap.pages.brief.subject import Entry, Group
from unmap.pages.brief.territory import Ground, path_of, tints_of
from unmap.pages.brief.wording import first, first_entries, points, share, shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

WRITTEN = datetime(2026, 5, 1, tzinfo=UTC)
ALONE = Place(WRITTEN, styles="p { margin: 0 }")
HOSTILE = """<script>window.hit=1</script>"><img src=x onerror=window.hit=1>'`${7*7}{{7*7}}{%raw%}</style></title>"""

NEEDS = pd.read_csv(ROOT / "data/need/values.csv", dtype={"area_code": str}).set_index(
    ["area_code", "indicator_id", "year"]
)["value"]


def page_of(
    store: LayerStore, code: str, language: str = "en", place: Place = ALONE, **asked: object
) -> html.HtmlElement:
    question = PresenceQuery(**asked)  # type: ignore[arg-type]
    return html.document_fromstring(render_brief(store, BriefQuery(code, Language(language), question), place))


def text_of(page: html.HtmlElement, path: str = "//body") -> str:
    return " ".join(" ".join(one.text_content() for one in page.xpath(path)).split())


def tiles(page: html.HtmlElement) -> list[list[str]]:
    return [[" ".join(part.text_content().split()) for part in tile] for tile in page.xpath("//*[@class='tiles']/div")]


def test_a_state_is_told_in_figures_of_the_tables(store: LayerStore) -> None:
    for code in ("07", "15", "09"):
        page = page_of(store, code)
        rate, people = (NEEDS[code, f"poverty_{unit}.mmp-2016", 2020] for unit in ("pct", "persons"))
        extreme = NEEDS[code, "extreme_poverty_pct.mmp-2016", 2020]
        country = NEEDS["00", "poverty_pct.mmp-2016", 2020]
        [lead, headcount, deep, _] = tiles(page)
        assert lead == ["People in poverty", f"{rate:.1f}%", f"National: {country:.1f}%"]
        part = people / NEEDS.loc[[f"{n:02}" for n in range(1, 33)], "poverty_persons.mmp-2016", 2020].sum()
        assert headcount == ["Headcount", f"{people:,.0f}", f"{100 * part:.1f}% of the country's total"]
        assert deep[1] == f"{extreme:.1f}%"


def test_a_municipality_is_compared_with_the_middle_one_since_its_series_has_no_country(store: LayerStore) -> None:
    rates = NEEDS.xs(("poverty_pct.mun-2020", 2020), level=("indicator_id", "year")).drop("00", errors="ignore")
    [lead, *_] = tiles(page_of(store, "07059"))
    assert lead[1:] == [
        f"{rates['07059']:.1f}%",
        f"half of the municipalities are below {rates.median():.1f}%",
    ]


@pytest.mark.parametrize("code", ["07", "07059"])
def test_deprivations_stand_beside_what_they_are_compared_with(store: LayerStore, code: str) -> None:
    series = "mmp-2016" if len(code) == 2 else "mun-2020"
    rows = page_of(store, code).xpath("//table[@class='bars']/tbody/tr")
    concepts = ("educational_lag", "health_access", "social_security", "housing_quality", "housing_services")
    assert len(rows) == 6
    for row, concept in zip(rows, concepts, strict=False):
        indicator = f"{concept}_pct.{series}"
        if code == "07":
            against = NEEDS["00", indicator, 2020]
        else:
            against = NEEDS.xs((indicator, 2020), level=("indicator_id", "year")).median()
        told = [cell.text_content() for cell in row.xpath("./td[contains(@class, 'number')]")]
        assert told == [f"{NEEDS[code, indicator, 2020]:.1f}%", f"{against:.1f}%"]


def test_more_poor_people_than_the_census_counts_are_told_with_the_count_of_the_source(store: LayerStore) -> None:
    # Official: 48,612 poor people among 51,621; the census counts 36,143.
    told = "Of some 51,600 whom the source counts here, other than the population above."
    assert told in text_of(page_of(store, "12051"))
    assert "whom the source counts" not in text_of(page_of(store, "07"))


def test_a_municipality_without_data_says_so_and_never_zero(store: LayerStore) -> None:
    assert np.isnan(NEEDS["29048", "poverty_pct.mun-2020", 2020])
    for language, none in (("en", "no data"), ("es", "sin dato")):
        page = page_of(store, "29048", language)
        assert [tile[1] for tile in tiles(page)[:3]] == [none] * 3
        assert {cell.text_content() for cell in page.xpath("//table[@class='bars']//td[@class='number']")} == {none}
        assert not page.xpath("//*[@class='rank']")
    # The hatch of no data is the fill of the area itself.
    assert page.xpath("//*[@class='map-area' and @fill='url(#no-data)']")


def test_offices_stand_by_agency_with_their_places(store: LayerStore) -> None:
    acronyms = {row["agency_id"]: row["acronym"] for row in table("agencies")}
    for state in ("07", "02"):
        listed = [row for row in table("offices") if row["area_code"][:2] == state]
        lines = [
            " ".join(one.text_content().split()) for one in page_of(store, state).xpath("//*[@class='offices']/ul/li")
        ]
        assert len(lines) == len({row["agency_id"] for row in listed})
        for row in listed:
            line = next(one for one in lines if one.startswith(acronyms[row["agency_id"]] + " "))
            assert row["place_reported"] in line


def test_headquarters_are_no_field_presence(store: LayerStore) -> None:
    offices = text_of(page_of(store, "09"), "//*[@class='offices']")
    assert "Field offices 0" in offices
    assert "25 headquarters offices" in offices


@pytest.mark.parametrize("code", ["07", "08", "07089", "08037"])
def test_initiatives_stand_once_and_those_of_the_whole_state_apart(store: LayerStore, code: str) -> None:
    titles = {row["initiative_id"]: row["title"] for row in table("initiatives")}
    exactly = {row["initiative_id"] for row in table("initiative_places") if row["area_code"] == code}
    here = placed_in(code) if len(code) == 2 else exactly
    lists = page_of(store, code).xpath("//ul[@class='outcomes']")
    told = [[one.text_content() for one in block.xpath(".//*[@class='initiative']/span[1]")] for block in lists]
    assert sorted(told[0]) == sorted(titles[key] for key in here)
    if len(code) == 5:
        around = placed_in(code[:2], exactly=True) - here
        left = int((re.findall(r"and (\d+) more", lists[1].text_content()) or ["0"])[0])
        assert len(told[1]) + left == len(around)
        assert set(told[1]) <= {titles[key] for key in around}


def test_every_brief_says_what_it_rests_on(store: LayerStore, dataset: Dataset) -> None:
    for language, absence in (("en", "not absence of work"), ("es", "no falta de trabajo")):
        notes = text_of(page_of(store, "20", language), "//footer")
        need = dataset.source(default_need(dataset, "state").indicator.source_id)
        for told in (need.title, need.publisher, dataset.report.title, dataset.edition, "2026-05-01", absence):
            assert told in notes


def test_a_filter_narrows_who_is_there_and_is_named(store: LayerStore) -> None:
    page = page_of(store, "07", agencies=frozenset({"UNHCR"}))
    lines = page.xpath("//*[@class='offices']/ul/li/strong")
    assert [one.text for one in lines] == ["UNHCR"]
    assert "agency UNHCR" in text_of(page, "//*[@class='selection']")
    only = page_of(store, "07", outcomes=frozenset({"10"}))
    assert "Not part of this selection" in text_of(only, "//*[@class='offices']")
    assert {one.text.split(":")[0] for one in only.xpath("//*[@class='outcome']")} == {"Outcome 10"}


def test_another_need_and_year_fill_the_same_page(store: LayerStore) -> None:
    page = page_of(store, "07", indicator="poverty_pct.mmp-2008", year=2018)
    assert tiles(page)[0][1] == f"{NEEDS['07', 'poverty_pct.mmp-2008', 2018]:.1f}%"
    index = page_of(store, "07", indicator="marginalisation_index.marginacion-2020")
    assert tiles(index)[0][0].startswith("Marginalisation")


def test_what_does_not_exist_is_refused(store: LayerStore) -> None:
    with pytest.raises(NotFoundError):
        page_of(store, "99")
    with pytest.raises(NotFoundError):
        page_of(store, "7")
    for asked in ({"indicator": "happiness"}, {"year": 1999}, {"agencies": frozenset({"NONE"})}):
        with pytest.raises(ParameterError):
            page_of(store, "07", **asked)


def test_no_page_has_a_style_of_its_own_beside_the_sheet(store: LayerStore) -> None:
    served = Place(WRITTEN, address="https://example.org/brief/07?lang=en", stylesheet="/assets/brief.css")
    page = page_of(store, "07", place=served)
    assert page.xpath("//@style | //style | //script | //@onclick") == []
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["/assets/brief.css"]


def test_without_a_look_the_page_is_words_and_tables(store: LayerStore) -> None:
    page = page_of(store, "07", place=Place(WRITTEN))
    assert page.xpath("//svg[@role='img'] | //*[@class='bars__bar']") == []
    assert "75.5%" in text_of(page)


@pytest.mark.exhaustive
@pytest.mark.parametrize("code", ["01", "02", "01001", "01002", "02002"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_hostile_texts_of_another_country_stay_texts(
    squares: Path, rewrite: Callable[[Path, str, str], None], code: str, language: str
) -> None:
    quoted = HOSTILE.replace('"', '""')
    rewrite(squares / "programme/agencies.csv", "AAA,AAA,Agency A", f'AAA,"{quoted}",Agency A')
    rewrite(
        squares / "programme/initiatives.csv",
        "Clean water,Agua limpia",
        f'"{quoted}{"w" * 5_000}","{quoted} {"w " * 900}"',
    )
    rewrite(squares / "programme/framework.csv", "Rights,Derechos", f'"{quoted}","{quoted}"')
    rewrite(squares / "programme/offices.csv", "Arriba,Centro,01001", f'Arriba,"{quoted}",01001')
    rewrite(squares / "geo/aliases.csv", "State of Abajo,02", f'State of Abajo,02\n"{quoted}",01001')
    rewrite(squares / "programme/reports.csv", "Squareland Report", f'"{quoted}"')
    rewrite(squares / "sources.csv", "census,Census,Statistics Office", f'census,"{quoted}","{quoted}"')
    rewrite(squares / "need/indicators.csv", "new,poverty,Poverty,Pobreza", f'new,poverty,"{quoted}","{quoted}"')
    page = page_of(LayerStore(unmap.load(squares)), code, language)
    assert page.xpath("//script | //img | //@onerror") == []
    assert len(page.xpath("//style")) == len(page.xpath("//title")) == 1
    assert "onerror=window.hit=1" in text_of(page)


def test_a_country_of_squares_is_told_as_well(country: Dataset) -> None:
    store = LayerStore(country)
    page = page_of(store, "01")
    assert tiles(page)[0] == ["Poverty", "20.0%", "National: 30.0%"]
    assert "measures no deprivations" in text_of(page)
    empty = page_of(store, "01002")
    assert tiles(empty)[0][1] == "no data"
    told = overview(store.dataset)
    assert [one.get("href") for one in html.fragment_fromstring(told, "div").xpath(".//tbody//a")] == [
        "/brief/02?lang=en",
        "/brief/01?lang=en",
    ]


def test_the_page_of_an_unknown_code_leads_to_every_state(store: LayerStore, dataset: Dataset) -> None:
    page = html.document_fromstring(render_missing(store, Language("es"), Place(WRITTEN)))
    assert text_of(page, "//h1") == "No existe esa área"
    assert len(page.xpath("//ul[@class='areas']//a")) == len(dataset.states)


def test_areas_are_tinted_by_the_classes_of_the_map(store: LayerStore, dataset: Dataset) -> None:
    choice = default_need(dataset, "municipality")
    tints = tints_of(store, choice)
    classes = pd.read_csv(ROOT / "data/need/classes.csv")
    classes = classes[(classes["indicator_id"] == choice.indicator.indicator_id) & (classes["level"] == "municipality")]
    limits = [-np.inf, *classes.sort_values("class_number")["upper"].iloc[:-1], np.inf]
    values = NEEDS.xs((choice.indicator.indicator_id, choice.year), level=("indicator_id", "year"))
    expected = pd.cut(values.reindex(dataset.municipalities["code"]), limits, labels=False).fillna(-1)
    assert tints.classes.tolist() == expected.astype(int).tolist()


def test_a_map_keeps_its_bounds_and_its_lengths() -> None:
    ground = Ground.around((-94, 14, -90, 18), 4000, 3000, 0.05)
    for lon, lat in ((-94, 14), (-90, 18), (-92, 16)):
        x, y = ground.at(lon, lat)
        assert 0 < x < 4000
        assert 0 < y < 3000
    (x, y), (east, _) = ground.at(-92, 16), ground.at(-91, 16)
    metres = Geod(ellps="WGS84").inv(-92, 16, -91, 16)[2]
    assert (east - x) / ground.units_per_km == pytest.approx(metres / 1000, rel=0.01)
    west, south, _, _ = ground.bounds
    assert ground.at(west, south) == pytest.approx((0, 3000))


def test_shapes_become_paths_in_whole_units_and_specks_vanish() -> None:
    assert path_of([shapely.box(0, 0, 10, 20)]) == "M10 0l0 20 -10 0 0 -20z"
    assert path_of([shapely.box(0, 0, 0.1, 0.1), shapely.LineString([(0, 0), (5, 5)])]) == ""


def test_lines_end_with_their_series(dataset: Dataset) -> None:
    old, new = (dataset.indicator(f"poverty_pct.{series}") for series in ("mmp-2008", "mmp-2016"))
    series = (Series(old, ((2010, 50.0), (2018, 40.0))), Series(new, ((2016, 30.0), (2020, 20.0))))
    drawn = html.fragment_fromstring(str(years_chart(series, (new.indicator_id, 2020), "percent", "Poverty")))
    lines = {one.get("class"): one.get("d").count("L") for one in drawn.xpath(".//path[contains(@class, 'line--')]")}
    assert lines == {"line line--other-0": 1, "line line--now": 1}
    assert {one.text for one in drawn.xpath(".//text[starts-with(@class, 'value')]")} == {
        "50.0%",
        "40.0%",
        "30.0%",
        "20.0%",
    }
    assert looks_of(series, new.indicator_id) == ["other-0", "now"]


def test_a_bar_without_a_value_stays_empty() -> None:
    assert "bar-value" not in bar(None, 20.0)
    assert 'width="100"' in bar(150.0, None).split("bar-track")[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.24, "+1.2"), (-5.9, "\N{MINUS SIGN}5.9"), (0.0, "0.0"), (-0.03, "\N{MINUS SIGN}0.03"), (0.004, "+0.004")],
)
def test_points_keep_their_sign(value: float, text: str) -> None:
    assert points(value) == text


def test_small_shares_are_not_written_as_none() -> None:
    assert [share(one) for one in (0.0, 0.0003, 0.121)] == ["0.0%", "0.03%", "12.1%"]


def test_lists_are_cut_with_how_many_are_left_out() -> None:
    assert first("abcd", 3) == ("abcd", 0)
    assert first("abcde", 3) == ("abc", 2)
    groups = [
        Group("1", "One", tuple(Entry(f"a{n}", (), ()) for n in range(4))),
        Group(None, None, (Entry("b", (), ()),)),
    ]
    shown, left = first_entries(groups, 3)
    assert ([len(group.entries) for group in shown], left) == ([3], 2)
    assert first_entries(groups, 5) == (groups, 0)
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 50, 10) == "x" * 9 + "…"


@pytest.mark.parametrize("language", Language)
def test_the_plain_page_has_the_figures_of_every_state_in_one_language(dataset: Dataset, language: Language) -> None:
    page = html.fragment_fromstring(overview(dataset, language))
    assert page.get("lang") == language
    assert {one.text for one in page.xpath(".//*[@lang]")} == {"English", "Español"} - {
        "English" if language == "en" else "Español"
    }
    rows = page.xpath(".//tbody/tr")
    assert len(rows) == 32
    shown: list[float] = []
    for row in rows:
        code = row.xpath(".//a/@href")[0].removeprefix("/brief/").split("?")[0]
        name, rate, people, offices, main, initiatives, gap = (cell.text_content() for cell in row)
        assert rate == f"{NEEDS[code, 'poverty_pct.mmp-2016', 2020]:.1f}%", name
        assert people == f"{NEEDS[code, 'poverty_persons.mmp-2016', 2020]:,.0f}"
        field = {(o["agency_id"], o["area_code"]) for o in table("offices") if o["office_type"] == "field"}
        assert int(offices) == len([one for one in field if one[1][:2] == code])
        assert int(main) == (25 if code == "09" else 0)
        assert int(initiatives) == len(placed_in(code))
        assert re.fullmatch("[+\N{MINUS SIGN}]?\\d+\\.\\d", gap)
        shown.append(float(rate.rstrip("%")))
    assert shown == sorted(shown, reverse=True)


def test_organisations_are_called_as_the_language_calls_them(dataset: Dataset) -> None:
    store = LayerStore(dataset)
    spanish, english = (text_of(page_of(store, "07", language)) for language in (Language("es"), Language.EN))
    for acronym in ("ACNUR", "PNUD", "OPS/OMS"):
        assert acronym in spanish
        assert acronym not in english
    for acronym in ("UNHCR", "UNDP", "PAHO/WHO"):
        assert acronym in english
        assert acronym not in spanish


def test_a_municipality_renamed_since_has_the_name_of_the_sources_beside_its_own(dataset: Dataset) -> None:
    store = LayerStore(dataset)
    head = text_of(page_of(store, "23008", "en"), "//header[@class='head']")
    assert "Playa del Carmen in the sources of 2020: Solidaridad" in head
    assert "en las fuentes de 2020: Solidaridad" in text_of(page_of(store, "23008", "es"))
    for same in ("23005", "23", "07"):
        assert "in the sources of" not in text_of(page_of(store, same, "en"), "//header[@class='head']")


def test_where_nobody_is_the_page_tells_what_is_around(store: LayerStore, dataset: Dataset) -> None:
    page = page_of(store, "29")
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//table[@class='bars bars--around']/tbody/tr")]
    # Tlaxcala lies between these three; the one with most poverty comes first, and the state itself before them.
    assert [(name, offices, initiatives) for name, _, _, offices, initiatives in rows] == [
        ("Tlaxcala", "0", "0"),
        ("Puebla", "1", "6"),
        ("Hidalgo", "0", "2"),
        ("State of Mexico", "1", "4"),
    ]
    for (_, _, rate, *_), code in zip(rows, ("29", "21", "13", "15"), strict=True):
        assert rate == f"{NEEDS[code, 'poverty_pct.mmp-2016', 2020]:.1f}%"
    lon, lat = dataset.states.set_index("code").loc["29", ["seat_lon", "seat_lat"]]
    offices = [row for row in table("offices") if row["office_type"] == "field"]
    points = dataset.municipalities.set_index("code").loc[[row["area_code"] for row in offices]]
    own = np.full(len(points), lon), np.full(len(points), lat)
    away = Geod(ellps="WGS84").inv(*own, points["seat_lon"], points["seat_lat"])[2]
    told = [text.text_content().split()[0] for text in page.xpath("//ul[@class='near']/li")]
    assert told[:3] == [f"{one:.0f}" for one in sorted({round(one / 1000) for one in away})[:3]]
    assert page_of(store, "07").xpath("//table[@class='bars bars--around'] | //ul[@class='near']") == []


def test_the_year_of_the_brief_is_written_on_its_line(store: LayerStore) -> None:
    for code in dict.fromkeys(key[0] for key in NEEDS.index if len(key[0]) == 2 and key[0] != "00"):
        [told] = page_of(store, code).xpath("//*[@class='value value--chosen']")
        assert told.text_content() == f"{NEEDS[code, 'poverty_pct.mmp-2016', 2020]:.1f}%"
