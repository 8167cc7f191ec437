"""Filters beside an evaluator that goes row by row: any filter, any table, both languages."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
import orjson
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.slow_filter import PROPERTIES, Node, as_text, holds
from unmap.features.filtering import compile_filter
from unmap.features.filtering.cql_reading import DEEPEST_TEXT, LONGEST

WORDS = st.text("aAáÁbBñ_%'\\ ", max_size=4)
NUMBERS = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 7.0])
DAYS = st.sampled_from(["2019-12-31", "2020-01-01", "2020-02-29", "2020-12-31"])
TAGS = st.lists(st.sampled_from("abc"), max_size=3)
MISSING = st.sampled_from([None, np.nan, pd.NA, ""])

CELLS = {
    "name": WORDS | MISSING,
    "word": WORDS | MISSING,
    "count": st.integers(-3, 3) | st.none(),
    "share": NUMBERS | st.sampled_from([np.nan]),
    "flag": st.booleans() | MISSING,
    "day": DAYS | MISSING,
    "until": DAYS | MISSING,
    "tags": TAGS.map(tuple) | st.none(),
}


def _tables() -> st.SearchStrategy[pd.DataFrame]:
    rows = st.lists(st.fixed_dictionaries(CELLS), max_size=6)
    return rows.map(lambda found: pd.DataFrame(found, columns=list(CELLS), dtype=object).astype({"share": float}))


def _property(*names: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(names).map(lambda name: {"property": name})


def _op(ops: list[str], *args: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda op, *given: {"op": op, "args": list(given)}, st.sampled_from(ops), *args)


# CQL2 text has no text that is empty beside a missing one, and LIKE takes patterns with every sign.
TEXT = st.recursive(_property("name", "word") | WORDS, lambda inner: _op(["casei", "accenti"], inner), max_leaves=2)
PATTERN = st.recursive(WORDS, lambda inner: _op(["casei", "accenti"], inner), max_leaves=2)
NUMBER = st.recursive(
    _property("count", "share") | NUMBERS,
    lambda inner: (
        _op(["+", "-", "*", "/", "div", "%"], inner, inner) | _op(["^"], inner, st.sampled_from([0.0, 1.0, 2.0]))
    ),
    max_leaves=4,
)
DATE = _property("day", "until") | DAYS.map(lambda day: {"date": day})
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
    LEAF, lambda inner: _op(["not"], inner) | _op(["and", "or"], inner, inner) | _op(["and", "or"], inner, inner, inner)
)


def _readable(text: str) -> bool:
    """Tell whether a filter is short and flat enough; the generated texts hold no parentheses."""
    depths = accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text)
    return len(text.encode()) <= LONGEST and max(depths) <= DEEPEST_TEXT


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows as dictionaries."""
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def _mask(text: str, lang: str, table: pd.DataFrame) -> list[bool]:
    shapes = np.full(len(table), None, dtype=object)
    mask: list[bool] = compile_filter(text, lang, PROPERTIES).mask(table, shapes).tolist()
    return mask


@settings(max_examples=200, deadline=None, derandomize=True)
@given(tree=FILTER.filter(lambda tree: len(orjson.dumps(tree)) <= LONGEST), table=_tables())
def test_a_filter_in_json_lets_the_rows_through_that_it_is_true_of(tree: Node, table: pd.DataFrame) -> None:
    expected = [holds(tree, row) for row in records(table)]
    assert _mask(orjson.dumps(tree).decode(), "cql2-json", table) == expected


@settings(max_examples=200, deadline=None, derandomize=True)
@given(tree=FILTER.filter(lambda tree: _readable(as_text(tree))), table=_tables())
def test_a_filter_in_text_lets_the_rows_through_that_it_is_true_of(tree: Node, table: pd.DataFrame) -> None:
    expected = [holds(tree, row) for row in records(table)]
    assert _mask(as_text(tree), "cql2-text", table) == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tree=FILTER.filter(lambda tree: len(orjson.dumps(tree)) <= 450), table=_tables())
def test_what_a_filter_and_its_negation_let_through_never_overlaps(tree: Node, table: pd.DataFrame) -> None:
    negated = {"op": "not", "args": [tree]}
    known = {"op": "or", "args": [tree, negated]}
    one, other, either = (
        np.array(_mask(orjson.dumps(each).decode(), "cql2-json", table), dtype=bool) for each in (tree, negated, known)
    )
    assert not (one & other).any()
    assert ((one | other) == either).all()
