"""The report: presence by area, what its filters let through, the cooperation framework, agencies and figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.measures import framework_matrix, presence_rows
from unmap.measures.answer import filters_of, named_as, report_record
from unmap.measures.asking import TEXT
from unmap.measures.facets import facet_records, facet_table
from unmap.measures.framework import framework_cells, framework_records
from unmap.measures.presence import agency_table, asked_totals, figure_table, placeless, presence_table, report_table
from unmap.measures.presence_classes import classes_by_kind
from unmap.model import Kind
from unmap.model.plain import records
from unmap.model.query import FACETS, Narrows, nouns

from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES, RESPONSES
from ..service import TheService
from .measure_parameters import FacetQuery, FrameworkQuery, RecordQuery, TableQuery
from .serializers import TABLE_FORMS, document_body, table_body, wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from unmap.model import PresenceQuery
    from unmap.store import Dataset

    from ..http.bodies import Body
    from .serializers import Wanted

router = APIRouter(prefix="/api", dependencies=[Depends(refuse_repeats)])

TABLES = {"areas": presence_table, "rows": presence_rows}


@router.get("/presence", summary="Presence by area", tags=["Presence"], responses=LONG_RESPONSES)
async def presence(request: Request, service: TheService, query: RecordQuery) -> Response:
    """Distinct offices, agencies and initiatives by area, and one row for each agency, thing and place."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        asked = query.query(dataset)
        if wish.file:
            table = query.table or "rows"
            return table_body(wish, f"presence-{table}", TABLES[table](dataset, asked))
        wanted = (query.table,) if query.table else tuple(TABLES)
        tables = {name: TABLES[name](dataset, asked) for name in wanted}
        listed = {name: records(table) for name, table in tables.items()}
        classes = _classes(dataset, asked, query.classes_with, tables.get("areas"))
        content = {**_frame(dataset, asked), "classes": classes, **listed}
        return document_body(wish, content, "Presence by area")

    return await service.answer(request, body, long=wish.long)


def _classes(
    dataset: Dataset, asked: PresenceQuery, classes_with: str | None, areas: pd.DataFrame | None
) -> dict[str, Any]:
    """Give the classes of all areas, whichever are listed, of which `areas` holds the counts if all are."""
    everywhere = replace(asked, areas=frozenset())
    if areas is None or asked.areas:
        areas = presence_table(dataset, everywhere)
    if classes_with is None:
        return classes_by_kind(areas)
    with named_as({"report": "classes_with"}):
        beside = dataset.of_report(classes_with)
    return classes_by_kind(areas, presence_table(beside, everywhere))


def _frame(dataset: Dataset, query: PresenceQuery) -> dict[str, Any]:
    """Give what a reader needs to know about the tables: question, source, rule, sums."""
    return {
        "query": {
            "level": dataset.level(query.level).word,
            "kind": query.kind,
            **filter_record(query),
            "headquarters": query.headquarters,
            "statewide": query.statewide,
        },
        "edition": dataset.edition,
        "report": report_record(dataset),
        "counting": _counting(dataset, query),
        "totals": asked_totals(dataset, query),
        "beside_the_map": placeless(dataset, query),
    }


def _counting(dataset: Dataset, query: PresenceQuery) -> str:
    highest, finest = dataset.level(), dataset.finest
    counted = f"counted as offices of their {highest.singular_en}"
    main = counted if query.headquarters else "counted apart and no field presence"
    statewide = "included in" if query.statewide else "not included in"
    one, several = highest.singular_en, finest.plural_en
    return (
        f"Distinct agency x {finest.singular_en}, distinct initiatives and distinct agencies, each counted once in an "
        f"area; the number of a {one} is not the sum of its {several}. Headquarters are {main}. Work placed in a {one} "
        f"as a whole is {statewide} the numbers of its {several}. Work without a named place is counted beside the "
        "map. A count that was not asked for, or that the report does not divide so, is null."
    )


_LISTS = tuple(one for one in FACETS if one.narrows is Narrows.INITIATIVES)

COUNTING = (
    "Each value is counted with all other filters on and its own list off: what choosing it would give. Distinct "
    "agency x {area} of field offices, distinct initiatives with or without a place, and distinct agencies. "
    f"Offices have no {nouns(_LISTS)}: what a value or a filter does not ask for is null, not zero."
)


