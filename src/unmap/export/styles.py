"""How a map draws a layer: classes of need for areas, kinds of office for points, in no format's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.export.palette import BORDER, INK, NO_DATA, OFFICE, OFFICE_RING, class_colours
from unmap.export.xml import writable
from unmap.layers import legend
from unmap.models import Level

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

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
    title = writable(f"{indicator.name_en} ({indicator.unit_name_en}), {choice.year}")
    of_states = choice.level is Level.STATE
    width = 0.26 if of_states else 0.06
    return Style(title, "need_value", (*rules, Rule("no data", NO_DATA)), border_mm=width, labelled=of_states)


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
