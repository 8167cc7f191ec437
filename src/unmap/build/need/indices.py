"""The two composite indices of 2020, with their components: CONEVAL's social backwardness, CONAPO's marginalisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.build.catalogue import MARGINALISATION, SOCIAL_BACKWARDNESS
from unmap.build.need.records import Note, Series, in_unit, need_table, observations

if TYPE_CHECKING:
    import pandas as pd

    from unmap.build.areas import Areas
    from unmap.build.catalogue import OfficialSource
    from unmap.build.need.records import NeedTable
    from unmap.build.readers import SourceFolder
    from unmap.models import Issue

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
