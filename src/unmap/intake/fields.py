"""Which fields a kind of sheet may hold, and under which hashtags and titles the field keeps them: one registry.

Titles are those of HDX HAPI, OCHA's 3W, COD-AB and COD-PS, IFRC GO and INEGI, and the usual words in English, Spanish
and French. They are compared without case, accents, punctuation, spaces and articles. A synonym is one more word in
`fields.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from itertools import product
from typing import TYPE_CHECKING

from unmap.geo.names import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = (1, 2, 3, 4)
"""Administrative levels below the country."""

_ARTICLES = frozenset("a the of de del d la le les l los las el du des et and y e".split())  # noqa: SIM905 - words read better
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
_ASIDE = re.compile(r"name|text|list|prog|lead|reporting|total|num|i_[a-z]+|(?!id)[a-z]{2}|v_.*")
"""Attributes of a hashtag that do not change which field it is: languages, vocabularies and the like."""


def title_key(title: str) -> str:
    """Give a title as it is compared: its letters and digits, without accents and articles."""
    return "".join(word for word in normalise(title).split() if word not in _ARTICLES)


def title_keys(title: str) -> tuple[str, ...]:
    """Give the keys that a title may be known by: as it stands, and without what it says in brackets."""
    return tuple(dict.fromkeys(key for key in (title_key(title), title_key(_REMARK.sub(" ", title))) if key))


def is_tag(text: str) -> bool:
    """Say whether a text is an HXL hashtag with its attributes, such as "#adm1 +code"."""
    return _TAG.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sheet: what it is called in a mapping, what it holds, its hashtags, its titles (best first).

    `holds` is "text", "code", "number" or "date". A field of an administrative level has it in `level`.
    """

    name: str
    holds: str
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    level: int | None = None

    def tag_fit(self, tag: str) -> int:
        """Give how well a hashtag says this field: 0 is not at all, more attributes in common fit better."""
        name, *attributes = re.split(r"\s*\+\s*", tag.strip().lower())
        fits = [0]
        for mine in self.tags:
            own, *needed = mine.split("+")
            left = set(attributes) - set(needed)
            if own == name and set(needed) <= set(attributes) and all(map(_ASIDE.fullmatch, left)):
                fits.append(1 + len(needed))
        return max(fits)


@dataclass(frozen=True)
class Kind:
    """A kind of sheet: its fields, and those without which it is none of the kind: one of each group."""

    name: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]

    def __getitem__(self, name: str) -> Field:
        """Give a field by its name; raises KeyError for none of the kind."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        """Say whether the kind has a field of that name."""
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def titles(self) -> dict[str, tuple[Field, int]]:
        """The field of each known title, by its key, with how far behind it stands among the field's titles."""
        known: dict[str, tuple[Field, int]] = {}
        for field in self.fields:
            for rank, title in enumerate(field.titles):
                known.setdefault(title_key(title), (field, rank))
        return known


LEVEL_WORDS: dict[int, tuple[str, ...]] = {
    1: ("state", "province", "region", "governorate", "entidad", "estado", "departamento", "provincia"),
    2: (
        "district",
        "county",
        "municipality",
        "municipio",
        "département",
        "department",
        "cercle",
        "préfecture",
        "distrito",
    ),
    3: ("subdistrict", "commune", "subcounty", "sous-préfecture", "ward", "parroquia", "comuna", "payam"),
    4: ("village", "quartier", "neighbourhood", "boma", "barrio"),
}
"""What the levels are called where the data do not say; `map_columns` takes the words of the data first."""

_NAMES = ("{}", "{} name", "name {}", "nom {}", "nombre {}", "{} nom", "{} nombre")
_CODES = ("{} pcode", "{} code", "code {}", "pcode {}", "{} id", "código {}", "clave {}", "cve {}", "{} código")
_TONGUES = ("en", "fr", "es", "pt", "ar", "ref")
_OWN: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {
    1: (("cve_ent",), ("nom_ent",)),
    2: (("cvegeo",), ("nom_mun",)),
}
"""Titles of codes and names that some producers of boundaries have for a level."""


