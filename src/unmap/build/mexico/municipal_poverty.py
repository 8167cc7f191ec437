"""Poverty of the municipalities: CONEVAL 2010, 2015 and 2020, three publications that do not mix.

2010 and 2015 follow the method of the state series 2008-2018, 2020 that of the series from 2016. The table by sex
repeats the published rates of 2015 and 2020 to rounding (a test holds that), so only its 2010 is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.mexico.catalogue import POVERTY_MUNICIPAL_2010, POVERTY_MUNICIPAL_2015, POVERTY_MUNICIPAL_2020
from unmap.build.mexico.need_records import Note, Series, in_unit, need_table, observations

if TYPE_CHECKING:
    from unmap.build.mexico.area_layers import Areas
    from unmap.build.mexico.need_records import NeedTable
    from unmap.build.need_units import Unit
    from unmap.build.readers import SourceFolder
    from unmap.errors import Issue

_OLDER = Note(
    "CONEVAL's older method, as in the state series 2008–2018; income lines are its lines of well-being and food"
    " access is the older definition. It does not compare with 2020.",
    "Metodología anterior de CONEVAL, como la serie estatal 2008–2018; las líneas de ingreso son las de bienestar y"
    " la carencia alimentaria es la definición anterior. No es comparable con 2020.",
)
_DERIVED_PERSONS = Note(
    "Persons derived by unmap: rate times the population of the same table.",
    "Personas derivadas por unmap: porcentaje por la población de la misma tabla.",
    "rate times the population of the same table",
)

# Column of the files that give rates and persons side by side, without its ending.
_LONG_COLUMNS = {
    "pobreza": "poverty",
    "pobreza_extrema": "extreme_poverty",
    "pobreza_moderada": "moderate_poverty",
    "vulnerable_carencias_sociales": "vulnerable_deprivations",
    "vulnerable_ingresos": "vulnerable_income",
    "no_pobre_no_vulnerable": "not_poor_not_vulnerable",
    "carencia_rezago_educativo": "educational_lag",
    "carencia_servicios_de_salud": "health_access",
    "carencia_seguridad_social": "social_security",
    "carencia_calidad_espacios_vivienda": "housing_quality",
    "carencia_servicios_basicos_vivienda": "housing_services",
    "carencia_alimentacion_nutritiva_calidad": "food_access",
    "al_menos_una_carencia": "at_least_one_deprivation",
    "al_menos_tres_carencias": "three_or_more_deprivations",
    "ingreso_inferior_a_lpi": "income_below_poverty_line",
    "ingreso_inferior_a_lpei": "income_below_extreme_line",
}
_BY_SEX_COLUMNS = {
    name: concept
    for name, concept in _LONG_COLUMNS.items()
    if name.startswith("carencia") or name in {"pobreza", "ingreso_inferior_a_lpi"}
}
_SHORT_COLUMNS = {
    "pobreza": "poverty",
    "pobreza_e": "extreme_poverty",
    "pobreza_m": "moderate_poverty",
    "vul_car": "vulnerable_deprivations",
    "vul_ing": "vulnerable_income",
    "npnv": "not_poor_not_vulnerable",
    "ic_rezedu": "educational_lag",
    "ic_asalud": "health_access",
    "ic_segsoc": "social_security",
    "ic_cv": "housing_quality",
    "ic_sbv": "housing_services",
    "ic_ali": "food_access",
    "carencias": "at_least_one_deprivation",
    "carencias3": "three_or_more_deprivations",
    "plb": "income_below_poverty_line",
    "plbm": "income_below_extreme_line",
}

SERIES_2010 = Series(
    series="mun-2010",
    name_en="CONEVAL, municipalities, 2010",
    name_es="CONEVAL, municipios, 2010",
    source_id=POVERTY_MUNICIPAL_2010.source_id,
    note=_OLDER
    + Note(
        "Aggregated from a table by sex: no data where one sex was withheld.",
        "Agregado de una tabla por sexo: sin datos donde se omitió un sexo.",
    ),
    notes={(concept, "persons"): _DERIVED_PERSONS for concept in _BY_SEX_COLUMNS.values()},
)

SERIES_2015 = Series(
    series="mun-2015",
    name_en="CONEVAL, municipalities, 2015",
    name_es="CONEVAL, municipios, 2015",
    source_id=POVERTY_MUNICIPAL_2015.source_id,
    note=_OLDER
    + Note(
        "No data for municipalities that did not exist yet; those that they were part of include them.",
        "Sin datos para municipios que aún no existían; los municipios de origen los incluyen.",
    ),
)

SERIES_2020 = Series(
    series="mun-2020",
    name_en="CONEVAL, municipalities, 2020",
    name_es="CONEVAL, municipios, 2020",
    source_id=POVERTY_MUNICIPAL_2020.source_id,
    note=Note(
        "CONEVAL's method as in the state series 2016–2022. Municipal figures do not add up to the state publication"
        " and do not compare with 2010 or 2015.",
        "Metodología de CONEVAL como la serie estatal 2016–2022. Las cifras municipales no suman las de la publicación"
        " estatal y no son comparables con 2010 ni 2015.",
    ),
    default_levels=("municipality",),
)


def read_2010(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the rates of 2010 from the table by sex, and derive persons from the population beside them."""
    source = POVERTY_MUNICIPAL_2010
    columns = {f"{name}_porcentaje": concept for name, concept in _BY_SEX_COLUMNS.items()}
    table = sources.table(source.file, ("anio", "cvegeo", "poblacion", *columns))
    in_year = table.years("anio") == source.reference_year
    area = table.codes("cvegeo", 5)
    table.refuse_repeats("cvegeo", area, table.frame["anio"])
    population = table.numbers("poblacion")
    # Negative counts are CONEVAL's codes for no data (-888), added up over the sexes.
    population = population.mask(population < 0)
    frames = []
    for column, concept in columns.items():
        rates = in_unit(table, column, "percent")[in_year]
        persons = (rates / 100 * population[in_year]).round()
        frames.append(observations(area[in_year], concept, "percent", source.reference_year, rates))
        frames.append(observations(area[in_year], concept, "persons", source.reference_year, persons))
    return need_table(SERIES_2010, frames, areas, table.unknown_areas("cvegeo", area[in_year], areas.codes))


