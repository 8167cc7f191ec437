"""Which municipalities siting may choose from: named one by one, by state, or by a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.join.naming import codes_of
from unmap.models.given import codes_in, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from unmap.coverage.people import People
    from unmap.dataset import Dataset

CAPITALS = "capitals"
"""The word for the municipalities in which the seats of the states stand."""

_SEAT = "seat"
_MOST_PEOPLE = 1_000_000_000


def candidate_rows(
    dataset: Dataset, people: People, named: Iterable[str] | None = None, min_town: int = 0
) -> NDArray[np.int64]:
    """Give the positions among `people.seats` that may be chosen, by code: of equal ones the first is then the lowest.

    `named` holds codes or names of municipalities, of states for all that lies in them, or "capitals"; None is every
    municipality. Of these, the towns at whose seat at least `min_town` people live, by the gazetteer's census figure.
    Raises ParameterError for a name that means nothing, a municipality without a seat, and where nothing is left.
    """
    codes = people.areas.index.to_numpy()[people.rows]
    order = np.argsort(codes, kind="stable")
    if named is not None:
        order = order[np.isin(codes[order], list(_named(dataset, codes_in("candidates", named), codes)))]
    least = whole_number("min_town", min_town, 0, _MOST_PEOPLE)
    if least:
        order = order[np.isin(codes[order], _towns(dataset, least))]
        if not order.size:
            raise ParameterError("min_town", "leaves no municipality to choose from", min_town)
    return order


def _named(dataset: Dataset, wanted: frozenset[str], seated: NDArray[np.object_]) -> set[str]:
    if not wanted:
        raise ParameterError("candidates", "must name at least one area, or be left out")
    states, towns, found = set(dataset.states["code"]), set(seated), set[str]()
    for text in sorted(wanted):
        if text.casefold() == CAPITALS:
            found |= _capitals(dataset)
            continue
        [code] = codes_of(dataset, "area", [text], "candidates")
        if code not in states | towns:
            raise ParameterError("candidates", "holds a code that is not that of a municipality with a seat", text)
        found |= _inside(dataset, code) if code in states else {code}
    return found


def _inside(dataset: Dataset, state: str) -> set[str]:
    layer = dataset.municipalities
    return set(layer.loc[layer["state_code"] == state, "code"])


def _capitals(dataset: Dataset) -> set[str]:
    """Give the municipality whose seat is the seat of its state, for each state."""
    seats = ["seat_lon", "seat_lat"]
    states = dataset.states.dropna(subset=seats).rename(columns={"code": "state_code"})
    towns = pd.DataFrame(dataset.municipalities[["code", "state_code", *seats]])
    found = set(towns.merge(pd.DataFrame(states[["state_code", *seats]]))["code"])
    if not found:
        raise ParameterError("candidates", "asks for capitals, whose places are not in the data", CAPITALS)
    return found


def _towns(dataset: Dataset, least: int) -> list[str]:
    places = dataset.places
    large = (places["kind"] == _SEAT) & (places["population"].fillna(0) >= least)
    return sorted(places.loc[large, "municipality_code"])
