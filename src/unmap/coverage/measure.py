"""How much presence there is: one number an area, by kind and way of counting."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.coverage.record import NOWHERE, Record, listed_areas, matching, placed_in
from unmap.join.naming import in_codes
from unmap.models import Counting, Kind, Level, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.dataset import Dataset


def measure(dataset: Dataset, query: PresenceQuery | None = None) -> pd.Series:
    """Give how much presence of the query's kind each area of its level has, counted as the query says.

    Every area of the level, or those of `query.areas`, as `presence` lists them. Indexed by `code`, float64. Offices
    count agency x municipality, agencies and initiatives distinct ones, `any` distinct offices and initiatives
    together. With fractional counting each of these things counts one in all, shared evenly by the areas that it is in,
    so that the sum is the number of things placed. Headquarters count where `query.headquarters` asks for them (not as
    agencies, since the report names none), and for a municipality what is placed in its state as a whole where
    `query.statewide` does. Raises ParameterError for an unknown filter value.
    """
    query = in_codes(dataset, query)
    [amounts] = measures(dataset, placed_in(query), (query.kind,), (query.counting,)).values()
    return pd.Series(amounts, index=dataset.areas(query.level), name="presence")[listed_areas(dataset, query)]


def measures(
    dataset: Dataset, query: PresenceQuery, kinds: Iterable[Kind], countings: Iterable[Counting]
) -> dict[tuple[Kind, Counting], np.ndarray]:
    """Give `measure` for several kinds and ways of counting at once, in the order of the areas."""
    record = matching(dataset, replace(query, kind=Kind.ANY))
    areas = len(dataset.areas(query.level))
    main = headquarters_in(dataset, record, record.area(query.level), areas) if query.headquarters else None
    found: dict[tuple[Kind, Counting], np.ndarray] = {}
    placed = {kind: _placed_things(dataset, record, query, kind) for kind in kinds}
    for (kind, (area, thing)), counting in product(placed.items(), countings):
        weights = None if counting is Counting.DISTINCT else 1 / np.bincount(thing)[thing]
        amounts = np.bincount(area, weights=weights, minlength=areas).astype("float64")
        if main is not None and kind in {Kind.OFFICES, Kind.ANY}:
            amounts += main
        found[kind, counting] = amounts
    return found


def _placed_things(dataset: Dataset, record: Record, query: PresenceQuery, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
    """Give each distinct pair of an area and a thing of `kind` that is in it."""
    items = record.agency if kind is Kind.AGENCIES else record.thing
    field = record.is_office & ~record.headquarters
    of_kind = {Kind.OFFICES: field, Kind.INITIATIVES: ~record.is_office}.get(kind, field | ~record.is_office)
    counted = of_kind & (items != NOWHERE)
    area = record.area(query.level)
    width = int(items.max(initial=0)) + 1
    here = counted & (area != NOWHERE)
    pairs = area[here] * width + items[here]
    if query.statewide and query.level is Level.MUNICIPALITY:
        whole = counted & (record.state != NOWHERE) & (record.municipality == NOWHERE)
        inside = pd.DataFrame({"state": state_positions(dataset), "area": np.arange(len(dataset.municipalities))})
        spread = pd.DataFrame({"state": record.state[whole], "item": items[whole]}).merge(inside, on="state")
        pairs = np.concatenate([pairs, spread["area"].to_numpy() * width + spread["item"].to_numpy()])
    pairs = np.unique(pairs)
    return pairs // width, pairs % width


def state_positions(dataset: Dataset) -> np.ndarray:
    """Give for each municipality the position of its state."""
    positions: np.ndarray = dataset.areas(Level.STATE).get_indexer(pd.Index(dataset.municipalities["state_code"]))
    return positions


def headquarters_in(dataset: Dataset, record: Record, area: np.ndarray, areas: int) -> np.ndarray:
    """Count the headquarters offices that the report gives for each area."""
    main = record.is_office & record.headquarters & (area != NOWHERE)
    listed = dataset.offices["listed_count"].to_numpy()[record.office[main]]
    return np.bincount(area[main], weights=listed, minlength=areas).astype("int64")
