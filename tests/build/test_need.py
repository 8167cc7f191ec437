"""Need values of the made country: units, series, and what is no data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.build import build
from unmap.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import openpyxl

    from tests.build.conftest import Built, MadeSources


def indicators(built: Built) -> dict[str, dict[str, str]]:
    return {row["indicator_id"]: row for row in built.rows("need/indicators.csv")}


def test_thousands_of_the_old_series_become_persons(built: Built) -> None:
    assert built.values("poverty_persons.mmp-2008", 2008) == {"01": "1300", "02": "900"}
    assert built.values("poverty_pct.mmp-2008", 2018) == {"01": "40.1", "02": "38.5"}


def test_year_without_any_value_was_not_published_and_has_no_rows(built: Built) -> None:
    assert built.values("poverty_pct.mmp-2008", 2008) == {}
    assert "extreme_poverty_pct.mmp-2008" not in indicators(built)


def test_workbook_has_millions_for_the_country_and_thousands_for_states(built: Built) -> None:
    assert built.values("poverty_persons.mmp-2016", 2020) == {"00": "3000", "01": "1234", "02": "1234"}
    assert built.values("poverty_persons.mmp-2016", 2022) == {"00": "1500", "01": "617", "02": "617"}
    assert built.values("food_access_pct.mmp-2016", 2022) == {"00": "36.25", "01": "36.25", "02": "36.25"}


def test_series_of_the_same_concept_are_separate_indicators(built: Built) -> None:
    rows = [row for row in indicators(built).values() if row["concept"] == "poverty" and row["unit"] == "percent"]
    assert {row["series"]: row["levels"] for row in rows} == {
        "mmp-2008": "state",
        "mmp-2016": "country;state",
        "inegi-2024": "state",
        "mun-2010": "municipality",
        "mun-2015": "municipality",
        "mun-2020": "municipality",
    }


def test_row_of_zeros_in_2015_is_no_data(built: Built) -> None:
    assert built.values("poverty_pct.mun-2015", 2015)["01002"] == ""
    assert built.values("educational_lag_persons.mun-2015", 2015)["01002"] == ""
    assert built.values("poverty_persons.mun-2015", 2015)["01001"] == "305"


def test_municipality_missing_from_2020_has_an_explicit_empty_value(built: Built) -> None:
    values = built.values("poverty_pct.mun-2020", 2020)
    assert values == {"01001": "25.5", "01002": "25.5", "01003": "25.5", "02001": "", "02002": "25.5"}


def test_persons_of_2010_are_the_rate_of_the_population_beside_it(built: Built) -> None:
    values = built.values("poverty_persons.mun-2010", 2010)
    assert values == {"01001": "300", "01002": "300", "01003": "", "02001": "300", "02002": ""}
    assert "derived by unmap" in indicators(built)["poverty_persons.mun-2010"]["note_en"]
    assert built.values("poverty_pct.mun-2010", 2015) == {}, "2015 has a publication of its own"


def test_index_has_no_value_for_the_country_but_its_components_have(built: Built) -> None:
    assert "00" not in built.values("social_backwardness_index.rezago-2020", 2020)
    assert built.values("illiteracy_pct.rezago-2020", 2020)["00"] == "12.5"
    assert indicators(built)["social_backwardness_index.rezago-2020"]["levels"] == "state;municipality"


def test_low_marginalisation_index_is_worse(built: Built) -> None:
    rows = indicators(built)
    assert rows["marginalisation_index.marginacion-2020"]["direction"] == "low-is-worse"
    assert rows["social_backwardness_index.rezago-2020"]["direction"] == "high-is-worse"
    assert rows["population_persons.census-2020"]["direction"] == "neutral"
    assert rows["not_poor_not_vulnerable_pct.mun-2020"]["direction"] == "low-is-worse"


def test_census_groups_have_persons_and_a_derived_share(built: Built) -> None:
    assert built.values("indigenous_language_persons.census-2020", 2020)["01001"] == "100"
    assert built.values("indigenous_language_pct.census-2020", 2020)["01"] == "10"
    assert built.values("female_population_pct.census-2020", 2020)["02"] == "52"


def test_victims_are_added_over_the_ways_of_committing_the_crime(built: Built) -> None:
    assert built.values("intentional_homicide_persons.sesnsp", 2024) == {"00": "6", "01": "6", "02": "6"}
    assert built.values("intentional_homicide_rate.sesnsp", 2024)["01"] == "3"
    assert built.values("feminicide_rate.sesnsp", 2024)["02"] == "4.5"
    assert indicators(built)["feminicide_rate.sesnsp"]["unit_name_en"] == "per 100,000 women"


def test_incomplete_year_of_victims_is_left_out_and_reported(built: Built) -> None:
    assert built.values("feminicide_rate.sesnsp", 2025) == {}
    assert [issue.message for issue in built.issues if issue.code == "partial-year"] == [
        "2025 is not complete and is left out"
    ]


def test_row_of_an_area_without_boundary_is_reported_and_left_out(
    made: MadeSources, build_made: Callable[[], Built]
) -> None:
    made.replace("poverty/coneval_municipal_2020.csv", "02002,", "02099,")
    built = build_made()
    (issue,) = [issue for issue in built.issues if issue.file == "poverty/coneval_municipal_2020.csv"]
    assert (issue.row, issue.column, issue.code) == (5, "cvegeo", "unknown-area")
    assert built.values("poverty_pct.mun-2020", 2020)["02002"] == ""


def rename_sheet(workbook: openpyxl.Workbook) -> None:
    workbook["Aguascalientes"].title = "Aguas"


def remove_heading(workbook: openpyxl.Workbook) -> None:
    workbook["Aguascalientes"]["C3"] = "Something"


def change_unit(workbook: openpyxl.Workbook) -> None:
    workbook["Aguascalientes"]["F3"] = "Docenas de personas"


def remove_indicator(workbook: openpyxl.Workbook) -> None:
    workbook["Aguascalientes"]["C14"] = "Another indicator"


def write_text(workbook: openpyxl.Workbook) -> None:
    workbook["Aguascalientes"]["E6"] = "about a third"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (rename_sheet, "no sheet called Aguascalientes"),
        (remove_heading, "sheet Aguascalientes: no row with the heading Indicadores"),
        (change_unit, "sheet Aguascalientes: row 3: needs the headings"),
        (remove_indicator, "sheet Aguascalientes: needs each indicator once; wrong: Rezago educativo"),
        (write_text, "sheet Aguascalientes: row 6: about a third is not a number"),
    ],
)
def test_workbook_of_another_shape_is_refused_with_sheet_and_row(
    made: MadeSources, tmp_path: Path, change: Callable[[openpyxl.Workbook], None], message: str
) -> None:
    made.write_workbook(change)
    with pytest.raises(SourceError, match=message):
        build(made.root, tmp_path / "data")


def test_sheet_that_starts_lower_down_is_read_as_well(made: MadeSources, build_made: Callable[[], Built]) -> None:
    made.write_workbook(lambda workbook: workbook["Aguascalientes"].insert_rows(1, 2))
    assert build_made().values("poverty_pct.mmp-2016", 2022)["01"] == "36.25"


def test_sheet_of_no_known_state_is_reported(made: MadeSources, build_made: Callable[[], Built]) -> None:
    made.write_workbook(lambda workbook: workbook.create_sheet("Atlántida"))
    issues = [issue for issue in build_made().issues if issue.file.endswith(".xlsx")]
    assert [(issue.column, issue.code) for issue in issues] == [("Atlántida", "unknown-area")]
