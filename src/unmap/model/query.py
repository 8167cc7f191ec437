"""The one question that travels from an address or a command line to the engine, and the filters that it may hold.

Each filter is defined once, in `FILTERS`: commands, API, matching, lists, words and links take theirs from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unmap.errors import ParameterError
from unmap.model.arguments import codes_in, flag, one_of, whole_number
from unmap.model.words import Language, words


class Scope(StrEnum):
    """Where an initiative works, as far as the report says."""

    LOCATED = "located"
    COUNTRY_WIDE = "country-wide"
    UNNAMED_PLACES = "unnamed-places"
    REGIONAL = "regional"


class Narrows(StrEnum):
    """What of the record a filter leaves: what is of an agency, what is in an area, or some initiatives alone."""

    AGENCY = "agency"
    AREA = "area"
    INITIATIVES = "initiatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The table of the dataset that lists what a filter may name.

    `key` is the column of its codes; `name` is that of its names, without the language; `short` is what a thing is
    called first where that is its own alone; `others` lead to it, too. Of a table with rows of other kinds,
    `where` names a column and what it holds in the rows that count. What has names alone is not `coded`: its codes are
    made of these.
    """

    table: str
    key: str
    name: str = "title"
    short: str = ""
    others: tuple[str, ...] = ()
    where: tuple[str, str] | None = None
    coded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter of the record.

    - `name`: in the API, in commands and in answers; `field`: of `PresenceQuery`; `link`: in a link to the map.
    - `meaning`: what the API's parameter holds; `help`: of the command's option; `longest`: characters of the
      parameter; `example`: of it.
    - `narrows`: what it leaves. `held`: the column of initiatives with what each has, one code or several; without one,
      each row of the listing's table says it of an initiative.
    - `listing`: what it may name; None for scopes and areas, which are no table of codes.
    - `facet`: its place among the lists to choose from; 0 for a filter that is none.
    - `everywhere`: whether questions on coverage take it, not only those on the record.
    - `numbered`: whether people know its values by their numbers.
    """

    name: str
    field: str
    meaning: str
    help: str
    longest: int
    example: str
    narrows: Narrows = Narrows.INITIATIVES
    held: str = ""
    listing: Listing | None = None
    facet: int = 0
    everywhere: bool = True
    numbered: bool = False
    link: str = ""

    def codes(self, given: object) -> frozenset[str]:
        """Give the codes or names that a person gives, from any collection or one text.

        Raises ParameterError for what holds none, and for a scope that there is not.
        """
        found = codes_in(self.name, given)
        return frozenset(str(one_of(Scope, self.name, one)) for one in found) if self.name == "scope" else found


_ALL = (
    Filter(
        name="agency",
        field="agencies",
        meaning="agency ids, separated by commas",
        help="Agencies, such as UNHCR or ACNUR.",
        longest=500,
        example="UNHCR,IOM",
        narrows=Narrows.AGENCY,
        listing=Listing(
            table="agencies",
            key="agency_id",
            name="name",
            short="acronym",
            others=("acronym", "acronym_es", "aliases"),
        ),
        facet=1,
    ),
    Filter(
        name="outcome",
        field="outcomes",
        meaning="outcomes, separated by commas",
        help="Outcomes of the framework, such as 10.",
        longest=200,
        example="1",
        held="outcome_id",
        listing=Listing(table="framework", key="outcome_id"),
        facet=3,
        numbered=True,
    ),
    Filter(
        name="priority",
        field="priorities",
        meaning="strategic priorities, separated by commas",
        help="Strategic priorities.",
        longest=100,
        example="1",
        held="priority_id",
        listing=Listing(table="priorities", key="priority_id"),
        facet=2,
        numbered=True,
    ),
    Filter(
        name="pillar",
        field="pillars",
        meaning="pillars of the response to COVID-19, separated by commas",
        help="Pillars of the response to COVID-19.",
        longest=100,
        example="1",
        held="covid_pillars",
        listing=Listing(table="covid_pillars", key="pillar_id"),
        facet=5,
        numbered=True,
    ),
    Filter(
        name="theme",
        field="themes",
        meaning="themes, separated by commas",
        help="Themes, such as migration.",
        longest=1_000,
        example="gender",
        held="themes",
        listing=Listing(table="themes", key="theme_id"),
        facet=4,
        link="topic",  # in a link to the map `theme` says which colours the page wears
    ),
    Filter(
        name="donor",
        field="donors",
        meaning="donors of initiatives, by code or as the report names them, separated by commas",
        help="Donors of initiatives, such as 'Joint SDG Fund'.",
        longest=1_000,
        example="joint-sdg-fund",
        listing=Listing(
            table="initiative_partners",
            key="partner",
            name="partner",
            where=("role", "donor"),
            coded=False,
        ),
        facet=6,
    ),
    Filter(
        name="scope",
        field="scopes",
        meaning=f"{', '.join(Scope)}, separated by commas",
        help=f"{', '.join(Scope)}.",
        longest=100,
        example="located",
        held="scope",
        everywhere=False,
    ),
    Filter(
        name="area",
        field="areas",
        meaning="codes of states or municipalities, separated by commas; a state with all that lies inside",
        help="Only these: states with all inside them, or municipalities; codes or names.",
        longest=16_000,  # about as many as an address may have
        example="07",
        narrows=Narrows.AREA,
        everywhere=False,
    ),
)

FILTERS = {one.name: one for one in _ALL}
"""Every filter by its name, in the order in which answers and commands have them."""

OF_INITIATIVES = tuple(one for one in _ALL if one.narrows is Narrows.INITIATIVES)
"""Filters on what offices do not have: with one of them a question is on initiatives alone."""

EVERYWHERE = tuple(one for one in _ALL if one.everywhere)
"""Filters that questions on coverage take, too."""

FACETS = tuple(sorted((one for one in _ALL if one.facet), key=lambda one: one.facet))
"""Filters that are lists to choose from, in the order in which these stand."""

IN_LINKS = {one.link or one.name: one for one in FACETS}
"""Filters by the names that they have in a link to the map, in the order of the lists."""


def nouns(filters: tuple[Filter, ...], language: Language = Language.EN) -> str:
    """Name filters in a sentence on what is not: "outcome, priority or theme"."""
    say = words(language)
    *first, final = (say(f"answer.noun.{one.name}") for one in filters)
    last = say("answer.nor")
    return f"{', '.join(first)} {last} {final}" if first else final


class Kind(StrEnum):
    """What is counted as presence."""

    OFFICES = "offices"
    AGENCIES = "agencies"
    INITIATIVES = "initiatives"
    ANY = "any"


class Counting(StrEnum):
    """How an initiative in several areas counts: one in each, or a share of one in each."""

    DISTINCT = "distinct"
    FRACTIONAL = "fractional"


_YEARS = (1, 9_999)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceQuery:
    """Which presence, counted how, beside which need, at which level.

    `level` is the word of a level of the data, the highest unless given. `indicator` (which fixes the series) and
    `year` choose the need; None takes the default of the level. Each
    filter holds codes or names, any of which may fit; an empty one lets everything through. A name is one that the
    API and the commands take ("ACNUR", "Chiapas", "MX07"); it is looked up, or refused with those that are near, when
    the question meets the data. Offices have none of what `OF_INITIATIVES` asks for, such as an outcome or a theme: a
    filter on one of these, or a `text`, leaves initiatives only.

    `areas` are those that the answer lists: of the record what is placed in them, of tables by area their rows, a state
    standing for all that lies inside it. What a row is counted, shared out or ranked against stays the whole country,
    and a measure that is one figure of the country (equity, clusters, reach, siting, outcome gaps, footprints) refuses
    them. `headquarters` counts headquarters as offices of their area; `statewide` counts for an area, and lists for its
    code, what is placed as a whole in one that it lies in: for a municipality what is placed in its state.

    Plain words do: `PresenceQuery(level="municipality", kind="offices", agencies=["UNHCR", "IOM"])`. What is given is
    turned into the types below, from any collection of codes or from one text; ParameterError names the values that
    there are where it cannot be.
    """

    level: str | None = None
    indicator: str | None = None
    year: int | None = None
    kind: Kind = Kind.ANY
    counting: Counting = Counting.DISTINCT
    agencies: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    pillars: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    donors: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    text: str = ""
    headquarters: bool = False
    statewide: bool = False

    def __post_init__(self) -> None:
        """Turn plain words and collections into the types of the fields."""
        own: dict[str, Any] = {
            "kind": one_of(Kind, "kind", self.kind),
            "counting": one_of(Counting, "counting", self.counting),
            "year": None if self.year is None else whole_number("year", self.year, *_YEARS),
            **{one.field: one.codes(getattr(self, one.field)) for one in FILTERS.values()},
            **{name: flag(name, getattr(self, name)) for name in ("headquarters", "statewide")},
        }
        for name, value in own.items():
            object.__setattr__(self, name, value)
        for name in ("level", "indicator", "text"):
            given = getattr(self, name)
            if not isinstance(given, str) and (name == "text" or given is not None):
                raise ParameterError(name, "must be text", given)

    @property
    def of_initiatives(self) -> bool:
        """Whether a filter asks for what only initiatives have."""
        return bool(self.text) or any(getattr(self, one.field) for one in OF_INITIATIVES)


FIELD = "field"


HEADQUARTERS_ONLY = "headquarters-only"


NONE_REPORTED = "none-reported"


STATED, SEAT, INSIDE = POINT_BASES = ("stated", "seat", "inside")
"""What the point of an office is: the record's own; the seat of its area; where none is known a point inside it."""
