"""Need: which indicators there are, their values, rates, headcounts and people by area, and the classes of a legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.model import NeedChoice
from unmap.model.arguments import no_such
from unmap.model.records import NO_INDICATOR
from unmap.model.schema import INDICATORS
from unmap.store import COUNTRY_CODE, Dataset
from unmap.store.dataset import once_per_dataset
from unmap.store.naming import naming_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.model import Indicator, PresenceQuery
    from unmap.store import Dataset


def default_need(dataset: Dataset, level: str | None = None) -> NeedChoice:
    """Choose the need that is shown at a level where none is asked for.

    It is the indicator that the data declare for the level (`default_levels`), else the first of the table that is a
    percentage and of which more is worse, else the first that is worse at one end, else the first: always one with
    values at the level, in the year nearest to the reporting year. Of two years as near the later is taken, and of two
    declared indicators the one whose last year is later. At a level without values it is `NO_INDICATOR`.
    """
    kept, word = _defaults(dataset), dataset.level(level).word
    if word not in kept:
        kept[word] = _default_need(dataset, word)
    return kept[word]


@once_per_dataset
def _defaults(dataset: Dataset) -> dict[str, NeedChoice]:
    del dataset  # what is kept for it starts empty
    return {}


def _default_need(dataset: Dataset, level: str) -> NeedChoice:
    target = dataset.report.reporting_year
    known = [
        (one, years)
        for one in map(dataset.indicator, dataset.indicators["indicator_id"])
        if (years := dataset.years.get((one.indicator_id, level)))
    ]
    if not known:
        return NeedChoice(level, NO_INDICATOR, target)
    declared = [pair for pair in known if level in pair[0].default_levels]
    if declared:
        indicator, years = min(
            declared, key=lambda pair: (abs(_nearest(pair[1], target) - target), -max(pair[1]), pair[0].indicator_id)
        )
    else:
        indicator, years = min(known, key=lambda pair: _unlike_a_rate_of_need(pair[0]))
    return NeedChoice(level, indicator, _nearest(years, target))


def _nearest(years: Iterable[int], target: int) -> int:
    """Give the year nearest to `target`, the later of two."""
    return min(years, key=lambda year: (abs(year - target), -year))


def _unlike_a_rate_of_need(indicator: Indicator) -> tuple[bool, bool]:
    worse = indicator.direction == "high-is-worse"
    return (not (worse and indicator.unit == "percent"), indicator.direction == "neutral")


def choose_need(
    dataset: Dataset, level: str | None, indicator_id: str | None = None, year: int | None = None
) -> NeedChoice:
    """Give the need meant by `indicator_id` and `year`; what is left out takes its default.

    An indicator may be called by its concept or name, too: of several that is the rate, in the series of the default
    need. Without an indicator the default need's is taken (see `default_need`, which may be none); without a year the
    indicator's year nearest to the reporting year (the later of two). Raises ParameterError for an indicator that is
    not known or that could be several, a level or a year that it has no values for.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `level`: the word of a level, such as "state"; the highest for None.
    - `indicator_id`, `year`: what is meant; the default of each without it.

    >>> need = choose_need(data, "state")
    >>> need.indicator.indicator_id, need.year
    ('poverty_pct.mmp-2016', 2020)
    """
    level = dataset.level(level).word
    default = default_need(dataset, level)
    if indicator_id is None and (year is None or not default.given):
        return default
    indicator = default.indicator if indicator_id is None else _meant(dataset, level, indicator_id, default.indicator)
    years = dataset.years.get((indicator.indicator_id, level), ())
    if not years:
        raise ParameterError("indicator", f"has no values at the level of the {level}", indicator.indicator_id)
    if year is not None and year not in years:
        raise ParameterError("year", f"has no values of this indicator; there are {', '.join(map(str, years))}", year)
    return NeedChoice(level, indicator, year or _nearest(years, dataset.report.reporting_year))


def required_need(dataset: Dataset, query: PresenceQuery, level: str | None = None) -> NeedChoice:
    """Give the need of a question, at `level` where that is another, for an answer that cannot do without.

    Raises ParameterError as `choose_need` does, and where the level has no need.
    """
    choice = choose_need(dataset, level or query.level, query.indicator, query.year)
    if not choice.given:
        kind = dataset.level(choice.level).singular_en
        raise ParameterError("indicator", f"is needed, and the data hold no indicator with values by {kind}")
    return choice


def _meant(dataset: Dataset, level: str, text: str, default: Indicator) -> Indicator:
    naming = naming_of(dataset)
    found = naming.indicator(text, level).codes or naming.indicator(text).codes
    usual = [one for one in found if dataset.indicator(one).series == default.series]
    if len(usual) == 1 or len(found) == 1:
        return dataset.indicator((usual or found)[0])
    if found:
        raise ParameterError("indicator", f"fits several: {', '.join(found)}; give one of these ids", text)
    near = naming.indicator(text, level).near
    if near:
        raise ParameterError("indicator", f"holds an id that does not exist; did you mean {' or '.join(near)}?", text)
    raise no_such("indicator", text, dataset.indicators["indicator_id"], "an id", INDICATORS.path)


def level_of(dataset: Dataset, text: str | None) -> str:
    """Give the one level that an indicator has values at; the highest where it has several, or none is named."""
    found = naming_of(dataset).indicator(text).codes if text else ()
    words = [level.word for level in dataset.admin_levels]
    levels = {word for one in found for word in words if dataset.years.get((one, word))}
    return levels.pop() if len(levels) == 1 else words[0]


def companion(dataset: Dataset, indicator: Indicator, unit: str) -> Indicator | None:
    """Give the indicator of the same concept and series in `unit`: the headcount of a rate, the rate of a headcount."""
    return _companions(dataset).get((indicator.concept, indicator.series, unit))


@once_per_dataset
def _companions(dataset: Dataset) -> dict[tuple[str, str, str], Indicator]:
    known = [dataset.indicator(indicator_id) for indicator_id in dataset.indicators["indicator_id"]]
    return {(one.concept, one.series, one.unit): one for one in reversed(known)}


def values_of(dataset: Dataset, indicator: Indicator, year: int) -> pd.Series:
    """Give one indicator's values in one year by area code, country and both levels together; missing is no data."""
    values = dataset.values
    rows = values.loc[(values["indicator_id"] == indicator.indicator_id) & (values["year"] == year)]
    return pd.Series(
        rows["value"].to_numpy(), index=pd.Index(rows["area_code"].astype("str"), name="code"), name="value"
    )


