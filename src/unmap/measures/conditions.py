"""Conditions: several indicators of need beside each other, and what must be known before they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.need import choose_need, default_need, needs_of
from unmap.model.arguments import one_of

if TYPE_CHECKING:
    from unmap.model import NeedChoice
    from unmap.store import Dataset


class Missing(StrEnum):
    """How an area counts that lacks the value of a condition."""

    LEFT_OUT = "left-out"
    REST = "rest"


FEWEST, MOST = 2, 24
"""So many conditions can be put together."""

ALIKE = 0.9
"""Conditions that correlate above this say nearly the same thing twice."""

NEARLY_ALL = 0.9
"""Where so large a part of the areas has one and the same value, a condition tells few areas apart."""

_UNITS = frozenset({"percent", "index", "per_100k"})


@dataclass(frozen=True, slots=True)
class ConditionNote:
    """Something to know of the conditions before their answer is read.

    `code` is "missing-values" (`number` areas lack the value), "nearly-all-equal" (`number` is the part of the areas
    that has one value), "alike" or "opposed" (`number` is the rank correlation of the two) or "years-differ" (`number`
    is how many years there are). `conditions` are the ids that it is about.
    """

    code: str
    conditions: tuple[str, ...]
    number: float


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """Conditions of the areas of one level, in the order of their ids.

    `choices` are indicator and year of each; `values` has a row for each area of the level (index `code`) and a column
    for each indicator id, turned where low is worse, so that high is always worse, and missing where there is no value;
    `notes` is what has to be known of them.
    """

    level: str
    choices: tuple[NeedChoice, ...]
    values: pd.DataFrame
    notes: tuple[ConditionNote, ...]


def conditions_of(dataset: Dataset, level: str, asked: Iterable[str] | str, year: int | None = None) -> Conditions:
    """Give the conditions that are named, and say what is in the way of putting them together.

    Raises ParameterError for fewer than two or more than 24, for one that is not known or named twice, that has no
    values at the level, counts people (which follow the size of an area) or has no direction, and where no area has any
    value.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `level`: the word of a level, such as "municipality".
    - `asked`: ids, concepts or names of indicators; one text may hold several, separated by commas.
    - `year`: the year of all of them; without it that of each which is nearest to the reporting year.
    """
    texts = _texts(asked)
    choices = [_condition(dataset, level, text, year) for text in texts]
    ids = [one.indicator.indicator_id for one in choices]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise ParameterError("conditions", "holds the same indicator twice", twice)
    choices.sort(key=lambda one: one.indicator.indicator_id)
    codes = dataset.areas(level)
    values = pd.DataFrame(
        {one.indicator.indicator_id: needs_of(dataset, one).intensity for one in choices}, index=codes
    )
    if values.isna().all(axis=None):
        raise ParameterError("conditions", "have no value in any area; choose others or another year")
    return Conditions(str(dataset.level(level).word), tuple(choices), values, tuple(_notes(choices, values)))


def default_conditions(dataset: Dataset, level: str | None = None) -> tuple[str, ...]:
    """Give the ids of the conditions that stand where none are named: what the default need of a level is made of.

    Its `part`s in the data, in their order: for a multidimensional measurement of poverty the deprivations and incomes
    that its producer counts, so that no choice of ours comes in. None where the data names no parts.
    """
    chosen = default_need(dataset, level)
    if not chosen.given:
        return ()
    table = dataset.indicators
    word = str(dataset.level(level).word)
    of_series = (table["series"] == chosen.indicator.series) & (table["unit"] == chosen.indicator.unit)
    parts = table.loc[of_series & table["part"].notna() & table["levels"].map(lambda levels: word in levels)]
    return tuple(parts.sort_values("part")["indicator_id"])


def without_missing(conditions: Conditions, missing: str | None) -> pd.DataFrame:
    """Give the values of the areas that take part: those with every value, or, by "rest", those with any.

    Raises ParameterError for another word than these.
    """
    if missing is not None and one_of(Missing, "missing", missing) is Missing.REST:
        return conditions.values.dropna(how="all")
    return conditions.values.dropna()


def _texts(asked: Iterable[str] | str) -> list[str]:
    texts = asked.split(",") if isinstance(asked, str) else list(asked) if isinstance(asked, Iterable) else [asked]
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ParameterError("conditions", "must hold ids of indicators as text", text)
    if not FEWEST <= len(texts) <= MOST:
        raise ParameterError("conditions", f"must be {FEWEST} to {MOST} indicators; there are {len(texts)}")
    return [text.strip() for text in texts]


def _condition(dataset: Dataset, level: str, text: str, year: int | None) -> NeedChoice:
    try:
        choice = choose_need(dataset, level, text, year)
    except ParameterError as error:
        raise error.renamed("conditions") if error.parameter == "indicator" else error from error
    indicator = choice.indicator
    if indicator.unit not in _UNITS:
        raise ParameterError(
            "conditions", "must be rates or indices: a number of people follows the size of an area", text
        )
    if indicator.direction == "neutral":
        raise ParameterError("conditions", "holds one of which neither more nor less is worse", text)
    return choice


def _notes(choices: Iterable[NeedChoice], values: pd.DataFrame) -> Iterable[ConditionNote]:
    for name, column in values.items():
        lacking = int(column.isna().sum())
        if lacking:
            yield ConditionNote("missing-values", (str(name),), lacking)
        same = float(column.value_counts(normalize=True).max()) if lacking < len(column) else 1.0
        if same >= NEARLY_ALL:
            yield ConditionNote("nearly-all-equal", (str(name),), same)
    with np.errstate(invalid="ignore"):
        pairs = values.rank().corr().to_numpy()
    for (first, one), (second, other) in combinations(enumerate(map(str, values.columns)), 2):
        number, pair = float(pairs[first, second]), (one, other)
        if number > ALIKE:
            yield ConditionNote("alike", pair, number)
        elif number < 0:
            yield ConditionNote("opposed", pair, number)
    years = {one.year for one in choices}
    if len(years) > 1:
        yield ConditionNote("years-differ", tuple(values.columns), len(years))
