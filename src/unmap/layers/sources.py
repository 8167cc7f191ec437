"""Which sources the figures and boundaries of a layer come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

_OF_AREAS = ("boundaries/", "population/")
"""Folders of the files that every area comes from, whatever need is joined to it."""


def layer_sources(dataset: Dataset, name: str, need: NeedChoice | None = None) -> tuple[str, ...]:
    """Give the ids of the sources of a layer: of its need, of the report and, for areas, of boundaries and people."""
    used = [] if need is None else [need.indicator.source_id]
    used.append(dataset.report.source_id)
    if name in {"states", "municipalities"}:
        files = dataset.sources["file"].fillna("").astype(str)
        used += dataset.sources.loc[files.str.contains("|".join(_OF_AREAS)), "source_id"].tolist()
    return tuple(dict.fromkeys(used))
