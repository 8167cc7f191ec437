"""The area of each office and initiative: by name, by point and by the record's own code, each checked by the rest."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import shapely
from pyproj import Geod

from unmap.errors import Issue
from unmap.geo import TIERS, AreaLocator, Match, PointProblem, diagnose
from unmap.model import schema
from unmap.model.records import COUNTRY_CODE
from unmap.store.naming import gazetteer_of
from unmap.store.reading import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from unmap.store.dataset import Dataset


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

    `area` is the code of the area, of the finest level where that is known; empty where there is none. `method` lists
    what agreed, joined by "+": name, point, code. `confidence` is high where name and point agree, medium where one of
    them says so and low where only the record's own code does. What a name means that did not decide stands in
    `candidates`.
    """

    area: str = ""
    method: str = ""
    confidence: str = ""
    candidates: tuple[str, ...] = ()


Fault = tuple[str, str, str]
"""What is wrong with an office's place: column, code and sentence of an issue."""


OF_AREAS = TIERS[:2]
"""How surely a name must be found to be that of an area or its seat; what localities bear is chance."""


BORDER_M = 500
"""How far outside an area a point may lie and still be in it: official borders are drawn with up to 100 m less detail
here, coordinates are often given to a thousandth of a degree, and piers stand in the sea."""


_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class _Point:
    """What the point of an office says: the area of the finest level that it lies in, or what is wrong with it."""

    fault: PointProblem | None = None
    code: str | None = None
    shape: shapely.Point | None = None
    areas: Mapping[str, BaseGeometry] = field(default_factory=dict)

    @property
    def given(self) -> bool:
        """Whether the record has a point, be it a wrong one."""
        return self.shape is not None or self.fault is not None

    def near(self, code: str) -> bool:
        """Whether the point lies in the area of that code, or less than BORDER_M outside."""
        area = self.areas.get(code)
        if self.shape is None or area is None:
            return False
        return self.code == code or _GEOD.geometry_length(shapely.shortest_line(self.shape, area)) <= BORDER_M


@dataclass(frozen=True, slots=True)
class _Witnesses:
    """What a record says of an office's place: its cells, what its name and its point mean.

    `around` is the area of the highest level that it names.
    """

    office: Office
    around: str
    named: Match
    point: _Point


