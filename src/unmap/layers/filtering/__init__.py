"""Filters in the Common Query Language (OGC 21-065r2, CQL2), compiled once and answered for a whole table at a time."""

from __future__ import annotations

from unmap.layers.filtering.filters import CONFORMANCE, LANGUAGES, Filter, compile_filter

__all__ = ["CONFORMANCE", "LANGUAGES", "Filter", "compile_filter"]
