"""Filters compiled from CQL2, and the parts of the standard that they keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from unmap.errors import ParameterError
from unmap.layers.crs import CRS84
from unmap.layers.filtering import comparisons, spatial, temporal
from unmap.layers.filtering.expressions import ARITHMETIC, FOLDS, Scope, arguments
from unmap.layers.filtering.reading import read_json, read_older_text, read_text, refusal
from unmap.layers.filtering.rows import Rows, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from unmap.layers.crs import Crs
    from unmap.layers.filtering.comparisons import Predicate
    from unmap.layers.filtering.reading import Node
    from unmap.layers.schema import Property

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

MOST_SPATIAL = 8
"""Spatial functions in one filter: the dearest that is allowed takes all municipalities 0.4 s."""


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
    _refuse_much_geometry(tree)
    return Filter(_predicate(tree, Scope(properties, crs)))


def _refuse_much_geometry(tree: Node) -> None:
    waiting, found = [tree], 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found += isinstance(node.get("op"), str) and node["op"] in spatial.COMPARE
            node = node.get("args")
        if isinstance(node, list):
            waiting += node
    if found > MOST_SPATIAL:
        raise refusal(f"may have {MOST_SPATIAL} spatial functions")


def _predicate(node: Node, scope: Scope) -> Predicate:
    """Compile what is true, false or unknown of each row."""
    if not isinstance(node, dict) or set(node) != {"op", "args"}:
        return comparisons.boolean(node, scope)
    operator = node["op"]
    compiler = PREDICATES.get(operator) if isinstance(operator, str) else None
    if compiler is None:
        if operator in (*ARITHMETIC, *FOLDS):
            return comparisons.boolean(node, scope)
        raise refusal(f"may use these operators and functions: {', '.join((*PREDICATES, *ARITHMETIC, *FOLDS))}")
    return compiler(node, scope)


def _joined(node: Node, scope: Scope) -> Predicate:
    """Compile AND and OR, of two or more."""
    join = Truth.__and__ if node["op"] == "and" else Truth.__or__
    args = node["args"]
    if not isinstance(args, list) or len(args) < 2:  # noqa: PLR2004 - what joins takes two
        raise refusal("joins at least two conditions by AND or OR")
    parts = [_predicate(part, scope) for part in args]
    return lambda rows: reduce(join, (part(rows) for part in parts))


def _negated(node: Node, scope: Scope) -> Predicate:
    inner = _predicate(arguments(node, 1)[0], scope)
    return lambda rows: ~inner(rows)


PREDICATES: dict[str, Callable[[Node, Scope], Predicate]] = {
    "and": _joined,
    "or": _joined,
    "not": _negated,
    **dict.fromkeys(comparisons.COMPARISONS, comparisons.comparison),
    "between": comparisons.between,
    "in": comparisons.among,
    "like": comparisons.like,
    "isNull": comparisons.missing,
    **dict.fromkeys(spatial.COMPARE, spatial.relation),
    **dict.fromkeys(temporal.RELATIONS, temporal.relation),
    **dict.fromkeys(comparisons.ARRAYS, comparisons.lists),
}
"""Every operator and function that a filter may use, and what compiles it."""
