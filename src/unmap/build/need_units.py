"""Units of need: how people write them, what a title states, and the names of indicators that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.store.need_rules import MOST_BY_UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

Unit = Literal["percent", "persons", "index", "per_100k"]
Direction = Literal["high-is-worse", "low-is-worse", "neutral"]

UNIT_SUFFIX: dict[Unit, str] = {"percent": "pct", "persons": "persons", "index": "index", "per_100k": "rate"}

UNIT_NAMES: dict[Unit, tuple[str, str]] = {
    "percent": ("percent", "porcentaje"),
    "persons": ("persons", "personas"),
    "index": ("index", "índice"),
    "per_100k": ("per 100,000 inhabitants", "por cada 100,000 habitantes"),
}
"""In English and Spanish."""

SHARE = "share"
"""A number from 0 to 1; it is kept as a percentage, and the indicator's note says so."""

STATED_UNITS: dict[str, Unit] = {
    SHARE: "percent",
    "percent": "percent",
    "persons": "persons",
    "index": "index",
    "rate": "per_100k",
}
"""The words by which a unit is stated, and the unit that values are kept in."""

_WRITTEN = {"%": "percent", "pct": "percent", "people": "persons", "per100k": "rate", "per100000": "rate"}
_RATE = r"\b(?:per|por|por cada|pour) 100 ?(?:000|k)\b"
_PERCENT = r"\b(?:percent|percentage|porcentaje|pourcentage|pct)\b"
_WHOLE = 100.0


def stated_unit(text: str) -> str:
    """Give the word for a unit that a person wrote, "" for none; raises ParameterError for another word."""
    plain = text.strip().casefold()
    word = _WRITTEN.get(re.sub(r"[\s,._]", "", plain), plain)
    if word and word not in STATED_UNITS:
        raise ParameterError("unit", f"must be one of {', '.join(STATED_UNITS)}", text)
    return word


def unit_in_title(titles: Sequence[str], values: Sequence[float]) -> str:
    """Give the unit that a column's titles state, "" where they state none or the values contradict them.

    A title says percent above shares all the time: whether 0.3 is 30 % or less than a half, a person must say. A rate
    above 100,000 of as many is none of people.
    """
    for title in titles:
        if re.search(_RATE, normalise(title)):
            return "" if max(values, default=0) > MOST_BY_UNIT["per_100k"] else "rate"
        if "%" in title or re.search(_PERCENT, normalise(title)):
            return "" if max(values, default=_WHOLE) <= 1 else "percent"
    return ""


def likely_unit(titles: Sequence[str], values: Sequence[float]) -> str:
    """Propose a unit to a person who is asked for it; nothing is read by it."""
    text = normalise(" ".join(titles))
    if values and min(values) >= 0 and max(values) <= 1:
        return "index" if re.search(r"\b(?:index|indice|coeficiente|score|mpi)\b", text) else SHARE
    if re.search(r"\b(?:people|persons|personas|personnes|number of|numero de|nombre de)\b", text):
        return "persons"
    return "percent" if values and min(values) >= 0 and max(values) <= _WHOLE else "index"


def out_of_range(value: float, word: str) -> bool:
    """Tell whether a value cannot be in the unit stated: below zero, or more than everybody."""
    most = 1.0 if word == SHARE else MOST_BY_UNIT.get(STATED_UNITS[word], float("inf"))
    return word != "index" and not 0 <= value <= most


def in_unit(value: float, word: str) -> float:
    """Give a value in the unit that it is kept in: of a share the percentage, any other as it is."""
    return value * _WHOLE if word == SHARE else value


def indicator_id(concept: str, unit: Unit, series: str) -> str:
    """Name an indicator by what is measured, its unit and its series."""
    return f"{concept}_{UNIT_SUFFIX[unit]}.{series}"
