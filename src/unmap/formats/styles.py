"""How a map draws a layer: colours of the web app in its light theme (web/styles/tokens.css)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unmap.measures.need import legend

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from unmap.model import NeedChoice
    from unmap.store import Dataset


RAMP = ("#fdf1d8", "#f5d396", "#e8b05e", "#d28c3e", "#b5682c", "#8f481e", "#622913")
"""Anchors from little to much need."""


NO_DATA = "#e4e9ec"


_FEW_AREAS = 100


NO_DATA_LINE = "#919ca5"


OFFICE = "#0b3c66"


OFFICE_RING = "#ffffff"


BORDER = "#fffdf8"


FRAME = "#6e5b49"
"""Of the border of an area that others lie in."""


INK = "#17212b"


SEA = "#e6ecef"


LAND = "#f2efe9"


CIRCLE_NEED = "#b5682c"
"""Of people in need."""


CIRCLE_SHORT = "#c9701f"
"""Of a gap where presence falls short of need."""


CIRCLE_SURPLUS = "#2f74ad"
"""Of one where it exceeds need."""


PRESENCE = ("#f8f4ea", "#a5c8e4", "#4488bd", "#1d5280")
"""Colours of areas without presence, with little and with much."""


BOTH = (
    ("#f6f1e5", "#b3d2e9", "#69aede"),
    ("#f0c188", "#b5a294", "#5f7894"),
    ("#de7420", "#9a6044", "#3f3c52"),
)
"""Colours of low, middle and high need, each with none, little and much presence."""


GAP = ("#3a7aae", "#84b0d4", "#bfd8ec", "#f7f4ec", "#f6cfa2", "#dd9248", "#b55f22")
"""Colours from presence that far exceeds need over an even gap to need that far exceeds presence."""


def class_colours(classes: int, *, low_is_worse: bool) -> tuple[str, ...]:
    """Give a colour for each class, the ends of the ramp always among them, the strongest where need is greatest."""
    colours = _along(RAMP, classes)
    return colours[::-1] if low_is_worse else colours


def presence_colours(classes: int) -> tuple[str, ...]:
    """Give a colour for each class of presence, none first; up to three of them are the first colours of `PRESENCE`."""
    none, *some = PRESENCE
    return PRESENCE[:classes] if classes <= len(some) else (none, *_along(some, classes - 1))


def gap_colours(classes: int) -> tuple[str, ...]:
    """Give a colour for each class of the gap, an odd number of them, presence that exceeds need first."""
    middle, side = len(GAP) // 2, (classes - 1) // 2
    steps = [math.ceil((number + 1) * middle / side) for number in range(side)]
    return (*(GAP[middle - step] for step in reversed(steps)), GAP[middle], *(GAP[middle + step] for step in steps))


def _along(ramp: Sequence[str], classes: int) -> tuple[str, ...]:
    steps = np.linspace(0, len(ramp) - 1, classes) if classes > 1 else np.array([len(ramp) - 1])
    anchors = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in ramp])
    channels = [np.interp(steps, range(len(ramp)), anchors[:, channel]).round().astype(int) for channel in range(3)]
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in zip(*channels, strict=True))


_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What production 2 of XML 1.0, Char, leaves out: control characters, lone surrogates, U+FFFE and U+FFFF."""


def writable(text: str) -> str:
    """Give `text` without the characters that XML has no way to write, not even escaped."""
    return _UNWRITABLE.sub("", text)


LOW_IS_WORSE = "low-is-worse"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is drawn alike: rows with `above` < value <= `upto`, or with exactly the text `equal`, or without value.

    A limit that is None is open; a rule without any of the three is for what is missing.
    """

    label: str
    colour: str
    above: float | None = None
    upto: float | None = None
    equal: str | None = None

    @property
    def missing(self) -> bool:
        """Whether the rule is for rows without a value."""
        return self.above is None and self.upto is None and self.equal is None


@dataclass(frozen=True, slots=True)
class Style:
    """Rules on one column of a layer; points are drawn as `marker`, areas with a border of `border_mm`."""

    title: str
    column: str
    rules: tuple[Rule, ...]
    border: str = BORDER
    border_mm: float = 0.26
    marker: str | None = None
    name_column: str = "name"
    labelled: bool = False


def need_style(dataset: Dataset, choice: NeedChoice, values: pd.Series) -> Style:
    """Give the classes of the legend of `choice` as rules, no data apart; what lies outside joins the outer classes."""
    indicator = choice.indicator
    classes = legend(dataset, choice, values)
    colours = class_colours(len(classes.upper), low_is_worse=indicator.direction == LOW_IS_WORSE)
    lows = (classes.lower, *classes.upper[:-1])
    last = len(colours) - 1
    rules = [
        Rule(
            f"{low:g} – {high:g}" if indicator.unit != "persons" else f"{low:,.0f} – {high:,.0f}",
            colour,
            above=low if step else None,
            upto=high if step < last else None,
        )
        for step, (low, high, colour) in enumerate(zip(lows, classes.upper, colours, strict=True))
    ]
    if last == 0:
        # One class holds every value; an open rule would be that for what is missing.
        rules = [Rule(rules[0].label, colours[0], above=float("-1e300"))]
    said = f"{indicator.name_en} ({indicator.unit_name_en}), {choice.year}" if choice.given else "No need figures"
    title = writable(said)
    # What has few areas bears bold borders and room for their names.
    few = len(values) <= _FEW_AREAS
    return Style(title, "need_value", (*rules, Rule("no data", NO_DATA)), border_mm=0.26 if few else 0.06, labelled=few)


def office_style() -> Style:
    """Give offices as circles, field offices and headquarters in colours of their own."""
    rules = (
        Rule("field office", OFFICE, equal="field"),
        Rule("headquarters", INK, equal="headquarters"),
    )
    return Style("Offices by type", "office_type", rules, OFFICE_RING, marker="circle", name_column="agency_acronym")


def initiative_style() -> Style:
    """Give the seats of the areas that initiatives are placed in as diamonds; those without a place are not drawn."""
    rules = (Rule("initiative: seat of its area", OFFICE, equal="located"),)
    return Style("Initiatives by place", "scope", rules, OFFICE_RING, marker="diamond", name_column="title")
