"""Need values of the census, the two composite indices and victims; and all producers' values in two tables.

The indices are CONEVAL's social backwardness and CONAPO's marginalisation, with their components. Victims of
intentional homicide and feminicide are persons, with the rates as published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.mexico.catalogue import CENSUS, MARGINALISATION, SOCIAL_BACKWARDNESS, VICTIMS
from unmap.build.mexico.municipal_poverty import read_2010, read_2015, read_2020
from unmap.build.mexico.need_records import NeedTable, Note, Series, in_unit, need_table, observations
from unmap.build.mexico.state_poverty import read_2008_2018, read_2016_2022, read_2024
from unmap.errors import Issue

if TYPE_CHECKING:
    from unmap.build.mexico.area_layers import Areas
    from unmap.build.mexico.catalogue import OfficialSource
    from unmap.build.readers import SourceFolder


_GROUPS = {
    "pop_female": "female_population",
    "afromexican": "afromexican",
    "indigenous_language": "indigenous_language",
}


_DERIVED = Note(
    "Share of the whole population, derived by unmap.",
    "Proporción de la población total, derivada por unmap.",
    "share of the whole population",
)


_AGED_3 = Note(
    "INEGI asks people aged 3 and over for their language.",
    "El INEGI pregunta por la lengua a personas de 3 años y más.",
)


CENSUS_SERIES = Series(
    series="census-2020",
    name_en="INEGI, census of 2020",
    name_es="INEGI, Censo 2020",
    source_id=CENSUS.source_id,
    notes={
        ("female_population", "percent"): _DERIVED,
        ("afromexican", "percent"): _DERIVED,
        ("indigenous_language", "persons"): _AGED_3,
        ("indigenous_language", "percent"): _DERIVED + _AGED_3,
    },
)


def read_census(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read persons of both levels and derive each group's share of the population."""
    frames: list[pd.DataFrame] = []
    issues: list[Issue] = []
    for file, width in zip(CENSUS.files, (2, 5), strict=True):
        table = sources.table(file, ("region", "pop", *_GROUPS))
        area = table.codes("region", width)
        table.refuse_repeats("region", area)
        population = in_unit(table, "pop", "persons")
        frames.append(observations(area, "population", "persons", CENSUS.reference_year, population))
        for column, concept in _GROUPS.items():
            persons = in_unit(table, column, "persons")
            table.refuse(column, persons > population, "more than the whole population")
            # A municipality without inhabitants has no share, not an infinite one.
            share = 100 * persons / population.mask(population == 0)
            frames.append(observations(area, concept, "persons", CENSUS.reference_year, persons))
            frames.append(observations(area, concept, "percent", CENSUS.reference_year, share))
        issues += table.unknown_areas("region", area, areas.codes)
    return need_table(CENSUS_SERIES, frames, areas, issues)


_BACKWARDNESS_COLUMNS = {
    "analf_15_pct": "illiteracy",
    "no_asiste_6_14_pct": "out_of_school",
    "edu_basica_incompleta_15_pct": "basic_education_incomplete",
    "sin_derecho_salud_pct": "no_health_entitlement",
    "piso_tierra_pct": "dirt_floor_dwellings",
    "sin_excusado_pct": "no_toilet_dwellings",
    "sin_agua_entubada_pct": "no_piped_water_dwellings",
    "sin_drenaje_pct": "no_drainage_dwellings",
    "sin_energia_pct": "no_electricity_dwellings",
    "sin_lavadora_pct": "no_washer_dwellings",
    "sin_refrigerador_pct": "no_fridge_dwellings",
}


_MARGINALISATION_COLUMNS = {
    "ANALF": "illiteracy",
    "SBASC": "basic_education_incomplete",
    "OVSDE": "no_drainage_occupants",
    "OVSEE": "no_electricity_occupants",
    "OVSAE": "no_piped_water_occupants",
    "OVPT": "dirt_floor_occupants",
    "VHAC": "overcrowded_dwellings",
    "PL.5000": "small_localities",
    "PO2SM": "low_earnings",
}


_PER_LEVEL = Note(
    "The index is computed for states and for municipalities separately; the two do not compare.",
    "El índice se calcula por separado para entidades y municipios; no son comparables entre sí.",
)


SERIES_BACKWARDNESS = Series(
    series="rezago-2020",
    name_en="CONEVAL, social backwardness, 2020",
    name_es="CONEVAL, rezago social, 2020",
    source_id=SOCIAL_BACKWARDNESS.source_id,
    note=Note("From the 2020 census.", "Con datos del Censo 2020."),
    notes={("social_backwardness", "index"): Note("A high value is worse.", "Un valor alto es peor.") + _PER_LEVEL},
)


SERIES_MARGINALISATION = Series(
    series="marginacion-2020",
    name_en="CONAPO, marginalisation, 2020",
    name_es="CONAPO, marginación, 2020",
    source_id=MARGINALISATION.source_id,
    note=Note("From the 2020 census.", "Con datos del Censo 2020."),
    notes={
        ("marginalisation", "index"): Note(
            "A LOW value is worse (distance method of 2020).",
            "Un valor BAJO es peor (método de distancias de 2020).",
        )
        + _PER_LEVEL
    },
)


