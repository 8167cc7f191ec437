"""Presence counts distinct things on the area itself; headquarters, statewide and country-wide work stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unmap
from unmap.measures import beside_the_map, presence, presence_rows, record_totals
from unmap.measures.presence import agency_table
from unmap.model import Kind, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from unmap.store import Dataset

MUNICIPALITIES = PresenceQuery(level="municipality")

WITHOUT_ANY = {"06", "10", "11", "13", "17", "18", "22", "24", "25", "26", "28", "29"}
"""Colima, Durango, Guanajuato, Hidalgo, Morelos, Nayarit, Querétaro, San Luis Potosí, Sinaloa, Sonora,
Tamaulipas and Tlaxcala: the states that the report's table does not name, Mexico City aside."""


def cells(frame: pd.DataFrame, code: str, columns: list[str]) -> list[object]:
    row = frame.loc[code]
    return [row[column] for column in columns]


def test_totals_are_those_of_the_report(dataset: Dataset) -> None:
    totals = record_totals(dataset)
    assert totals["offices"] == 35
    assert totals["office_listings"] == 37
    assert totals["office_agencies"] == 7
    assert totals["office_places"] == 23
    assert totals["states_with_field_offices"] == 19
    assert totals["states_without_any"] == 12
    assert totals["headquarters_offices"] == 25


def test_twelve_states_have_neither_field_office_nor_headquarters(dataset: Dataset) -> None:
    status = presence(dataset)["presence"]
    assert set(status.index[status == "none-reported"]) == WITHOUT_ANY
    assert status["09"] == "headquarters-only"


def test_a_repeated_listing_is_one_office(dataset: Dataset) -> None:
    table = presence(dataset, MUNICIPALITIES)
    assert cells(table, "04002", ["offices", "office_agencies"]) == [2, 2]
    assert cells(table, "07101", ["offices", "office_agencies"]) == [4, 4]


def test_a_states_agencies_are_not_the_sum_of_its_municipalities(dataset: Dataset) -> None:
    state = presence(dataset).loc["07"]
    municipalities = presence(dataset, MUNICIPALITIES)
    in_state = municipalities.loc[municipalities.index.str.startswith("07")]
    # Chiapas: PAHO/WHO, UNDP, UNHCR, UNODC; IOM; UNHCR, UNICEF.
    assert (state["offices"], state["office_agencies"]) == (7, 6)
    assert in_state["office_agencies"].sum() == 7


def test_headquarters_are_no_field_presence_unless_asked_for(country: Dataset) -> None:
    columns = ["offices", "office_agencies", "headquarters", "presence"]
    assert cells(presence(country), "02", columns) == [0, 0, 3, "headquarters-only"]
    asked = presence(country, PresenceQuery(headquarters=True))
    assert cells(asked, "02", columns) == [3, 0, 3, "headquarters-only"]


