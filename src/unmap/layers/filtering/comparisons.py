"""Predicates over values: =, <>, <, >, <=, >=, BETWEEN, IN, LIKE and IS NULL."""

from __future__ import annotations

import operator
import re
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from unmap.layers.filtering.expressions import Kind, Scope, arguments, expression, is_object
from unmap.layers.filtering.reading import refusal
from unmap.layers.filtering.rows import NO_ROWS, Column, Rows, Truth, constant, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.layers.filtering.expressions import Expression
    from unmap.layers.filtering.reading import Node

    Predicate = Callable[[Rows], Truth]

LONGEST_LIST = 5_000
"""Values of an IN list: more than an address can hold."""

COMPARISONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
"""Operators between two values of one kind."""


def comparison(node: Node, scope: Scope) -> Predicate:
    """Compile a comparison of two values."""
    holds = COMPARISONS[node["op"]]
    left, right = _alike(arguments(node, 2), scope)

    def of(rows: Rows) -> Truth:
        one, other = left.of(rows), right.of(rows)
        return known(np.asarray(holds(one.values, other.values), dtype=bool), one.missing, other.missing)

    return of


def between(node: Node, scope: Scope) -> Predicate:
    """Compile BETWEEN, both ends included."""
    value, low, high = _alike(arguments(node, 3), scope)

    def of(rows: Rows) -> Truth:
        middle, lower, upper = value.of(rows), low.of(rows), high.of(rows)
        above = known(middle.values >= lower.values, middle.missing, lower.missing)
        return above & known(middle.values <= upper.values, middle.missing, upper.missing)

    return of


def among(node: Node, scope: Scope) -> Predicate:
    """Compile IN."""
    value, listed = arguments(node, 2)
    if not isinstance(listed, list) or not 1 <= len(listed) <= LONGEST_LIST:
        raise refusal(f"gives IN a list of 1 to {LONGEST_LIST} values")
    searched, *items = _alike([value, *listed], scope)

    def of(rows: Rows) -> Truth:
        column = searched.of(rows)
        given = [item.of(rows) for item in items]
        fixed = [item.values[0] for item in given if item.constant and not item.missing[0]]
        found = known(pd.Series(column.values).isin(fixed).to_numpy(), column.missing)
        others = (_equal(column, item) for item in given if not item.constant or item.missing[0])
        return reduce(Truth.__or__, others, found)

    return of


def _equal(one: Column, other: Column) -> Truth:
    return known(np.asarray(one.values == other.values, dtype=bool), one.missing, other.missing)


def like(node: Node, scope: Scope) -> Predicate:
    """Compile LIKE: % stands for any text, _ for one letter, and a backslash takes a sign as it is."""
    value, pattern = _alike(arguments(node, 2), scope)
    # The pattern is folded as the value is, and must not depend on a row.
    if value.kind is not Kind.TEXT or not _written_out(node["args"][1]):
        raise refusal("compares a text by LIKE with a pattern in single quotes")
    text = pattern.of(NO_ROWS).values[0]
    matches = pattern_of(text).fullmatch

    def of(rows: Rows) -> Truth:
        column = value.of(rows)
        holds = [matches(text) is not None for text in column.values.tolist()]
        return known(np.array(holds, dtype=bool), column.missing)

    return of


def _written_out(node: Node) -> bool:
    if is_object(node, "op", "args"):
        return all(map(_written_out, node["args"]))
    return isinstance(node, str)


def pattern_of(pattern: str) -> re.Pattern[str]:
    """Give a pattern of LIKE as a regular expression.

    What stands between two % is looked for from the left and not looked for again (an atomic group), so that a
    pattern of many % takes no longer than the text is long for each of them.
    """
    segments = [""]
    for escaped, sign in re.findall(r"(\\?)(.)", pattern, re.DOTALL):
        if sign == "%" and not escaped:
            segments.append("")
        else:
            segments[-1] += "." if sign == "_" and not escaped else re.escape(sign)
    first, *rest = segments
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    inner = "".join(f"(?>.*?{segment})" for segment in middle if segment)
    return re.compile(f"{first}{inner}.*{last}", re.DOTALL)


def missing(node: Node, scope: Scope) -> Predicate:
    """Compile IS NULL."""
    [argument] = arguments(node, 1)
    if is_object(argument, "property") and expression(argument, scope).kind is Kind.GEOMETRY:
        return lambda rows: _certain(shapely.is_missing(rows.shapes))
    value = expression(argument, scope)
    return lambda rows: _certain(value.of(rows).missing)


def _certain(holds: np.ndarray) -> Truth:
    return Truth(holds, ~holds)


def boolean(node: Node, scope: Scope) -> Predicate:
    """Compile a property or a value that is true or false by itself."""
    value = expression(node, scope)
    if value.kind is not Kind.BOOLEAN:
        raise refusal("must say something that is true or false of each feature, such as need_pct > 50")

    def of(rows: Rows) -> Truth:
        column = value.of(rows)
        return known(column.values, column.missing)

    return of


INSTEAD = {
    Kind.TEXTS: "A_CONTAINS, A_CONTAINEDBY, A_EQUALS and A_OVERLAPS",
    Kind.GEOMETRY: "S_INTERSECTS and the other spatial functions",
}


def _alike(nodes: list[Node], scope: Scope) -> list[Expression]:
    """Compile values that are compared with one another, which takes that they are of one kind."""
    values = [expression(node, scope) for node in nodes]
    for value in values:
        if value.kind in INSTEAD:
            raise refusal(f"compares {value.kind} by {INSTEAD[value.kind]}")
    kinds = list(dict.fromkeys(value.kind for value in values))
    if len(kinds) > 1:
        hint = ""
        if Kind.TEXT in kinds:
            hint = "; a text stands in single quotes, a date is written DATE('2020-12-31')"
        elif Kind.TIMESTAMP in kinds:
            hint = "; T_BEFORE, T_AFTER and the other temporal functions take both"
        raise refusal(f"compares {kinds[0]} with {kinds[1]}{hint}")
    return values


def texts(node: Node, scope: Scope) -> Callable[[Rows], Column]:
    """Compile a list of texts: a property that holds several, or texts written out."""
    if is_object(node, "property") and (found := expression(node, scope)).kind is Kind.TEXTS:
        return found.of
    if isinstance(node, list) and all(isinstance(item, str) for item in node):
        column = constant(frozenset(node), object)
        return lambda _: column
    raise refusal("compares lists of texts by the A_ functions: a property that holds several texts, or ('one', 'two')")


ARRAYS: dict[str, Callable[[frozenset[str], frozenset[str]], bool]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedBy": operator.le,
    "a_overlaps": lambda one, other: not one.isdisjoint(other),
}
"""Functions of two lists, which are sets here: neither order nor repetition counts."""


def lists(node: Node, scope: Scope) -> Predicate:
    """Compile a function of two lists of texts."""
    holds = ARRAYS[node["op"]]
    left, right = (texts(argument, scope) for argument in arguments(node, 2))

    def of(rows: Rows) -> Truth:
        one, other = left(rows), right(rows)
        pairs = np.broadcast(one.values, other.values)
        found = np.fromiter((holds(*pair) for pair in pairs), dtype=bool, count=pairs.size)
        return known(found, one.missing, other.missing)

    return of
