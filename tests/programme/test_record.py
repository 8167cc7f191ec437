"""The record of the shipped report against the report's own sums."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from unmap.files import shipped_data
from unmap.store.loading import check

if TYPE_CHECKING:
    import pandas as pd

    from unmap.store import Dataset


def figure(dataset: Dataset, figure_id: str) -> float:
    figures = dataset.context_figures.set_index("figure_id")["value"]
    return float(figures[figure_id])


def places_of(dataset: Dataset, initiative_id: str) -> pd.DataFrame:
    places = dataset.initiative_places
    return places.loc[places["initiative_id"] == initiative_id]


def test_the_shipped_folder_is_clean() -> None:
    assert check(shipped_data()) == ()


def test_offices_are_nineteen_states_twenty_three_places_and_thirty_seven_listings(dataset: Dataset) -> None:
    field = dataset.offices.loc[dataset.offices["office_type"] == "field"]
    assert field["state_reported"].nunique() == 19
    assert len(field.drop_duplicates(["state_reported", "place_reported"])) == 23
    assert field["listed_count"].sum() == 37


def test_lines_of_action_add_up(dataset: Dataset) -> None:
    framework = dataset.framework
    assert framework["outcome_id"].tolist() == [str(number) for number in range(1, 11)]
    assert framework["sla_total"].sum() == 91
    assert (framework[["sla_gender", "sla_migration"]].max(axis="columns") <= framework["sla_total"]).all()
    assert len(dataset.priorities) == 4


def test_humanitarian_actions_add_up_over_ten_sectors(dataset: Dataset) -> None:
    actions = dataset.context_figures.loc[dataset.context_figures["topic"] == "humanitarian-actions"]
    assert len(actions) == 10
    assert actions["value"].sum() == 509


def test_agencies_in_the_country_are_a_figure_and_no_list(dataset: Dataset) -> None:
    total, resident = figure(dataset, "un-agencies-total"), figure(dataset, "un-agencies-resident")
    assert (total, resident, figure(dataset, "un-agencies-non-resident")) == (29, 22, 7)


def test_poverty_of_2018_adds_up(dataset: Dataset) -> None:
    poor = figure(dataset, "mx-poverty-2018-extreme") + figure(dataset, "mx-poverty-2018-moderate")
    assert poor == pytest.approx(41.9)


def test_semiarid_project_runs_in_ten_states_and_three(dataset: Dataset) -> None:
    places = places_of(dataset, "semiarid-forestry-plans")
    mixteca = {"12", "20", "21"}
    assert len(places) == 13
    assert mixteca < set(places["area_code"])
    assert (places["level"] == "state").all()


def test_located_means_that_there_is_a_place(dataset: Dataset) -> None:
    placed = set(dataset.initiative_places["initiative_id"])
    scopes = dataset.initiatives.set_index("initiative_id")["scope"]
    assert set(scopes.index[scopes == "located"]) == placed


def test_only_numbers_without_names_have_a_count_of_areas(dataset: Dataset) -> None:
    counted = dataset.initiatives.loc[dataset.initiatives["reported_area_count"].notna()]
    assert set(counted["scope"]) == {"unnamed-places"}
    assert {29, 249} <= set(counted["reported_area_count"])


def test_every_agency_of_an_initiative_exists(dataset: Dataset) -> None:
    assert set(dataset.initiative_agencies["agency_id"]) <= set(dataset.agencies["agency_id"])
    without = set(dataset.initiatives["initiative_id"]) - set(dataset.initiative_agencies["initiative_id"])
    unnamed = dataset.initiatives.loc[dataset.initiatives["reported_agency_count"].notna(), "initiative_id"]
    assert without == set(unnamed)


def test_what_is_inferred_gives_its_reason(dataset: Dataset) -> None:
    inferred = dataset.initiative_places.loc[dataset.initiative_places["basis"] == "inferred"]
    assert (inferred["note"].str.len() > 20).all()


def test_inferred_places_leave_the_states_as_the_report_counts_them(dataset: Dataset) -> None:
    states = places_of(dataset, "territorial-industrial-atlas")["state_code"]
    assert set(states) == {"05", "07", "08", "10", "19", "25", "27", "30"}  # "8 states"


@pytest.mark.parametrize(
    ("initiative", "value", "unit"),
    [
        ("second-chance-women", 2026, "women"),
        ("second-chance-women", 12, "learning centres"),
        ("semiarid-forestry-plans", 205_275, "hectares"),
        ("covid-shelter-care", 102, "rooms"),
        ("covid-shelter-care", 278, "migrants"),
        ("refugee-relocation-jobs", 2307, "refugees"),
    ],
)
def test_named_results_are_in_the_record(dataset: Dataset, initiative: str, value: float, unit: str) -> None:
    results = dataset.initiative_results
    found = results.loc[(results["initiative_id"] == initiative) & (results["unit"] == unit), "value"]
    assert value in found.tolist()


def test_every_outcome_of_the_report_and_every_section_has_records(dataset: Dataset) -> None:
    outcomes = Counter(dataset.initiatives["outcome_id"])
    assert set(outcomes) == {"", "2", "3", "4", "5", "6", "7", "8", "10"}  # none is reported under 1 and 9
    sections = set(dataset.initiatives.loc[dataset.initiatives["outcome_id"] == "", "section"])
    assert {"2.3", "2.4", "2.5"} <= sections
    assert 65 <= len(dataset.initiatives) <= 90
