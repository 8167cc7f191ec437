"""One vocabulary for what is measured, in both languages, and observations completed so that no data is explicit.

The names of the poverty indicators are CONEVAL's; a series whose definition differs says so in its note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.mexico.area_layers import COUNTRY
from unmap.build.need_edition import grid
from unmap.build.need_units import UNIT_NAMES, indicator_id
from unmap.model import Indicator
from unmap.store.table_files import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.build.mexico.area_layers import Areas
    from unmap.build.need_units import Direction, Unit
    from unmap.build.readers import SourceTable
    from unmap.errors import Issue


@dataclass(frozen=True, slots=True)
class Concept:
    """What is measured, and which end of it is worse; `rate_*` says what a rate is a rate of."""

    concept: str
    name_en: str
    name_es: str
    direction: Direction = "high-is-worse"
    rate_en: str = "per 100,000 inhabitants"
    rate_es: str = "por cada 100,000 habitantes"

    def unit_name(self, unit: Unit) -> tuple[str, str]:
        """Name a unit as it is used of this concept, in English and Spanish."""
        return (self.rate_en, self.rate_es) if unit == "per_100k" else UNIT_NAMES[unit]


POVERTY = (
    Concept("poverty", "People in poverty", "Población en situación de pobreza"),
    Concept("extreme_poverty", "People in extreme poverty", "Población en situación de pobreza extrema"),
    Concept("moderate_poverty", "People in moderate poverty", "Población en situación de pobreza moderada"),
    Concept(
        "vulnerable_deprivations",
        "People vulnerable through social deprivations",
        "Población vulnerable por carencias sociales",
    ),
    Concept("vulnerable_income", "People vulnerable through income", "Población vulnerable por ingresos"),
    Concept(
        "not_poor_not_vulnerable",
        "People neither poor nor vulnerable",
        "Población no pobre y no vulnerable",
        "low-is-worse",
    ),
    Concept("educational_lag", "Educational lag", "Rezago educativo"),
    Concept("health_access", "Without access to health services", "Carencia por acceso a los servicios de salud"),
    Concept("social_security", "Without access to social security", "Carencia por acceso a la seguridad social"),
    Concept(
        "housing_quality",
        "Dwelling of poor quality or too small",
        "Carencia por calidad y espacios de la vivienda",
    ),
    Concept(
        "housing_services",
        "Dwelling without basic services",
        "Carencia por acceso a los servicios básicos en la vivienda",
    ),
    Concept(
        "food_access",
        "Without access to nutritious food of good quality",
        "Carencia por acceso a la alimentación nutritiva y de calidad",
    ),
    Concept(
        "at_least_one_deprivation",
        "People with at least one social deprivation",
        "Población con al menos una carencia social",
    ),
    Concept(
        "three_or_more_deprivations",
        "People with at least three social deprivations",
        "Población con al menos tres carencias sociales",
    ),
    Concept(
        "income_below_poverty_line",
        "People with an income below the poverty line",
        "Población con ingreso inferior a la línea de pobreza por ingresos",
    ),
    Concept(
        "income_below_extreme_line",
        "People with an income below the extreme poverty line",
        "Población con ingreso inferior a la línea de pobreza extrema por ingresos",
    ),
)


_BACKWARDNESS = (
    Concept("social_backwardness", "Social backwardness index", "Índice de rezago social"),
    Concept(
        "out_of_school",
        "Children aged 6 to 14 not at school",
        "Población de 6 a 14 años que no asiste a la escuela",
    ),
    Concept(
        "no_health_entitlement",
        "People without entitlement to health services",
        "Población sin derechohabiencia a servicios de salud",
    ),
    Concept("dirt_floor_dwellings", "Dwellings with a dirt floor", "Viviendas con piso de tierra"),
    Concept("no_toilet_dwellings", "Dwellings without a toilet", "Viviendas que no disponen de excusado o sanitario"),
    Concept(
        "no_piped_water_dwellings",
        "Dwellings without piped water",
        "Viviendas que no disponen de agua entubada de la red pública",
    ),
    Concept("no_drainage_dwellings", "Dwellings without drainage", "Viviendas que no disponen de drenaje"),
    Concept(
        "no_electricity_dwellings", "Dwellings without electricity", "Viviendas que no disponen de energía eléctrica"
    ),
    Concept("no_washer_dwellings", "Dwellings without a washing machine", "Viviendas que no disponen de lavadora"),
    Concept("no_fridge_dwellings", "Dwellings without a refrigerator", "Viviendas que no disponen de refrigerador"),
)


_EDUCATION = (
    Concept("illiteracy", "Illiterate people aged 15 and over", "Población de 15 años o más analfabeta"),
    Concept(
        "basic_education_incomplete",
        "People aged 15 and over without complete basic education",
        "Población de 15 años o más con educación básica incompleta",
    ),
)


_MARGINALISATION = (
    Concept("marginalisation", "Marginalisation index", "Índice de marginación", "low-is-worse"),
    Concept(
        "no_drainage_occupants",
        "Occupants of dwellings without drainage or toilet",
        "Ocupantes en viviendas sin drenaje ni excusado",
    ),
    Concept(
        "no_electricity_occupants",
        "Occupants of dwellings without electricity",
        "Ocupantes en viviendas sin energía eléctrica",
    ),
    Concept(
        "no_piped_water_occupants",
        "Occupants of dwellings without piped water",
        "Ocupantes en viviendas sin agua entubada",
    ),
    Concept(
        "dirt_floor_occupants", "Occupants of dwellings with a dirt floor", "Ocupantes en viviendas con piso de tierra"
    ),
    Concept("overcrowded_dwellings", "Overcrowded dwellings", "Viviendas con hacinamiento"),
    Concept(
        "small_localities",
        "People in localities of fewer than 5,000 inhabitants",
        "Población en localidades con menos de 5,000 habitantes",
    ),
    Concept(
        "low_earnings",
        "Employed people earning at most two minimum wages",
        "Población ocupada con ingresos de hasta dos salarios mínimos",
    ),
)


_CENSUS = (
    Concept("population", "Population", "Población", "neutral"),
    Concept("female_population", "Women and girls", "Mujeres", "neutral"),
    Concept("afromexican", "Afro-Mexican people", "Población afromexicana o afrodescendiente", "neutral"),
    Concept(
        "indigenous_language",
        "Speakers of an indigenous language",
        "Hablantes de una lengua indígena",
        "neutral",
    ),
)


_VIOLENCE = (
    Concept("intentional_homicide", "Victims of intentional homicide", "Víctimas de homicidio doloso"),
    Concept(
        "feminicide",
        "Victims of feminicide",
        "Víctimas de feminicidio",
        rate_en="per 100,000 women",
        rate_es="por cada 100,000 mujeres",
    ),
)


CONCEPTS: dict[str, Concept] = {
    concept.concept: concept
    for concept in (*POVERTY, *_EDUCATION, *_BACKWARDNESS, *_MARGINALISATION, *_CENSUS, *_VIOLENCE)
}


PARTS = (
    "educational_lag",
    "health_access",
    "social_security",
    "housing_quality",
    "housing_services",
    "food_access",
    "income_below_poverty_line",
    "income_below_extreme_line",
)
"""The six social deprivations and the two lines of income of the official measure of poverty, in its order."""


_STATE_KEY_LENGTH = 2


_WHOLE = 100


_KEY = ("area_code", "indicator_id", "year")


_LEVELS = ("country", "state", "municipality")


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know, in both languages; `derived` says how values were derived that are not published."""

    en: str = ""
    es: str = ""
    derived: str = ""

    def __add__(self, other: Note) -> Note:
        """Put another note behind this one."""
        return Note(
            f"{self.en} {other.en}".strip(), f"{self.es} {other.es}".strip(), f"{self.derived} {other.derived}".strip()
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A publication whose years compare with each other; `notes` adds to some of its indicators.

    Its rate of poverty is the need that is shown where none is asked for at `default_levels`.
    """

    series: str
    name_en: str
    name_es: str
    source_id: str
    note: Note = field(default_factory=Note)
    notes: Mapping[tuple[str, Unit], Note] = field(default_factory=dict)
    default_levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedTable:
    """Indicators, their values (area_code, indicator_id, year, value) and the problems met while reading."""

    indicators: tuple[Indicator, ...]
    values: pd.DataFrame
    issues: tuple[Issue, ...]


def observations(area: pd.Series, concept: str, unit: Unit, year: pd.Series | int, value: pd.Series) -> pd.DataFrame:
    """Give the values of one indicator as rows of area_code, concept, unit, year, value (NaN is no data)."""
    return pd.DataFrame({"area_code": area, "concept": concept, "unit": unit, "year": year, "value": value})


def in_unit(table: SourceTable, column: str, unit: Unit) -> pd.Series:
    """Read a column of shares (0 to 100), counts or rates (from 0) or index values, refusing what cannot be one."""
    minimum = float("-inf") if unit == "index" else 0
    return table.numbers(column, minimum=minimum, maximum=_WHOLE if unit == "percent" else float("inf"))


def need_table(series: Series, frames: Iterable[pd.DataFrame], areas: Areas, issues: Iterable[Issue] = ()) -> NeedTable:
    """Make indicators and values of one series out of observations.

    Rows of areas without boundary are left out (the reader has reported them). At each level for which a year was
    published, every area gets a row, empty where the producer has no data; a year that has no value for any area
    was not published and gets none.
    """
    rows = pd.concat(list(frames), ignore_index=True)
    rows = rows[rows["area_code"].isin(list(areas.codes))]
    rows = rows.assign(
        indicator_id=[indicator_id(*kind, series.series) for kind in zip(rows["concept"], rows["unit"], strict=True)],
        level=_levels(rows["area_code"]),
    )
    published = rows[rows["value"].notna()]
    codes = {"country": frozenset({COUNTRY}), **areas.codes_by_level}
    values = grid(published, codes).merge(rows[[*_KEY, "value"]], on=list(_KEY), how="left", validate="1:1")
    levels = published.groupby("indicator_id")["level"].agg(set)
    kinds = published.drop_duplicates("indicator_id").set_index("indicator_id")[["concept", "unit"]]
    indicators = tuple(
        _indicator(series, concept, unit, levels[name]) for name, concept, unit in kinds.itertuples(name=None)
    )
    return NeedTable(indicators, values.round({"value": DECIMALS}), tuple(issues))


def _levels(codes: pd.Series) -> pd.Series:
    by_length = codes.str.len().map(lambda length: "state" if length == _STATE_KEY_LENGTH else "municipality")
    return by_length.mask(codes == COUNTRY, "country")


def _indicator(series: Series, concept: str, unit: Unit, levels: set[str]) -> Indicator:
    meant = CONCEPTS[concept]
    unit_name_en, unit_name_es = meant.unit_name(unit)
    note = series.note + series.notes.get((concept, unit), Note())
    return Indicator(
        indicator_id=indicator_id(concept, unit, series.series),
        concept=concept,
        name_en=meant.name_en,
        name_es=meant.name_es,
        unit=unit,
        unit_name_en=unit_name_en,
        unit_name_es=unit_name_es,
        direction=CONCEPTS[concept].direction,
        series=series.series,
        series_name_en=series.name_en,
        series_name_es=series.name_es,
        levels=tuple(level for level in _LEVELS if level in levels),
        part=PARTS.index(concept) + 1 if concept in PARTS and unit == "percent" else None,
        default_levels=series.default_levels if (concept, unit) == ("poverty", "percent") else (),
        derived=note.derived,
        note_en=note.en,
        note_es=note.es,
        source_id=series.source_id,
    )
