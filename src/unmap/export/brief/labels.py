"""Names on a small map: each where it fits, the more important first, none over another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unmap.export.brief.svg import tag

if TYPE_CHECKING:
    from markupsafe import Markup

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
