"""What predicates compare, for all rows at once: properties, values written out, folded texts, arithmetic; and truth.

Every column is an array as long as the table, or of length 1 where it is the same for all rows; numpy makes one fit
the other. What is missing is told apart from every value, and truth has three values, as in SQL.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.features.crs import CRS84
from unmap.features.filtering.cql_reading import refusal
from unmap.model.properties import Property, PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unmap.features.crs import Crs
    from unmap.features.filtering.cql_reading import Node

    Predicate = Callable[["Rows"], "Truth"]

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
class Column:
    """Values, and where there is none; what stands in `values` there is of their type and means nothing."""

    values: np.ndarray
    missing: np.ndarray


@dataclass(frozen=True, slots=True)
class Rows:
    """A table and the geometry of each of its rows (CRS84), with the columns that were read from it."""

    table: pd.DataFrame
    shapes: np.ndarray
    _read: dict[str, Column] = field(default_factory=dict)

    def column(self, of: Property) -> Column:
        """Give the values of a property that may be asked about."""
        if of.type is PropertyType.GEOMETRY:
            return Column(self.shapes, shapely.is_missing(self.shapes))
        if of.name not in self._read:
            self._read[of.name] = READERS[of.type](self.table[of.name])
        return self._read[of.name]


def _filled(cells: pd.Series[Any]) -> Column:
    """Give the cells with an empty text for whatever is missing: NA has no truth, not even in a comparison."""
    absent = cells.isna().to_numpy()
    values = np.where(absent, "", cells.to_numpy(dtype=object)) if absent.any() else cells.to_numpy(dtype=object)
    return Column(values, np.asarray(values == "", dtype=bool))


def _numbers(cells: pd.Series[Any]) -> Column:
    numbers = cells if pd.api.types.is_numeric_dtype(cells.dtype) else pd.to_numeric(cells, errors="coerce")
    values = numbers.to_numpy(dtype=float, na_value=np.nan)
    return Column(values, ~np.isfinite(values))


def _booleans(cells: pd.Series[Any]) -> Column:
    filled = _filled(cells)
    return Column(filled.values.astype(bool), filled.missing)


def _days(cells: pd.Series[Any]) -> Column:
    """Give days since 1970."""
    moments = pd.to_datetime(cells.astype(object), errors="coerce", format="ISO8601")
    missing = moments.isna().to_numpy()
    return Column(np.where(missing, 0, moments.to_numpy(dtype="datetime64[D]").astype(np.int64)), missing)


def _sets(cells: pd.Series[Any]) -> Column:
    """Give sets of texts; an empty list is a list, and only what is no list is missing."""
    values = np.empty(len(cells), dtype=object)
    missing = np.zeros(len(cells), dtype=bool)
    for row, cell in enumerate(cells.tolist()):
        if isinstance(cell, str):
            cell = cell.split(";") if cell else None  # noqa: PLW2901 - several texts in one, as tables have it
        missing[row] = not isinstance(cell, (list, tuple, set, frozenset, np.ndarray))
        values[row] = frozenset() if missing[row] else frozenset(cell)
    return Column(values, missing)


READERS: dict[PropertyType, Callable[[pd.Series[Any]], Column]] = {
    PropertyType.TEXT: _filled,
    PropertyType.INTEGER: _numbers,
    PropertyType.NUMBER: _numbers,
    PropertyType.BOOLEAN: _booleans,
    PropertyType.DATE: _days,
    PropertyType.TEXTS: _sets,
}
"""How a column of each type is read."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A value for each row; `fixed` where it is the same for all of them."""

    kind: Kind
    of: Callable[[Rows], Column]
    fixed: Any = None


def constant(kind: Kind, value: object) -> Expression:
    """Give one value for all rows."""
    values = np.empty(1, dtype=DTYPES.get(kind, object))
    values[0] = value
    column = Column(values, np.zeros(1, dtype=bool))
    return Expression(kind, lambda _: column, value)


DTYPES = {Kind.BOOLEAN: bool, Kind.NUMBER: float, Kind.DATE: np.int64, Kind.TIMESTAMP: np.int64}
"""How values of a kind lie in an array; those of the others are objects."""


@dataclass(frozen=True, slots=True)
class Truth:
    """For each row whether something holds, does not hold, or cannot be known (neither)."""

    true: np.ndarray
    false: np.ndarray

    def __and__(self, other: Truth) -> Truth:
        """Hold where both hold."""
        return Truth(self.true & other.true, self.false | other.false)

    def __or__(self, other: Truth) -> Truth:
        """Hold where one holds."""
        return Truth(self.true | other.true, self.false & other.false)

    def __invert__(self) -> Truth:
        """Hold where it does not hold; what cannot be known stays so."""
        return Truth(self.false, self.true)


def known(holds: Callable[..., np.ndarray], *compared: Expression) -> Predicate:
    """Compile what `holds` of the values of expressions; unknown wherever one of them is missing."""

    def of(rows: Rows) -> Truth:
        columns = [each.of(rows) for each in compared]
        usable = ~reduce(np.logical_or, (column.missing for column in columns))
        found = np.asarray(holds(*(column.values for column in columns)), dtype=bool)
        return Truth(found & usable, ~found & usable)

    return of


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
            usable = ", ".join(name for name, each in self.properties.items() if each.type in KINDS)
            raise refusal(f"may name these properties: {usable}; a text stands in single quotes")
        return found


def is_object(node: Node, *members: str) -> bool:
    """Tell whether a node is an object with exactly these members."""
    return isinstance(node, dict) and set(node) == set(members)


def arguments(node: Node, count: int) -> list[Any]:
    """Give the arguments of an operator; raises ParameterError where there are not `count` of them."""
    args = node["args"]
    if not isinstance(args, list) or len(args) != count:
        raise refusal("gives an operator or function too few or too many arguments")
    return args


def expression(node: Node, scope: Scope) -> Expression:
    """Compile what is compared; raises ParameterError where it is no scalar expression."""
    if is_object(node, "property"):
        found = scope.property(node)
        return Expression(KINDS[found.type], lambda rows: rows.column(found))
    if is_object(node, "op", "args"):
        return _operation(node, scope)
    return _literal(node)


def _literal(node: Node) -> Expression:
    """Compile a value that is written out."""
    if isinstance(node, bool):
        return constant(Kind.BOOLEAN, node)
    if isinstance(node, str):
        # The data is composed (NFC): an é typed as e with an accent is the same letter.
        return constant(Kind.TEXT, unicodedata.normalize("NFC", node))
    if isinstance(node, (int, float)):
        return constant(Kind.NUMBER, _number(node))
    if is_object(node, "date"):
        return constant(Kind.DATE, day(node["date"]))
    if is_object(node, "timestamp"):
        return constant(Kind.TIMESTAMP, microsecond(node["timestamp"]))
    raise refusal(
        "compares properties, texts, numbers, TRUE, FALSE, DATE('…') and TIMESTAMP('…'), with CASEI, ACCENTI and "
        "arithmetic; what is missing is asked for by IS NULL"
    )


def _number(value: float) -> float:
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
    if inner.fixed is not None:
        return constant(Kind.TEXT, fold(inner.fixed))

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
