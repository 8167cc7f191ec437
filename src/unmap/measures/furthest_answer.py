"""Furthest behind as every interface gives it: the lists, the conditions and what to know of them, the areas listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from unmap.errors import ParameterError
from unmap.measures.answer import AREAS, Answer, counting, frame, query_record, stamp, with_names
from unmap.measures.furthest_behind import DEPENDS, NEVER, NEVER_TO, NO_DATA, SURE, SURE_FROM, furthest_behind
from unmap.measures.matching import listed_areas
from unmap.measures.weightings import METHODS
from unmap.model.arguments import one_of
from unmap.model.defaults import DEFAULTS
from unmap.model.words import Language, words
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from unmap.measures.conditions import ConditionNote
    from unmap.measures.furthest_behind import FurthestBehind
    from unmap.model import NeedChoice, PresenceQuery
    from unmap.store import Dataset


class Certainty(StrEnum):
    """How sure it is that an area is among those furthest behind, as lists and the map have it."""

    SURE = SURE
    DEPENDS = DEPENDS
    NEVER = NEVER
    NO_DATA = NO_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What is asked beside presence; see `unmap.measures.furthest_behind.furthest_behind` for each.

    `only` lists the areas of one list alone; what they are ranked against stays the same.
    """

    conditions: tuple[str, ...] | None = None
    missing: str | None = None
    worst_share: float = DEFAULTS.worst_share
    k: float = DEFAULTS.worst_k
    weights: Mapping[str, float] | None = None
    draws: int = DEFAULTS.weightings
    seed: int = DEFAULTS.seed
    only: Certainty | None = None


def weights_of(text: str | None) -> dict[str, float] | None:
    """Read own weights as an address or a command has them: `food_access:2,health_access:1`; None for None.

    Raises ParameterError for a part that is no condition with a number, and for a condition that stands there twice.
    """
    if text is None:
        return None
    found: dict[str, float] = {}
    for part in text.split(","):
        name, sign, number = part.strip().rpartition(":")
        try:
            weight = float(number)
        except ValueError:
            weight = float("nan")
        if not sign or not name or weight != weight:  # noqa: PLR0124 - what is no number is not itself
            raise ParameterError("weights", "must be conditions with numbers, such as ID:2,ID:1", part)
        if name in found:
            raise ParameterError("weights", "holds the same condition twice", name)
        found[name] = weight
    return found


DEFINITION = (
    "Weights of the conditions are drawn evenly from all that are not negative and sum to 1 (stochastic multicriteria "
    "acceptability analysis; Lahdelma, Hokkanen and Salminen 1998; Greco and others 2018), and dealt over five ways of "
    "making conditions comparable and putting them together. share is the part of these weightings under which an "
    "area is among the worst k percent: sure from 0.95, never up to 0.05, and of all between it depends. rank_p05 to "
    "rank_p95 are the ranks of nine weightings in ten, 1 the furthest behind. overlap is in how many conditions an "
    "area is among the worst worst_share percent. An area's figures say nothing of one person in it."
)


def furthest_answer(dataset: Dataset, query: PresenceQuery | None = None, asked: Behind | None = None) -> Answer:
    """Tell which areas are furthest behind whatever the weights; tables: areas, lists, parents, agencies.

    Areas of the query narrow which areas are listed, not what they are ranked against. Areas stand with the surest
    first, then by median rank. `parents` has the lists by area of the level above, where there is one. Raises
    ParameterError as `furthest_behind` does.
    """
    query, asked = in_codes(dataset, query), asked or Behind()
    found = furthest_behind(
        dataset,
        replace(query, areas=frozenset()),
        conditions=asked.conditions,
        missing=asked.missing,
        worst_share=asked.worst_share,
        k=asked.k,
        weights=asked.weights,
        draws=asked.draws,
        seed=asked.seed,
    )
    head = {
        **frame(dataset, DEFINITION, _question(query, asked, found), None, _sources(found)),
        "counting": counting(dataset, query),
        "conditions": [condition_record(one) for one in found.conditions],
        "default_conditions": asked.conditions is None,
        "condition_notes": [_noted(note) for note in found.notes],
        "methods": [f"{scale}, {mean} mean" for scale, mean in METHODS],
        "sure_from": SURE_FROM,
        "never_to": NEVER_TO,
        "kept": found.kept,
        "left_out": list(found.left_out),
        "weights": None if found.weights is None else dict(found.weights),
    }
    tables = {
        AREAS: with_names(dataset, _listed(dataset, query, found, asked.only)),
        "lists": found.lists.reset_index(),
        **({"parents": _of_parents(dataset, query, found)} if dataset.above(query.level) else {}),
        "agencies": with_names(dataset, found.agencies),
    }
    return Answer("furthest-behind", head, tables, _stamp(dataset, query, found), query.level)


def _question(query: PresenceQuery, asked: Behind, found: FurthestBehind) -> dict[str, Any]:
    return query_record(
        query,
        area=sorted(query.areas),
        conditions=None if asked.conditions is None else list(asked.conditions),
        missing=asked.missing,
        worst_share=found.worst_share,
        k=found.k,
        weights=None if asked.weights is None else dict(asked.weights),
        draws=found.draws,
        seed=found.seed,
        list=asked.only,
    )


def _sources(found: FurthestBehind) -> Iterable[str]:
    return dict.fromkeys(one.indicator.source_id for one in found.conditions)


def condition_record(choice: NeedChoice) -> dict[str, Any]:
    """Give a condition: indicator, series and year, and which way is worse."""
    one = choice.indicator
    names = ("indicator_id", "concept", "name_en", "name_es", "unit", "direction", "series")
    return {**{name: getattr(one, name) for name in names}, "year": choice.year, "source_id": one.source_id}


def _noted(note: ConditionNote) -> dict[str, Any]:
    shown = round(100 * note.number) if note.code == "nearly-all-equal" else round(note.number, 2)
    says = {str(one): words(one)(f"answer.condition.{note.code}", number=shown) for one in Language}
    return {"code": note.code, "conditions": list(note.conditions), "number": note.number, **says}


def _listed(dataset: Dataset, query: PresenceQuery, found: FurthestBehind, only: Certainty | None) -> pd.DataFrame:
    table = found.areas.loc[listed_areas(dataset, query)]
    if only is not None:
        table = table.loc[table["list"] == one_of(Certainty, "list", only)]
    table = table.sort_values(["share", "rank_median"], ascending=[False, True], kind="stable", na_position="last")
    parent = dataset.above(query.level)
    table = table.reset_index()
    if parent:
        layer = dataset.layer(query.level).set_index("code")
        for place, level in enumerate(parent, start=1):
            table.insert(place, f"{level.word}_code", table["code"].map(layer[f"{level.word}_code"]))
    return table.assign(worst_in=table["worst_in"].map(list))


def _of_parents(dataset: Dataset, query: PresenceQuery, found: FurthestBehind) -> pd.DataFrame:
    code = f"{dataset.above(query.level)[-1].word}_code"
    return with_names(dataset, found.parents.rename(columns={"parent_code": code}))


def _stamp(dataset: Dataset, query: PresenceQuery, found: FurthestBehind) -> dict[str, Any]:
    return {
        "conditions": ",".join(one.indicator.indicator_id for one in found.conditions),
        "need_source_id": ",".join(_sources(found)),
        **stamp(dataset, query, None),
    }
