"""Predicates over time: Allen's relations between instants and intervals (Allen, 1983), as CQL2 names them.

A date is compared with a date by the day. Where one side has times, a date lasts from its first to its last
microsecond, in UTC. An interval may be open at either end (`..`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unmap.layers.filtering.expressions import Kind, Scope, arguments, day, expression, is_object, microsecond
from unmap.layers.filtering.reading import refusal
from unmap.layers.filtering.rows import NO_ROWS, Column, Rows, constant, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.layers.filtering.comparisons import Predicate
    from unmap.layers.filtering.reading import Node
    from unmap.layers.filtering.rows import Truth

DAY = 86_400_000_000
"""Microseconds."""

OPEN = ".."
EARLIEST, LATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
"""Ends of an interval that has none."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a time: days or microseconds since 1970, or neither where it is open."""

    of: Callable[[Rows], Column]
    kind: Kind | None

    def at(self, rows: Rows, *, by_day: bool, last: bool) -> Column:
        """Give it in days or else in microseconds: those of a date are its first, or its `last`."""
        column = self.of(rows)
        if by_day or self.kind is not Kind.DATE:
            return column
        return Column(column.values * DAY + (DAY - 1 if last else 0), column.missing)


@dataclass(frozen=True, slots=True)
class Time:
    """An instant or an interval for each row, both ends included."""

    start: End
    end: End

    @property
    def dates(self) -> bool:
        """Whether it knows no times of the day."""
        return Kind.TIMESTAMP not in {self.start.kind, self.end.kind}


def _intersects(a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return (a[0] <= b[1]) & (b[0] <= a[1])


RELATIONS: dict[str, Callable[[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]], np.ndarray]] = {
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
"""What each relation says of the starts and ends of two times."""


def relation(node: Node, scope: Scope) -> Predicate:
    """Compile a relation between two times."""
    holds = RELATIONS[node["op"]]
    left, right = (_time(argument, scope) for argument in arguments(node, 2))
    by_day = left.dates and right.dates

    def of(rows: Rows) -> Truth:
        starts = [time.start.at(rows, by_day=by_day, last=False) for time in (left, right)]
        ends = [time.end.at(rows, by_day=by_day, last=True) for time in (left, right)]
        one, other = ((start.values, end.values) for start, end in zip(starts, ends, strict=True))
        return known(holds(one, other), *(end.missing for end in (*starts, *ends)))

    return of


def _time(node: Node, scope: Scope) -> Time:
    if is_object(node, "interval"):
        ends = node["interval"]
        if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - a start and an end
            raise refusal("writes an interval as INTERVAL('2020-01-01', '2020-12-31'), with '..' for an open end")
        start, end = _end(ends[0], EARLIEST, scope), _end(ends[1], LATEST, scope)
        _refuse_backwards(Time(start, end), ends)
        return Time(start, end)
    instant = _instant(node, scope)
    return Time(instant, instant)


def _end(node: Node, if_open: int, scope: Scope) -> End:
    if isinstance(node, str):
        if node == OPEN:
            column = constant(if_open, np.int64)
            return End(lambda _: column, None)
        kind, value = (Kind.TIMESTAMP, microsecond(node)) if "T" in node else (Kind.DATE, day(node))
        column = constant(value, np.int64)
        return End(lambda _: column, kind)
    return _instant(node, scope)


def _instant(node: Node, scope: Scope) -> End:
    if is_object(node, "date") or is_object(node, "timestamp") or is_object(node, "property"):
        found = expression(node, scope)
        if found.kind in {Kind.DATE, Kind.TIMESTAMP}:
            return End(found.of, found.kind)
    raise refusal(
        "gives a temporal function properties that are dates, DATE('…'), TIMESTAMP('…') or INTERVAL('…', '…') alone"
    )


def _refuse_backwards(time: Time, ends: list[Node]) -> None:
    if any(is_object(end, "property") for end in ends):
        return
    start = time.start.at(NO_ROWS, by_day=time.dates, last=False)
    end = time.end.at(NO_ROWS, by_day=time.dates, last=True)
    if start.values[0] > end.values[0]:
        raise refusal("has an interval that ends before it starts")
