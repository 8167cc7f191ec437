"""One area: what its need is held against, its initiatives by how exactly they are placed, and its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.measures.neighbours import neighbours
from unmap.model.plain import plain
from unmap.store import COUNTRY_CODE
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    import pandas as pd

    from unmap.store import Dataset


def held_against(dataset: Dataset, level: str | None) -> dict[tuple[str, int], dict[str, Any]]:
    """Give for each indicator and year what an area of `level` can be compared with in the same series.

    - `country`: the figure published for the country; None where the series has none, as those of municipalities.
    - `median`: the middle one of the values of the level's areas, those without data left aside.
    """
    kept, word = _kept(dataset), dataset.level(level).word
    if word not in kept:
        kept[word] = _compared(dataset, word)
    return kept[word]


@once_per_dataset
def _kept(dataset: Dataset) -> dict[str, dict[tuple[str, int], dict[str, Any]]]:
    del dataset  # what is kept for it starts empty
    return {}


def _compared(dataset: Dataset, level: str) -> dict[tuple[str, int], dict[str, Any]]:
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
    - `inside` (above the finest level): placed in an area inside it; one placed in both stands under both.
    - `statewide` (below the highest): placed as a whole in an area that it lies in and not in this one or inside it.
    - `results_only`: placed elsewhere or nowhere, with a result that is stated for the area.

    Each record holds what identifies the initiative, its agencies and outcome, the `places` that put it there, the
    `results` stated for them or for the area, and the passage that says so.
    """
    inside, around = dataset.inside(code), set(dataset.lineage(code)[:-1])
    kinds = [*(["inside"] if inside else []), *(["statewide"] if around else [])]
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ("direct", *kinds, "results_only")}
    own = {code, *inside}
    there = own | around
    for row in initiatives:
        if there.isdisjoint([item["area_code"] for item in (*row["places"], *row["results"])]):
            continue
        direct, deeper, wider = (_in(row["places"], codes) for codes in ({code}, inside, around))
        if direct:
            found["direct"].append(_entry(row, direct, own))
        if deeper:
            found["inside"].append(_entry(row, deeper, own))
        if wider and not direct and not deeper:
            found["statewide"].append(_entry(row, wider, there))
        if not direct and not deeper and not wider and _in(row["results"], own):
            found["results_only"].append(_entry(row, [], own))
    return found


def _in(items: Iterable[dict[str, Any]], codes: AbstractSet[str]) -> list[dict[str, Any]]:
    return [item for item in items if item["area_code"] in codes]


def _entry(row: dict[str, Any], places: list[dict[str, Any]], codes: set[str]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _KEPT},
        "places": [{name: place[name] for name in _OF_A_PLACE} for place in places],
        "results": _in(row["results"], codes),
        **{name: row[name] for name in _PASSAGE},
    }


def neighbours_here(dataset: Dataset, level: str | None, code: str) -> list[dict[str, Any]]:
    """Give the areas of the same level that share a border or a corner with this one, by code.

    Each has its `code`, `name` and, under the word of the highest level (`state`), the {code, name} of the area there
    that it lies in; None at that level. An area that touches no other has none here: the one that statistics join it to
    is no neighbour on the ground.
    """
    found = neighbours(dataset, level)
    touching = found.codes[found.neighbour[found.area == found.codes.get_loc(code)]]
    joined = {*found.joined, *((other, one) for one, other in found.joined)}
    around = sorted(other for other in map(str, touching) if (code, other) not in joined)
    names = dataset.layer(level).set_index("code")["name"]
    return [{"code": other, "name": str(names[other]), **area_around(dataset, other)} for other in around]


def area_around(dataset: Dataset, code: str) -> dict[str, dict[str, str] | None]:
    """Give the area of the highest level that an area lies in, {code, name} under the word of that level.

    None where the area is of that level itself.
    """
    first, *others = dataset.lineage(code)
    highest = dataset.level()
    names = dataset.layer(highest).set_index("code")["name"]
    return {highest.word: {"code": first, "name": str(names[first])} if others else None}
