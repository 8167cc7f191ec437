"""Small charts of a brief as SVG: a bar against a mark, ranks with their interval, years of each series; map labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from unmap.pages.brief.wording import in_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from unmap.pages.brief.need_lines import Series


Cell = str | float


def tag(name: str, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give an element; `class_` is class, and other underscores are hyphens."""
    written = "".join(f' {_named(key)}="{_written(value)}"' for key, value in attributes.items())
    content = Markup("").join(inside)
    # Names are ours; values and texts were escaped above.
    return Markup(f"<{name}{written}>{content}</{name}>")  # noqa: S704


def picture(width: float, height: float, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give a whole picture of that many units."""
    return tag("svg", *inside, viewBox=f"0 0 {width:g} {height:g}", **attributes)


def hidden(width: float, height: float, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give a picture of what is told in words beside it, which a screen reader passes over."""
    return tag("svg", *inside, viewBox=f"0 0 {width:g} {height:g}", aria_hidden="true", focusable="false", **attributes)


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: Cell) -> str:
    return f"{round(value, 2):g}" if isinstance(value, int | float) else str(escape(value))


SIZE = 105
"""Height of a letter in units."""


_WIDE = 0.56
"""Width of a letter, as a part of its height."""


@dataclass(slots=True)
class Labels:
    """Boxes that are taken: left, top, right, bottom."""

    width: int
    height: int
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def take(self, x: float, y: float, size: float) -> None:
        """Keep names away from a symbol."""
        self.taken.append((x - size, y - size, x + size, y + size))

    def beside(self, x: float, y: float, gap: float, text: str) -> Markup | None:
        """Give a name right or left of a point, None where neither is free."""
        wide = len(text) * SIZE * _WIDE
        for left, anchor in ((x + gap, "start"), (x - gap - wide, "end")):
            if self._free(left, y, wide):
                at = left if anchor == "start" else left + wide
                return tag("text", text, x=at, y=y + SIZE / 3, text_anchor=anchor, class_="map-label")
        return None

    def on(self, x: float, y: float, room: float, text: str) -> Markup | None:
        """Give a name in the middle of an area that has so much room for it, None where it does not fit."""
        wide = len(text) * SIZE * _WIDE
        if wide > room or not self._free(x - wide / 2, y, wide):
            return None
        return tag("text", text, x=x, y=y + SIZE / 3, text_anchor="middle", class_="map-label map-label--area")

    def _free(self, left: float, middle: float, wide: float) -> bool:
        box = (left, middle - SIZE * 0.6, left + wide, middle + SIZE * 0.6)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        if not inside or any(_overlap(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


WIDE, HIGH = 380, 152


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
    """Draw ranks from the first to the `last` as the page does: interval a bar, median a line, rank a dot."""
    span = max(last - 1, 1)

    def at(one: float) -> float:
        return 4 + 292 * (one - 1) / span

    parts = [
        tag("rect", x=4, y=5.5, width=292, height=1, class_="rank-track"),
        tag("rect", x=at(low), y=3.5, width=max(at(high) - at(low), 2), height=5, class_="rank-band"),
        tag("rect", x=at(middle) - 1, y=0, width=2, height=12, class_="rank-median"),
    ]
    if rank is not None:
        parts.append(tag("circle", cx=at(rank), cy=6, r=4, class_="rank-dot"))
    return hidden(300, 12, *parts, class_="rank")


RANK_MARKS = ("dot", "band", "median")
"""What a rank is drawn by."""


def rank_sample(mark: str) -> Markup:
    """Give the sample of a mark of `rank_bar` for its key."""
    drawn = {
        "dot": tag("circle", cx=8, cy=6, r=4, class_="rank-dot"),
        "band": tag("rect", y=3.5, width=16, height=5, class_="rank-band"),
        "median": tag("rect", x=7, width=2, height=12, class_="rank-median"),
    }
    return hidden(16, 12, drawn[mark], class_="rank-sample")


def years_chart(series: Sequence[Series], chosen: tuple[str, int], unit: str, title: str) -> Markup:
    """Draw the values of each series as a line of its own: a line never goes from one series to another.

    `chosen` is the indicator and year of the brief, whose value is marked and written, as are the first and the last.
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
    drawn: list[Markup] = []
    named: list[tuple[bool, bool, int, float]] = []
    # The line of the brief's own indicator lies over the others.
    for look, one in reversed([*zip(looks, series, strict=True)]):
        drawn.append(_line([at(*point) for point in one.points], look))
        for year, value in one.points:
            here = (one.indicator.indicator_id, year) == chosen
            x, y = at(year, value)
            drawn.append(tag("circle", cx=x, cy=y, r=4.2 if here else 2.2, class_=f"dot dot--{look}"))
            if here or (year, value) in {one.points[0], one.points[-1]}:
                named.append((not here, look != "now", year, value))
    written: list[tuple[float, float]] = []
    # What the brief is about is written first, so that no other value stands in its way.
    for other, below, year, value in sorted(named):
        look = "value" if other else "value value--chosen"
        drawn += _value(at(year, value), in_unit(value, unit), written, below=below, look=look)
    axes = _axes(at, sorted({year for year, _ in points}), top, unit)
    return picture(WIDE, HIGH, *axes, *drawn, role="img", aria_label=title, class_="years")


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


def _value(
    point: tuple[float, float], text: str, written: list[tuple[float, float]], *, below: bool, look: str
) -> list[Markup]:
    """Write a value over its point or under it, wherever none stands yet; nothing where both are taken."""
    x, y = point
    over, under = y - 6, y + 12
    for height in (under, over) if below else (over, under):
        if height < HIGH - _BOTTOM and all(abs(x - a) > _APART or abs(height - b) > 9 for a, b in written):  # noqa: PLR2004
            written.append((x, height))
            return [tag("text", text, x=x, y=height, text_anchor="middle", class_=look)]
    return []
