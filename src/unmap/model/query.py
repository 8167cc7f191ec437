"""The one question that travels from an address or a command line to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unmap.errors import ParameterError
from unmap.model.arguments import flag, one_of, whole_number
from unmap.model.filters import FILTERS, OF_INITIATIVES
from unmap.model.records import Level


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

    `indicator` (which fixes the series) and `year` choose the need; None takes the default of the level. Each
    filter holds codes or names, any of which may fit; an empty one lets everything through. A name is one that the
    API and the commands take ("ACNUR", "Chiapas", "MX07"); it is looked up, or refused with those that are near, when
    the question meets the data. Offices have none of what `OF_INITIATIVES` asks for, such as an outcome or a theme: a
    filter on one of these, or a `text`, leaves initiatives only.

    `areas` are those that the answer lists: of the record what is placed in them, of tables by area their rows, a
    state standing for all that lies inside it. What a row is counted, shared out or ranked against stays the whole
    country, and a measure that is one figure of the country (equity, clusters, reach, siting, outcome gaps,
    footprints) refuses them. `headquarters` counts headquarters as offices of
    their state; `statewide` counts for a municipality, and lists for its code, what is placed in its state as a whole.

    Plain words do: `PresenceQuery(level="municipality", kind="offices", agencies=["UNHCR", "IOM"])`. What is given is
    turned into the types below, from any collection of codes or from one text; ParameterError names the values that
    there are where it cannot be.
    """

    level: Level = Level.STATE
    indicator: str | None = None
    year: int | None = None
    kind: Kind = Kind.ANY
    counting: Counting = Counting.DISTINCT
    agencies: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()
    pillars: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    text: str = ""
    headquarters: bool = False
    statewide: bool = False

    def __post_init__(self) -> None:
        """Turn plain words and collections into the types of the fields."""
        own: dict[str, Any] = {
            "level": one_of(Level, "level", self.level),
            "kind": one_of(Kind, "kind", self.kind),
            "counting": one_of(Counting, "counting", self.counting),
            "year": None if self.year is None else whole_number("year", self.year, *_YEARS),
            **{one.field: one.codes(getattr(self, one.field)) for one in FILTERS.values()},
            **{name: flag(name, getattr(self, name)) for name in ("headquarters", "statewide")},
        }
        for name, value in own.items():
            object.__setattr__(self, name, value)
        for name in ("indicator", "text"):
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
