"""From the parameters of a request for items to the rows that are meant, in the order that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unmap.errors import ParameterError
from unmap.layers import Look
from unmap.layers.boxes import read_box
from unmap.layers.crs import read_crs
from unmap.layers.filtering import select
from unmap.layers.ordering import SortKey
from unmap.layers.periods import read_interval
from unmap.models.given import no_such

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from unmap.dataset import Dataset
    from unmap.layers import Layer, Resolution

    from .parameters import ItemsParameters


def refuse_unknown_codes(dataset: Dataset, name: str, equal: Mapping[str, frozenset[Hashable]]) -> None:
    """Raise ParameterError for a code that no area has, so that 7 is not taken for a state without anything.

    `equal` holds what is asked of the collection called `name`.
    """
    areas = {"states": dataset.states, "municipalities": dataset.municipalities}
    own = [areas[name]] if name in areas else list(areas.values())
    known = {
        "state_code": [dataset.states["code"]],
        "municipality_code": [dataset.municipalities["code"]],
        **{key: [layer[key] for layer in own] for key in ("code", "pcode")},
    }
    for parameter in known.keys() & equal.keys():
        there = [code for codes in known[parameter] for code in codes]
        for code in sorted(map(str, equal[parameter] - set(there))):
            raise no_such(parameter, code, there)


def selected(layer: Layer, query: ItemsParameters, among: np.ndarray | None = None) -> np.ndarray:
    """Give the positions of the rows that match, sorted as asked; only those `among`, where that is given.

    Raises ParameterError for a parameter that cannot be read, or that names what the layer does not have.
    """
    bbox = None if query.bbox is None else read_box(query.bbox, read_crs("bbox-crs", query.bbox_crs))
    if query.bbox is None and query.bbox_crs is not None:
        read_crs("bbox-crs", query.bbox_crs)
    rows = layer.rows(query.equal(), bbox)
    if among is not None:
        rows = np.intersect1d(rows, among)
    if query.datetime is not None:
        rows = rows[layer.periods.during(read_interval(query.datetime))[rows]]
    # Read even where nothing is left, so that what is wrong with it is told.
    crs = read_crs("filter-crs", query.filter_crs)
    if query.filter is not None:
        rows = select(layer, query.filter, query.filter_lang, crs, rows)
    keys = _sort_keys(layer, query.sortby)
    return layer.order.sorted(rows, keys) if keys else rows


def _sort_keys(layer: Layer, text: str | None) -> list[SortKey]:
    if not text:
        # An empty list is one of nothing (OGC API - Common - Part 1).
        return []
    sortables = {each.name for each in layer.schema.values() if each.simple}
    # A plus sign in an address is read as a space unless the client escapes it.
    keys = [SortKey(part.strip().lstrip("+-").strip(), part.strip().startswith("-")) for part in text.split(",")]
    names = [key.name for key in keys]
    if not sortables.issuperset(names) or len(set(names)) < len(names):
        raise ParameterError("sortby", f"must name properties, each once: {', '.join(sorted(sortables))}")
    return keys


def look_of(layer: Layer, query: ItemsParameters, resolution: Resolution) -> Look:
    """Say how the features are to be given out; raises ParameterError for a property or a CRS that there is not."""
    return Look(
        resolution=resolution,
        crs=read_crs("crs", query.crs),
        names=None if query.properties is None else _names(query.properties, layer.names),
        geometry=not query.skip_geometry,
    )


def _names(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the properties that a list names, in the layer's own order."""
    wanted = {part.strip() for part in text.split(",")} if text else set()
    if not wanted <= set(known):
        raise ParameterError("properties", f"must be one or more of {', '.join(known)}")
    return tuple(name for name in known if name in wanted)
