"""Presence counts distinct things on the area itself; headquarters stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import unmap
from unmap.coverage import office_presence, office_totals
from unmap.models import Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from unmap.dataset import Dataset

WITHOUT_ANY = {"06", "10", "11", "13", "17", "18", "22", "24", "25", "26", "28", "29"}
"""Colima, Durango, Guanajuato, Hidalgo, Morelos, Nayarit, Querétaro, San Luis Potosí, Sinaloa, Sonora,
Tamaulipas and Tlaxcala: the states that the report's table does not name, Mexico City aside."""


def cells(frame: pd.DataFrame, code: str, columns: list[str]) -> list[object]:
    row = frame.loc[code]
    return [row[column] for column in columns]


def test_totals_are_those_of_the_report(dataset: Dataset) -> None:
    assert office_totals(dataset) == {
        "offices": 35,
        "office_listings": 37,
        "agencies": 7,
        "places": 23,
        "states_with_field_offices": 19,
        "states_without_any": 12,
        "headquarters_offices": 25,
    }


def test_twelve_states_have_neither_field_office_nor_headquarters(dataset: Dataset) -> None:
    presence = office_presence(dataset, Level.STATE)["presence"]
    assert set(presence.index[presence == "none-reported"]) == WITHOUT_ANY
    assert presence["09"] == "headquarters-only"


def test_a_repeated_listing_is_one_office(dataset: Dataset) -> None:
    presence = office_presence(dataset, Level.MUNICIPALITY)
    assert cells(presence, "04002", ["offices", "agencies"]) == [2, 2]
    assert cells(presence, "07101", ["offices", "agencies"]) == [4, 4]


def test_a_states_agencies_are_not_the_sum_of_its_municipalities(dataset: Dataset) -> None:
    state = office_presence(dataset, Level.STATE).loc["07"]
    municipalities = office_presence(dataset, Level.MUNICIPALITY)
    in_state = municipalities.loc[municipalities.index.str.startswith("07")]
    # Chiapas: PAHO/WHO, UNDP, UNHCR, UNODC; IOM; UNHCR, UNICEF.
    assert (state["offices"], state["agencies"]) == (7, 6)
    assert in_state["agencies"].sum() == 7


def test_headquarters_are_no_field_presence(squares: Path) -> None:
    presence = office_presence(unmap.load(squares), Level.STATE)
    assert cells(presence, "02", ["offices", "agencies", "headquarters", "presence"]) == [0, 0, 3, "headquarters-only"]


def test_one_agency_twice_in_a_place_is_one_office(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(squares / "programme/offices.csv", "b-centro,BBB", "b-centro,AAA")
    presence = office_presence(unmap.load(squares), Level.MUNICIPALITY)
    assert cells(presence, "01001", ["offices", "agencies"]) == [1, 1]
