"""Small charts of a brief: a bar against a mark, ranks with their interval, and the years of each series."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from unmap.export.brief.numbers import in_unit
from unmap.export.brief.svg import hidden, picture, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from unmap.export.brief.need import Series

WIDE, HIGH = 380, 124
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 16, 16, 22
_TICKS = 4
_APART = 30
"""Units between two values written at one height."""


def bar(value: float | None, against: float | None, top: float = 100) -> Markup:
    """Draw a share of `top` as a bar with a mark where it is compared; without a value the track stays empty."""
    parts = [tag("rect", y=2, width=100, height=6, class_="bar-track")]
    if value is not None:
        parts.append(tag("rect", y=2, width=100 * min(max(value / top, 0), 1), height=6, class_="bar-value"))
    if against is not None:
        parts.append(tag("rect", x=100 * min(max(against / top, 0), 1) - 0.5, width=1, height=10, class_="bar-mark"))
    return hidden(100, 10, *parts, class_="bar", preserveAspectRatio="none")


def rank_bar(rank: float | None, low: float, middle: float, high: float, last: int) -> Markup:
    """Draw ranks from the first to the `last`: the interval as a band, its median as a mark, the rank as a dot."""
    span = max(last - 1, 1)

    def at(one: float) -> float:
        return 4 + 292 * (one - 1) / span

    parts = [
        tag("rect", x=4, y=5, width=292, height=2, class_="rank-track"),
        tag("rect", x=at(low), y=2, width=max(at(high) - at(low), 2), height=8, class_="rank-band"),
        tag("rect", x=at(middle) - 1, y=0, width=2, height=12, class_="rank-median"),
    ]
    if rank is not None:
        parts.append(tag("circle", cx=at(rank), cy=6, r=4, class_="rank-dot"))
    return hidden(300, 12, *parts, class_="rank")


def years_chart(series: Sequence[Series], chosen: tuple[str, int], unit: str, title: str) -> Markup:
    """Draw the values of each series as a line of its own: a line never goes from one series to another.

    `chosen` is the indicator and year of the brief, whose value is marked. First and last values are written.
    """
    points = [point for one in series for point in one.points]
    first, last = min(year for year, _ in points), max(year for year, _ in points)
    top = _top(max(value for _, value in points))
    # A single year stands in the middle.
    pad = 0.5 if first == last else 0.0

    def at(year: int, value: float) -> tuple[float, float]:
        x = _LEFT + 12 + (WIDE - _LEFT - _RIGHT - 24) * (year - first + pad) / (last - first + 2 * pad)
        return x, HIGH - _BOTTOM - (HIGH - _TOP - _BOTTOM) * max(value, 0) / top

    looks = looks_of(series, chosen[0])
    written: list[tuple[float, float]] = []
    parts = [*_axes(at, sorted({year for year, _ in points}), top, unit)]
    for number, one in reversed(list(enumerate(series))):
        look = looks[number]
        parts.append(_line([at(*point) for point in one.points], look))
        for year, value in {one.points[0], one.points[-1]}:
            parts += _value(at(year, value), in_unit(value, unit), written, below=look != "now")
        for year, value in one.points:
            here = (one.indicator.indicator_id, year) == chosen
            x, y = at(year, value)
            parts.append(tag("circle", cx=x, cy=y, r=3.6 if here else 2.2, class_=f"dot dot--{look}"))
    return picture(WIDE, HIGH, *parts, role="img", aria_label=title, class_="years")


def line_sample(look: str) -> Markup:
    """Give the sample of a line for a legend."""
    return hidden(26, 8, tag("path", d="M0 4h26", class_=f"line line--{look}"), class_="line-sample")


def looks_of(series: Sequence[Series], chosen: str) -> list[str]:
    """Give how the line of each series looks, as `years_chart` draws it."""
    others = cycle(("other-0", "other-1"))
    return ["now" if one.indicator.indicator_id == chosen else next(others) for one in series]


def _top(value: float) -> float:
    """Give a round number that no value goes over."""
    ladder = [step * 10.0**power for power in range(-3, 10) for step in (1, 2, 4, 5, 6, 8)]
    return next((one for one in ladder if one >= value * 1.08), value or 1.0)


def _axes(at: Callable[[int, float], tuple[float, float]], years: list[int], top: float, unit: str) -> list[Markup]:
    parts: list[Markup] = []
    for step in range(_TICKS + 1):
        value = top * step / _TICKS
        _, y = at(years[0], value)
        parts.append(
            tag("path", d=f"M{_LEFT} {y:.1f}H{WIDE - _RIGHT}", class_="grid grid--zero" if not step else "grid")
        )
        if step % 2 == 0:
            text = f"{value:g}%" if unit == "percent" else _short(value)
            parts.append(tag("text", text, x=_LEFT - 4, y=y + 3, text_anchor="end", class_="axis"))
    before = -1e9
    for year in years:
        x, _ = at(year, 0)
        if x - before >= _APART - 4:
            parts.append(tag("text", str(year), x=x, y=HIGH - 7, text_anchor="middle", class_="axis"))
            before = x
    return parts


def _short(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def _line(points: list[tuple[float, float]], look: str) -> Markup:
    data = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return tag("path", d=data, class_=f"line line--{look}")


def _value(point: tuple[float, float], text: str, written: list[tuple[float, float]], *, below: bool) -> list[Markup]:
    """Write a value over its point or under it, wherever none stands yet; nothing where both are taken."""
    x, y = point
    over, under = y - 6, y + 12
    for height in (under, over) if below else (over, under):
        if height < HIGH - _BOTTOM and all(abs(x - a) > _APART or abs(height - b) > 9 for a, b in written):  # noqa: PLR2004
            written.append((x, height))
            return [tag("text", text, x=x, y=height, text_anchor="middle", class_="value")]
    return []