class Placer:
    """Places offices of one dataset; keeps the gazetteer and the locator between offices.

    Name, point and code are three witnesses of where an office is, and two that agree are enough. The areas of the
    highest level are a closed list, so that a name or code of one that says otherwise is a fault; a name that is not
    known, or that only localities bear, is none: no gazetteer holds every hamlet.
    """

    def __init__(self, dataset: Dataset) -> None:
        """Index the names and boundaries of `dataset`."""
        finest = dataset.layer(dataset.finest)
        self._dataset = dataset
        self._gazetteer = gazetteer_of(dataset)
        self._locator = AreaLocator(finest["code"].to_numpy(), finest.geometry.to_numpy())
        self._finest = frozenset(finest["code"])
        layers = [dataset.layer(level) for level in dataset.admin_levels]
        self._name_of = {code: name for one in layers for code, name in zip(one["code"], one["name"], strict=True)}
        self._shape_of = {code: shape for one in layers for code, shape in zip(one["code"], one.geometry, strict=True)}

    def place(self, office: Office, row: int) -> tuple[Placement, list[Issue]]:
        """Place one office; `row` is its row in the file, for the issues."""
        point = self._point(office)
        named = self._reported(office, point)
        if office.office_type == "headquarters" and named.code and office.area_code in {"", named.code}:
            # The report counts headquarters for the area as a whole: no part of it may be made up for them.
            said = [*(["name"] if office.state_reported else []), *(["code"] if office.area_code else [])]
            return Placement(named.code, "+".join(said), "high"), []
        stated_by_two = office.area_code in self._finest and point.near(office.area_code)
        around = named.code or (self._highest(office.area_code) if stated_by_two else None)
        if around is None:
            return Placement(), [self._name_issue(row, "state_reported", named)]
        witnesses = _Witnesses(office, around, self._named(office, around), point)
        if office.area_code in self._finest:
            found, faults = self._by_finest_area(witnesses)
        elif office.area_code:
            found, faults = self._by_larger_area(witnesses)
        else:
            found, faults = self._by_name_and_point(witnesses)
        candidates = witnesses.named.candidates
        issues = [Issue(FILE, row, *fault) for fault in faults]
        return (Placement(candidates=candidates), issues) if issues else (self._placement(found, witnesses), [])

    def _reported(self, office: Office, point: _Point) -> Match:
        """Give the area of the highest level that a record names; unnamed, the one around its code or its point."""
        if office.state_reported:
            return self._gazetteer.area(office.state_reported)
        return Match(None, self._dataset.lineage(office.area_code or point.code or "")[:1])

    def _highest(self, code: str) -> str:
        """Give the area of the highest level that an area lies in."""
        return next(iter(self._dataset.lineage(code)), "")

    def _point(self, office: Office) -> _Point:
        if math.isnan(office.lon) and math.isnan(office.lat):
            return _Point()
        fault: PointProblem | None = diagnose([office.lon], [office.lat], self._locator)[0]
        if fault is not None and fault is not PointProblem.OUTSIDE:
            return _Point(fault)
        code = None if fault else self._locator.locate([office.lon], [office.lat])[0]
        return _Point(fault, code, shapely.Point(office.lon, office.lat), self._shape_of)

    def _named(self, office: Office, around: str) -> Match:
        """Give the finest areas that the place's name means; none where it means the one around, narrowing nothing."""
        name = office.place_reported
        found = self._gazetteer.place(name, around) if name.strip() else Match(None, ())
        means_whole = not name.strip() or around in self._gazetteer.area(name).candidates
        # A state and its capital may share a name; that a hamlet bears it, too, is chance.
        if means_whole and (found.tier not in OF_AREAS or office.area_code == around):
            return Match(None, ())
        return found

    def _by_finest_area(self, known: _Witnesses) -> tuple[str, list[Fault]]:
        """Hold the area of the finest level that the record states against name and point."""
        code, named = known.office.area_code, known.named.candidates
        faults: list[Fault] = []
        by_name = code in named
        by_point = known.point.near(code)
        elsewhere = self._highest(code) != known.around
        if named and not by_name and (not by_point or elsewhere):
            message = f"is in {self._called(code)}, but the place's name means {self._listed(named)}"
            faults.append(("area_code", "places-disagree", message))
        if elsewhere:
            faults.append(self._other_area("area_code", code, known.around))
        if known.point.given and not by_point:
            faults.append(self._misplaced(known.point, code, "lon" if by_name else "area_code"))
        return code, faults

    def _by_larger_area(self, known: _Witnesses) -> tuple[str, list[Fault]]:
        """Hold the area that the record states, knowing none of the finest level, against name and point."""
        code = known.office.area_code
        if code == COUNTRY_CODE:
            kinds = " or its ".join(level.singular_en for level in reversed(self._dataset.admin_levels))
            message = f"is the whole country, in which an office stands somewhere; give its {kinds}"
            return "", [("area_code", "no-place", message)]
        if self._highest(code) != known.around:
            return "", [self._other_area("area_code", code, known.around)]
        if known.point.given and not known.point.near(code):
            return "", [self._misplaced(known.point, code, "lon")]
        named = [one for one in known.named.candidates if code in self._dataset.lineage(one)]
        if not named:
            return code, []
        near = [one for one in named if not known.point.given or known.point.near(one)]
        if not near and known.named.tier in OF_AREAS:
            return "", [self._elsewhere(known)]
        return near[0] if len(near) == 1 else code, []

    def _by_name_and_point(self, known: _Witnesses) -> tuple[str, list[Fault]]:
        """Find the area of an office without a code."""
        point, named = known.point, known.named.candidates
        if not point.given:
            return self._by_name(known)
        if not named:
            return self._by_point(known)
        near = [point.code] if point.code in named else [one for one in named if point.near(one)]
        return (near[0] or "", []) if len(near) == 1 else ("", [self._elsewhere(known)])

    def _by_name(self, known: _Witnesses) -> tuple[str, list[Fault]]:
        named = known.named
        if named.code is not None:
            return named.code, []
        unknown = not named.candidates and known.office.place_reported.strip() and not self._means_whole(known)
        if named.candidates or unknown:
            return "", [self._name_fault("place_reported", named)]
        return known.around, []

    def _by_point(self, known: _Witnesses) -> tuple[str, list[Fault]]:
        point = known.point
        if point.code is not None and self._highest(point.code) == known.around:
            return point.code, []
        if point.near(known.around):
            return known.around, []
        if point.code is None:
            return "", [self._misplaced(point, known.around, "lon")]
        return "", [self._other_area("lon", point.code, known.around)]

    def _means_whole(self, known: _Witnesses) -> bool:
        return known.around in self._gazetteer.area(known.office.place_reported).candidates

    def _placement(self, found: str, known: _Witnesses) -> Placement:
        by_name = known.named.code == found if found in self._finest else bool(known.office.state_reported)
        agreed = [
            *(["name"] if by_name else []),
            *(["point"] if known.point.given else []),
            *(["code"] if known.office.area_code else []),
        ]
        confidence = ("low", "medium", "high")[len([method for method in agreed if method != "code"])]
        return Placement(found, "+".join(agreed), confidence, known.named.candidates)

    def _other_area(self, column: str, code: str, around: str) -> Fault:
        highest = self._dataset.level()
        message = f"{self._called(code)} is not in {self._called(around)}, the {highest.singular_en} of the record"
        return column, f"other-{highest}", message

    def _elsewhere(self, known: _Witnesses) -> Fault:
        if known.point.fault is not None or known.point.code is None:
            return self._misplaced(known.point, known.around, "lon")
        named = self._listed(known.named.candidates)
        message = f"is in {self._called(known.point.code)}, but the place's name means {named}"
        return "lon", "places-disagree", message

    def _misplaced(self, point: _Point, code: str, column: str) -> Fault:
        if point.fault is not None:
            return "lon", str(point.fault), POINT_FAULTS[point.fault]
        message = f"the point is in {self._called(point.code or '')}, but area_code says {self._called(code)}"
        return column, "places-disagree", message

    def _name_issue(self, row: int, column: str, match: Match) -> Issue:
        return Issue(FILE, row, *self._name_fault(column, match))

    def _name_fault(self, column: str, match: Match) -> Fault:
        if match.candidates:
            message = f"the name fits {self._listed(match.candidates)}; give area_code to say which"
            return column, "ambiguous-name", message
        message = "no area of that name is known; check the spelling, add an alias or give area_code"
        return column, "unknown-name", message

    def _called(self, code: str) -> str:
        return f"{self._name_of.get(code, 'an unknown area')} ({code})"

    def _listed(self, codes: Iterable[str]) -> str:
        return " or ".join(self._called(code) for code in codes)


