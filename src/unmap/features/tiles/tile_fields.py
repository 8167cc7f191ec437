"""What the features in tiles say: few of a layer's properties, those that a map colours, labels or links by."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from unmap.model.plain import plain
from unmap.model.properties import LAYERS, PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from unmap.features.layer_store import Layer
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
    # The same few words stand in most rows.
    PropertyType.TEXT: sys.intern,
    PropertyType.DATE: str,
    PropertyType.INTEGER: int,
    PropertyType.NUMBER: float,
}


def properties(name: str, layer: Layer) -> tuple[list[dict[str, str | int | float]], list[int | None]]:
    """Give what each feature of a layer says in tiles, and its id: of areas the code, where that is a number.

    A tile has no null: what is missing is left out.
    """
    columns = {field.name: _cells(layer.table[field.name], _AS[field.type]) for field in FIELDS[name]}
    said = [
        {field: cell for field, cell in zip(columns, row, strict=True) if cell is not None}
        for row in zip(*columns.values(), strict=True)
    ]
    codes = columns.get("code", [None] * len(said))
    return said, [int(code) if str(code).isdecimal() else None for code in codes]


def _cells(cells: pd.Series, typed: Callable[[Any], str | int | float]) -> list[Any]:
    # Lists are text in a tile.
    texts = [", ".join(cell) if isinstance(cell, tuple) else cell for cell in cells.tolist()]
    return [None if value is None else typed(value) for value in map(plain, texts)]
