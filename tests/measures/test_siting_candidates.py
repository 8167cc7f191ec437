"""Which places may be chosen from: towns with a seat, of so many people, capitals, or what lies in the areas named."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pyproj import Geod

from tests.conftest import ROOT
from tests.tables import with_layers
from unmap.measures.siting import siting
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

UNHCR = PresenceQuery(agencies=frozenset({"UNHCR"}))


def test_a_municipality_without_a_seat_is_no_candidate(country: Dataset) -> None:
    layer = country.municipalities.copy()
    layer.loc[layer["code"] == "02002", "seat_lat"] = np.nan
    answer = siting(with_layers(country, municipalities=layer), None, 3, 50)
    assert (answer.candidates, answer.without_seat) == (3, 1)
    assert answer.chosen["code"].tolist() == ["02001"]
    assert (answer.covered_after, answer.persons) == (130, 187)


def test_an_agency_with_its_headquarters_in_the_capital_is_not_sent_there(dataset: Dataset) -> None:
    unicef = PresenceQuery(agencies=frozenset({"UNICEF"}))
    seat = dataset.states.set_index("code").loc["09"]
    geod = Geod(ellps="WGS84")

    def km_from_the_capital(*, headquarters: bool) -> float:
        [place] = siting(dataset, replace(unicef, headquarters=headquarters), 1, 100).chosen.to_dict("records")
        return float(geod.inv(place["lon"], place["lat"], seat["seat_lon"], seat["seat_lat"])[2]) / 1000

    assert km_from_the_capital(headquarters=False) < 60
    assert km_from_the_capital(headquarters=True) > 100


def test_a_state_stands_for_all_that_lies_in_it_as_candidates(dataset: Dataset) -> None:
    oaxaca = dataset.municipalities.loc[dataset.municipalities["state_code"] == "20", "code"]
    by_state, by_name, one_by_one = (
        siting(dataset, None, 2, 100, candidates=candidates) for candidates in (["20"], "Oaxaca", oaxaca)
    )
    assert by_state.candidates == by_name.candidates == one_by_one.candidates == 570
    pd.testing.assert_frame_equal(by_state.chosen, one_by_one.chosen)
    pd.testing.assert_frame_equal(by_name.chosen, one_by_one.chosen)


def test_capitals_are_the_towns_where_the_seats_of_states_stand(dataset: Dataset) -> None:
    answer = siting(dataset, UNHCR, 5, 100, candidates="capitals")
    assert answer.candidates == 32
    # What INEGI names as capitals: Guadalajara, Toluca, Xalapa, Puebla, Mérida and Guanajuato among them.
    capitals = {"14039", "15106", "30087", "21114", "31050", "11015", "17007", "29033", "13048", "22014"}
    assert len(set(answer.chosen["code"]) & capitals) >= 3
    assert not set(answer.chosen["code"]) & {"15033", "15058", "02004", "08037"}  # large, and no capitals


def test_only_towns_of_so_many_people_are_chosen_from(dataset: Dataset) -> None:
    with (ROOT / "data/geo/places.csv").open(encoding="utf-8", newline="") as file:
        seats = {row["municipality_code"]: row for row in csv.DictReader(file) if row["kind"] == "seat"}
    large = {code for code, row in seats.items() if int(row["population"] or 0) >= 50_000}
    answer = siting(dataset, None, 4, 100, min_town=50_000)
    assert answer.candidates == len(large)
    assert set(answer.chosen["code"]) <= large
    assert siting(dataset, None, 1, 100, candidates="20", min_town=50_000).candidates == len(
        {code for code in large if code.startswith("20")}
    )
