"""Filters in CQL2, compiled once and answered by numpy for all rows of a layer at a time."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.features.crs import CRS84
from unmap.features.filtering import cql_spatial, cql_temporal
from unmap.features.filtering.cql_reading import read_json, read_older_text, read_text, refusal
from unmap.features.filtering.cql_values import (
    ARITHMETIC,
    FOLDS,
    Expression,
    Kind,
    Rows,
    Scope,
    Truth,
    arguments,
    constant,
    expression,
    is_object,
    known,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from unmap.features.crs import Crs
    from unmap.features.filtering.cql_reading import Node
    from unmap.features.filtering.cql_values import Predicate
    from unmap.features.layer_store import Layer
    from unmap.model.properties import Property

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
    for name in (
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "array-functions",
        "property-property",
        "arithmetic",
    )
)
"""Conformance classes of CQL2 that filters keep."""

LANGUAGES = {"cql2-text": read_text, "cql2-json": read_json, "cql-text": read_older_text}
"""How each language of filters is read."""

LONGEST_LIST = 5_000
"""Values of an IN list: more than an address can hold."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter over the rows of a layer."""

    predicate: Predicate

    def mask(self, table: pd.DataFrame, shapes: np.ndarray) -> np.ndarray:
        """Tell for each row of `table`, whose geometries are `shapes` in CRS84, whether the filter holds.

        What is missing (None, NaN, NaT, an empty text) compares as unknown, and so does NOT of it, as in SQL; rows of
        which the filter cannot be known are not in. Raises ParameterError where geometries cannot be compared.
        """
        return np.array(np.broadcast_to(self.predicate(Rows(table, shapes)).true, len(table)))


def select(layer: Layer, text: str, lang: str, crs: Crs, among: np.ndarray) -> np.ndarray:
    """Give those positions `among` the rows of `layer` that a filter lets through.

    This is all that is asked of filters from outside; a store that answers them by SQL takes its place. Raises
    ParameterError as `compile_filter` and `Filter.mask` do, also where nothing is left to filter.
    """
    queryables = {name: each for name, each in layer.schema.items() if each.queryable}
    found: np.ndarray = among[compile_filter(text, lang, queryables, crs).mask(layer.table, layer.shapes)[among]]
    return found


def compile_filter(text: str, lang: str, properties: Mapping[str, Property], crs: Crs = CRS84) -> Filter:
    """Compile a filter, written in one of LANGUAGES, over the properties of a layer by their name.

    Its geometries are written in `crs`: edges of a box are curved as the projection has them, those of other geometries
    stay straight between their corners.

    Raises ParameterError for whatever is not well formed, too long or too deep, names no property of the layer or no
    known function, has a geometry outside of `crs`, or compares things of different kinds; its sentence holds nothing
    of `text`.
    """
    if lang not in LANGUAGES:
        raise ParameterError("filter-lang", f"must be one of {', '.join(LANGUAGES)}")
    tree = LANGUAGES[lang](text)
    cql_spatial.refuse_many(tree)
    return Filter(_predicate(tree, Scope(properties, crs)))


def _predicate(node: Node, scope: Scope) -> Predicate:
    """Compile what is true, false or unknown of each row."""
    if not is_object(node, "op", "args"):
        return _boolean(node, scope)
    name = node["op"]
    compiler = PREDICATES.get(name) if isinstance(name, str) else None
    if compiler is None:
        if name in (*ARITHMETIC, *FOLDS):
            return _boolean(node, scope)
        raise refusal(f"may use these operators and functions: {', '.join((*PREDICATES, *ARITHMETIC, *FOLDS))}")
    return compiler(node, scope)


def _joined_by(join: Callable[[Truth, Truth], Truth], parts: Iterable[Predicate]) -> Predicate:
    joined = list(parts)
    return lambda rows: reduce(join, (part(rows) for part in joined))


def _joined(node: Node, scope: Scope) -> Predicate:
    """Compile AND and OR, of two or more."""
    args = node["args"]
    if not isinstance(args, list) or len(args) < 2:  # noqa: PLR2004 - what joins takes two
        raise refusal("joins at least two conditions by AND or OR")
    return _joined_by(
        operator.and_ if node["op"] == "and" else operator.or_, (_predicate(part, scope) for part in args)
    )


def _negated(node: Node, scope: Scope) -> Predicate:
    inner = _predicate(arguments(node, 1)[0], scope)
    return lambda rows: ~inner(rows)


