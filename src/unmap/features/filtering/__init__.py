"""Filters in the Common Query Language (OGC 21-065r2, CQL2), compiled once and answered for a whole table at a time."""

from __future__ import annotations

from unmap.features.filtering.cql_evaluation import CONFORMANCE, compile_filter, select

__all__ = ["CONFORMANCE", "compile_filter", "select"]
