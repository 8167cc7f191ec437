"""Need, presence and what lies between them: pure functions over the joined data, one question in, one answer out."""

from __future__ import annotations

from unmap.coverage.asking import TEXT, question
from unmap.coverage.change import change
from unmap.coverage.clusters import Clusters, clusters
from unmap.coverage.equity import Equity, equity
from unmap.coverage.facets import facets
from unmap.coverage.footprints import Footprints, footprints
from unmap.coverage.framework import FrameworkMatrix, framework_matrix
from unmap.coverage.gaps import Gaps, gaps
from unmap.coverage.measure import measure
from unmap.coverage.need import (
    choose_need,
    companion,
    default_need,
    need_by_area,
    values_of,
)
from unmap.coverage.outcomes import OutcomeGaps, outcome_gaps
from unmap.coverage.plan import Plan
from unmap.coverage.presence import beside_the_map, presence, presence_rows, record_totals
from unmap.coverage.ranks import RankChoices
from unmap.coverage.reach import Reach, reach
from unmap.coverage.record import matching
from unmap.coverage.siting import Siting, siting
from unmap.coverage.words import REASONS
from unmap.models import FILTERS, Counting, Kind, Level, PresenceQuery, Scope

__all__ = [
    "FILTERS",
    "REASONS",
    "TEXT",
    "Clusters",
    "Counting",
    "Equity",
    "Footprints",
    "FrameworkMatrix",
    "Gaps",
    "Kind",
    "Level",
    "OutcomeGaps",
    "Plan",
    "PresenceQuery",
    "RankChoices",
    "Reach",
    "Scope",
    "Siting",
    "beside_the_map",
    "change",
    "choose_need",
    "clusters",
    "companion",
    "default_need",
    "equity",
    "facets",
    "footprints",
    "framework_matrix",
    "gaps",
    "matching",
    "measure",
    "need_by_area",
    "outcome_gaps",
    "presence",
    "presence_rows",
    "question",
    "reach",
    "record_totals",
    "siting",
    "values_of",
]
