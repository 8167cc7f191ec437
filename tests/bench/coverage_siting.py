"""How long `siting` takes to a proven optimum, and what it needs beside spopt's own model of the same question.

    python -m tests.bench.coverage_siting [--spopt] [--most 10000]

Target: k = 5, 100 km, every municipality a candidate, proven optimal within 6 s and 1.5 GB on two cores. Memory is the
peak of the process so far. Prints figures and never fails on a time.
"""

from __future__ import annotations

import argparse
import warnings
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

import unmap
from tests.bench.coverage_reach import made_up, peak_mb
from unmap.errors import ParameterError
from unmap.measures.people import field_offices, pairs_within, people_in_need
from unmap.measures.siting import siting
from unmap.measures.siting_problem import Objective, problem_of
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

LIMIT_S, LIMIT_MB = 6.0, 1_500
K, RADIUS_KM = 5, 100.0
CASES = ((5, 100.0, "coverage"), (5, 100.0, "distance"), (10, 100.0, "distance"), (20, 50.0, "coverage"))
SIZES = ((2_469, 36), (10_000, 36), (50_000, 36), (50_000, 1_000))


def timed(name: str, dataset: Dataset, k: int, radius_km: float, objective: str) -> float:
    """Print one question's seconds, memory and how sure its answer is."""
    begin = perf_counter()
    try:
        answer = siting(dataset, None, k, radius_km, objective=objective, time_limit_s=60)
    except ParameterError as error:
        print(f"{name:42}refused: {error}")
        return perf_counter() - begin
    taken = perf_counter() - begin
    proven = "optimal" if answer.optimal else f"gap {answer.gap:.2%}"
    each = f"{int(answer.gain_by_k['optimal'].sum())} of {k} k proven"
    print(f"{name:42}{taken:8.2f} s{peak_mb():8.0f} MB  {proven}, {each}, {answer.objective_value:,.3f}")
    return taken


def time_spopt(dataset: Dataset) -> None:
    """Print what spopt's MCLP takes for one k, given only the people not reached and the pairs that matter."""
    import pulp  # noqa: PLC0415 - an option
    from spopt.locate import MCLP  # noqa: PLC0415 - an option

    query = PresenceQuery()
    people, offices = people_in_need(dataset, query), field_offices(dataset, query)
    problem = problem_of(people, offices, np.arange(len(people.rows)), RADIUS_KM, Objective.COVERAGE)
    lost = np.flatnonzero(problem.today_km > RADIUS_KM)
    pairs = pairs_within(problem.seats.take(lost), problem.sites, RADIUS_KM, 10_000_000)
    if pairs is None:
        return
    costs = np.full((len(lost), len(problem.sites)), 2 * RADIUS_KM)
    costs[pairs.first, pairs.second] = pairs.km
    costs = costs[:, (costs <= RADIUS_KM).any(axis=0)]
    begin = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MCLP.from_cost_matrix(costs, problem.need[lost], RADIUS_KM, K)
        built = perf_counter()
        model = model.solve(pulp.HiGHS(msg=False), results=False)
    print(f"spopt {costs.shape}: model {built - begin:.2f} s, solved {perf_counter() - built:.2f} s, ", end="")
    print(f"adds {model.problem.objective.value():,.0f} people, peak {peak_mb():.0f} MB")


def main() -> None:
    """Print the question that has a target, others beside it, and how the first grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--spopt", action="store_true", help="time spopt's model as well")
    parser.add_argument("--most", type=int, default=10_000, help="largest made-up country, in municipalities")
    arguments = parser.parse_args()
    dataset = unmap.load()
    print(f"after reading the data: {peak_mb():.0f} MB")
    taken = timed("first call: k = 5, 100 km, coverage", dataset, K, RADIUS_KM, "coverage")
    print(f"limits {LIMIT_S} s and {LIMIT_MB} MB: {'met' if taken <= LIMIT_S and peak_mb() <= LIMIT_MB else 'missed'}")
    for k, radius_km, objective in CASES:
        timed(f"k = {k}, {radius_km:g} km, {objective}", dataset, k, radius_km, objective)
    for areas, offices in SIZES:
        if areas <= arguments.most:
            country = made_up(dataset, areas, offices)
            for radius_km in (50.0, 100.0):
                timed(f"{areas:,} areas, {offices:,} offices, {radius_km:g} km", country, K, radius_km, "coverage")
    if arguments.spopt:
        time_spopt(dataset)


if __name__ == "__main__":
    main()
