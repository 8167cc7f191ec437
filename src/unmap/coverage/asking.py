"""One way from the words of an address or a command line to the question that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.models import PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

FILTERS = {
    "agency": "agencies",
    "outcome": "outcomes",
    "priority": "priorities",
    "pillar": "pillars",
    "theme": "themes",
    "scope": "scopes",
    "area": "areas",
}
"""Filters by the name that a user gives them, and the fields of the query that they fill."""

TEXT = "q"


def question(given: Mapping[str, str | None], **options: Any) -> PresenceQuery:  # noqa: ANN401 - fields of the query
    """Give the question that the filters in `given` ask, with `options` for its other fields.

    `given` holds codes separated by commas under the names of `FILTERS`, and a free text under `TEXT`; None is a filter
    that was left out. Raises ParameterError for one that is given and says nothing, since it would let everything
    through.
    """
    filters: dict[str, Any] = {field: _codes(name, given.get(name)) for name, field in FILTERS.items()}
    text = given.get(TEXT)
    if text is not None and not normalise(text):
        raise ParameterError(TEXT, "must hold a letter or a digit; leave it out to ask for everything")
    return PresenceQuery(**filters, text=text or "", **options)


def _codes(name: str, text: str | None) -> frozenset[str]:
    if text is None:
        return frozenset()
    found = frozenset(part.strip() for part in text.split(",")) - {""}
    if not found:
        raise ParameterError(name, "holds no code; leave it out to ask for everything")
    return found