def need_by_area(dataset: Dataset, choice: NeedChoice) -> pd.DataFrame:
    """Give need for every area of the level, and for the country.

    Index: `code`, the country's last. Columns: `value` in the indicator's unit; `pct` and `persons`, the rate
    and headcount of the same concept, series and year, missing where none is published; `base`, as `base_of` gives it.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `choice`: what `choose_need` or `default_need` gives.

    >>> need_by_area(data, default_need(data, "state")).loc["07", ["pct", "persons"]].round(1).tolist()
    [75.5, 4218026.0]
    """
    codes = dataset.areas(choice.level).append(pd.Index([COUNTRY_CODE], name="code"))
    columns = {"value": values_of(dataset, choice.indicator, choice.year).reindex(codes)}
    for name, unit in (("pct", "percent"), ("persons", "persons")):
        paired = companion(dataset, choice.indicator, unit)
        known = pd.Series(dtype="float64") if paired is None else values_of(dataset, paired, choice.year)
        columns[name] = known.reindex(codes)
    return pd.DataFrame(columns).assign(base=base_of(dataset, choice).reindex(codes))


def base_of(dataset: Dataset, choice: NeedChoice) -> pd.Series:
    """Give the people of whom a series counts its parts, by area code; missing where it publishes no such pair.

    A source that estimates from a survey has a population of its own: more people may be poor there than the census
    counts at all. It is what a headcount and its rate say together, of the indicator of the series and year whose rate
    is the highest, since a published rate is rounded: at 94.2 % the base is out by one in two thousand at most.
    """
    kept = _bases(dataset)
    key = (choice.indicator.series, choice.year)
    if key not in kept:
        kept[key] = _base_of(dataset, *key)
    return kept[key]


@once_per_dataset
def _bases(dataset: Dataset) -> dict[tuple[str, int], pd.Series]:
    del dataset  # what is kept for it starts empty
    return {}


