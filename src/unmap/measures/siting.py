"""Siting: which k seats would add most to the reach of the offices there are."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.answer import (
    Answer,
    figures,
    frame,
    note_records,
    query_record,
    reason_records,
    stamp,
    with_names,
)
from unmap.measures.matching import over_the_country
from unmap.measures.people import notes, people_in_need, share_of, usable_radius
from unmap.measures.plan import Plan, planned
from unmap.measures.reach import (
    at_finest_level,
    distance_columns,
    offices_counted,
)
from unmap.measures.siting_problem import Objective, Problem, candidate_rows, greedy, improve, problem_of
from unmap.model import PresenceQuery
from unmap.model.arguments import decimal_number, one_of
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.measures.people import People
    from unmap.measures.plan import Plan, Planned
    from unmap.measures.siting_model import Solved
    from unmap.measures.siting_problem import Savings
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """The k places that add most to what the offices of the query reach, each person counted once.

    `persons` is the sum of people in need over the areas of the finest level with data; `covered_before` and
    `covered_after` are those within `radius_km` of an office, and of an office or a new place; the shares are of
    `persons` (0-1). Offices are those that the `plan` leaves. `mean_km_before` and `mean_km_after` are the mean
    distance of people in need to the nearest; before is None where no office passes the filters; `reason` is then the
    code of why ("" otherwise), and `notes` are codes, as in `Reach`.

    `objective_value` is `covered_after` or `mean_km_after`; `bound` is what no k candidates can exceed or, for
    distance, go below; `gap` = |bound - objective_value| / objective_value; `optimal` whether the two are one (within
    1e-8). Where time ran out the places are the best known, and `optimal` is false.

    Frames:

    - `chosen`: rank, code, name, state_code, lon, lat, persons_added (newly within the radius), mean_km_cut (missing
      for the first where there was no office). Each place is the one of the chosen that adds most to those before it.
      Places that add nothing are left out, so there may be fewer than k.
    - `gain_by_k`: for each k from 1: k, objective_value, bound, optimal, greedy_value (what taking the best place
      each time gives), gain (what the last place adds: people, or kilometres cut; missing for the first where there
      was no office).
    """

    choice: NeedChoice
    objective: Objective
    k: int
    radius_km: float
    offices: int
    candidates: int
    persons: float
    covered_before: float
    covered_after: float
    share_before: float | None
    share_after: float | None
    mean_km_before: float | None
    mean_km_after: float | None
    objective_value: float | None
    bound: float | None
    gap: float | None
    optimal: bool
    without_need: int
    without_seat: int
    reason: str
    notes: tuple[str, ...]
    plan: Plan
    chosen: pd.DataFrame
    gain_by_k: pd.DataFrame


def siting(  # noqa: PLR0913 - the question has that many parts
    dataset: Dataset,
    query: PresenceQuery | None = None,
    k: int = DEFAULTS.sites,
    radius_km: float = DEFAULTS.radius_km,
    *,
    objective: str = Objective.COVERAGE,
    candidates: Iterable[str] | None = None,
    min_town: int = 0,
    time_limit_s: float = DEFAULTS.siting_limit_s,
    plan: Plan | None = None,
) -> Siting:
    """Choose k seats to stand beside the offices that `query` lets through, as the plan changes them.

    "coverage" adds most people in need within `radius_km` (maximal covering, Church and ReVelle 1974), "distance" cuts
    their mean distance to the nearest most (p-median, ReVelle and Swain 1970), both to proven optimality where
    `time_limit_s` seconds suffice for all k up to the one asked for. `candidates` names areas of the finest level,
    larger ones for all in them, or "capitals"; without it every area with a seat is one, towns of at least `min_town`
    people (at the seat, by the census) are chosen from. People and distances are those of `reach`. Of equally good
    places the one with the lower code is taken; a run that its time does not cut short gives the same answer each time.

    Raises ParameterError for k outside 1 to 20 or above the number of candidates, unknown codes, an unknown objective,
    a time limit that is not above 0, too many candidates for the data, and as `reach` does.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: need and whose offices stand already; all field offices without it.
    - `k`, `radius_km`, `objective`: how many places, within how many kilometres, "coverage" or "distance".
    - `candidates`, `min_town`: where a place may be.
    - `time_limit_s`: seconds after which the best that is known counts.
    - `plan`: offices added and taken away before; none without it.

    >>> siting(data, k=2, radius_km=100).chosen[["name", "persons_added"]].to_numpy().tolist()
    [['Comapa', 3150085.0], ['Tlachichilco', 2577802.0]]
    """
    query = over_the_country(dataset, query)
    until = monotonic() + _usable_limit(time_limit_s)
    radius, wanted = usable_radius(radius_km), one_of(Objective, "objective", objective)
    people, found = people_in_need(dataset, query), planned(dataset, query, plan)
    offices = found.then
    rows = candidate_rows(dataset, people, candidates, min_town)
    _refuse_k(k, len(rows))
    problem = problem_of(people, offices, rows, radius, wanted)
    solved, simple = _solve_each(problem.savings, int(k), until)
    return _answer(problem, solved, simple, people, found, query)


def _usable_limit(seconds: float) -> float:
    number = decimal_number(seconds)
    if number is None or number <= 0:
        raise ParameterError("time_limit_s", "must be a number of seconds above 0", seconds)
    return number


def _refuse_k(k: int, candidates: int) -> None:
    if not candidates:
        raise ParameterError("k", "has nothing to choose from: no candidate has a seat in these data", k)
    most = min(DEFAULTS.most_sites, candidates)
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= most:
        raise ParameterError("k", f"must be a whole number from 1 to {most}", k)


def _solve_each(savings: Savings, k: int, until: float) -> tuple[list[Solved], list[float]]:
    """Give the best sites for each number of them from 1 to k, and what taking the best each time saves.

    The number asked for goes first, so that what time there is serves it; its cuts then serve the others.
    """
    from unmap.measures.siting_model import Solver  # noqa: PLC0415 - HiGHS takes 5 MB, and few ask for it

    taken = greedy(savings, k)
    simple = [savings.value(taken[:number]) for number in range(1, k + 1)]
    solver, bound = Solver(savings), inf
    found: list[Solved] = []
    for number in range(k, 0, -1):
        starts = [improve(savings, taken[:number], until)]
        if found:
            larger = found[-1].sites
            starts += [tuple(site for site in larger if site != left) for left in larger]
        found.append(solver.solve(number, max(starts, key=savings.value), bound, until))
        bound = found[-1].bound
    return found[::-1], simple


def _answer(  # noqa: PLR0913, PLR0917 - everything that was asked meets here
    problem: Problem, solved: list[Solved], simple: list[float], people: People, found: Planned, query: PresenceQuery
) -> Siting:
    best = solved[-1]
    persons = float(people.areas["persons"].sum())
    before, after = problem.covered(()), problem.covered(best.sites)
    mean_km = problem.mean_km(best.sites)
    value = after if problem.objective is Objective.COVERAGE else mean_km
    bound = value if best.optimal else problem.reported(best.bound)
    chosen = _chosen(problem, people, best.sites)
    return Siting(
        choice=people.choice,
        objective=problem.objective,
        k=len(solved),
        radius_km=problem.radius_km,
        offices=found.then.count,
        candidates=len(problem.rows),
        persons=persons,
        covered_before=before,
        covered_after=after,
        share_before=share_of(before, persons),
        share_after=share_of(after, persons),
        mean_km_before=problem.mean_km(()),
        mean_km_after=mean_km,
        objective_value=value,
        bound=bound,
        gap=None if value is None or bound is None else share_of(abs(bound - value), value),
        optimal=best.optimal,
        without_need=int(people.areas["persons"].isna().sum()),
        without_seat=len(people.areas) - len(people.rows),
        reason="" if found.then.count else found.why_none(query),
        notes=(*notes(query, found.then), *found.notes, *_fewer(len(chosen), len(solved))),
        plan=found.plan,
        chosen=chosen,
        gain_by_k=_gain_by_k(problem, solved, simple),
    )


def _fewer(chosen: int, asked: int) -> tuple[str, ...]:
    return () if chosen == asked else ("fewer-places",)


def _chosen(problem: Problem, people: People, sites: tuple[int, ...]) -> pd.DataFrame:
    ranked = problem.ranked(sites)
    steps = [ranked[:number] for number in range(len(ranked) + 1)]
    covered = np.array([problem.covered(step) for step in steps])
    mean_km = np.array([problem.mean_km(step) for step in steps], dtype=np.float64)
    places = people.areas.iloc[problem.rows[ranked]]
    seats = problem.sites.take(np.array(ranked, dtype=np.int64))
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(ranked) + 1),
            "code": places.index.to_numpy(),
            "name": places["name"].to_numpy(),
            # The area of the highest level, by its word: state_code.
            places.columns[1]: places.iloc[:, 1].to_numpy(),
            "lon": seats.lon,
            "lat": seats.lat,
            "persons_added": np.diff(covered),
            "mean_km_cut": -np.diff(mean_km),
        }
    )


def _gain_by_k(problem: Problem, solved: list[Solved], simple: list[float]) -> pd.DataFrame:
    values = [problem.reported(one.value) for one in solved]
    start = problem.covered(()) if problem.objective is Objective.COVERAGE else problem.mean_km(())
    steps = np.array([start, *values], dtype=np.float64)
    return pd.DataFrame(
        {
            "k": np.arange(1, len(solved) + 1),
            "objective_value": np.array(values, dtype=np.float64),
            "bound": np.array(
                [problem.reported(one.value if one.optimal else one.bound) for one in solved], dtype=np.float64
            ),
            "optimal": [one.optimal for one in solved],
            "greedy_value": np.array([problem.reported(value) for value in simple], dtype=np.float64),
            "gain": np.abs(np.diff(steps)),
        }
    )


def _definition(dataset: Dataset) -> str:
    return (
        f"The k seats of {dataset.finest.plural_en} that, beside the offices there are, bring most people in need "
        "within the radius (coverage: maximal covering, Church and ReVelle 1974) or cut their mean distance to the "
        "nearest most (distance: p-median, ReVelle and Swain 1970). optimal says that no other k seats do better; "
        "where time ran out it is false and bound is what none can exceed or, for distance, go below."
    )


def siting_answer(  # noqa: PLR0913 - the question has that many parts
    dataset: Dataset,
    query: PresenceQuery | None = None,
    k: int = DEFAULTS.sites,
    radius_km: float = DEFAULTS.radius_km,
    *,
    objective: str = Objective.COVERAGE,
    candidates: frozenset[str] | None = None,
    min_town: int = 0,
    time_limit_s: float = DEFAULTS.siting_limit_s,
    plan: Plan | None = None,
) -> Answer:
    """Give the best places for more offices; tables: chosen, gain_by_k. Raises ParameterError as `siting` does."""
    query = at_finest_level(dataset, query)
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
        **frame(dataset, _definition(dataset), query_record(query, **asked, **found.plan.asked), found.choice),
        "counting": offices_counted(dataset, query),
        **figures(found, "reason", "notes", "plan"),
        "reasons": reason_records([found.reason] if found.reason else []),
        "notes": note_records(found.notes),
    }
    tables = {"chosen": with_names(dataset, found.chosen), "gain_by_k": found.gain_by_k}
    final = bool(found.optimal and found.gain_by_k["optimal"].all())
    marks = stamp(dataset, query, found.choice) | distance_columns(query, found.radius_km, found.plan)
    marks |= {"objective": objective, "candidates": ",".join(named), "min_town": min_town}
    return Answer("siting", head, tables, marks, final=final)
