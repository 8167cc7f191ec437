"""Predicates over time: Allen's relations between instants and intervals (Allen, 1983), as CQL2 names them.

A date is compared with a date by the day. Where one side has times, a date lasts from its first to its last
microsecond, in UTC. An interval may be open at either end (`..`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from unmap.features.filtering.cql_reading import refusal
from unmap.features.filtering.cql_values import (
    Column,
    Expression,
    Kind,
    Scope,
    arguments,
    constant,
    day,
    expression,
    is_object,
    known,
    microsecond,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from unmap.features.filtering.cql_reading import Node
    from unmap.features.filtering.cql_values import Predicate, Rows

    Span = tuple[np.ndarray, np.ndarray]

DAY = 86_400_000_000
"""Microseconds."""

OPEN = ".."
EARLIEST, LATEST = -math.inf, math.inf
"""Ends of an interval that has none, in days as in microseconds."""


def _intersects(a: Span, b: Span) -> np.ndarray:
    return (a[0] <= b[1]) & (b[0] <= a[1])


RELATIONS: dict[str, Callable[[Span, Span], np.ndarray]] = {
    "t_after": lambda a, b: a[0] > b[1],
    "t_before": lambda a, b: a[1] < b[0],
    "t_contains": lambda a, b: (a[0] < b[0]) & (a[1] > b[1]),
    "t_disjoint": lambda a, b: ~_intersects(a, b),
    "t_during": lambda a, b: (a[0] > b[0]) & (a[1] < b[1]),
    "t_equals": lambda a, b: (a[0] == b[0]) & (a[1] == b[1]),
    "t_finishedBy": lambda a, b: (a[0] < b[0]) & (a[1] == b[1]),
    "t_finishes": lambda a, b: (a[0] > b[0]) & (a[1] == b[1]),
    "t_intersects": _intersects,
    "t_meets": lambda a, b: a[1] == b[0],
    "t_metBy": lambda a, b: a[0] == b[1],
    "t_overlappedBy": lambda a, b: (a[0] > b[0]) & (a[0] < b[1]) & (a[1] > b[1]),
    "t_overlaps": lambda a, b: (a[0] < b[0]) & (a[1] > b[0]) & (a[1] < b[1]),
    "t_startedBy": lambda a, b: (a[0] == b[0]) & (a[1] > b[1]),
    "t_starts": lambda a, b: (a[0] == b[0]) & (a[1] < b[1]),
}
"""What each relation says of the starts and ends of two times, both ends included."""


def relation(node: Node, scope: Scope) -> Predicate:
    """Compile a relation between two times."""
    holds = RELATIONS[node["op"]]
    ends = _in_one_unit([end for argument in arguments(node, 2) for end in _time(argument, scope)])
    return known(lambda a, b, c, d: holds((a, b), (c, d)), *ends)


def _time(node: Node, scope: Scope) -> list[Expression]:
    """Give the start and the end of an instant or an interval."""
    if not is_object(node, "interval"):
        return [_instant(node, scope)] * 2
    ends = node["interval"]
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - a start and an end
        raise refusal("writes an interval as INTERVAL('2020-01-01', '2020-12-31'), with '..' for an open end")
    found = [_end(ends[0], EARLIEST, scope), _end(ends[1], LATEST, scope)]
    start, end = (each.fixed for each in _in_one_unit(found))
    if start is not None and end is not None and start > end:
        raise refusal("has an interval that ends before it starts")
    return found


def _end(node: Node, if_open: float, scope: Scope) -> Expression:
    if node == OPEN:
        # A number, since it is the same in days as in microseconds.
        return constant(Kind.NUMBER, if_open)
    if isinstance(node, str):
        return constant(Kind.TIMESTAMP, microsecond(node)) if "T" in node else constant(Kind.DATE, day(node))
    return _instant(node, scope)


def _instant(node: Node, scope: Scope) -> Expression:
    if is_object(node, "date") or is_object(node, "timestamp") or is_object(node, "property"):
        found = expression(node, scope)
        if found.kind in {Kind.DATE, Kind.TIMESTAMP}:
            return found
    raise refusal(
        "gives a temporal function properties that are dates, DATE('…'), TIMESTAMP('…') or INTERVAL('…', '…') alone"
    )


def _in_one_unit(ends: list[Expression]) -> list[Expression]:
    """Give starts and ends, in turn, in microseconds where one of them is a timestamp, and in days otherwise."""
    if all(end.kind is not Kind.TIMESTAMP for end in ends):
        return ends
    return [_microseconds(end, last=bool(turn % 2)) for turn, end in enumerate(ends)]


def _microseconds(end: Expression, *, last: bool) -> Expression:
    """Give the first, or the `last`, microsecond of a date; anything else as it is."""
    if end.kind is not Kind.DATE:
        return end
    more = DAY - 1 if last else 0
    if end.fixed is not None:
        return constant(Kind.TIMESTAMP, end.fixed * DAY + more)

    def of(rows: Rows) -> Column:
        column = end.of(rows)
        return Column(column.values * DAY + more, column.missing)

    return Expression(Kind.TIMESTAMP, of)
