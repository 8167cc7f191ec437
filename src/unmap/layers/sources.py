"""Which sources the figures and boundaries of a layer come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.models import NeedChoice

_BOUNDARIES, _PEOPLE = "boundaries/", "population/"
"""Folders of the files that areas come from: their shapes, names and codes; their people and where their seats are."""

_FOLDERS = {
    "states": (_BOUNDARIES, _PEOPLE),
    "municipalities": (_BOUNDARIES, _PEOPLE),
    # Offices have points of their own, and names and codes of the areas that they lie in.
    "offices": (_BOUNDARIES,),
    # Initiatives stand at the seats of their areas.
    "initiatives": (_BOUNDARIES, _PEOPLE),
}


def layer_sources(dataset: Dataset, name: str, need: NeedChoice | None = None) -> tuple[str, ...]:
    """Give the ids of the sources of a layer: of its need, of the record, and of what its areas come from."""
    record = {"offices": dataset.offices, "initiatives": dataset.initiatives}.get(name)
    used = [] if need is None else [need.indicator.source_id]
    used += [dataset.report.source_id, *([] if record is None else sorted(set(record["source_id"])))]
    return tuple(dict.fromkeys([*used, *sources_of_files(dataset, *_FOLDERS[name])]))


def sources_of_files(dataset: Dataset, *folders: str) -> list[str]:
    """Give the ids of the sources whose files lie in folders of the official files."""
    files = dataset.sources["file"].fillna("").astype(str)
    return dataset.sources.loc[files.str.contains("|".join(folders)), "source_id"].tolist()
