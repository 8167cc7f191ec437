"""What the features in tiles say: few of a layer's properties, those that a map colours, labels or links by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.features.tiles.encode import Attributes
from unmap.model.plain import plain
from unmap.model.properties import LAYERS, PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from unmap.features.collections import Layer
    from unmap.features.tiles.encode import Column
    from unmap.model.properties import Property

_AREA = (
    "code",
    "pcode",
    "name",
    "state_code",
    "need_indicator",
    "need_year",
    "need_unit",
    "need_value",
    "need_pct",
    "need_persons",
    "offices",
    "initiatives",
    "agencies",
    "presence",
)
_OFFICE = (
    "office_id",
    "agency_id",
    "agency_acronym",
    "place_reported",
    "municipality_code",
    "state_code",
    "pcode",
    "office_type",
    "listed_count",
)
_INITIATIVE = (
    "initiative_id",
    "title",
    "agency_acronyms",
    "outcome_id",
    "priority_id",
    "scope",
    "start_year",
    "end_year",
)
_CHOSEN = {"states": _AREA, "municipalities": _AREA, "offices": _OFFICE, "initiatives": _INITIATIVE}


def _in_tile(given: Property) -> Property:
    if given.type is not PropertyType.TEXTS:
        return given
    # A tile knows no lists.
    return replace(given, type=PropertyType.TEXT, description="separated by commas")


FIELDS: Mapping[str, tuple[Property, ...]] = {
    layer: tuple(_in_tile(LAYERS[layer][name]) for name in names if name in LAYERS[layer])
    for layer, names in _CHOSEN.items()
}
"""The attributes of the features in tiles by layer. What is null elsewhere is left out of a feature there."""

_AS: Mapping[PropertyType, Callable[[Any], str | int | float]] = {
    PropertyType.TEXT: str,
    PropertyType.DATE: str,
    PropertyType.INTEGER: int,
    # Always as a number with a fraction: one column has one type throughout.
    PropertyType.NUMBER: float,
}


def attributes(name: str, layer: Layer) -> Attributes:
    """Give what the features of a layer say in tiles; of areas the code is the id as well, as a number."""
    table = layer.table
    columns = {field.name: _column(table[field.name], field) for field in FIELDS[name]}
    ids = [int(code) for code in table["code"]] if "code" in columns else [None] * len(table)
    return Attributes.of(columns, ids)


def _column(cells: pd.Series, field: Property) -> Column:
    # Lists are text in a tile, and most other columns have few values.
    texts = [", ".join(cell) if isinstance(cell, tuple) else cell for cell in cells.tolist()]
    numbers, values = pd.factorize(np.array(texts, dtype=object))
    known = map(plain, values.tolist())
    return numbers, [None if value is None else _AS[field.type](value) for value in known]
