"""Sectors as sheets name them: one code for "WASH", "Eau, hygiène et assainissement" and "Agua, saneamiento e higiene".

The vocabulary holds the sectors of the United Nations' global coordination groups, under words of our own for their
codes; a sector that is not among them keeps the sheet's name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from unmap.geo.names import normalise

if TYPE_CHECKING:
    import pandas as pd

_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
_LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector: its code, and its names in both languages."""

    sector_id: str
    name_en: str
    name_es: str


def code_of(text: str) -> str:
    """Give a text as a code: small letters without accents, figures and hyphens; "" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_IN_CODES.sub("-", plain)[:_LONGEST_CODE].strip("-")


_SCHEMES = {
    ("Cluster", "Clúster"): ("cluster", "clusters"),
    ("Sector", "Sector"): ("sector", "sectors", "sectores", "secteur", "secteurs"),
}


def scheme_of(title: str) -> tuple[str, str]:
    """Give what sectors are called, in English and Spanish, by the title of their column; "" for none of our words."""
    plain = normalise(title)
    return next((names for names, titles in _SCHEMES.items() if plain in titles), ("", ""))


class SectorFinder:
    """Finds the sector that a cell names: first among those of a record, then in the vocabulary."""

    def __init__(self, themes: pd.DataFrame) -> None:
        """Take the table of themes of the record: theme_id, title_en, title_es."""
        columns = (themes[name].tolist() for name in ("theme_id", "title_en", "title_es"))
        held = [Sector(*cells) for cells in zip(*columns, strict=True)]
        self._held = {normalise(name): one for one in held for name in (one.sector_id, one.name_en, one.name_es)}

    def find(self, text: str) -> Sector | None:
        """Give the sector that a cell names, in English, Spanish or French or by its acronym; None for an empty cell.

        One that is in neither has the cell as its name in both languages.
        """
        name = " ".join(text.split())
        if not name:
            return None
        plain = normalise(name)
        own = Sector(code_of(name) or _spelt_out(name), name, name)
        return self._held.get(plain) or _known().get(plain) or own


@cache
def _known() -> dict[str, Sector]:
    text = files("unmap.intake").joinpath("sectors.csv").read_text(encoding="utf-8")
    known: dict[str, Sector] = {}
    for row in csv.DictReader(text.splitlines()):
        sector = Sector(row["sector_id"], row["name_en"], row["name_es"])
        names = (row["sector_id"], row["name_en"], row["name_es"], *row["other_names"].split(";"))
        known |= {normalise(name): sector for name in names}
    return known


def _spelt_out(name: str) -> str:
    """Give a code for a name without any letter of ours: the numbers of its characters."""
    return "u" + "-".join(f"{ord(one):x}" for one in name if one.isalnum())[:_LONGEST_CODE]
