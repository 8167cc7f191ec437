"""Classes of presence: none, one, two or more; more steps where most areas have several, or made from large counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

Classes: TypeAlias = dict[str, tuple[int, int | None]]
"""Least and most of each class by its name, from none upwards; no most where it is open."""

USUAL: Classes = {"0": (0, 0), "1": (1, 1), "2+": (2, None)}
_STEPPED = ((1, 1), (2, 4), (5, 9), (10, None))
"""Least and most of fixed classes beside none, where most areas with presence have several: alike in every report."""

_MOST = 0.5
_SEVERAL = 5
"""Where more than this part of the areas with presence has more than one, and one of them so many."""

BESIDE_NEED = ("few", "many")
"""Names of the two halves of the areas with presence, where these are set beside need."""

_NEARLY_ALL = 0.75
"""Part of the areas with presence in one class beyond which that class says too little."""

_LARGE = 20
"""Count up to which one, and two or more, are told apart well enough by the symbols and numbers on the map."""

_STEPS = 4
"""Classes of areas with presence: with none they make the five steps that a reader still tells apart."""


def presence_classes(counts: NDArray[np.float64]) -> Classes:
    """Give the classes of counts by area: the usual three; "0", "1", "2-4", "5-9", "10+"; or made from the counts.

    The second where most areas with presence have several, so that "two or more" would say little; the third, up to
    four such as "1-12", "13-40", where nearly all have many. Counts are distinct things and whole; of parts of things
    (fractional counting) the usual classes are given.
    """
    if not _are_many(counts):
        return _stepped(counts)
    limits = _limits(counts[counts > 0], _STEPS)
    return {"0": (0, 0), **{str(low) if low == high else f"{low}-{high}": (low, high) for low, high in limits}}


def classes_beside_need(counts: NDArray[np.float64]) -> Classes:
    """Give three classes, to be set against thirds of need: the usual ones, or "0" and two halves, "few" and "many"."""
    if not _are_many(counts):
        return USUAL
    limits = _limits(counts[counts > 0], len(BESIDE_NEED))
    return {"0": (0, 0), **dict(zip(BESIDE_NEED, limits, strict=False))}


def classed(counts: NDArray[np.float64], classes: Classes) -> pd.Series:
    """Give the name of each count's class."""
    most = [np.inf if high is None else high for _, high in classes.values()]
    return pd.Series(np.array(list(classes), dtype=object)[np.searchsorted(most, counts, side="left")], dtype=object)


def class_record(names: pd.Series, classes: Classes) -> dict[str, dict[str, object]]:
    """Give how many areas are in each class, and its limits, as answers have them."""
    found = names.value_counts()
    return {
        "counts": {name: int(found.get(name, 0)) for name in classes},
        "limits": {name: list(limits) for name, limits in classes.items()},
    }


def classes_by_kind(
    areas: pd.DataFrame, beside: pd.DataFrame | None = None
) -> dict[str, dict[str, dict[str, object]] | None]:
    """Give `class_record` by kind of presence for a table of areas; None for a kind that was not counted.

    Takes the columns offices, initiatives and agencies, missing where they were not asked for. The classes are made
    from the counts of `beside`, too, the same table of another report: two maps of them are then coloured alike.
    """
    both = areas if beside is None else pd.concat([areas, beside], ignore_index=True)
    parts = {"offices": ["offices"], "initiatives": ["initiatives"], "agencies": ["agencies"]}
    counted = {name for name in parts if areas[name].notna().any()}
    parts["any"] = [name for name in ("offices", "initiatives") if name in counted]
    found: dict[str, dict[str, dict[str, object]] | None] = {}
    for kind, names in parts.items():
        counts, all_counts = (table[names].sum(axis=1).to_numpy(dtype="float64") for table in (areas, both))
        classes = presence_classes(all_counts)
        found[kind] = class_record(classed(counts, classes), classes) if counted.intersection(names) else None
    return found


def _stepped(counts: NDArray[np.float64]) -> Classes:
    some = counts[counts > 0]
    if not some.size or (counts != np.floor(counts)).any() or (some > 1).mean() <= _MOST or some.max() < _SEVERAL:
        return USUAL
    reached = [(low, high) for low, high in _STEPPED if low <= some.max()]
    last = reached[-1][0]
    named = {str(low) if low == high else f"{low}-{high}": (low, high) for low, high in reached[:-1]}
    return {"0": (0, 0), **named, f"{last}+": (last, None)}


def _are_many(counts: NDArray[np.float64]) -> bool:
    some = counts[counts > 0]
    whole = bool(some.size) and bool((counts == np.floor(counts)).all())
    return whole and float((some > 1).mean()) > _NEARLY_ALL and float(some.max()) > _LARGE


def _limits(counts: NDArray[np.float64], steps: int) -> list[tuple[int, int]]:
    """Give the least and the most of classes with about as many areas each, next to one another from 1 on."""
    most = np.unique(np.quantile(counts, np.arange(1, steps + 1) / steps, method="lower").astype(int))
    least = np.append(1, most[:-1] + 1)
    return list(zip(least.tolist(), most.tolist(), strict=True))
