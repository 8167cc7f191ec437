"""Answers of the coverage engine as GeoJSON features: areas with their boundaries, places as points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pandas as pd
import shapely

from unmap.features.encoding import Resolution, encode_feature, encode_geometries
from unmap.measures.answer import AREAS
from unmap.measures.need import default_need
from unmap.model.plain import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.features.layer_store import LayerStore
    from unmap.measures.answer import Answer

PLACES = {"chosen": "code", "plan": "office_id"}
"""Tables of places, and the columns that tell their rows apart."""


def answer_features(
    store: LayerStore, answer: Answer, table: pd.DataFrame | None = None, resolution: Resolution = Resolution.OVERVIEW
) -> list[bytes]:
    """Give the rows of `table` (the answer's areas or chosen places unless given) as features, id the code."""
    if answer.level is None:
        return place_features(answer, "chosen")
    rows = answer.table(AREAS) if table is None else table
    positions = store.dataset.areas(answer.level).get_indexer(pd.Index(rows["code"])).tolist()
    # The boundaries are the same whatever need is joined to them; those of the default are in use already.
    layer = store.areas(default_need(store.dataset, answer.level))
    return _features(rows, layer.geometries(positions, resolution))


def place_features(answer: Answer, name: str) -> list[bytes]:
    """Give the rows of one of the tables in `PLACES` as points, without a geometry where a place is not known."""
    table = answer.table(name)
    at = table[["lon", "lat"]].to_numpy(dtype="float64")
    known = np.isfinite(at).all(axis=1)
    points = np.full(len(table), None, dtype=object)
    points[known] = shapely.points(at[known])
    return _features(table, encode_geometries(points), PLACES[name])


def _features(table: pd.DataFrame, geometries: Sequence[bytes], key: str = "code") -> list[bytes]:
    return [
        encode_feature(orjson.dumps(row[key]), geometry, orjson.dumps(row))
        for row, geometry in zip(records(table), geometries, strict=True)
    ]
