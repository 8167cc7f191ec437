"""Need and people of any country: which columns are read, in which unit, and countries of the field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from unmap.build.areas import describe_areas
from unmap.build.boundary_files import BoundaryLayer, read_boundaries
from unmap.build.level_words import Country, country_of, stated_words
from unmap.build.need_edition import put_together, whole_people
from unmap.build.need_sheets import NeedOptions, read_need
from unmap.build.need_units import stated_unit, unit_in_title
from unmap.build.population import People, all_people, read_people, with_people
from unmap.errors import ParameterError, SourceError
from unmap.intake.mapping import ColumnMapping

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.areas import Areas
    from unmap.build.need_edition import Need
    from unmap.model import Indicator

SURVEY = NeedOptions(source_id="survey", series_name="A survey", year=2024)
NOBODY = People({}, None, ())


@pytest.fixture(scope="module")
def squares() -> Areas:
    """Two provinces of two districts each, which are squares."""
    codes = ["P101", "P102", "P201", "P202"]
    columns = {
        "code": codes,
        "name": ["North", "South", "East", "West"],
        "other_names": [()] * 4,
        "type_en": ["district"] * 4,
        "code_1": [code[:2] for code in codes],
        "name_1": ["Arriba", "Arriba", "Abajo", "Abajo"],
        "other_names_1": [()] * 4,
        "type_en_1": ["province"] * 4,
    }
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.box(x, 0, x + 1, 1) for x in range(4)], crs="OGC:CRS84")
    return describe_areas([BoundaryLayer("a.geojson", 2, frame, frozenset(), ())], Country("XXX", "XX", "N", "N"))


def written(folder: Path, text: str, name: str = "need.csv") -> Path:
    path = folder / name
    path.write_text(text.strip() + "\n", encoding="utf-8")
    return path


def problems(issues: tuple[object, ...]) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.column, issue.code) for issue in issues]  # type: ignore[attr-defined]


def value(need: Need, area: str, indicator: str, year: int = 2024) -> float:
    rows = need.values.set_index(["area_code", "indicator_id", "year"])["value"]
    return float(rows[area, indicator, year])


def kept(need: Need) -> dict[str, Indicator]:
    return {one.indicator_id: one for one in need.indicators}


def test_a_share_is_kept_as_a_percentage_only_where_it_is_stated(tmp_path: Path, squares: Areas) -> None:
    path = written(tmp_path, "pcode,Poor,Hungry\nP101,0.25,12\nP102,1,40")
    asked = read_need(path, squares, replace(SURVEY, unit="percent", mapping=ColumnMapping(units={"Poor": "share"})))
    need = put_together([asked], squares, NOBODY)
    assert (value(need, "P101", "poor_pct.survey"), value(need, "P101", "hungry_pct.survey")) == (25, 12)
    assert kept(need)["poor_pct.survey"].note_en == "Published as a share of 1; kept as a percentage."
    assert kept(need)["hungry_pct.survey"].note_en == ""
    assert asked.issues == ()


def test_a_unit_that_nothing_states_is_asked_for_and_the_column_left_out(tmp_path: Path, squares: Areas) -> None:
    path = written(tmp_path, "pcode,Poor,Hungry (%)\nP101,0.25,12\nP102,1,40")
    table = read_need(path, squares, SURVEY)
    assert problems(table.issues) == [(1, "B", "unit-asked")]
    assert 'unit of "Poor" is not stated; map it to share, percent, persons, index or rate, perhaps share' in str(
        table.issues[0]
    )
    assert [one.concept for one in table.columns] == ["hungry"]
    with pytest.raises(SourceError, match='the unit of "Poor" is not stated'):
        read_need(written(tmp_path, "pcode,Poor\nP101,0.25"), squares, SURVEY)


@pytest.mark.parametrize(
    ("title", "values", "expected"),
    [
        ("Poverty (%)", [3.0, 40.0], "percent"),
        ("% de población rural", [0.1, 0.9], ""),
        ("Tasa de delitos por 100.000 habitantes", [0.0, 697.0], "rate"),
        ("Cases per 100,000", [1.0], "rate"),
        ("Displaced per 100,000", [1.0, 156_240.0], ""),
        ("Pct_poor", [20.0], "percent"),
        ("Expercentia", [20.0], ""),
        ("Poverty", [20.0], ""),
    ],
)
def test_a_title_states_a_unit_unless_the_values_contradict_it(title: str, values: list[float], expected: str) -> None:
    assert unit_in_title([title], values) == expected


def test_units_are_stated_in_words() -> None:
    assert [stated_unit(text) for text in (" % ", "per 100,000", "Share", "people", "")] == [
        *("percent", "rate", "share", "persons", ""),
    ]
    with pytest.raises(ParameterError, match='unit "litres": must be one of share, percent, persons, index, rate'):
        stated_unit("litres")


def test_what_cannot_be_read_is_no_data_and_an_issue_in_its_cell(tmp_path: Path, squares: Areas) -> None:
    rows = ["pcode,Poor (%),Year", "P101,DOG,2024", "P102,140,2024", "P201,,2024", "P999,30,2024", "P202,20,20x4"]
    table = read_need(written(tmp_path, "\n".join(rows)), squares, SURVEY)
    assert sorted(problems(table.issues)) == [
        (2, "B", "bad-number"),
        (3, "B", "out-of-range"),
        (5, "A", "unknown-code"),
        (6, "C", "bad-date"),
    ]
    assert table.values["value"].isna().all()
    assert set(table.values["area_code"]) == {"P101", "P102", "P201"}


def test_an_area_without_a_row_has_no_data_and_is_no_zero(tmp_path: Path, squares: Areas) -> None:
    table = read_need(written(tmp_path, "pcode,Poor (%)\nP101,0\nP102,20\nP201,30"), squares, SURVEY)
    need = put_together([table], squares, NOBODY)
    assert value(need, "P101", "poor_pct.survey") == 0
    assert pd.isna(value(need, "P202", "poor_pct.survey"))
    assert len(need.values) == 4
    assert kept(need)["poor_pct.survey"].levels == ("district",)


def test_two_values_of_an_area_for_a_year_are_said_and_neither_counts(tmp_path: Path, squares: Areas) -> None:
    table = read_need(written(tmp_path, "pcode,Poor (%)\nP101,10\nP101,20\nP102,30\nP102,30"), squares, SURVEY)
    assert problems(table.issues) == [(3, "B", "repeated-area")]
    assert table.values["value"].tolist() == pytest.approx([float("nan"), 30], nan_ok=True)


def test_people_in_need_are_derived_of_the_default_and_marked(tmp_path: Path, squares: Areas) -> None:
    people = People({"P101": 1000, "P102": 500}, 2021, ())
    table = read_need(written(tmp_path, "pcode,Poor (%),Ill (%)\nP101,12.5,1\nP102,20,2"), squares, SURVEY)
    need = put_together([table], squares, people, default="Poor (%)")
    assert list(kept(need)) == ["poor_pct.survey", "poor_persons.survey", "ill_pct.survey"]
    assert value(need, "P101", "poor_persons.survey") == 125
    assert kept(need)["poor_persons.survey"].derived == "percentage × the population of 2021"
    assert [one.default_levels for one in need.indicators] == [("district",), (), ()]
    with pytest.raises(ParameterError, match=r'need "sick": must be one of Poor \(%\), Ill \(%\)'):
        put_together([table], squares, people, default="sick")


def test_derived_people_are_whole_and_add_up_to_what_the_rates_say() -> None:
    derived = whole_people(pd.Series([1.4, 2.4, 3.4, float("nan"), 0.0], index=[9, 8, 7, 6, 5]))
    assert derived.tolist() == pytest.approx([2, 2, 3, float("nan"), 0], nan_ok=True)


def test_a_percentage_is_derived_of_a_default_that_counts_people(tmp_path: Path, squares: Areas) -> None:
    people = People({"P101": 1000, "P102": 0}, None, ())
    options = replace(SURVEY, unit="persons")
    table = read_need(written(tmp_path, "pcode,In need\nP101,125\nP102,20"), squares, options)
    need = put_together([table], squares, people)
    assert value(need, "P101", "in_need_pct.survey") == 12.5
    assert pd.isna(value(need, "P102", "in_need_pct.survey"))
    assert kept(need)["in_need_pct.survey"].derived == "persons / the population"


def test_humanitarian_needs_of_hapi_are_people_in_need_by_sector(tmp_path: Path, squares: Areas) -> None:
    text = """
