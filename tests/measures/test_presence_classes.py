"""Classes of presence follow the counts where the usual three would put nearly all areas into one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from unmap.measures.presence_classes import (
    USUAL,
    class_record,
    classed,
    classes_beside_need,
    classes_by_kind,
    presence_classes,
)

MANY = np.array([3, 8, 12, 13, 21, 30, 40, 102, 0], dtype="float64")


def test_few_things_or_many_areas_with_one_have_the_usual_classes() -> None:
    for counts in ([], [0, 0], [0, 1, 2], [2, 3, 4], [0, 1, 1, 40, 50], [0.5, 20.25, 30, 40]):
        known = np.array(counts, dtype="float64")
        assert presence_classes(known) is USUAL
        assert classes_beside_need(known) is USUAL
    assert classed(np.array([0, 0.2, 1, 1.5, 7]), USUAL).tolist() == ["0", "1", "1", "2+", "2+"]


def test_where_most_have_several_the_steps_are_fixed_and_the_last_is_open() -> None:
    stepped = presence_classes(np.array([0, 1, 2, 4, 9, 17], dtype="float64"))
    assert stepped == {"0": (0, 0), "1": (1, 1), "2-4": (2, 4), "5-9": (5, 9), "10+": (10, None)}
    assert list(presence_classes(np.array([2, 3, 6], dtype="float64"))) == ["0", "1", "2-4", "5+"]
    assert classes_beside_need(np.array([2, 3, 6], dtype="float64")) is USUAL


def test_large_counts_make_classes_of_their_own() -> None:
    assert presence_classes(MANY) == {
        "0": (0, 0),
        "1-8": (1, 8),
        "9-13": (9, 13),
        "14-30": (14, 30),
        "31-102": (31, 102),
    }
    beside = classes_beside_need(MANY)
    assert beside == {"0": (0, 0), "few": (1, 13), "many": (14, 102)}
    assert class_record(classed(MANY, beside), beside) == {
        "counts": {"0": 1, "few": 4, "many": 4},
        "limits": {"0": [0, 0], "few": [1, 13], "many": [14, 102]},
    }


def test_kinds_have_their_own_classes_and_what_is_not_counted_has_none() -> None:
    areas = pd.DataFrame({"offices": [None] * 9, "initiatives": MANY, "agencies": [1] * 9})
    found = classes_by_kind(areas)
    assert found["offices"] is None
    assert found["any"] == found["initiatives"]
    assert found["agencies"] == {
        "counts": {"0": 0, "1": 9, "2+": 0},
        "limits": {"0": [0, 0], "1": [1, 1], "2+": [2, None]},
    }


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60))
def test_each_area_is_in_one_class_and_within_its_limits(counts: list[int]) -> None:
    known = np.array(counts, dtype="float64")
    for classes in (presence_classes(known), classes_beside_need(known)):
        names = classed(known, classes)
        for count, name in zip(counts, names, strict=True):
            low, high = classes[name]
            assert low <= count
            assert high is None or count <= high
        assert class_record(names, classes)["counts"] == {name: int((names == name).sum()) for name in classes}


def test_two_tables_are_classed_alike_and_counted_apart() -> None:
    few, many = (
        pd.DataFrame({"offices": counts, "initiatives": np.nan, "agencies": np.nan})
        for counts in ([0.0] * 6 + [2.0, 3.0, 4.0], MANY)
    )
    alone, beside, other = classes_by_kind(few), classes_by_kind(few, many), classes_by_kind(many, few)
    assert alone["any"] is not None
    assert beside["any"] is not None
    assert other["any"] is not None
    assert alone["any"]["limits"] != beside["any"]["limits"] == other["any"]["limits"]
    assert beside["any"]["counts"] != other["any"]["counts"]
