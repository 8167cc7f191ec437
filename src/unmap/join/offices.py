"""Each office's municipality and state: by name, by point and by the record's own code, each checked by the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from unmap.dataset.reading import FIRST_ROW
from unmap.geo import AreaLocator, Match, PointProblem, diagnose
from unmap.join.names import gazetteer_of
from unmap.models import Issue, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unmap.dataset import Dataset

FILE = schema.OFFICES.path

POINT_FAULTS = {
    PointProblem.NOT_A_NUMBER: "lon and lat must both be numbers, or both be empty",
    PointProblem.ZERO_ZERO: "lon and lat are both 0, which is a missing value and not a place",
    PointProblem.OUT_OF_RANGE: "lon must be between -180 and 180 and lat between -90 and 90",
    PointProblem.SWAPPED: "lon and lat look exchanged: the point lies in the country only the other way round",
    PointProblem.OUTSIDE: "the point lies in none of the areas",
}
"""What is wrong with a point, in words, by the reason that `unmap.geo.diagnose` gives."""


class Office(NamedTuple):
    """The cells of an office's row that say where it is."""

    office_id: str
    state_reported: str
    place_reported: str
    area_code: str
    lon: float
    lat: float
    office_type: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an office is and how that is known.

    `method` lists what agreed, joined by "+": name, point, code. `confidence` is high where name and point agree,
    medium where one of them says so and low where only the record's own code does.
    """

    state_code: str = ""
    municipality_code: str = ""
    method: str = ""
    confidence: str = ""
    candidates: tuple[str, ...] = ()


class Placer:
    """Places offices of one dataset; keeps the gazetteer and the locator between offices."""

    def __init__(self, dataset: Dataset) -> None:
        """Index the names and boundaries of `dataset`."""
        municipalities = dataset.municipalities
        self._gazetteer = gazetteer_of(dataset)
        self._locator = AreaLocator(municipalities["code"].to_numpy(), municipalities.geometry.to_numpy())
        self._state_of = dict(zip(municipalities["code"], municipalities["state_code"], strict=True))
        self._name_of = {
            **dict(zip(dataset.states["code"], dataset.states["name"], strict=True)),
            **dict(zip(municipalities["code"], municipalities["name"], strict=True)),
        }

    def place(self, office: Office, row: int) -> tuple[Placement, list[Issue]]:
        """Place one office; `row` is its row in the file, for the issues."""
        state = self._gazetteer.state(office.state_reported)
        if state.code is None:
            return Placement(), [self._name_issue(row, "state_reported", state)]
        if office.office_type == "headquarters" and office.area_code in {"", state.code}:
            # The report counts headquarters for the state as a whole: no municipality may be made up for them.
            return Placement(state.code, "", "name+code" if office.area_code else "name", "high"), []
        issues: list[Issue] = []
        by_point = self._by_point(office, row, issues)
        by_name = self._gazetteer.place(office.place_reported, state.code)
        found = self._agreement(office, row, by_name, by_point, issues)
        if found and self._state_of.get(found) != state.code:
            message = f"{self._called(found)} is not in {self._called(state.code)}, the state of the record"
            issues.append(Issue(FILE, row, "area_code", "other-state", message))
        if issues or found is None:
            return Placement(candidates=by_name.candidates), issues
        return self._placement(found, state.code, office, by_name, by_point), []

    def _by_point(self, office: Office, row: int, issues: list[Issue]) -> str | None:
        if math.isnan(office.lon) and math.isnan(office.lat):
            return None
        reason: PointProblem | None = diagnose([office.lon], [office.lat], self._locator)[0]
        if reason is not None:
            issues.append(Issue(FILE, row, "lon", str(reason), POINT_FAULTS[reason]))
            return None
        code: str | None = self._locator.locate([office.lon], [office.lat])[0]
        return code

    def _agreement(
        self, office: Office, row: int, by_name: Match, by_point: str | None, issues: list[Issue]
    ) -> str | None:
        """Give the one municipality that all that is known agrees on; add an issue where it does not."""
        named = by_name.candidates
        if not named:
            issues.append(self._name_issue(row, "place_reported", by_name))
            return None
        stated = office.area_code or None
        for code, column in ((stated, "area_code"), (by_point, "lon")):
            if code is not None and code not in named:
                message = f"is in {self._called(code)}, but the place's name means {self._listed(named)}"
                issues.append(Issue(FILE, row, column, "places-disagree", message))
        if stated and by_point and stated != by_point:
            message = f"the point is in {self._called(by_point)}, but area_code says {self._called(stated)}"
            issues.append(Issue(FILE, row, "area_code", "places-disagree", message))
        found = stated or by_point or by_name.code
        if found is None:
            issues.append(self._name_issue(row, "place_reported", by_name))
        return found

    @staticmethod
    def _placement(code: str, state_code: str, office: Office, by_name: Match, by_point: str | None) -> Placement:
        agreed = [
            *(["name"] if by_name.code else []),
            *(["point"] if by_point else []),
            *(["code"] if office.area_code else []),
        ]
        independent = [method for method in agreed if method != "code"]
        confidence = ("low", "medium", "high")[len(independent)]
        return Placement(state_code, code, "+".join(agreed), confidence, by_name.candidates)

    def _name_issue(self, row: int, column: str, match: Match) -> Issue:
        if match.candidates:
            message = f"the name fits {self._listed(match.candidates)}; give area_code to say which"
            return Issue(FILE, row, column, "ambiguous-name", message)
        return Issue(
            FILE,
            row,
            column,
            "unknown-name",
            "no area of that name is known; check the spelling or add an alias",
        )

    def _called(self, code: str) -> str:
        return f"{self._name_of.get(code, 'an unknown area')} ({code})"

    def _listed(self, codes: Iterable[str]) -> str:
        return " or ".join(self._called(code) for code in codes)


def place_offices(dataset: Dataset) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Give the offices with where they are and how that is known, and an issue for each that could not be placed.

    Adds to the columns of the offices table: `state_code`, `municipality_code` (empty for what is placed in a
    state as a whole), `join_method`, `join_confidence` and `join_candidates` (municipalities that the name
    alone fits). Every office keeps its row; one without a place has empty codes.
    """
    placer = Placer(dataset)
    issues: list[Issue] = []
    placements: list[Placement] = []
    for row, office in enumerate(_offices(dataset.offices), FIRST_ROW):
        placement, problems = placer.place(office, row)
        placements.append(placement)
        issues += problems
    found = pd.DataFrame(
        {
            "state_code": [placement.state_code for placement in placements],
            "municipality_code": [placement.municipality_code for placement in placements],
            "join_method": [placement.method for placement in placements],
            "join_confidence": [placement.confidence for placement in placements],
            "join_candidates": [placement.candidates for placement in placements],
        },
        index=dataset.offices.index,
    )
    return pd.concat([dataset.offices, found], axis="columns"), tuple(issues)


def _offices(offices: pd.DataFrame) -> Iterator[Office]:
    for row in offices[list(Office._fields)].itertuples(index=False, name=None):
        yield Office(*row)
