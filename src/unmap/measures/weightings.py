"""Where areas stand whatever the weights: ranks over all weightings of several conditions, and ways of adding them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = (
    ("rank", "arithmetic"),
    ("min-max", "arithmetic"),
    ("z", "arithmetic"),
    ("rank", "geometric"),
    ("min-max", "geometric"),
)
"""How values are made comparable, and by which mean they are put together. z has negative values: no geometric mean."""

_BLOCK = 250

_KEPT = 25_000_000
"""So many ranks are kept at most, for the interval of each area: with many areas those of fewer weightings."""

_LOWEST, _HIGHEST = 1.0, 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where each area stands over the weightings; arrays in the order of the areas, the worst area has rank 1.

    `share` is the part of the weightings (0 to 1) under which the area is among the `worst` first; `low`, `median` and
    `high` are the ranks that the interval of the weightings lies between and the middle one, over `kept` of `draws`;
    `first` and `last` the best and the worst rank seen, each condition alone among them.
    """

    worst: int
    draws: int
    kept: int
    share: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray
    first: np.ndarray
    last: np.ndarray


def standing(values: pd.DataFrame, worst: int, draws: int, seed: int, interval: tuple[float, float]) -> Standing:
    """Rank areas under `draws` weightings, dealt evenly over the methods, drawn evenly from all that sum to 1.

    `values` has a row for each area and a column for each condition, high is worse; a missing value leaves its
    condition out of the area's mean. Areas of the same values share the better rank.
    """
    alike, place, sizes = _without_repeats(values.to_numpy(dtype="float64"))
    rng = np.random.default_rng(seed)
    parts = np.array_split(np.arange(draws), len(METHODS))
    keep = min(draws, max(_KEPT // max(len(alike), 1), len(METHODS)))
    inside, filled = np.zeros(len(alike)), 0
    kept = np.empty((len(alike), keep), dtype=_ranks_type(len(values)))
    for (scale, mean), part, share in zip(METHODS, parts, np.array_split(np.arange(keep), len(METHODS)), strict=True):
        weights, until = rng.dirichlet(np.ones(values.shape[1]), len(part)), filled + len(share)
        for ranks in _ranks(_scaled(values, scale)[alike], weights, mean, sizes):
            inside += (ranks <= worst).sum(axis=0)
            taken = min(len(ranks), until - filled)
            kept[:, filled : filled + taken] = ranks[:taken].T
            filled += taken
    alone = np.stack([ranks_of(values.iloc[:, one].to_numpy()) for one in range(values.shape[1])])
    first, low, middle, high, last = (part[place] for part in _quantiles(kept, interval))
    return Standing(
        worst=worst,
        draws=draws,
        kept=keep,
        share=(inside / draws)[place],
        low=low,
        median=middle,
        high=high,
        first=np.fmin(first, np.nanmin(alone, axis=0)),
        last=np.fmax(last, np.nanmax(alone, axis=0)),
    )


def score(values: pd.DataFrame, weights: np.ndarray) -> np.ndarray:
    """Give the weighted arithmetic mean of the values of each area on a scale from 1 to 100, 100 the worst there is."""
    scores: np.ndarray = _means(_scaled(values, "min-max"), weights[None, :])[0]
    return scores


def ranks_of(scores: np.ndarray) -> np.ndarray:
    """Rank scores, the highest first, the same ones sharing the better rank; missing where there is no score."""
    # Sums of the same numbers in another order differ by less than what is rounded off.
    ranks: np.ndarray = pd.Series(scores).round(9).rank(ascending=False, method="min").to_numpy()
    return ranks


def _without_repeats(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give one row of each kind, the place of each row among these, and how many rows each stands for."""
    # What is missing is the same as what is missing; to numpy no missing value is like another.
    known = np.where(np.isnan(values), -np.inf, values)
    _, rows, place, sizes = np.unique(known, axis=0, return_index=True, return_inverse=True, return_counts=True)
    return rows, place.reshape(-1), sizes


def _scaled(values: pd.DataFrame, scale: str) -> np.ndarray:
    """Make conditions comparable, high still worse: 1 to 100 by rank or by value, or in standard deviations."""
    raw = values.to_numpy(dtype="float64")
    if scale == "z":
        spread = np.nanstd(raw, axis=0)
        scores: np.ndarray = (raw - np.nanmean(raw, axis=0)) / np.where(spread > 0, spread, 1.0)
        return scores
    shown = values.rank().to_numpy(dtype="float64") if scale == "rank" else raw
    low, high = np.nanmin(shown, axis=0), np.nanmax(shown, axis=0)
    spread = np.where(high > low, high - low, 1.0)
    scaled: np.ndarray = _LOWEST + (_HIGHEST - _LOWEST) * (shown - low) / spread
    return scaled


def _ranks(scaled: np.ndarray, weights: np.ndarray, mean: str, sizes: np.ndarray) -> Iterator[np.ndarray]:
    """Give ranks of weightings x areas, some weightings at a time."""
    shown = np.log(scaled) if mean == "geometric" else scaled
    repeated = bool((sizes > 1).any())
    kind = _ranks_type(int(sizes.sum()))
    in_order = np.arange(1, len(shown) + 1, dtype=kind)
    for start in range(0, len(weights), _BLOCK):
        check()
        order = np.argsort(-_means(shown, weights[start : start + _BLOCK]), axis=1)
        before = (np.cumsum(sizes[order], axis=1) - sizes[order] + 1).astype(kind) if repeated else in_order
        ranks = np.empty(order.shape, dtype=kind)
        np.put_along_axis(ranks, order, np.broadcast_to(before, order.shape), axis=1)
        yield ranks


def _means(shown: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give weighted means, of weightings x areas, over the conditions that each area has."""
    known = ~np.isnan(shown)
    if known.all():
        means: np.ndarray = weights @ shown.T
        return means
    with np.errstate(invalid="ignore"):
        rest: np.ndarray = (weights @ np.where(known, shown, 0.0).T) / (weights @ known.T.astype("float64"))
    # Where all weight lies on conditions that an area lacks, nothing says that it is behind.
    return np.where(np.isnan(rest), -np.inf, rest)


def _ranks_type(areas: int) -> type[np.unsignedinteger]:
    return np.uint16 if areas <= np.iinfo(np.uint16).max else np.uint32


def _quantiles(ranks: np.ndarray, interval: tuple[float, float]) -> list[np.ndarray]:
    """Give first, lower limit, median, upper limit and last rank of each area; `ranks` is areas x weightings.

    Each is a rank that the area has under one of the weightings, the outer one where a limit falls between two.
    """
    last = ranks.shape[1] - 1
    at = (0, int(np.floor(interval[0] * last)), last // 2, int(np.ceil(interval[1] * last)), last)
    ranks.partition(sorted(set(at)), axis=1)
    return [ranks[:, one].astype("float64") for one in at]
