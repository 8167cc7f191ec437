"""Need is one indicator, one series, one year; nothing is mixed and no data stays no data."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

import unmap
from unmap.errors import ParameterError
from unmap.measures import choose_need, companion, default_need, gaps, need_by_area, values_of
from unmap.measures.equity import equity_answer
from unmap.measures.gap_answer import gap_answer
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset


def test_the_default_is_2020_in_the_series_with_headcounts_at_each_level(dataset: Dataset) -> None:
    state, municipality = (default_need(dataset, level) for level in ("state", "municipality"))
    assert (state.indicator.indicator_id, state.year) == ("poverty_pct.mmp-2016", 2020)
    assert (municipality.indicator.indicator_id, municipality.year) == ("poverty_pct.mun-2020", 2020)


def test_the_default_follows_the_reporting_year_of_the_folder(country: Dataset) -> None:
    # The old series has the year itself, and is not declared.
    choice = default_need(country, "state")
    assert (choice.indicator.indicator_id, choice.year) == ("poverty_pct.new", 2021)


def test_where_none_is_declared_the_first_rate_of_which_more_is_worse_is_the_default(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    table = squares / "need/indicators.csv"
    rewrite(table, "census,state;municipality", "census,")
    rewrite(table, "poverty_pct.old,poverty,Poverty,Pobreza,percent", "poverty_pct.old,poverty,Poverty,Pobreza,index")
    assert default_need(unmap.load(squares), "state").indicator.indicator_id == "poverty_pct.new"
    rewrite(table, "Pobreza,index", "Pobreza,percent")
    assert default_need(unmap.load(squares), "state").indicator.indicator_id == "poverty_pct.old"


def test_a_level_without_need_has_no_default_and_its_gaps_say_so(squares: Path) -> None:
    (squares / "need/values.csv").unlink()
    country = unmap.load(squares)
    assert not default_need(country, "state").given
    answer = gap_answer(country)
    assert (answer.head["need"], answer.head["need_measure"]) == (None, None)
    assert "no-need" in [reason["code"] for reason in answer.head["reasons"]]
    rows = answer.table("areas")
    assert rows[["need_pct", "need_persons", "need_share", "gap"]].isna().all(axis=None)
    assert rows["gap_population"].notna().all()
    with pytest.raises(ParameterError, match="is needed, and the data hold no indicator with values by state"):
        equity_answer(country)


def test_the_reports_own_figures_of_2018_come_out(dataset: Dataset) -> None:
    choice = choose_need(dataset, "state", "poverty_pct.mmp-2008", 2018)
    need = need_by_area(dataset, choice)
    states = need.drop(index="00")["pct"]
    assert round(states["07"], 1) == 76.4
    assert round(states["19"], 1) == 14.5
    assert round(states.max() - states.min(), 1) == 61.9
    assert round(need.drop(index="00")["persons"].sum() / 1e6, 1) == 52.4


def test_the_same_year_differs_between_series(dataset: Dataset) -> None:
    old, new = (
        values_of(dataset, dataset.indicator(f"poverty_pct.{series}"), 2018)["07"]
        for series in ("mmp-2008", "mmp-2016")
    )
    assert (round(old, 1), round(new, 1)) == (76.4, 78.0)


def test_state_headcounts_sum_to_the_national_figure(dataset: Dataset) -> None:
    need = need_by_area(dataset, choose_need(dataset, "state", "poverty_persons.mmp-2016", 2022))
    country = need.loc["00"]
    assert round(country["pct"], 1) == 36.3
    # The workbook prints persons to the person in states and in millions with many decimals for the country.
    assert need.drop(index="00")["persons"].sum() == pytest.approx(country["persons"], abs=100)


def test_three_municipalities_have_no_data_in_2020(dataset: Dataset) -> None:
    need = need_by_area(dataset, default_need(dataset, "municipality")).drop(index="00")
    assert set(need.index[need["pct"].isna()]) == {"04012", "07125", "29048"}
    assert int(need["persons"].sum()) == 56_647_995


def test_rate_and_headcount_are_paired_within_a_series(dataset: Dataset) -> None:
    rate = dataset.indicator("poverty_pct.mmp-2016")
    headcount = companion(dataset, rate, "persons")
    assert headcount is not None
    assert headcount.indicator_id == "poverty_persons.mmp-2016"


def test_values_agree_with_the_table_read_by_another_reader(dataset: Dataset) -> None:
    from unmap.files import shipped_data  # noqa: PLC0415 - the oracle reads the file itself

    with (shipped_data() / "need/values.csv").open(encoding="utf-8", newline="") as file:
        wanted = {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if row["indicator_id"] == "poverty_pct.mmp-2016" and row["year"] == "2020"
        }
    found = values_of(dataset, dataset.indicator("poverty_pct.mmp-2016"), 2020)
    assert found.to_dict() == wanted


@pytest.mark.parametrize(
    ("indicator", "year", "parameter"),
    [
        ("wealth", None, "indicator"),
        ("poverty_pct.mun-2020", None, "indicator"),
        ("poverty_pct.mmp-2008", 2020, "year"),
        (None, 1999, "year"),
    ],
)
def test_what_the_data_lacks_is_refused_by_parameter(
    dataset: Dataset, indicator: str | None, year: int | None, parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        choose_need(dataset, "state", indicator, year)
    assert caught.value.parameter == parameter


def test_without_a_year_the_nearest_to_the_report_is_meant(dataset: Dataset) -> None:
    assert choose_need(dataset, "state", "poverty_pct.mmp-2008").year == 2018
    assert choose_need(dataset, "state", "poverty_pct.inegi-2024").year == 2024


def test_more_poor_people_than_people_are_told_with_the_base_of_the_source(dataset: Dataset) -> None:
    table = gaps(dataset, PresenceQuery(level="municipality")).areas.set_index("code")
    more = table.loc[table["need_persons"] > table["population"]]
    assert len(more) == 40
    assert (more["need_base"] >= more["need_persons"]).all()
    # As the official file has it in its column "poblacion".
    assert table.loc["12051", "need_base"] == pytest.approx(51_621, rel=1e-3)


def test_the_base_is_the_population_of_the_official_file(official: Path, dataset: Dataset) -> None:
    path = official / "poverty" / "coneval_municipal_2020.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        published = {row["cvegeo"]: float(row["poblacion"]) for row in csv.DictReader(file)}
    base = need_by_area(dataset, default_need(dataset, "municipality"))["base"].dropna()
    assert len(base) > 2_400
    assert base.to_dict() == pytest.approx({code: published[code] for code in base.index}, rel=2e-3, abs=1)


def test_the_base_of_a_source_is_what_headcount_and_rate_say_together(dataset: Dataset) -> None:
    for level in ("state", "municipality"):
        table = need_by_area(dataset, default_need(dataset, level)).dropna()
        assert len(table) > 30
        # A municipal rate is rounded to a tenth of a point, and so is the one that the base is made of.
        implied = table["base"] * table["pct"] / 100
        assert ((implied - table["persons"]).abs() <= 0.001 * table["base"] + 1).all()


def test_a_series_without_headcounts_has_no_base(dataset: Dataset) -> None:
    need = choose_need(dataset, "state", "marginalisation_index.marginacion-2020")
    assert need_by_area(dataset, need)["base"].isna().all()
