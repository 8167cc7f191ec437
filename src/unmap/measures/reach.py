"""Reach: how many people in need live within a distance of an office, who is left out, and what a plan would change."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.measures.answer import (
    AREAS,
    Answer,
    figures,
    frame,
    note_records,
    query_record,
    reason_records,
    stamp,
    with_names,
)
from unmap.measures.matching import NOWHERE, over_the_country
from unmap.measures.people import any_within, nearest, notes, people_in_need, share_of, usable_radius
from unmap.measures.plan import Plan, planned, reached_by_each
from unmap.model import Kind, PresenceQuery
from unmap.model.defaults import DEFAULTS
from unmap.model.plain import plain
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.core.arrays import BooleanArray

    from unmap.measures.people import Offices, People
    from unmap.measures.plan import Plan
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


CURVE_KM = np.arange(0.0, DEFAULTS.curve_km + 1, 5.0)
"""Distances at which the curve is read, beside the radius asked for."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a set of offices reaches: how many offices, people in need and everybody within the radius, mean distance.

    `share` is of people in need (0-1), `mean_km` their mean distance to the nearest office. All but `offices` are None
    where there is no office.
    """

    offices: int
    covered: float | None
    share: float | None
    population_covered: float | None
    mean_km: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """People in need within `radius_km` of an office, each of them counted once.

    `persons` is the sum over the areas of the finest level with data, `covered` those of them within the radius and
    `beyond` the others; `share` is covered / persons (0-1). `population` and `population_covered` are the same for
    everyone living there. Covered, beyond and share are None where no office passes the filters, or the data name no
    seat of an area, so that nothing is measured; `reason` is then the
    code of why ("" otherwise). `offices` counts distinct agency x area, `area_count` all areas; `without_need` have no
    data and `without_seat` no seat to measure from: nobody in the former is counted, everybody in the latter is counted
    as not covered. `notes` are the codes of what to say beside the figures. The sentences stand in
    the words of every language.

    `before` is what today's offices reach and `after` what those of the `plan` do, the same where there is none. All
    other figures and frames are those after, but for columns that end in _before.

    Frames:

    - `curve`: distance_km (0 to 500 by 5, and the radius), persons within it, share.
    - `by_agency`: agency_id, offices, persons within the radius of that agency's offices alone, share; most first.
    - `by_highest`: by area of the highest level: state_code, persons, covered, beyond, share, covered_before; persons
      is missing where no area inside has data. The code is called by the level's word.
    - `left_out`: the 25 areas beyond the radius with most people in need: code, name, state_code, persons, pct,
      nearest_km, nearest_office_id.
    - `areas`: every area of the finest level, indexed by `code`: name, state_code, persons, pct, population,
      nearest_km, nearest_office_id, covered (missing without a seat or an office), nearest_km_before, covered_before.
      The office_id of an added office is "added-" and the code of its area.
    - `plan_offices`: every office, added, removed or kept, as `plan.reached_by_each` gives them.
    """

    choice: NeedChoice
    radius_km: float
    offices: int
    persons: float
    covered: float | None
    beyond: float | None
    share: float | None
    population: float
    population_covered: float | None
    area_count: int
    without_need: int
    without_seat: int
    reason: str
    notes: tuple[str, ...]
    curve: pd.DataFrame
    by_agency: pd.DataFrame
    by_highest: pd.DataFrame
    left_out: pd.DataFrame
    areas: pd.DataFrame
    plan: Plan
    before: Reached
    after: Reached
    plan_offices: pd.DataFrame


def reach(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    radius_km: float = DEFAULTS.radius_km,
    plan: Plan | None = None,
) -> Reach:
    """Give the people in need within `radius_km` of a field office that `query` lets through, today and with the plan.

    Distance is the WGS 84 geodesic from the seat of an area, where everyone in it counts as living, to the nearest
    office; a person is counted once, however many offices are near. Always at the finest level, whatever the level of
    the query. Headquarters are left out unless `query.headquarters` asks for them; they then stand at the
    seat of their area of the highest level, which the notes say.

    Raises ParameterError for a radius that is not above 0 and at most 5,000 km, an indicator without a headcount,
    unknown indicators, years and filter values, and as `planned` does.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: need and whose offices; all field offices without it.
    - `radius_km`: kilometres, above 0 and at most 5,000.
    - `plan`: offices added and taken away; none without it.

    >>> f"{reach(data, radius_km=100).share:.1%} of the people in poverty live within 100 km of an office"
    '60.7% of the people in poverty live within 100 km of an office'
    """
    query = over_the_country(dataset, query)
    radius = usable_radius(radius_km)
    people, found = people_in_need(dataset, query), planned(dataset, query, plan)
    offices = found.then
    areas = _areas(people, found.today, offices, radius)
    persons = float(areas["persons"].sum())
    measured = bool(len(people.rows))
    after = _reached(areas, offices.count, "", measured=measured)
    return Reach(
        choice=people.choice,
        radius_km=radius,
        offices=offices.count,
        persons=persons,
        covered=after.covered,
        beyond=None if after.covered is None else persons - after.covered,
        share=after.share,
        population=float(areas["population"].sum()),
        population_covered=after.population_covered,
        area_count=len(areas),
        without_need=int(areas["persons"].isna().sum()),
        without_seat=len(areas) - len(people.rows),
        reason=("" if measured else "no-seat") if offices.count else found.why_none(query),
        notes=(*notes(query, offices), *found.notes),
        curve=_curve(areas, radius, persons),
        by_agency=_by_agency(people, offices, radius, persons),
        by_highest=_by_highest(dataset, areas),
        left_out=_left_out(areas),
        areas=areas,
        plan=found.plan,
        before=_reached(areas, found.today.count, "_before", measured=measured),
        after=after,
        plan_offices=reached_by_each(found, people, radius),
    )


def _reached(areas: pd.DataFrame, offices: int, when: str, *, measured: bool) -> Reached:
    if not offices or not measured:
        return Reached(offices, None, None, None, None)
    within = areas[f"covered{when}"].fillna(value=False).to_numpy(dtype=bool)
    covered = float(areas.loc[within, "persons"].sum())
    near = areas.loc[areas[f"nearest_km{when}"].notna() & (areas["persons"] > 0)]
    person_km = float((near["persons"] * near[f"nearest_km{when}"]).sum())
    return Reached(
        offices=offices,
        covered=covered,
        share=share_of(covered, float(areas["persons"].sum())),
        population_covered=float(areas.loc[within, "population"].sum()),
        mean_km=share_of(person_km, float(near["persons"].sum())),
    )


def _areas(people: People, today: Offices, then: Offices, radius_km: float) -> pd.DataFrame:
    nearest_km, office = _nearest(people, then)
    # Most questions come without a plan, and then nothing has to be measured twice.
    before_km = nearest_km if today is then else _nearest(people, today)[0]
    # Position -1 takes the empty text put behind the last office.
    names = np.append(then.table["office_id"].to_numpy(dtype=object), "")
    return people.areas.assign(
        nearest_km=nearest_km,
        nearest_office_id=pd.array(names[office], dtype="str"),
        covered=_within(nearest_km, radius_km),
        nearest_km_before=before_km,
        covered_before=_within(before_km, radius_km),
    )


def _nearest(people: People, offices: Offices) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give for each area the distance to the nearest office and the position of that office."""
    office, km = nearest(people.seats, offices.points)
    nearest_km, found = np.full(len(people.areas), np.nan), np.full(len(people.areas), NOWHERE)
    nearest_km[people.rows], found[people.rows] = km, office
    return nearest_km, found


