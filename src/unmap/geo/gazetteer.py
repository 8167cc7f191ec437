"""From a place name, as a report prints it, to the area that holds the place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from unmap.geo.names import normalise, short_forms, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

Tier = Literal["official name", "short name", "locality", "short name of a locality"]

_OF_AREAS = ("estado de ", "estado ", "state of ")
_PARTS = re.compile(r"[,()]")

TIERS: tuple[Tier, ...] = ("official name", "short name", "locality", "short name of a locality")
"""How a name was found, the surest first: areas and their seats come before other localities."""


_Names = dict[Tier, dict[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Match:
    """What the gazetteer knows of a name: the areas that bear it in the surest tier that has any.

    One candidate is an answer; none or several are not, and the caller must not choose among them.
    """

    tier: Tier | None
    candidates: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The area, where exactly one bears the name."""
        return self.candidates[0] if len(self.candidates) == 1 else None


class Gazetteer:
    """Names of the areas of every level, of the seats of the finest ones and of other localities.

    Takes for each level, the highest first, its table of areas: their `code`, `name` and, in the columns `above` names,
    the code of each area above. `places` (name, kind, area_code) are seats and localities in areas of the finest level,
    `aliases` (alias, area_code) other names.
    """

    def __init__(
        self,
        layers: Sequence[pd.DataFrame],
        above: Sequence[str],
        places: pd.DataFrame,
        aliases: pd.DataFrame | None = None,
    ) -> None:
        """Index every name by its normalised form; `above` names the columns of the levels above the finest."""
        self._around: dict[str, frozenset[str]] = {}
        self._level_of: dict[str, int] = {}
        self._areas: list[_Names] = [{tier: {} for tier in TIERS} for _ in layers]
        for number, layer in reversed(list(enumerate(layers))):
            lines = zip(layer["code"], *(layer[name] for name in above[:number]), strict=True)
            self._around |= {line[0]: frozenset(line) for line in lines}
            self._level_of |= dict.fromkeys(layer["code"], number)
            self._index(number, TIERS[:2], zip(layer["code"], layer["name"], strict=True))
        seats = places.loc[places["kind"] == "seat"]
        self._index(-1, TIERS[:2], zip(seats["area_code"], seats["name"], strict=True))
        # Fifty thousand localities take a while to index, and most names never get that far.
        self._unread_localities: pd.DataFrame | None = places.loc[places["kind"] == "locality"]
        if aliases is not None:
            self._index_aliases(zip(aliases["area_code"], aliases["alias"], strict=True))

    def _index(self, number: int, tiers: Sequence[Tier], named: Iterable[tuple[str, str]]) -> None:
        exact, short = tiers
        for code, name in named:
            whole = normalise(name)
            _add(self._areas[number][exact], whole, code)
            for form in short_forms(whole):
                _add(self._areas[number][short], form, code)

    def _read_localities(self) -> None:
        rows, self._unread_localities = self._unread_localities, None
        if rows is not None:
            self._index(-1, TIERS[2:], zip(rows["area_code"], rows["name"], strict=True))

    def _index_aliases(self, named: Iterable[tuple[str, str]]) -> None:
        finest = len(self._areas) - 1
        for code, alias in named:
            number, spelling = self._level_of.get(code, 0), normalise(alias)
            if number == finest and number > 0:
                _add(self._areas[number]["official name"], spelling, code)
            else:
                # An alias is the last word: "Estado de México" is not every state called México.
                self._areas[number]["official name"][spelling] = (code,)

    def area(self, name: str, level: int = 1, around: str | None = None) -> Match:
        """Find the area of a level (1 is the highest) that `name` means, within another area where one is given.

        Official, short and other names are known, with the country behind them.
        """
        first = _PARTS.split(name, maxsplit=1)[0]
        for spelling in dict.fromkeys(normalise(one) for one in (name, first)):
            plain = next((spelling.removeprefix(head) for head in _OF_AREAS if spelling.startswith(head)), spelling)
            for wanted in (spelling, plain):
                for tier in TIERS[:2]:
                    if found := self._within(self._areas[level - 1][tier].get(wanted, ()), around):
                        return Match(tier, found)
        return Match(None, ())

    def _within(self, codes: Iterable[str], around: str | None) -> tuple[str, ...]:
        return tuple(sorted(code for code in codes if around is None or around in self._around[code]))

    def place(self, name: str, around: str | None = None) -> Match:
        """Find the finest area that holds the place called `name`, within another area where one is given.

        An area of the highest level behind the name says the same: "Ciudad Juárez, Chihuahua".
        """
        match = self._place(name, around)
        first, *others = [part.strip() for part in _PARTS.split(name) if part.strip()] or [""]
        for behind in (self.area(other).code for other in others):
            if not match.candidates and behind is not None and around in {None, behind}:
                match = self._place(first, behind)
        return match

    def _place(self, name: str, around: str | None) -> Match:
        wanted = spellings(name)
        for tier in TIERS:
            if tier == "locality":
                self._read_localities()
            names = self._areas[-1][tier]
            if found := self._within(set().union(*(names.get(spelling, ()) for spelling in wanted)), around):
                return Match(tier, found)
        return Match(None, ())


def _add(names: dict[str, tuple[str, ...]], spelling: str, code: str) -> None:
    # Most names are borne once, and a set for each takes four times the memory of a tuple.
    known = names.get(spelling, ())
    if code not in known:
        names[spelling] = (*known, code)
