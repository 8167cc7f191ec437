"""Keys, names and points: from what a record says of a place to the area that it lies in."""

from __future__ import annotations

from unmap.geo.gazetteer import TIERS, Gazetteer, Match
from unmap.geo.points import AreaLocator, PointProblem, diagnose, locate

__all__ = ["TIERS", "AreaLocator", "Gazetteer", "Match", "PointProblem", "diagnose", "locate"]
