"""The initiatives of one area, apart by how exactly the report places them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.layers.encode import records

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from unmap.dataset import Dataset

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


def initiatives_here(dataset: Dataset, table: pd.DataFrame, code: str) -> dict[str, list[dict[str, Any]]]:
    """Give the initiatives of one area out of `unmap.layers.initiative_table`, as records by how they are placed.

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
    for row in records(table):
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
