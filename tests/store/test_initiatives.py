"""The places of initiatives keep their level; a printed name that means another area is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import unmap
from unmap.store import read
from unmap.store.loading import check
from unmap.store.placing import place_initiatives

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

    Rewrite = Callable[[Path, str, str], None]

PLACES = "programme/initiative_places.csv"


def test_places_get_their_state_and_keep_their_level(squares: Path) -> None:
    places, issues = place_initiatives(read(squares))
    assert issues == ()
    columns = ["area_code", "state_code", "municipality_code", "join_method"]
    assert places[columns].to_numpy().tolist() == [
        ["01", "01", "", "name+code"],
        ["02001", "02", "02001", "name+code"],
        ["01", "01", "", "name+code"],
        ["01001", "01", "01001", "name+code"],
        ["01002", "01", "01002", "code"],
    ]


def test_a_name_of_another_area_is_told(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / PLACES, "in-state,01,state,Arriba", "in-state,01,state,Abajo")
    [issue] = check(squares)
    assert (issue.row, issue.column, issue.code) == (4, "area_code", "places-disagree")
    assert issue.message == "is 01, but the place's name means 02; correct one of them"


def test_a_place_that_is_inferred_may_bear_any_name(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / PLACES, "The northern hills", "Playa Grande")
    assert check(squares) == ()


def test_names_of_the_report_lead_to_the_codes_of_the_record(dataset: Dataset) -> None:
    places = dataset.initiative_places
    by_code_alone = places.loc[(places["join_method"] == "code") & (places["basis"] == "stated"), "place_reported"]
    # A mountain range, and the state of Chihuahua called by its whole title.
    assert set(by_code_alone) <= {"Sierra Tarahumara in Chihuahua", "State of Chihuahua", "state of Tabasco"}
    assert len(places) == len(unmap.load().initiative_places)
