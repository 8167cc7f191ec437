"""Codes of areas as sheets hold them: without their zeros, with the country before them, in another column."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

import pycountry

from unmap.errors import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

_LIKE_A_CODE = re.compile(r"[A-Za-z]{0,4}[\s._-]?\d[\dA-Za-z._-]*")
_TO_A_WHOLE = re.compile(r"\.0+$")


class CodeMatch(NamedTuple):
    """The areas that a code may mean (one is an answer), and what was mended in it, "" where nothing was."""

    areas: tuple[str, ...] = ()
    repair: str = ""


class AreaCodes:
    """The codes and P-codes of the areas of every level, and the ways in which spreadsheets spoil them.

    Which level a code is of follows from the table that it is found in, never from its length.
    """

    def __init__(self, areas: Sequence[pd.DataFrame], country_code: str = "") -> None:
        """Take the areas of each level, the highest first: columns code, parent and, if there is one, pcode.

        `country_code` is that of ISO 3166-1 with three letters; P-codes begin with this one or with that of two.
        """
        columns = [[frame[name] for name in ("code", "pcode") if name in frame] for frame in areas]
        self._before = _prefixes((code for level in columns for one in level for code in one), country_code)
        self._exact: list[dict[str, str]] = []
        self._bare: list[dict[str, set[str]]] = []
        for frame, level in zip(areas, columns, strict=True):
            written = [pair for one in level for pair in zip(one, frame["code"], strict=True) if pair[0]]
            self._exact.append({text.upper(): code for text, code in written})
            bare: dict[str, set[str]] = defaultdict(set)
            for text, code in written:
                bare[self._without_country(text.upper())].add(code)
            self._bare.append(bare)
        self._longest = [max(map(len, bare), default=0) for bare in self._bare]
        self._parents: dict[str, str] = {}
        self._begin_with_parent: list[bool] = []
        for frame in areas:
            pairs = dict(zip(frame["code"], frame["parent"], strict=True))
            self._parents |= pairs
            self._begin_with_parent.append(all(up and code.startswith(up) and code != up for code, up in pairs.items()))

    def _without_country(self, text: str) -> str:
        return next((text.removeprefix(one).lstrip(" .-_") for one in self._before if text.startswith(one)), text)

    def find(self, text: str, level: int, around: Iterable[str] = ()) -> CodeMatch:
        """Find the area whose code stands in the column of a level, within one of those areas if any is given.

        As it is written, in this level and in the others; then without the country, capitals and zeros that it may
        have lost or won; then as the part of a code that stands behind that of the area above.
        """
        plain = "".join(text.split()).upper()
        levels = sorted(range(len(self._exact)), key=lambda number: (number != level - 1, number))
        for number in levels:
            if code := self._exact[number].get(plain):
                return CodeMatch((code,), _told(text, code) if text != code else "")
        whole = _TO_A_WHOLE.sub("", plain)
        if not _LIKE_A_CODE.fullmatch(whole):
            return CodeMatch()
        if part := self._behind(whole, level, around):
            return CodeMatch((part,), _told(text, part))
        for number in levels:
            if found := self._mended(self._without_country(whole), number):
                return CodeMatch(found, _told(text, found[0]) if len(found) == 1 else "")
        return CodeMatch()

    def _behind(self, digits: str, level: int, around: Iterable[str]) -> str:
        """Give the area in one of `around` whose code is that area's with these digits and zeros between them."""
        if not digits.isdecimal() or not self._begin_with_parent[level - 1] or digits in self._bare[level - 1]:
            return ""
        above = set(around)
        inside = [code for code in self._exact[level - 1].values() if self._parents[code] in above]
        found = {code for code in inside if _same_number(code.removeprefix(self._parents[code]), digits)}
        return found.pop() if len(found) == 1 else ""

    def _mended(self, bare: str, number: int) -> tuple[str, ...]:
        known = self._bare[number]
        widths = range(len(bare) + 1, self._longest[number] + 1) if bare.isdecimal() else ()
        wanted = (bare, *(bare.zfill(width) for width in widths))
        return next((tuple(sorted(known[one])) for one in wanted if one in known), ())

    def above(self, text: str, level: int) -> str:
        """Give the area that an unknown code of a level would lie in; "" where the data do not tell.

        They do where every code of the level begins with that of the area above it.
        """
        plain = "".join(text.split()).upper()
        if level < 2 or not self._begin_with_parent[level - 1]:  # noqa: PLR2004 - the highest level has none above
            return ""
        starts = [code for begun, code in self._exact[level - 2].items() if plain.startswith(begun)]
        return max(starts, key=len, default="")


def _same_number(one: str, other: str) -> bool:
    return one.isdecimal() and one.lstrip("0") == other.lstrip("0")


def _told(text: str, code: str) -> str:
    return f"{quoted(text)} is read as {code}"


def _prefixes(codes: Iterable[str], country_code: str) -> tuple[str, ...]:
    """Give what may stand before a code for the country, the longest first."""
    with_letters = [code.upper() for code in codes if code]
    found = {_shared_letters(some) for some in _kinds(with_letters).values()}
    if country := pycountry.countries.get(alpha_3=country_code) if country_code else None:
        found |= {country.alpha_2, country.alpha_3}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def _shared_letters(codes: Iterable[str]) -> str:
    """Give the letters that all codes begin with."""
    known = list(codes)
    pairs = takewhile(lambda pair: pair[0] == pair[1] and pair[0].isalpha(), zip(min(known), max(known), strict=False))
    return "".join(letter for letter, _ in pairs)


def _kinds(codes: Iterable[str]) -> Mapping[bool, list[str]]:
    """Part codes that begin with a letter from those that do not: keys are figures where P-codes are not."""
    found: dict[bool, list[str]] = defaultdict(list)
    for code in codes:
        found[code[:1].isalpha()].append(code)
    return found
