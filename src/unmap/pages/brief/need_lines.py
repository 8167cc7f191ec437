"""What a brief says of need: rate and headcount, extreme poverty, deprivations, and the years of each series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from unmap.measures.change import change
from unmap.measures.need import companion, default_need, needs_of
from unmap.model import NeedChoice
from unmap.store import COUNTRY_CODE

if TYPE_CHECKING:
    from unmap.model import Indicator
    from unmap.pages.brief.subject import Subject
    from unmap.store import Dataset

EXTREME = "extreme_poverty"

_MOST = 6

Values = dict[tuple[str, int, str], float]


class Measured(NamedTuple):
    """One indicator in one year: the area's value beside what it is compared with; None is no data."""

    indicator: Indicator
    year: int
    value: float | None
    against: float | None


class Series(NamedTuple):
    """The years of one series in which the area has a value."""

    indicator: Indicator
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """The need of one area.

    `of_country` tells whether rates are compared with the country's own; where the series publishes none it is the
    middle area of the level. `rate` is None where the need has no rate, `persons` where it has no headcount.
    """

    choice: NeedChoice
    of_country: bool
    rate: Measured | None
    persons: Measured | None
    extreme: Measured | None
    extreme_persons: Measured | None
    deprivations: tuple[Measured, ...]
    years: tuple[Series, ...]

    @property
    def known(self) -> bool:
        """Whether there is any value of the need chosen."""
        return any(one is not None and one.value is not None for one in (self.rate, self.persons))


def need_facts(dataset: Dataset, choice: NeedChoice, subject: Subject) -> NeedFacts:
    """Give the need of `subject` as the choice has it, every figure of the same series and year."""
    indicator = choice.indicator
    values = _own_values(dataset, subject.code)
    series = {
        (one.concept, one.unit): one
        for one in map(dataset.indicator, dataset.indicators["indicator_id"])
        if one.series == indicator.series
    }
    rate = indicator if indicator.unit != "persons" else companion(dataset, indicator, "percent")
    of_country = rate is None or (rate.indicator_id, choice.year, COUNTRY_CODE) in values

    def measured(one: Indicator | None) -> Measured | None:
        if one is None or choice.year not in dataset.years.get((one.indicator_id, str(choice.level)), ()):
            return None
        value = values.get((one.indicator_id, choice.year, subject.code))
        against = values.get((one.indicator_id, choice.year, COUNTRY_CODE))
        if against is None and not of_country and one.unit != "persons":
            against = _middle(dataset, NeedChoice(choice.level, one, choice.year))
        return Measured(one, choice.year, value, against)

    listed = [measured(one) for one in _deprivations(series, default_need(dataset, choice.level).indicator.concept)]
    return NeedFacts(
        choice,
        of_country,
        measured(rate),
        measured(companion(dataset, indicator, "persons")),
        measured(series.get((EXTREME, "percent"))),
        measured(series.get((EXTREME, "persons"))),
        tuple(one for one in listed if one is not None),
        _years(dataset, choice, subject, "persons" if rate is None else rate.unit),
    )


def _own_values(dataset: Dataset, code: str) -> Values:
    """Give what is known of the area and of the country, by indicator, year and area."""
    values = dataset.values
    rows = values.loc[values["area_code"].isin([code, COUNTRY_CODE]) & values["value"].notna()]
    keys = zip(rows["indicator_id"].astype(str), rows["year"].tolist(), rows["area_code"].astype(str), strict=True)
    return dict(zip(keys, rows["value"].tolist(), strict=True))


def _deprivations(series: dict[tuple[str, str], Indicator], whole: str) -> list[Indicator]:
    """Give the first parts of the measure of the series; of one without parts, its first rates beside the `whole`."""
    rates = [one for (_, unit), one in series.items() if unit == "percent"]
    found = sorted((one for one in rates if one.part is not None), key=lambda one: one.part or 0)
    others = [
        one
        for (concept, unit), one in series.items()
        if unit == "percent" and one.direction == "high-is-worse" and whole not in concept
    ]
    return (found or others)[:_MOST]


def _middle(dataset: Dataset, choice: NeedChoice) -> float | None:
    """Give the median of the areas of the level."""
    known = needs_of(dataset, choice).value
    return None if np.isnan(known).all() else float(np.nanmedian(known))


def _years(dataset: Dataset, choice: NeedChoice, subject: Subject, unit: str) -> tuple[Series, ...]:
    rows = change(dataset, choice.level, choice.indicator.concept)
    rows = rows.loc[(rows["code"] == subject.code) & (rows["unit"] == unit) & rows["value"].notna()]
    return tuple(
        Series(dataset.indicator(str(indicator)), tuple(zip(own["year"].tolist(), own["value"].tolist(), strict=True)))
        for indicator, own in rows.groupby("indicator_id", sort=False)
    )


def inner_choice(dataset: Dataset, choice: NeedChoice) -> NeedChoice | None:
    """Give the same need at the finest level, in the year nearest to the choice's; None where none is published."""
    finest = dataset.finest.word
    if choice.level == finest:
        return choice
    wanted = (choice.indicator.concept, choice.indicator.unit)
    found = [
        (abs(year - choice.year), -year, one.indicator_id, one)
        for one in map(dataset.indicator, dataset.indicators["indicator_id"])
        if (one.concept, one.unit) == wanted
        for year in dataset.years.get((one.indicator_id, finest), ())
    ]
    if not found:
        return None
    _, year, _, indicator = min(found, key=lambda one: one[:3])
    return NeedChoice(finest, indicator, -year)
