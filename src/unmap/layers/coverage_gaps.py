"""The gaps as every interface gives them: which areas are listed and in what order, with what goes beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from unmap.coverage.gaps import gaps
from unmap.coverage.need import need_by_area
from unmap.join.naming import in_codes
from unmap.layers.coverage_answer import AREAS, Answer, named_as
from unmap.layers.coverage_classes import coverage_classes
from unmap.layers.coverage_frame import counting, frame, query_record, reason_records, stamp
from unmap.layers.encode import plain, records
from unmap.layers.programme import presence_table
from unmap.models.given import one_of

if TYPE_CHECKING:
    from unmap.coverage.gaps import Gaps
    from unmap.coverage.ranks import RankChoices
    from unmap.dataset import Dataset
    from unmap.models import PresenceQuery

DEFINITION = (
    "Gap (percentage points) = an area's share of the people in need less its share of presence, both over the areas "
    "with need data: it sums to 0, and above 0 presence falls short of need. rank is by gap, the greatest shortfall "
    "first; rank_median is the median rank over the choices listed, rank_p05 to rank_p95 the interval in which nine in "
    "ten of them lie and the rank always does, top5_share the part of them in which the area is among the first five. "
    "need_rank and need_third go by need_measure: the headcount or the rate asked for. A blank spot is in the highest "
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

    `any-0` is every area without presence, one without need data too.
    """

    ANY_NONE = "any-0"
    LOW_NONE = "low-0"
    LOW_ONE = "low-1"
    LOW_MORE = "low-2+"
    MIDDLE_NONE = "middle-0"
    MIDDLE_ONE = "middle-1"
    MIDDLE_MORE = "middle-2+"
    HIGH_NONE = "high-0"
    HIGH_ONE = "high-1"
    HIGH_MORE = "high-2+"


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
) -> Answer:
    """Set need against presence; tables: areas (of `gaps`, and need and counts as on screen), choices.

    Raises ParameterError as `gaps` does.
    """
    query, listing = in_codes(dataset, query), listing or Listing()
    with named_as({"concepts": "rank_concepts"}):
        found = gaps(dataset, replace(query, areas=frozenset()), choices)
    asked = {"area": sorted(query.areas), "cell": listing.cell, "sort": listing.order, **_narrowed(choices)}
    head = {
        **frame(dataset, DEFINITION, query_record(query, **asked), found.need),
        "counting": counting(query),
        "totals": _totals(found),
        "need_measure": found.need_measure,
        "classes": coverage_classes(found.areas, found.need_measure),
        "left_out": list(found.left_out),
        "reasons": reason_records(found.reasons),
    }
    tables = {AREAS: _as_on_screen(dataset, found, _listed(found.only(query.areas), listing)), "choices": found.choices}
    return Answer("coverage", head, tables, stamp(dataset, query, found.need), query.level)


def area_gap(dataset: Dataset, query: PresenceQuery, code: str) -> dict[str, object]:
    """Give the row of one area of the query's level, with the need that it goes by and what need is ranked by."""
    found = gaps(dataset, replace(query, areas=frozenset({code})))
    [row] = records(_as_on_screen(dataset, found, pd.DataFrame(found.areas.drop(columns="geometry"))))
    need = found.need
    return {
        **row,
        "indicator_id": need.indicator.indicator_id,
        "year": need.year,
        "need_measure": found.need_measure,
    }


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


def _listed(found: Gaps, listing: Listing) -> pd.DataFrame:
    table = pd.DataFrame(found.areas.drop(columns="geometry"))
    if listing.cell is Cell.ANY_NONE:
        table = table.loc[table["presence_class"] == "0"]
    elif listing.cell is not None:
        table = table.loc[table["bivariate"] == listing.cell]
    # Where a rank is missing, need and then the code decide, so that the order is always the same.
    order = [str(listing.order), "need_rank", "code"]
    return table.sort_values(list(dict.fromkeys(order)), na_position="last", kind="stable", ignore_index=True)
