"""The words of a brief, in the languages that unmap speaks: one table (words.json), English beside Spanish."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import orjson

from unmap.export.brief.cutting import shortened
from unmap.export.brief.numbers import whole
from unmap.export.words import Language

if TYPE_CHECKING:
    from unmap.models import Indicator


@cache
def words() -> dict[str, tuple[str, str]]:
    """Give English and Spanish by key; braces are filled in, and a key with .one and .other is chosen by number."""
    table: dict[str, list[str]] = orjson.loads(files(__package__).joinpath("words.json").read_bytes())
    return {key: (english, spanish) for key, (english, spanish) in table.items()}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the table."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Give the words of a key."""
        return words()[key][self.language is Language.ES].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Give the words for so many."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=whole(number), **values)

    def indicator(self, indicator: Indicator) -> str:
        """Name an indicator, in as many characters as there is room for."""
        return shortened(indicator.name_es if self.language is Language.ES else indicator.name_en, 80)

    def series(self, indicator: Indicator) -> str:
        """Name its series."""
        return shortened(indicator.series_name_es if self.language is Language.ES else indicator.series_name_en, 60)

    def unit(self, indicator: Indicator) -> str:
        """Name its unit."""
        return shortened(indicator.unit_name_es if self.language is Language.ES else indicator.unit_name_en, 40)