def name_titles(words: Iterable[str]) -> tuple[str, ...]:
    """Give the titles under which the name of an area stands whose level is called by `words`, singular or plural."""
    return tuple(form.format(word) for word, form in product(_in_both_numbers(words), _NAMES))


def code_titles(words: Iterable[str]) -> tuple[str, ...]:
    """Give the titles under which the code of an area stands whose level is called by `words`, singular or plural."""
    return tuple(form.format(word) for word, form in product(_in_both_numbers(words), _CODES))


def _in_both_numbers(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, f"{word}s")]


def _area_fields(level: int) -> tuple[Field, Field]:
    short = (f"adm{level}", f"admin{level}", f"admin level {level}")
    own_codes, own_names = _OWN.get(level, ((), ()))
    codes = (*code_titles((*short, *LEVEL_WORDS[level])), *own_codes)
    tongues = tuple(f"{word} {tongue}" for word in (*short, f"admin{level} name") for tongue in _TONGUES)
    names = (*name_titles(short), *tongues, *name_titles(LEVEL_WORDS[level]), f"provider admin{level} name", *own_names)
    return (
        Field(f"adm{level}_code", "code", (f"#adm{level}+code", f"#adm{level}+pcode"), codes, level),
        Field(f"adm{level}_name", "text", (f"#adm{level}",), names, level),
    )


_FILE = tomllib.loads(resources.files("unmap.intake").joinpath("fields.toml").read_text(encoding="utf-8"))
_OF_FILE = {
    name: Field(name, told["holds"], tuple(told["tags"]), tuple(told["titles"])) for name, told in _FILE.items()
}


def _fields(names: str) -> tuple[Field, ...]:
    return tuple(_OF_FILE[name] for name in names.split())


AREAS = (*_fields("country"), *(field for level in LEVELS for field in _area_fields(level)), *_fields("area_code"))
"""Fields that say which area a row speaks of; a code without a level has that of the table it is found in."""

_PLACE = _fields("place_name lat lon")
_ORGANISATION = _fields("org_name org_acronym org_type")
_TIME = _fields("start end period")
_NEEDS_AREA = tuple(field.name for field in AREAS[1:])
_NEEDS_PLACE = (*_NEEDS_AREA, *(field.name for field in _PLACE))

PRESENCE = Kind(
    "presence",
    (
        *_ORGANISATION,
        *_fields("sector sector_code"),
        *AREAS,
        *_PLACE,
        *_TIME,
        *_fields("title status donor partner note"),
    ),
    (("org_name", "org_acronym"), _NEEDS_PLACE),
)
"""Who works where on what, one row an organisation x sector x area x period: 3W, 4W and 5W sheets."""

OFFICES = Kind(
    "offices",
    (
        *_ORGANISATION,
        *_fields("office_name office_type"),
        *AREAS,
        *_PLACE,
        *_fields("point_basis"),
        *_TIME,
        *_fields("address note"),
    ),
    (("org_name", "org_acronym", "office_name"), _NEEDS_PLACE),
)
"""Where offices stand, by code, by point or by name."""

PEOPLE = Kind(
    "people",
    (*AREAS, *_fields("area_name population women men"), *_TIME),
    ((*_NEEDS_AREA, "area_name"), ("population",)),
)
"""People of each area: COD-PS and any table of code and population."""

NEED = Kind("need", (*AREAS, *_fields("area_name"), *_TIME), ((*_NEEDS_AREA, "area_name"),))
"""Need of each area, one row an area: every other column of numbers is an indicator."""

KINDS = {kind.name: kind for kind in (PRESENCE, OFFICES, PEOPLE, NEED)}
_KNOWN = frozenset(key for kind in KINDS.values() for key in kind.titles)


def is_known_title(text: str) -> bool:
    """Say whether a text is a title that some kind of sheet is known to have."""
    return any(key in _KNOWN for key in title_keys(text))