def _base_of(dataset: Dataset, series: str, year: int) -> pd.Series:
    rates = [
        one
        for one in map(dataset.indicator, dataset.indicators["indicator_id"])
        if (one.series, one.unit) == (series, "percent") and companion(dataset, one, "persons") is not None
    ]
    values = dataset.values
    ids = {one.indicator_id for rate in rates for one in (rate, companion(dataset, rate, "persons")) if one is not None}
    rows = values.loc[(values["year"] == year) & values["indicator_id"].isin(ids) & values["value"].notna()]
    rows = rows.astype({"area_code": "str", "indicator_id": "str"})
    concepts = dataset.indicators.set_index("indicator_id")[["concept", "unit"]]
    table = rows.join(concepts, on="indicator_id").pivot_table("value", ["area_code", "concept"], "unit")
    if not {"percent", "persons"} <= set(table.columns):
        return pd.Series(dtype="float64", index=pd.Index([], name="code", dtype="str"), name="base")
    table = table.loc[table["percent"] > 0].dropna().reset_index("concept", drop=True).sort_values("percent")
    base = (100 * table["persons"] / table["percent"]).round()
    return base.groupby(level=0).last().rename_axis("code").rename("base")


_RATES = frozenset({"percent", "per_100k"})


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """One need, area by area; NaN where the series has no value.

    `value` is the rate, or the indicator's own value where it has no rate; `intensity` is the same, turned where low is
    worse, so that it grows with need. `persons` are the people in need, all NaN where none are published or where
    the indicator counts people who are better off. `population` is that of the census behind the boundaries, `base` the
    source's own (`unmap.measures.need.base_of`).
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
def _kept(dataset: Dataset) -> dict[tuple[str, str, int], Needs]:
    del dataset  # what is kept for it starts empty
    return {}


def _needs(dataset: Dataset, choice: NeedChoice) -> Needs:
    codes = dataset.areas(choice.level)
    indicator = choice.indicator
    layer = dataset.layer(choice.level)

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
    """Give what may stand for the default need: rates of its series, year and level; else the choice itself.

    They are those whose concept holds that of the default need, as extreme_poverty does poverty.
    """
    word = default_need(dataset, choice.level).indicator.concept
    indicators = [dataset.indicator(indicator_id) for indicator_id in dataset.indicators["indicator_id"]]
    found = [
        NeedChoice(choice.level, one, choice.year)
        for one in indicators
        if (one.series, one.unit, one.direction) == (choice.indicator.series, "percent", "high-is-worse")
        and word in one.concept
        and choice.year in dataset.years.get((one.indicator_id, str(choice.level)), ())
    ]
    concepts = {one.indicator.concept for one in found}
    return found if choice.indicator.concept in concepts else [choice]


NO_METHOD = "none"
"""Says that there is nothing to divide into classes."""


@dataclass(frozen=True, slots=True)
class Legend:
    """Class limits, each class up to and including its own `upper`; `lower` is where the first begins.

    `counts` tells how many areas fall into each class in the year chosen, `no_data` how many have no value.
    The limits are those of the indicator over all its years, so that the same colour means the same need.
    """

    method: str
    lower: float
    upper: tuple[float, ...]
    counts: tuple[int, ...]
    no_data: int


def legend(dataset: Dataset, choice: NeedChoice, values: pd.Series) -> Legend:
    """Give the legend for the `values` of the areas that `choice` speaks of."""
    classes = dataset.classes
    rows = classes.loc[
        (classes["indicator_id"] == choice.indicator.indicator_id) & (classes["level"] == str(choice.level))
    ]
    if rows.empty:
        # Where no area has a value in any year nothing is divided; a map still has a legend to show "no data" in.
        return Legend(NO_METHOD, 0.0, (0.0,), (0,), len(values))
    rows = rows.sort_values("class_number")
    upper = rows["upper"].to_numpy(dtype="float64")
    numbers = in_classes(tuple(upper), values).dropna().astype(int)
    return Legend(
        method=str(rows["method"].iloc[0]),
        lower=float(rows["lower"].iloc[0]),
        upper=tuple(map(float, upper)),
        counts=tuple(map(int, np.bincount(numbers - 1, minlength=upper.size))),
        no_data=int(values.isna().sum()),
    )


def in_classes(upper: tuple[float, ...], values: pd.Series) -> pd.Series:
    """Give the number of each value's class, 1 for the lowest, by the limits of a legend; missing without a value."""
    # What lies above the last limit, by a rounding or a later edition, still belongs to the highest class.
    numbers = np.minimum(np.searchsorted(upper, values.to_numpy(dtype="float64"), side="left") + 1, len(upper))
    return pd.Series(numbers, index=values.index, dtype="Int64").mask(values.isna())