def _within(nearest_km: NDArray[np.float64], radius_km: float) -> BooleanArray:
    covered = pd.array(nearest_km <= radius_km, dtype="boolean")
    covered[np.isnan(nearest_km)] = pd.NA
    return covered


def _curve(areas: pd.DataFrame, radius_km: float, persons: float) -> pd.DataFrame:
    known = areas.loc[areas["nearest_km"].notna()].sort_values("nearest_km", kind="stable")
    distances = np.union1d(CURVE_KM, [radius_km]) if len(known) else np.zeros(0)
    counted = np.append(0.0, known["persons"].fillna(0.0).cumsum())
    within = counted[np.searchsorted(known["nearest_km"], distances, side="right")]
    return pd.DataFrame({"distance_km": distances, "persons": within, "share": _shares(within, persons)})


def _shares(part: NDArray[np.float64], whole: float) -> NDArray[np.float64]:
    return part / whole if whole else np.full(len(part), np.nan)


def _by_agency(people: People, offices: Offices, radius_km: float, persons: float) -> pd.DataFrame:
    need = people.persons[people.rows]
    rows = [
        (str(agency), table["thing"].nunique(), float(need[near].sum()))
        for agency, table in offices.table.groupby("agency_id")
        if agency and (near := any_within(people.seats, offices.points.take(table.index.to_numpy()), radius_km)).size
    ]
    found = pd.DataFrame(rows, columns=["agency_id", "offices", "persons"]).astype({"persons": "float64"})
    found["share"] = _shares(found["persons"].to_numpy(), persons)
    return found.sort_values(["persons", "agency_id"], ascending=[False, True], ignore_index=True)


