"""A filter value that does not exist is refused, with the values that do where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.errors import ParameterError
from unmap.measures import presence
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            PresenceQuery(agencies=frozenset({"UN"})),
            r'^agency "UN": holds a code that does not exist; .*here are .*UNHCR',
        ),
        (PresenceQuery(outcomes=frozenset({"11"})), r'^outcome "11": .*here are 1, 2, 3, 4, 5, 6, 7, 8, 9, 10$'),
        (PresenceQuery(priorities=frozenset({"1", "5"})), r'^priority "5": .*; there are 1, 2, 3, 4$'),
        (PresenceQuery(pillars=frozenset({"6"})), r'^pillar "6": .*; there are 1, 2, 3, 4, 5$'),
        (
            PresenceQuery(themes=frozenset({"gend"})),
            r'^theme "gend": .*mean Gender equality \(gender\)\? There are .*gender',
        ),
        (
            PresenceQuery(areas=frozenset({"7"})),
            r'^area "7": .*; did you mean Chiapas \(07\)',
        ),
    ],
)
def test_an_unknown_filter_value_is_refused(dataset: Dataset, query: PresenceQuery, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        presence(dataset, query)
