"""What the areas of each level are called: as stated, as their file or ISO 3166-2 calls them, else "admin1 areas"."""

from __future__ import annotations

import gettext
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pycountry

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.model import AdminLevel, schema
from unmap.model.records import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TAKEN = frozenset({COUNTRY, "area", "place", *(table.name for table in schema.FIXED)})
"""Words that mean something else in every folder."""

_WORD = re.compile(r"[a-z][a-z0-9]{1,29}")

_SPANISH = {
    "borough": ("distrito", "distritos", "m"),
    "canton": ("cantón", "cantones", "m"),
    "city": ("ciudad", "ciudades", "f"),
    "commune": ("comuna", "comunas", "f"),
    "county": ("condado", "condados", "m"),
    "department": ("departamento", "departamentos", "m"),
    "district": ("distrito", "distritos", "m"),
    "division": ("división", "divisiones", "f"),
    "emirate": ("emirato", "emiratos", "m"),
    "governorate": ("gobernación", "gobernaciones", "f"),
    "island": ("isla", "islas", "f"),
    "municipality": ("municipio", "municipios", "m"),
    "parish": ("parroquia", "parroquias", "f"),
    "prefecture": ("prefectura", "prefecturas", "f"),
    "province": ("provincia", "provincias", "f"),
    "region": ("región", "regiones", "f"),
    "sector": ("sector", "sectores", "m"),
    "state": ("estado", "estados", "m"),
    "territory": ("territorio", "territorios", "m"),
    "town": ("ciudad", "ciudades", "f"),
    "village": ("aldea", "aldeas", "f"),
    "ward": ("barrio", "barrios", "m"),
    "zone": ("zona", "zonas", "f"),
}
"""By the English word of a level, in small letters: one, several and gender in Spanish."""

_CHARACTERS = ("0-9", "0-9A-Z", "0-9A-Za-z", "0-9A-Za-z._-")
"""Of codes, the fewest first."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its three letters (ISO 3166-1), its two and its names in both languages of the page."""

    code: str
    short_code: str
    name_en: str
    name_es: str


def country_of(code: str) -> Country:
    """Look a country up by its two or three letters; raises ParameterError where ISO 3166-1 has none such."""
    wanted = code.strip().upper()
    found = pycountry.countries.get(alpha_3=wanted) or pycountry.countries.get(alpha_2=wanted)
    if found is None:
        raise ParameterError("country", "is no country of ISO 3166-1; give its three letters, such as TCD", code)
    name = str(getattr(found, "common_name", found.name))
    spanish = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["es"], fallback=True)
    return Country(found.alpha_3, found.alpha_2, name, spanish.gettext(name))


@dataclass(frozen=True, slots=True)
class LevelWords:
    """One and several of a level's areas, in English and Spanish; "" in Spanish where that is not known."""

    singular_en: str
    plural_en: str
    singular_es: str = ""
    plural_es: str = ""
    gender_es: str = ""


def stated_words(english: str, spanish: str = "") -> LevelWords:
    """Take "province/provinces" as a user writes it; without the plural it is formed as English does.

    Raises ParameterError where a word is empty or there are more than two.
    """
    one, many = _one_and_many("word", english)
    known = _SPANISH.get(one.casefold(), ("", "", ""))
    if spanish:
        singular, plural = _one_and_many("word in Spanish", spanish)
        known = (singular, plural, known[2] if singular.casefold() == known[0] else "")
    return LevelWords(one, many, *known)


def _one_and_many(parameter: str, text: str) -> tuple[str, str]:
    words = [" ".join(word.split()) for word in text.split("/")]
    if not all(words) or len(words) > len(("one", "many")):
        raise ParameterError(parameter, 'must be one area and several, such as "province/provinces"', text)
    return words[0], words[1] if words[1:] else _plural(words[0])


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word) else f"{word}s"


def found_words(level: int, types: Iterable[str], country: Country) -> LevelWords:
    """Give the words for which nothing is stated: the commonest of `types`, what the file calls the areas in English.

    Without any, that of ISO 3166-2 for the level: of the country's subdivisions that lie in no other for level 1, of
    those that lie in them for level 2.
    """
    counted = Counter(" ".join(word.casefold().split()) for word in types if word.strip())
    if not counted and level <= len(("in no other", "in them")):
        divisions = (one for one in pycountry.subdivisions if one.country_code == country.short_code)
        counted = Counter(one.type.casefold() for one in divisions if bool(one.parent_code) == (level > 1))
    if not counted:
        return LevelWords(
            f"admin{level} area",
            f"admin{level} areas",
            f"división de nivel {level}",
            f"divisiones de nivel {level}",
            "f",
        )
    most = max(counted.values())
    return stated_words(min(word for word, count in counted.items() if count == most))


def admin_levels(words: Sequence[LevelWords], codes: Sequence[Sequence[str]]) -> tuple[AdminLevel, ...]:
    """Give the records of the levels, the highest first, from their words and the codes of their areas.

    Ids are the plural in small letters and without gaps, words the singular; where that is another level's or taken,
    "admin1areas" and "admin1".
    """
    levels: list[AdminLevel] = []
    used: set[str] = set(_TAKEN)
    for number, (one, own) in enumerate(zip(words, codes, strict=True), start=1):
        layer, word = (normalise(text).replace(" ", "")[:30] for text in (one.plural_en, one.singular_en))
        unfit = layer == word or word.startswith("admin") or {layer, word} & used
        if unfit or not (_WORD.fullmatch(layer) and _WORD.fullmatch(word)):
            layer, word = f"admin{number}areas", f"admin{number}"
        used |= {layer, word}
        levels.append(
            AdminLevel(
                level=number,
                id=layer,
                word=word,
                singular_en=one.singular_en,
                plural_en=one.plural_en,
                singular_es=one.singular_es,
                plural_es=one.plural_es,
                short_singular_es="",
                short_plural_es="",
                gender_es=one.gender_es,
                code_form=code_form(own),
                parent=levels[-1].id if levels else "",
            )
        )
    return tuple(levels)


def code_form(codes: Sequence[str]) -> str:
    """Give the form of codes: which characters they are made of and how many, such as [0-9A-Z]{4,6}."""
    characters = next((one for one in _CHARACTERS if all(re.fullmatch(f"[{one}]+", code) for code in codes)), "")
    fewest, most = min(map(len, codes)), max(map(len, codes))
    return f"[{characters or _CHARACTERS[-1]}]" + (f"{{{most}}}" if fewest == most else f"{{{fewest},{most}}}")