def _by_highest(dataset: Dataset, areas: pd.DataFrame) -> pd.DataFrame:
    name = f"{dataset.level()}_code"
    around = pd.Index(dataset.areas(None), name=name)

    def summed(persons: pd.Series[float]) -> pd.Series[float]:
        return persons.groupby(areas[name]).sum(min_count=1).reindex(around)

    def inside(when: str) -> pd.Series[float]:
        covered = areas[f"covered{when}"]
        if covered.isna().all():
            return pd.Series(np.nan, index=around)
        within = covered.fillna(value=False).to_numpy(dtype=bool)
        return summed(areas["persons"].where(within, areas["persons"] * 0.0))

    persons, covered = summed(areas["persons"]), inside("")
    share = covered / persons.where(persons != 0)
    table = {"persons": persons, "covered": covered, "beyond": persons - covered, "share": share}
    return pd.DataFrame({**table, "covered_before": inside("_before")}).reset_index()


def _left_out(areas: pd.DataFrame) -> pd.DataFrame:
    beyond = areas.loc[~areas["covered"].fillna(value=True).to_numpy(dtype=bool) & (areas["persons"] > 0)]
    order = beyond.reset_index().sort_values(["persons", "code"], ascending=[False, True], ignore_index=True)
    # The second column is the area of the highest level.
    columns = ["code", *areas.columns[:2], "persons", "pct", "nearest_km", "nearest_office_id"]
    return order[columns].head(DEFAULTS.left_out)


PLAN = "plan"
"""The table of the offices added, removed and kept."""


def _definition(dataset: Dataset) -> str:
    return (
        "People in need within the radius of a field office: geodesic distance (WGS 84) from the seat of the "
        f"{dataset.finest.singular_en} to the nearest office, each person counted once, however many offices are near."
    )


def offices_counted(dataset: Dataset, query: PresenceQuery) -> str:
    """Say which offices distance is measured from."""
    main = "are left out"
    if query.headquarters:
        main = f"count too, as one office each at the seat of their {dataset.level().singular_en}"
    area = dataset.finest.singular_en
    return f"Field offices are places to measure from: distinct agency x {area}. Headquarters {main}."


def reach_answer(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    radius_km: float = DEFAULTS.radius_km,
    plan: Plan | None = None,
) -> Answer:
    """Give the people within the radius; tables: areas, by_state, by_agency, left_out, curve, plan.

    "state" is the word of the highest level.

    With a plan its head says what was reached `before`, and `change`, what the plan adds to that.

    Raises ParameterError as `reach` does.
    """
    query = at_finest_level(dataset, query)
    found = reach(dataset, query, radius_km, plan)
    head = {
        **frame(dataset, _definition(dataset), query_record(query, radius=radius_km, **found.plan.asked), found.choice),
        "counting": offices_counted(dataset, query),
        **{
            dataset.finest.id if name == "area_count" else name: value
            for name, value in figures(found, "reason", "notes", "plan", "before", "after").items()
        },
        "mean_km": found.after.mean_km,
        "before": figures(found.before),
        "change": _change(found.before, found.after),
        "reasons": reason_records([found.reason] if found.reason else []),
        "notes": note_records(found.notes),
    }
    tables = {
        AREAS: found.areas.reset_index(),
        f"by_{dataset.level()}": found.by_highest,
        "by_agency": found.by_agency,
        "left_out": found.left_out,
        "curve": found.curve,
        PLAN: found.plan_offices,
    }
    named = {name: with_names(dataset, table) for name, table in tables.items()}
    marks = stamp(dataset, query, found.choice) | distance_columns(query, found.radius_km, found.plan)
    return Answer("reach", head, named, marks, dataset.finest.word)


def _change(before: Reached, after: Reached) -> dict[str, float | None]:
    """Give what a plan changes, figure by figure; None where one of the two is missing."""
    pairs = {field.name: (getattr(before, field.name), getattr(after, field.name)) for field in fields(Reached)}
    return {name: None if None in pair else plain(pair[1] - pair[0]) for name, pair in pairs.items()}


def distance_columns(query: PresenceQuery, radius_km: float, plan: Plan) -> dict[str, Any]:
    """Give the columns that say in a file what its figures are of: which offices, radius and plan."""
    return {
        "kind": str(Kind.OFFICES),
        "counting": "distinct",
        "headquarters": query.headquarters,
        "radius_km": radius_km,
        "plan_add": ",".join(plan.add),
        "plan_remove": ",".join(plan.remove),
        **({"plan_name": plan.name} if plan.name else {}),
    }


def at_finest_level(dataset: Dataset, query: PresenceQuery | None) -> PresenceQuery:
    """Give the question at the only level where distance means something."""
    return replace(in_codes(dataset, query), level=dataset.finest.word)
