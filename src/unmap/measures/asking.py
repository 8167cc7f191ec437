"""One way from the words of an address or a command line to the question that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.measures.ranks import NeedMeasure, RankChoices
from unmap.model import FILTERS, Counting, Kind, PresenceQuery
from unmap.model.arguments import no_such
from unmap.store.naming import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.store import Dataset

Value = TypeVar("Value", NeedMeasure, Kind, Counting)

TEXT = "q"

RANK_CHOICES = ("rank_concepts", "rank_measures", "rank_kinds", "rank_countings")
"""Choices that a user narrows the comparison of ranks with."""


def question(
    dataset: Dataset,
    given: Mapping[str, str | None],
    **options: Any,  # noqa: ANN401 - fields of the query
) -> PresenceQuery:
    """Give the question that the filters in `given` ask of `dataset`, with `options` for its other fields.

    `given` holds codes or names separated by commas under the names of `FILTERS`, and a free text under `TEXT`; None is
    a filter that was left out. Raises ParameterError for one that is given and says nothing, since it would let
    everything through, and for a value that means nothing or several things.
    """
    filters: dict[str, Any] = {
        one.field: codes_of(dataset, name, codes(name, given.get(name))) for name, one in FILTERS.items()
    }
    text = given.get(TEXT)
    if text is not None and not normalise(text):
        raise ParameterError(TEXT, "must hold a letter or a digit; leave it out to ask for everything")
    if indicator := options.get("indicator"):
        # The answer says what was asked; an id is said to the letter, a name as it is compared.
        known = set(dataset.indicators["indicator_id"])
        options["indicator"] = indicator if indicator in known else normalise(indicator)
    return PresenceQuery(**filters, text=text or "", **options)


def rank_choices(given: Mapping[str, str | None]) -> RankChoices | None:
    """Give the choices that ranks are compared over, as `given` narrows them; None where it does not.

    `given` holds values separated by commas under rank_concepts, rank_measures, rank_kinds and rank_countings. Raises
    ParameterError for one that says nothing or, apart from concepts, holds a value that does not exist.
    """
    if all(given.get(name) is None for name in RANK_CHOICES):
        return None
    return RankChoices(
        concepts=codes("rank_concepts", given.get("rank_concepts")),
        need_measures=_among("rank_measures", given.get("rank_measures"), NeedMeasure),
        kinds=_among("rank_kinds", given.get("rank_kinds"), Kind),
        countings=_among("rank_countings", given.get("rank_countings"), Counting),
    )


def codes(name: str, text: str | None) -> frozenset[str]:
    """Give the codes that stand in `text`, separated by commas: none for None.

    Raises ParameterError, under `name`, for a text without any.
    """
    if text is None:
        return frozenset()
    found = frozenset(part.strip() for part in text.split(",")) - {""}
    if not found:
        raise ParameterError(name, "holds no code; leave it out to ask for everything")
    return found


def _among(name: str, text: str | None, allowed: Iterable[Value]) -> tuple[Value, ...]:
    """Give the allowed values that `text` holds, in their own order: all of them for None."""
    known = tuple(allowed)
    wanted = codes(name, text)
    for other in sorted(wanted - set(known)):
        raise no_such(name, other, known, "a value")
    return tuple(value for value in known if not wanted or value in wanted)