def _boolean(node: Node, scope: Scope) -> Predicate:
    """Compile a property or a value that is true or false by itself."""
    value = expression(node, scope)
    if value.kind is not Kind.BOOLEAN:
        raise refusal("must say something that is true or false of each feature, such as need_pct > 50")
    return known(lambda values: values, value)


INSTEAD = {
    Kind.TEXTS: "A_CONTAINS, A_CONTAINEDBY, A_EQUALS and A_OVERLAPS",
    Kind.GEOMETRY: "S_INTERSECTS and the other spatial functions",
}
"""What compares the values that operators do not."""


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


COMPARISONS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
"""Operators between two values of one kind."""


def _comparison(node: Node, scope: Scope) -> Predicate:
    return known(COMPARISONS[node["op"]], *_alike(arguments(node, 2), scope))


def _between(node: Node, scope: Scope) -> Predicate:
    """Compile BETWEEN, both ends included."""
    value, low, high = _alike(arguments(node, 3), scope)
    return _joined_by(operator.and_, [known(operator.ge, value, low), known(operator.le, value, high)])


def _among(node: Node, scope: Scope) -> Predicate:
    """Compile IN."""
    value, listed = arguments(node, 2)
    if not isinstance(listed, list) or not 1 <= len(listed) <= LONGEST_LIST:
        raise refusal(f"gives IN a list of 1 to {LONGEST_LIST} values")
    searched, *items = _alike([value, *listed], scope)
    fixed = [item.fixed for item in items if item.fixed is not None]
    one_of = known(lambda values: pd.Series(values).isin(fixed).to_numpy(), searched)
    return _joined_by(
        operator.or_, [one_of, *(known(operator.eq, searched, item) for item in items if item.fixed is None)]
    )


def _like(node: Node, scope: Scope) -> Predicate:
    """Compile LIKE: % stands for any text, _ for one letter, and a backslash takes a sign as it is."""
    value, pattern = _alike(arguments(node, 2), scope)
    if value.kind is not Kind.TEXT or pattern.fixed is None:
        raise refusal("compares a text by LIKE with a pattern in single quotes")
    matches = _pattern(pattern.fixed).fullmatch
    return known(lambda values: np.array([matches(text) is not None for text in values.tolist()], dtype=bool), value)


def _pattern(pattern: str) -> re.Pattern[str]:
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


def _missing(node: Node, scope: Scope) -> Predicate:
    """Compile IS NULL."""
    value = expression(arguments(node, 1)[0], scope)

    def of(rows: Rows) -> Truth:
        absent = value.of(rows).missing
        return Truth(absent, ~absent)

    return of


ARRAYS: dict[str, Callable[[frozenset[str], frozenset[str]], bool]] = {
    "a_equals": operator.eq,
    "a_contains": operator.ge,
    "a_containedBy": operator.le,
    "a_overlaps": lambda one, other: not one.isdisjoint(other),
}
"""Functions of two lists, which are sets here: neither order nor repetition counts."""


def _lists(node: Node, scope: Scope) -> Predicate:
    """Compile a function of two lists of texts."""
    holds = np.frompyfunc(ARRAYS[node["op"]], 2, 1)
    return known(holds, *(_texts(argument, scope) for argument in arguments(node, 2)))


def _texts(node: Node, scope: Scope) -> Expression:
    """Compile a list of texts: a property that holds several, or texts written out."""
    if is_object(node, "property") and (found := expression(node, scope)).kind is Kind.TEXTS:
        return found
    if isinstance(node, list) and all(isinstance(item, str) for item in node):
        return constant(Kind.TEXTS, frozenset(node))
    raise refusal("compares lists of texts by the A_ functions: a property that holds several texts, or ('one', 'two')")


PREDICATES: dict[str, Callable[[Node, Scope], Predicate]] = {
    "and": _joined,
    "or": _joined,
    "not": _negated,
    **dict.fromkeys(COMPARISONS, _comparison),
    "between": _between,
    "in": _among,
    "like": _like,
    "isNull": _missing,
    **dict.fromkeys(cql_spatial.COMPARE, cql_spatial.relation),
    **dict.fromkeys(cql_temporal.RELATIONS, cql_temporal.relation),
    **dict.fromkeys(ARRAYS, _lists),
}
"""Every operator and function that a filter may use, and what compiles it."""
