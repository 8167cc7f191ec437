"""Neighbours share a border or a corner; an area that touches none is joined to the nearest and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from libpysal.graph import Graph

from unmap.measures.neighbours import Neighbours, neighbours, touching

if TYPE_CHECKING:
    from unmap.store import Dataset


def around(found: Neighbours, code: str) -> set[str]:
    pairs = found.pairs
    return set(pairs.loc[pairs["code"] == code, "neighbour"])


def layer(cells: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    """Squares of one degree by their south-western corner, their seats in the middle."""
    return gpd.GeoDataFrame(
        {
            "code": list(cells),
            "seat_lon": [west + 0.5 for west, _ in cells.values()],
            "seat_lat": [south + 0.5 for _, south in cells.values()],
        },
        geometry=[shapely.box(west, south, west + 1, south + 1) for west, south in cells.values()],
        crs="OGC:CRS84",
    )


def test_a_corner_makes_neighbours(country: Dataset) -> None:
    found = neighbours(country, "municipality")
    assert around(found, "01001") == {"01002", "02001", "02002"}
    assert found.counts.tolist() == [3, 3, 3, 3]
    assert found.joined == ()


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_pairs_are_those_of_libpysal(dataset: Dataset, level: str) -> None:
    boundaries = dataset.states if level == "state" else dataset.municipalities
    graph = Graph.build_contiguity(boundaries.set_index("code"), rook=False)
    theirs = pd.MultiIndex.from_tuples(graph.adjacency.index.tolist())
    ours = pd.MultiIndex.from_frame(neighbours(dataset, level).pairs)
    assert len(ours) == len(theirs)
    assert ours.symmetric_difference(theirs).empty


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_neighbours_are_mutual_and_every_area_has_one(dataset: Dataset, level: str) -> None:
    found = neighbours(dataset, level)
    there = set(zip(found.area.tolist(), found.neighbour.tolist(), strict=True))
    assert there == {(other, one) for one, other in there}
    assert all(one != other for one, other in there)
    assert found.counts.min() > 0
    assert np.allclose(found.weights.sum(axis=1), 1)


def test_states_that_border_on_each_other_in_mexico(dataset: Dataset) -> None:
    found = neighbours(dataset, "state")
    # Chiapas: Oaxaca, Tabasco, Veracruz. Mexico City: México, Morelos. Baja California: its south, Sonora.
    assert around(found, "07") == {"20", "27", "30"}
    assert around(found, "09") == {"15", "17"}
    assert around(found, "02") == {"03", "26"}


def test_no_municipality_of_mexico_is_an_island(dataset: Dataset) -> None:
    found = neighbours(dataset, "municipality")
    assert found.joined == ()
    # Cozumel and Isla Mujeres own land on the coast, where they touch Solidaridad and Benito Juárez.
    assert "23008" in around(found, "23001")
    assert "23005" in around(found, "23003")


def test_islands_are_joined_to_the_nearest_seat_and_named() -> None:
    found = touching(layer({"A": (0, 0), "B": (1, 0), "C": (4, 0), "D": (40, 0), "E": (42, 0)}))
    # D and E lie nearest to each other, which makes one pair of them.
    assert found.joined == (("C", "B"), ("D", "E"), ("E", "D"))
    assert found.pairs.to_numpy().tolist() == [["A", "B"], ["B", "A"], ["B", "C"], ["C", "B"], ["D", "E"], ["E", "D"]]


def test_distance_is_along_the_ellipsoid_not_in_degrees() -> None:
    # At 70 degrees north three degrees of longitude are shorter than two of latitude.
    found = touching(layer({"A": (0, 70), "B": (3, 70), "C": (0, 72)}))
    assert dict(found.joined)["A"] == "B"


def test_areas_left_without_neighbours_are_joined_anew() -> None:
    found = touching(layer({"A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (10, 0)}))
    assert found.joined == (("D", "C"),)
    among = found.among(np.array([True, False, True, True]))
    assert among.codes.tolist() == ["A", "C", "D"]
    assert among.joined == (("D", "C"), ("A", "C"))
    assert among.pairs.to_numpy().tolist() == [["A", "C"], ["C", "A"], ["C", "D"], ["D", "C"]]


def test_a_single_area_has_no_neighbour() -> None:
    found = touching(layer({"A": (0, 0)}))
    assert (found.pairs.empty, found.joined) == (True, ())


def test_neighbours_are_found_once_for_a_dataset(dataset: Dataset) -> None:
    assert neighbours(dataset, "state") is neighbours(dataset, "state")
