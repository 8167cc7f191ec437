"""What is known of organisations anywhere: spellings of types, of bodies of the United Nations and of a few others."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from unmap.model.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`.]")
_LINKS = frozenset("a the of de del d la le les l los las el du des et and y e".split())  # noqa: SIM905 - reads better
_ENGLISH = {"organisation": "organization", "organisations": "organizations", "programme": "program"}
"""British spellings, which both stand in names."""

_ID_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its key in a record, acronym, name and type ("" where it is not stated), other spellings."""

    agency_id: str
    acronym: str
    name: str
    org_type: str
    spellings: tuple[str, ...] = ()


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """Give what spellings of one name share: no accents, capitals, punctuation or articles, one English."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name.casefold()))
    words = "".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one)).split()
    return "".join(_ENGLISH.get(word, word) for word in words if word not in _LINKS) or "".join(words)


def slug(*texts: str) -> str:
    """Give a key for a record from what a body is called; capitals stay, as in UN-Women."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", " ".join(texts)))
    words = re.findall(r"[A-Za-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))
    # Of a name in another script nothing is left that an address could hold.
    whole = "-".join(words) or f"org-{hashlib.sha256(' '.join(texts).encode()).hexdigest()[:8]}"
    return whole[:_ID_LENGTH].rstrip("-")


def _table(file: str) -> list[dict[str, str]]:
    text = resources.files("unmap.intake").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def international_bodies() -> tuple[Body, ...]:
    """Give bodies of the United Nations and other international ones, with their names in three languages."""
    return tuple(
        Body(slug(row["acronym"]), row["acronym"], row["name"], row["org_type"], _listed(row["spellings"]))
        for row in _table("international_bodies.csv")
    )


@cache
def _types() -> Mapping[str, str]:
    rows = _table("organisation_types.csv")
    return {
        name_key(spelling): row["org_type"]
        for row in rows
        for spelling in (row["org_type"], row["code"], *_listed(row["spellings"]))
    }


def organisation_type(text: str) -> str:
    """Give the type of HDX's vocabulary that a text states in English, Spanish or French; "" where it states none.

    "NGO" alone is none: it may be national or international.
    """
    return _types().get(name_key(text), "") if text.strip() else ""


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split(LIST_SEPARATOR) if one)