def test_one_agency_twice_in_a_place_is_one_office(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    # Two listings under two names of the place.
    rewrite(squares / "programme/offices.csv", "b-centro,BBB,Arriba,Centro,", "b-centro,AAA,Arriba,El Centro,")
    rewrite(squares / "geo/aliases.csv", "State of Abajo,02", "State of Abajo,02\nEl Centro,01001")
    assert cells(presence(unmap.load(squares), MUNICIPALITIES), "01001", ["offices", "office_agencies"]) == [1, 1]


def test_initiatives_of_a_state_are_counted_on_the_state(country: Dataset) -> None:
    table = presence(country)
    columns = ["initiatives", "initiatives_direct", "initiatives_inside", "initiative_agencies", "agencies"]
    # Arriba as a whole: both-states and in-state; in two of its towns: in-towns, which is one initiative.
    assert cells(table, "01", columns) == [3, 2, 1, 2, 2]
    assert cells(table, "02", columns) == [1, 0, 1, 2, 2]


def test_levels_are_not_pushed_down(country: Dataset) -> None:
    table = presence(country, MUNICIPALITIES)
    columns = ["initiatives", "initiatives_direct", "initiatives_statewide", "agencies", "agencies_statewide"]
    assert cells(table, "01001", columns) == [1, 1, 2, 2, 0]
    # In Norte only AAA works by name; BBB works in the state as a whole.
    assert cells(table, "01002", columns) == [1, 1, 2, 1, 1]
    assert cells(table, "02001", columns) == [1, 1, 0, 2, 0]
    assert cells(table, "02002", columns) == [0, 0, 0, 0, 0]


def test_statewide_work_is_counted_where_asked_for(country: Dataset) -> None:
    query = PresenceQuery(level="municipality", statewide=True)
    table = presence(country, query)
    assert table["initiatives"].to_dict() == {"01001": 3, "01002": 3, "02001": 1, "02002": 0}
    assert table["agencies"].to_dict() == {"01001": 2, "01002": 2, "02001": 2, "02002": 0}


def test_what_is_named_in_a_municipality_and_its_state_counts_once(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(
        squares / "programme/initiative_places.csv",
        "both-states,02001,",
        "both-states,02,state,Abajo,stated,\nboth-states,02001,",
    )
    dataset = unmap.load(squares)
    assert cells(presence(dataset), "02", ["initiatives", "initiatives_direct", "initiatives_inside"]) == [1, 1, 1]
    table = presence(dataset, MUNICIPALITIES)
    assert cells(table, "02001", ["initiatives", "initiatives_statewide"]) == [1, 0]
    assert cells(table, "02002", ["initiatives", "initiatives_statewide"]) == [0, 1]


def test_country_wide_work_stands_beside_the_map(country: Dataset) -> None:
    assert beside_the_map(country) == {"located": 3, "country-wide": 2, "unnamed-places": 1, "regional": 0}
    assert record_totals(country)["initiatives"] == 6
    assert record_totals(country)["states_with_initiatives"] == 2


@pytest.mark.parametrize(
    ("query", "offices", "initiatives", "agencies"),
    [
        (PresenceQuery(agencies=frozenset({"AAA"})), 1, 2, 1),
        (PresenceQuery(agencies=frozenset({"AAA", "BBB"})), 2, 3, 2),
        (PresenceQuery(kind=Kind.OFFICES), 2, 0, 2),
        (PresenceQuery(kind=Kind.INITIATIVES), 0, 3, 2),
        (PresenceQuery(outcomes=frozenset({"1"})), 0, 2, 2),
        (PresenceQuery(priorities=frozenset({"2"})), 0, 1, 1),
        (PresenceQuery(pillars=frozenset({"2"})), 0, 2, 2),
        (PresenceQuery(themes=frozenset({"gender"})), 0, 1, 1),
        (PresenceQuery(text="SÍRENAS"), 0, 1, 1),
        (PresenceQuery(text="storm wells"), 0, 0, 0),
        (PresenceQuery(text="elean"), 0, 0, 0),
        (PresenceQuery(text="water board"), 0, 1, 2),
    ],
)
def test_filters_drive_every_count(
    country: Dataset, query: PresenceQuery, offices: int, initiatives: int, agencies: int
) -> None:
    table = presence(country, query)
    assert cells(table, "01", ["offices", "initiatives", "agencies"]) == [offices, initiatives, agencies]


def test_rows_tell_who_does_what_where_with_the_passage(country: Dataset) -> None:
    rows = presence_rows(country, PresenceQuery(agencies=frozenset({"AAA"})))
    found = list(zip(rows["record_id"], rows["area_code"], rows["level"], rows["basis"], strict=True))
    assert found == [
        ("both-states", "01", "state", "stated"),
        ("both-states", "02001", "municipality", "stated"),
        ("in-towns", "01001", "municipality", "stated"),
        ("in-towns", "01002", "municipality", "inferred"),
        ("nation", "", "", ""),
        ("a-centro", "01001", "municipality", "stated"),
    ]
    assert (rows["source_locator"] != "").all()


def test_work_without_a_named_agency_keeps_its_row(country: Dataset) -> None:
    rows = presence_rows(country)
    together = rows.loc[rows["record_id"] == "together"]
    assert together["agency_id"].tolist() == [""]


def test_an_area_stands_for_all_inside_it(country: Dataset) -> None:
    rows = presence_rows(country, PresenceQuery(areas=frozenset({"01"}), kind=Kind.INITIATIVES))
    assert set(rows["record_id"]) == {"both-states", "in-state", "in-towns"}
    rows = presence_rows(country, PresenceQuery(areas=frozenset({"02001"}), kind=Kind.INITIATIVES))
    assert set(rows["record_id"]) == {"both-states"}
    query = PresenceQuery(areas=frozenset({"01002"}), kind=Kind.INITIATIVES, statewide=True)
    assert set(presence_rows(country, query)["record_id"]) == {"in-towns", "in-state", "both-states"}


def test_counts_agree_with_counting_the_rows_by_hand(dataset: Dataset) -> None:
    table = presence(dataset)
    rows = presence_rows(dataset)
    for code in ("07", "08", "09", "20"):
        here = rows.loc[rows["state_code"] == code]
        initiatives = here.loc[here["record_type"] == "initiative"]
        assert table.loc[code, "initiatives"] == initiatives["record_id"].nunique()
        assert table.loc[code, "agencies"] == len(set(here["agency_id"]) - {""})


def test_each_agency_has_what_a_question_for_it_alone_counts(dataset: Dataset) -> None:
    table = agency_table(dataset).set_index("agency_id")
    names = ["offices", "states_with_field_offices", "initiatives", "states_with_initiatives"]
    for agency_id in ("UNHCR", "UNICEF", "ILO"):
        totals = record_totals(dataset, PresenceQuery(agencies=frozenset({agency_id})))
        assert cells(table, agency_id, names) == [totals[name] for name in names]
