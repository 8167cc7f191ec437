"""Names of areas and places as sheets write them, looked up within the areas that the row names above."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from rapidfuzz import fuzz, process

from unmap.errors import ParameterError
from unmap.geo import TIERS, Gazetteer, Match
from unmap.geo.names import normalise
from unmap.intake.clues import key, parts
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from unmap.store import Dataset

_CANDIDATES = 5
"""So many names a person is offered at most."""

_ALIKE = 75.0
"""Likeness (0 to 100) from which a name is offered."""

_LONGEST = 200
"""So much of a cell is compared with names; a longer one is a paragraph."""

_LINKS = ("", "de la ", "de l ", "del ", "des ", "de ", "du ", "d ", "of ")
"""What may stand between the word of a level and a name: "Province du Lac", "Municipio de Tapachula"."""


class Alias(NamedTuple):
    """A spelling that a person has accepted for an area, everywhere or `within` an area alone."""

    text: str
    area_code: str
    within: str = ""


def with_aliases(dataset: Dataset, decided: Sequence[Alias]) -> pd.DataFrame:
    """Give the aliases of a dataset with accepted spellings; raises ParameterError where one is of no area."""
    blank = {column.name: "" for column in schema.ALIASES.columns}
    rows = []
    for alias in decided:
        if dataset.level_of(alias.area_code) is None:
            raise ParameterError("alias", "names no area of the data", alias.area_code)
        rows.append({**blank, "alias": alias.text, "area_code": alias.area_code, "within": alias.within})
    whole = pd.concat([dataset.aliases, pd.DataFrame(rows)], ignore_index=True).fillna("")
    return whole.drop_duplicates(["alias", "area_code"], keep="last", ignore_index=True)


class NameMatch(NamedTuple):
    """The areas that a name may mean (one is an answer) and how it is known: name, alias, short name or place."""

    areas: tuple[str, ...] = ()
    how: str = ""


class AreaNames:
    """Names, accepted aliases and gazetteer places of the areas of every level."""

    def __init__(
        self,
        areas: Sequence[pd.DataFrame],
        words: Sequence[Sequence[str]],
        aliases: pd.DataFrame,
        places: pd.DataFrame,
    ) -> None:
        """Take the areas of each level, the highest first (columns code, name, parent), and what each is called.

        `aliases` has columns alias, area_code and within ("" anywhere), `places` name, kind ("seat" or "locality") and
        area_code, an area of the finest level.
        """
        self.called = {code: name for one in areas for code, name in zip(one["code"], one["name"], strict=True)}
        self.lineage: dict[str, tuple[str, ...]] = {}
        for one in areas:
            for code, parent in zip(one["code"], one["parent"], strict=True):
                self.lineage[code] = (*self.lineage.get(parent, ()), code)
        self._words = [tuple(map(normalise, one)) for one in words]
        self._exact: list[dict[str, set[str]]] = [_by_key(zip(one["name"], one["code"], strict=True)) for one in areas]
        anywhere = aliases["within"] == ""
        self._aliases = _by_key(aliases.loc[anywhere, ["alias", "area_code"]].itertuples(index=False))
        self._local: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for within, rows in aliases.loc[~anywhere].groupby("within"):
            self._local[str(within)] = _by_key(rows[["alias", "area_code"]].itertuples(index=False))
        above = [f"above_{number}" for number in range(len(areas) - 1)]
        layers = [one.assign(**_columns_above(one["code"], above[:n], self.lineage)) for n, one in enumerate(areas)]
        self._gazetteer = Gazetteer(layers, above, places, aliases.loc[anywhere])
        # Without the names of areas, to tell a town from the area that bears its name.
        self._settlements = Gazetteer([one.assign(name="") for one in layers], above, places)

    @property
    def finest(self) -> int:
        """The number of the lowest level."""
        return len(self._exact)

    def level_of(self, code: str) -> int:
        """Give the number of the level of an area."""
        return len(self.lineage[code])

    def inside(self, code: str, around: Iterable[str]) -> bool:
        """Whether an area lies in one of those given, or is one; True where none is given."""
        above = tuple(around)
        return not above or any(one in self.lineage[code] for one in above)

    def find(self, name: str, level: int, around: Iterable[str] = ()) -> NameMatch:
        """Find the area of a level that a name means, within one of the areas given if any is.

        The name as it is published comes first, then accepted aliases, then shorter forms of names and names of seats,
        then localities. What only a locality bears is believed within a named area alone, and where no area of the
        level bears it elsewhere: hamlets share names by chance.
        """
        above = tuple(around)
        for spelling in self._spellings(name, level):
            if found := self._kept(self._exact[level - 1].get(key(spelling), ()), level, above):
                return NameMatch(found, "name")
            if found := self._alias(spelling, level, above):
                return NameMatch(found, "alias")
        for spelling in self._spellings(name, level):
            if (match := self._shorter(spelling, level, above)).areas:
                return match
        return NameMatch()

    def _spellings(self, name: str, level: int) -> Iterator[str]:
        """Give a name and, where the word of its level stands before or behind it, the name without that."""
        yield name
        plain = normalise(name)
        for word in self._words[level - 1]:
            if plain.startswith(f"{word} "):
                rest = plain.removeprefix(f"{word} ")
                yield rest.removeprefix(next(link for link in sorted(_LINKS, key=len)[::-1] if rest.startswith(link)))
            elif plain.endswith(f" {word}"):
                yield plain.removesuffix(f" {word}")

    def _alias(self, name: str, level: int, above: Sequence[str]) -> tuple[str, ...]:
        local = [code for one in above for code in self._local.get(one, {}).get(key(name), ())]
        # What a person decided for exactly this area may well lie outside it: that is what there was to decide.
        if local := [code for code in local if self.level_of(code) == level]:
            return tuple(sorted(set(local)))
        return self._kept(self._aliases.get(key(name), ()), level, above)

    def _shorter(self, name: str, level: int, above: Sequence[str]) -> NameMatch:
        if not key(name).isascii():
            return NameMatch()  # of a name in another script the gazetteer sees only a part
        find = self._gazetteer.place if level == self.finest > 1 else self._area_of(level)
        matches = [find(name, around) for around in above or (None,)]
        tier = min((match.tier for match in matches if match.tier), key=TIERS.index, default=None)
        found = {code for match in matches if match.tier == tier for code in match.candidates}
        if tier in TIERS[:2]:
            return NameMatch(tuple(sorted(found)), "short name")
        elsewhere = self._exact[level - 1].get(key(name))
        if tier == "locality" and above and not elsewhere:
            return NameMatch(tuple(sorted(found)), "place")
        return NameMatch()

    def _area_of(self, level: int) -> Callable[[str, str | None], Match]:
        # The gazetteer looks at what stands before a comma alone, which in a list of areas is the first of them.
        return lambda name, around: Match(None, ()) if parts(name) else self._gazetteer.area(name, level, around)

    def settlement(self, name: str, around: Iterable[str] = ()) -> tuple[str, ...]:
        """Give the finest areas with a seat of that name or, within named areas, a locality: not areas of that name."""
        above = tuple(around)
        matches = [self._settlements.place(name, one) for one in above or (None,)]
        tiers = TIERS[:3] if above else TIERS[:2]
        return tuple(sorted({code for match in matches if match.tier in tiers for code in match.candidates}))

    def localities(self, name: str) -> tuple[str, ...]:
        """Give the finest areas with a locality of that name, anywhere; none where an area or a seat bears it."""
        match = self._settlements.place(name)
        return match.candidates if match.tier == "locality" else ()

    def _kept(self, codes: Iterable[str], level: int, above: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(code for code in codes if self.level_of(code) == level and self.inside(code, above)))

    def similar(self, name: str, level: int, around: Iterable[str] = ()) -> tuple[str, ...]:
        """Give at most five areas of a level whose names are like one, those within the areas named first."""
        above = tuple(around)
        known = self._exact[level - 1]
        near = process.extract(
            key(name[:_LONGEST]), known.keys(), scorer=fuzz.ratio, limit=4 * _CANDIDATES, score_cutoff=_ALIKE
        )
        codes = [code for one, _, _ in near for code in sorted(known[one])]
        first = self.find(name, level).areas
        ranked = sorted(dict.fromkeys((*first, *codes)), key=lambda code: not (above and self.inside(code, above)))
        return tuple(ranked[:_CANDIDATES])

    def listed(self, codes: Iterable[str]) -> str:
        """Name areas in a sentence, each with its code and the area above it."""
        return " or ".join(self.told(code) for code in codes)

    def told(self, code: str) -> str:
        """Name an area with its code and the area above it."""
        above = "".join(f" in {self.called[one]}" for one in self.lineage[code][-2:-1])
        return f"{self.called[code]} ({code}){above}"


def _by_key(named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, code in named:
        if letters := key(name):
            found[letters].add(code)
    return dict(found)


def _columns_above(
    codes: Iterable[str], above: Sequence[str], lineage: Mapping[str, tuple[str, ...]]
) -> dict[str, list[str]]:
    """Give, by the name of its column, the area of each level above that areas lie in."""
    lines = [lineage[code] for code in codes]
    return {
        column: [line[number] if number < len(line) else "" for line in lines] for number, column in enumerate(above)
    }
