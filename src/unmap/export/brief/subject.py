"""The area that a brief is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from unmap.coverage import default_need
from unmap.errors import NotFoundError
from unmap.join.names import names_in_sources
from unmap.layers.encode import plain
from unmap.models import Level

if TYPE_CHECKING:
    from unmap.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Subject:
    """An area with its names; `row` is its place in its layer, `state` code and name of the state around it."""

    level: Level
    row: int
    code: str
    pcode: str
    name: str
    population: int | None
    area_km2: float | None
    state: tuple[str, str] | None
    in_sources: tuple[int, tuple[str, ...]]
    """The year of the need shown by default, and what its sources call a municipality that was renamed since."""

    @property
    def state_code(self) -> str:
        """The state that it is or lies in."""
        return self.state[0] if self.state else self.code


def subject_of(dataset: Dataset, code: str) -> Subject:
    """Find an area by its code; raises NotFoundError where there is none."""
    for level in Level:
        row = dataset.areas(level).get_indexer(pd.Index([code]))[0]
        if row < 0:
            continue
        layer = dataset.states if level is Level.STATE else dataset.municipalities
        found = layer.iloc[row]
        state = None
        if level is Level.MUNICIPALITY:
            names = dataset.states.set_index("code")["name"]
            state = (str(found["state_code"]), str(names[found["state_code"]]))
        year = default_need(dataset, level).year
        return Subject(
            level,
            int(row),
            code,
            str(found["pcode"]),
            str(found["name"]),
            plain(found["population"]),
            plain(found["area_km2"]),
            state,
            (year, names_in_sources(dataset, code, year)),
        )
    raise NotFoundError("there is no state or municipality of that code")
