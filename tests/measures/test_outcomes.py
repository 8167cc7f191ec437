"""Each outcome against its own need."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from unmap.errors import ParameterError
from unmap.measures.outcomes import concept_need, outcome_gaps
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset


def test_a_small_framework_by_hand(country: Dataset) -> None:
    answer = outcome_gaps(country)
    first, second = answer.outcomes.to_dict("records")
    assert (first["outcome_id"], first["concept"], first["indicator_id"]) == ("1", "poverty", "poverty_pct.new")
    assert (first["initiatives"], first["placed"], first["areas_with_presence"]) == (2, 2, 2)
    assert (second["outcome_id"], second["concept"], second["reasons"]) == ("2", "", ("no-indicator",))
    assert (second["initiatives"], second["placed"]) == (2, 1)
    # Two initiatives in Arriba, one in Abajo; 200 and 130 people in poverty.
    gap = answer.areas.set_index("code")["gap"]
    assert gap["01"] == pytest.approx(100 * (200 / 330 - 2 / 3))
    assert gap.sum() == pytest.approx(0)


def test_every_outcome_is_answered_or_told_why_not(dataset: Dataset) -> None:
    answer = outcome_gaps(dataset).outcomes
    assert set(answer["outcome_id"]) == {str(number) for number in range(1, 11)}
    reasons = answer.set_index("outcome_id")["reasons"]
    assert reasons["9"] == ("no-indicator",)
    assert set(reasons["1"]) == {("no-presence",)}  # the report gives no result under outcome 1


def test_health_deprivation_against_outcome_two_from_the_tables(dataset: Dataset) -> None:
    def table(path: str) -> list[dict[str, str]]:
        with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    wanted = ("health_access_persons.mmp-2016", "2020")
    without = {
        row["area_code"]: float(row["value"])
        for row in table("need/values.csv")
        if (row["indicator_id"], row["year"]) == wanted and row["area_code"] != "00"
    }
    of_outcome = {row["initiative_id"] for row in table("programme/initiatives.csv") if row["outcome_id"] == "2"}
    placed = {
        (row["initiative_id"], row["area_code"][:2])
        for row in table("programme/initiative_places.csv")
        if row["initiative_id"] in of_outcome
    }
    answer = outcome_gaps(dataset).areas
    areas = answer.loc[(answer["outcome_id"] == "2") & (answer["concept"] == "health_access")].set_index("code")
    for code in ("07", "15", "20", "30"):
        here = sum(1 for _, state in placed if state == code)
        expected = 100 * (without[code] / sum(without.values()) - here / len(placed))
        assert areas["gap"][code] == pytest.approx(expected)


def test_outcomes_can_be_narrowed_and_unknown_ones_are_refused(dataset: Dataset) -> None:
    assert set(outcome_gaps(dataset, PresenceQuery(outcomes=frozenset({"5"}))).outcomes["outcome_id"]) == {"5"}
    with pytest.raises(ParameterError, match="outcome"):
        outcome_gaps(dataset, PresenceQuery(outcomes=frozenset({"11"})))


def test_municipalities_have_no_indicator_of_violence(dataset: Dataset) -> None:
    assert concept_need(dataset, "municipality", "feminicide") is None
    answer = outcome_gaps(dataset, PresenceQuery(level="municipality", outcomes=frozenset({"8"}))).outcomes
    assert set(answer["reasons"]) == {("no-indicator",)}
    assert answer["indicator_id"].isna().all()


def test_the_need_of_a_concept_is_that_of_the_reporting_year_with_headcounts(dataset: Dataset) -> None:
    need = concept_need(dataset, "state", "poverty")
    assert need is not None
    assert (need.indicator.indicator_id, need.year) == ("poverty_pct.mmp-2016", 2020)
