"""Gaps as every interface gives them: which areas are listed, in what order, and in which classes a map draws them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.measures.answer import AREAS, Answer, counting, frame, named_as, query_record, reason_records, stamp
from unmap.measures.findings import finding_records, findings
from unmap.measures.gaps import NO_DATA, THIRDS, classed_with, gaps
from unmap.measures.need import in_classes, legend, need_by_area
from unmap.measures.presence import presence_table
from unmap.measures.presence_classes import class_record, classes_beside_need, presence_classes
from unmap.model.arguments import one_of
from unmap.model.defaults import DEFAULTS
from unmap.model.plain import plain
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unmap.measures.gaps import Gaps
    from unmap.measures.ranks import RankChoices
    from unmap.model import PresenceQuery
    from unmap.store import Dataset


HIGH_PART = 0.9
"""The part of the areas that lies within the outermost limits of a gap, or nearly."""


_LADDER = np.array([m * 10.0**power for power in range(-7, 3) for m in (1, 2, 5)])


def coverage_classes(areas: pd.DataFrame, need_measure: str, beside: pd.DataFrame | None = None) -> dict[str, Any]:
    """Give the classes that a map draws of the areas of `unmap.measures.gaps.gaps`, by what they class.

    They are made from the values of `beside`, too, the same of another report; counts are of `areas` alone.

    - gap: `limits` in percentage points, symmetric about 0 and round (1, 2, 5 and their tenths and tens), the classes
      between and beyond them, each up to and including its own upper limit; `lower` and `upper` are the ends.
    - presence: areas in each class of presence and the classes' limits, see `unmap.measures.presence_classes`.
    - bivariate: thirds of need with three classes of presence, whose limits are `presence`; `by` is what need is
      ordered by ("headcount", "rate" or "value") and `thirds` are the lowest and highest of it in each.
    """
    both = areas if beside is None else pd.concat([areas, beside], ignore_index=True)
    presence = both["presence"].to_numpy(dtype="float64")
    return {
        "gap": _of_gap(areas["gap"], both["gap"]),
        "presence": class_record(areas["presence_class"], presence_classes(presence)),
        "bivariate": _of_both(areas, need_measure, presence),
    }


def _of_gap(points: pd.Series, classed: pd.Series) -> dict[str, Any] | None:
    """Class points by limits made from `classed`, which holds them."""
    known = points.dropna().to_numpy(dtype="float64")
    if not known.size:
        return None
    limits = _limits(np.abs(classed.dropna().to_numpy(dtype="float64")))
    numbers = np.searchsorted(limits, known, side="left")
    return {
        "limits": limits.tolist(),
        "lower": float(known.min()),
        "upper": float(known.max()),
        "counts": np.bincount(numbers, minlength=limits.size + 1).tolist(),
        "no_data": int(points.size - known.size),
    }


def _limits(sizes: np.ndarray) -> np.ndarray:
    """Give neighbours of the ladder up to what nine tenths of the areas stay below, and the same below 0."""
    side = DEFAULTS.gap_classes // 2
    reach = np.quantile(sizes, HIGH_PART)
    top = int(np.clip(np.searchsorted(_LADDER, reach, side="right"), side, _LADDER.size))
    half = np.round(_LADDER[top - side : top], 7)
    return np.concatenate([-half[::-1], half])


def _of_both(areas: pd.DataFrame, need_measure: str, presence: NDArray[np.float64]) -> dict[str, Any]:
    found = areas["bivariate"].value_counts()
    classes = classes_beside_need(presence)
    ordered_by = "need_persons" if need_measure == "headcount" else "need_pct"
    ranges = areas.groupby("need_third")[ordered_by].agg(["min", "max"])
    return {
        "by": need_measure,
        "counts": {f"{third}-{name}": int(found.get(f"{third}-{name}", 0)) for third in THIRDS for name in classes},
        "no_data": int(found.get(NO_DATA, 0)),
        "presence": {name: list(limits) for name, limits in classes.items()},
        "thirds": {
            third: [plain(value) for value in ranges.loc[third]] if third in ranges.index else None for third in THIRDS
        },
    }


DEFINITION = (
    "Gap (percentage points) = an area's share of the people in need less its share of presence, both over the areas "
    "with need data: it sums to 0, and above 0 presence falls short of need. rank is by gap, the greatest shortfall "
    "first; rank_median is the median rank over the choices listed, rank_p05 to rank_p95 the interval in which nine in "
    "ten of them lie and the rank always does, top5_share the part of them in which the area is among the first five, "
    "sign_holds whether the gap is above 0, or below it, in nine in ten of them as it is here. need_rank and "
    "need_third go by need_measure: the headcount or the rate asked for. A blank spot is in the highest "
    "quarter of need by rate and without presence of the kind asked about."
)


COUNTS = ("offices", "initiatives", "agencies", "headquarters")
"""What presence is made of, as a table on screen has it."""


class Order(StrEnum):
    """What areas are listed by, the smallest first: rank 1 is the greatest shortfall or need."""

    RANK = "rank"
    RANK_MEDIAN = "rank_median"
    NEED_RANK = "need_rank"
    PERSONS_RANK = "persons_rank"
    CODE = "code"


class Cell(StrEnum):
    """Need set against presence as a map of both draws it: a third of need, then a class of presence.

    `any-0` is every area without presence, one without need data too. `few` and `many` are the halves of the areas with
    presence where nearly all have two or more, so that 1 and 2+ are not used. `need-1` and so on are the classes of the
    need asked for as a legend has them, the lowest values first; a class that the need does not have holds no area.
    """

    ANY_NONE = "any-0"
    LOW_NONE = "low-0"
    LOW_ONE = "low-1"
    LOW_MORE = "low-2+"
    LOW_FEW = "low-few"
    LOW_MANY = "low-many"
    MIDDLE_NONE = "middle-0"
    MIDDLE_ONE = "middle-1"
    MIDDLE_MORE = "middle-2+"
    MIDDLE_FEW = "middle-few"
    MIDDLE_MANY = "middle-many"
    HIGH_NONE = "high-0"
    HIGH_ONE = "high-1"
    HIGH_MORE = "high-2+"
    HIGH_FEW = "high-few"
    HIGH_MANY = "high-many"
    NEED_1 = "need-1"
    NEED_2 = "need-2"
    NEED_3 = "need-3"
    NEED_4 = "need-4"
    NEED_5 = "need-5"
    NEED_6 = "need-6"
    NEED_7 = "need-7"

    @property
    def need_class(self) -> int | None:
        """The number of a class of need; None for a cell of need and presence."""
        of, _, number = self.partition("-")
        return int(number) if of == "need" else None


@dataclass(frozen=True, slots=True)
class Listing:
    """In what order areas are listed, and whether only those in one cell; what they are counted against stays."""

    order: Order = Order.RANK
    cell: Cell | None = None

    def __post_init__(self) -> None:
        """Take plain words and ; raises ParameterError for a word that is none of these."""
        object.__setattr__(self, "order", one_of(Order, "sort", self.order))
        object.__setattr__(self, "cell", None if self.cell is None else one_of(Cell, "cell", self.cell))


def gap_answer(
    dataset: Dataset,
    query: PresenceQuery | None = None,
    choices: RankChoices | None = None,
    listing: Listing | None = None,
    classes_with: str | None = None,
) -> Answer:
    """Set need against presence; tables: areas (of `gaps`, and need and counts as on screen), choices.

    The classes are made from the values of the report `classes_with`, too. Raises ParameterError as `gaps` does, and
    for a report that there is not.
    """
    query, listing = in_codes(dataset, query), listing or Listing()
    with named_as({"concepts": "rank_concepts"}):
        found = gaps(dataset, replace(query, areas=frozenset()), choices)
    beside = None
    if classes_with is not None:
        with named_as({"report": "classes_with"}):
            beside = gaps(dataset.of_report(classes_with), replace(query, areas=frozenset()), choices)
        found = classed_with(found, beside)
    asked: dict[str, object] = {
        "area": sorted(query.areas),
        "cell": listing.cell,
        "sort": listing.order,
        **_narrowed(choices),
    }
    if classes_with is not None:
        asked["classes_with"] = classes_with
    head = {
        **frame(dataset, DEFINITION, query_record(query, **asked), found.need),
        "counting": counting(dataset, query),
        "totals": _totals(found),
        "need_measure": found.need_measure if found.need.given else None,
        "classes": coverage_classes(found.areas, found.need_measure, None if beside is None else beside.areas),
        "findings": finding_records(findings(dataset, found)),
        "left_out": list(found.left_out),
        "reasons": reason_records(found.reasons),
    }
    tables = {
        AREAS: _as_on_screen(dataset, found, _listed(dataset, found.only(query.areas), listing)),
        "choices": found.choices,
    }
    return Answer("coverage", head, tables, stamp(dataset, query, found.need), query.level)


def area_gaps(dataset: Dataset, query: PresenceQuery) -> tuple[pd.DataFrame, dict[str, object]]:
    """Give the row of each area of a question, and for all of them: the need gone by, and what need is ranked by."""
    found = gaps(dataset, query)
    need = found.need
    said: dict[str, object] = {
        "indicator_id": need.indicator.indicator_id or None,
        "year": need.year if need.given else None,
        "need_measure": found.need_measure if need.given else None,
    }
    return _as_on_screen(dataset, found, pd.DataFrame(found.areas.drop(columns="geometry"))), said


def _as_on_screen(dataset: Dataset, found: Gaps, table: pd.DataFrame) -> pd.DataFrame:
    """Put in the columns of the table beside a map: need in its own unit, and what presence is made of.

    `need_pct` and `need_persons` are missing for an index, and `presence` is one number for all that is asked about. A
    count that the question leaves out is missing.
    """
    counts = presence_table(dataset, found.query).set_index("code")[list(COUNTS)].reindex(table["code"])
    value = need_by_area(dataset, found.need)["value"].reindex(table["code"])
    need, presence = (list(table.columns).index(name) for name in ("need_pct", "presence"))
    parts = (
        table.iloc[:, :need],
        value.rename("need_value"),
        table.iloc[:, need : presence + 1],
        counts,
        table.iloc[:, presence + 1 :],
    )
    joined: pd.DataFrame = pd.concat([part.reset_index(drop=True) for part in parts], axis="columns")
    return joined


def _narrowed(choices: RankChoices | None) -> dict[str, list[str]]:
    if choices is None:
        return {"rank_concepts": [], "rank_measures": [], "rank_kinds": [], "rank_countings": []}
    return {
        "rank_concepts": sorted(choices.concepts),
        "rank_measures": list(choices.need_measures),
        "rank_kinds": list(choices.kinds),
        "rank_countings": list(choices.countings),
    }


def _totals(found: Gaps) -> dict[str, float | None]:
    return {
        "need": plain(found.need_total),
        "population": plain(found.population_total),
        "presence": plain(found.presence_total),
        "presence_left_out": plain(found.presence_left_out),
    }


def _listed(dataset: Dataset, found: Gaps, listing: Listing) -> pd.DataFrame:
    table = pd.DataFrame(found.areas.drop(columns="geometry"))
    if listing.cell is Cell.ANY_NONE:
        table = table.loc[table["presence_class"] == "0"]
    elif listing.cell is not None and listing.cell.need_class is not None:
        values = need_by_area(dataset, found.need)["value"]
        numbers = in_classes(legend(dataset, found.need, values).upper, values)
        table = table.loc[table["code"].map(numbers).eq(listing.cell.need_class).fillna(value=False)]
    elif listing.cell is not None:
        table = table.loc[table["bivariate"] == listing.cell]
    # Where a rank is missing, need and then the code decide, so that the order is always the same.
    order = [str(listing.order), "need_rank", "code"]
    return table.sort_values(list(dict.fromkeys(order)), na_position="last", kind="stable", ignore_index=True)