def read_2015(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the publication of 2015: one file of rates, one of persons. A row of zeros only means no data."""
    units: tuple[Unit, ...] = ("percent", "persons")
    frames: list[pd.DataFrame] = []
    issues: list[Issue] = []
    for file, unit in zip(POVERTY_MUNICIPAL_2015.files, units, strict=True):
        table = sources.table(file, ("entidad", "municipio", *_SHORT_COLUMNS))
        area = table.codes("entidad", 2) + table.codes("municipio", 3)
        table.refuse_repeats("municipio", area)
        numbers = {concept: in_unit(table, column, unit) for column, concept in _SHORT_COLUMNS.items()}
        # Some of the country's people are in one of these groups wherever there are people at all.
        empty = (pd.DataFrame(numbers) == 0).all(axis=1)
        frames += [
            observations(area, concept, unit, POVERTY_MUNICIPAL_2015.reference_year, values.mask(empty))
            for concept, values in numbers.items()
        ]
        issues += table.unknown_areas("municipio", area, areas.codes)
    return need_table(SERIES_2015, frames, areas, issues)


def read_2020(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the publication of 2020, rates and persons."""
    endings: dict[str, Unit] = {"porcentaje": "percent", "poblacion": "persons"}
    columns = [f"{name}_{ending}" for name in _LONG_COLUMNS for ending in endings]
    table = sources.table(POVERTY_MUNICIPAL_2020.file, ("cvegeo", *columns))
    area = table.codes("cvegeo", 5)
    table.refuse_repeats("cvegeo", area)
    frames = [
        observations(
            area, concept, unit, POVERTY_MUNICIPAL_2020.reference_year, in_unit(table, f"{name}_{ending}", unit)
        )
        for name, concept in _LONG_COLUMNS.items()
        for ending, unit in endings.items()
    ]
    return need_table(SERIES_2020, frames, areas, table.unknown_areas("cvegeo", area, areas.codes))
