"""Outcomes by states: distinct initiatives and agencies, with what no state can show in the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.measures import framework_matrix
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset


def test_matrix_of_a_small_record(country: Dataset) -> None:
    matrix = framework_matrix(country)
    assert matrix.cells.to_numpy().tolist() == [["1", "01", 2, 2], ["1", "02", 1, 2], ["2", "01", 1, 1]]
    totals = matrix.totals.T.to_dict()
    kinds = ("initiatives", "agencies", "states", "located", "country_wide", "unnamed_places", "regional")
    assert [totals["1"][kind] for kind in kinds] == [2, 2, 2, 2, 0, 0, 0]
    assert [totals["2"][kind] for kind in kinds] == [2, 2, 1, 1, 0, 1, 0]
    assert [totals[""][kind] for kind in kinds] == [2, 1, 0, 0, 2, 0, 0]


def test_a_filter_holds_for_the_matrix(country: Dataset) -> None:
    matrix = framework_matrix(country, PresenceQuery(agencies=frozenset({"BBB"})))
    assert matrix.cells.to_numpy().tolist() == [["1", "01", 2, 1], ["1", "02", 1, 1]]


def test_every_outcome_has_its_row_in_the_order_of_the_framework(dataset: Dataset) -> None:
    totals = framework_matrix(dataset).totals
    assert totals.index.tolist() == [*map(str, range(1, 11)), ""]
    # The report gives no result under outcomes 1 and 9.
    assert totals.loc[["1", "9"], "initiatives"].tolist() == [0, 0]
    assert totals["initiatives"].sum() == len(dataset.initiatives)
