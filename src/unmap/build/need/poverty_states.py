"""Poverty of the states: CONEVAL 2008-2018, CONEVAL 2016-2022 (its workbook) and INEGI 2024."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.build.catalogue import POVERTY_STATES_2008_2018, POVERTY_STATES_2016_2022, POVERTY_STATES_2024
from unmap.build.need.records import Note, Series, in_unit, need_table, observations
from unmap.build.need.workbook import read_poverty_workbook

if TYPE_CHECKING:
    from unmap.build.areas import Areas
    from unmap.build.need.records import NeedTable
    from unmap.build.readers import SourceFolder

_THOUSAND = 1000

SERIES_2008_2018 = Series(
    series="mmp-2008",
    name_en="CONEVAL, states, 2008–2018",
    name_es="CONEVAL, entidades federativas, 2008–2018",
    source_id=POVERTY_STATES_2008_2018.source_id,
    note=Note(
        "CONEVAL's first series, which the 2020 Results Report uses. It does not compare with the series that"
        " begins in 2016. Persons are published in thousands with one decimal.",
        "Primera serie de CONEVAL, la que usa el Informe de Resultados 2020. No es comparable con la serie que"
        " comienza en 2016. Las personas se publican en miles con un decimal.",
    ),
)

SERIES_2016_2022 = Series(
    series="mmp-2016",
    name_en="CONEVAL, states, 2016–2022",
    name_es="CONEVAL, entidades federativas, 2016–2022",
    source_id=POVERTY_STATES_2016_2022.source_id,
    note=Note(
        "CONEVAL's series after the third edition of its method. It does not compare with the series 2008–2018.",
        "Serie de CONEVAL según la tercera edición de su metodología. No es comparable con la serie 2008–2018.",
    ),
)

SERIES_2024 = Series(
    series="inegi-2024",
    name_en="INEGI, states, 2024",
    name_es="INEGI, entidades federativas, 2024",
    source_id=POVERTY_STATES_2024.source_id,
    note=Note(
        "Measured by INEGI, which took over from CONEVAL. Rates only: multiplying them by a population projection"
        " would not give INEGI's own headcounts.",
        "Medición a cargo del INEGI, que sustituye a CONEVAL. Solo porcentajes: multiplicarlos por una proyección"
        " de población no daría las cifras de personas del INEGI.",
    ),
)


def read_2008_2018(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the series 2008-2018; its persons are given in thousands."""
    columns = {
        "pobreza_pct": "poverty",
        "pobreza_extrema_pct": "extreme_poverty",
        "al_menos_una_carencia_pct": "at_least_one_deprivation",
    }
    table = sources.table(POVERTY_STATES_2008_2018.file, ("cve_ent", "anio", "pobreza_miles", *columns))
    area, year = table.codes("cve_ent", 2), table.years("anio")
    table.refuse_repeats("cve_ent", area, year)
    persons = (in_unit(table, "pobreza_miles", "persons") * _THOUSAND).round()
    frames = [observations(area, "poverty", "persons", year, persons)]
    for column, concept in columns.items():
        frames.append(observations(area, concept, "percent", year, in_unit(table, column, "percent")))
    return need_table(SERIES_2008_2018, frames, areas, table.unknown_areas("cve_ent", area, areas.codes))


def read_2016_2022(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the series 2016-2022 from CONEVAL's workbook, one sheet for the country and one for each state."""
    frames, issues = read_poverty_workbook(sources, POVERTY_STATES_2016_2022.file, areas)
    return need_table(SERIES_2016_2022, frames, areas, issues)


def read_2024(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the rates of 2024."""
    year = POVERTY_STATES_2024.reference_year
    column = f"pobreza_pct_{year}"
    table = sources.table(POVERTY_STATES_2024.file, ("cve_ent", column))
    area = table.codes("cve_ent", 2)
    table.refuse_repeats("cve_ent", area)
    frame = observations(area, "poverty", "percent", year, in_unit(table, column, "percent"))
    return need_table(SERIES_2024, [frame], areas, table.unknown_areas("cve_ent", area, areas.codes))
