"""Need, presence and what lies between them: pure functions over the joined data, one question in, one answer out."""

from __future__ import annotations

from unmap.measures.asking import TEXT, question
from unmap.measures.change import change
from unmap.measures.clusters import Clusters, clusters
from unmap.measures.equity import Equity, equity
from unmap.measures.facets import facets
from unmap.measures.footprints import Footprints, footprints
from unmap.measures.framework import FrameworkMatrix, framework_matrix
from unmap.measures.furthest_behind import FurthestBehind, furthest_behind
from unmap.measures.gaps import Gaps, gaps
from unmap.measures.matching import matching, measure
from unmap.measures.need import choose_need, companion, default_need, need_by_area, values_of
from unmap.measures.outcomes import OutcomeGaps, outcome_gaps
from unmap.measures.plan import Plan
from unmap.measures.presence import beside_the_map, presence, presence_rows, record_totals
from unmap.measures.ranks import RankChoices
from unmap.measures.reach import Reach, reach
from unmap.measures.report_change import ReportChange, report_change
from unmap.measures.siting import Siting, siting
from unmap.model import FILTERS, Counting, Kind, PresenceQuery, Scope

__all__ = [
    "FILTERS",
    "TEXT",
    "Clusters",
    "Counting",
    "Equity",
    "Footprints",
    "FrameworkMatrix",
    "FurthestBehind",
    "Gaps",
    "Kind",
    "OutcomeGaps",
    "Plan",
    "PresenceQuery",
    "RankChoices",
    "Reach",
    "ReportChange",
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
    "furthest_behind",
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
    "report_change",
    "siting",
    "values_of",
]
