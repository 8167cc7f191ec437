"""A sheet of another country, told once all of it is read: one sentence instead of every row held by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import pycountry

from unmap.errors import SheetError, quoted
from unmap.intake.clues import Held, Placed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.clues import Clue, Found
    from unmap.intake.mapping import Mapped

FOUND = 0.1
"""Share of the different places of a sheet that may be found by chance: some names stand in many countries."""

FOREIGN = 3
"""Different codes of other countries from which a sheet may be one of another country."""

UNKNOWN = 10
"""Different places that are no area from which a sheet may be one of another country, whichever that is."""

_STRANGE = frozenset({"unknown-code", "unknown-name", "outside"})
"""Why a row is held whose place may lie in another country; every other fault is about places of this one."""

_LETTERS = re.compile(r"(?:([A-Z]{3})|([A-Z]{2}))(?=[\d._ -]|[A-Z]\d)")


@lru_cache(maxsize=1024)
def country_named(text: str) -> tuple[str, str, str] | None:
    """Give name and both codes of the country that a text surely names: by its codes or its name in English."""
    try:
        found = pycountry.countries.lookup(text)
    except LookupError:
        return None
    return found.name, found.alpha_2, found.alpha_3


@dataclass(slots=True)
class Strangers:
    """The different places of a sheet: how many are areas of the country, and where every other one stands.

    `country` holds names and codes of the country in small letters, `name` is the one for sentences.
    """

    country: frozenset[str]
    name: str
    _known: set[tuple[str, ...]] = field(default_factory=set)
    _unknown: dict[str, str] = field(default_factory=dict)
    _home: int = 0
    _abroad: dict[str, int] = field(default_factory=dict)

    def is_abroad(self, named: str) -> bool:
        """Say whether a cell names another country for sure, and count it."""
        found = None if named.casefold() in self.country else country_named(named)
        if found is None or not self.country.isdisjoint(one.casefold() for one in found):
            self._home += 1
            return False
        self._abroad[named] = self._abroad.get(named, 0) + 1
        return True

    def take(self, clue: Clue, found: Found, value: str) -> None:
        """Take in what was found for a row; `value` is the cell that a fault is about."""
        if not isinstance(found, Held):
            self._known.add(found.areas if isinstance(found, Placed) else ())
        elif found.code in _STRANGE and not found.around:
            self._unknown.setdefault(value or f"{clue.lat}, {clue.lon}", found.field)
        else:
            self._known.add((value,))

    def refuse(self, mapped: Mapped) -> None:
        """Raise SheetError where next to nothing of a sheet is about this country."""
        if self._abroad and self._home <= FOUND * (sum(self._abroad.values()) + self._home):
            value = max(self._abroad, key=lambda one: self._abroad[one])
            raise self._another(mapped, "country", f"names {quoted(value)} and not {self.name}")
        if len(self._known) > FOUND * (len(self._known) + len(self._unknown)):
            return
        foreign = {value: found for value in self._unknown if (found := self._country_of(value))}
        if len(foreign) >= FOREIGN and 2 * len(foreign) >= len(self._unknown):
            value, country = next(iter(foreign.items()))
            said = f"has {quoted(value)} and {len(foreign) - 1} more codes that begin as those of {country} do"
            raise self._another(mapped, self._unknown[value], f"{said}, and hardly a place of {self.name}")
        if len(self._unknown) >= UNKNOWN:
            value, name = next(iter(self._unknown.items()))
            said = f"{quoted(value)} and {len(self._unknown) - 1} more places of the sheet are none of {self.name}"
            raise self._another(mapped, name, said)

    def _another(self, mapped: Mapped, name: str, said: str) -> SheetError:
        column = mapped.columns.get(name)
        where = f", column {column.letter} ({column.title})" if column else ""
        return SheetError(
            f"{mapped.table.sheet.place}{where}: {said}; it is a sheet of another country, or the wrong column"
        )

    def _country_of(self, code: str) -> str:
        """Give the other country whose letters a code begins with, "" for none."""
        match = _LETTERS.match(code.strip().upper())
        letters: list[str] = [one for one in (match[0], match[0][:2]) if one] if match else []
        found = next(filter(None, map(country_named, letters)), None)
        own = any(one.casefold() in self.country for one in letters)
        return "" if own or found is None else found[0]


def country_words(code: str, names: Iterable[str]) -> frozenset[str]:
    """Give how a sheet may call a country, in small letters: by its names and its codes of two and three letters."""
    found = country_named(code)
    return frozenset(one.casefold() for one in (code, *names, *(found or ())) if one)
