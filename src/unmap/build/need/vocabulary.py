"""One vocabulary for what is measured, in English and Spanish, whatever the series.

The names of the poverty indicators are CONEVAL's; a series whose definition differs says so in its note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["percent", "persons", "index", "per_100k"]
Direction = Literal["high-is-worse", "low-is-worse", "neutral"]

UNIT_SUFFIX: dict[Unit, str] = {"percent": "pct", "persons": "persons", "index": "index", "per_100k": "rate"}

_UNIT_NAMES: dict[Unit, tuple[str, str]] = {
    "percent": ("percent", "porcentaje"),
    "persons": ("persons", "personas"),
    "index": ("index", "índice"),
}


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
        return (self.rate_en, self.rate_es) if unit == "per_100k" else _UNIT_NAMES[unit]


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
