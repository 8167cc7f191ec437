"""Need and presence by area: pure functions over the joined data."""

from __future__ import annotations

from unmap.coverage.framework import FrameworkMatrix, framework_matrix
from unmap.coverage.measure import measure
from unmap.coverage.need import (
    choose_need,
    companion,
    default_need,
    need_by_area,
    values_of,
)
from unmap.coverage.presence import beside_the_map, presence, presence_rows, record_totals
from unmap.coverage.record import matching, refuse_unknown
from unmap.models import Counting, Kind, Level, PresenceQuery, Scope

__all__ = [
    "Counting",
    "FrameworkMatrix",
    "Kind",
    "Level",
    "PresenceQuery",
    "Scope",
    "beside_the_map",
    "choose_need",
    "companion",
    "default_need",
    "framework_matrix",
    "matching",
    "measure",
    "need_by_area",
    "presence",
    "presence_rows",
    "record_totals",
    "refuse_unknown",
    "values_of",
]
