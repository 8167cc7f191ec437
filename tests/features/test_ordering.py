"""Sorting keeps every row, puts what is missing last and breaks ties by what stood first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from unmap.features.layer_store import Order, SortKey

NAMES = st.sampled_from(["Álamo", "alamo", "Alamo", "Zacán", "", None, "ñandú", "Nado", "nube"])
NUMBERS = st.one_of(st.none(), st.integers(-3, 3))
ROWS = st.lists(st.tuples(NAMES, NUMBERS), max_size=12)


def ordered(rows: list[tuple[str | None, int | None]], *keys: SortKey) -> list[int]:
    table = pd.DataFrame(rows, columns=["name", "count"]).astype({"name": object, "count": "Int64"})
    return list(map(int, Order(table).sorted(np.arange(len(rows)), keys)))


@given(ROWS, st.booleans())
def test_numbers_come_as_python_sorts_them_with_what_is_missing_last(
    rows: list[tuple[str | None, int | None]],
    descending: bool,  # noqa: FBT001 - drawn
) -> None:
    known = [row for row, (_, count) in enumerate(rows) if count is not None]
    expected: list[Any] = sorted(known, key=lambda row: (rows[row][1] or 0) * (-1 if descending else 1))
    expected += [row for row, (_, count) in enumerate(rows) if count is None]
    assert ordered(rows, SortKey("count", descending)) == expected


@given(ROWS)
def test_a_second_key_breaks_the_ties_of_the_first(rows: list[tuple[str | None, int | None]]) -> None:
    by_name = ordered(rows, SortKey("name"))
    stable = [row for count in (-3, -2, -1, 0, 1, 2, 3, None) for row in by_name if rows[row][1] == count]
    assert ordered(rows, SortKey("count"), SortKey("name")) == stable


def test_case_and_accents_matter_only_between_texts_that_are_else_alike() -> None:
    names = ["nube", "Zacán", "Álamo", "Nado", "alamo", "ñandú", "", "Alamo"]
    found = ordered([(name, None) for name in names], SortKey("name"))
    assert [names[row] for row in found] == ["Alamo", "alamo", "Álamo", "Nado", "ñandú", "nube", "Zacán", ""]


def test_without_a_key_rows_stay_as_they_are() -> None:
    assert ordered([("b", 1), ("a", 2)]) == [0, 1]
