"""One area: what its need is held against, its initiatives by how exactly they are placed, and its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.measures.neighbours import neighbours
from unmap.model import Level
from unmap.model.arguments import one_of
from unmap.model.plain import plain
from unmap.store import COUNTRY_CODE
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from unmap.store import Dataset


def held_against(dataset: Dataset, level: Level) -> dict[tuple[str, int], dict[str, Any]]:
    """Give for each indicator and year what an area of `level` can be compared with in the same series.

    - `country`: the figure published for the country; None where the series has none, as those of municipalities.
    - `median`: the middle one of the values of the level's areas, those without data left aside.
    """
    return _of_states(dataset) if one_of(Level, "level", level) is Level.STATE else _of_municipalities(dataset)


@once_per_dataset
def _of_states(dataset: Dataset) -> dict[tuple[str, int], dict[str, Any]]:
    return _compared(dataset, Level.STATE)


@once_per_dataset
def _of_municipalities(dataset: Dataset) -> dict[tuple[str, int], dict[str, Any]]:
    return _compared(dataset, Level.MUNICIPALITY)


def _compared(dataset: Dataset, level: Level) -> dict[tuple[str, int], dict[str, Any]]:
    values = dataset.values
    country = _one_a_key(values.loc[values["area_code"] == COUNTRY_CODE])
    median = _one_a_key(values.loc[values["area_code"].isin(dataset.areas(level))])
    return {key: {"country": country.get(key), "median": middle} for key, middle in median.items()}


def _one_a_key(values: pd.DataFrame) -> dict[tuple[str, int], Any]:
    """Give the median by indicator and year, which of a single value is the value itself; None where none is known."""
    found = values.groupby(["indicator_id", "year"], observed=True)["value"].median()
    keys = ((str(indicator_id), int(year)) for indicator_id, year in found.index)
    return dict(zip(keys, map(plain, found.tolist()), strict=True))


_KEPT = (
    "initiative_id",
    "title",
    "title_es",
    "agency_ids",
    "agency_acronyms",
    "outcome_id",
    "outcome_title_en",
    "outcome_title_es",
    "priority_id",
    "section",
    "themes",
    "start_year",
    "end_year",
)


_OF_A_PLACE = ("area_code", "pcode", "level", "name", "place_reported", "basis", "note")


_PASSAGE = ("source_id", "source_locator")


def initiatives_here(
    dataset: Dataset, initiatives: Iterable[dict[str, Any]], code: str
) -> dict[str, list[dict[str, Any]]]:
    """Give the initiatives of one area out of records of `unmap.features.initiative_table`, by how they are placed.

    - `direct`: placed in exactly this area.
    - `inside` (states): placed in a municipality of the state; one placed in both stands under both.
    - `statewide` (municipalities): placed in its state as a whole and not in the municipality itself.
    - `results_only`: placed elsewhere or nowhere, with a result that is stated for the area.

    Each record holds what identifies the initiative, its agencies and outcome, the `places` that put it there, the
    `results` stated for them or for the area, and the passage that says so.
    """
    municipalities = dataset.municipalities
    inside = set(municipalities.loc[municipalities["state_code"] == code, "code"])
    states = set(municipalities.loc[municipalities["code"] == code, "state_code"])
    wider = "statewide" if states else "inside"
    found: dict[str, list[dict[str, Any]]] = {"direct": [], wider: [], "results_only": []}
    there = {code, *inside, *states}
    for row in initiatives:
        if there.isdisjoint([item["area_code"] for item in (*row["places"], *row["results"])]):
            continue
        direct = _in(row["places"], {code})
        around = _in(row["places"], states or inside)
        if direct:
            found["direct"].append(_entry(row, direct, {code, *inside}))
        if around and not (states and direct):
            found[wider].append(_entry(row, around, {code, *inside, *states}))
        if not direct and not around and _in(row["results"], {code, *inside}):
            found["results_only"].append(_entry(row, [], {code, *inside}))
    return found


def _in(items: Iterable[dict[str, Any]], codes: set[str]) -> list[dict[str, Any]]:
    return [item for item in items if item["area_code"] in codes]


def _entry(row: dict[str, Any], places: list[dict[str, Any]], codes: set[str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _KEPT},
        "places": [{name: place[name] for name in _OF_A_PLACE} for place in places],
        "results": _in(row["results"], codes),
        **{name: row[name] for name in _PASSAGE},
    }


def neighbours_here(dataset: Dataset, level: Level, code: str) -> list[dict[str, Any]]:
    """Give the areas of the same level that share a border or a corner with this one, by code.

    Each has its `code`, `name` and, among municipalities, the `state` {code, name} that it lies in. An area that
    touches no other has none here: the one that statistics join it to is no neighbour on the ground.
    """
    found = neighbours(dataset, level)
    touching = found.codes[found.neighbour[found.area == found.codes.get_loc(code)]]
    joined = {*found.joined, *((other, one) for one, other in found.joined)}
    around = sorted(other for other in map(str, touching) if (code, other) not in joined)
    states = dataset.states.set_index("code")["name"]
    if one_of(Level, "level", level) is Level.STATE:
        return [{"code": other, "name": str(states[other]), "state": None} for other in around]
    layer = dataset.municipalities.set_index("code").loc[around, ["name", "state_code"]]
    return [
        {"code": other, "name": name, "state": {"code": state, "name": str(states[state])}}
        for other, name, state in layer.itertuples(name=None)
    ]