@dataclass(frozen=True, slots=True)
class _Publication:
    """An index as published: its files' key columns and columns of values, each with what it measures."""

    source: OfficialSource
    series: Series
    keys: tuple[str, str]
    index_column: str
    index_concept: str
    components: dict[str, str]


def read_social_backwardness(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the social backwardness index and its components; the country has components only."""
    publication = _Publication(
        source=SOCIAL_BACKWARDNESS,
        series=SERIES_BACKWARDNESS,
        keys=("cve_ent", "cvegeo"),
        index_column=f"irs_{SOCIAL_BACKWARDNESS.reference_year}",
        index_concept="social_backwardness",
        components=_BACKWARDNESS_COLUMNS,
    )
    return _read(sources, areas, publication)


def read_marginalisation(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read the marginalisation index and its components."""
    publication = _Publication(
        source=MARGINALISATION,
        series=SERIES_MARGINALISATION,
        keys=("CVE_ENT", "cvegeo"),
        index_column=f"IM_{MARGINALISATION.reference_year}",
        index_concept="marginalisation",
        components=_MARGINALISATION_COLUMNS,
    )
    return _read(sources, areas, publication)


def _read(sources: SourceFolder, areas: Areas, publication: _Publication) -> NeedTable:
    year, index = publication.source.reference_year, publication.index_column
    frames: list[pd.DataFrame] = []
    issues: list[Issue] = []
    for file, key, width in zip(publication.source.files, publication.keys, (2, 5), strict=True):
        table = sources.table(file, (key, index, *publication.components))
        area = table.codes(key, width)
        table.refuse_repeats(key, area)
        frames.append(observations(area, publication.index_concept, "index", year, in_unit(table, index, "index")))
        for column, concept in publication.components.items():
            frames.append(observations(area, concept, "percent", year, in_unit(table, column, "percent")))
        issues += table.unknown_areas(key, area, areas.codes)
    return need_table(publication.series, frames, areas, issues)


# Subtype, gender whose rows count every victim, and the published rate: of inhabitants, or of women.
_CRIMES = {
    "intentional_homicide": ("Homicidio doloso", "Total", "n_victimas_x100khab"),
    "feminicide": ("Feminicidio", "Mujer", "n_victimas_x100kmujeres"),
}


_COLUMNS = ("n_year", "cve_ent", "subtipo_de_delito", "modalidad", "genero", "n_victimas")


VICTIMS_SERIES = Series(
    series="sesnsp",
    name_en="SESNSP, victims of crime, 2015–2024",
    name_es="SESNSP, víctimas de delitos, 2015–2024",
    source_id=VICTIMS.source_id,
    note=Note(
        "Victims in investigations opened by state prosecutors, added up over the ways of committing the crime.",
        "Víctimas en carpetas de investigación del fuero común, sumadas sobre las modalidades del delito.",
    ),
)


def read_victims(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read both crimes for the country and its states; years that are not complete are left out and reported."""
    rate_columns = {rate for _, _, rate in _CRIMES.values()}
    table = sources.table(VICTIMS.file, (*_COLUMNS, *sorted(rate_columns)))
    rows = pd.DataFrame(
        {
            "area": table.codes("cve_ent", 2),
            "year": table.years("n_year"),
            "victims": in_unit(table, "n_victimas", "persons"),
            **{rate: in_unit(table, rate, "per_100k") for rate in rate_columns},
        }
    )
    complete = rows["year"] <= VICTIMS.last_complete_year
    frames = []
    for concept, (subtype, gender, rate) in _CRIMES.items():
        chosen = (table.frame["subtipo_de_delito"] == subtype) & (table.frame["genero"] == gender) & complete
        table.refuse_repeats(
            "modalidad", *(rows.loc[chosen, name] for name in ("area", "year")), table.frame.loc[chosen, "modalidad"]
        )
        total = _added_up(rows[chosen], rate)
        frames.append(observations(total["area"], concept, "persons", total["year"], total["victims"]))
        frames.append(observations(total["area"], concept, "per_100k", total["year"], total[rate]))
    partial = sorted(set(rows.loc[~complete, "year"].tolist()))
    issues = tuple(
        Issue(VICTIMS.file, 0, "n_year", "partial-year", f"{year} is not complete and is left out") for year in partial
    )
    return need_table(VICTIMS_SERIES, frames, areas, issues + table.unknown_areas("cve_ent", rows["area"], areas.codes))


def _added_up(rows: pd.DataFrame, rate: str) -> pd.DataFrame:
    parts = rows.groupby(["area", "year"])[["victims", rate]]
    # A sum with a part missing is missing: adding up what is there would pass for the whole.
    return parts.sum().where(parts.count().eq(parts.size(), axis="index")).reset_index()


_READERS = (
    read_2008_2018,
    read_2016_2022,
    read_2024,
    read_2010,
    read_2015,
    read_2020,
    read_social_backwardness,
    read_marginalisation,
    read_census,
    read_victims,
)


def read_need(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read every series; raises SourceError for the first unusable file."""
    tables = [read(sources, areas) for read in _READERS]
    return NeedTable(
        indicators=tuple(indicator for table in tables for indicator in table.indicators),
        values=pd.concat([table.values for table in tables], ignore_index=True),
        issues=tuple(issue for table in tables for issue in table.issues),
    )