location_code,admin1_code,admin2_code,category,sector_code,sector_name,population_status,population,reference_period_end
XXX,,,,Intersectoral,Intersectoral,INN,900,2025-12-31
XXX,P1,P101,,Intersectoral,Intersectoral,INN,300,2025-12-31
XXX,P1,P101,,HEA,Health,INN,200,2025-12-31
XXX,P1,P101,,HEA,Health,TGT,100,2025-12-31
XXX,P1,P101,Female,HEA,Health,INN,90,2025-12-31
"""
    table = read_need(written(tmp_path, text), squares, SURVEY)
    assert table.issues == ()
    assert [one.concept for one in table.columns] == ["in_need_intersectoral", "in_need_health"]
    rows = table.values.sort_values(["indicator_id", "area_code"])[["area_code", "year", "value"]]
    assert rows.to_numpy().tolist() == [["P101", 2025, 200], ["00", 2025, 900], ["P101", 2025, 300]]


def test_a_row_of_another_country_and_one_without_area_are_left_out(tmp_path: Path, squares: Areas) -> None:
    text = "iso3,pcode,Poor (%)\nTCD,P101,10\n,,20\nXXX,,30\nXXX,P102,40"
    table = read_need(written(tmp_path, text), squares, SURVEY)
    assert problems(table.issues) == [(2, "A", "other-country"), (3, "", "no-area")]
    assert table.values[["area_code", "value"]].to_numpy().tolist() == [["00", 30], ["P102", 40]]


def test_a_table_without_a_year_asks_for_one(tmp_path: Path, squares: Areas) -> None:
    with pytest.raises(SourceError, match=r"need\.csv: row 2 says no year; state the year of the table"):
        read_need(written(tmp_path, "pcode,Poor (%)\nP101,10"), squares, replace(SURVEY, year=None))


def test_people_that_cannot_be_counted_are_said(tmp_path: Path, squares: Areas) -> None:
    text = "pcode,Population\nP101,1000\nP102,many\nP201,-4\nP202,10\nP202,11\nP999,5\nP101,1000"
    people = read_people(written(tmp_path, text), squares)
    assert people.counts == {"P101": 1000}
    assert sorted(problems(people.issues)) == [
        *((3, "B", "bad-number"), (4, "B", "out-of-range"), (6, "B", "repeated-area"), (7, "A", "unknown-code")),
    ]


def test_an_area_has_the_people_of_its_parts_where_all_are_known(squares: Areas) -> None:
    areas, people = with_people(squares, People({"P101": 10, "P102": 5, "P201": 7}, 2020, ()))
    assert areas.tables[0]["population"].tolist() == [15, pd.NA]
    assert people.counts["P1"] == 15
    assert "P2" not in people.counts


@pytest.fixture(scope="module")
def chad(elsewhere: Path) -> tuple[Areas, People]:
    layers = [read_boundaries(elsewhere / f"chad/adm{level}.geojson", level) for level in (1, 2)]
    areas = describe_areas(layers, country_of("TCD"), {2: stated_words("department")})
    files = [elsewhere / f"chad/population_tcd_tcd_admpop_adm{level}_2021.csv" for level in (1, 2)]
    return with_people(areas, all_people([read_people(file, areas, year=2021) for file in files]))


def test_people_of_chad_are_the_same_at_both_levels(chad: tuple[Areas, People]) -> None:
    areas, people = chad
    assert [int(table["population"].sum()) for table in areas.tables] == [16_818_393, 16_818_393]
    assert people.issues == ()


def test_need_of_chad_is_known_in_22_provinces_and_td22_is_no_data(elsewhere: Path, chad: tuple[Areas, People]) -> None:
    areas, people = chad
    options = NeedOptions(source_id="ophi-mpi", series_name="OPHI, global MPI")
    table = read_need(elsewhere / "chad/ophi_global_mpi_tcd.csv", areas, options)
    need = put_together([table], areas, people)
    assert need.issues == ()
    rates, poor = "multidimensional_poverty_pct.ophi-mpi", "multidimensional_poverty_persons.ophi-mpi"
    rows = need.values[need.values["indicator_id"] == poor]
    assert (len(rows), rows["value"].notna().sum()) == (23, 22)
    assert pd.isna(value(need, "TD22", rates, 2019))
    assert rows["value"].sum() == 13_940_208
    assert (rows["value"].dropna() % 1 == 0).all()
    assert value(need, "TD01", rates, 2019) == 95.1229
    assert value(need, "00", rates, 2019) == 84.1749
    assert [one.default_levels for one in need.indicators if one.indicator_id == rates] == [("province",)]
    assert {one.unit for one in need.indicators} == {"index", "percent", "persons"}


def test_poverty_of_hapi_has_three_years_and_says_which_rows_name_no_area(
    elsewhere: Path, chad: tuple[Areas, People]
) -> None:
    options = NeedOptions(source_id="hapi", series_name="HDX HAPI")
    table = read_need(elsewhere / "chad/hdx_hapi_poverty_rate_tcd.csv", chad[0], options)
    assert problems(table.issues) == [(12, "", "no-area"), (13, "", "no-area"), (14, "", "no-area")]
    known = table.values[table.values["indicator_id"] == "mpi_index.hapi"]
    assert known.groupby("year")["area_code"].nunique().to_dict() == {2010: 20, 2015: 20, 2019: 23}


@pytest.fixture(scope="module")
def guatemala(elsewhere: Path) -> Areas:
    layers = [read_boundaries(elsewhere / f"guatemala/adm{level}.topojson", level) for level in (1, 2)]
    return describe_areas(layers, country_of("GTM"), {2: stated_words("municipality")})


@pytest.mark.parametrize(("twin", "problem"), [("", []), ("_error", [(7, "D", "bad-number")])])
def test_template_of_guatemala(
    elsewhere: Path, guatemala: Areas, twin: str, problem: list[tuple[int, str, str]]
) -> None:
    mapping = ColumnMapping(units={"Pobreza": "share"})
    options = NeedOptions(source_id="a2sit", series_name="A2SIT", year=2023, unit="index", mapping=mapping)
    table = read_need(elsewhere / f"guatemala/A2SIT_data_input_template_GTM{twin}.xlsx", guatemala, options)
    assert problems(table.issues) == problem
    assert all('sheet "Data": "DOG" is no number' in issue.message for issue in table.issues)
    assert (len(table.columns), table.values["area_code"].nunique()) == (54, 340)
    assert table.values["value"].isna().sum() == 4499 + len(problem)
    need = put_together([table], guatemala, NOBODY, default="Pobreza")
    poverty = need.values[need.values["indicator_id"] == "pobreza_pct.a2sit"]
    assert (len(poverty), poverty["value"].isna().sum()) == (342, 2)
    assert (round(poverty["value"].min()), round(poverty["value"].max())) == (14, 100)
    directions = {one.column.title: one.direction for one in table.columns}
    assert (directions["Pobreza"], directions["PIB"]) == ("high-is-worse", "low-is-worse")
