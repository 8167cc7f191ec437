"""Every word that a reader meets, by language and key: one file a language, which the browser's build reads as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import orjson

_FOLDER = files("unmap").joinpath("locales")

_FOUND = sorted(file.name.removesuffix(".json") for file in _FOLDER.iterdir() if file.name.endswith(".json"))

if TYPE_CHECKING:

    class Language(StrEnum):
        """Language of a page: one member for each file of words, English before all others."""

        EN = "en"

else:
    Language = StrEnum("Language", [(code.upper(), code) for code in sorted(_FOUND, key=lambda code: code != "en")])
    Language.__doc__ = "Language of a page."


class _Gender(str):
    """Grammatical gender, which writes the one of two forms that it asks for."""

    __slots__ = ()

    def __format__(self, forms: str) -> str:
        feminine, _, masculine = forms.partition("|")
        return feminine if self == "f" else masculine


_CONTRACTED = re.compile(r"\b(de|a) el (?=[A-ZÁÉÍÓÚÑ])")
"""Spanish draws article and preposition together: del Estado de México."""


def _in_a_sentence(text: str, place: str, value: object) -> bool:
    """Whether a place of a text is filled by a name in a line of words: behind a word that begins with no capital."""
    return isinstance(value, str) and value[:1].isupper() and bool(re.search(rf"[a-zà-ÿ] \{{{place}\}}", text))


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language."""

    language: Language
    entries: Mapping[str, str | Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """Give the words of `key` with its places filled in; KeyError for a key or a place that is not there.

        `n` is a number of things: it chooses between the forms `one` and `other`, and is written with its thousands
        apart. `gender` ("f" or "m") chooses between the forms in {gender:feminine|masculine}. The other values are text
        as it is to be read.
        """
        entry, number = self.entries[key], values.get("n")
        text = entry if isinstance(entry, str) else entry["one" if number == 1 else "other"]
        told = values if number is None else {**values, "n": f"{number:,.0f}"}
        if "gender" in told:
            told = {**told, "gender": _Gender(told["gender"])}
        named = {name: self.with_article(value) for name, value in told.items() if _in_a_sentence(text, name, value)}
        said = text.format(**{**told, **named})
        return _CONTRACTED.sub(r"\1l ", said) if named and self.language == "es" else said

    def with_article(self, name: object) -> str:
        """Give the name of an area as it stands in a sentence: "Chiapas", but "the State of Mexico"."""
        listed = str(self.entries.get("name.articles", "")).split(", ")
        article = next((one for one in listed if str(name).startswith(f"{one.partition(' ')[2]} ")), "")
        return f"{article.partition(' ')[0]} {name}".lstrip()

    def of(self, record: object, name: str) -> str:
        """Give a text of the data in this language: see `text_in`."""
        return text_in(record, name, self.language)


@cache
def words(language: Language) -> Words:
    """Read the words of a language."""
    return Words(language, orjson.loads(_FOLDER.joinpath(f"{language}.json").read_bytes()))


def text_in(record: object, name: str, language: str) -> str:
    """Give a text of the data in a language: `name` followed by its code, or else the English one.

    `record` is a row as a mapping, or a record of `unmap.model`. The English text stands under `name_en` or, where the
    source's own text is English, under `name`.
    """
    return _field(record, f"{name}_{language}") or _field(record, f"{name}_en") or _field(record, name)


def texts_of(record: object, name: str) -> dict[Language, str]:
    """Give a text of the data in English, and in each other language that it is in: see `text_in`."""
    found = {language: _field(record, f"{name}_{language}") for language in Language}
    return {Language.EN: text_in(record, name, Language.EN)} | {one: text for one, text in found.items() if text}


def _field(record: object, name: str) -> str:
    return str((record.get(name) if isinstance(record, Mapping) else getattr(record, name, None)) or "")
