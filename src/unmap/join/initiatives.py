"""Each initiative's places: the municipality and state of the record's own code, held against the name as printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from unmap.dataset.cells import FIRST_ROW
from unmap.join.names import gazetteer_of
from unmap.models import Issue, Level, schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.dataset import Dataset
    from unmap.geo import Gazetteer

_PARTS = re.compile(r"[,()]")


def place_initiatives(dataset: Dataset) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Give the places of initiatives with the areas that they lie in, and an issue for each name that says otherwise.

    Adds to the columns of the table: `state_code`, `municipality_code` (empty for what is placed in a state as a
    whole) and `join_method`: "name+code" where the printed name alone leads to the same area, "code" where it is no
    name of an area (a region, an industrial corridor) or fits several.
    """
    places = dataset.initiative_places
    municipalities = dataset.municipalities
    gazetteer = gazetteer_of(dataset)
    state_of = dict(zip(municipalities["code"], municipalities["state_code"], strict=True))
    in_municipality = places["level"] == str(Level.MUNICIPALITY)
    states = places["area_code"].where(~in_municipality, places["area_code"].map(state_of)).astype("str")
    methods: list[str] = []
    issues: list[Issue] = []
    for row, (code, state, name, basis) in enumerate(
        zip(places["area_code"], states, places["place_reported"], places["basis"], strict=True), FIRST_ROW
    ):
        found = _candidates(gazetteer, name, state, is_state=code == state)
        methods.append("name+code" if found == (code,) else "code")
        if found and code not in found and basis == "stated":
            message = f"is {code}, but the place's name means {' or '.join(found)}; correct one of them"
            issues.append(Issue(schema.INITIATIVE_PLACES.path, row, "area_code", "places-disagree", message))
    added = {
        "state_code": states,
        "municipality_code": places["area_code"].where(in_municipality, ""),
        "join_method": pd.Series(methods, index=places.index, dtype="str"),
    }
    return places.assign(**added), tuple(issues)


def _candidates(gazetteer: Gazetteer, name: str, state: str, *, is_state: bool) -> tuple[str, ...]:
    for part in _name_parts(name):
        match = gazetteer.state(part) if is_state else gazetteer.place(part, state)
        if match.candidates:
            return match.candidates
    # A name that means nothing in the record's state may well mean something elsewhere.
    if is_state:
        return ()
    return next((found for part in _name_parts(name) if (found := gazetteer.place(part).candidates)), ())


def _name_parts(name: str) -> Iterable[str]:
    """Give the names that "Cancún, Quintana Roo" and "Oaxaca (Juchitán)" may mean, the place before its state."""
    parts = [part.strip() for part in _PARTS.split(name) if part.strip()]
    return reversed(parts) if "(" in name else parts
