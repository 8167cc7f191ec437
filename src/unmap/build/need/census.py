"""Population of the census of 2020, by sex and group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.build.catalogue import CENSUS
from unmap.build.need.records import Note, Series, in_unit, need_table, observations

if TYPE_CHECKING:
    import pandas as pd

    from unmap.build.areas import Areas
    from unmap.build.need.records import NeedTable
    from unmap.build.readers import SourceFolder
    from unmap.models import Issue

_GROUPS = {
    "pop_female": "female_population",
    "afromexican": "afromexican",
    "indigenous_language": "indigenous_language",
}
_DERIVED = Note(
    "Share of the whole population, derived by unmap.",
    "Proporción de la población total, derivada por unmap.",
)
_AGED_3 = Note(
    "INEGI asks people aged 3 and over for their language.",
    "El INEGI pregunta por la lengua a personas de 3 años y más.",
)

SERIES = Series(
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
    return need_table(SERIES, frames, areas, issues)
