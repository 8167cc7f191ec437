"""Need as numbers beside each other: rate, headcount and people of every area of a level, in the order of the layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unmap.coverage.need import base_of, companion, values_of
from unmap.dataset.derived import once_per_dataset
from unmap.models import Level, NeedChoice

if TYPE_CHECKING:
    from unmap.dataset import Dataset

_RATES = frozenset({"percent", "per_100k"})

POVERTY = "poverty"
"""Concepts whose name holds this word are defensible stand-ins for one another."""


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """One need, area by area; NaN where the series has no value.

    `value` is the rate, or the indicator's own value where it has no rate; `intensity` is the same, turned where low is
    worse, so that it grows with need. `persons` are the people in need, all NaN where none are published or where
    the indicator counts people who are better off. `population` is that of the census behind the boundaries, `base` the
    source's own (`unmap.coverage.need.base_of`).
    """

    choice: NeedChoice
    value: np.ndarray
    intensity: np.ndarray
    persons: np.ndarray
    population: np.ndarray
    base: np.ndarray

    @property
    def measure(self) -> str:
        """What areas are ranked and classed by: the headcount or the rate asked for, else the indicator's own value.

        One of "headcount", "rate" and "value".
        """
        unit = self.choice.indicator.unit
        if unit == "persons" and not np.isnan(self.persons).all():
            return "headcount"
        return "rate" if unit in _RATES else "value"

    @property
    def asked(self) -> np.ndarray:
        """The numbers that areas are ranked and classed by, growing with need."""
        return self.persons if self.measure == "headcount" else self.intensity

    @property
    def known(self) -> np.ndarray:
        """The areas that the need has a value for."""
        rows: np.ndarray = ~np.isnan(self.intensity)
        return rows


def needs_of(dataset: Dataset, choice: NeedChoice) -> Needs:
    """Give the need of every area of the level; kept, since every filter of presence meets the same need."""
    kept = _kept(dataset)
    key = (choice.level, choice.indicator.indicator_id, choice.year)
    if key not in kept:
        kept[key] = _needs(dataset, choice)
    return kept[key]


@once_per_dataset
def _kept(dataset: Dataset) -> dict[tuple[Level, str, int], Needs]:
    del dataset  # what is kept for it starts empty
    return {}


def _needs(dataset: Dataset, choice: NeedChoice) -> Needs:
    codes = dataset.areas(choice.level)
    indicator = choice.indicator
    layer = dataset.states if choice.level is Level.STATE else dataset.municipalities

    def values(unit: str) -> np.ndarray | None:
        known = companion(dataset, indicator, unit)
        if known is None:
            return None
        return values_of(dataset, known, choice.year).reindex(codes).to_numpy(dtype="float64")

    low_is_worse = indicator.direction == "low-is-worse"
    own = values_of(dataset, indicator, choice.year).reindex(codes).to_numpy(dtype="float64")
    rate = own if indicator.unit != "persons" else values("percent")
    if rate is None or np.isnan(rate).all():
        rate = values("per_100k")
    value = own if rate is None else rate
    persons = None if low_is_worse else values("persons")
    return Needs(
        choice,
        value,
        -value if low_is_worse else value,
        np.full(len(codes), np.nan) if persons is None else persons,
        layer["population"].to_numpy(dtype="float64"),
        base_of(dataset, choice).reindex(codes).to_numpy(dtype="float64"),
    )


def kindred(dataset: Dataset, choice: NeedChoice) -> list[NeedChoice]:
    """Give the poverty rates of the same series, year and level; else the choice itself."""
    indicators = [dataset.indicator(indicator_id) for indicator_id in dataset.indicators["indicator_id"]]
    found = [
        NeedChoice(choice.level, one, choice.year)
        for one in indicators
        if (one.series, one.unit, one.direction) == (choice.indicator.series, "percent", "high-is-worse")
        and POVERTY in one.concept
        and choice.year in dataset.years.get((one.indicator_id, str(choice.level)), ())
    ]
    concepts = {one.indicator.concept for one in found}
    return found if choice.indicator.concept in concepts else [choice]
