"""The areas that border on one area, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.coverage.neighbours import neighbours
from unmap.models import Level
from unmap.models.given import one_of

if TYPE_CHECKING:
    from unmap.dataset import Dataset


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
