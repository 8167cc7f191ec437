"""Reach and siting as every interface gives them, with names beside codes."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from unmap.coverage.reach import Reached, reach
from unmap.coverage.siting import TIME_LIMIT_S, siting
from unmap.coverage.siting_problem import Objective
from unmap.join.naming import in_codes
from unmap.layers.coverage_answer import AREAS, Answer
from unmap.layers.coverage_frame import (
    figures,
    frame,
    note_records,
    query_record,
    reason_records,
    stamp,
    with_names,
)
from unmap.layers.encode import plain
from unmap.models import Kind, Level, PresenceQuery

if TYPE_CHECKING:
    from unmap.coverage.plan import Plan
    from unmap.dataset import Dataset

RADIUS_KM = 100.0

PLAN = "plan"
"""The table of the offices added, removed and kept."""

REACH = (
    "People in need within the radius of a field office: geodesic distance (WGS 84) from the seat of the municipality "
    "to the nearest office, each person counted once, however many offices are near."
)
SITING = (
    "The k seats of municipalities that, beside the offices there are, bring most people in need within the radius "
    "(coverage: maximal covering, Church and ReVelle 1974) or cut their mean distance to the nearest most (distance: "
    "p-median, ReVelle and Swain 1970). optimal says that no other k seats do better; where time ran out it is false "
    "and bound is what none can exceed or, for distance, go below."
)
_OFFICES = "Field offices are places to measure from: distinct agency x municipality."
_HEADQUARTERS = {
    False: "Headquarters are left out.",
    True: "Headquarters count too, as one office each at the seat of their state.",
}


def reach_answer(
    dataset: Dataset, query: PresenceQuery | None = None, radius_km: float = RADIUS_KM, plan: Plan | None = None
) -> Answer:
    """Give the people within the radius; tables: areas, by_state, by_agency, left_out, curve, plan.

    With a plan its head says what was reached `before`, and `change`, what the plan adds to that.

    Raises ParameterError as `reach` does.
    """
    query = _by_municipality(dataset, query)
    found = reach(dataset, query, radius_km, plan)
    head = {
        **frame(dataset, REACH, query_record(query, radius=radius_km, **asdict(found.plan)), found.choice),
        "counting": f"{_OFFICES} {_HEADQUARTERS[query.headquarters]}",
        **figures(found, "reason", "notes", "plan", "before", "after"),
        "mean_km": found.after.mean_km,
        "before": figures(found.before),
        "change": _change(found.before, found.after),
        "reasons": reason_records([found.reason] if found.reason else []),
        "notes": note_records(found.notes),
    }
    tables = {
        AREAS: found.areas.reset_index(),
        "by_state": found.by_state,
        "by_agency": found.by_agency,
        "left_out": found.left_out,
        "curve": found.curve,
        PLAN: found.plan_offices,
    }
    named = {name: with_names(dataset, table) for name, table in tables.items()}
    marks = stamp(dataset, query, found.choice) | _asked(query, found.radius_km, found.plan)
    return Answer("reach", head, named, marks, Level.MUNICIPALITY)


def _change(before: Reached, after: Reached) -> dict[str, float | None]:
    """Give what a plan changes, figure by figure; None where one of the two is missing."""
    pairs = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields(Reached)}
    return {name: None if None in pair else plain(pair[1] - pair[0]) for name, pair in pairs.items()}


def _asked(query: PresenceQuery, radius_km: float, plan: Plan) -> dict[str, Any]:
    """Give the columns that say in a file what its figures are of: which offices, radius and plan."""
    return {
        "kind": str(Kind.OFFICES),
        "counting": "distinct",
        "headquarters": query.headquarters,
        "radius_km": radius_km,
        "plan_add": ",".join(plan.add),
        "plan_remove": ",".join(plan.remove),
    }


def siting_answer(  # noqa: PLR0913 - the question has that many parts
    dataset: Dataset,
    query: PresenceQuery | None = None,
    k: int = 5,
    radius_km: float = RADIUS_KM,
    *,
    objective: str = Objective.COVERAGE,
    candidates: frozenset[str] | None = None,
    min_town: int = 0,
    time_limit_s: float = TIME_LIMIT_S,
    plan: Plan | None = None,
) -> Answer:
    """Give the best places for more offices; tables: chosen, gain_by_k. Raises ParameterError as `siting` does."""
    query = _by_municipality(dataset, query)
    found = siting(
        dataset,
        query,
        k,
        radius_km,
        objective=objective,
        candidates=candidates,
        min_town=min_town,
        time_limit_s=time_limit_s,
        plan=plan,
    )
    named = sorted(candidates or ())
    asked = {"k": k, "radius": radius_km, "objective": objective, "candidates": named, "min_town": min_town}
    head = {
        **frame(dataset, SITING, query_record(query, **asked, **asdict(found.plan)), found.choice),
        "counting": f"{_OFFICES} {_HEADQUARTERS[query.headquarters]}",
        **figures(found, "reason", "notes", "plan"),
        "reasons": reason_records([found.reason] if found.reason else []),
        "notes": note_records(found.notes),
    }
    tables = {"chosen": with_names(dataset, found.chosen), "gain_by_k": found.gain_by_k}
    final = bool(found.optimal and found.gain_by_k["optimal"].all())
    marks = stamp(dataset, query, found.choice) | _asked(query, found.radius_km, found.plan)
    marks |= {"objective": objective, "candidates": ",".join(named), "min_town": min_town}
    return Answer("siting", head, tables, marks, final=final)


def _by_municipality(dataset: Dataset, query: PresenceQuery | None) -> PresenceQuery:
    """Give the question at the only level where distance means something."""
    return replace(in_codes(dataset, query), level=Level.MUNICIPALITY)