@router.get("/facets", summary="Filters with counts", tags=["Presence"], responses=RESPONSES)
async def facets(request: Request, service: TheService, query: FacetQuery) -> Response:
    """Every value of every filter of the record, with the offices and initiatives it lets through under the others."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        asked = query.query(dataset)
        if wish.file:
            return table_body(wish, "facets", facet_table(dataset, asked))
        content = {
            "query": {"kind": asked.kind, **filter_record(asked)},
            "edition": dataset.edition,
            "report": report_record(dataset),
            "counting": COUNTING.format(area=dataset.finest.singular_en),
            "facets": facet_records(dataset, asked),
        }
        return document_body(wish, content, "Filters with counts")

    return await service.answer(request, body)


RESULTS_GROUP = "results-group"

ROLES = {"co_chairs": "co-chair", "leads": "lead", "members": "member"}


@router.get("/framework", summary="Outcomes by area", tags=["Framework"], responses=RESPONSES)
async def framework(request: Request, service: TheService, query: FrameworkQuery) -> Response:
    """The framework with distinct initiatives and agencies of each outcome, by state and where no state shows them."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        asked = query.asked(dataset, kind=Kind.INITIATIVES)
        if wish.file:
            cells = framework_cells(dataset, framework_matrix(dataset, asked))
            return table_body(wish, "framework", cells)
        outcomes, without = framework_records(dataset, asked)
        content = {
            "query": filter_record(asked),
            "edition": dataset.edition,
            "report": report_record(dataset),
            "priorities": _priorities(dataset),
            "outcomes": outcomes,
            "without_outcome": without,
            "principles": records(dataset.principles),
            "covid_pillars": records(dataset.covid_pillars),
            "themes": records(dataset.themes),
            "groups": _groups(dataset, dataset.groups.loc[dataset.groups["group_type"] != RESULTS_GROUP]),
        }
        return document_body(wish, content, "Cooperation framework")

    return await service.answer(request, body)


def _priorities(dataset: Dataset) -> list[dict[str, Any]]:
    results_groups = {
        group["group_id"]: group
        for group in _groups(dataset, dataset.groups.loc[dataset.groups["group_type"] == RESULTS_GROUP])
    }
    areas = {area["pnd_area_id"]: area for area in records(dataset.pnd_areas)}
    found = []
    for priority in records(dataset.priorities):
        group_id, served = priority.pop("results_group_id"), priority.pop("pnd_areas")
        targets = dataset.priority_sdgs.loc[dataset.priority_sdgs["priority_id"] == priority["priority_id"]]
        found.append(
            {
                **priority,
                "pnd_areas": [areas[area] for area in served],
                "results_group": results_groups.get(group_id),
                "sdgs": _goals(targets),
            }
        )
    return found


def _goals(targets: pd.DataFrame) -> list[dict[str, Any]]:
    goals: dict[int, list[dict[str, Any]]] = {}
    for target in records(targets.drop(columns="priority_id")):
        goals.setdefault(target.pop("sdg"), []).append(target)
    return [{"sdg": goal, "targets": goals[goal]} for goal in sorted(goals)]


def _groups(dataset: Dataset, groups: pd.DataFrame) -> list[dict[str, Any]]:
    """Give groups with their agencies by role."""
    acronyms = dataset.agencies.set_index("agency_id")["acronym"]
    members = dataset.group_members
    members = members.assign(acronym=members["agency_id"].map(acronyms))
    found = []
    for group in records(groups):
        of_group = members.loc[members["group_id"] == group["group_id"]]
        by_role = {
            name: records(of_group.loc[of_group["role"] == role, ["agency_id", "acronym"]])
            for name, role in ROLES.items()
        }
        found.append({**group, **by_role})
    return found


TITLES = {"agencies": "Agencies", "figures": "Figures of context", "reports": "Reports"}


@router.get("/reports", summary="Reports", tags=["Programme"], responses=RESPONSES)
async def reports(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every report whose record is served, the newest first; its id is what the parameter `report` takes."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(request, lambda: _table_body(wish, report_table, "reports"))


@router.get("/agencies", summary="Agencies", tags=["Programme"], responses=RESPONSES)
async def agencies(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every agency with its names and its numbers of field offices, initiatives and states."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(request, lambda: _table_body(wish, agency_table, "agencies"))


@router.get("/figures", summary="Figures of context", tags=["Programme"], responses=RESPONSES)
async def figures(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every figure of context that the report prints, with the source that it names."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(request, lambda: _table_body(wish, figure_table, "figures"))


def _table_body(wish: Wanted, make: Callable[[Dataset], pd.DataFrame], name: str) -> Body:
    dataset = wish.service.dataset
    table = make(dataset)
    if wish.file:
        return table_body(wish, name, table)
    content = {
        "edition": dataset.edition,
        "report": report_record(dataset),
        name: records(table),
    }
    return document_body(wish, content, TITLES[name])


def filter_record(query: PresenceQuery) -> dict[str, Any]:
    """Give the filters of a question by the names of their parameters; of a free text only whether there was one."""
    return {**filters_of(query), TEXT: bool(query.text)}
