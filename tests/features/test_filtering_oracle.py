"""Filters beside an evaluator that goes row by row: any filter, whatever a cell may hold, both languages."""

from __future__ import annotations

from itertools import accumulate, product
from typing import Any

import numpy as np
import orjson
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.slow_filter import PROPERTIES, Node, as_text, evaluate
from unmap.features.filtering import compile_filter
from unmap.features.filtering.cql_reading import DEEPEST_TEXT, LONGEST
from unmap.features.filtering.cql_values import Rows

MISSING = [None, np.nan, pd.NA, ""]
TAGS = st.lists(st.sampled_from("abc"), max_size=3)
WORDS = ["a", "A", "á", "Á", "aÁ", "Ab", "bB", "ñ", "ñ_", "%", "a%b", "'", "\\", "\\a", " ", "á' A", "bab"]
NUMBERS = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0]
DAYS = ["2019-12-31", "2020-01-01", "2020-02-29", "2020-12-31"]
CELLS: dict[str, list[Any]] = {
    "name": WORDS + MISSING,
    "word": WORDS + MISSING,
    "count": [*range(-3, 4), None],
    "share": [*NUMBERS, np.nan],
    "flag": [True, False, *MISSING],
    "day": DAYS + MISSING,
    "until": DAYS + MISSING,
    "tags": [(), ("a",), ("b", "a"), ("c", "c"), ("a", "b", "c"), None],
}
DRAWN = np.random.default_rng(1)
TABLE = pd.DataFrame(
    {name: [cells[place] for place in DRAWN.integers(len(cells), size=60)] for name, cells in CELLS.items()},
    dtype=object,
).astype({"share": float})
"""Sixty rows of everything that a cell may hold, made once: each filter is asked of all of them."""

RECORDS = [{str(name): cell for name, cell in row.items()} for row in TABLE.to_dict("records")]
ROWS = Rows(TABLE, np.full(len(TABLE), None))


def _property(*names: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(names).map(lambda name: {"property": name})


def _op(ops: list[str], *args: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda op, *given: {"op": op, "args": list(given)}, st.sampled_from(ops), *args)


TYPED = st.sampled_from(["", *WORDS]) | st.text("aAáÁbBñ_%'\\ ", max_size=4)
TEXT = st.recursive(_property("name", "word") | TYPED, lambda inner: _op(["casei", "accenti"], inner), max_leaves=2)
PATTERN = st.recursive(TYPED, lambda inner: _op(["casei", "accenti"], inner), max_leaves=2)
NUMBER = st.recursive(
    _property("count", "share") | st.sampled_from(NUMBERS),
    lambda inner: (
        _op(["+", "-", "*", "/", "div", "%"], inner, inner) | _op(["^"], inner, st.sampled_from([0.0, 1.0, 2.0]))
    ),
    max_leaves=4,
)
DATE = _property("day", "until") | st.sampled_from(DAYS).map(lambda day: {"date": day})
FLAG = _property("flag") | st.booleans()
LISTED = _property("tags") | TAGS.filter(bool)
COMPARE = ["=", "<>", "<", ">", "<=", ">="]

LEAF = st.one_of(
    *(_op(COMPARE, kind, kind) for kind in (TEXT, NUMBER, DATE, FLAG)),
    *(_op(["between"], kind, kind, kind) for kind in (NUMBER, DATE)),
    *(_op(["in"], kind, st.lists(kind, min_size=1, max_size=3)) for kind in (TEXT, NUMBER, DATE)),
    _op(["like"], TEXT, PATTERN),
    _op(["isNull"], _property("name", "count", "share", "flag", "day", "tags")),
    _op(["a_contains", "a_containedBy", "a_equals", "a_overlaps"], LISTED, LISTED),
    _op(["t_before", "t_after", "t_equals"], DATE, DATE),
    _property("flag"),
)
FILTER = st.recursive(
    LEAF,
    lambda inner: _op(["not"], inner) | _op(["and", "or"], inner, inner) | _op(["and", "or"], inner, inner, inner),
    max_leaves=8,
)


def _readable(text: str) -> bool:
    """Tell whether a filter is short and flat enough; the generated texts hold no parentheses."""
    depths = accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text)
    return len(text.encode()) <= LONGEST and max(depths) <= DEEPEST_TEXT


def _found(text: str, lang: str) -> tuple[list[bool], list[bool]]:
    """Tell of each row whether a filter is true of it, and whether it is false."""
    truth = compile_filter(text, lang, PROPERTIES).predicate(ROWS)
    true, false = (np.broadcast_to(each, len(TABLE)).tolist() for each in (truth.true, truth.false))
    return true, false


def _one_by_one(tree: Node) -> tuple[list[bool], list[bool]]:
    truths = [evaluate(tree, record) for record in RECORDS]
    return [truth is True for truth in truths], [truth is False for truth in truths]


@settings(max_examples=300, derandomize=True)
@given(tree=FILTER.filter(lambda tree: len(orjson.dumps(tree)) <= LONGEST))
def test_a_filter_is_true_false_or_unknown_of_each_row_as_one_by_one(tree: Node) -> None:
    expected = _one_by_one(tree)
    assert _found(orjson.dumps(tree).decode(), "cql2-json") == expected
    if _readable(text := as_text(tree)):
        assert _found(text, "cql2-text") == expected


def test_every_pattern_of_three_signs_matches_as_letter_by_letter() -> None:
    for signs in product(["a", ".", "%", "_", "\\%", "\\_", "\\"], repeat=3):
        tree = {"op": "like", "args": [{"property": "name"}, "".join(signs)]}
        assert (signs, _found(orjson.dumps(tree).decode(), "cql2-json")) == (signs, _one_by_one(tree))