def place_offices(dataset: Dataset) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Give the offices with where they are and how that is known, and an issue for each that could not be placed.

    Adds to the columns of the offices table: the code of the area of each level, such as `state_code` (empty below the
    area that it is placed in as a whole), `join_method`, `join_confidence` and `join_candidates` (areas of the finest
    level that the name alone fits). Every office keeps its row; one without a place has empty codes.
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
            **_codes_by_level(dataset, [placement.area for placement in placements]),
            # Of no office the types would be guessed, and a number at that.
            "join_method": pd.Series([placement.method for placement in placements], dtype="str"),
            "join_confidence": pd.Series([placement.confidence for placement in placements], dtype="str"),
            "join_candidates": pd.Series([placement.candidates for placement in placements], dtype=object),
        }
    ).set_index(dataset.offices.index)
    return pd.concat([dataset.offices, found], axis="columns"), tuple(issues)


def _codes_by_level(dataset: Dataset, areas: Iterable[str]) -> dict[str, pd.Series]:
    """Give the code of the area of each level that areas lie in, empty below their own."""
    lineages = [dataset.lineage(code) for code in areas]
    return {
        f"{level}_code": pd.Series(["".join(line[number : number + 1]) for line in lineages], dtype="str")
        for number, level in enumerate(dataset.admin_levels)
    }


def _offices(offices: pd.DataFrame) -> Iterator[Office]:
    for row in offices[list(Office._fields)].itertuples(index=False, name=None):
        yield Office(*row)


_PARTS = re.compile(r"[,()]")


def place_initiatives(dataset: Dataset) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Give the places of initiatives with the areas that they lie in, and an issue for each name that says otherwise.

    Adds to the columns of the table: the code of the area of each level, such as `state_code` (empty below the area
    that it is placed in as a whole) and `join_method`: "name+code" where the printed name alone leads to the same area,
    "code" where it is no name of an area (a region, an industrial corridor) or fits several.
    """
    places = dataset.initiative_places
    methods: list[str] = []
    issues: list[Issue] = []
    for row, (code, name, basis) in enumerate(
        zip(places["area_code"], places["place_reported"], places["basis"], strict=True), FIRST_ROW
    ):
        found = areas_named(dataset, name, code)
        methods.append("name+code" if found == (code,) else "code")
        # Under the name of an area of before there may be one of now.
        if found and code not in found and basis == "stated" and dataset.lineage(code)[-1:] == (code,):
            message = f"is {code}, but the place's name means {' or '.join(found)}; correct one of them"
            issues.append(Issue(schema.INITIATIVE_PLACES.path, row, "area_code", "places-disagree", message))
    added = {
        name: codes.set_axis(places.index) for name, codes in _codes_by_level(dataset, places["area_code"]).items()
    }
    return places.assign(**added, join_method=pd.Series(methods, index=places.index, dtype="str")), tuple(issues)


def areas_named(dataset: Dataset, name: str, code: str) -> tuple[str, ...]:
    """Give the areas, of the level of the area `code`, that a name means."""
    gazetteer, lineage = gazetteer_of(dataset), dataset.lineage(code)
    number = len(lineage)
    find = gazetteer.place if number == dataset.finest.level > 1 else partial(gazetteer.area, level=number)
    # A name that means nothing in the record's own part of the country may well mean something elsewhere.
    for around in (None,) if number == 1 else (*lineage[:1], None):
        for part in _name_parts(name):
            if found := find(part, around=around).candidates:
                return found
    return ()


def _name_parts(name: str) -> Iterable[str]:
    """Give the names that "Cancún, Quintana Roo" and "Oaxaca (Juchitán)" may mean, the place before its state."""
    parts = [part.strip() for part in _PARTS.split(name) if part.strip()]
    return reversed(parts) if "(" in name else parts
