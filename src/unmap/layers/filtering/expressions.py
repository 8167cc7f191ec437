"""What predicates compare: properties, values written out, folded texts and arithmetic."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from unmap.layers.crs import CRS84
from unmap.layers.filtering.reading import refusal
from unmap.layers.filtering.rows import Column, Rows, constant
from unmap.layers.schema import Property, PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unmap.layers.crs import Crs
    from unmap.layers.filtering.reading import Node


DAY_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME_WRITTEN = re.compile(DAY_WRITTEN.pattern + r"T\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
"""As RFC 3339 has them, of which Python reads more than CQL2 allows."""


class Kind(StrEnum):
    """What kind of value an expression gives, in words for a sentence."""

    TEXT = "a text"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    DATE = "a date"
    TIMESTAMP = "a timestamp"
    TEXTS = "a list of texts"
    GEOMETRY = "a geometry"


KINDS = {
    PropertyType.TEXT: Kind.TEXT,
    PropertyType.INTEGER: Kind.NUMBER,
    PropertyType.NUMBER: Kind.NUMBER,
    PropertyType.BOOLEAN: Kind.BOOLEAN,
    PropertyType.DATE: Kind.DATE,
    PropertyType.TEXTS: Kind.TEXTS,
    PropertyType.GEOMETRY: Kind.GEOMETRY,
}
"""Kind of the values of a property; a property of any other type cannot be asked about."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a filter may speak of: the properties, and in which reference system its geometries are written."""

    properties: Mapping[str, Property]
    crs: Crs = CRS84

    def property(self, node: Node) -> Property:
        """Give the property that a node names; raises ParameterError where there is none of that name."""
        name = node["property"]
        found = self.properties.get(name) if isinstance(name, str) else None
        if found is None or found.type not in KINDS:
            usable = ", ".join(name for name, known in self.properties.items() if known.type in KINDS)
            raise refusal(f"may name these properties: {usable}; a text stands in single quotes")
        return found


@dataclass(frozen=True, slots=True)
class Expression:
    """A value for each row."""

    kind: Kind
    of: Callable[[Rows], Column]


def is_object(node: Node, *members: str) -> bool:
    """Tell whether a node is an object with exactly these members."""
    return isinstance(node, dict) and set(node) == set(members)


def expression(node: Node, scope: Scope) -> Expression:
    """Compile what is compared; raises ParameterError where it is no scalar expression."""
    if is_object(node, "property"):
        found = scope.property(node)
        return Expression(KINDS[found.type], lambda rows: rows.column(found))
    if is_object(node, "op", "args"):
        return _operation(node, scope)
    return literal(node)


def literal(node: Node) -> Expression:
    """Compile a value that is written out."""
    if isinstance(node, bool):
        return _same(Kind.BOOLEAN, node, bool)
    if isinstance(node, str):
        # The data is composed (NFC): an é typed as e with an accent is the same letter.
        return _same(Kind.TEXT, unicodedata.normalize("NFC", node), object)
    if isinstance(node, (int, float)):
        return _same(Kind.NUMBER, number(node), float)
    if is_object(node, "date"):
        return _same(Kind.DATE, day(node["date"]), np.int64)
    if is_object(node, "timestamp"):
        return _same(Kind.TIMESTAMP, microsecond(node["timestamp"]), np.int64)
    raise refusal(
        "compares properties, texts, numbers, TRUE, FALSE, DATE('…') and TIMESTAMP('…'), with CASEI, ACCENTI and "
        "arithmetic; what is missing is asked for by IS NULL"
    )


def _same(kind: Kind, value: object, dtype: type) -> Expression:
    column = constant(value, dtype)
    return Expression(kind, lambda _: column)


def number(value: float) -> float:
    """Give a finite number; raises ParameterError where it is too large for one."""
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise refusal("has a number that is too large")
    return result


def day(text: Node) -> int:
    """Give the days since 1970 of a date; raises ParameterError where it is none."""
    try:
        if isinstance(text, str) and DAY_WRITTEN.fullmatch(text):
            return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        pass
    raise refusal("writes a date as DATE('2020-12-31')")


def microsecond(text: Node) -> int:
    """Give the microseconds since 1970 of a time in UTC; raises ParameterError where it is none."""
    try:
        if isinstance(text, str) and TIME_WRITTEN.fullmatch(text):
            since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
            return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    except ValueError:
        pass
    raise refusal("writes a timestamp as TIMESTAMP('2020-12-31T12:00:00Z'), in UTC")


def arguments(node: Node, count: int) -> list[Any]:
    """Give the arguments of an operator; raises ParameterError where there are not `count` of them."""
    args = node["args"]
    if not isinstance(args, list) or len(args) != count:
        raise refusal("gives an operator or function too few or too many arguments")
    return args


def _operation(node: Node, scope: Scope) -> Expression:
    operator = node["op"]
    if isinstance(operator, str) and operator in FOLDS:
        return _folded(FOLDS[operator], expression(arguments(node, 1)[0], scope))
    if isinstance(operator, str) and operator in ARITHMETIC:
        left, right = (expression(argument, scope) for argument in arguments(node, 2))
        return _calculated(ARITHMETIC[operator], left, right)
    raise refusal(f"compares values, and makes them by {', '.join(FOLDS)} and {' '.join(ARITHMETIC)} alone")


@lru_cache(16_384)
def without_case(text: str) -> str:
    """Give a text in which case makes no difference (Unicode's case folding)."""
    return unicodedata.normalize("NFC", text.casefold())


@lru_cache(16_384)
def without_accents(text: str) -> str:
    """Give a text without accents: letters decomposed, combining marks left out."""
    marked = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in marked if not unicodedata.combining(letter)))


FOLDS = {"casei": without_case, "accenti": without_accents}
"""Functions of texts."""


def _folded(fold: Callable[[str], str], inner: Expression) -> Expression:
    if inner.kind is not Kind.TEXT:
        raise refusal("gives CASEI or ACCENTI something that is no text")

    def of(rows: Rows) -> Column:
        column = inner.of(rows)
        values = np.empty(column.values.shape, dtype=object)
        values[:] = [fold(text) for text in column.values.tolist()]
        return Column(values, column.missing)

    return Expression(Kind.TEXT, of)


def _whole(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Divide and leave the remainder out, towards zero."""
    quotient: np.ndarray = np.trunc(left / right)
    return quotient


ARITHMETIC: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "div": _whole,
    # The remainder has the sign of what is divided, as in SQL.
    "%": np.fmod,
    "^": np.power,
}
"""Operators of numbers."""


def _calculated(
    calculate: Callable[[np.ndarray, np.ndarray], np.ndarray], left: Expression, right: Expression
) -> Expression:
    if {left.kind, right.kind} != {Kind.NUMBER}:
        raise refusal("calculates with something that is no number")

    def of(rows: Rows) -> Column:
        one, other = left.of(rows), right.of(rows)
        with np.errstate(all="ignore"):
            values = calculate(one.values, other.values)
        # A division by zero, a root of less than zero and what is too large have no value.
        return Column(values, one.missing | other.missing | ~np.isfinite(values))

    return Expression(Kind.NUMBER, of)
