"""The cooperation framework: its priorities, outcomes and groups, and where each outcome is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import framework_matrix
from unmap.layers import records
from unmap.layers.coverage_frame import report_record
from unmap.layers.programme import framework_cells, framework_records
from unmap.models import Kind

from ..parameters import refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from .formats import TABLE_FORMS, document_body, table_body, wanted
from .questions import FrameworkQuery
from .records import filter_record

if TYPE_CHECKING:
    import pandas as pd

    from unmap.dataset import Dataset

    from ..wire.bodies import Body

router = APIRouter(prefix="/api", tags=["Framework"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

RESULTS_GROUP = "results-group"

ROLES = {"co_chairs": "co-chair", "leads": "lead", "members": "member"}


@router.get("/framework", summary="Outcomes by state")
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
