"""Victims of intentional homicide and feminicide: persons, and the rates as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.catalogue import VICTIMS
from unmap.build.need.records import Note, Series, in_unit, need_table, observations
from unmap.models import Issue

if TYPE_CHECKING:
    from unmap.build.areas import Areas
    from unmap.build.need.records import NeedTable
    from unmap.build.readers import SourceFolder

# Subtype, gender whose rows count every victim, and the published rate: of inhabitants, or of women.
_CRIMES = {
    "intentional_homicide": ("Homicidio doloso", "Total", "n_victimas_x100khab"),
    "feminicide": ("Feminicidio", "Mujer", "n_victimas_x100kmujeres"),
}
_COLUMNS = ("n_year", "cve_ent", "subtipo_de_delito", "modalidad", "genero", "n_victimas")

SERIES = Series(
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
    return need_table(SERIES, frames, areas, issues + table.unknown_areas("cve_ent", rows["area"], areas.codes))


def _added_up(rows: pd.DataFrame, rate: str) -> pd.DataFrame:
    parts = rows.groupby(["area", "year"])[["victims", rate]]
    # A sum with a part missing is missing: adding up what is there would pass for the whole.
    return parts.sum().where(parts.count().eq(parts.size(), axis="index")).reset_index()
