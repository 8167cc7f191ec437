"""Frozen records of the things that unmap speaks of one at a time; frames hold them by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

COUNTRY = "country"
"""Word for the country as a whole, which is above every level and has no layer."""

COUNTRY_CODE = "00"
"""Area code of the country as a whole."""

NOT_STATED = "not stated"
"""What a record says of a source whose publisher or terms nobody stated: every source has a text there."""


def stated_text(text: str) -> str:
    """Give a text on a source, "" where it is not stated: no line about sources says that of each part."""
    return "" if text == NOT_STATED else text


@dataclass(frozen=True, slots=True)
class AdminLevel:
    """What the data say of one level: its rank (1 is the highest), the id of its layer, words, form of codes, parent.

    `word` stands for it in questions, answers and names of columns, `code_form` is a regular expression, `parent` the
    id of the level above or "". The short forms in Spanish are "" where there are none; `gender_es` is "f" or "m".
    """

    level: int
    id: str
    word: str
    singular_en: str
    plural_en: str
    singular_es: str
    plural_es: str
    short_singular_es: str
    short_plural_es: str
    gender_es: str
    code_form: str
    parent: str

    def __str__(self) -> str:
        """Give its word."""
        return self.word


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: who published what, for which year, under which terms."""

    source_id: str
    title: str
    publisher: str
    year: str
    terms: str
    url: str


def source_words(source: Source) -> str:
    """Name a source in a line: its publisher, where one is stated, and its title."""
    return ", ".join(part for part in (stated_text(source.publisher), source.title) if part)


@dataclass(frozen=True, slots=True)
class Report:
    """The report whose programme record a data folder holds: which country, which year.

    The days of its period are None where they are not stated; `theme_title_en` and `theme_title_es` say what its themes
    are called, "" for themes. `metric_crs` is the EPSG code of the country's metric reference system, "" for none.
    """

    report_id: str
    title: str
    country_code: str
    country_name_en: str
    country_name_es: str
    reporting_year: int
    period_start: date | None
    period_end: date | None
    source_id: str
    theme_title_en: str
    theme_title_es: str
    metric_crs: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured, in which unit, in which series; a value needs an area and a year beside it."""

    indicator_id: str
    concept: str
    name_en: str
    name_es: str
    unit: str
    unit_name_en: str
    unit_name_es: str
    direction: str
    series: str
    series_name_en: str
    series_name_es: str
    levels: tuple[str, ...]
    part: int | None
    default_levels: tuple[str, ...]
    derived: str
    note_en: str
    note_es: str
    source_id: str


NO_INDICATOR = Indicator(
    indicator_id="",
    concept="",
    name_en="Need",
    name_es="Necesidad",
    unit="",
    unit_name_en="no data",
    unit_name_es="sin dato",
    direction="neutral",
    series="",
    series_name_en="",
    series_name_es="",
    levels=(),
    part=None,
    default_levels=(),
    derived="",
    note_en="",
    note_es="",
    source_id="",
)
"""Stands for the need of a level at which no indicator has values: none of its areas has data."""


@dataclass(frozen=True, slots=True)
class NeedChoice:
    """Which need is meant: one indicator (which fixes the series) in one year, at the level of that word.

    At a level without need the indicator is `NO_INDICATOR`, and the year the report's.
    """

    level: str
    indicator: Indicator
    year: int

    @property
    def given(self) -> bool:
        """Whether there is a need at all."""
        return self.indicator is not NO_INDICATOR
