"""From a place name, as a report prints it, to the municipality that holds the place."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unmap.geo.names import normalise, short_forms, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

Tier = Literal["official name", "short name", "locality", "short name of a locality"]

_OF_STATES = ("estado de ", "estado ", "state of ")
_PARTS = re.compile(r"[,()]")

TIERS: tuple[Tier, ...] = ("official name", "short name", "locality", "short name of a locality")
"""How a name was found, the surest first: municipalities and their seats come before other localities."""


@dataclass(frozen=True, slots=True)
class Match:
    """What the gazetteer knows of a name: the municipalities that bear it in the surest tier that has any.

    One candidate is an answer; none or several are not, and the caller must not choose among them.
    """

    tier: Tier | None
    candidates: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The municipality, where exactly one bears the name."""
        return self.candidates[0] if len(self.candidates) == 1 else None


class Gazetteer:
    """Names of states, municipalities, their seats and other localities.

    Takes the tables `states` (code, name), `municipalities` (code, name, state_code), `places` (name, kind,
    municipality_code) and, where there are any, `aliases` (alias, area_code).
    """

    def __init__(
        self,
        states: pd.DataFrame,
        municipalities: pd.DataFrame,
        places: pd.DataFrame,
        aliases: pd.DataFrame | None = None,
    ) -> None:
        """Index every name by its normalised form."""
        self._state_of: dict[str, str] = dict(zip(municipalities["code"], municipalities["state_code"], strict=True))
        self._states: dict[Tier, dict[str, set[str]]] = {tier: defaultdict(set) for tier in TIERS[:2]}
        self._places: dict[Tier, dict[str, set[str]]] = {tier: defaultdict(set) for tier in TIERS}
        self._index_states(zip(states["code"], states["name"], strict=True))
        self._index("official name", "short name", zip(municipalities["code"], municipalities["name"], strict=True))
        seats = places.loc[places["kind"] == "seat"]
        self._index("official name", "short name", zip(seats["municipality_code"], seats["name"], strict=True))
        # Fifty thousand localities take a while to index, and most names never get that far.
        self._unread_localities: pd.DataFrame | None = places.loc[places["kind"] == "locality"]
        if aliases is not None:
            self._index_aliases(zip(aliases["area_code"], aliases["alias"], strict=True))

    def _index_states(self, named: Iterable[tuple[str, str]]) -> None:
        for code, name in named:
            whole = normalise(name)
            self._states["official name"][whole].add(code)
            for form in short_forms(whole):
                self._states["short name"][form].add(code)

    def _index(self, exact: Tier, short: Tier, named: Iterable[tuple[str, str]]) -> None:
        for code, name in named:
            whole = normalise(name)
            self._places[exact][whole].add(code)
            for form in short_forms(whole):
                self._places[short][form].add(code)

    def _read_localities(self) -> None:
        rows, self._unread_localities = self._unread_localities, None
        if rows is not None:
            named = zip(rows["municipality_code"], rows["name"], strict=True)
            self._index("locality", "short name of a locality", named)

    def _index_aliases(self, named: Iterable[tuple[str, str]]) -> None:
        for code, alias in named:
            if code in self._state_of:
                self._places["official name"][normalise(alias)].add(code)
            else:
                # An alias is the last word: "Estado de México" is not every state called México.
                self._states["official name"][normalise(alias)] = {code}

    def state(self, name: str) -> Match:
        """Find the state that `name` means; official, short and other names are known, with the country behind them."""
        first = _PARTS.split(name, maxsplit=1)[0]
        for spelling in dict.fromkeys(normalise(one) for one in (name, first)):
            plain = next((spelling.removeprefix(head) for head in _OF_STATES if spelling.startswith(head)), spelling)
            for wanted in (spelling, plain):
                for tier, names in self._states.items():
                    if found := names.get(wanted):
                        return Match(tier, tuple(sorted(found)))
        return Match(None, ())

    def place(self, name: str, state_code: str | None = None) -> Match:
        """Find the municipality that holds the place called `name`, within a state where one is given.

        A state behind the name says the same: "Ciudad Juárez, Chihuahua".
        """
        match = self._place(name, state_code)
        first, *others = [part.strip() for part in _PARTS.split(name) if part.strip()] or [""]
        for around in (self.state(other).code for other in others):
            if not match.candidates and around is not None and state_code in {None, around}:
                match = self._place(first, around)
        return match

    def _place(self, name: str, state_code: str | None) -> Match:
        wanted = spellings(name)
        for tier in TIERS:
            if tier == "locality":
                self._read_localities()
            found: set[str] = set().union(*(self._places[tier].get(spelling, set()) for spelling in wanted))
            if state_code is not None:
                found = {code for code in found if self._state_of[code] == state_code}
            if found:
                return Match(tier, tuple(sorted(found)))
        return Match(None, ())
