"""What the pages go by and no page says itself: the filters, the defaults of the method, the levels, the country."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from unmap.features.extents import low_edges, mainland_bounds
from unmap.features.layer_store import sources_with_role
from unmap.measures import default_need, need_by_area
from unmap.measures.conditions import default_conditions
from unmap.model.defaults import DEFAULTS
from unmap.model.plain import records
from unmap.model.query import IN_LINKS, Narrows
from unmap.model.records import COUNTRY_CODE
from unmap.model.report_names import period_name, period_text, report_mark, report_name
from unmap.model.schema import SHORT_NAMES
from unmap.model.words import Language
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from unmap.store import Dataset

_POVERTY = "poverty"
"""The word that concepts of poverty have, such as extreme_poverty and multidimensional_poverty."""

PERSONS = "persons"
"""Unit of the indicators that count people."""


@once_per_dataset
def page_facts(dataset: Dataset) -> dict[str, Any]:
    """Give what the pages and their scripts take from the library and the data.

    - `filters`: those of the record in the order of their lists, by the names that the API and a link have for them;
      `initiatives` says that offices have none of it, `numbered` that people know its values by their numbers.
    - `defaults`: those of the method.
    - `levels`: the rows of geo/levels.csv, the highest first; `parent` is null for the first.
    - `bounds`: west, south, east and north of the country, see `unmap.features.extents.mainland_bounds`;
      `low_edges`: how far down its land reaches on a map, see `unmap.features.extents.low_edges`.
    - `holds`: what there is at all: `need`, the levels with figures of it; `people_in_need`, whether the finest level
      counts them, and `conditions`, whether its default need is made of several; `offices`, `headquarters`,
      `initiatives`, `outcomes` and `outcome_needs`, whether there are any; `off_the_map`, whether there are initiatives
      that no area shows.
    - `country`: its names by language; `surroundings`: names around it.
    - `example`: code, pcode and name of the area of the highest level in greatest need, for examples.
    - `reports`: report_id, title and period (as ISO 8601 has it) of each report, the newest first, its `mark` in names
      of files, in each language its `name` in a sentence and its `period`, and whether it is the one `shown`.
    - `need`: the default need of the highest level, its `name` and `unit_name` by language, whether it is `given` (of a
      kind of which more or less is worse), whether it is one `of_poverty` and whether it has `headcounts`.
    - `short_names`: by the code of an area that has any, its `short_name` and that in other languages.
    - `population_year`: of what year the numbers of people are, as text; empty where no source says.
    """
    return {
        "filters": [
            {
                "name": one.name,
                "link": link,
                "initiatives": one.narrows is Narrows.INITIATIVES,
                "numbered": one.numbered,
            }
            for link, one in IN_LINKS.items()
        ],
        "defaults": asdict(DEFAULTS),
        "levels": [{**asdict(one), "parent": one.parent or None} for one in dataset.admin_levels],
        "bounds": mainland_bounds(dataset),
        "low_edges": low_edges(dataset),
        "holds": _holds(dataset),
        "country": {name: value for name, value in asdict(dataset.report).items() if name.startswith("country_name_")},
        "surroundings": records(dataset.surroundings),
        "example": _example(dataset),
        "need": _need(dataset),
        "reports": _reports(dataset),
        "short_names": _short_names(dataset),
        "population_year": _population_year(dataset),
    }


def _reports(dataset: Dataset) -> list[dict[str, Any]]:
    reports = dataset.all_reports
    return [
        {
            "report_id": one.report_id,
            "title": one.title,
            "period": period_text(one),
            "mark": report_mark(one, reports),
            "shown": one.report_id == dataset.report.report_id,
            **{f"name_{language}": report_name(one, reports, language) for language in Language},
            **{f"period_{language}": period_name(one, language) for language in Language},
        }
        for one in reports
    ]


def _holds(dataset: Dataset) -> dict[str, Any]:
    indicators = map(dataset.indicator, dataset.indicators["indicator_id"])
    counts = {one.indicator_id for one in indicators if one.unit == PERSONS}
    finest = dataset.finest.word
    return {
        "need": [level.word for level in dataset.admin_levels if any(word == level.word for _, word in dataset.years)],
        "conditions": bool(default_conditions(dataset, finest)),
        "people_in_need": any((one, finest) in dataset.years for one in counts),
        "offices": bool(len(dataset.offices)),
        "headquarters": bool((dataset.offices["office_type"] == "headquarters").any()),
        "initiatives": bool(len(dataset.initiatives)),
        "off_the_map": bool((dataset.initiatives["scope"] != "located").any()),
        "outcomes": bool(len(dataset.framework)),
        "outcome_needs": bool(len(dataset.outcome_needs)),
    }


def _need(dataset: Dataset) -> dict[str, Any]:
    choice = default_need(dataset)
    return {
        **{name: value for name, value in asdict(choice.indicator).items() if name.startswith(("name_", "unit_name_"))},
        "given": choice.indicator.direction != "neutral",
        "of_poverty": _POVERTY in choice.indicator.concept.split("_"),
        "headcounts": bool(need_by_area(dataset, choice)["persons"].drop(COUNTRY_CODE).notna().any()),
    }


def _example(dataset: Dataset) -> dict[str, str]:
    areas = dataset.identity(None).set_index("code", drop=False)
    needs = need_by_area(dataset, default_need(dataset))["value"].reindex(areas.index)
    code = str(areas.index[0] if needs.isna().all() else needs.idxmax())
    return {name: str(areas.loc[code, name]) for name in ("code", "pcode", "name")}


def _short_names(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Give the names of areas that are not called by their official one: of most countries few or none."""
    found: dict[str, dict[str, str]] = {}
    for level in dataset.admin_levels:
        table = dataset.identity(level, short=True)
        short = table[list(SHORT_NAMES)]
        other = short.ne(table["name"], axis="index").any(axis="columns")
        found |= dict(zip(table.loc[other, "code"], short.loc[other].to_dict("records"), strict=True))
    return found


def _population_year(dataset: Dataset) -> str:
    years = dataset.sources.loc[dataset.sources["source_id"].isin(sources_with_role(dataset, "people")), "year"]
    return next(iter(years), "")
