"""Need and presence by area: pure functions over the joined data."""

from __future__ import annotations

from unmap.coverage.need import (
    choose_need,
    companion,
    default_need,
    need_by_area,
    values_of,
)
from unmap.coverage.presence import office_presence, office_totals

__all__ = [
    "choose_need",
    "companion",
    "default_need",
    "need_by_area",
    "office_presence",
    "office_totals",
    "values_of",
]
