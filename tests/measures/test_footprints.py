"""Where each agency is, where it is not, and who is there instead."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from unmap.measures.footprints import footprints
from unmap.model import Kind, PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset


def test_footprints_of_a_small_country_by_hand(country: Dataset) -> None:
    answer = footprints(country)
    assert answer.cells.to_numpy().tolist() == [
        ["AAA", "01", 1, 2],
        ["AAA", "02", 0, 1],
        ["BBB", "01", 1, 2],
        ["BBB", "02", 0, 1],
    ]
    counts = answer.agencies[["agency_id", "areas", "offices", "initiatives"]]
    assert counts.to_numpy().tolist() == [["AAA", 2, 1, 2], ["BBB", 2, 1, 2]]
    assert answer.agencies["need_share"].tolist() == pytest.approx([1, 1])
    assert answer.absences.empty  # both are in both states
    assert answer.overlap[["shared", "together", "jaccard"]].to_numpy().tolist() == [[2, 2, 1]]


def test_absence_names_who_is_there_instead(country: Dataset) -> None:
    answer = footprints(country, PresenceQuery(level="municipality"))
    absent = answer.absences.loc[answer.absences["agency_id"] == "BBB"]
    # By poverty rate: Playa Grande (nobody), Centro de Abajo (BBB itself), Centro (BBB itself); Norte has no data.
    assert absent["code"].tolist() == ["02002"]
    assert absent["present"].tolist() == [()]
    of_first = answer.absences.loc[answer.absences["agency_id"] == "AAA"]
    assert of_first["code"].tolist() == ["02002"]


def test_offices_of_an_agency_from_the_table(dataset: Dataset) -> None:
    with (ROOT / "data/programme/offices.csv").open(encoding="utf-8", newline="") as file:
        states = {row["area_code"][:2] for row in csv.DictReader(file) if row["agency_id"] == "UNHCR"}
    answer = footprints(dataset, PresenceQuery(kind=Kind.OFFICES))
    unhcr = answer.agencies.set_index("agency_id").loc["UNHCR"]
    assert unhcr["areas"] == len(states)
    absent = answer.absences.loc[answer.absences["agency_id"] == "UNHCR"]
    assert not set(absent["code"]) & states
    # Guerrero and Oaxaca are the neediest states in which UNHCR has no office; UNODC and UNDP have one.
    assert absent["code"].tolist()[:2] == ["12", "20"]
    assert absent["present"].tolist()[:2] == [("UNODC",), ("UNDP",)]


def test_overlap_is_the_same_both_ways_and_within_bounds(dataset: Dataset) -> None:
    overlap = footprints(dataset).overlap
    assert overlap["jaccard"].between(0, 1).all()
    assert (overlap["shared"] <= overlap["together"]).all()
    assert not overlap.duplicated(["agency_id", "other_id"]).any()


def test_a_filter_that_leaves_nothing_gives_empty_tables_with_their_columns(dataset: Dataset) -> None:
    answer = footprints(dataset, PresenceQuery(kind=Kind.OFFICES, themes=frozenset({"gender"})))
    assert answer.agencies.empty
    assert answer.cells.columns.tolist() == ["agency_id", "code", "offices", "initiatives"]
    assert "present" in answer.absences
    assert "jaccard" in answer.overlap
