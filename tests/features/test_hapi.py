"""The record in the field names of HDX HAPI, against counts by plain pandas from the files themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.conftest import ROOT
from unmap.errors import ParameterError
from unmap.formats.hapi import (
    admin1,
    admin2,
    during,
    matching,
    moments,
    operational_presence,
    organisations,
    sectors,
    unknown,
)
from unmap.formats.hapi_figures import THEMES, availability, baseline_population, poverty_rate
from unmap.model.plain import records

if TYPE_CHECKING:
    from unmap.store import Dataset

PROGRAMME = ROOT / "data/programme"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(PROGRAMME / f"{name}.csv", dtype=str, keep_default_na=False)


def triples() -> set[tuple[str, str, str]]:
    """Area, agency and outcome of every field office and initiative, from the files; the empty text for none."""
    offices = read("offices").query("office_type == 'field'")
    found = {(area, agency, "") for area, agency in offices[["area_code", "agency_id"]].to_numpy().tolist()}
    initiatives = read("initiatives")[["initiative_id", "outcome_id"]]
    agencies = read("initiative_agencies")[["initiative_id", "agency_id"]]
    places = read("initiative_places")[["initiative_id", "area_code"]]
    rows = initiatives.merge(agencies, how="left").merge(places, how="left").fillna("")
    return found | {tuple(row) for row in rows[["area_code", "agency_id", "outcome_id"]].to_numpy().tolist()}


def test_rows_are_the_distinct_areas_agencies_and_outcomes_of_the_files(dataset: Dataset) -> None:
    table = operational_presence(dataset).fillna("")
    acronyms = read("agencies").set_index("acronym")["agency_id"]
    codes = table["admin2_code"].where(table["admin2_code"] != "", table["admin1_code"]).str.removeprefix("MX")
    agencies = table["org_acronym"].map(acronyms).fillna("")
    rows = list(zip(codes, agencies, table["sector_code"].replace("Multi", ""), strict=True))
    assert len(rows) == len(set(rows))
    assert set(rows) == triples()


def test_levels_are_those_of_the_places(dataset: Dataset) -> None:
    expected = {0: 0, 1: 0, 2: 0}
    for code, _, _ in triples():
        expected[{0: 0, 2: 1, 5: 2}[len(code)]] += 1
    assert operational_presence(dataset)["admin_level"].value_counts().to_dict() == expected


def test_work_without_a_named_place_is_given_to_no_area(dataset: Dataset) -> None:
    table = operational_presence(dataset)
    country = table.loc[table["admin_level"] == 0]
    assert len(country) > 0
    assert country[["admin1_code", "admin2_code", "provider_admin1_name", "provider_admin2_name"]].isna().all(axis=None)


def test_a_statewide_record_is_not_pushed_down(country: Dataset) -> None:
    table = operational_presence(country)
    [row] = records(matching(table, {"org_acronym": "BBB", "sector_code": "1", "admin1_code": "SQ01"}))
    assert row["admin_level"] == 1
    assert row["admin2_code"] is None


def test_squares_give_these_rows(country: Dataset) -> None:
    table = operational_presence(country)
    shown = ["admin_level", "admin1_code", "admin2_code", "org_acronym", "sector_code", "provider_admin2_name"]
    assert [tuple(row.values()) for row in records(table[shown])] == [
        (0, None, None, None, "Multi", None),
        (0, None, None, "AAA", "Multi", None),
        (0, None, None, "BBB", "2", None),
        (1, "SQ01", None, "AAA", "1", None),
        (1, "SQ01", None, "BBB", "1", None),
        (2, "SQ01", "SQ01001", "AAA", "Multi", "Centro"),
        (2, "SQ01", "SQ01001", "AAA", "2", "Centro"),
        (2, "SQ01", "SQ01001", "BBB", "Multi", "Centro"),
        (2, "SQ01", "SQ01002", "AAA", "2", "The northern hills"),
        (2, "SQ02", "SQ02001", "AAA", "1", "Centro de Abajo, Abajo"),
        (2, "SQ02", "SQ02001", "BBB", "1", "Centro de Abajo, Abajo"),
    ]


def test_what_only_hdx_knows_is_null_and_not_invented(dataset: Dataset) -> None:
    table = operational_presence(dataset)
    own = ["location_ref", "admin1_ref", "admin2_ref", "resource_hdx_id", "dataset_hdx_id", "has_hrp", "in_gho"]
    assert table[own].isna().all(axis=None)
    assert set(table["location_code"]) == {"MEX"}
    assert set(table["reference_period_start"]) == {"2020-01-01T00:00:00"}
    assert set(table["reference_period_end"]) == {"2020-12-31T23:59:59"}


def test_lists_hold_every_area_agency_and_outcome(dataset: Dataset) -> None:
    assert (len(admin1(dataset)), len(admin2(dataset))) == (32, 2469)
    assert list(organisations(dataset)["acronym"]) == list(read("agencies")["acronym"])
    assert list(sectors(dataset)["code"]) == [*(str(number) for number in range(1, 11)), "Multi"]
    assert set(admin2(dataset)["admin1_code"]) == set(admin1(dataset)["code"])


def test_codes_match_whole_and_in_any_case(dataset: Dataset) -> None:
    table = operational_presence(dataset)
    assert len(matching(table, {"admin1_code": "mx07"})) == len(matching(table, {"admin1_code": "MX07"})) > 0
    for part in ("MX0", "07", "MX071"):
        assert matching(table, {"admin1_code": part}).empty
    assert set(matching(table, {"sector_code": "1"})["sector_code"]) <= {"1"}
    assert matching(table, {"org_acronym": "UN"}).empty


def test_names_match_whole_without_accents(dataset: Dataset) -> None:
    table = operational_presence(dataset)
    assert set(matching(table, {"admin1_name": "michoacan de ocampo"})["admin1_code"]) == {"MX16"}
    assert matching(table, {"admin1_name": "California"}).empty
    assert matching(table, {"admin1_name": "!"}).empty
    by_print = matching(table, {"provider_admin2_name": "ciudad juarez"})
    assert set(by_print["admin2_code"]) == {"MX08037"}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2020", "2020", True),
        ("2020-12-31", None, True),
        ("2021", None, False),
        ("2020-12-31T23:59:59", None, True),
        (None, "2019", False),
        (None, "2019-12", False),
        (None, "2020-01-01", True),
        (None, "2020-01-01T00:00:00", False),
    ],
)
def test_dates_reach_the_reference_period_or_not(
    dataset: Dataset, start: str | None, end: str | None, *, found: bool
) -> None:
    assert (not during(operational_presence(dataset), start, end).empty) is found


@pytest.mark.parametrize(
    ("text", "first", "behind"),
    [
        ("2020", "2020-01-01T00:00:00", "2021-01-01T00:00:00"),
        ("2019-12", "2019-12-01T00:00:00", "2020-01-01T00:00:00"),
        ("2020-02-29", "2020-02-29T00:00:00", "2020-03-01T00:00:00"),
        ("2020-01-31T10:00:00", "2020-01-31T10:00:00", "2020-01-31T10:00:00"),
    ],
)
def test_a_date_spans_its_year_month_or_day(text: str, first: str, behind: str) -> None:
    assert tuple(moment.isoformat() for moment in moments("start_date", text)) == (first, behind)


@pytest.mark.parametrize(
    "text", ["20", "2020-13", "2021-02-29", "9999", "0000", "abcd", "٢٠٢٠", "2020-01-01T25:00:00", "9999-12-31"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        moments("start_date", text)
    assert text not in str(caught.value)


def test_a_code_that_does_not_exist_is_told_from_one_without_presence(dataset: Dataset) -> None:
    table = operational_presence(dataset)
    empty = next(code for code in admin2(dataset)["code"] if code not in set(table["admin2_code"]))
    assert unknown(dataset, table, {"admin2_code": empty, "admin_level": "2"}) == []
    asked = {"admin2_code": "MX99999", "org_acronym": "XYZ", "sector_code": "11", "location_code": "SOM"}
    assert unknown(dataset, table, asked) == list(asked)


def test_poverty_rates_are_those_of_the_table_of_values(dataset: Dataset) -> None:
    table = poverty_rate(dataset)
    values = dataset.values.set_index(["indicator_id", "area_code", "year"])["value"]
    at = (table["reference_period_start"].str[:4] == "2020") & (table["indicator_id"] == "poverty_pct.mmp-2016")
    [chiapas] = records(table.loc[at & (table["admin1_code"] == "MX07")])
    assert chiapas["headcount_ratio"] == values[("poverty_pct.mmp-2016", "07", 2020)]
    assert chiapas["in_severe_poverty"] == values[("extreme_poverty_pct.mmp-2016", "07", 2020)]
    assert (chiapas["mpi"], chiapas["source_id"]) == (None, "coneval-estatal-2016-2022")
    poverty = dataset.values["indicator_id"].isin(
        dataset.indicators.loc[
            lambda all_: (all_["concept"] == "poverty") & (all_["unit"] == "percent"), "indicator_id"
        ]
    )
    assert len(table) == int(poverty.sum())
    assert not table.duplicated(["indicator_id", "admin1_code", "admin2_code", "reference_period_start"]).any()


def test_a_series_without_extreme_poverty_has_none(country: Dataset) -> None:
    table = poverty_rate(country)
    assert table["in_severe_poverty"].isna().all()
    series = table["indicator_id"].str.rpartition(".")[2]
    found = [*zip(table["admin_level"], series, table["headcount_ratio"].fillna(-1), strict=True)]
    assert found[:5] == [(0, "new", 30), (1, "old", 40), (1, "new", 20), (1, "old", 60), (1, "new", 90)]
    assert found[5:] == [(2, "new", 10), (2, "new", -1), (2, "new", 80), (2, "new", 95)]


def test_people_of_an_area_are_those_of_its_boundary_and_add_up(dataset: Dataset) -> None:
    table = baseline_population(dataset)
    sums = table.groupby("admin_level")["population"].sum()
    assert sums[0] == sums[1] == dataset.states["population"].sum()
    [row] = records(table.loc[table["admin2_code"] == "MX23005"])
    assert row["population"] == dataset.municipalities.set_index("code")["population"]["23005"]
    assert (row["gender"], row["source_id"], row["reference_period_start"][:4]) == ("all", "inegi-censo-2020", "2020")


def test_people_without_a_source_of_their_own_have_no_period(country: Dataset) -> None:
    table = baseline_population(country)
    assert table[["source_id", "reference_period_start", "reference_period_end"]].isna().all(axis=None)
    assert len(table) == 1 + 2 + 4


def test_what_is_available_is_what_the_tables_hold(dataset: Dataset) -> None:
    table = availability(dataset)
    for (category, subcategory), make in THEMES.items():
        part = table.loc[(table["category"] == category) & (table["subcategory"] == subcategory)]
        places = ["admin_level", "admin1_code", "admin2_code"]
        expected = make(dataset)[places].drop_duplicates()
        assert {*part[places].fillna("").itertuples(index=False)} == {*expected.fillna("").itertuples(index=False)}
        assert len(part) == len(expected) > 0
