"""Comparing names as people write them: without accents, abbreviations or titles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

ABBREVIATIONS = {
    "cd": "ciudad",
    "edo": "estado",
    "fco": "francisco",
    "gpe": "guadalupe",
    "glez": "gonzalez",
    "gral": "general",
    "gtz": "gutierrez",
    "hdez": "hernandez",
    "ma": "maria",
    "mpio": "municipio",
    "mtz": "martinez",
    "nva": "nueva",
    "nvo": "nuevo",
    "pto": "puerto",
    "rdz": "rodriguez",
    "sn": "san",
    "sta": "santa",
    "sto": "santo",
}
"""Short forms in place names in Spanish and what they stand for, without accents or full stops."""

_HONOURS = ("heroica ciudad de ", "h ciudad de ", "heroica ", "heroico ", "h ")
_TITLES = (*_HONOURS, "ciudad de ", "ciudad ", "villa de ", "villa ")
_TAIL = re.compile(r"^(?P<head>.+?) (?:de|del) .+$")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_INITIALS = re.compile(r"(?<![0-9a-z])[a-z](?:\. ?[a-z](?![0-9a-z]))+")


_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`.]")
_LINKS = frozenset("a the of de del d la le les l los las el du des et and y e".split())  # noqa: SIM905 - reads better
_ENGLISH = {"organisation": "organization", "organisations": "organizations", "programme": "program"}
"""British spellings, which both stand in names."""


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """Give what spellings of an organisation share: no accents, capitals, punctuation or articles, one English."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name.casefold()))
    words = "".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one)).split()
    return "".join(_ENGLISH.get(word, word) for word in words if word not in _LINKS) or "".join(words)


@lru_cache(maxsize=16_384)
def normalise(name: str) -> str:
    """Give `name` in small letters without accents or punctuation, abbreviations written out.

    Initials with full stops are one word: "D. F." and "D.F." are "df".
    """
    return " ".join(ABBREVIATIONS.get(word, word) for word in _words(name))


def _words(name: str) -> list[str]:
    # Thousands of names are read at each start, most of them without any of this.
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", plain)))
    if "." in plain:
        plain = _INITIALS.sub(lambda initials: initials[0].replace(".", "").replace(" ", ""), plain)
    return _NOT_A_WORD.sub(" ", plain).split()


def variants(word: str) -> tuple[str, ...]:
    """Give how a word that is being typed may go on, normalised: as it is, and as the abbreviation that it may be."""
    plain = " ".join(_words(word))
    return tuple(dict.fromkeys((plain, normalise(word))))


def short_forms(whole: str) -> frozenset[str]:
    """Give the shorter names by which a name, normalised, is known; itself included.

    "Heroica Puebla de Zaragoza" is known as "Puebla", "Oaxaca de Juárez" as "Oaxaca" and "Ciudad Juárez"
    as "Juárez": titles fall away in front, and what follows "de" or "del" behind.
    """
    if " de" not in whole and not whole.startswith(_TITLES):
        return frozenset((whole,))
    forms = {whole}
    for title in _TITLES:
        if whole.startswith(title) and len(whole) > len(title):
            forms.add(whole.removeprefix(title))
    for form in tuple(forms):
        tail = _TAIL.match(form)
        # "Villa" or "Ciudad" alone is no name.
        if tail and f"{tail['head']} " not in _TITLES:
            forms.add(tail["head"])
    return frozenset(forms)


def spellings(name: str) -> tuple[str, ...]:
    """Give what a person who writes `name` may mean, normalised: with and without an honour or "Ciudad" before it.

    "H. Matamoros" asks for "Matamoros" as well and "Cd. Juárez" for "Juárez", but nobody is taken to mean less than
    that. "S. Cristóbal" is any saint.
    """
    whole = normalise(name)
    if whole.startswith("s "):
        return (whole, *(f"{saint} {whole.removeprefix('s ')}" for saint in ("san", "santa", "santo")))
    plain = next((whole.removeprefix(honour) for honour in _HONOURS if whole.startswith(honour)), whole)
    return tuple(dict.fromkeys(one for one in (whole, plain, plain.removeprefix("ciudad ")) if one))
